"""Services as incidents name them: those that the source lists, and those that are gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from noroshi.source.importers.imported import Ids, ImportedService


class Services:
    """Name as an incident says it → id; a name that the source's own list lacks becomes a service that is gone."""

    def __init__(self, listed: Iterable[ImportedService], ids: Ids) -> None:
        """``ids`` are those of services, with all of ``listed`` taken already."""
        self._ids = ids
        services = list(listed)
        self._listed = {service.name: service.id for service in services}
        self._folded = {service.name.strip().casefold(): service.id for service in services}
        self._last: dict[str, tuple[str, datetime]] = {}
        """Id of a service that only incidents name → its name, and the last time one did."""

    def take(self, name: str, at: datetime) -> tuple[str, bool]:
        """The id, and whether the source lists it. ``at`` is the last moment of the incident."""
        known = self._listed.get(name) or self._folded.get(name.strip().casefold())
        if known and known not in self._last:
            return known, True
        found = known or self._ids.take(name)
        self._listed[name] = found
        self._folded[name.strip().casefold()] = found
        shown, last = self._last.get(found, (name, at))
        self._last[found] = (shown, max(last, at))
        return found, False

    def gone(self, here: tzinfo) -> list[ImportedService]:
        """The services that the source does not list, with the last day an incident named them."""
        return [
            ImportedService(id_, name, until=at.astimezone(here).date().isoformat())
            for id_, (name, at) in self._last.items()
        ]
