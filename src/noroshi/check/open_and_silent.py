"""open-and-silent (warning): an open incident without a word for seven days.

What:    an incident is open, or a maintenance past its window and not over, and nothing was said of it for
         more than seven days.
Why:     most such incidents are over and nobody closed them; the page calls the service disrupted meanwhile.
Example: the last update, ``status: monitoring``, is of 2026-11-08, and today is 2026-11-18.
Write:   ``status: resolved`` with ``ended_at`` of then; or how things stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from noroshi.check.document import WARNING, Document, in_update, written
from noroshi.model.clock import Phase, phase
from noroshi.model.course import Course
from noroshi.model.problem import Problem
from noroshi.model.terms import Kind

IDS = ("open-and-silent",)
ALLOWED = timedelta(days=7)


def check(document: Document) -> Iterator[Problem]:
    """Findings of open-and-silent."""
    for incident in document.incidents:
        course = document.courses[incident.id]
        since = _silent_since(course, document.now)
        if since is not None and document.now - since > ALLOWED:
            yield in_update(
                IDS[0],
                WARNING,
                incident,
                course.latest.update,
                "at",
                value=written(since, document.site.zone),
                status=course.standing.status.value,
                days=(document.now - since).days,
            )


def _silent_since(course: Course, now: datetime) -> datetime | None:
    if not course.is_open:
        return None
    if course.incident.kind is not Kind.MAINTENANCE:
        return course.last_at
    window = course.standing.window
    if window is None or phase(course, now) is Phase.BEFORE:
        return None
    edge = window.end or window.start
    return max(course.last_at, edge) if edge is not None else course.last_at
