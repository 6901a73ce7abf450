"""When we said that we would speak, and whether we did."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from noroshi.model.availability import end_of_day, has_passed
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.terms import Known
from noroshi.model.text import Day


class PromiseKind(StrEnum):
    """What was promised."""

    NEXT_UPDATE = "next_update"
    REPORT = "report"


class Outcome(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    LATE = "late"
    OVERDUE = "overdue"
    """The time is past, and nothing was said yet."""


@frozen
class Promise:
    """One promise."""

    kind: PromiseKind
    made_in: str
    """Id of the update that made it."""
    due: Day
    due_at: datetime
    """The moment it would be broken."""
    outcome: Outcome
    kept_at: datetime | None = None
    """Of ``KEPT`` and ``LATE``: when it was answered, for a broken report date perhaps by another date."""
    late_by: timedelta | None = None
    """Of ``LATE`` how much; of ``OVERDUE`` how much so far."""


def promises(course: Course, now: datetime, zone: ZoneInfo) -> tuple[Promise, ...]:
    """Promises of one incident, in the order they were made.

    A next update is kept by the next update or report, whatever it says. A report's date may be moved, or
    the report called off, by a later update before the date passes: then only the newest word counts.
    Moved afterwards, the old promise was broken until then, and the new one counts beside it.
    """
    if course.is_withdrawn:
        return ()
    counted = [step.update for step in course.steps if step.update.withdrawn is None]
    report = course.incident.report
    reported = sorted([report.at, *(edit.at for edit in report.edited)]) if report else []
    said = sorted([update.at for update in counted] + reported[:1])
    found: list[Promise] = []
    for index, update in enumerate(counted):
        if (due := update.next_update) is not None:
            answer = next((at for at in said if at > update.at), None)
            found.append(_judged(PromiseKind.NEXT_UPDATE, update.id, due, answer, now, zone))
        if update.report_by is None or isinstance(update.report_by, Known):
            continue
        # A report that was there before is no answer, but a new version of it is.
        answer = next((at for at in reported if at >= update.at), None)
        later = (other.at for other in counted[index + 1 :] if other.report_by is not None)
        moved = next((at for at in later if answer is None or at < answer), None)
        if moved is not None and not has_passed(update.report_by, moved, zone):
            continue
        answer = answer if moved is None else moved
        found.append(_judged(PromiseKind.REPORT, update.id, update.report_by, answer, now, zone))
    return tuple(found)


def _judged(
    kind: PromiseKind, made_in: str, due: Day, answer: datetime | None, now: datetime, zone: ZoneInfo
) -> Promise:
    due_at = end_of_day(due, zone)
    is_late = has_passed(due, answer or now, zone)
    late_by = (answer or now) - due_at if is_late else None
    if answer is not None:
        outcome = Outcome.LATE if is_late else Outcome.KEPT
        return Promise(kind, made_in, due, due_at, outcome, answer, late_by)
    return Promise(kind, made_in, due, due_at, Outcome.OVERDUE if is_late else Outcome.OPEN, None, late_by)
