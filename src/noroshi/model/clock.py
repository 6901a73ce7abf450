"""A course looked at from one moment: what is going on now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from noroshi.model.course import Course
from noroshi.model.spans import StateSpan
from noroshi.model.terms import Kind, State, Status


class Phase(StrEnum):
    """Where a maintenance or an announcement stands by the clock."""

    BEFORE = "before"
    WITHIN = "within"
    OVERDUE = "overdue"
    """The window is past and nobody said that it is over."""
    OVER = "over"


def phase(course: Course, now: datetime) -> Phase:
    """Of a maintenance by its window and status; of any other entry by its window alone."""
    if course.is_over:
        return Phase.OVER
    window = course.window
    start = window.start if window else None
    end = window.end if window else None
    if course.incident.kind is Kind.MAINTENANCE:
        begun = course.standing.status in (Status.IN_PROGRESS, Status.VERIFYING)
        if not begun and (start is None or now < start):
            return Phase.BEFORE
        return Phase.OVERDUE if end is not None and now >= end else Phase.WITHIN
    if start is not None and now < start:
        return Phase.BEFORE
    return Phase.OVER if end is not None and now >= end else Phase.WITHIN


def holds(span: StateSpan, now: datetime) -> bool:
    """Whether the span covers ``now``."""
    if now < span.start:
        return False
    return now < span.end if span.end is not None else not span.is_over


def states_now(courses: Iterable[Course], now: datetime) -> dict[str, State]:
    """Service id → its worst state now, for every service that is not operational."""
    worst: dict[str, State] = {}
    for course in courses:
        for span in course.spans:
            if holds(span, now) and span.state.rank > worst.get(span.service, State.OPERATIONAL).rank:
                worst[span.service] = span.state
    return worst
