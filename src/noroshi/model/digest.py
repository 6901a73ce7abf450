"""Archive + a stretch of time → what happened in it, what holds now and what comes next.

A digest looks at its period from ``archive.now``: what is open, planned and due is said as of then, also where the
period is long over. Rehearsals are no part of it: give it an archive without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from noroshi.model.archive import Archive
from noroshi.model.availability import Availability, end_of_day, has_passed, start_of_day
from noroshi.model.clock import Phase
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.measures import MeasureState, measures
from noroshi.model.periods import Period
from noroshi.model.site import Service, Site
from noroshi.model.standing import Step
from noroshi.model.terms import Kind, Status
from noroshi.model.text import Day

AHEAD_DAYS = 14
"""How far a digest looks ahead: today and the thirteen days after it."""

_FAULTS = (Kind.INCIDENT, Kind.SECURITY)
_NOTICES = (Kind.ANNOUNCEMENT, Kind.CONTINUITY)


@frozen
class Withdrawal:
    """A notice that was taken back."""

    course: Course
    step: Step | None
    """The update; ``None``: the whole entry."""
    at: datetime
    """When it was last edited, else when it was last said: a file does not tell when its ``withdrawn`` was typed."""


@frozen
class MeasureOfCourse:
    """A prevention measure with the incident that it follows from."""

    course: Course
    state: MeasureState

    @property
    def first_due(self) -> Day | None:
        """The date it was first promised for."""
        return self.state.moved[0][0] if self.state.moved else self.state.due


@frozen
class Measured:
    """How available a service was, and over how much of the time."""

    service: Service
    availability: Availability
    whole_days: int
    """Days of which every second is known."""


@frozen
class Digest:
    """What belongs to one period. No incident stands in two of ``open``, ``closed``, ``changed``, ``false_alarms``.

    Lists of entries are oldest first, but for ``open`` (worst impact first) and maintenance (what comes first).
    """

    period: Period
    now: datetime
    service: str | None
    """Id of the service whose digest it is; ``None``: the whole site's."""
    ahead: tuple[date, date]
    """First and last day of what is called coming."""
    open: tuple[Course, ...]
    """Incidents that are not over now, whenever they began."""
    closed: tuple[Course, ...]
    """Incidents that were first told or ended in the period, and are over now."""
    changed: tuple[Course, ...]
    """Other incidents and corrections, told before, of which the period has updates."""
    false_alarms: tuple[Course, ...]
    withdrawn: tuple[Withdrawal, ...]
    corrections: tuple[Course, ...]
    reports: tuple[Course, ...]
    """Whose report was published in the period."""
    notices: tuple[Course, ...]
    """Announcements and changes of the continuity plan of which the period has an update."""
    planned: tuple[Course, ...]
    """Maintenance that is going on, or begins in the days ahead."""
    planned_later: tuple[Course, ...]
    """Maintenance of which the period has an update, and which begins after the days ahead."""
    finished: tuple[Course, ...]
    """Maintenance completed in the period."""
    cancelled: tuple[Course, ...]
    """Maintenance called off in the period."""
    new: tuple[Course, ...]
    """Incidents first told in the period, over or not; of false alarms and tombstones none."""
    done: tuple[MeasureOfCourse, ...]
    """Measures done in the period, or said in it to be done."""
    late: tuple[MeasureOfCourse, ...]
    """Measures not done by the date first promised, also where a later date was named since."""
    due: tuple[MeasureOfCourse, ...]
    """Other measures that are due in the days ahead."""
    moved: tuple[MeasureOfCourse, ...]
    """Other measures that got a new date in the period."""
    measured: tuple[Measured, ...]
    """In the order of site.toml: services that existed in the period."""

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell but availability."""
        told = (self.open, self.closed, self.changed, self.false_alarms, self.withdrawn, self.corrections)
        planned = (self.planned, self.planned_later, self.finished, self.cancelled)
        work = (self.done, self.late, self.due, self.moved)
        return not any((*told, self.reports, self.notices, *planned, *work))

    @property
    def is_unfinished(self) -> bool:
        """Whether the period is not over yet."""
        return self.now < self.period.end


def digest(archive: Archive, site: Site, period: Period, service: str | None = None) -> Digest:
    """What belongs to the period, looked at from ``archive.now``; of one service: what names it."""
    return _Gathering(archive, site, period, service).digest()


class _Gathering:
    """Sorts every entry into its place."""

    def __init__(self, archive: Archive, site: Site, period: Period, service: str | None) -> None:
        self.archive = archive
        self.site = site
        self.zone: ZoneInfo = site.zone
        self.period = period
        self.service = service
        self.now = archive.now
        today = archive.now.astimezone(site.zone).date()
        self.ahead = (today, today + timedelta(days=AHEAD_DAYS - 1))
        self.ahead_end = end_of_day(self.ahead[1], site.zone)
        self.courses = tuple(
            item for item in reversed(archive.courses) if service is None or service in item.ever_named
        )
        """Oldest first; tombstones of whole entries too."""

    def digest(self) -> Digest:
        faults = self.of_kind(*_FAULTS)
        new = tuple(item for item in faults if self.is_new(item) and not _is_false_alarm(item))
        is_open = tuple(item for item in self.archive.open_incidents if self.is_told(item))
        alarms = tuple(item for item in faults if _is_false_alarm(item) and (self.is_new(item) or self.ended(item)))
        closed = tuple(
            item
            for item in faults
            if not item.is_open and item not in alarms and (self.is_new(item) or self.ended(item))
        )
        corrections = tuple(item for item in self.of_kind(Kind.CORRECTION) if self.is_new(item))
        elsewhere = (*is_open, *closed, *alarms, *corrections)
        work = tuple(self.all_measures())
        done = tuple(item for item in work if item.state.state == "done" and self.is_done_here(item))
        late = tuple(item for item in work if item.state.state != "done" and self.is_late(item))
        due = tuple(item for item in work if item not in late and self.is_due(item))
        told_work = (*done, *late, *due)
        moved = tuple(item for item in work if item not in told_work and self.moves(item))
        shown = frozenset((item.course.incident.id, item.state.measure.id) for item in (*told_work, *moved))
        planned, later = self.planned()
        return Digest(
            period=self.period,
            now=self.now,
            service=self.service,
            ahead=self.ahead,
            open=is_open,
            closed=closed,
            changed=tuple(
                item
                for item in self.of_kind(*_FAULTS, Kind.CORRECTION)
                if item not in elsewhere and self.is_news(item, shown)
            ),
            false_alarms=alarms,
            withdrawn=tuple(self.withdrawals()),
            corrections=corrections,
            reports=tuple(item for item in self.living() if item.incident.report and self.reported(item)),
            notices=tuple(item for item in self.of_kind(*_NOTICES) if self.steps(item)),
            planned=planned,
            planned_later=later,
            finished=self.ended_maintenance(Status.COMPLETED),
            cancelled=self.ended_maintenance(Status.CANCELLED),
            new=new,
            done=done,
            late=late,
            due=due,
            moved=moved,
            measured=tuple(self.measured()),
        )

    # Entries.

    def living(self) -> tuple[Course, ...]:
        return tuple(item for item in self.courses if not item.is_withdrawn and self.is_told(item))

    def is_told(self, course: Course) -> bool:
        """Whether anything of it still counts, and of a service's digest whether that names the service."""
        counts = any(step.update.withdrawn is None for step in course.steps)
        return counts and (self.service is None or self.service in course.services)

    def of_kind(self, *kinds: Kind) -> tuple[Course, ...]:
        return tuple(item for item in self.living() if item.incident.kind in kinds)

    def is_new(self, course: Course) -> bool:
        return self.period.holds(course.first_at)

    def ended(self, course: Course) -> bool:
        """Whether the end that still holds was told in the period."""
        closing = _closing(course)
        return closing is not None and self.period.holds(closing.update.at)

    def steps(self, course: Course) -> tuple[Step, ...]:
        """Updates that count and were told in the period."""
        return steps_within(course, self.period)

    def reported(self, course: Course) -> bool:
        report = course.incident.report
        return report is not None and self.period.holds(report.at)

    def is_news(self, course: Course, shown: frozenset[tuple[str, str]]) -> bool:
        """Whether the period has an update that says more than what the list of measures says already."""
        return any(
            not step.update.measures or any((course.incident.id, key) not in shown for key in step.update.measures)
            for step in self.steps(course)
        )

    def withdrawals(self) -> Iterator[Withdrawal]:
        found: list[Withdrawal] = []
        for course in self.courses:
            if course.is_withdrawn:
                found.append(Withdrawal(course, None, course.changed_at))
                continue
            taken = (step for step in course.steps if step.update.withdrawn is not None)
            found += [Withdrawal(course, step, step.update.changed_at) for step in taken]
        yield from sorted((item for item in found if self.period.holds(item.at)), key=lambda item: item.at)

    # Maintenance.

    def planned(self) -> tuple[tuple[Course, ...], tuple[Course, ...]]:
        """(going on or in the days ahead; later, and news of the period)."""
        by_phase = self.archive.maintenance
        soon = [item for item in (*by_phase[Phase.OVERDUE], *by_phase[Phase.WITHIN]) if self.is_told(item)]
        later: list[Course] = []
        for item in by_phase[Phase.BEFORE]:
            if not self.is_told(item):
                continue
            window = item.standing.window
            if window is not None and window.start is not None and window.start < self.ahead_end:
                soon.append(item)
            elif self.steps(item):
                later.append(item)
        return tuple(soon), tuple(later)

    def ended_maintenance(self, status: Status) -> tuple[Course, ...]:
        return tuple(
            item for item in self.of_kind(Kind.MAINTENANCE) if item.standing.status is status and self.ended(item)
        )

    # Measures.

    def all_measures(self) -> Iterator[MeasureOfCourse]:
        for course in self.living():
            for state in measures(course, self.now, self.zone):
                yield MeasureOfCourse(course, state)

    def is_done_here(self, item: MeasureOfCourse) -> bool:
        done_on = item.state.done_on
        if done_on is not None and self.period.holds(start_of_day(done_on, self.zone)):
            return True
        changes = ((step, step.update.measures.get(item.state.measure.id)) for step in item.course.steps)
        said = [
            step.update.at
            for step, change in changes
            if change is not None and step.update.withdrawn is None and (change.state == "done" or change.done_on)
        ]
        report = item.course.incident.report
        measure = item.state.measure
        if report is not None and (measure.state == "done" or measure.done_on is not None):
            said.insert(0, report.at)
        return bool(said) and self.period.holds(said[0])

    def is_late(self, item: MeasureOfCourse) -> bool:
        return item.first_due is not None and has_passed(item.first_due, self.now, self.zone)

    def is_due(self, item: MeasureOfCourse) -> bool:
        due = item.state.due
        return item.state.state != "done" and due is not None and end_of_day(due, self.zone) <= self.ahead_end

    def moves(self, item: MeasureOfCourse) -> bool:
        if item.state.state == "done" or not item.state.moved:
            return False
        changes = (step.update.measures.get(item.state.measure.id) for step in self.steps(item.course))
        return any(change is not None and change.due is not None for change in changes)

    # Availability.

    def measured(self) -> Iterator[Measured]:
        first = self.period.first
        last = max(min(self.period.last, self.now.astimezone(self.zone).date()), first)
        for service in self.site.services:
            if self.service not in (None, service.id) or not self.existed(service):
                continue
            found = self.archive.measured(service, first, last, self.site)
            whole = sum(day.counted_seconds >= self.seconds_of(day.day) for day in found.days)
            yield Measured(service, found, whole)

    def seconds_of(self, day: date) -> float:
        return (end_of_day(day, self.zone) - start_of_day(day, self.zone)).total_seconds()

    def existed(self, service: Service) -> bool:
        begun = service.since is None or start_of_day(service.since, self.zone) < self.period.end
        return begun and (service.until is None or end_of_day(service.until, self.zone) > self.period.start)


def steps_within(course: Course, period: Period) -> tuple[Step, ...]:
    """The updates of an entry that count and were told in the period, oldest first."""
    return tuple(step for step in course.steps if step.update.withdrawn is None and period.holds(step.update.at))


def _is_false_alarm(course: Course) -> bool:
    return course.standing.status is Status.FALSE_ALARM


def _closing(course: Course) -> Step | None:
    """The update that ended it for good; ``None`` while it is open."""
    found: Step | None = None
    for step in course.steps:
        if step.update.withdrawn is not None:
            continue
        if not step.standing.status.is_terminal:
            found = None
        elif found is None:
            found = step
    return found
