"""A day → the stretch of time that a digest is about: that day, its week, its month, or from … to …."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from noroshi.model.availability import end_of_day, start_of_day
from noroshi.model.frozen import frozen
from noroshi.model.text import Day


class PeriodKind(StrEnum):
    """How long it is."""

    DAILY = "daily"
    WEEKLY = "weekly"
    """Monday to Sunday."""
    MONTHLY = "monthly"
    PERIOD = "period"
    """From and to as somebody asked."""


@frozen
class Period:
    """A stretch of time in the site's zone."""

    kind: PeriodKind
    first: date
    last: date
    """The last day of which anything belongs to it."""
    start: datetime
    end: datetime
    """The first moment that does not belong to it any more. Both in UTC."""

    @property
    def name(self) -> str:
        """As files are called: ``weekly-2026-11-16``, ``period-2026-11-01-2026-11-15``."""
        days = f"{self.first}-{self.last}" if self.kind is PeriodKind.PERIOD else str(self.first)
        return f"{self.kind.value}-{days}"

    @property
    def day_count(self) -> int:
        """Days of which anything belongs to it."""
        return (self.last - self.first).days + 1

    def holds(self, at: datetime) -> bool:
        """Whether the moment belongs to it."""
        return self.start <= at < self.end


def around(kind: PeriodKind, day: date, zone: ZoneInfo) -> Period:
    """The day itself, its week or its month."""
    first = last = day
    if kind is PeriodKind.WEEKLY:
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
    elif kind is PeriodKind.MONTHLY:
        first = day.replace(day=1)
        last = day.replace(day=monthrange(day.year, day.month)[1])
    return Period(kind, first, last, start_of_day(first, zone), end_of_day(last, zone))


def last_full(kind: PeriodKind, now: datetime, zone: ZoneInfo) -> Period:
    """The last one that is over: yesterday, the week before the one of ``now``, the month before."""
    running = around(kind, now.astimezone(zone).date(), zone)
    return around(kind, running.first - timedelta(days=1), zone)


def between(since: Day, until: Day, zone: ZoneInfo) -> Period:
    """From ``since`` to ``until``: days count whole, of moments the second is the first that is out.

    Raises ValueError where nothing lies between.
    """
    start, end = start_of_day(since, zone), end_of_day(until, zone)
    if end <= start:
        raise ValueError("nothing lies between")
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    return Period(PeriodKind.PERIOD, start.astimezone(zone).date(), last, start, end)
