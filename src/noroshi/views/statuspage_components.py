"""Services → the components of the Statuspage-compatible API, groups among them."""

from __future__ import annotations

from datetime import date, datetime, time

from noroshi.model.site import Group, Service
from noroshi.model.terms import State
from noroshi.views.context import Context
from noroshi.views.data_values import Json
from noroshi.views.home_page import is_current
from noroshi.views.strips import today


def instant(context: Context, at: datetime) -> str:
    """ISO 8601 with milliseconds and the site's offset: clients parse exactly this form."""
    return context.language.dates.local(at).isoformat(timespec="milliseconds")


def current_services(context: Context) -> tuple[Service, ...]:
    """Those that still exist, in the site's order."""
    day = today(context)
    return tuple(service for service in context.site.services if is_current(service, day, context.site.zone))


def group_id(group: str) -> str:
    """A group's id among the components: no service's id has a colon."""
    return f"group:{group}"


def components(context: Context, page_id: str) -> tuple[Json, ...]:
    """Every service in the site's order, each group before its first one."""
    groups = {group.id: group for group in context.site.groups}
    states = context.archive.states
    found: list[Json] = []
    members: dict[str, list[Service]] = {}
    top = 0
    for service in current_services(context):
        group = groups.get(service.group or "")
        if group is None or group.id not in members:
            top += 1
        if group is not None and group.id not in members:
            members[group.id] = [item for item in current_services(context) if item.group == group.id]
            found.append(_group(context, group, members[group.id], top, page_id))
        found.append(
            {
                "id": service.id,
                "name": context.plain(service.name),
                "status": states.get(service.id, State.OPERATIONAL).value,
                "created_at": instant(context, _created_at(context, service)),
                "updated_at": instant(context, _changed_at(context, service)),
                "position": members[group.id].index(service) + 1 if group else top,
                "description": context.plain(service.description) or None,
                "showcase": True,
                "start_date": _start_date(context, service),
                "group_id": group_id(group.id) if group else None,
                "page_id": page_id,
                "group": False,
                "only_show_if_degraded": False,
            }
        )
    return tuple(found)


def _group(context: Context, group: Group, members: list[Service], position: int, page_id: str) -> Json:
    states = [context.archive.states.get(service.id, State.OPERATIONAL) for service in members]
    return {
        "id": group_id(group.id),
        "name": context.plain(group.name),
        "status": max(states, key=lambda state: state.rank).value,
        "created_at": instant(context, min(_created_at(context, service) for service in members)),
        "updated_at": instant(context, max(_changed_at(context, service) for service in members)),
        "position": position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": page_id,
        "group": True,
        "only_show_if_degraded": False,
        "components": [service.id for service in members],
    }


def _created_at(context: Context, service: Service) -> datetime:
    """Since when it exists; where nobody said, the date of the site's authority, which no later record moves."""
    since = service.since
    if since is None:
        return context.site.feeds.since or context.archive.known_since
    return since if isinstance(since, datetime) else datetime.combine(since, time(), context.site.zone)


def _changed_at(context: Context, service: Service) -> datetime:
    """When its state last changed."""
    archive, newest = context.archive, _created_at(context, service)

    def changed() -> datetime:
        found = newest
        for course in archive.last_to_end(service.id):
            if course.quiet_at is not None and course.quiet_at <= found:
                # It was over before that, and so was all that follows.
                break
            for span in course.spans:
                if span.service == service.id:
                    found = max([found, *(at for at in (span.start, span.end) if at is not None and at <= archive.now)])
        return found

    return archive.at_now(("state changed", service.id), changed)


def _start_date(context: Context, service: Service) -> str | None:
    since = service.since
    if since is None:
        return None
    day: date = context.language.dates.local(since).date() if isinstance(since, datetime) else since
    return day.isoformat()
