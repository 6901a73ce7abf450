"""Archive → what every file of ``/api/v2/`` says in one language, in the public shape of Atlassian Statuspage.

Sources: https://status.atlassian.com/api and what public pages answer. docs/api.md has the mapping.
"""

from __future__ import annotations

from collections.abc import Iterable

from noroshi.model.clock import Phase
from noroshi.model.course import Course
from noroshi.model.terms import Impact, Kind, State
from noroshi.views.context import Context
from noroshi.views.data_values import Json
from noroshi.views.statuspage_components import components, current_services, instant
from noroshi.views.statuspage_incidents import entry, last_changed_at

NEWEST = 50
"""As many entries as ``incidents.json`` and ``scheduled-maintenances.json`` list."""

_SEVERITY = ("none", "maintenance", "minor", "major", "critical")
_BLENDED = {Impact.MINOR: "minor_service_outage", Impact.MAJOR: "partial_outage", Impact.CRITICAL: "major_outage"}


def statuspage_documents(context: Context) -> tuple[tuple[str, Json], ...]:
    """(path below ``/api/v2/``, document) of every file."""
    context = context.followed
    archive = context.archive
    page_id = context.site.domain
    listed = components(context, page_id)
    known = {str(item["id"]): item for item in listed}
    done: dict[str, Json] = {}

    def said(courses: Iterable[Course]) -> list[Json]:
        for course in (found := tuple(courses)):
            if course.incident.id not in done:
                done[course.incident.id] = entry(context, course, known, page_id)
        return [done[course.incident.id] for course in found]

    told = [item for item in archive.courses if item.kind in (Kind.INCIDENT, Kind.SECURITY, Kind.CORRECTION)]
    maintenance = [item for item in archive.courses if item.kind is Kind.MAINTENANCE]
    unresolved = said(item for item in told if item.is_open)
    active = said([*archive.maintenance[Phase.OVERDUE], *archive.maintenance[Phase.WITHIN]])
    upcoming = said(item for item in archive.maintenance[Phase.BEFORE] if item.is_open)
    page = {
        "id": page_id,
        "name": context.plain(context.site.name),
        "url": context.url(context.prefix),
        "time_zone": context.site.timezone,
        "updated_at": instant(context, last_changed_at(context, [*told, *maintenance])),
    }
    status = rollup(context)
    return (
        (
            "summary.json",
            {
                "page": page,
                "components": list(listed),
                "incidents": unresolved,
                "scheduled_maintenances": [*active, *upcoming],
                "status": status,
            },
        ),
        ("status.json", {"page": page, "status": status}),
        ("components.json", {"page": page, "components": list(listed)}),
        ("incidents.json", {"page": page, "incidents": said(told[:NEWEST])}),
        ("incidents/unresolved.json", {"page": page, "incidents": unresolved}),
        ("scheduled-maintenances.json", {"page": page, "scheduled_maintenances": said(maintenance[:NEWEST])}),
        ("scheduled-maintenances/upcoming.json", {"page": page, "scheduled_maintenances": upcoming}),
        ("scheduled-maintenances/active.json", {"page": page, "scheduled_maintenances": active}),
    )


def rollup(context: Context) -> Json:
    """``indicator`` and ``description`` of the whole page.

    The components are blended as Atlassian documents it, "Top-level status and incident impact calculations"
    (support.atlassian.com/statuspage/docs/top-level-status-and-incident-impact-calculations): one major outage of
    several components is a partial one of the system, and so on. An open incident counts beside them with the
    impact that is told now, where that is more than the states of its services say: one that names no service
    must not leave everything operational.
    """
    indicator, code = _blended(context)
    for course in context.archive.open_incidents:
        impact = course.standing.impact
        if impact.rank > _shown_impact(context, course).rank and _SEVERITY.index(impact) > _SEVERITY.index(indicator):
            indicator, code = impact.value, _BLENDED[impact]
    if indicator in ("none", "maintenance") and context.in_doubt:
        # A monitor must not be told that all is well while an entry that may be open cannot be read.
        return {"indicator": "minor", "description": context.say("overall.in_doubt")}
    if indicator == "none" and (n := len(context.archive.open_incidents)):
        # Watched, with every service well again: the start page says so too.
        return {"indicator": indicator, "description": context.say("overall.open", n=n)}
    return {"indicator": indicator, "description": context.say(f"api.status.{code}")}


def _blended(context: Context) -> tuple[str, str]:
    """(indicator, its words' code) of the components alone; groups do not count."""
    states = [context.archive.states.get(item.id, State.OPERATIONAL) for item in current_services(context)]
    worst = max(states, key=lambda state: state.rank, default=State.OPERATIONAL)
    all_alike = all(state is worst for state in states)
    if worst is State.MAJOR_OUTAGE:
        return ("critical", "major_outage") if all_alike else ("major", "partial_outage")
    if worst is State.PARTIAL_OUTAGE:
        return ("major", "partial_outage") if all_alike else ("minor", "minor_service_outage")
    if worst is State.DEGRADED_PERFORMANCE:
        return "minor", "degraded" if all_alike and len(states) > 1 else "partly_degraded"
    if worst is State.UNDER_MAINTENANCE:
        return "maintenance", "under_maintenance"
    return "none", "operational"


def _shown_impact(context: Context, course: Course) -> Impact:
    """What the components show of an incident."""
    shown = {service.id for service in current_services(context)}
    impacts = [state.impact for service, state in course.standing.states.items() if service in shown]
    return max(impacts, key=lambda impact: impact.rank, default=Impact.NONE)
