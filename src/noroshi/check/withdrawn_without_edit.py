"""withdrawn-without-edit (warning): a file says ``withdrawn`` and not when it was edited to say so.

What:    ``withdrawn`` without ``edited`` in the same file.
Why:     the entry in feeds keeps its time, so a reader may go on showing the very text that was taken back.
Example: ``withdrawn: another incident's text`` in 02-identified.md, and no ``edited``.
Write:   ``edited: {at: 2026-11-21 15:10, why: withdrawn}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, in_incident, in_update, written
from noroshi.model.problem import Problem

IDS = ("withdrawn-without-edit",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of withdrawn-without-edit."""
    for incident in document.incidents:
        if incident.withdrawn is not None and not incident.updates[0].edited:
            yield in_incident(IDS[0], WARNING, incident, "withdrawn", paste=_now(document))
        for update in incident.updates:
            if update.withdrawn is not None and not update.edited:
                yield in_update(IDS[0], WARNING, incident, update, "withdrawn", paste=_now(document))


def _now(document: Document) -> str:
    return written(document.now, document.site.zone)[:16]
