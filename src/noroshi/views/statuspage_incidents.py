"""Course → an incident or a scheduled maintenance of the Statuspage-compatible API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from noroshi.model.clock import Phase, phase
from noroshi.model.course import Course
from noroshi.model.incident import Report
from noroshi.model.standing import Step
from noroshi.model.terms import Kind, State, Status
from noroshi.views.context import Context
from noroshi.views.data_values import Json
from noroshi.views.entries import window_sentence
from noroshi.views.facts import correction_table, report_causes, row
from noroshi.views.pieces import Row, plain
from noroshi.views.promised import by
from noroshi.views.signs import status_word
from noroshi.views.statuspage_components import instant
from noroshi.views.timeline import said_rows

_STATUS = {
    Status.FALSE_ALARM: "resolved",
    Status.PUBLISHED: "resolved",
    Status.CANCELLED: "completed",
}
"""Where the other shape has no such status; any other has the same name."""
_TOMBSTONE = ":withdrawn"
"""Id of the one update of a withdrawn entry; no file can have that name."""


def entry(context: Context, course: Course, components: Mapping[str, Json], page_id: str) -> Json:
    """One entry; ``components`` by id, those that still exist."""
    incident, is_maintenance = course.incident, course.incident.kind is Kind.MAINTENANCE
    title = context.plain(incident.title)
    named = () if course.is_withdrawn else course.services
    found: Json = {
        "id": incident.id,
        "name": context.say("api.withdrawn", title=title) if course.is_withdrawn else title,
        "status": _status(context, course),
        "created_at": instant(context, course.first_at),
        "updated_at": instant(context, changed_at(context, course)),
        "monitoring_at": _optional(context, _monitoring_at(course)),
        "resolved_at": _optional(context, _resolved_at(course)),
        "impact": "maintenance" if is_maintenance and not course.is_withdrawn else course.worst_impact.value,
        "shortlink": context.url(context.path(f"/incidents/{incident.id}/")),
        "started_at": instant(context, _started_at(context, course)),
        "page_id": page_id,
        "incident_updates": _updates(context, course),
        # Clients look every id up among the components: a service that is gone is not named.
        "components": [components[service] for service in named if service in components],
    }
    if is_maintenance:
        window = None if course.is_withdrawn else course.standing.window
        start = (window and window.start) or course.first_at
        found["scheduled_for"] = instant(context, start)
        found["scheduled_until"] = instant(context, (window and window.end) or start)
    return found


def changed_at(context: Context, course: Course) -> datetime:
    """When something was last said or edited, or a window began that nobody has told of yet."""
    window = course.window
    began = window.start if _began_by_the_clock(context, course) and window else None
    return course.changed_at if began is None else max(course.changed_at, began)


def last_changed_at(context: Context, courses: Iterable[Course]) -> datetime:
    """The last ``changed_at`` of them; ``now`` where there is none."""
    found = tuple(courses)
    if not found:
        return context.now
    # A clock moves only those that are open: nothing else of a long history is read for this.
    moved = [changed_at(context, course) for course in found if course.is_open]
    return max([max(found, key=lambda course: course.changed_us).changed_at, *moved])


def _began_by_the_clock(context: Context, course: Course) -> bool:
    """Whether it is a maintenance whose window has begun, and whose last word is that it is planned."""
    if course.kind is not Kind.MAINTENANCE or not course.is_open or course.standing.status is not Status.SCHEDULED:
        return False
    return phase(course, context.now) in (Phase.WITHIN, Phase.OVERDUE)


def _status(context: Context, course: Course) -> str:
    is_maintenance = course.incident.kind is Kind.MAINTENANCE
    if course.is_open:
        return "in_progress" if _began_by_the_clock(context, course) else course.standing.status.value
    if is_maintenance:
        return "completed"
    return "postmortem" if course.incident.report and not course.is_withdrawn else "resolved"


def _status_of_step(step: Step) -> str:
    status = step.standing.status
    return _STATUS.get(status, status.value)


def _monitoring_at(course: Course) -> datetime | None:
    if course.is_withdrawn:
        return None
    return _since(course, lambda status: status is Status.MONITORING)


def _resolved_at(course: Course) -> datetime | None:
    """When it was said that it is over, as there; when it really ended is for the page."""
    if course.is_open:
        return None
    if course.is_withdrawn:
        return course.changed_at
    if course.incident.kind.is_notice:
        return course.first_at
    return _since(course, lambda status: status.is_terminal) or course.changed_at


def _since(course: Course, wanted: Callable[[Status], bool]) -> datetime | None:
    """When it last came to such a status."""
    found: datetime | None = None
    for step in course.steps:
        came = step.before is None or not wanted(step.before.status)
        if step.update.withdrawn is None and wanted(step.standing.status) and came:
            found = step.update.at
    return found


def _started_at(context: Context, course: Course) -> datetime:
    began = course.began_at
    return began.at if began and not course.is_withdrawn and began.at <= context.now else course.first_at


def _updates(context: Context, course: Course) -> list[Json]:
    """Newest first, the report among them; of a withdrawn entry one that says so."""
    if course.incident.withdrawn is not None:
        at = course.changed_at
        why = context.say("withdrawn.incident", why=context.plain(course.incident.withdrawn))
        status = "completed" if course.incident.kind is Kind.MAINTENANCE else "resolved"
        return [_update(context, course, _TOMBSTONE, status, why, at, at, [])]
    found = [
        _report(context, course, told) if isinstance(told, Report) else _of_step(context, course, told)
        for told in course.told
    ]
    return found[::-1]


def _of_step(context: Context, course: Course, step: Step) -> Json:
    update, affected = step.update, _affected(context, course, step)
    body = _body(context, course, step)
    return _update(context, course, update.id, _status_of_step(step), body, update.at, update.changed_at, affected)


def _report(context: Context, course: Course, report: Report) -> Json:
    held = course.held_at(report.at)
    # A report that comes while it lasts must not read as the end.
    status = _status_of_step(held) if course.is_open else "postmortem"
    said = report.body.said(context.tag)[0].plain or context.say("update.report")
    rows = report_causes(context, report)
    body = _with_rows(context, said, rows)
    return _update(context, course, report.id, status, body, report.at, report.changed_at, [])


def _update(
    context: Context,
    course: Course,
    update: str,
    status: str,
    body: str,
    at: datetime,
    edited_at: datetime,
    affected: list[Json],
) -> Json:
    return {
        "id": f"{course.incident.id}.{update}",
        "status": status,
        "body": body,
        "incident_id": course.incident.id,
        "created_at": instant(context, at),
        "updated_at": instant(context, edited_at),
        "display_at": instant(context, at),
        "affected_components": affected,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _body(context: Context, course: Course, step: Step) -> str:
    """What was said as plain text, and below it the facts of this update that it leaves out."""
    update = step.update
    if update.withdrawn is not None:
        return context.say("withdrawn.update", why=context.plain(update.withdrawn))
    said = update.body.said(context.tag)[0].plain
    return _with_rows(
        context,
        said or status_word(context, course.incident.kind, step.standing.status),
        _rows(context, course, step),
    )


def _rows(context: Context, course: Course, step: Step) -> list[Row]:
    update, kind = step.update, course.incident.kind
    found: list[Row] = []
    if course.incident.correction and step.before is None:
        found += correction_table(context, course.incident.correction).rows
    found += said_rows(context, course, step)
    keys = {item.key for item in found}
    # The page says these as a change from what held; whoever reads one message alone needs the new value.
    if update.eta is not None and "eta" not in keys:
        found.append(row(context, "eta", context.eta(update.eta), kind))
    if update.window is not None and "window" not in keys and step.standing.window:
        found.append(row(context, "window", window_sentence(context, step.standing.window), kind))
    if update.next_update is not None:
        found.append(row(context, "next_update", by(context, update.next_update), kind))
    return found


def _with_rows(context: Context, said: str, rows: Iterable[Row]) -> str:
    lines = [
        context.say("api.fact", label=item.label, value=value)
        for item in rows
        if (value := plain(item.value)) and value not in said
    ]
    return "\n\n".join([said, "\n".join(lines)]) if lines else said


def _affected(context: Context, course: Course, step: Step) -> list[Json]:
    """Every service named so far, with what it was before this update and what it is after it."""
    old = _states(course, step.before.states, step.before.status) if step.before else {}
    if step.before is None and step.standing.status.is_terminal:
        # Told when it was over: what held until then.
        for span in course.spans:
            old[span.service] = max(old.get(span.service, span.state), span.state, key=lambda state: state.rank)
    new = _states(course, step.standing.states, step.standing.status)
    return [
        {
            "code": service,
            "name": context.service_name(service).text,
            "old_status": old.get(service, State.OPERATIONAL).value,
            "new_status": new.get(service, State.OPERATIONAL).value,
        }
        for service in step.named
    ]


def _states(course: Course, states: Mapping[str, State], status: Status) -> dict[str, State]:
    """As told; a maintenance that is only planned has changed nothing yet."""
    return {} if course.incident.kind is Kind.MAINTENANCE and status is Status.SCHEDULED else dict(states)


def _optional(context: Context, at: datetime | None) -> str | None:
    return instant(context, at) if at else None
