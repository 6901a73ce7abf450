"""next-update-not-after-at (warning): the next update is promised for a time that is already past.

What:    ``next_update`` is not after ``at`` of the same update.
Why:     customers would be told to wait for something that should have been there; it is a typing error.
Example: ``at: 2026-11-18 13:58`` with ``next_update: 2026-11-18 13:30``.
Write:   ``next_update: +30m``, which is counted from ``at``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, each_update, in_update, written
from noroshi.model.problem import Problem

IDS = ("next-update-not-after-at",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of next-update-not-after-at."""
    zone = document.site.zone
    for incident, update in each_update(document):
        if update.next_update is not None and update.next_update <= update.at:
            yield in_update(
                IDS[0],
                WARNING,
                incident,
                update,
                "next_update",
                value=written(update.next_update, zone),
                at=written(update.at, zone),
                paste="next_update: +30m",
            )
