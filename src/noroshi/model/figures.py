"""Archive + what every entry adds → the figures of a month or a year, each with what it was counted from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from noroshi.model.archive import Archive
from noroshi.model.availability import Availability, start_of_day
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.moments import Month, microseconds
from noroshi.model.periods import Period, PeriodKind, around, between
from noroshi.model.promise_sums import PromiseSums, summed
from noroshi.model.response_times import Spread, spread
from noroshi.model.share import MeasureShare, Recomputed, Share
from noroshi.model.site import Service, Site
from noroshi.model.terms import Impact
from noroshi.model.watch import unwatched

LONGEST = 20
"""Years of which there are reports: a typing error in one date shall not make thousands of pages."""


@frozen
class ServiceFigure:
    """How available a service was, and over how much of the time."""

    service: Service
    availability: Availability


@frozen
class Waits:
    """How long customers waited, of the incidents of which that is known."""

    spread: Spread | None
    """``None``: of none."""
    worst: str
    """Id of the incident that took longest; empty: none."""
    missing: tuple[tuple[str, int], ...]
    """(why incidents are not counted, how many)"""

    @property
    def missing_number(self) -> int:
        """How many incidents are not counted."""
        return sum(number for _, number in self.missing)


@frozen
class Figures:
    """Everything that is counted of a period."""

    period: Period
    until: datetime
    """What figures go up to: the end of the period, or now."""
    is_finished: bool
    services: tuple[ServiceFigure, ...]
    """In the order of site.toml: those of which something is known."""
    uncounted: int
    """How many entries have a stretch in the period that is not in these figures, since nobody knows when it ended."""
    impacts: Mapping[Impact, int]
    """The worst first; every impact is there."""
    first_notice: Waits
    recovery: Waits
    promises: PromiseSums
    measures: tuple[tuple[str, MeasureShare], ...]
    """(incident, measure): those overdue, due and done, each by date."""
    recomputed: tuple[tuple[str, Recomputed], ...]
    """(incident, what was said afterwards), oldest first."""

    @property
    def incidents(self) -> int:
        """How many incidents were first told in the period."""
        return sum(self.impacts.values())

    def measures_of(self, standing: str) -> tuple[tuple[str, MeasureShare], ...]:
        """Those that are done, overdue or due."""
        return tuple(item for item in self.measures if item[1].standing == standing)


def figures(archive: Archive, site: Site, period: Period, shares: Mapping[str, Share]) -> Figures:
    """``shares``: incident id → what it adds, of every entry that reaches into the period."""
    now = archive.now
    is_finished = now >= period.end
    last = period.last if is_finished else max(min(period.last, now.astimezone(site.zone).date()), period.first)
    measured = (ServiceFigure(item, archive.measured(item, period.first, last, site)) for item in site.services)
    counted = {name: item for name, item in shares.items() if item.impact}
    promised = ((name, item.promise(site.zone)) for name, found in shares.items() for item in found.promises)
    order = {"overdue": 0, "due": 1, "done": 2}
    work = [(name, item) for name, found in shares.items() for item in found.measures]
    work.sort(key=lambda it: (order[it[1].standing], it[1].done or it[1].due or "~", it[0], it[1].id))
    after = [(name, item) for name, found in shares.items() for item in found.recomputed]
    after.sort(key=lambda it: (it[1].at, it[0]))
    return Figures(
        period=period,
        until=period.end if is_finished else now,
        is_finished=is_finished,
        services=tuple(it for it in measured if it.availability.counted_seconds or it.availability.touched),
        uncounted=sum(_is_uncounted(archive.by_id[name], site, period) for name in shares),
        impacts={impact: sum(item.impact == impact.value for item in counted.values()) for impact in reversed(Impact)},
        first_notice=_waits(counted, lambda item: item.first_notice),
        recovery=_waits(counted, lambda item: item.recovery),
        promises=summed(promised, period.first, period.last),
        measures=tuple(work),
        recomputed=tuple(after),
    )


def _is_uncounted(found: Course, site: Site, period: Period) -> bool:
    known = {item.id for item in site.services}
    return any(
        span.end is None and span.is_over and span.service in known and period.holds(span.start) for span in found.spans
    )


def _waits(counted: Mapping[str, Share], part: Callable[[Share], float | str]) -> Waits:
    known = {name: seconds for name, item in counted.items() if not isinstance(seconds := part(item), str)}
    reasons = [reason for item in counted.values() if isinstance(reason := part(item), str)]
    return Waits(
        spread=spread([timedelta(seconds=seconds) for seconds in known.values()]),
        worst=max(sorted(known), key=lambda name: known[name]) if known else "",
        missing=tuple((reason, reasons.count(reason)) for reason in sorted(set(reasons))),
    )


# Which periods there are, and who reaches into them.


@frozen
class Reported:
    """A month or a year of which there is a report."""

    year: int
    month: int
    """1 … 12; 0: the whole year."""
    older: bool
    """Whether there is one of the month, or year, before."""
    months: tuple[Month, ...]
    """Of a year: those of which there are reports, oldest first."""
    entries: tuple[str, ...]
    """Ids of all that may add something to its figures, newest first."""

    def period(self, zone: ZoneInfo) -> Period:
        """Its days."""
        if self.month:
            return around(PeriodKind.MONTHLY, date(self.year, self.month, 1), zone)
        return between(date(self.year, 1, 1), date(self.year, 12, 31), zone)


def reported(archive: Archive, zone: ZoneInfo) -> tuple[Reported, ...]:
    """Every month, then every year, from the first of the records to that of ``now``; none where nothing was told.

    Of what each of them says nothing depends on ``now``, but which of them there are.
    """
    if not archive.courses:
        return ()
    months = months_reported(unwatched(archive.now), unwatched(archive.known_since), zone)
    reaching = _reaching(archive.courses, months, zone)
    found = [Reported(*month, month != months[0], (), reaching[month]) for month in months]
    for year in dict.fromkeys(year for year, _ in months):
        own = tuple(month for month in months if month[0] == year)
        entries = dict.fromkeys(name for month in reversed(own) for name in reaching[month])
        found.append(Reported(year, 0, year != months[0][0], own, tuple(entries)))
    return tuple(found)


def months_reported(now: datetime, known_since: datetime, zone: ZoneInfo) -> tuple[Month, ...]:
    """The months of which there are reports where the records begin then, oldest first."""
    today, begun = now.astimezone(zone).date(), known_since.astimezone(zone).date()
    last = today.year * 12 + today.month - 1
    # Whole years: of a year of which some months are left out, the report could not say what it counts.
    first = max(begun.year * 12 + begun.month - 1, (today.year - LONGEST + 1) * 12)
    return tuple((number // 12, number % 12 + 1) for number in range(min(first, last), last + 1))


def _reaching(courses: Iterable[Course], months: tuple[Month, ...], zone: ZoneInfo) -> dict[Month, tuple[str, ...]]:
    found: dict[Month, list[str]] = {month: [] for month in months}
    begins = [microseconds(start_of_day(date(*month, 1), zone)) for month in months]
    for course in courses:
        since, until = course.reach
        first = max(bisect_right(begins, since) - 1, 0)
        last = len(months) if until is None else bisect_right(begins, until)
        for month in months[first:last]:
            found[month].append(course.id)
    return {month: tuple(names) for month, names in found.items()}
