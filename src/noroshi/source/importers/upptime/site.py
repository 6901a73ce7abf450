"""``.upptimerc.yml`` and ``history/`` → the site's facts, its services, and which slug is which of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from noroshi.model.frozen import frozen
from noroshi.source.importers.foreign_yaml import Tree, flat, read
from noroshi.source.importers.imported import ImportedSite, Remark, plain_line
from noroshi.source.importers.known_site import PLACEHOLDER_URL, no_url
from noroshi.source.importers.moments import moment
from noroshi.source.importers.upptime.commits import DEGRADED, DOWN, UP, Wording
from noroshi.source.importers.upptime.slugs import Slugs, slug_of

TIMEZONE = "UTC"
"""Upptime's times are all in it, and its configuration names none."""

_TAKEN = {"owner", "repo", "sites", "status-website", "i18n", "commitMessages"}
_TAKEN |= {"commitPrefixStatusUp", "commitPrefixStatusDown", "commitPrefixStatusDegraded"}
_TAKEN_OF_SITE = {"name", "url", "slug"}
_TAKEN_OF_WEBSITE = {"name", "cname", "baseUrl"}


@dataclass
class Known:
    """What was read of the configuration."""

    name: str = ""
    url: str = PLACEHOLDER_URL
    language: str = "en"
    sites: list[Watched] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    """Labels that every issue of some service gets; they name none."""
    wording: Wording = field(default_factory=lambda: Wording({}))
    guessed: list[Remark] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)


@frozen
class Watched:
    """One of ``sites``, as typed."""

    name: str
    url: str
    slug: str
    """Empty: Upptime makes it of the name."""


@frozen
class Measured:
    """What ``history/SLUG.yml`` says."""

    slug: str
    url: str
    last: datetime | None
    """When it was last measured."""


@frozen
class Summed:
    """One entry of ``history/summary.json``."""

    slug: str
    name: str
    url: str
    sums: str
    """What was summed up, as one line for the report."""


def known(content: bytes | None, folder: str) -> Known:
    """Read the configuration; None where there is none. ``folder`` names the site that has no name."""
    found = Known()
    text = "" if content is None else content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    typed = read(text)
    if typed.broken:
        found.repaired.append(Remark("broken-yaml", {"value": typed.broken}))
    for rule, value, line in typed.notes:
        # A line of this file may hold a key to somebody's account: the report tells where it is, not what.
        told = "…" if rule in {"line", "duplicate-key"} else value
        found.unread.append(Remark({"line": "front-matter-line"}.get(rule, rule), {"value": told}, line))
    values = typed.values
    website = _table(values.get("status-website"))
    owner, repo = plain_line(flat(values.get("owner", ""))), plain_line(flat(values.get("repo", "")))
    found.name = plain_line(flat(website.get("name", "")))
    if not found.name:
        found.name = (f"{owner}/{repo}" if owner and repo else "") or folder or "Status"
        found.guessed.append(Remark("no-site-name", {"value": found.name}))
    _take_url(website, owner, repo, found)
    locale = flat(_table(values.get("i18n")).get("locale", "")).replace("_", "-")
    if re.fullmatch(r"[a-z]{2,3}(?:-[A-Z]{2})?", locale):
        found.language = locale
    found.guessed.append(Remark("upptime-defaults", {"language": found.language, "zone": TIMEZONE}))
    signs = {UP: "commitPrefixStatusUp", DOWN: "commitPrefixStatusDown", DEGRADED: "commitPrefixStatusDegraded"}
    template = flat(_table(values.get("commitMessages")).get("statusChange", ""))
    found.wording = Wording({status: flat(values.get(key, "")) for status, key in signs.items()}, template)
    left = _take_sites(values.get("sites"), found)
    keys = [key for key in values if key not in _TAKEN]
    keys += [f"status-website.{key}" for key in website if key not in _TAKEN_OF_WEBSITE]
    keys += [f"sites.{key}" for key in left]
    if keys:
        found.unread.append(Remark("settings-left", {"value": ", ".join(keys)}))
    return found


def _take_url(website: Mapping[str, Tree], owner: str, repo: str, found: Known) -> None:
    base = flat(website.get("baseUrl", "")).strip("/")
    host = flat(website.get("cname", ""))
    if not host and owner and repo:
        host, base = f"{owner}.github.io".lower(), base or repo
    typed = f"https://{host}/{base}".rstrip("/")
    if re.fullmatch(r"https://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[A-Za-z0-9._~/-]*)?", typed):
        found.url = typed
    else:
        found.guessed.append(no_url(host))


def _take_sites(sites: Tree | None, found: Known) -> dict[str, None]:
    """The services; what else is told of them, by key."""
    left: dict[str, None] = {}
    for entry in sites if isinstance(sites, list) else []:
        site = _table(entry)
        name = plain_line(flat(site.get("name", "")))
        url = flat(site.get("url", ""))
        if not name and not url:
            continue
        found.sites.append(Watched(name or url, url, flat(site.get("slug", ""))))
        tags = site.get("tags")
        found.tags |= {flat(tag) for tag in tags} if isinstance(tags, list) else set()
        left.update(dict.fromkeys(key for key in site if key not in _TAKEN_OF_SITE))
    return left


def _table(value: Tree | None) -> dict[str, Tree]:
    return value if isinstance(value, dict) else {}


def measured(slug: str, text: str) -> Measured:
    """Read ``history/SLUG.yml``; early ones are lists of one key each."""
    values = read(re.sub(r"^- (?=[A-Za-z]+:)", "", text, flags=re.MULTILINE)).values
    at = moment(flat(values.get("lastUpdated", "")), UTC)
    return Measured(slug, flat(values.get("url", "")), at.at.astimezone(UTC) if at else None)


def summed(content: bytes) -> tuple[Summed, ...] | None:
    """Read ``history/summary.json``; None where it is not that."""
    try:
        entries = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entries, list):
        return None
    found: list[Summed] = []
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("slug"), str):
            name, url = (str(entry.get(key) or "") for key in ("name", "url"))
            found.append(Summed(entry["slug"], plain_line(name), url, _sums(entry)))
    return tuple(found)


def _sums(entry: Mapping[str, object]) -> str:
    """How long it was up; the rest of the entry is averages of the same."""
    days = entry.get("dailyMinutesDown")
    parts = [f"uptime {entry.get('uptime')}"]
    if isinstance(days, dict) and days:
        parts.append("dailyMinutesDown " + " ".join(f"{day}: {minutes}" for day, minutes in sorted(days.items())))
    return plain_line(", ".join(parts))


def services(
    config: Known, files: Iterable[Measured], names: Mapping[str, str], *, has_config: bool, now: datetime
) -> Slugs:
    """Which slug is which service: as ``names`` say, as a file says by address, else as the name makes it.

    ``names``: slug → name, as the summary and the commits tell.
    Without a configuration every file of ``history/`` is a service that is still watched.
    """
    found = Slugs()
    files = tuple(files)
    by_name = {name: slug for slug, name in names.items()}
    by_url: dict[str, list[str]] = {}
    for file in files:
        by_url.setdefault(file.url, []).append(file.slug)
    there = {file.slug for file in files}
    for site in config.sites:
        made = slug_of(site.name)
        same = by_url.get(site.url, [])
        slug = site.slug or by_name.get(site.name, "")
        slug = slug or (made if made in there or len(same) != 1 else same[0])
        found.list_service(slug, site.name, _link(site, config))
    for file in files:
        name = names.get(file.slug) or file.slug
        if not has_config:
            found.list_service(file.slug, name)
        elif file.slug not in found:
            found.take(file.slug, name, min(file.last or now, now))
    return found


def _link(site: Watched, config: Known) -> str:
    """The address for readers: never one with a password or a secret's name in it."""
    if not site.url:
        return ""
    if re.fullmatch(r"https?://[A-Za-z0-9\[][^\s<>\"'\\$]*", site.url) and "@" not in site.url.split("/")[2]:
        return site.url
    shown = site.url if "@" not in site.url else "…@…"
    config.unread.append(Remark("unsafe-link", {"value": f"{site.name}: {shown}"}))
    return ""


def site(config: Known, slugs: Slugs, first_year: int, machine: str) -> ImportedSite:
    """What a new site.toml says. The year of the first incident makes the authority of feed ids (RFC 4151).

    ``machine`` is the language of incidents that a machine wrote; empty: there are none.
    """
    return ImportedSite(
        name=config.name,
        url=config.url,
        languages=tuple(dict.fromkeys(language for language in (config.language, machine) if language)),
        timezone=TIMEZONE,
        authority=f"{urlsplit(config.url).hostname or 'status.example.com'},{first_year}",
        groups=(),
        services=(*slugs.listed, *slugs.gone(UTC)),
    )
