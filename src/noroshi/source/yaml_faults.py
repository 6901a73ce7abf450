"""Where YAML stops reading → the likeliest cause in a writer's words, with the line to write instead.

A mended line is also put in its place and reading goes on, so that one run tells all faults of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from noroshi.model.frozen import frozen
from noroshi.source.yaml_values import quoted, quoted_line, split_line

_KEY = re.compile(r"\s*(?:- +)?[A-Za-z_][A-Za-z0-9_-]*")
_FULL_WIDTH_COLON = re.compile(rf"(?P<key>{_KEY.pattern})[ \u3000]*：[ \u3000]*(?P<value>.*)")
_FULL_WIDTH_GAP = re.compile(rf"(?P<key>{_KEY.pattern}):[ \t]*\u3000[ \t\u3000]*(?P<value>.*)")
_NO_SPACE = re.compile(rf"(?P<key>{_KEY.pattern}):(?P<value>[^\s/].*)")
_FULL_WIDTH_INDENT = re.compile(r"[ \t]*\u3000[ \t\u3000]*")


@frozen
class Fault:
    """One cause."""

    rule: str
    row: int
    """Index of the line."""
    paste: str = ""
    """The line to write; empty where nobody can say."""
    value: str = ""


def fault(rows: list[str], error: YAMLError) -> Fault:
    """What is wrong with the front matter ``rows``, of which the YAML reader said ``error``."""
    if isinstance(error, ReaderError) or not isinstance(error, MarkedYAMLError):
        position = getattr(error, "position", 0)
        return _told("yaml-character", rows, _row_of(rows, position if isinstance(position, int) else 0))
    context = error.context or ""
    problem = error.problem or ""
    at = _bounded(error.problem_mark.line if error.problem_mark else 0, rows)
    began = _bounded(error.context_mark.line if error.context_mark else at, rows)
    column = error.problem_mark.column if error.problem_mark else 0
    return (
        _tab(rows, at)
        or full_width(rows, began, at)
        or _quotes(rows, at)
        or _by_message(rows, context, problem, began, at, column)
        or _told("yaml-syntax", rows, at)
    )


def _by_message(rows: list[str], context: str, problem: str, began: int, at: int, column: int) -> Fault | None:
    if "expected ',' or" in problem:
        return _bracket(rows, began)
    if "mapping values are not allowed" in problem:
        return _colon(rows, at, column)
    if "could not find expected ':'" in problem:
        return _no_colon(rows, began)
    if "document start" in problem:
        return _outdented(rows, at)
    if "expected key" in problem or "expected '-' indicator" in problem:
        return _unexpected(rows, at, column)
    if (
        any(sign in context for sign in ("alias", "anchor", "tag", "directive"))
        or "cannot start any token" in problem
        or "are not allowed" in problem
        or "expected comment or line break" in problem
        or "expected node content" in problem
        or "indentation indicator" in problem
        or "escape" in problem
    ):
        return _needs_quotes(rows, at)
    return None


def _tab(rows: list[str], at: int) -> Fault | None:
    for row in _upward(at):
        indent = rows[row][: len(rows[row]) - len(rows[row].lstrip())]
        if "\t" in indent:
            mended = indent.replace("\t", "  ") + rows[row].lstrip()
            return Fault("yaml-tab", row, mended.rstrip(), rows[row].strip())
        if row < at - 1:
            break
    return None


def full_width(rows: list[str], began: int, at: int) -> Fault | None:
    """Signs of a Japanese keyboard where YAML knows only their half-width twins."""
    for row in sorted({began, at, *(row for row in (at - 1,) if row >= 0)}):
        line = rows[row]
        colon = _FULL_WIDTH_COLON.fullmatch(line)
        if colon and ": " not in line.partition("：")[0]:
            return Fault("yaml-full-width", row, f"{colon['key']}: {colon['value']}".rstrip(), "：")
        gap = _FULL_WIDTH_GAP.fullmatch(line)
        if gap:
            return Fault("yaml-full-width", row, f"{gap['key']}: {gap['value']}".rstrip(), "\u3000")
        indent = _FULL_WIDTH_INDENT.match(line)
        if indent:
            mended = indent.group().replace("\u3000", "  ").replace("\t", "  ") + line[indent.end() :]
            return Fault("yaml-full-width", row, mended.rstrip(), "\u3000")
    return None


def _quotes(rows: list[str], at: int) -> Fault | None:
    """A value that opens a quote and does not close it in its line, or goes on behind it."""
    for row in range(at + 1):
        start, value = split_line(rows[row])
        sign = value[:1]
        if sign not in ("'", '"') or not value:
            continue
        end = _closing(value, sign)
        if end is None:
            text = value[1:].rstrip()
            return Fault("yaml-quote", row, f"{start}{quoted(text)}", value)
        rest = value[end + 1 :].strip()
        if rest and not rest.startswith(("#", ":")):
            return Fault("needs-quotes", row, f"{start}{quoted(value)}", value)
    return None


def _closing(value: str, sign: str) -> int | None:
    """Where the quote that opens ``value`` is closed."""
    place = 1
    while place < len(value):
        if sign == '"' and value[place] == "\\":
            place += 1
        elif value[place] == sign:
            if sign == "'" and value[place + 1 : place + 2] == "'":
                place += 1
            else:
                return place
        place += 1
    return None


def _bracket(rows: list[str], began: int) -> Fault | None:
    start, value = split_line(rows[began])
    closing = {"[": "]", "{": "}"}.get(value[:1])
    if closing is None:
        return None
    if closing in value:
        return _needs_quotes(rows, began)
    return Fault("yaml-bracket", began, f"{start}{value}{closing}", value[0])


def _colon(rows: list[str], at: int, column: int) -> Fault | None:
    line = rows[at]
    before = line[:column]
    _, value = split_line(line)
    if ": " in before.lstrip():
        return _needs_quotes(rows, at)
    # The value of the line above went on here: either this line is indented by mistake, or that one has no space.
    above = at - 1
    while above >= 0 and not rows[above].strip():
        above -= 1
    if above < 0:
        return None
    missing = _NO_SPACE.fullmatch(rows[above])
    if missing:
        return Fault("yaml-space", above, f"{missing['key']}: {missing['value']}", rows[above].strip())
    if _indent(line) > _indent(rows[above]) and split_line(rows[above])[1]:
        mended = " " * _indent(rows[above]) + line.strip()
        return Fault("yaml-indent", at, mended, line.strip())
    if not split_line(rows[above])[1] or ":" not in rows[above]:
        return Fault("yaml-no-colon", above, "", rows[above].strip())
    return _needs_quotes(rows, at) if value else None


def _no_colon(rows: list[str], began: int) -> Fault | None:
    line = rows[began]
    missing = _NO_SPACE.fullmatch(line)
    if missing:
        return Fault("yaml-space", began, f"{missing['key']}: {missing['value']}", line.strip())
    return Fault("yaml-no-colon", began, "", line.strip())


def _outdented(rows: list[str], at: int) -> Fault | None:
    """The first line is indented, and this one is not; or something ended the front matter."""
    for row in (at, at - 1):
        if row >= 0 and rows[row].startswith("..."):
            return Fault("yaml-second-document", row, "", rows[row].strip())
    if rows[0].startswith("%"):
        return Fault("yaml-syntax", 0, "", rows[0].strip())
    first = next((row for row, line in enumerate(rows) if line.strip()), 0)
    if _indent(rows[first]):
        return Fault("yaml-indent", first, rows[first].strip(), rows[first].strip())
    return None


def _unexpected(rows: list[str], at: int, column: int) -> Fault | None:
    line = rows[at]
    start, value = split_line(line)
    if value[:1] in ("[", "{") and column > len(start):
        return _needs_quotes(rows, at)
    above = next((row for row in _upward(at - 1) if rows[row].strip()), None)
    if column <= _indent(line) and above is not None:
        mended = " " * _indent(rows[above]) + line.strip()
        if mended != line:
            return Fault("yaml-indent", at, mended.rstrip(), line.strip())
    return _needs_quotes(rows, at) if value else None


def _needs_quotes(rows: list[str], at: int) -> Fault:
    paste = quoted_line(rows[at])
    return (
        Fault("needs-quotes", at, paste, split_line(rows[at])[1])
        if paste != rows[at]
        else Fault("yaml-syntax", at, "", rows[at].strip())
    )


def _told(rule: str, rows: list[str], row: int) -> Fault:
    return Fault(rule, row, "", rows[row].strip())


def _row_of(rows: list[str], position: int) -> int:
    for row, line in enumerate(rows):
        position -= len(line) + 1
        if position < 0:
            return row
    return len(rows) - 1


def _bounded(row: int, rows: list[str]) -> int:
    """The nearest line at or above ``row`` that says something: the reader often stops behind the end."""
    row = min(max(row, 0), len(rows) - 1)
    return next((found for found in _upward(row) if rows[found].strip()), row)


def _upward(row: int) -> Iterator[int]:
    return iter(range(row, -1, -1))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
