"""The public JSON of a Statuspage page (API v2) → incident folders in our shape, and what had to be guessed.

Read are a folder of its documents, one of them, or what an address answers; a document is known by its shape
(``documents``), so names do not matter. Hosted tools that speak the same shape are read too, and noroshi's own
``/api/v2/``.

==========================================  ================================================================
Statuspage                                  noroshi
==========================================  ================================================================
``page.name``, ``url``, ``time_zone``       ``name``, ``url``, ``timezone``
components, groups                          services, groups; a random id is replaced by the name
an incident's ``id``                        the folder's name
``name``                                    ``title``
``impact``                                  ``impact``; ``maintenance`` is the kind; unknown ones are ``minor``
``started_at``                              ``began_at``, if it is before the first update
``scheduled_for``, ``scheduled_until``      ``window``
an update's ``display_at``                  ``at``; order by it, then by ``created_at``, then as in the source
``status``                                  ``status``; ``update`` and unknown ones change nothing, and the word stays
``postmortem``                              ``report.md``
``affected_components``                     ``services``, where the state changed
``components``                              ``services``, named in the first update where no update tells a state
resolved, with a component still degraded   ``monitoring``, and reported
``resolved_at``                             an end without words, where no update tells the end
``body``                                    the text: HTML stays, line ends stay, signs of Markdown get a backslash
==========================================  ================================================================

Every word of every body stands in some update or in report.md. A report that was never published stays out of both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from noroshi.source.importers.imported import (
    Ids,
    Imported,
    ImportedFile,
    ImportedSite,
    NothingToImport,
    Remark,
    plain_line,
)
from noroshi.source.importers.known_site import PLACEHOLDER_URL, no_url
from noroshi.source.importers.statuspage.documents import Document, Raw, documents
from noroshi.source.importers.statuspage.incident import Context, incident
from noroshi.source.importers.statuspage.merged import merged
from noroshi.source.importers.statuspage.services import Registry
from noroshi.source.importers.statuspage.timeline import begun_at
from noroshi.source.importers.statuspage.values import Event, text
from noroshi.source.zones import zone, zone_names

NEWEST = 50
"""The public API tells no more incidents than these, nor more maintenances."""
NEWEST_OF_INCIDENT_IO = 25
_KANA = re.compile("[\u3041-\u30ff]")


def import_statuspage(raws: Sequence[Raw], *, now: datetime, language: str = "", address: str = "") -> Imported:
    """What the documents tell. ``address`` is the page that they were fetched from; empty: they were files.

    ``language`` is that of the texts, which no document tells; empty: Japanese where kana are seen, else English.
    Raises NothingToImport where no document is known.
    """
    read = documents(list(raws))
    if not any(document.is_known for document in read):
        raise NothingToImport(address)
    first = next(document for document in read if document.is_known)
    events = merged(read)
    registry = Registry()
    _list_services(read, registry)
    tag = language or _language(events, first)
    name = _last(read, "time_zone")
    timezone = name if name in zone_names() else "UTC"
    here = zone(timezone)
    ids = Ids("incident")
    rows: dict[str, list[ImportedFile]] = {document.name: [] for document in read}
    for file, event in events:
        id = ids.take(event.id or event.name)
        context = Context(file, f"#{plain_line(event.id) or id}", id, tag, here, registry, now.replace(microsecond=0))
        rows[file].append(incident(event, context))
    _note_bounds(read, is_fetched=bool(address))
    _note_shortlinks(events, _last(read, "url") or address, first)
    begun = [at for _, event in events if (at := begun_at(event))]
    year = min(begun, default=now).astimezone(here).year
    site = _site(read, registry, address, first, tag, timezone, year)
    files = [
        row
        for document in read
        for row in (
            ImportedFile(document.name, guessed=tuple(document.guessed), unread=tuple(document.unread)),
            *rows[document.name],
        )
    ]
    return Imported(site, tuple(files))


def _list_services(read: Sequence[Document], registry: Registry) -> None:
    """Of every page its components; where no document lists them, those of its incidents are all there are."""
    pages: dict[str, list[Document]] = {}
    names = [text(document.page, "id", "name") for document in read]
    usual = next(filter(None, names), "")
    for document, name in zip(read, names, strict=True):
        pages.setdefault(name or usual, []).append(document)
    for told in pages.values():
        for document in told:
            document.unread += registry.list_groups(document.components)
        for document in told:
            document.unread += registry.list_services(document.components)
        if any(document.components for document in told):
            continue
        for document in told:
            named = [item for event in document.events for item in event.components if not item.is_group]
            document.unread += registry.list_services(named)
            if named:
                document.guessed.append(Remark("no-component-list"))
    if len(pages) > 1:
        called = dict.fromkeys(text(document.page, "name", "id") for document in read)
        value = ", ".join(plain_line(name) for name in called if name)
        read[0].guessed.append(Remark("several-pages", {"value": value}))


def _last(read: Sequence[Document], key: str) -> str:
    """What the newest page of them says."""
    told = [(text(document.page, "updated_at"), value) for document in read if (value := text(document.page, key))]
    return plain_line(max(told, key=lambda item: item[0])[1]) if told else ""


def _language(events: Sequence[tuple[str, Event]], first: Document) -> str:
    words = "".join(event.name + "".join(update.body for update in event.updates) for _, event in events)
    tag = "ja" if _KANA.search(words) else "en"
    if events:
        first.guessed.append(Remark("language-assumed", {"value": tag}))
    return tag


def _note_bounds(read: Sequence[Document], *, is_fetched: bool) -> None:
    for document in read:
        most = NEWEST_OF_INCIDENT_IO if all(event.speaks_markdown for event in document.events) else NEWEST
        if is_fetched and most in {document.incidents, document.maintenances}:
            document.unread.append(Remark("newest-only", {"value": str(most)}))


def _note_shortlinks(events: Sequence[tuple[str, Event]], page: str, first: Document) -> None:
    """Links of the old tool's own host cannot lead here, whatever is written."""
    own = urlsplit(page).hostname if page else None
    hosts = {urlsplit(event.shortlink).hostname for _, event in events if event.shortlink} - {own, None}
    count = sum(1 for _, event in events if event.shortlink and urlsplit(event.shortlink).hostname in hosts)
    if count:
        first.unread.append(Remark("short-links", {"value": ", ".join(sorted(map(str, hosts))), "count": str(count)}))


def _site(
    read: Sequence[Document], registry: Registry, address: str, first: Document, tag: str, timezone: str, year: int
) -> ImportedSite:
    name = _last(read, "name")
    if not name:
        name = "Status"
        first.guessed.append(Remark("no-site-name", {"value": name}))
    told = (_last(read, "url") or address).rstrip("/")
    url = told if re.fullmatch(r"https?://[A-Za-z0-9\[][^\s<>\"'\\]*", told) else ""
    if not url:
        url = PLACEHOLDER_URL
        first.guessed.append(no_url(told))
    host = urlsplit(url).hostname or "status.example.com"
    return ImportedSite(
        name=name,
        url=url,
        languages=(tag,),
        timezone=timezone,
        authority=f"{host},{year}",
        groups=tuple(registry.groups.values()),
        services=registry.services(zone(timezone)),
    )


__all__ = ["Raw", "import_statuspage"]
