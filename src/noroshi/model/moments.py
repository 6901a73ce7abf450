"""Moments ↔ plain numbers, and which month of a zone a number lies in: for what looks at a whole history."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Month = tuple[int, int]
"""(year, month)"""


def microseconds(moment: datetime) -> int:
    """Of an aware moment, since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(plain: int) -> datetime:
    """The moment in UTC of some microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=plain)


class Months:
    """The months of a zone, from that of one moment to that of another."""

    def __init__(self, first: int, last: int, zone: tzinfo) -> None:
        """``first``, ``last``: microseconds since 1970."""
        self.first, self.last, self.zone = first, last, zone
        at, end = moment_of(first).astimezone(zone), moment_of(last).astimezone(zone)
        begins = [(at.year, at.month)]
        while begins[-1] < (end.year, end.month):
            year, month = begins[-1]
            begins.append((year + month // 12, month % 12 + 1))
        self._months = begins
        # Some zones change their clocks at the beginning of a month: the first of both midnights begins it.
        self._edges = [
            microseconds(datetime(year, month, 1, tzinfo=zone).astimezone(UTC)) for year, month in begins[1:]
        ]

    def of(self, plain: int) -> Month:
        """The month of a moment between the two."""
        return self._months[bisect_right(self._edges, plain)]
