"""maintenance-without-start (error), maintenance-without-end (warning): a window with an open side.

What:    no update of a maintenance names ``window.start``; or none names ``window.end``, and it is not over.
Why:     without a start nobody knows when to expect it and its services never show it by the clock. Without
         an end customers cannot plan, it can never be overdue, and its letters are not ready.
Example: ``kind: maintenance`` with ``window: {start: 2026-11-20 01:00}``.
Write:   ``window: {start: 2026-11-20 01:00, end: +2h}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import ERROR, WARNING, Document, counted, in_update, written
from noroshi.model.problem import Problem
from noroshi.model.terms import Kind

IDS = ("maintenance-without-start", "maintenance-without-end")


def check(document: Document) -> Iterator[Problem]:
    """Findings of maintenance-without-start and maintenance-without-end."""
    for incident in document.incidents:
        updates = counted(incident)
        if incident.kind is not Kind.MAINTENANCE or not updates:
            continue
        course = document.courses[incident.id]
        window = course.standing.window
        if window is None or window.start is None:
            start = written(updates[0].at, document.site.zone)
            paste = f"window: {{start: {start}, end: +2h}}"
            yield in_update(IDS[0], ERROR, incident, updates[0], "window", paste=paste)
        elif window.end is None and course.is_open:
            last = next(update for update in reversed(updates) if update.window is not None)
            paste = f"window: {{start: {written(window.start, document.site.zone)}, end: +2h}}"
            yield in_update(IDS[1], WARNING, incident, last, "window", paste=paste)
