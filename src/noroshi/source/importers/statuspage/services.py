"""Components of a page → groups and services; and whom an incident means by a name or a code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from noroshi.source.importers.imported import Ids, ImportedGroup, ImportedService, Remark
from noroshi.source.importers.statuspage.values import Component, is_machine_id

_NOBODY = re.compile(r"no components? (?:were|was) affected|(?:visit|see|check|go to)\b.*(?:https?://|www\.)", re.I)
"""Statuspage's own words where an update names no component, and components that are only a notice."""


def is_no_service(name: str) -> bool:
    """Whether a "component" is a sentence: ``No components were affected by this update.``, ``Visit www.…``."""
    return bool(_NOBODY.match(name))


class Registry:
    """Every service of the page, and those that only its incidents know."""

    def __init__(self) -> None:
        self._ids = Ids("service")
        self._group_ids = Ids("group")
        self.groups: dict[str, ImportedGroup] = {}
        """By the source's id."""
        self._group_of: dict[str, str] = {}
        self._services: dict[str, ImportedService] = {}
        self._by_code: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._last: dict[str, datetime] = {}
        self._is_listed: set[str] = set()

    def list_groups(self, components: Iterable[Component]) -> tuple[Remark, ...]:
        """Take the groups of a page. Gives what has no place here."""
        remarks: list[Remark] = []
        for component in components:
            if not component.is_group or component.id in self.groups:
                continue
            id = self._group_ids.take(_wanted(component.id.removeprefix("group:"), component.name))
            self.groups[component.id] = ImportedGroup(id, component.name)
            for member in component.members:
                self._group_of.setdefault(member, component.id)
            if component.description:
                value = {"name": component.name, "value": component.description}
                remarks.append(Remark("category-description", value))
        return tuple(remarks)

    def list_services(self, components: Iterable[Component]) -> tuple[Remark, ...]:
        """Take the services of a page, in their order, when all its groups are known."""
        remarks: list[Remark] = []
        for component in components:
            if component.is_group or component.id in self._by_code:
                continue
            if is_no_service(component.name):
                remarks.append(Remark("no-service", {"value": component.name}))
                continue
            group = self.groups.get(component.group or self._group_of.get(component.id, ""))
            self._is_listed.add(self._add(component.id, component.name, group, component.description))
        return tuple(remarks)

    def take(self, code: str, name: str, at: datetime) -> tuple[str, bool]:
        """(id of the service, whether the page lists it). ``at`` is the last moment of the incident."""
        known = self._by_code.get(code) or self._by_name.get(name.casefold()) or self._by_code.get(name)
        id = known or self._add(code, name, None, "")
        self._last[id] = max(self._last.get(id, at), at)
        return id, id in self._is_listed

    def is_group(self, code: str) -> bool:
        """Whether a code is a group's; groups have no state of their own."""
        return code in self.groups

    def _add(self, code: str, name: str, group: ImportedGroup | None, description: str) -> str:
        id = self._ids.take(_wanted(code, name))
        self._services[id] = ImportedService(id, name, group.id if group else "", description)
        if code:
            self._by_code.setdefault(code, id)
        self._by_name.setdefault(name.casefold(), id)
        return id

    def services(self, here: tzinfo) -> tuple[ImportedService, ...]:
        """All of them; who is not listed has ended with the last day on which an incident named it."""
        listed = [service for service in self._services.values() if service.id in self._is_listed]
        gone = [service for service in self._services.values() if service.id not in self._is_listed]
        return (
            *listed,
            *(
                ImportedService(item.id, item.name, until=self._last[item.id].astimezone(here).date().isoformat())
                for item in gone
            ),
        )


def _wanted(code: str, name: str) -> str:
    """An id that somebody chose, as noroshi's own, stays; a random one says nothing, so the name becomes the id."""
    return name if not code or is_machine_id(code) else code
