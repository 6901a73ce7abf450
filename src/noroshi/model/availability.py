"""Spans → availability of each service by day, in the site's zone.

A second counts by the worst state that any incident gives the service then, times that state's weight
(``[availability]`` in site.toml). What is not known is not counted: nothing before the service's ``since``
(without one: before the site's first entry), nothing after ``until`` or ``now``, and no span whose end is
unknown; the number of such spans is said beside the figure.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.moments import microseconds
from noroshi.model.site import Service
from noroshi.model.terms import State
from noroshi.model.text import Day


@frozen
class DayRecord:
    """One service on one day."""

    day: date
    counted_seconds: float
    """Seconds of the day for which something is known; 0: a day without data."""
    down_seconds: float
    """Weighted seconds of downtime, 0 … ``counted_seconds``."""
    worst: State
    """The worst state of the day, unknown ends included."""
    incidents: tuple[str, ...] = ()
    """Ids of the entries that touched the service on this day, by beginning."""


@frozen
class Availability:
    """A service over a stretch of days."""

    days: tuple[DayRecord, ...]
    """Oldest first, one for each day asked for."""
    not_counted: int
    """Number of spans in this stretch whose end is not known."""

    @cached_property
    def counted_seconds(self) -> float:
        """Seconds for which something is known."""
        return sum([record.counted_seconds for record in self.days])

    @cached_property
    def down_seconds(self) -> float:
        """Weighted seconds of downtime."""
        return sum([record.down_seconds for record in self.days])

    @property
    def ratio(self) -> float | None:
        """0 … 1; ``None`` where nothing is known."""
        counted = self.counted_seconds
        if counted <= 0:
            return None
        return 1 - self.down_seconds / counted

    @cached_property
    def touched(self) -> frozenset[str]:
        """Ids of the entries that touched the service in these days."""
        return frozenset(incident for record in self.days for incident in record.incidents)


def start_of_day(day: Day, zone: ZoneInfo) -> datetime:
    """The moment (in UTC) a day begins in the site's zone; a ``datetime`` is itself."""
    if isinstance(day, datetime):
        return day.astimezone(UTC)
    # In UTC, since Python subtracts two times of one zone by the wall clock, across a change of offset too.
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def end_of_day(day: Day, zone: ZoneInfo) -> datetime:
    """The moment a deadline passes: a bare date ends with that day in the site's zone."""
    if isinstance(day, datetime):
        return day.astimezone(UTC)
    return start_of_day(day + timedelta(days=1), zone)


def has_passed(due: Day, at: datetime, zone: ZoneInfo) -> bool:
    """Whether a deadline is past: a day when the next one begins, a time when its minute is over.

    People are told minutes: what was promised for 15:00 and came at 15:00:40 came at 15:00.
    """
    end = end_of_day(due, zone)
    return at >= (end.replace(second=0, microsecond=0) + timedelta(minutes=1) if isinstance(due, datetime) else end)


def availability(
    service: Service,
    courses: Iterable[Course],
    *,
    first: date,
    last: date,
    known_since: datetime,
    now: datetime,
    zone: ZoneInfo,
    weights: Mapping[State, float],
) -> Availability:
    """The days ``first`` … ``last`` of one service, of courses in any order.

    ``known_since`` is when the site's records begin; the service's own ``since`` goes before it.
    """
    found = History(service, by_end(courses), known_since=known_since, now=now, zone=zone, weights=weights)
    return found.stretch(first, last)


def by_end(courses: Iterable[Course]) -> list[Course]:
    """Those of which nobody can say when they end, then the others, the last to end first."""
    return sorted(courses, key=lambda item: _NEVER if item.quiet_us is None else item.quiet_us, reverse=True)


class _Piece(NamedTuple):
    """A service in a state; moments are microseconds since 1970."""

    start: int
    incident: str
    end: int
    state: State


class History:
    """One service, looked at from ``now``: a day is reckoned once, whatever stretches it is asked for in.

    Of a long history only what was not yet over when the first day asked for began is looked at.
    """

    def __init__(
        self,
        service: Service,
        courses: Iterable[Course],
        *,
        known_since: datetime,
        now: datetime,
        zone: ZoneInfo,
        weights: Mapping[State, float],
    ) -> None:
        """``courses``: in the order of :func:`by_end`. ``now`` is aware and notes nothing."""
        self._service = service.id
        self._courses = iter(courses)
        self._next = next(self._courses, None)
        self._zone = zone
        self._weights = weights
        self._now = microseconds(now)
        self._since = microseconds(start_of_day(service.since, zone) if service.since else known_since)
        until = min(now, end_of_day(service.until, zone)) if service.until else now
        self._until = microseconds(until)
        self._reach = now.toordinal() + _DAYS_AHEAD
        """The first day for which all that touches it was looked at."""
        self._earlier: list[_Piece] = []
        """What began before that day."""
        self._touching: dict[int, list[_Piece]] = {}
        """Day → what touches it, in any order."""
        self._unknown: dict[int, list[_Piece]] = {}
        """Day → spans that begin on it and whose end nobody knows."""
        self._days: dict[int, DayRecord] = {}

    def stretch(self, first: date, last: date) -> Availability:
        """The days ``first`` … ``last``."""
        days = range(first.toordinal(), last.toordinal() + 1)
        if days.start < self._reach:
            self._go_back(days.start)
        known, records = self._days, []
        for day in days:
            if (record := known.get(day)) is None:
                record = known[day] = self._day(day)
            records.append(record)
        return Availability(tuple(records), sum(len(self._unknown.get(day, ())) for day in days))

    def _go_back(self, reach: int) -> None:
        """Look at everything that touches the days from ``reach`` on."""
        before, self._reach = self._reach, reach
        earlier, self._earlier = self._earlier, []
        for piece in earlier:
            self._place(piece, before)
        opens = _edge(reach, self._zone)
        while (course := self._next) is not None and (course.quiet_us is None or course.quiet_us >= opens):
            self._next = next(self._courses, None)
            for span in course.spans:
                if span.service != self._service:
                    continue
                start = microseconds(span.start)
                if start >= self._now:
                    continue
                if span.end is None and span.is_over:
                    unknown = _Piece(start, course.id, start, span.state)
                    self._unknown.setdefault(_day_of(start, self._zone), []).append(unknown)
                    continue
                end = self._now if span.end is None else min(microseconds(span.end), self._now)
                self._place(_Piece(start, course.id, end, span.state), _LAST)

    def _place(self, piece: _Piece, before: int) -> None:
        """Under every day that it touches: from the one in which it begins to the last that begins before it ends."""
        day, zone = _day_of(piece.start, self._zone), self._zone
        if day < self._reach:
            self._earlier.append(piece)
            day = self._reach
        while day < before and _edge(day, zone) < piece.end:
            self._touching.setdefault(day, []).append(piece)
            day += 1

    def _day(self, day: int) -> DayRecord:
        opens, closes = _edge(day, self._zone), _edge(day + 1, self._zone)
        start, end = max(opens, self._since), min(closes, self._until)
        counted = max((end - start) / _SECOND, 0.0)
        touching, unknown = self._touching.get(day, []), self._unknown.get(day, [])
        if not touching and not unknown:
            return _quiet(day, counted)
        both = sorted([*touching, *unknown])
        worst = max((piece.state for piece in both), key=lambda state: state.rank)
        ids = tuple(dict.fromkeys([piece.incident for piece in both]))
        down = _down(touching, start, end, self._weights) if counted and touching else 0.0
        return DayRecord(date.fromordinal(day), counted, down, worst, ids)


@lru_cache(4096)
def _quiet(day: int, counted: float) -> DayRecord:
    """A day on which nothing was: most days of most services."""
    return DayRecord(date.fromordinal(day), counted, 0.0, State.OPERATIONAL)


def _down(pieces: list[_Piece], start: int, end: int, weights: Mapping[State, float]) -> float:
    """Weighted seconds between ``start`` and ``end``; where spans overlap, the worst state counts, once."""
    if len(pieces) == 1:
        # Nearly always: nothing overlaps.
        ((begins, _, ends, state),) = pieces
        return weights.get(state, 0.0) * (max(min(end, ends) - max(start, begins), 0) / _SECOND)
    cuts = sorted({start, end} | {at for piece in pieces for at in (piece.start, piece.end) if start < at < end})
    total = 0.0
    for left, right in itertools.pairwise(cuts):
        states = [piece.state for piece in pieces if piece.start <= left and piece.end >= right]
        if states:
            worst = max(states, key=lambda state: state.rank)
            total += weights.get(worst, 0.0) * ((right - left) / _SECOND)
    return total


# Moments as whole numbers, days as ordinals: years of days are compared with thousands of spans.

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_NEVER = 1 << 63
_LAST = date.max.toordinal()
_DAYS_AHEAD = 2
"""A day in any zone that begins later than this many days after ``now`` is touched by nothing."""


@lru_cache(8192)
def _edge(day: int, zone: ZoneInfo) -> int:
    """When a day begins."""
    return microseconds(start_of_day(date.fromordinal(day), zone))


def _day_of(moment: int, zone: ZoneInfo) -> int:
    """The last day that begins at or before a moment."""
    day = _EPOCH_DAY + moment // _DAY
    while _edge(day, zone) > moment:
        day -= 1
    while _edge(day + 1, zone) <= moment:
        day += 1
    return day
