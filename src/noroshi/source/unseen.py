"""A body as typed → the same without what no page shows: comments and scripts. In code they are what is said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

_BEGINNING = re.compile(
    r"(?P<fence>^ {0,3}(?P<marks>`{3,}|~{3,}))"
    r"|(?P<ticks>`+)"
    r"|(?P<comment><!--)"
    # How comments are written where HTML is none: [//]: # (…)
    r"|(?P<note>^ {0,3}\[[^\]\n]{1,99}\]:[ \t]*(?:#|<>)[ \t]*(?:[(\"'][^\n]*)?$)"
    r"|<(?P<element>script|style)\b",
    re.M | re.I,
)
_TAKEN = "\0"
"""Stands in no text: control characters are refused."""
_EMPTY_ROWS = re.compile(rf"^[ \t]*{_TAKEN}[ \t{_TAKEN}]*(?:\n|\Z)", re.M)
_BLANK_ROWS = re.compile(r"\n{3,}")


def seen(body: str) -> str:
    """What of ``body`` a page can show; time grows with its length, whatever it holds."""
    if "<" not in body and "]:" not in body:
        return body
    pieces = list(_pieces(body))
    if len(pieces) == 1:
        return body
    left = _EMPTY_ROWS.sub("", _TAKEN.join(pieces)).replace(_TAKEN, "")
    return _BLANK_ROWS.sub("\n\n", left)


def _pieces(body: str) -> Iterator[str]:
    """What stands between the unseen."""
    ends = _Ends(body)
    kept = place = 0
    while beginning := _BEGINNING.search(body, place):
        start, place = beginning.span()
        if beginning["fence"] is not None:
            place = ends.of_fence(beginning["marks"], place)
        elif beginning["ticks"]:
            place = ends.of_ticks(len(beginning["ticks"]), place)
        else:
            end = place
            if beginning["comment"]:
                end = ends.behind("-->", place)
            elif beginning["element"]:
                end = ends.behind(f"</{beginning['element'].lower()}>", place)
            if end < 0:
                # What is never closed is shown as it stands.
                continue
            yield body[kept:start]
            kept = place = end
    yield body[kept:]


class _Ends:
    """Where what begins somewhere ends; what was looked for in vain is not looked for again."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._lower = body.lower() if len(body.lower()) == len(body) else body
        self._missing: set[str] = set()
        self._ticks: dict[int, list[int]] = {}
        for run in re.finditer("`+", body):
            self._ticks.setdefault(len(run[0]), []).append(run.end())

    def behind(self, end: str, place: int) -> int:
        """-1: it does not come."""
        found = -1 if end in self._missing else self._lower.find(end, place)
        if found < 0:
            self._missing.add(end)
            return -1
        return found + len(end)

    def of_fence(self, marks: str, place: int) -> int:
        """Behind the line that closes it; one that nothing closes goes on to the end."""
        closing = re.compile(rf"^ {{0,3}}{marks[0]}{{{len(marks)},}}[ \t]*$", re.M)
        # The opening line is none.
        found = closing.search(self._body, self._body.find("\n", place) + 1 or len(self._body))
        return found.end() if found else len(self._body)

    def of_ticks(self, count: int, place: int) -> int:
        """Behind as many; where none follow, they are signs like others."""
        ends = self._ticks.get(count, [])
        number = bisect_left(ends, place + 1)
        return ends[number] if number < len(ends) else place
