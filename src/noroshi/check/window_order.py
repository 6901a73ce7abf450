"""window-end-not-after-start (error): a window that ends before it begins.

What:    after an update that moves a window, its end is not after its start.
Why:     a maintenance would be overdue before it begins. A later update names only what moved, so a window
         moved to another day must name both ends.
Example: ``window: {start: 2026-11-27 01:00}`` after ``window: {start: 2026-11-20 01:00, end: 2026-11-20 03:00}``.
Write:   ``window: {start: 2026-11-27 01:00, end: +2h}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import ERROR, Document, in_update, written
from noroshi.model.problem import Problem

IDS = ("window-end-not-after-start",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of window-end-not-after-start."""
    zone = document.site.zone
    for incident in document.incidents:
        for step in document.courses[incident.id].steps:
            said, window = step.update.window, step.standing.window
            if step.update.withdrawn is not None or incident.withdrawn is not None or said is None or window is None:
                continue
            if window.start is None or window.end is None or window.end > window.start:
                continue
            start = written(window.start, zone)
            yield in_update(
                IDS[0],
                ERROR,
                incident,
                step.update,
                "window.end" if said.end is not None else "window.start",
                value=written(window.end, zone),
                start=start,
                paste=f"window: {{start: {start}, end: +2h}}",
            )
