"""Course → the same facts as data, for ``/incidents/<id>/index.json``.

Everything the page says a program can read here: what holds now, and what each update said. The values are
those of ``data_values``. The document of a closed incident depends on nothing that a later moment changes.
"""

from __future__ import annotations

from noroshi.model.course import Course
from noroshi.model.incident import Correction, Report, WrongMessage
from noroshi.model.measures import measures
from noroshi.model.promises import promises
from noroshi.model.spans import Segment, StateSpan
from noroshi.model.standing import Step
from noroshi.model.terms import Impact, Known
from noroshi.model.update import Continuity, DataRecovery, PersonalData, Suspended, Update
from noroshi.views import data_values as value
from noroshi.views.context import Context
from noroshi.views.data_values import Json
from noroshi.views.incident_page import summary_sentence
from noroshi.views.pieces import plain
from noroshi.views.provenance_data import provenance_data


def incident_data(context: Context, course: Course) -> Json:
    """Everything the incident's page says, as JSON values."""
    incident, standing = course.incident, course.standing
    rest = f"/incidents/{incident.id}/"
    path = context.path(rest)
    has_feed = context.site.has_feeds and not incident.drill
    data: Json = {
        **value.head(context, "incident"),
        "id": incident.id,
        "url": context.url(path),
        "language": context.tag,
        "title": value.text(context, incident.title),
        "summary": plain(summary_sentence(context, course)),
        "kind": incident.kind.value,
        "status": standing.status.value,
        "impact": (Impact.NONE if course.is_withdrawn else standing.impact).value,
        "worst_impact": course.worst_impact.value,
        "open": course.is_open,
        "drill": incident.drill,
        "demonstration": context.site.demonstration is not None,
        "emergency": incident.emergency,
        "withdrawn": value.optional_text(context, incident.withdrawn),
        "published_at": value.at(context, course.first_at),
        "updated_at": value.at(context, course.changed_at),
        "related": list(context.archive.related.get(incident.id, ())),
        "audience": list(incident.audience),
        "markdown": context.url(path + "index.md"),
        "feed": context.url(path + "feed.atom") if has_feed else None,
    }
    if course.is_withdrawn:
        return data
    # A window to come is said by "window" and "spans": nothing has begun, and no service is in that state.
    is_to_come = value.is_to_come(context, course)
    states = {} if is_to_come else standing.states
    return data | {
        "began_at": None if is_to_come else value.moment(context, course.began_at),
        "detected_at": value.moment(context, course.detected_at),
        "ended_at": value.moment(context, course.ended_at),
        "duration_seconds": value.length(course),
        "periods": [
            {
                "start": value.at(context, segment.start) if segment.knows_start else None,
                "end": _end(context, segment),
            }
            for segment in course.segments
        ],
        "window": value.window(context, standing.window),
        "services": [
            {
                "id": service,
                "name": _service_name(context, service),
                "state": states[service].value if service in states else None,
            }
            for service in course.services
        ],
        "spans": [
            {
                "service": span.service,
                "state": span.state.value,
                "start": value.at(context, span.start),
                "end": _end(context, span),
            }
            for span in course.spans
        ],
        "facts": {key.value: value.fact(context, fact) for key, fact in standing.facts.items()},
        "eta": value.eta(context, standing.eta),
        "report_by": value.day(context, standing.report_by),
        "suspended": _suspended(context, standing.suspended),
        "personal_data": _personal_data(context, standing.personal_data),
        "data_recovery": _data_recovery(context, standing.data_recovery),
        "continuity": _continuity(context, standing.continuity),
        "correction": _correction(context, incident.correction),
        "contact": value.contact(context, incident.contact) if incident.contact else None,
        "promises": _promises(context, course),
        "updates": [_update(context, step, path) for step in course.steps],
        "left_out": list(incident.left_out),
        "report": _report(context, incident.report, path) if incident.report else None,
        "provenance": provenance_data(context, course),
        "measures": [value.measure(context, item) for item in measures(course, context.now, context.site.zone)],
    }


def _end(context: Context, stretch: Segment | StateSpan) -> str | None:
    """``unknown``: over, but nobody knows since when; ``None``: it lasts."""
    return Known.UNKNOWN.value if stretch.is_over and stretch.end is None else value.at(context, stretch.end)


def _service_name(context: Context, service_id: str) -> Json | None:
    service = context.services.get(service_id)
    return value.text(context, service.name) if service else None


def _update(context: Context, step: Step, path: str) -> Json:
    update, standing = step.update, step.standing
    data: Json = {
        "id": update.id,
        "number": step.number,
        "url": context.url(f"{path}#{update.anchor}"),
        "at": value.at(context, update.at),
        "withdrawn": value.optional_text(context, update.withdrawn),
    }
    if update.withdrawn is not None:
        return data
    return data | {
        "status": standing.status.value,
        "impact": standing.impact.value,
        "services": {service: state.value for service, state in standing.states.items()},
        "eta": value.eta(context, standing.eta),
        "window": value.window(context, standing.window),
        "reopens": step.reopens,
        # From here on only what this update itself said.
        "facts": {key.value: value.fact(context, fact) for key, fact in update.facts.items()},
        "actions": value.optional_text(context, update.actions),
        "next_update": value.at(context, update.next_update),
        "report_by": value.day(context, update.report_by),
        "suspended": _suspended(context, update.suspended),
        "personal_data": _personal_data(context, update.personal_data),
        "data_recovery": _data_recovery(context, update.data_recovery),
        "continuity": _continuity(context, update.continuity),
        "measures": _measure_changes(context, update),
        "edited": value.edits(context, update.edited),
        **value.body(context, update.body, path),
    }


def _measure_changes(context: Context, update: Update) -> list[Json]:
    return [
        {
            "id": measure_id,
            "state": change.state,
            "due": value.day(context, change.due),
            "done_on": value.day(context, change.done_on),
            "reason": value.optional_text(context, change.reason),
        }
        for measure_id, change in update.measures.items()
    ]


def _promises(context: Context, course: Course) -> list[Json]:
    """Without an outcome where none came yet: whether a promise is late is for the reader's clock to say."""
    return [
        {
            "kind": promise.kind.value,
            "made_in": promise.made_in,
            "due": value.day(context, promise.due),
            "due_at": value.at(context, promise.due_at),
            "kept_at": value.at(context, promise.kept_at),
            "late_seconds": int(promise.late_by.total_seconds()) if promise.late_by is not None else None,
            "replaced_at": value.at(context, promise.replaced_at),
            "replaced_in": promise.replaced_in or None,
        }
        for promise in promises(course, context.now, context.site.zone)
    ]


def _report(context: Context, report: Report, path: str) -> Json:
    document, briefing = report.document, report.briefing
    return {
        "id": report.id,
        "url": context.url(f"{path}#update-{report.id}"),
        "at": value.at(context, report.at),
        "cause": value.fact(context, report.cause),
        "cause_state": report.cause_state,
        "why_not_prevented": value.optional_text(context, report.why_not_prevented),
        "why_so_long": value.optional_text(context, report.why_so_long),
        "credit": value.fact(context, report.credit),
        "document": {"number": document.number, "version": document.version, "author": document.author}
        if document
        else None,
        "briefing": {
            "at": value.day(context, briefing.at),
            "where": value.optional_text(context, briefing.where),
            "reply_by": value.day(context, briefing.reply_by),
        }
        if briefing
        else None,
        "next_report": value.day(context, report.next_report),
        "questions": [
            {"question": value.text(context, item.question), "answer": value.text(context, item.answer)}
            for item in report.faq
        ],
        "edited": value.edits(context, report.edited),
        **value.body(context, report.body, path),
    }


def _suspended(context: Context, suspended: Suspended | None) -> Json | None:
    if suspended is None:
        return None
    return {"reason": value.text(context, suspended.reason), "until": value.day(context, suspended.until)}


def _personal_data(context: Context, data: PersonalData | None) -> Json | None:
    if data is None:
        return None
    damage = data.secondary_damage
    return {
        "items": value.fact(context, data.items),
        "not_included": value.fact(context, data.not_included),
        "subjects": value.fact(context, data.subjects),
        "known_at": value.day(context, data.known_at),
        "role": data.role,
        "secondary_damage": {"state": damage.state, "text": value.optional_text(context, damage.text)}
        if damage
        else None,
        "reported_to": [
            {"to": value.text(context, item.to), "on": value.day(context, item.on)} for item in data.reported_to
        ],
        "other": value.optional_text(context, data.other),
    }


def _data_recovery(context: Context, recovery: DataRecovery | None) -> Json | None:
    if recovery is None:
        return None
    return {
        "duration": value.extent(context, recovery.duration),
        "cost": value.extent(context, recovery.cost),
        "work": value.extent(context, recovery.work),
        "basis": value.optional_text(context, recovery.basis),
        "assumptions": value.optional_text(context, recovery.assumptions),
        "risks": [
            {
                "what": value.text(context, risk.what),
                "likelihood": value.optional_text(context, risk.likelihood),
                "effect": value.optional_text(context, risk.effect),
            }
            for risk in recovery.risks
        ],
        "extra": value.optional_text(context, recovery.extra),
        "valid_until": value.day(context, recovery.valid_until),
        "outcome": recovery.outcome,
        "stage": value.optional_text(context, recovery.stage),
        "lost": value.optional_text(context, recovery.lost),
        "next": value.optional_text(context, recovery.next),
    }


def _continuity(context: Context, change: Continuity | None) -> Json | None:
    if change is None:
        return None
    return {
        "event": change.event,
        "changes": value.optional_text(context, change.changes),
        "why": value.optional_text(context, change.why),
        "effective": value.day(context, change.effective),
        "effect": value.optional_text(context, change.effect),
        "risks": value.optional_text(context, change.risks),
        "next_review": value.day(context, change.next_review),
        "reply_by": value.day(context, change.reply_by),
    }


def _correction(context: Context, correction: Correction | None) -> Json | None:
    if correction is None:
        return None
    wrong = correction.corrects
    return {
        "mistake": value.optional_text(context, correction.mistake),
        "right": value.optional_text(context, correction.right),
        "corrects": wrong if isinstance(wrong, str) else None,
        "message": _message(context, wrong) if isinstance(wrong, WrongMessage) else None,
    }


def _message(context: Context, message: WrongMessage) -> Json:
    return {
        "subject": value.text(context, message.subject),
        "sent_at": value.day(context, message.sent_at),
        "from": value.optional_text(context, message.sender),
        "to": value.optional_text(context, message.recipients),
        "count": message.count,
    }
