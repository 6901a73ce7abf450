"""An incident → what was said of its prevention measures, one word after the other.

report.md promises a measure, and every update that names it says something more: another date, another state, that
it is done. Nothing here looks at the clock or at a zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from noroshi.model.frozen import frozen
from noroshi.model.incident import Incident, Measure, Report
from noroshi.model.text import Day, Text
from noroshi.model.update import Update


@frozen
class MeasureWord:
    """What the report, or one update, said of a measure; and how it then stood."""

    measure: Measure
    by: Report | Update
    state: str
    """planned · in_progress · done"""
    due: Day | None
    done_on: Day | None
    former_due: Day | None = None
    """The date that ``due`` replaces, where this word moved it."""
    reason: Text | None = None
    is_turn: bool = False
    """It said another state than the one before."""

    @property
    def at(self) -> datetime:
        """When it was said."""
        return self.by.at

    @property
    def withdrawn(self) -> Text | None:
        """Why it was taken back; then ``state`` and ``due`` are as they were before it."""
        return self.by.withdrawn if isinstance(self.by, Update) else None


def words_on(incident: Incident, measure: Measure) -> Iterator[MeasureWord]:
    """The report's word, then those of the updates in their order."""
    report = incident.report
    if report is None:
        return
    state, due, done_on = measure.state, measure.due, measure.done_on
    if done_on is not None:
        # The day it was done says that it is done.
        state = "done"
    yield MeasureWord(measure, report, state, due, done_on)
    for update in incident.updates:
        change = update.measures.get(measure.id)
        if change is None:
            continue
        if update.withdrawn is not None:
            yield MeasureWord(measure, update, state, due, done_on)
            continue
        before, former = state, due
        state = change.state or ("done" if change.done_on else state)
        due = change.due or due
        # Taken up again, it was not done on any day.
        done_on = change.done_on or (done_on if state == "done" else None)
        is_moved = former is not None and due != former
        yield MeasureWord(
            measure,
            update,
            state,
            due,
            done_on,
            former_due=former if is_moved else None,
            reason=change.reason,
            is_turn=state != before,
        )


def measure_words(incident: Incident) -> tuple[MeasureWord, ...]:
    """Of all its measures, in the report's order; none of a withdrawn incident."""
    if incident.report is None or incident.withdrawn is not None:
        return ()
    return tuple(word for measure in incident.report.measures for word in words_on(incident, measure))


def measure_days(incident: Incident) -> tuple[tuple[Day | None, Day | None], ...]:
    """(when it is due, when it was done) of each of them."""
    if incident.report is None or incident.withdrawn is not None:
        return ()
    said = [tuple(words_on(incident, measure)) for measure in incident.report.measures]
    return tuple((words[-1].due, closed(words)) for words in said)


def closed(words: tuple[MeasureWord, ...]) -> Day | None:
    """When the measure that they are said of was done: the day that was named, else when that was said.

    ``None``: it is not done.
    """
    last = words[-1]
    if last.state != "done":
        return None
    if last.done_on is not None:
        return last.done_on
    said = last.at
    for word in reversed(words):
        if word.state != "done":
            break
        said = word.at
    return said
