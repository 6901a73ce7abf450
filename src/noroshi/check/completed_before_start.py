"""completed-before-start (warning): a maintenance is completed before it begins.

What:    ``completed`` is told before ``window.start``, and no update and no ``began_at`` says that the work
         had begun.
Why:     work that never began was cancelled: "completed" tells customers of work that nobody did. A wrong
         date in the window or in ``at`` looks like this too.
Example: ``status: completed`` at 2026-11-19 10:00 with ``window: {start: 2026-11-20 01:00, end: +2h}``.
Write:   ``status: cancelled``; where the work was done early, ``began_at``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, in_update, written
from noroshi.model.problem import Problem
from noroshi.model.terms import Kind, Status

IDS = ("completed-before-start",)
_BEGUN = (Status.IN_PROGRESS, Status.VERIFYING)


def check(document: Document) -> Iterator[Problem]:
    """Findings of completed-before-start."""
    zone = document.site.zone
    for incident in document.incidents:
        if incident.kind is not Kind.MAINTENANCE or incident.withdrawn is not None:
            continue
        course = document.courses[incident.id]
        counted = [step for step in course.steps if step.update.withdrawn is None]
        # The newest word holds: what is said later may put right what was completed too early.
        if any(
            step.standing.status in _BEGUN or step.update.began_at is not None or step.update.periods
            for step in counted
        ):
            continue
        window = course.standing.window
        if window is None or window.start is None:
            continue
        for update in (step.update for step in counted):
            if update.status is Status.COMPLETED and update.at < window.start:
                yield in_update(
                    IDS[0],
                    WARNING,
                    incident,
                    update,
                    "status",
                    value=written(update.at, zone),
                    start=written(window.start, zone),
                    paste="status: cancelled",
                )
