"""Prevention measures: what the report promised, and what later updates say of it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from noroshi.model.availability import has_passed
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.incident import Measure
from noroshi.model.text import Day, Text


@frozen
class MeasureState:
    """A measure as it stands."""

    measure: Measure
    state: str
    """planned · in_progress · done"""
    due: Day | None
    done_on: Day | None
    moved: tuple[tuple[Day, Day, Text | None], ...]
    """(old date, new date, reason), oldest first."""
    is_overdue: bool


def measures(course: Course, now: datetime, zone: ZoneInfo) -> tuple[MeasureState, ...]:
    """The measures of one incident in the report's order, with the newest word on each."""
    report = course.incident.report
    if report is None or course.is_withdrawn:
        return ()
    return tuple(_standing(course, measure, now, zone) for measure in report.measures)


def _standing(course: Course, measure: Measure, now: datetime, zone: ZoneInfo) -> MeasureState:
    state, due, done_on = measure.state, measure.due, measure.done_on
    if done_on is not None:
        state = "done"
    moved: list[tuple[Day, Day, Text | None]] = []
    for step in course.steps:
        change = step.update.measures.get(measure.id)
        if change is None or step.update.withdrawn is not None:
            continue
        if change.due is not None and due is not None and change.due != due:
            moved.append((due, change.due, change.reason))
        # The day it was done says that it is done.
        state = change.state or ("done" if change.done_on else state)
        due, done_on = change.due or due, change.done_on or done_on
    overdue = state != "done" and due is not None and has_passed(due, now, zone)
    return MeasureState(measure, state, due, done_on, tuple(moved), overdue)
