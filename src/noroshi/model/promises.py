"""What we said that would come, and by when: the next update, recovery, the report; and whether it came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from noroshi.model.availability import end_of_day, has_passed
from noroshi.model.course import Course
from noroshi.model.effect import AT_WORK
from noroshi.model.frozen import frozen
from noroshi.model.standing import Step
from noroshi.model.terms import Known, Status
from noroshi.model.text import Day, Moment
from noroshi.model.update import Eta, Range


class PromiseKind(StrEnum):
    """What was promised."""

    NEXT_UPDATE = "next_update"
    ETA = "eta"
    """That it is over by then: an expectation, of a span its end."""
    REPORT = "report"


class Outcome(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    LATE = "late"
    OVERDUE = "overdue"
    """The time is past, and what was promised has not come yet."""
    REPLACED = "replaced"
    """Before its time another was given, or it was taken back."""


@frozen
class Promise:
    """One promise."""

    kind: PromiseKind
    made_in: str
    """Id of the update that made it."""
    due: Day
    due_at: datetime
    """Until when it can be kept; the minute that it names belongs to it."""
    outcome: Outcome
    kept_at: datetime | None = None
    """Of ``KEPT`` and ``LATE``: when what was promised came. Of one replaced after its time was past: when it was."""
    late_by: timedelta | None = None
    """Of ``LATE``: by how much, counted in minutes as people read them. (Of ``OVERDUE`` it grows with the clock.)"""
    replaced_at: datetime | None = None
    """Of ``REPLACED``, and of a ``LATE`` one that was replaced after its time: when."""
    replaced_in: str = ""
    """Id of the update that did so; else empty."""
    kept_in: str = ""
    """Of a next update or a report that was ``KEPT``: id of the update or report whose time kept it. Recovery is kept
    by an event, and a new version of a report has no file of its own: then empty."""


@frozen
class _Answer:
    """What ended the waiting; empty: nothing yet."""

    at: datetime | None = None
    replaced_in: str = ""
    """Another word was given: by this update. Else it came."""
    came_in: str = ""
    """It came with this update or report, where it came with one."""


def promises(course: Course, now: datetime, zone: ZoneInfo) -> tuple[Promise, ...]:
    """Promises of one incident, in the order they were made; of one update: next update, recovery, report.

    - A next update is kept by the next update or report, whatever it says. Promised beside an end it counts as well.
    - Recovery is kept by the end (``ended_at``, else the update that told it). A notice has none.
    - A report is kept by the report, or where there was one, by its next version.

    Whoever names the same time again promises nothing new. An expectation and a report's date may be moved or taken
    back by a later update before they pass: they are replaced then. Moved afterwards, the old promise was broken
    until then, and the new one counts beside it. A false alarm, and a maintenance cancelled before it began, take
    the expectation back. Withdrawn updates neither make nor keep anything. Where something had to be left out of the
    entry (``--keep-going``), it may be the answer: nothing is late or overdue then.
    """
    if course.is_withdrawn:
        return ()
    counted = [step for step in course.steps if step.update.withdrawn is None]
    report = course.incident.report
    reported = sorted([report.at, *(edit.at for edit in report.edited)]) if report else []
    said = sorted([(step.update.at, step.update.id) for step in counted] + ([(report.at, report.id)] if report else []))
    found: list[Promise] = []
    for index, step in enumerate(counted):
        update, later = step.update, counted[index + 1 :]
        if update.next_update is not None:
            at, name = next((it for it in said if it[0] > update.at), (None, ""))
            answer = _Answer(at, came_in=name)
            found.append(_judged(PromiseKind.NEXT_UPDATE, update.id, update.next_update, answer, now, zone))
        if (expected := _newly_expected(course, step)) is not None:
            answer = _recovery(course, expected, later)
            found.append(_judged(PromiseKind.ETA, update.id, expected, answer, now, zone))
        if (promised := _newly_promised(step, counted[:index], reported)) is not None:
            answer = _reported(promised, step, later, reported)
            if report is not None and answer.at == report.at and not answer.replaced_in:
                answer = _Answer(answer.at, came_in=report.id)
            found.append(_judged(PromiseKind.REPORT, update.id, promised, answer, now, zone))
    return tuple(map(_undecided, found)) if course.incident.left_out else tuple(found)


def _undecided(promise: Promise) -> Promise:
    if promise.outcome not in (Outcome.LATE, Outcome.OVERDUE):
        return promise
    return Promise(promise.kind, promise.made_in, promise.due, promise.due_at, Outcome.OPEN)


def expected_by(eta: Eta | None) -> datetime | None:
    """The moment by which it is to be over; ``None`` where none was named."""
    return eta.at if isinstance(eta, Moment) else eta.end if isinstance(eta, Range) else None


def eta_has_passed(eta: Eta | None, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the time is past by which it was to be over: then nothing may be expected of it."""
    expected = expected_by(eta)
    return expected is not None and has_passed(expected, now, zone)


def _newly_expected(course: Course, step: Step) -> datetime | None:
    """The end of the expectation that an update gives, where another one held before or none."""
    expected = None if course.kind.is_notice else expected_by(step.standing.eta)
    before = expected_by(step.before.eta) if step.before else None
    return None if expected == before else expected


def _recovery(course: Course, expected: datetime, later: Sequence[Step]) -> _Answer:
    """The end, or the update that gave another expectation before it."""
    moved = next((step for step in later if expected_by(step.standing.eta) != expected), None)
    if moved is None:
        return _Answer()
    over = next((step for step in later if step.standing.status.is_terminal), None)
    ended = _ended(course, over) if over else None
    if ended is not None and (moved is over or ended < moved.update.at):
        return _Answer(ended)
    return _Answer(moved.update.at, moved.update.id)


def _ended(course: Course, over: Step) -> datetime | None:
    """When it was over that a step says is over; ``None``: there was nothing to end."""
    status = over.standing.status
    if status is Status.FALSE_ALARM:
        return None
    if status is Status.CANCELLED and (over.before is None or over.before.status not in AT_WORK):
        return None
    told = [segment for segment in course.segments if segment.start <= over.update.at]
    return told[-1].end or over.update.at if told else over.update.at


def _newly_promised(step: Step, before: Sequence[Step], reported: Sequence[datetime]) -> Day | None:
    """The report's date that an update gives, where it is another one or the last was answered meanwhile."""
    due = step.update.report_by
    if due is None or isinstance(due, Known):
        return None
    last = next((item.update for item in reversed(before) if item.update.report_by is not None), None)
    is_same = last is not None and last.report_by == due
    was_answered = last is not None and any(last.at <= at < step.update.at for at in reported)
    return None if is_same and not was_answered else due


def _reported(due: Day, step: Step, later: Sequence[Step], reported: Sequence[datetime]) -> _Answer:
    # A report that was there before is no answer, but a new version of it is.
    came = next((at for at in reported if at >= step.update.at), None)
    moved = next((item.update for item in later if item.update.report_by not in (None, due)), None)
    if moved is not None and (came is None or moved.at < came):
        return _Answer(moved.at, moved.id)
    return _Answer(came)


def _judged(kind: PromiseKind, made_in: str, due: Day, answer: _Answer, now: datetime, zone: ZoneInfo) -> Promise:
    due_at = end_of_day(due, zone)
    is_late = has_passed(due, answer.at or now, zone)
    if answer.at is None:
        return Promise(kind, made_in, due, due_at, Outcome.OVERDUE if is_late else Outcome.OPEN)
    replaced_at = answer.at if answer.replaced_in else None
    if is_late:
        late_by = _minute(answer.at) - _minute(due_at)
        return Promise(kind, made_in, due, due_at, Outcome.LATE, answer.at, late_by, replaced_at, answer.replaced_in)
    if answer.replaced_in:
        return Promise(kind, made_in, due, due_at, Outcome.REPLACED, None, None, replaced_at, answer.replaced_in)
    return Promise(kind, made_in, due, due_at, Outcome.KEPT, answer.at, kept_in=answer.came_in)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def owed(course: Course, now: datetime, zone: ZoneInfo) -> Iterator[Promise]:
    """Promises of which what was promised has not come yet."""
    return (item for item in promises(course, now, zone) if item.outcome in (Outcome.OPEN, Outcome.OVERDUE))
