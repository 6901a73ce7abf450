"""A file's text → what stands between its ``---`` lines, composed, and the body below."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from noroshi.model.frozen import frozen
from noroshi.model.problem import Place, Problem
from noroshi.source.merge_marks import merge_conflict
from noroshi.source.yaml_plain import plainly
from noroshi.source.yaml_values import Composed, Loc, Value

_FENCE = re.compile(r"---[ \t]*")
_DASHES = "—–―ー－‐─━−"
"""What keyboards, editors and chats make of hyphens."""
_ALMOST_FENCE = re.compile(
    rf"[ \t\u3000]*(?:-[- \t]*|[-{_DASHES}]+|={{3,}}|＝{{2,}}|\+{{3,}}|\*{{3,}}|_{{3,}}|\.{{3}}|`{{3}}.*)[ \t\u3000]*"
)
_SURELY_A_FENCE = re.compile(
    rf"(?:-{{2}}|[-{_DASHES}]*[{_DASHES}][-{_DASHES}]*|={{3,}}|＝{{2,}}|\+{{3,}}|\*{{3,}}|_{{3,}})[ \t]*"
)
"""Stands in no list or table of a front matter."""
_KEY_LINE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*[ \u3000]*[:：]|[ \t\u3000]+\S|- |#|[\]}]")
_FIRST_KEYS = frozenset(
    ("title", "at", "status", "kind", "lang", "impact", "services", "next_update", "eta", "window", "began_at", "nav")
)
"""One of these among the first lines tells keys without fences from a text that happens to have a colon."""
_KEY_AT_START = re.compile(r"(?P<key>[a-z_]+)[ \u3000]*(?::(?: |$)|：)")
_INVISIBLE_BREAK = re.compile("[\u2028\u2029]")
_FULL_WIDTH_INDENT = re.compile(r"[ \t]*\u3000[ \t\u3000]*(?:- +)?[A-Za-z_][A-Za-z0-9_-]*:(?: |$)")
_MOST_FAULTS = 20


@frozen
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
    plain = _plain_document(rows, text, path)
    if plain is not None:
        return plain
    conflict = merge_conflict(rows, path)
    if conflict is not None:
        return Document(path, {}, {}, "", 1, (conflict,), tuple(rows))
    problems: list[Problem] = []
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


def _plain_document(rows: list[str], text: str, path: str) -> Document | None:
    """The file that nearly everyone writes: fences as they should be and plain keys between them; else None."""
    if rows[0] != "---" or "<<<<<<<" in text:
        return None
    try:
        end = rows.index("---", 1)
    except ValueError:
        return None
    # What is a plain row to the end is no fence, misspelt or not.
    plain = plainly(rows[1:end], 2)
    if plain is None:
        return None
    return Document(path, plain.value, plain.lines, "\n".join(rows[end + 1 :]), end + 2, (), tuple(rows))


def _not_keys(front: list[str], path: str, first_line: int) -> Problem:
    from noroshi.source.yaml_faults import full_width

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
        return _closed(rows, first + 1, path, problems)
    if not required and not _begins_with_keys(rows, first):
        return 0, 0, 0
    end = _closing(rows, first)
    if _ALMOST_FENCE.fullmatch(rows[first]):
        problems.append(_problem(path, first + 1, "fence-misspelt", value=rows[first].strip(), paste="---"))
        return _closed(rows, first + 1, path, problems)
    bare = _end_of_bare_keys(rows, first)
    if bare is not None and (end is None or any(row.strip() for row in rows[bare:end])):
        return _unfenced(rows, first, bare, path, problems)
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
        has_end = _closing(rows, first + 1) is not None or _misspelt_closing(rows, first + 1) is not None
        return re.match(r"[a-z_]+: ", rows[first + 1]) is not None and has_end
    if re.match(r"title[ \u3000]*[:：]", rows[first]):
        return True
    end = _closing(rows, first)
    return end is not None and all(re.match(r"[a-z_]+:(?: |$)|[ \t]+\S|- ", row) for row in rows[first:end])


def _closing(rows: list[str], start: int) -> int | None:
    return next((number for number in range(start, len(rows)) if _FENCE.fullmatch(rows[number])), None)


def _misspelt_closing(rows: list[str], start: int) -> int | None:
    """The line that was meant to end the keys from ``start`` on: nothing but keys stands before it."""
    for number in range(start, len(rows)):
        if number > start and _SURELY_A_FENCE.fullmatch(rows[number]):
            return number
        if _FENCE.fullmatch(rows[number]) or (rows[number].strip() and not _KEY_LINE.match(rows[number])):
            return None
    return None


def _end_of_bare_keys(rows: list[str], first: int) -> int | None:
    """Behind the last of the keys with which a file begins though no fence stands around them; else None."""
    if not _KEY_AT_START.match(rows[first]):
        return None
    end, keys = first, set()
    for number in range(first, len(rows)):
        key = _KEY_AT_START.match(rows[number])
        if key:
            keys.add(key["key"])
        elif not rows[number].strip():
            continue  # more keys may follow a blank line
        elif end < number or not _KEY_LINE.match(rows[number]) or _FENCE.fullmatch(rows[number]):
            break
        end = number + 1
    return end if keys & _FIRST_KEYS else None


def _unfenced(rows: list[str], first: int, end: int, path: str, problems: list[Problem]) -> tuple[int, int, int]:
    """The keys from ``first`` to before ``end``, with no fence above them and none, or a misspelt one, below."""
    if end < len(rows) and _SURELY_A_FENCE.fullmatch(rows[end]):
        problems.append(_problem(path, first + 1, "fence-missing", paste="---"))
        problems.append(_problem(path, end + 1, "fence-misspelt", value=rows[end].strip(), paste="---"))
        return first, end, end + 1
    paste = ("---", *(row.rstrip() for row in rows[first:end]), "---")
    problems.append(_problem(path, first + 1, "fences-missing", line=first + 1, last=end, paste=paste))
    return first, end, end


def _closed(rows: list[str], start: int, path: str, problems: list[Problem]) -> tuple[int, int, int]:
    """The front matter that begins at ``start``, as far as it can be told where it ends."""
    misspelt = _misspelt_closing(rows, start)
    if misspelt is not None:
        value = rows[misspelt].strip()
        problems.append(_problem(path, misspelt + 1, "fence-misspelt", value=value, paste="---"))
        return start, misspelt, misspelt + 1
    end = _closing(rows, start)
    return (start, end, end + 1) if end is not None else _unclosed(rows, start, path, problems)


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
    # Loaded at the first front matter that is not plain: YAML's modules take a hundredth of a second.
    from yaml import YAMLError

    from noroshi.source.yaml_compose import compose
    from noroshi.source.yaml_faults import fault

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


def _problem(path: str, at_line: int, rule: str, **arguments: Any) -> Problem:
    return Problem(Place(path, at_line), rule, arguments=arguments)
