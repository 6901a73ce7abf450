"""JSON of anyone → the values that a status page tells of: its page, components, incidents and their updates.

Nothing here trusts a type: what is not what its key says counts as not told, and what was told but could not be
read becomes a remark. Names of keys are those of the public Statuspage v2 API; where hosted tools that speak the
same shape use another name for the same thing, both are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TypeAlias

from noroshi.model.frozen import frozen
from noroshi.source.importers.imported import Remark, plain_line
from noroshi.source.importers.statuspage.times import NOTHING, Times, shortened

Table: TypeAlias = Mapping[str, object]

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_MACHINE_ID = re.compile(r"(?=.*\d)[a-z0-9]{12}|[0-9]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@frozen
class Affected:
    """A component as an update names it."""

    code: str
    name: str
    old: str
    new: str
    """States as typed; empty where none is told."""


@frozen
class Component:
    """A component, or a group of them."""

    id: str
    name: str
    description: str = ""
    is_group: bool = False
    group: str = ""
    """Id of the group that it is in."""
    members: tuple[str, ...] = ()
    """Of a group: ids of its components, where it tells them."""


@frozen
class Update:
    """One update."""

    id: str
    status: str
    body: str
    display_at: datetime | None
    created_at: datetime | None
    updated_at: datetime | None
    affected: tuple[Affected, ...] = ()

    @property
    def at(self) -> datetime | None:
        """When it was said, to the microsecond."""
        return self.display_at or self.created_at or self.updated_at


@frozen
class Event:
    """An incident or a scheduled maintenance."""

    id: str
    name: str
    status: str
    impact: str
    created_at: datetime | None
    started_at: datetime | None
    resolved_at: datetime | None
    updated_at: datetime | None
    scheduled_for: datetime | None
    scheduled_until: datetime | None
    shortlink: str
    updates: tuple[Update, ...]
    """As they stand in the source."""
    components: tuple[Component, ...]
    is_scheduled: bool
    """It stood among the scheduled maintenances."""
    postmortem: str = ""
    postmortem_at: datetime | None = None
    unread: tuple[Remark, ...] = ()
    guessed: tuple[Remark, ...] = ()

    @property
    def speaks_markdown(self) -> bool:
        """incident.io's ids are ULIDs, and its updates are Markdown; Statuspage's are plain text or HTML."""
        return bool(_ULID.fullmatch(self.id))


def is_machine_id(id: str) -> bool:
    """Whether nobody chose this id: Statuspage's twelve signs, a ULID, a UUID, a number."""
    return bool(_MACHINE_ID.fullmatch(id) or _ULID.fullmatch(id.upper()))


def text(table: Table, *keys: str) -> str:
    """The first of the keys that is told, as text; a number counts as one."""
    for key in keys:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def tables(value: object) -> tuple[Table, ...]:
    """The tables of a list."""
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def table(value: object) -> Table:
    """A table, or an empty one."""
    return value if isinstance(value, dict) else {}


def component(value: object) -> Component | None:
    """A component; a bare text is its name, or its id."""
    if isinstance(value, str):
        name = plain_line(value)
        return Component(name, name) if name else None
    found = table(value)
    name = plain_line(text(found, "name", "title"))
    id = text(found, "id", "code", "component_id") or name
    if not id:
        return None
    members = tuple(
        inner
        for member in _list(found.get("components"))
        if (inner := member if isinstance(member, str) else text(table(member), "id", "code"))
    )
    inside = table(found.get("group"))
    return Component(
        id=id,
        name=name or id,
        description=plain_line(re.sub(r"<[^<>]*>", " ", text(found, "description"))),
        is_group=found.get("group") is True or (bool(members) and "status" not in found),
        group=text(found, "group_id") or text(inside, "id", "name"),
        members=members,
    )


def components(value: object) -> tuple[Component, ...]:
    """Every component of a list; those that a group holds whole stand behind it."""
    found: list[Component] = []
    for item in value if isinstance(value, list) else []:
        known = component(item)
        if known is None:
            continue
        found.append(known)
        if isinstance(item, dict) and known.is_group:
            found += components([inner for inner in _list(item.get("components")) if isinstance(inner, dict)])
    return tuple(found)


def event(found: Table, zone: tzinfo, *, is_scheduled: bool) -> Event:
    """An incident or maintenance. Never raises."""
    reader = Times(zone)
    updates = tuple(
        Update(
            id=text(item, "id"),
            status=plain_line(text(item, "status")).lower().replace(" ", "_"),
            body=text(item, "body", "message", "markdown", "description"),
            display_at=reader.read(item, "display_at", "displayed_at", "published_at"),
            created_at=reader.read(item, "created_at"),
            updated_at=reader.read(item, "updated_at"),
            affected=tuple(_affected(_list(item.get("affected_components")))),
        )
        for item in tables(found.get("incident_updates", found.get("updates")))
    )
    made = Event(
        id=text(found, "id", "code"),
        name=text(found, "name", "title"),
        status=plain_line(text(found, "status")).lower().replace(" ", "_"),
        impact=plain_line(text(found, "impact", "impact_override")).lower(),
        created_at=reader.read(found, "created_at"),
        started_at=reader.read(found, "started_at"),
        resolved_at=reader.read(found, "resolved_at", "completed_at"),
        updated_at=reader.read(found, "updated_at"),
        scheduled_for=reader.read(found, "scheduled_for", "starts_at"),
        scheduled_until=reader.read(found, "scheduled_until", "ends_at"),
        shortlink=text(found, "shortlink", "url"),
        updates=updates,
        components=components(found.get("components")),
        is_scheduled=is_scheduled,
        postmortem=text(found, "postmortem_body"),
        postmortem_at=reader.read(found, "postmortem_published_at"),
    )
    left = (Remark("custom-key", {"value": f"{key}: {shortened(value)}"}) for key, value in found.items())
    unknown = [
        remark for key, remark in zip(found, left, strict=True) if key not in _KNOWN and found[key] not in NOTHING
    ]
    return replace(made, unread=(*reader.unread, *unknown), guessed=tuple(reader.guessed))


_KEYS = """
id code name title status impact impact_override created_at started_at resolved_at completed_at updated_at
scheduled_for starts_at scheduled_until ends_at shortlink url incident_updates updates components postmortem_body
postmortem_published_at monitoring_at page_id postmortem_body_last_updated_at postmortem_ignored
postmortem_notified_subscribers postmortem_notified_twitter scheduled_auto_completed scheduled_auto_in_progress
scheduled_auto_transition scheduled_remind_prior scheduled_reminded_at auto_transition_to_maintenance_state
auto_transition_to_operational_state auto_transition_deliver_notifications_at_end
auto_transition_deliver_notifications_at_start auto_tweet_at_beginning auto_tweet_on_completion
auto_tweet_on_creation auto_tweet_one_hour_before reminder_intervals backfilled backfill_date
deliver_notifications last_update_at
"""
_KNOWN = frozenset(_KEYS.split())
"""Read, or about the old tool's own work: reminders, tweets, transitions by the clock."""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _affected(items: Iterable[object]) -> Iterable[Affected]:
    for item in items:
        if isinstance(item, str) and (name := plain_line(item)):
            yield Affected("", name, "", "")
        elif isinstance(item, dict):
            name = plain_line(text(item, "name"))
            code = text(item, "code", "id", "component_id")
            if name or code:
                new = text(item, "new_status", "status", "component_status")
                yield Affected(code, name or code, _state(text(item, "old_status")), _state(new))


def _state(typed: str) -> str:
    wanted = plain_line(typed).lower().replace(" ", "_")
    return _STATE_NAMES.get(wanted, wanted)


_STATE_NAMES = {"full_outage": "major_outage", "maintenance": "under_maintenance", "degraded": "degraded_performance"}
"""What hosted tools that speak the same shape say → what Statuspage says."""
