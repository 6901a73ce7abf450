"""Prevention measures: what the report promised, and what later updates say of it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from noroshi.model.availability import has_passed
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.incident import Incident, Measure
from noroshi.model.measure_words import MeasureWord, closed, words_on
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
    words: tuple[MeasureWord, ...] = ()
    """All that was said of it, oldest first; the first is the report's."""

    @property
    def closed(self) -> Day | None:
        """When it was done: the day that was named, else when that was said; ``None``: it is not done."""
        return closed(self.words)


def measures(course: Course, now: datetime, zone: ZoneInfo) -> tuple[MeasureState, ...]:
    """The measures of one incident in the report's order, with the newest word on each."""
    report = course.incident.report
    if report is None or course.is_withdrawn:
        return ()
    return tuple(_standing(course.incident, measure, now, zone) for measure in report.measures)


def _standing(incident: Incident, measure: Measure, now: datetime, zone: ZoneInfo) -> MeasureState:
    words = tuple(words_on(incident, measure))
    last = words[-1]
    moved = tuple(
        (word.former_due, word.due, word.reason)
        for word in words
        if word.former_due is not None and word.due is not None
    )
    overdue = last.state != "done" and last.due is not None and has_passed(last.due, now, zone)
    return MeasureState(measure, last.state, last.due, last.done_on, moved, overdue, words)
