"""next-update-overdue, report-overdue, eta-past (warnings): what we told customers to expect did not come.

What:    an open incident's promised next update is overdue; a promised report is; or an open incident is still
         expected to be over at a time that has passed.
Why:     the page says so to every customer. A word in time, even without news, costs less than a broken one.
Example: ``next_update: 2026-11-18 14:30``, and nothing more by 14:40.
Write:   an update with the state of affairs and the next promise; of a report, ``report_by`` with a new date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from noroshi.check.document import WARNING, Document, in_update, written
from noroshi.model.course import Course
from noroshi.model.problem import Problem
from noroshi.model.promises import Outcome, Promise, PromiseKind, promises
from noroshi.model.text import Moment
from noroshi.model.update import Range

IDS = ("next-update-overdue", "report-overdue", "eta-past")


def check(document: Document) -> Iterator[Problem]:
    """Findings of next-update-overdue, report-overdue and eta-past."""
    for incident in document.incidents:
        course = document.courses[incident.id]
        for promise in promises(course, document.now, document.site.zone):
            if promise.outcome is Outcome.OVERDUE:
                yield from _overdue(document, course, promise)
        expected = course.standing.eta
        end = expected.at if isinstance(expected, Moment) else expected.end if isinstance(expected, Range) else None
        if course.is_open and end is not None and end < document.now:
            update = next(step.update for step in reversed(course.steps) if step.update.eta == expected)
            yield in_update(IDS[2], WARNING, incident, update, "eta", **_times(document, end))


def _overdue(document: Document, course: Course, promise: Promise) -> Iterator[Problem]:
    update = next(step.update for step in course.steps if step.update.id == promise.made_in)
    if promise.kind is PromiseKind.REPORT:
        due = promise.due_at if isinstance(promise.due, datetime) else promise.due.isoformat()
        yield in_update(IDS[1], WARNING, course.incident, update, "report_by", **_times(document, due))
    elif course.is_open:
        yield in_update(IDS[0], WARNING, course.incident, update, "next_update", **_times(document, promise.due_at))


def _times(document: Document, due: datetime | str) -> dict[str, str]:
    zone = document.site.zone
    return {
        "value": due if isinstance(due, str) else written(due, zone),
        "now": written(document.now, zone),
    }
