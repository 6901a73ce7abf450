"""began-after-first-update (warning): it began after it was first told.

What:    the newest ``began_at`` of an incident is after ``at`` of its first update.
Why:     an incident is told after it began; a typing error in either time looks like this.
Example: first ``at: 2026-11-18 13:58`` with ``began_at: 2026-11-18 14:42``.
Write:   the right time; where customers were affected more than once, ``periods``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, counted, in_update, written
from noroshi.model.problem import Problem
from noroshi.model.terms import Kind

IDS = ("began-after-first-update",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of began-after-first-update."""
    zone = document.site.zone
    for incident in document.incidents:
        updates = counted(incident)
        if incident.kind not in (Kind.INCIDENT, Kind.SECURITY):
            continue  # A maintenance is told before it begins.
        update = next((update for update in reversed(updates) if update.began_at is not None), None)
        if update is None or update.began_at is None or update.began_at.at <= updates[0].at:
            continue
        yield in_update(
            IDS[0],
            WARNING,
            incident,
            update,
            "began_at",
            value=written(update.began_at.at, zone),
            first=written(updates[0].at, zone),
        )
