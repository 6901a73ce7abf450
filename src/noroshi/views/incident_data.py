"""Course → the same facts as data, for ``/incidents/<id>/index.json``.

Codes are the contract's (``major_outage``), texts are in the page's language with their own tag where they
differ, moments are ISO 8601 with the site's offset, what is not known is ``null``, lists are never ``null``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from noroshi.model.clock import Phase, phase
from noroshi.model.course import Course, Step
from noroshi.model.measures import measures
from noroshi.model.terms import Impact, Kind, Known
from noroshi.model.text import Body, Day, Fact, Moment, Text
from noroshi.model.update import Eta, Range
from noroshi.views.context import Context

SCHEMA = 1
"""Version of this shape: it grows, and does not change meaning without a new number."""

Json = dict[str, Any]


def incident_data(context: Context, course: Course) -> Json:
    """Everything the incident's page says, as JSON values."""
    incident, standing = course.incident, course.standing
    path = context.path(f"/incidents/{incident.id}/")
    data: Json = {
        "schema": SCHEMA,
        "id": incident.id,
        "url": context.url(path),
        "language": context.tag,
        "title": _text(context, incident.title),
        "kind": incident.kind.value,
        "status": standing.status.value,
        "impact": (Impact.NONE if course.is_withdrawn else standing.impact).value,
        "worst_impact": course.worst_impact.value,
        "open": course.is_open,
        "drill": incident.drill,
        "emergency": incident.emergency,
        "withdrawn": _text(context, incident.withdrawn) if incident.withdrawn else None,
        "related": list(context.archive.related.get(incident.id, ())),
    }
    if course.is_withdrawn:
        return data
    window = standing.window
    # A window to come is said by "window" and "spans": nothing has begun, and no service is in that state.
    is_to_come = incident.kind is Kind.MAINTENANCE and phase(course, context.now) is Phase.BEFORE
    states = {} if is_to_come else standing.states
    data |= {
        "began_at": None if is_to_come else _moment(context, course.began_at),
        "detected_at": _moment(context, course.detected_at),
        "ended_at": _moment(context, course.ended_at),
        "duration_seconds": int(course.duration.total_seconds()) if course.duration is not None else None,
        "window": {"start": _at(context, window.start), "end": _at(context, window.end)} if window else None,
        "services": [
            {"id": service, "state": states[service].value if service in states else None}
            for service in course.services
        ],
        "spans": [
            {
                "service": span.service,
                "state": span.state.value,
                "start": _at(context, span.start),
                "end": Known.UNKNOWN.value if span.is_over and span.end is None else _at(context, span.end),
            }
            for span in course.spans
        ],
        "facts": {key.value: _fact(context, fact) for key, fact in standing.facts.items()},
        "eta": _eta(context, standing.eta),
        "report_by": _day(context, standing.report_by),
        "updates": [_update(context, step, path) for step in course.steps],
        "report": _report(context, course, path),
        "measures": [
            {
                "id": item.measure.id,
                "what": _text(context, item.measure.what),
                "state": item.state,
                "due": _day(context, item.due),
                "done_on": _day(context, item.done_on),
            }
            for item in measures(course, context.now, context.site.zone)
        ],
    }
    return data


def _update(context: Context, step: Step, path: str) -> Json:
    update = step.update
    data: Json = {
        "id": update.id,
        "number": step.number,
        "url": context.url(f"{path}#{update.anchor}"),
        "at": _at(context, update.at),
        "withdrawn": _text(context, update.withdrawn) if update.withdrawn else None,
    }
    if update.withdrawn is not None:
        return data
    return data | {
        "status": step.standing.status.value,
        "impact": step.standing.impact.value,
        "services": {service: state.value for service, state in step.standing.states.items()},
        "next_update": _at(context, update.next_update),
        "edited": [
            {"at": _at(context, edit.at), "why": _text(context, edit.why) if edit.why else None}
            for edit in update.edited
        ],
        **_body(context, update.body),
    }


def _report(context: Context, course: Course, path: str) -> Json | None:
    report = course.incident.report
    if report is None:
        return None
    return {
        "id": report.id,
        "url": context.url(f"{path}#update-{report.id}"),
        "at": _at(context, report.at),
        "cause": _fact(context, report.cause) if report.cause is not None else None,
        "cause_state": report.cause_state,
        **_body(context, report.body),
    }


def _body(context: Context, body: Body) -> Json:
    prose, lang = body.said(context.tag)
    return {"body_language": lang, "body_html": prose.html_at(context.site.url + "/"), "body_text": prose.plain}


def _text(context: Context, text: Text) -> Json:
    said = text.said(context.tag)
    return {"text": said.text, "language": said.lang}


def _fact(context: Context, fact: Fact) -> Json | str:
    return fact.value if isinstance(fact, Known) else _text(context, fact)


def _at(context: Context, at: datetime | None) -> str | None:
    return context.language.dates.iso(at) if at else None


def _moment(context: Context, moment: Moment | Known | None) -> Json | str | None:
    if isinstance(moment, Known):
        return moment.value
    return {"at": _at(context, moment.at), "about": moment.about} if moment else None


def _day(context: Context, day: Day | Known | None) -> str | None:
    if isinstance(day, Known):
        return day.value
    if isinstance(day, datetime):
        return _at(context, day)
    return day.isoformat() if day else None


def _eta(context: Context, eta: Eta | None) -> Json | str | None:
    if isinstance(eta, Known):
        return eta.value
    if isinstance(eta, Range):
        return {"from": _at(context, eta.start), "to": _at(context, eta.end)}
    return {"at": _at(context, eta.at)} if eta else None
