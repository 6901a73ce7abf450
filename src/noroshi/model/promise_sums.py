"""Promises of many incidents → how many were kept of those that were due within some days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.promises import Outcome, Promise, PromiseKind, promises
from noroshi.model.text import Day


@frozen
class LatePromise:
    """A promise that was kept late, and where it stands."""

    incident: str
    update: str
    """Id of the update that made it."""
    due: Day
    late_by: timedelta


@frozen
class KindSums:
    """Promises of one kind."""

    kept: int = 0
    late: int = 0
    overdue: int = 0
    replaced: int = 0
    open: int = 0
    median_late: timedelta | None = None
    """Of those that were late (of two in the middle, their mean): ``None`` where none was. What is overdue still
    has no lateness yet."""
    worst: LatePromise | None = None
    """Of those that were late the latest; of equals the one that was due first."""
    published_late: int = 0
    """Of those kept: by the time that their answer states, which was published too late by what is known of that."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.kept + self.late + self.overdue + self.replaced + self.open


@frozen
class PromiseSums:
    """Promises due within some days."""

    first: date
    last: date
    """That day included."""
    next_update: KindSums = KindSums()
    eta: KindSums = KindSums()
    report: KindSums = KindSums()

    def of(self, kind: PromiseKind) -> KindSums:
        """Those of one kind."""
        return {
            PromiseKind.NEXT_UPDATE: self.next_update,
            PromiseKind.ETA: self.eta,
            PromiseKind.REPORT: self.report,
        }[kind]


def promise_sums(courses: Iterable[Course], first: date, last: date, *, now: datetime, zone: ZoneInfo) -> PromiseSums:
    """Of courses in any order, what was promised for the days ``first`` … ``last`` of the zone.

    A promise counts on the day for which it was made, wherever its incident began and whenever it was answered: one
    that was replaced in time counts on its own day too, and the new one on the new day.
    """
    found = ((course.id, promise) for course in courses for promise in promises(course, now, zone))
    return summed((item for item in found if first <= due_day(item[1].due, zone) <= last), first, last)


def due_day(due: Day, zone: ZoneInfo) -> date:
    """The day of the zone for which something was promised."""
    return due.astimezone(zone).date() if isinstance(due, datetime) else due


def summed(due: Iterable[tuple[str, Promise]], first: date, last: date) -> PromiseSums:
    """The same of (incident, promise) that were due in these days."""
    found: dict[PromiseKind, list[tuple[str, Promise]]] = {kind: [] for kind in PromiseKind}
    for incident, promise in due:
        found[promise.kind].append((incident, promise))
    return PromiseSums(first, last, *(_sums(found[kind]) for kind in PromiseKind))


def _sums(found: list[tuple[str, Promise]]) -> KindSums:
    count = Counter(promise.outcome for _, promise in found)
    late = [
        (promise.late_by, promise.due_at, LatePromise(incident, promise.made_in, promise.due, promise.late_by))
        for incident, promise in found
        if promise.late_by is not None
    ]
    worst = min(late, key=lambda item: (-item[0], item[1], item[2].incident, item[2].update), default=None)
    return KindSums(
        kept=count[Outcome.KEPT],
        late=count[Outcome.LATE],
        overdue=count[Outcome.OVERDUE],
        replaced=count[Outcome.REPLACED],
        open=count[Outcome.OPEN],
        median_late=timedelta(seconds=median(late_by.total_seconds() for late_by, _, _ in late)) if late else None,
        worst=worst and worst[2],
    )
