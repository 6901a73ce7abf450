"""unknown-duration (warning): an incident that is over, of which nobody can say how long it lasted.

What:    the first thing said of an incident is that it is over, and neither ``began_at`` nor ``ended_at`` tell
         how long it lasted. ``ended_at: unknown`` is an answer, and no finding.
Why:     it is not counted in availability, and the page says that its duration is not known.
Example: one file, ``status: resolved``, without ``began_at``.
Write:   ``began_at: ~2026-11-18 13:40`` (``~``: about), in a new update if this one was published.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, counted, in_update, written
from noroshi.model.problem import Problem
from noroshi.model.terms import Known

IDS = ("unknown-duration",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of unknown-duration."""
    for incident in document.incidents:
        course = document.courses[incident.id]
        updates = counted(incident)
        if course.is_open or not updates or not course.segments:
            continue
        first = course.segments[0]
        told = [update for update in updates if update.ended_at is not None]
        if first.started_by != updates[0].id or first.end is not None:
            continue
        if told and told[-1].ended_at is Known.UNKNOWN:
            continue
        if first.told_start is None and updates[0].status is not None and updates[0].status.is_terminal:
            paste = f"began_at: ~{written(updates[0].at, document.site.zone)}"
            yield in_update(IDS[0], WARNING, incident, updates[0], "status", value=updates[0].status.value, paste=paste)
