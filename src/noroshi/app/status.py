"""``noroshi status``: what customers see now, what was promised, and what is due, in the terminal or as JSON.

``--json`` gives one object::

    {"at", "state", "sentence",
     "services":    [{"id", "name", "state"}],
     "incidents":   [{"id", "title", "kind", "status", "impact", "began_at", "services", "eta", "summary",
                      "next_update": {"due", "is_overdue"} or null,
                      "last_update": {"id", "at", "text"}}],
     "maintenance": [{"id", "title", "status", "phase", "start", "end", "services"}],
     "due":         [{"incident", "title", "what", "due", "is_overdue"}],
     "problems":    {"errors", "warnings"}}

Times are ISO 8601 in the site's zone; ``due`` and ``eta`` may be a date alone, ``eta`` also ``none``, ``unknown`` or
``{"from", "to"}``. ``what`` is ``next_update``, ``eta``, ``report`` or ``measure``; ``state`` a state, ``notice``
(something is open, and no service is affected) or ``unknown`` (an incident cannot be read).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from noroshi.app.content import Checked, checked, contexts_of
from noroshi.app.formats import format_text, summary
from noroshi.app.settings import DONE, PROBLEMS, Settings, need_site
from noroshi.check import Rule
from noroshi.model.availability import end_of_day
from noroshi.model.clock import Phase
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.measures import measures
from noroshi.model.problem import Severity
from noroshi.model.promises import Outcome, owed
from noroshi.model.site import Site
from noroshi.model.terms import Known, State
from noroshi.model.text import Day, Moment
from noroshi.model.update import Eta, Range
from noroshi.views.context import Context
from noroshi.views.home_page import maintenance_item, open_incident, overall
from noroshi.views.pages import MaintenanceItem, OpenIncident

_COMING = timedelta(days=14)
"""Maintenance and dates due that far ahead are shown."""


@frozen
class Due:
    """Something that was promised and is not there yet."""

    incident: str
    title: str
    what: str
    """next_update · eta · report · measure"""
    due: Day
    is_overdue: bool
    detail: str = ""
    """Of a measure, what it is."""


@frozen
class Now:
    """What is known of a site at one moment, in one language."""

    context: Context
    state: str
    sentence: str
    incidents: tuple[tuple[Course, OpenIncident], ...]
    maintenance: tuple[tuple[Course, MaintenanceItem], ...]
    due: tuple[Due, ...]


def status(settings: Settings, rules: Sequence[Rule], environ: Mapping[str, str], *, as_json: bool) -> int:
    """Print it; the exit status: 1 where content has errors, and what can be known is shown all the same."""
    need_site(settings)
    result = checked(settings, rules)
    site = result.content.site
    if site is None:
        sys.stderr.write(format_text(result.errors, settings.words.lang))
        return PROBLEMS
    seen = _now(settings, result, site)
    if as_json:
        print(json.dumps(_document(seen, result), ensure_ascii=False, indent=2))
    else:
        from noroshi.app.status_shown import show

        show(settings, seen, environ)
    if result.errors:
        sys.stderr.write(format_text(result.errors, settings.words.lang))
        print(summary(result.problems, result.content.files, settings.words.lang), file=sys.stderr)
        return PROBLEMS
    return DONE


def _now(settings: Settings, result: Checked, site: Site) -> Now:
    now, _ = settings.moment(site.demonstration, site.zone)
    contexts = contexts_of(site, result, now, drills=False)
    context = next((item for item in contexts if item.tag.partition("-")[0] == settings.words.lang), contexts[0])
    sign, sentence = overall(context)
    archive = context.archive
    coming = [item for item in archive.maintenance[Phase.BEFORE] if _begins(item) <= now + _COMING]
    current = [*archive.maintenance[Phase.OVERDUE], *archive.maintenance[Phase.WITHIN]]
    return Now(
        context,
        sign.code,
        sentence,
        tuple((item, open_incident(context, item)) for item in archive.open_incidents),
        tuple((item, maintenance_item(context, item)) for item in (*current, *coming)),
        tuple(sorted(_due(context, now), key=lambda item: end_of_day(item.due, site.zone))),
    )


def _begins(course: Course) -> datetime:
    window = course.standing.window
    return window.start if window and window.start else course.first_at


def _due(context: Context, now: datetime) -> Iterator[Due]:
    """What is still owed: overdue, or due in the days to come."""
    zone = context.site.zone
    for course in context.archive.courses:
        title = course.incident.title.said(context.tag).text
        for promise in owed(course, now, zone):
            yield Due(course.id, title, promise.kind.value, promise.due, promise.outcome is Outcome.OVERDUE)
        for item in measures(course, now, zone):
            if item.state != "done" and item.due and end_of_day(item.due, zone) <= now + _COMING:
                what = item.measure.what.said(context.tag).text
                yield Due(course.id, title, "measure", item.due, item.is_overdue, what)


# ---- as JSON


def _document(seen: Now, result: Checked) -> dict[str, Any]:
    context = seen.context
    site, states = context.site, context.archive.states
    errors = sum(problem.severity is Severity.ERROR for problem in result.problems)
    return {
        "at": _iso(context, context.now),
        "state": seen.state,
        "sentence": seen.sentence,
        "services": [
            {
                "id": item.id,
                "name": item.name.said(context.tag).text,
                "state": states.get(item.id, State.OPERATIONAL).value,
            }
            for item in site.services
        ],
        "incidents": [_incident(seen, course, item) for course, item in seen.incidents],
        "maintenance": [_maintenance(context, course, item) for course, item in seen.maintenance],
        "due": [
            {
                "incident": item.incident,
                "title": item.title,
                "what": item.what,
                "due": _iso(context, item.due),
                "is_overdue": item.is_overdue,
            }
            for item in seen.due
        ],
        "problems": {"errors": errors, "warnings": len(result.problems) - errors},
    }


def _incident(seen: Now, course: Course, item: OpenIncident) -> dict[str, Any]:
    context, last = seen.context, course.steps[-1].update
    owed = next((due for due in seen.due if due.incident == course.id and due.what == "next_update"), None)
    began = course.began_at or Moment(course.first_at)
    return {
        "id": course.id,
        "title": item.entry.title.text,
        "kind": course.kind.value,
        "status": course.standing.status.value,
        "impact": course.standing.impact.value,
        "began_at": _iso(context, began.at),
        "services": list(course.services),
        "eta": _eta(context, course.standing.eta),
        "summary": "".join(run.text for run in item.summary),
        "next_update": {"due": _iso(context, owed.due), "is_overdue": owed.is_overdue} if owed else None,
        "last_update": {"id": last.id, "at": _iso(context, last.at), "text": last.body.said(context.tag)[0].plain},
    }


def _maintenance(context: Context, course: Course, item: MaintenanceItem) -> dict[str, Any]:
    window = course.standing.window
    return {
        "id": course.id,
        "title": item.entry.title.text,
        "status": course.standing.status.value,
        "phase": item.phase,
        "start": _iso(context, window.start) if window and window.start else None,
        "end": _iso(context, window.end) if window and window.end else None,
        "services": list(course.services),
    }


def _iso(context: Context, day: Day) -> str:
    return context.language.dates.iso(day) if isinstance(day, datetime) else date.isoformat(day)


def _eta(context: Context, eta: Eta | None) -> str | dict[str, str] | None:
    if isinstance(eta, Range):
        return {"from": _iso(context, eta.start), "to": _iso(context, eta.end)}
    if isinstance(eta, Known):
        return eta.value
    return _iso(context, eta.at) if eta else None
