"""Two moments → few round times between them, on the clock and in the calendar of a zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from noroshi.model.availability import start_of_day

_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
_DAYS = (1, 2, 7, 14, 28)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
MOST, MOST_DATES = 4, 3
"""More do not fit beside each other on a phone; dates are longer than times of day."""


class Unit(StrEnum):
    """What the labels of an axis have to say."""

    CLOCK = "clock"
    DAY = "day"
    MONTH = "month"


def round_times(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[Unit, tuple[datetime, ...]]:
    """(what they are, at most four moments in UTC, both ends allowed); ``start`` before ``end``, both aware.

    Of minutes and hours those that people say (every 5 minutes, every 3 hours), from midnight on; of days every one,
    every second, or Mondays; of months their firsts.
    """
    minutes = (end - start) / timedelta(minutes=1)
    for step in _MINUTES:
        # What cannot fit is not even looked for: every page of an incident asks.
        if minutes / step <= MOST + 1:
            found = _inside(_on_the_clock(start, end, zone, step), start, end)
            if len(found) <= MOST:
                return Unit.CLOCK, found
    for step in _DAYS:
        if minutes / 1440 / step <= MOST_DATES + 1:
            found = _inside(_on_days(start, end, zone, step), start, end)
            if len(found) <= MOST_DATES:
                return Unit.DAY, found
    for step in _MONTHS:
        found = _inside(_on_months(start, end, zone, step), start, end)
        if len(found) <= MOST_DATES:
            return Unit.MONTH, found
    return Unit.MONTH, ()


def _inside(moments: Iterator[datetime], start: datetime, end: datetime) -> tuple[datetime, ...]:
    return tuple(sorted({at for at in moments if start <= at <= end}))


def _dates(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[date]:
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _on_the_clock(start: datetime, end: datetime, zone: ZoneInfo, step: int) -> Iterator[datetime]:
    first, last = start.astimezone(zone), end.astimezone(zone)
    for day in _dates(start, end, zone):
        opens = (first.hour * 60 + first.minute) // step * step if day == first.date() else 0
        # An hour more, for the night in which clocks are set back.
        closes = min(last.hour * 60 + last.minute + 61, 1440) if day == last.date() else 1440
        for minute in range(opens, closes, step):
            local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
            at = local.astimezone(UTC)
            # When clocks are set forward, some times of the day do not exist.
            if at.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
                yield at


def _on_days(start: datetime, end: datetime, zone: ZoneInfo, step: int) -> Iterator[datetime]:
    # The ordinal of a Monday is 1 more than a multiple of 7.
    return (start_of_day(day, zone) for day in _dates(start, end, zone) if (day.toordinal() - 1) % step == 0)


def _on_months(start: datetime, end: datetime, zone: ZoneInfo, step: int) -> Iterator[datetime]:
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        if month % step == 0:
            yield start_of_day(date(month // 12, month % 12 + 1, 1), zone)


def day_begins(moments: tuple[datetime, ...], zone: ZoneInfo) -> tuple[bool, ...]:
    """Of each moment, whether it is the first of its day among them."""
    days = [at.astimezone(zone).date() for at in moments]
    return (True, *(before != day for before, day in pairwise(days))) if days else ()
