"""next-update-overdue, report-overdue, eta-past (warnings): what we told customers to expect did not come.

What:    a promised next update is overdue, also one that was promised beside the end; a promised report is; or an
         incident is still expected to be over at a time that has passed.
Why:     the page says so to every customer. A word in time, even without news, costs less than a broken one.
Example: ``next_update: 2026-11-18 14:30``, and nothing more by 14:40.
Write:   an update with the state of affairs and the next promise; of a report, ``report_by`` with a new date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from noroshi.check.document import WARNING, Document, in_update, written
from noroshi.model.problem import Problem
from noroshi.model.promises import Outcome, PromiseKind, promises

IDS = ("next-update-overdue", "report-overdue", "eta-past")
_SAYS: Mapping[PromiseKind, tuple[str, str]] = {
    PromiseKind.NEXT_UPDATE: (IDS[0], "next_update"),
    PromiseKind.REPORT: (IDS[1], "report_by"),
    PromiseKind.ETA: (IDS[2], "eta"),
}
"""Kind → (rule, key that made the promise)."""


def check(document: Document) -> Iterator[Problem]:
    """Findings of next-update-overdue, report-overdue and eta-past."""
    zone = document.site.zone
    for incident in document.incidents:
        course = document.courses[incident.id]
        updates = {step.update.id: step.update for step in course.steps}
        for promise in promises(course, document.now, zone):
            if promise.outcome is not Outcome.OVERDUE:
                continue
            rule, key = _SAYS[promise.kind]
            due = promise.due
            value = written(due, zone) if isinstance(due, datetime) else due.isoformat()
            now = written(document.now, zone)
            yield in_update(rule, WARNING, incident, updates[promise.made_in], key, value=value, now=now)
