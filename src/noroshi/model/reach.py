"""An incident → how far it reaches: the stretch of time that a month's or a year's figures must ask it about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from noroshi.model.incident import Incident, Measure
from noroshi.model.moments import microseconds
from noroshi.model.text import Day, Moment
from noroshi.model.update import Range, Update

Reach = tuple[int, int | None]
"""From when until when, microseconds since 1970; ``None``: nobody can say yet."""
_DATE = timedelta(days=2)
"""A bare date is over everywhere on earth after so long."""


def reach_of(incident: Incident, since: int, until: int | None) -> Reach:
    """``since`` … ``until``: when it had an effect. What was said and what is due goes beyond that."""
    updates = [update for update in incident.updates if update.withdrawn is None]
    measures = incident.report.measures if incident.report else ()
    if until is None or not all(_is_done(measure, updates) for measure in measures):
        return since, None
    said = [incident.updates[0].at, *(update.at for update in updates if _is_counted(update))]
    said += [incident.report.at] if incident.report and measures else []
    moments = (*said, *_due(updates), *_dated(measures, updates))
    return since, max([until, *map(microseconds, moments)])


def _is_counted(update: Update) -> bool:
    """Whether it may change figures of months before it: words alone change none, years later too."""
    times = (update.began_at, update.ended_at, update.window)
    told = (update.status, update.impact, update.services, update.periods, update.measures)
    return any(it is not None for it in times) or any(told)


def _is_done(measure: Measure, updates: list[Update]) -> bool:
    state = "done" if measure.done_on is not None else measure.state
    for update in updates:
        change = update.measures.get(measure.id)
        if change is not None:
            state = change.state or ("done" if change.done_on else state)
    return state == "done"


def _due(updates: list[Update]) -> Iterator[datetime]:
    for update in updates:
        if update.next_update is not None:
            yield update.next_update
        if isinstance(update.eta, Moment):
            yield update.eta.at
        elif isinstance(update.eta, Range):
            yield update.eta.end
        if isinstance(update.report_by, date):
            yield _end(update.report_by)


def _dated(measures: tuple[Measure, ...], updates: list[Update]) -> Iterator[datetime]:
    days = [day for measure in measures for day in (measure.due, measure.done_on)]
    changes = (change for update in updates for change in update.measures.values())
    days += [day for change in changes for day in (change.due, change.done_on)]
    yield from (_end(day) for day in days if day is not None)


def _end(day: Day) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time(), UTC) + _DATE
