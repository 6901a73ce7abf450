"""The short names by which Upptime's files and labels know a service → the ids of services."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, tzinfo

from noroshi.source.importers.imported import Ids, ImportedService, plain_line


class Slugs:
    """Slug → service. One that the configuration lacks becomes a service that is gone."""

    def __init__(self) -> None:
        self._ids = Ids("service")
        self._listed: dict[str, ImportedService] = {}
        self._gone: dict[str, tuple[ImportedService, datetime]] = {}
        """With the last time that anything was told of it."""

    def list_service(self, slug: str, name: str, link: str = "") -> None:
        """Take one that is there; the first of a slug counts."""
        if slug not in self._listed:
            self._listed[slug] = ImportedService(self._ids.take(slug), name, link=link)

    def __contains__(self, slug: str) -> bool:
        return slug in self._listed or slug in self._gone

    def take(self, slug: str, name: str, at: datetime) -> ImportedService:
        """The service of a slug; ``name`` and ``at`` matter for one that is gone."""
        if slug in self._listed:
            return self._listed[slug]
        service, last = self._gone.get(slug) or (ImportedService(self._ids.take(slug), plain_line(name) or slug), at)
        self._gone[slug] = (service, max(last, at))
        return service

    def is_listed(self, slug: str) -> bool:
        """Whether it is still watched."""
        return slug in self._listed

    @property
    def listed(self) -> tuple[ImportedService, ...]:
        """Those that are watched, in their order."""
        return tuple(self._listed.values())

    def gone(self, here: tzinfo) -> Iterable[ImportedService]:
        """Those that are not, with the last day on which anything was told of them."""
        for service, last in self._gone.values():
            until = last.astimezone(here).date().isoformat()
            yield ImportedService(service.id, service.name, link=service.link, until=until)


def slug_of(name: str) -> str:
    """The slug that Upptime gives a service without one: ``MySQL Playground`` → ``my-sql-playground``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain.replace("&", " and "))
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").lower()).strip("-")
    return slug or re.sub(r"[\s\\/<>:\"|?*#%-]+", "-", unicodedata.normalize("NFKC", name)).strip(".-")
