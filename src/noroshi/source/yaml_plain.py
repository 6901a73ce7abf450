"""A front matter as nearly everyone types it → what the YAML reader makes of it, at a tenth of its price.

Keys in lower case, one line each, values plain or in quotes without escapes, lists and tables indented under
their key, flow lists of bare words: of such lines YAML's grammar leaves one reading, which a few rules find. Any
other line, however harmless, is the YAML reader's: tests hold both to the same values and lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from noroshi.source.yaml_values import Composed, Loc, Value

_ROW = re.compile(r"( *)(- )?(?:([a-z][a-z0-9_-]{0,63}):(?: +|$))?(.*)")
"""(indent, the mark of an item, the key, the value)"""
_BEGINS_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]")
"""The first sign of a text that needs no quotes; some that YAML allows too are left to it."""
_QUOTED = re.compile(r"\"([^\"\\]+)\"|'([^']+)'")
_BARE_LIST = re.compile(r"\[ *(?:[a-z0-9][a-z0-9_-]*(?: *, *[a-z0-9][a-z0-9_-]*)*)? *\]")
_BARE_WORD = re.compile(r"[a-z0-9][a-z0-9_-]*")
_LONGEST, _DEEPEST = 4000, 6
"""In signs, and levels: then it is within what the YAML reader takes, where hardly a value is shorter than a sign."""


class _Open(NamedTuple):
    """A table or list that may go on."""

    indent: int
    value: dict[str, Value] | list[Value]
    loc: Loc


class _NotPlain(Exception):
    """The YAML reader has to say what this is."""


def plainly(rows: Sequence[str], first_line: int) -> Composed | None:
    """The table that ``rows`` are, the first of which is line ``first_line``; None where that is not plain to see."""
    if sum(map(len, rows)) > _LONGEST:
        return None
    made = Composed({})
    stack = [_Open(0, made.value, ())]
    try:
        for line, row in enumerate(rows, first_line):
            if row:
                _take(row, line, stack, made.lines)
    except _NotPlain:
        return None
    return made


def _take(row: str, line: int, stack: list[_Open], lines: dict[Loc, int]) -> None:
    """Adds what ``row`` says to the table or list of ``stack`` that it continues or opens."""
    # The wide space is no more to YAML than a letter, and common in Japanese; other blanks are left to it.
    is_printable = row.isprintable() or row.replace("\u3000", "").isprintable()
    match = _ROW.fullmatch(row) if is_printable else None
    if match is None:
        raise _NotPlain
    spaces, mark, key, typed = match.groups()
    inside = stack[-1]
    if len(spaces) != inside.indent or (mark is not None) is not isinstance(inside.value, list):
        inside = _container(len(spaces), mark is not None, stack)
    held = inside.value
    if isinstance(held, list):
        loc: Loc = (*inside.loc, len(held))
        lines[loc] = line
        if not key:
            value = _value(typed)
            if isinstance(value, list) or not typed:
                raise _NotPlain
            lines.setdefault((*inside.loc, value), line)
            held.append(value)
            return
        inside = _Open(len(spaces) + 2, {}, loc)
        held.append(inside.value)
        stack.append(inside)
        held = inside.value
    if not key or not isinstance(held, dict) or key in held:
        raise _NotPlain
    loc = (*inside.loc, key)
    lines[loc] = line
    value = _value(typed)
    held[key] = value
    if isinstance(value, list):
        for position, word in enumerate(value):
            lines[*loc, position] = line
            lines.setdefault((*loc, word), line)


def _container(indent: int, is_item: bool, stack: list[_Open]) -> _Open:
    """The table, or with ``is_item`` the list, to which a row so far indented belongs, if it is not the last one."""
    while len(stack) > 1 and (
        indent < stack[-1].indent or (indent == stack[-1].indent and not is_item and isinstance(stack[-1].value, list))
    ):
        stack.pop()
    inside = stack[-1]
    if indent == inside.indent and is_item is isinstance(inside.value, list):
        return inside
    # Deeper than its key, or, as YAML allows to a list, in line with it: the value of the key before.
    if not isinstance(inside.value, dict) or not inside.value or not (indent > inside.indent or is_item):
        raise _NotPlain
    if indent < inside.indent or len(stack) > _DEEPEST:
        raise _NotPlain
    key, before = next(reversed(inside.value.items()))
    if before is not None:
        raise _NotPlain
    opened = _Open(indent, [] if is_item else {}, (*inside.loc, key))
    inside.value[key] = opened.value
    stack.append(opened)
    return opened


def _value(typed: str) -> Value:
    """The text or the list of bare words that ``typed`` is; None for nothing."""
    if not typed:
        return None
    if _BEGINS_PLAIN.match(typed):
        text = typed.rstrip(" ")
        if ": " in text or " #" in text or text[-1] == ":":
            raise _NotPlain
        return text
    bare = typed.rstrip(" ")
    quoted = _QUOTED.fullmatch(bare)
    if quoted is not None:
        return quoted[1] or quoted[2]
    if _BARE_LIST.fullmatch(bare):
        return _BARE_WORD.findall(bare)
    raise _NotPlain
