"""ended-before-began (error): an end that lies before the beginning.

What:    the newest ``ended_at`` of an incident (of each time it was open) is before ``began_at``, or where
         none was told before its first update.
Why:     customers would read of a disruption that ended before it began, and no duration can be reckoned.
         An incident told only once, after the fact, may name its end alone: see unknown-duration.
Example: ``began_at: 2026-11-18 13:42`` and ``ended_at: 2026-11-18 12:24``.
Write:   the right one of the two, in a new update if the wrong one was published.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from noroshi.check.document import ERROR, Document, counted, in_update, written
from noroshi.model.course import Course
from noroshi.model.incident import Incident
from noroshi.model.problem import Problem
from noroshi.model.terms import Kind
from noroshi.model.text import Moment
from noroshi.model.update import Update

IDS = ("ended-before-began",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of ended-before-began."""
    zone = document.site.zone
    for incident in document.incidents:
        began = _beginning(incident, document.courses[incident.id])
        for update, ended in _ends(document.courses[incident.id]):
            if began is not None and ended < began:
                yield in_update(
                    IDS[0],
                    ERROR,
                    incident,
                    update,
                    "ended_at",
                    value=written(ended, zone),
                    began=written(began, zone),
                )


def _beginning(incident: Incident, course: Course) -> datetime | None:
    """When it began by the newest word, else by its first update; ``None`` where that is not known."""
    updates = counted(incident)
    told = [update.began_at.at for update in updates if update.began_at is not None]
    if not updates or (not told and incident.kind not in (Kind.INCIDENT, Kind.SECURITY)):
        return None
    first = updates[0]
    sinces = [change.since for change in first.services if change.since is not None]
    by_default = min([first.at, *sinces])
    if not told:
        told_at_once = first.status is not None and first.status.is_terminal
        return None if told_at_once else by_default
    # A later beginning may be that of a re-opening.
    return min(told[-1], by_default) if any(step.reopens for step in course.steps) else told[-1]


def _ends(course: Course) -> Iterator[tuple[Update, datetime]]:
    """(update, its ``ended_at``): the newest of each time the incident was open."""
    newest: tuple[Update, datetime] | None = None
    if course.is_withdrawn:
        return
    for step in course.steps:
        if step.reopens and newest is not None:
            yield newest
            newest = None
        if step.update.withdrawn is None and isinstance(step.update.ended_at, Moment):
            newest = step.update, step.update.ended_at.at
    if newest is not None:
        yield newest
