"""unknown-incident, unknown-update (errors), related-to-itself (warning): a reference that leads nowhere.

What:    ``related`` or ``corrects`` names an incident that is not there, ``corrects`` an update that its
         incident does not have, or ``related`` the incident it stands in.
Why:     the relation is shown on both pages; without its other side it is lost without a word.
Example: ``related: 2026-11-18-payment`` where the folder is ``2026-11-18-payment-api``.
Write:   the folder's name; for one update, ``folder/file`` without ``.md``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import ERROR, WARNING, Document, in_incident
from noroshi.model.incident import Incident
from noroshi.model.problem import Problem
from noroshi.source.nearest import nearest

IDS = ("unknown-incident", "unknown-update", "related-to-itself")


def check(document: Document) -> Iterator[Problem]:
    """Findings of unknown-incident, unknown-update and related-to-itself."""
    for course in document.courses.values():
        if not (course.related or course.corrects):
            continue
        incident = course.incident
        for reference in dict.fromkeys(incident.related):
            yield from _named(document, incident, "related", reference)
        correction = incident.correction
        if correction is not None and isinstance(correction.corrects, str):
            yield from _named(document, incident, "corrects", correction.corrects)


def _named(document: Document, incident: Incident, key: str, reference: str) -> Iterator[Problem]:
    name, _, update = reference.partition("/")
    course = document.courses.get(name)
    if course is None:
        if name not in document.known_elsewhere:
            ids = tuple(sorted(other for other in document.courses if other != incident.id))
            near = nearest(name, ids)
            yield in_incident(IDS[0], ERROR, incident, key, value=name, key=key, near=near)
    elif update and reference not in document.known_elsewhere:
        updates = course.told_ids
        if update not in updates:
            near = nearest(update, updates)
            yield in_incident(
                IDS[1], ERROR, incident, key, value=reference, key=key, allowed=updates, near=near and f"{name}/{near}"
            )
    elif name == incident.id and not update:
        yield in_incident(IDS[2], WARNING, incident, key, value=name, key=key)
