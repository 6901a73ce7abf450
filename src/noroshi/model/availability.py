"""Spans → availability of each service by day, in the site's zone.

A second counts by the worst state that any incident gives the service then, times that state's weight
(``[availability]`` in site.toml). What is not known is not counted: nothing before the service's ``since``
(without one: before the site's first entry), nothing after ``until`` or ``now``, and no span whose end is
unknown; the number of such spans is said beside the figure.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from noroshi.model.course import Course
from noroshi.model.site import Service
from noroshi.model.terms import State
from noroshi.model.text import Day


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Availability:
    """A service over a stretch of days."""

    days: tuple[DayRecord, ...]
    """Oldest first, one for each day asked for."""
    not_counted: int
    """Number of spans in this stretch whose end is not known."""

    @property
    def counted_seconds(self) -> float:
        """Seconds for which something is known."""
        return sum(record.counted_seconds for record in self.days)

    @property
    def ratio(self) -> float | None:
        """0 … 1; ``None`` where nothing is known."""
        counted = self.counted_seconds
        if counted <= 0:
            return None
        return 1 - sum(record.down_seconds for record in self.days) / counted


@dataclass(frozen=True)
class _Piece:
    start: datetime
    end: datetime
    state: State
    incident: str


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
    """Whether a deadline is past: at its very moment it is not, but a day is past when the next begins."""
    end = end_of_day(due, zone)
    return at > end or (at == end and not isinstance(due, datetime))


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
    """The days ``first`` … ``last`` of one service.

    ``known_since`` is when the site's records begin; the service's own ``since`` goes before it.
    """
    since = start_of_day(service.since, zone) if service.since else known_since
    until = min(now, end_of_day(service.until, zone)) if service.until else now
    edges = [start_of_day(first + timedelta(days=n), zone) for n in range((last - first).days + 2)]
    # Of a long history most was over before these days began.
    concerned = (item for item in courses if item.quiet_at is None or item.quiet_at >= edges[0])
    pieces, unknown = _pieces(service.id, concerned, now)
    by_day = _by_day(pieces, edges)
    records = []
    for index, (opens, closes) in enumerate(itertools.pairwise(edges)):
        day = first + timedelta(days=index)
        start, end = max(opens, since), min(closes, until)
        touching = by_day[index]
        marks = [span for span in unknown if opens <= span.start < closes]
        states = [piece.state for piece in touching] + [span.state for span in marks]
        worst = max(states, key=lambda state: state.rank, default=State.OPERATIONAL)
        ids = dict.fromkeys(
            incident
            for _, incident in sorted(
                [(piece.start, piece.incident) for piece in touching] + [(span.start, span.incident) for span in marks]
            )
        )
        counted = max((end - start).total_seconds(), 0.0)
        down = _down(touching, start, end, weights) if counted and touching else 0.0
        records.append(DayRecord(day, counted, down, worst, tuple(ids)))
    span_start, span_end = edges[0], edges[-1]
    return Availability(tuple(records), sum(1 for span in unknown if span_start <= span.start < span_end))


def _by_day(pieces: list[_Piece], edges: list[datetime]) -> list[list[_Piece]]:
    """Which pieces touch each day, in the order of ``pieces``."""
    found: list[list[_Piece]] = [[] for _ in edges[1:]]
    for piece in pieces:
        # From the day in which it begins to the last one that begins before it ends.
        begins, ends = bisect_right(edges, piece.start) - 1, bisect_left(edges, piece.end)
        for touched in found[max(begins, 0) : ends]:
            touched.append(piece)
    return found


def _pieces(service: str, courses: Iterable[Course], now: datetime) -> tuple[list[_Piece], list[_Piece]]:
    """(spans with an end, clipped to ``now``; spans whose end nobody knows)."""
    pieces: list[_Piece] = []
    unknown: list[_Piece] = []
    for course in courses:
        for span in course.spans:
            if span.service != service or span.start >= now:
                continue
            if span.end is None and span.is_over:
                unknown.append(_Piece(span.start, span.start, span.state, course.incident.id))
                continue
            end = now if span.end is None else min(span.end, now)
            pieces.append(_Piece(span.start, end, span.state, course.incident.id))
    pieces.sort(key=lambda piece: (piece.start, piece.incident))
    return pieces, unknown


def _down(pieces: list[_Piece], start: datetime, end: datetime, weights: Mapping[State, float]) -> float:
    """Weighted seconds between ``start`` and ``end``; where spans overlap, the worst state counts, once."""
    cuts = sorted({start, end} | {at for piece in pieces for at in (piece.start, piece.end) if start < at < end})
    total = 0.0
    for left, right in itertools.pairwise(cuts):
        states = [piece.state for piece in pieces if piece.start <= left and piece.end >= right]
        if states:
            worst = max(states, key=lambda state: state.rank)
            total += weights.get(worst, 0.0) * (right - left).total_seconds()
    return total
