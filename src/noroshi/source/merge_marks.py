"""A file's lines → the one finding that git left its marks of a merge in it.

Such a file holds two texts at once; whatever else is wrong with it comes from that, so nothing else is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from noroshi.model.problem import Place, Problem

_MARK = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: (.*))?")


def merge_conflict(rows: Sequence[str], path: str) -> Problem | None:
    """The finding, at the first mark; None where no side is opened and closed."""
    marks = [(line, found[1][0], found[2] or "") for line, row in enumerate(rows, 1) if (found := _MARK.fullmatch(row))]
    signs = [sign for _, sign, _ in marks]
    if "<" not in signs or ">" not in signs[signs.index("<") :]:
        return None
    first = marks[signs.index("<")][0]
    arguments = {"value": rows[first - 1], "sides": tuple(_sides(marks))}
    return Problem(Place(path, first), "merge-conflict", arguments=arguments)


def _sides(marks: Sequence[tuple[int, str, str]]) -> list[str]:
    """``5-7 (HEAD) ↔ 9-11 (main)`` for each conflict: the lines of its two sides, "-" where one is empty."""
    sides = []
    opened: tuple[int, str] | None = None
    base: int | None = None
    middle: int | None = None
    for line, sign, label in marks:
        if sign == "<":
            opened, base, middle = (line, label), None, None
        elif sign == "|" and opened and middle is None:  # merge.conflictStyle = diff3
            base = line
        elif sign == "=" and opened and middle is None:
            middle = line
        elif sign == ">" and opened:
            end = middle or line
            ours = _lines(opened[0], base or end, opened[1])
            sides.append(f"{ours} ↔ {_lines(end, line, label)}")
            opened = None
    return sides


def _lines(after: int, before: int, label: str) -> str:
    first, last = after + 1, before - 1
    span = "-" if first > last else str(first) if first == last else f"{first}-{last}"
    return f"{span} ({label})" if label else span
