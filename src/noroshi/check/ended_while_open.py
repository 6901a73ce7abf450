"""ended-while-open (warning): an end is told, and the incident is still open.

What:    ``ended_at`` names a time, and no update since the incident was opened has a terminal status.
Why:     the end counts from the terminal status on; until then services show the states last told, so
         customers read of an end beside a service that is still disrupted.
Example: ``status: monitoring`` with ``ended_at: 2026-11-18 17:24``.
Write:   ``status: resolved``; while it is only watched, ``services: {payment-api: operational}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, in_update, written
from noroshi.model.problem import Problem
from noroshi.model.terms import State
from noroshi.model.text import Moment

IDS = ("ended-while-open",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of ended-while-open."""
    for incident in document.incidents:
        course = document.courses[incident.id]
        if not course.is_open or set(course.standing.states.values()) <= {State.OPERATIONAL}:
            continue
        for step in reversed(course.steps):
            update = step.update
            if update.withdrawn is None and isinstance(update.ended_at, Moment):
                value = written(update.ended_at.at, document.site.zone)
                yield in_update(
                    IDS[0], WARNING, incident, update, "ended_at", value=value, status=course.standing.status.value
                )
                break
            if step.reopens:
                break
