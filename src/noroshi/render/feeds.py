"""Feeds → Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, the first two through feedgen.

feedgen stamps the moment of the build wherever it is not told another: every time is told here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from feedgen.entry import FeedEntry as Entry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import SubElement

from noroshi.model.artefact import Artefact
from noroshi.render.feed_html import content
from noroshi.views.feed import MEDIA_TYPES, Feed, FeedEntry
from noroshi.views.feeds import SiteFeed

GENERATOR = "noroshi"
Texts = Mapping[str, str]
"""Id of an entry → its whole text as HTML."""
_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_DC = "http://purl.org/dc/elements/1.1/"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TTL = 5
"""Minutes after which an RSS reader should look again."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold: XML 1.0 §2.2, Char."""


def feed_files(feeds: Iterable[SiteFeed]) -> Iterator[Artefact]:
    """Feeds of one language, each in all its formats, and their copies."""
    # The same entry stands in the feeds of the site, its services and its incident: its text is written once.
    texts: dict[str, str] = {}
    for found in feeds:
        for entry in found.feed.entries:
            if entry.id not in texts:
                texts[entry.id] = _xml(content(found.feed, entry))
        for ending in found.endings:
            written = _WRITERS[ending](found.feed, texts)
            yield Artefact(f"{found.feed.path}.{ending}".removeprefix("/"), written)
            for copied, path in found.copies:
                if copied == ending:
                    yield Artefact(path.removeprefix("/"), written)


def atom(feed: Feed, texts: Texts) -> bytes:
    """RFC 4287; an archive document by RFC 5005 §4."""
    return _written(_generator(feed, texts, "atom").atom_str(pretty=True))


def rss(feed: Feed, texts: Texts) -> bytes:
    """RSS 2.0, with elements of Atom and Dublin Core for what it has none for."""
    made = _generator(feed, texts, "rss")
    made.description(_xml(feed.subtitle))
    made.ttl(_TTL)
    return _written(made.rss_str(pretty=True))


def json_feed(feed: Feed, texts: Texts) -> bytes:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home_url,
        "feed_url": f"{feed.address}.json",
        "description": feed.subtitle,
        "icon": feed.icon_url,
        "authors": [{"name": feed.author, "url": feed.site_url}],
        "language": feed.lang,
    }
    if feed.hub:
        document["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    document["items"] = [_item(entry, texts) for entry in feed.entries]
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


_WRITERS: Mapping[str, Callable[[Feed, Texts], bytes]] = MappingProxyType({"atom": atom, "rss": rss, "json": json_feed})


def _item(entry: FeedEntry, texts: Texts) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": texts[entry.id],
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": list(dict.fromkeys(category.label for category in entry.categories)),
    }
    if entry.title_lang:
        item["language"] = entry.title_lang
    return item


def _generator(feed: Feed, texts: Texts, ending: str) -> FeedGenerator:
    """What both XML formats say."""
    made = FeedGenerator()
    made.id(feed.id)
    made.title(_xml(feed.title))
    made.subtitle(_xml(feed.subtitle))
    made.language(feed.lang)
    made.author({"name": _xml(feed.author), "uri": feed.site_url})
    made.generator(GENERATOR)
    made.icon(feed.icon_url)
    # Left to itself it says that it was built now.
    made.updated(feed.updated)
    made.lastBuildDate(feed.updated)
    links = [
        {"rel": "self", "href": f"{feed.address}.{ending}", "type": MEDIA_TYPES[ending]},
        {"rel": "hub", "href": feed.hub},
        {"rel": "current", "href": feed.current, "type": MEDIA_TYPES["atom"]},
        {"rel": "prev-archive", "href": feed.previous_archive, "type": MEDIA_TYPES["atom"]},
        # Last: RSS takes the last for its only one.
        {"rel": "alternate", "href": feed.home_url, "type": "text/html", "hreflang": feed.lang},
    ]
    made.link([link for link in links if link["href"]])
    made.register_extension("more", _FeedExtension)
    made.more.hub = feed.hub
    made.more.is_archive = bool(feed.current)
    for entry in feed.entries:
        made.add_entry(_entry(feed, entry, texts[entry.id]), order="append")
    return made


def _entry(feed: Feed, entry: FeedEntry, text: str) -> Entry:
    made = Entry()
    made.id(entry.id)
    made.title(_xml(entry.title))
    made.link(rel="alternate", href=entry.url, type="text/html", hreflang=feed.lang)
    made.content(text, type="html")
    made.published(entry.published)
    made.updated(entry.updated)
    made.category([{"term": item.term, "scheme": item.scheme, "label": _xml(item.label)} for item in entry.categories])
    made.register_extension("more", _EntryExtension)
    made.more.title_lang = entry.title_lang
    made.more.author = _xml(feed.author)
    made.more.updated = entry.updated.isoformat()
    return made


class _FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Links that feedgen leaves out of RSS, and the mark of an archive document."""

    hub = ""
    is_archive = False

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY, "dc": _DC}

    def extend_atom(self, feed: Any) -> Any:
        if self.is_archive:
            SubElement(feed, f"{{{_HISTORY}}}archive")
        return feed

    def extend_rss(self, feed: Any) -> Any:
        if self.hub:
            SubElement(feed[0], f"{{{_ATOM}}}link", rel="hub", href=self.hub)
        return feed


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """The language of a title that is not translated; for RSS who speaks, and when it was edited."""

    title_lang = ""
    author = ""
    updated = ""

    def extend_atom(self, entry: Any) -> Any:
        if self.title_lang:
            entry.find("title").set(_LANG, self.title_lang)
        return entry

    def extend_rss(self, item: Any) -> Any:
        SubElement(item, f"{{{_DC}}}creator").text = self.author
        SubElement(item, f"{{{_ATOM}}}updated").text = self.updated
        return item


def _xml(text: str) -> str:
    """Without what would make the whole document unreadable."""
    return _NO_XML.sub("", text)


def _written(document: bytes) -> bytes:
    return document if document.endswith(b"\n") else document + b"\n"
