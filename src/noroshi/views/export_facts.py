"""Site and courses → the facts of an export: what was said, and what follows from it, with no moment of its own.

``said`` in an update is what its file says, ``holds`` what held after it. What only a clock could tell (whether a
promise is late, whether a maintenance runs) is not in it: the document of the same files is the same at any time.
"""

from __future__ import annotations

from datetime import datetime

from noroshi.model.course import Course
from noroshi.model.incident import Report
from noroshi.model.measures import measures
from noroshi.model.prose import Prose
from noroshi.model.site import Site
from noroshi.model.spans import Segment, StateSpan
from noroshi.model.standing import Step
from noroshi.model.terms import Known
from noroshi.model.text import Moment
from noroshi.views.export_values import Json, Shown, exported, moment

BESIDE_SAID = ("id", "at", "body")
"""Of an update: told beside ``said``."""


def site_facts(site: Site) -> Json:
    """What site.toml, the glossary and the pages say."""
    root = f"{site.url}/"
    facts: Json = exported(site, lambda prose: prose.html_at(root))
    return facts


def incident_facts(site: Site, course: Course) -> Json:
    """What the files of an incident's folder say."""
    incident = course.incident
    root = f"{site.url}/"
    page = f"{root}incidents/{incident.id}/"

    def shown(prose: Prose) -> str:
        return prose.html_at(root, page=page)

    facts: Json = {
        **exported(incident, shown),
        "folder": incident.place.path.rpartition("/")[0],
        "url": page,
        "published_at": moment(course.first_at),
        "changed_at": moment(course.changed_at),
        "status": course.standing.status.value,
        "worst_impact": course.worst_impact.value,
        "open": course.is_open,
    }
    facts["updates"] = [_update(step, shown) for step in course.steps]
    if incident.report is not None:
        facts["report"] = _report(incident.report, shown)
    if course.is_withdrawn:
        return facts
    facts |= _told("began_at", course.began_at) | _told("detected_at", course.detected_at)
    facts |= _told("ended_at", course.ended_at)
    if course.duration is not None:
        facts["duration_seconds"] = int(course.duration.total_seconds())
    facts["periods"] = [
        _without_none(start=_at(span.start if span.knows_start else None), end=_end(span)) for span in course.segments
    ]
    facts["spans"] = [
        _without_none(service=span.service, state=span.state.value, start=_at(span.start), end=_end(span))
        for span in course.spans
    ]
    # Which of them are overdue is for the reader's clock to say.
    facts["measures"] = [
        _without_none(
            id=item.measure.id,
            state=item.state,
            due=exported(item.due, shown),
            done_on=exported(item.done_on, shown),
        )
        for item in measures(course, course.last_at, site.zone)
    ]
    return facts


def _update(step: Step, shown: Shown) -> Json:
    update, standing = step.update, step.standing
    said: Json = exported(update, shown)
    facts: Json = {"file": update.place.path, "number": step.number}
    facts |= {name: said.pop(name) for name in BESIDE_SAID} | {"said": said}
    if update.withdrawn is None:
        facts["holds"] = {
            "status": standing.status.value,
            "impact": standing.impact.value,
            "services": {service: state.value for service, state in standing.states.items()},
            "reopens": step.reopens,
        }
    return facts


def _report(report: Report, shown: Shown) -> Json:
    return {"file": report.place.path, **exported(report, shown)}


def _told(name: str, told: Moment | Known | None) -> Json:
    """A moment as customers are told it: ``about``, or ``unknown``."""
    if told is None:
        return {}
    return {name: told.value if isinstance(told, Known) else {"at": moment(told.at), "about": told.about}}


def _end(span: Segment | StateSpan) -> str | None:
    return Known.UNKNOWN.value if span.is_over and span.end is None else _at(span.end)


def _at(at: datetime | None) -> str | None:
    return moment(at) if at is not None else None


def _without_none(**values: object) -> Json:
    return {key: value for key, value in values.items() if value is not None}
