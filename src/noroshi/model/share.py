"""Course + a period → what it adds to the period's figures, in plain values; and what of that was said afterwards.

A figure holds what is known now of the time that it is about: what was said after the period counts for it, and
is told as such (``Share.recomputed``), since whoever looked when the period was just over saw another figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from noroshi.model.availability import end_of_day, has_passed, start_of_day
from noroshi.model.course import Course, course, courses
from noroshi.model.frozen import frozen
from noroshi.model.incident import Measure
from noroshi.model.moments import microseconds
from noroshi.model.periods import Period
from noroshi.model.promise_sums import due_day
from noroshi.model.promises import Outcome, Promise, PromiseKind, promises
from noroshi.model.response_times import response_times
from noroshi.model.terms import Kind, Status
from noroshi.model.text import Day

FAULTS = (Kind.INCIDENT, Kind.SECURITY)
Plain = tuple[object, ...]


class Uncounted(StrEnum):
    """Why a time is not counted."""

    OPEN = "open"
    UNKNOWN_END = "unknown_end"
    UNKNOWN_BEGINNING = "unknown_beginning"


class Afterwards(StrEnum):
    """How something was said after the period."""

    TOLD = "told"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"


@frozen
class PromiseShare:
    """A promise that was due in the period."""

    kind: str
    made_in: str
    due: str
    """ISO 8601."""
    outcome: str
    late_seconds: float | None
    """Of one that was late."""

    def promise(self, zone: ZoneInfo) -> Promise:
        """The promise, without when it was answered."""
        due: Day = datetime.fromisoformat(self.due) if "T" in self.due else date.fromisoformat(self.due)
        late = None if self.late_seconds is None else timedelta(seconds=self.late_seconds)
        outcome = Outcome(self.outcome)
        return Promise(PromiseKind(self.kind), self.made_in, due, end_of_day(due, zone), outcome, late_by=late)


@frozen
class MeasureShare:
    """A prevention measure as the period left it."""

    id: str
    standing: str
    """done: in the period · overdue: at its end · due: later, or without a date"""
    due: str
    """ISO 8601; empty: none."""
    done: str


@frozen
class Recomputed:
    """Something said or edited after the period that changed what the period's figures count."""

    at: int
    """Microseconds since 1970."""
    how: str
    """Of ``Afterwards``."""
    anchor: str
    """Fragment of what said it; empty: the whole entry."""
    figures: tuple[str, ...]
    """Of ``FIGURES``."""


FIGURES = ("availability", "incidents", "times", "promises", "measures")


@frozen
class Share:
    """What one entry adds to the figures of a period. Every field is a text, a number, or a tuple of such."""

    impact: str = ""
    """Its worst, where it is an incident first told in the period; else empty: it is not counted."""
    first_notice: float | str = ""
    """Seconds, or why it is not counted."""
    recovery: float | str = ""
    promises: tuple[PromiseShare, ...] = ()
    measures: tuple[MeasureShare, ...] = ()
    recomputed: tuple[Recomputed, ...] = ()

    @classmethod
    def of(cls, kept: Sequence[Any]) -> Share:
        """What ``astuple`` gave of one, perhaps with lists in place of tuples."""
        impact, first_notice, recovery, promised, work, after = kept
        return cls(
            impact,
            first_notice,
            recovery,
            tuple(PromiseShare(*item) for item in promised),
            tuple(MeasureShare(*item) for item in work),
            tuple(Recomputed(at, how, anchor, tuple(names)) for at, how, anchor, names in after),
        )


def share(found: Course, period: Period, now: datetime, zone: ZoneInfo) -> Share:
    """``now``: the build's moment. Of a period that is over nothing depends on it."""
    is_over = now >= period.end
    counted = _counted(found, period, period.end if is_over else now, zone)
    return replace(counted, recomputed=tuple(_recomputed(found, period, zone))) if is_over else counted


def _counted(found: Course, period: Period, until: datetime, zone: ZoneInfo) -> Share:
    if found.is_withdrawn or all(step.update.withdrawn is not None for step in found.steps):
        return Share()
    added = Share(
        promises=tuple(_promised(found, period, until, zone)),
        measures=tuple(_measured(found, period, until, zone)),
    )
    is_false = found.standing.status is Status.FALSE_ALARM
    if found.kind not in FAULTS or is_false or not period.holds(found.first_at):
        return added
    times = response_times(found)
    notice: float | str = Uncounted.UNKNOWN_BEGINNING.value
    if times.first_notice is not None:
        notice = times.first_notice.total_seconds()
    recovery: float | str = Uncounted.UNKNOWN_END.value
    if times.recovery is not None:
        recovery = times.recovery.total_seconds()
    elif found.is_open:
        recovery = Uncounted.OPEN.value
    elif found.began_at is None:
        recovery = Uncounted.UNKNOWN_BEGINNING.value
    return replace(added, impact=found.worst_impact.value, first_notice=notice, recovery=recovery)


def _promised(found: Course, period: Period, until: datetime, zone: ZoneInfo) -> Iterator[PromiseShare]:
    for promise in promises(found, until, zone):
        if period.first <= due_day(promise.due, zone) <= period.last:
            late = promise.late_by.total_seconds() if promise.late_by is not None else None
            yield PromiseShare(
                promise.kind.value, promise.made_in, promise.due.isoformat(), promise.outcome.value, late
            )


def _measured(found: Course, period: Period, until: datetime, zone: ZoneInfo) -> Iterator[MeasureShare]:
    report = found.incident.report
    if report is None:
        return
    for measure in report.measures:
        due, done = _dates(found, measure, period, zone)
        due_words, done_words = _words(due, zone), _words(done, zone)
        if done is not None and start_of_day(done, zone) < period.end:
            # Often before the report, which tells of it when the month is over.
            if start_of_day(done, zone) >= period.start:
                yield MeasureShare(measure.id, "done", due_words, done_words)
        elif report.at >= period.end:
            continue
        elif due is not None and has_passed(due, until, zone):
            yield MeasureShare(measure.id, "overdue", due_words, "")
        else:
            yield MeasureShare(measure.id, "due", due_words, "")


def _dates(found: Course, measure: Measure, period: Period, zone: ZoneInfo) -> tuple[Day | None, Day | None]:
    """(the date that it was due by, as told until the period's end; when it was done, whoever told it when)."""
    report = found.incident.report
    due, done = measure.due, measure.done_on
    said = report.at if report else None
    done_said = said if done is not None or measure.state == "done" else None
    for step in found.steps:
        change = step.update.measures.get(measure.id)
        if change is None or step.update.withdrawn is not None:
            continue
        if change.due is not None and step.update.at < period.end:
            due = change.due
        done = change.done_on or done
        if change.state == "done" or change.done_on is not None:
            done_said = done_said or step.update.at
        elif change.state is not None:
            done, done_said = None, None
    if done_said is None:
        return due, None
    return due, done if done is not None else done_said.astimezone(zone).date()


def _words(day: Day | None, zone: ZoneInfo) -> str:
    if isinstance(day, datetime):
        return day.astimezone(zone).isoformat()
    return day.isoformat() if day is not None else ""


# What was said afterwards.


def _recomputed(found: Course, period: Period, zone: ZoneInfo) -> Iterator[Recomputed]:
    """Each word after the period that changed the share, and each edit of what is counted.

    What an edit changed the files do not say, so an edit is told whatever it was.
    """
    if found.changed_at < period.end:
        return
    known: dict[str, Plain] = dict.fromkeys(FIGURES, ())
    told = found if not found.is_withdrawn else course(replace(found.incident, withdrawn=None))
    for at, anchor, then in _stages(told):
        figures = _figures(then, period, zone)
        if at >= period.end and (changed := _differing(known, figures)):
            yield Recomputed(microseconds(at), Afterwards.TOLD.value, anchor, changed)
        known = figures
    counted = tuple(name for name in FIGURES if known[name])
    if not counted:
        return
    if found.is_withdrawn:
        yield Recomputed(microseconds(found.changed_at), Afterwards.WITHDRAWN.value, "", counted)
        return
    report = found.incident.report
    said = [(update.at, update.anchor, update.edited) for update in found.incident.updates]
    said += [(report.at, report.id, report.edited)] if report else []
    for at, anchor, edits in said:
        for edit in edits:
            if at < period.end <= edit.at:
                yield Recomputed(microseconds(edit.at), Afterwards.EDITED.value, anchor, counted)


def _stages(told: Course) -> Iterator[tuple[datetime, str, Course]]:
    """(when something was said, its anchor, the course as known then), oldest first."""
    report, is_told = told.incident.report, False
    before: Course | None = None
    for then in courses(told.incident):
        update = then.incident.updates[-1]
        if report is not None and not is_told and report.at <= update.at:
            is_told = True
            if before is not None and report.at < update.at:
                yield report.at, report.id, course(replace(before.incident, report=report))
        yield update.at, update.anchor, then
        before = then
    if report is not None and not is_told:
        yield report.at, report.id, told


def _figures(then: Course, period: Period, zone: ZoneInfo) -> dict[str, Plain]:
    counted = _counted(then, period, period.end, zone)
    is_counted = bool(counted.impact)
    return {
        "availability": tuple(_effect(then, period)),
        "incidents": (counted.impact,) if is_counted else (),
        "times": (counted.first_notice, counted.recovery) if is_counted else (),
        "promises": counted.promises,
        "measures": counted.measures,
    }


def _effect(then: Course, period: Period) -> Iterator[tuple[object, ...]]:
    """What of its spans lies in the period."""
    for span in then.spans:
        if span.end is None and span.is_over:
            if period.holds(span.start):
                yield span.service, span.state.value, span.start
            continue
        start = max(span.start, period.start)
        end = period.end if span.end is None else min(span.end, period.end)
        if start < end:
            yield span.service, span.state.value, start, end


def _differing(before: dict[str, Plain], after: dict[str, Plain]) -> tuple[str, ...]:
    return tuple(name for name in FIGURES if before[name] != after[name])
