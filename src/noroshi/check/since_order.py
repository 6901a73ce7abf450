"""since-after-at (warning): a service is said to have changed after the update that says so.

What:    ``since`` of a service is after ``at`` of the same update.
Why:     ``since`` tells that a state changed before it was told; until that time the page would show the old
         state beside a text that speaks of the new one.
Example: ``at: 2026-11-18 13:58`` with ``services: {payment-api: {state: major_outage, since: 2026-11-18 14:42}}``.
Write:   the right time, or no ``since``: then it changed at ``at``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, each_update, in_update, written
from noroshi.model.problem import Problem

IDS = ("since-after-at",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of since-after-at."""
    zone = document.site.zone
    for incident, update in each_update(document):
        for change in update.services:
            if change.since is not None and change.since > update.at:
                yield in_update(
                    IDS[0],
                    WARNING,
                    incident,
                    update,
                    f"services.{change.service}.since",
                    value=written(change.since, zone),
                    service=change.service,
                    at=written(update.at, zone),
                )
