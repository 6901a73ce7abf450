"""What is known → JSON values, the same in every document: texts with their language, moments, days, entries.

Codes are the contract's (``major_outage``), texts are in the page's language with their own tag where they
differ, moments are ISO 8601 with the site's offset, what is not known or was not said is ``null``, lists are
never ``null``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from noroshi.model.clock import Phase, phase
from noroshi.model.course import Course
from noroshi.model.measures import MeasureState
from noroshi.model.site import Contact
from noroshi.model.standing import Window
from noroshi.model.terms import Impact, Kind, Known
from noroshi.model.text import Body, Day, Fact, Moment, Text
from noroshi.model.update import Edit, Eta, Extent, Range
from noroshi.views.context import Context

SCHEMA = 1
"""Version of the documents' shape: it grows, and does not change meaning without a new number."""
SCHEMAS = ("incident", "service", "month", "report", "measures")
"""Documents that have a schema of their own."""

Json = dict[str, Any]


def schema_path(name: str) -> str:
    """Site path of a document's schema: one for all languages."""
    return f"/api/schemas/{name}-{SCHEMA}.json"


def head(context: Context, name: str) -> Json:
    """How every document begins."""
    return {"$schema": context.url(schema_path(name)), "schema": SCHEMA}


def text(context: Context, text: Text) -> Json:
    """A writer's line."""
    said = text.said(context.tag)
    return {"text": said.text, "language": said.lang}


def optional_text(context: Context, said: Text | None) -> Json | None:
    """A writer's line, if there is one."""
    return text(context, said) if said is not None else None


def fact(context: Context, fact: Fact | None) -> Json | str | None:
    """A text, or ``none`` or ``unknown``."""
    return fact.value if isinstance(fact, Known) else optional_text(context, fact)


def at(context: Context, at: datetime | None) -> str | None:
    """A moment."""
    return context.language.dates.iso(at) if at is not None else None


def moment(context: Context, moment: Moment | Known | None) -> Json | str | None:
    """A moment as customers are told it, or ``unknown``."""
    if isinstance(moment, Known):
        return moment.value
    return {"at": at(context, moment.at), "about": moment.about} if moment else None


def day(context: Context, day: Day | Known | None) -> str | None:
    """A date, a moment where one was given, or ``none`` or ``unknown``."""
    if isinstance(day, Known):
        return day.value
    if isinstance(day, datetime):
        return at(context, day)
    return day.isoformat() if day is not None else None


def eta(context: Context, eta: Eta | None) -> Json | str | None:
    """An expectation: a moment, a span, ``none`` or ``unknown``."""
    if isinstance(eta, Known):
        return eta.value
    if isinstance(eta, Range):
        return {"from": at(context, eta.start), "to": at(context, eta.end)}
    return {"at": at(context, eta.at)} if eta else None


def window(context: Context, window: Window | None) -> Json | None:
    """A maintenance window, or how long an announcement is shown."""
    return {"start": at(context, window.start), "end": at(context, window.end)} if window else None


def extent(context: Context, extent: Extent | None) -> Json | None:
    """An estimate from … to …, in words."""
    return {"from": text(context, extent.low), "to": text(context, extent.high)} if extent else None


def body(context: Context, body: Body, page: str) -> Json:
    """What was said on ``page``, as safe HTML with absolute links and as text; both empty where nothing was."""
    prose, lang = body.said(context.tag)
    shown = context.body_elsewhere(body, page)
    return {"body_language": lang, "body_html": shown.html if shown else "", "body_text": prose.plain}


def edits(context: Context, edits: tuple[Edit, ...]) -> list[Json]:
    """When a published text was edited, oldest first."""
    return [{"at": at(context, edit.at), "why": optional_text(context, edit.why)} for edit in edits]


def contact(context: Context, contact: Contact) -> Json:
    """Where to ask."""
    return {
        "name": optional_text(context, contact.name),
        "responsible": optional_text(context, contact.responsible),
        "phone": optional_text(context, contact.phone),
        "email": contact.email,
        "url": contact.url,
        "hours": optional_text(context, contact.hours),
        "until": day(context, contact.until),
    }


def measure(context: Context, state: MeasureState) -> Json:
    """A prevention measure as it stands."""
    return {
        "id": state.measure.id,
        "what": text(context, state.measure.what),
        "state": state.state,
        "due": day(context, state.due),
        "done_on": day(context, state.done_on),
        "owner": state.measure.owner,
        "moved": [
            {"from": day(context, old), "to": day(context, new), "reason": optional_text(context, reason)}
            for old, new, reason in state.moved
        ],
    }


def is_to_come(context: Context, course: Course) -> bool:
    """Whether it is a maintenance whose window lies ahead: nothing has begun, and no service is in its state."""
    return course.incident.kind is Kind.MAINTENANCE and phase(course, context.now) is Phase.BEFORE


def length(course: Course) -> int | None:
    """Whole seconds for which customers were affected."""
    return int(course.duration.total_seconds()) if course.duration is not None else None


def entry(context: Context, course: Course) -> Json:
    """An incident in a list. Its own document, ``index.json`` below ``url``, says the rest."""
    incident, gone = course.incident, course.is_withdrawn
    return {
        "id": incident.id,
        "url": context.url(context.path(f"/incidents/{incident.id}/")),
        "title": text(context, incident.title),
        "kind": incident.kind.value,
        "status": course.standing.status.value,
        "impact": (Impact.NONE if gone else course.standing.impact).value,
        "worst_impact": course.worst_impact.value,
        "open": course.is_open,
        "withdrawn": gone,
        "published_at": at(context, course.first_at),
        "updated_at": at(context, course.changed_at),
        "began_at": None if gone or is_to_come(context, course) else moment(context, course.began_at),
        "ended_at": None if gone else moment(context, course.ended_at),
        "duration_seconds": None if gone else length(course),
        "window": None if gone else window(context, course.standing.window),
        "services": list(course.services),
    }
