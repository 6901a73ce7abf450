"""Prevention measures of the whole site → a calendar of their due dates, in one language.

A due date is an event of its whole day: what calendar programs subscribe to are events, and few of them show the
tasks (VTODO) of somebody else's calendar. What is done stays on its day and says so. Nothing of an event depends on
``now``; which are recent enough to be in it does.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.model.incident import Incident
from noroshi.model.measures import MeasureState, measures
from noroshi.model.text import Day
from noroshi.views.calendar import CalendarView, EventView
from noroshi.views.context import Context
from noroshi.views.follow import MEASURES_CALENDAR
from noroshi.views.measured_courses import MEASURES, courses_dated, day_of
from noroshi.views.months import first_day
from noroshi.views.pieces import plain
from noroshi.views.report_part import measure_row

_EDIT = 4
"""More than an update can say of one measure: its state, its date, when it was done."""


def measures_calendar(context: Context) -> CalendarView:
    """``/measures.ics``: what was due in the last 13 months, and all that is to come."""
    context = context.followed
    zone, since = context.site.zone, first_day(context).date()
    found = [
        (course.incident, state, state.due)
        for course in courses_dated(context)
        for state in measures(course, context.now, zone)
        if state.due is not None
    ]
    events = sorted((_event(context, *item) for item in found), key=lambda event: (event.start, event.uid))
    path, page = context.path(MEASURES_CALENDAR), context.url(context.path(MEASURES))
    name = context.say("feed.about", what=context.say("measures.heading"), site=context.plain(context.site.name))
    return CalendarView(
        path=path,
        source=context.url(path),
        url=page,
        name=name,
        about=context.say("measures.calendar", url=page),
        zone=zone,
        events=tuple(event for event in events if event.start >= since) or tuple(events[-1:]),
    )


def _event(context: Context, incident: Incident, state: MeasureState, due: Day) -> EventView:
    what = state.measure.what.said(context.tag)
    # On a phone's month the first few characters are seen: that it is done, or what kind of day it is.
    word = context.say("measure.done" if state.state == "done" else "label.measure")
    url = context.url(context.path(f"/incidents/{incident.id}/#update-{state.words[0].by.id}"))
    return EventView(
        # No id of an incident has a dot in it.
        uid=f"{state.measure.id}.{incident.id}@{context.site.domain}",
        sequence=_sequence(incident, state.measure.id),
        is_cancelled=False,
        created=state.words[0].at,
        modified=max(word.by.changed_at for word in state.words),
        start=day_of(due, context.site.zone),
        end=None,
        summary=context.say("feed.entry", status=word, title=what.text),
        summary_lang="" if what.lang == context.tag else what.lang,
        description="\n".join([*_description(context, incident, state, due), "", url]),
        categories=(context.say("label.measure"),),
        url=url,
    )


def _description(context: Context, incident: Incident, state: MeasureState, due: Day) -> Iterator[str]:
    def said(label: str, value: str) -> str:
        return context.say("calendar.row", label=label, value=value)

    row = measure_row(context, state)
    yield said(context.say("page.measure_due"), context.deadline(due, year=True).text)
    yield said(context.say("calendar.status"), context.say(f"measure.{state.state}"))
    if state.done_on is not None:
        yield said(context.say("page.measure_done"), context.deadline(state.done_on, year=True).text)
    if row.owner:
        yield context.say("page.owner") + row.owner.text
    yield said(context.say("page.measure_incident"), context.plain(incident.title))
    yield from map(plain, row.notes)


def _sequence(incident: Incident, measure: str) -> int:
    """What its updates said of the measure, and how often files of the incident were edited or withdrawn.

    As that of maintenance (``views.calendar``): whatever is added, edited or withdrawn, it never falls.
    """
    updates, report = incident.updates, incident.report
    changes = (change for update in updates if (change := update.measures.get(measure)) is not None)
    said = sum(sum(it is not None for it in (change.state, change.due, change.done_on)) for change in changes)
    edited = sum(len(update.edited) for update in updates) + (len(report.edited) if report else 0)
    return said + _EDIT * edited + sum(update.withdrawn is not None for update in updates)
