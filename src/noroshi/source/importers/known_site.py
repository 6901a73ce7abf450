"""What another tool's configuration says of its site → what a new site.toml says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo
from urllib.parse import urlsplit

from noroshi.source.importers.imported import Ids, ImportedGroup, ImportedService, ImportedSite, Remark
from noroshi.source.importers.services import Services
from noroshi.source.zones import zone

PLACEHOLDER_URL = "https://status.example.com"


@dataclass
class KnownSite:
    """What was read of a configuration, and what there is to report about it."""

    name: str = ""
    url: str = PLACEHOLDER_URL
    language: str = "en"
    timezone: str = "UTC"
    groups: list[ImportedGroup] = field(default_factory=list)
    services: list[ImportedService] = field(default_factory=list)
    guessed: list[Remark] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)
    service_ids: Ids = field(default_factory=lambda: Ids("service"))

    @property
    def zone(self) -> tzinfo:
        """The zone of naive times."""
        return zone(self.timezone)


def take_url(typed: str, found: KnownSite) -> None:
    """Take the address of the site, where it is one."""
    try:
        parts = urlsplit(typed)
        good = parts.scheme in {"http", "https"} and re.fullmatch(r"[A-Za-z0-9.-]+", parts.hostname or "")
    except ValueError:
        good = None
    if good:
        found.url = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
    else:
        found.guessed.append(no_url(typed))


def no_url(told: str) -> Remark:
    """What is said of an address that a site cannot have, or that nobody told."""
    if told:
        return Remark("no-site-url", {"value": told, "url": PLACEHOLDER_URL})
    return Remark("untold-site-url", {"url": PLACEHOLDER_URL})


def site(known: KnownSite, services: Services, first_year: int) -> ImportedSite:
    """What a new site.toml says. The year of the first incident makes the authority of feed ids (RFC 4151)."""
    host = urlsplit(known.url).hostname or "status.example.com"
    return ImportedSite(
        name=known.name,
        url=known.url,
        languages=(known.language,),
        timezone=known.timezone,
        authority=f"{host},{first_year}",
        groups=tuple(known.groups),
        services=(*known.services, *services.gone(known.zone)),
    )
