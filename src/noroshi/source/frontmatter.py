"""A file's text → what stands between its ``---`` lines, composed, and the body below."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yaml import YAMLError

from noroshi.model.problem import Place, Problem
from noroshi.source.yaml_faults import fault, full_width
from noroshi.source.yaml_values import Composed, Loc, Value, compose

_FENCE = re.compile(r"---[ \t]*")
_ALMOST_FENCE = re.compile(r"[ \t\u3000]*(?:-[- \t]*|[—–―ー－‐─━]+|={3,}|\+{3,}|\.{3}|`{3}.*)[ \t\u3000]*")
_KEY_LINE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*[ \u3000]*[:：]|[ \t\u3000]+\S|- |#|[\]}]")
_CONFLICT = re.compile(r"(?:<{7}|>{7}) ")
_INVISIBLE_BREAK = re.compile("[\u2028\u2029]")
_FULL_WIDTH_INDENT = re.compile(r"[ \t]*\u3000[ \t\u3000]*(?:- +)?[A-Za-z_][A-Za-z0-9_-]*:(?: |$)")
_MOST_FAULTS = 20


@dataclass(frozen=True)
class Document:
    """One file, taken apart."""

    path: str
    values: Mapping[str, Value]
    """Key → what was typed; empty where there is no front matter or it is no table."""
    lines: Mapping[Loc, int]
    """Line of the file in which each key stands."""
    body: str
    body_line: int
    """The body's first line."""
    problems: tuple[Problem, ...] = ()
    rows: tuple[str, ...] = field(default=(), repr=False)
    """All lines of the file."""

    def line_of(self, loc: tuple[Any, ...]) -> int:
        """The line of a key, or of the nearest key around it."""
        while loc:
            if loc in self.lines:
                return self.lines[loc]
            # One value may be read as a list of one, and then it has a position that nobody typed.
            bare = tuple(part for part in loc if not isinstance(part, int))
            if bare and bare in self.lines:
                return self.lines[bare]
            loc = loc[:-1]
        return 1

    def row(self, line: int) -> str:
        """The text of line ``line``, from 1."""
        return self.rows[line - 1] if 0 < line <= len(self.rows) else ""


def read_document(text: str, path: str, *, required: bool = True) -> Document:
    """Split and compose ``text`` as :func:`noroshi.source.files.read_text` gives it.

    ``required``: a file without front matter is a problem; else all of it is the body.
    """
    rows = text.split("\n")
    problems = _conflicts(rows, path)
    start, end, body = _fences(rows, path, required, problems)
    front = rows[start:end]
    body_text = "\n".join(rows[body:])
    composed = _composed(front, path, start + 1, problems) if any(row.strip() for row in front) else Composed({})
    problems.extend(composed.problems)
    values = composed.value
    if not isinstance(values, dict):
        if values is not None and not problems:
            problems.append(_not_keys(front, path, start + 1))
        values = {}
    return Document(path, values, composed.lines, body_text, body + 1, tuple(problems), tuple(rows))


def _not_keys(front: list[str], path: str, first_line: int) -> Problem:
    found = full_width(front, 0, 0)
    if found is not None:
        return _problem(path, first_line + found.row, found.rule, value=found.value, paste=found.paste)
    return _problem(path, first_line, "front-matter-not-keys", value=front[0].strip())


def _fences(rows: list[str], path: str, required: bool, problems: list[Problem]) -> tuple[int, int, int]:
    """(first line of the front matter, the one behind its last, first line of the body), as indexes."""
    first = next((number for number, row in enumerate(rows) if row.strip()), None)
    if first is None:
        if required:
            problems.append(_problem(path, 1, "empty-file"))
        return 0, 0, 0
    if _FENCE.fullmatch(rows[first]):
        end = _closing(rows, first + 1)
        if end is not None:
            return first + 1, end, end + 1
        return _unclosed(rows, first + 1, path, problems)
    if not required and not _begins_with_keys(rows, first):
        return 0, 0, 0
    end = _closing(rows, first)
    if _ALMOST_FENCE.fullmatch(rows[first]):
        problems.append(_problem(path, first + 1, "fence-misspelt", value=rows[first].strip(), paste="---"))
        end = _closing(rows, first + 1)
        return (first + 1, end, end + 1) if end is not None else _unclosed(rows, first + 1, path, problems)
    if end is not None and _KEY_LINE.match(rows[first]):
        second = _closing(rows, end + 1)
        if second is None or not all(_KEY_LINE.match(row) or not row.strip() for row in rows[end + 1 : second]):
            problems.append(_problem(path, first + 1, "fence-missing", paste="---"))
            return first, end, end + 1
    if end is not None:
        second = _closing(rows, end + 1)
        if second is not None:
            problems.append(_problem(path, first + 1, "text-before-front-matter", value=rows[first].strip()))
            return end + 1, second, second + 1
    problems.append(_problem(path, first + 1, "no-front-matter", value=rows[first].strip()))
    return 0, 0, 0


def _begins_with_keys(rows: list[str], first: int) -> bool:
    """Whether a file that may go without front matter seems to have one, with a fence forgotten or misspelt."""
    if _ALMOST_FENCE.fullmatch(rows[first]) and len(rows) > first + 1:
        return re.match(r"[a-z_]+: ", rows[first + 1]) is not None and _closing(rows, first + 1) is not None
    end = _closing(rows, first)
    return end is not None and all(re.match(r"[a-z_]+:(?: |$)|[ \t]+\S|- ", row) for row in rows[first:end])


def _closing(rows: list[str], start: int) -> int | None:
    return next((number for number in range(start, len(rows)) if _FENCE.fullmatch(rows[number])), None)


def _unclosed(rows: list[str], start: int, path: str, problems: list[Problem]) -> tuple[int, int, int]:
    """Where the front matter probably ends: before the first line that is no key, or at a misspelt fence."""
    end = start
    while end < len(rows) and _KEY_LINE.match(rows[end]) and not _ALMOST_FENCE.fullmatch(rows[end]):
        end += 1
    if end < len(rows) and rows[end].strip() and _ALMOST_FENCE.fullmatch(rows[end]):
        problems.append(_problem(path, end + 1, "fence-misspelt", value=rows[end].strip(), paste="---"))
        return start, end, end + 1
    problems.append(_problem(path, start, "fence-not-closed", line=end + 1, paste="---"))
    return start, end, end


def _composed(front: list[str], path: str, first_line: int, problems: list[Problem]) -> Composed:
    rows = list(front)
    for number, row in enumerate(rows):
        if _FULL_WIDTH_INDENT.match(row):
            rows[number] = ("  " if number else "") + row.lstrip()
            problems.append(
                _problem(path, first_line + number, "yaml-full-width", value="\u3000", paste=rows[number].rstrip())
            )
        if _INVISIBLE_BREAK.search(row):
            one_line = _INVISIBLE_BREAK.sub(" ", row)
            problems.append(_problem(path, first_line + number, "invisible-line-break", paste=one_line.strip()))
            rows[number] = one_line
    mended: set[int] = set()
    while len(mended) < _MOST_FAULTS:
        try:
            return compose("\n".join(rows) + "\n", path, first_line)
        except YAMLError as error:
            found = fault(rows, error)
            if found.row in mended:
                break
            problems.append(_problem(path, first_line + found.row, found.rule, value=found.value, paste=found.paste))
            if not found.paste and found.rule != "yaml-no-colon":
                break
            rows[found.row] = found.paste
            mended.add(found.row)
    return Composed()


def _conflicts(rows: list[str], path: str) -> list[Problem]:
    marks = [number for number, row in enumerate(rows) if _CONFLICT.match(row)]
    signs = {rows[number][0] for number in marks}
    return [_problem(path, marks[0] + 1, "merge-conflict", value=rows[marks[0]])] if len(signs) == 2 else []


def _problem(path: str, at_line: int, rule: str, **arguments: Any) -> Problem:
    return Problem(Place(path, at_line), rule, arguments=arguments)
