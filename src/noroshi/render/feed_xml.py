"""A feed or an entry → XML, as feedgen prints it: Atom (RFC 4287, archives by RFC 5005 §4) or RSS 2.0.

feedgen stamps the moment of the build wherever it is not told another: every time is told here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from feedgen.entry import FeedEntry as Entry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import SubElement

from noroshi.views.feed import MEDIA_TYPES, Feed, FeedEntry

GENERATOR: Final = "noroshi"
_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_DC = "http://purl.org/dc/elements/1.1/"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TTL = 5
"""Minutes after which an RSS reader should look again."""
_CLOSING = {"atom": "</feed>\n", "rss": "  </channel>\n</rss>\n"}


def printed(feed: Feed, texts: Sequence[str], ending: str) -> str:
    """The whole document; ``texts``: of each of the feed's entries all it says, as HTML; ``ending``: atom · rss."""
    made = _generator(feed, ending)
    for entry, text in zip(feed.entries, texts, strict=True):
        made.add_entry(_entry(feed, entry, text), order="append")
    written: bytes = made.atom_str(pretty=True) if ending == "atom" else made.rss_str(pretty=True)
    document = written.decode()
    return document if document.endswith("\n") else document + "\n"


def printed_feed(feed: Feed, ending: str) -> tuple[str, str]:
    """(what stands before its entries, what stands behind them)."""
    closing = _CLOSING[ending]
    return printed(replace(feed, entries=()), (), ending).removesuffix(closing), closing


def printed_entry(feed: Feed, entry: FeedEntry, text: str, ending: str) -> str:
    """The lines of one entry of the feed."""
    opening, closing = printed_feed(feed, ending)
    document = printed(replace(feed, entries=(entry,)), (text,), ending)
    return document.removeprefix(opening).removesuffix(closing)


def _generator(feed: Feed, ending: str) -> FeedGenerator:
    """The feed without its entries: what both formats say, and what RSS says beside it."""
    made = FeedGenerator()
    made.id(feed.id)
    made.title(feed.title)
    made.subtitle(feed.subtitle)
    made.language(feed.lang)
    made.author({"name": feed.author, "uri": feed.site_url})
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
    if ending == "rss":
        made.description(feed.subtitle)
        made.ttl(_TTL)
    return made


def _entry(feed: Feed, entry: FeedEntry, text: str) -> Entry:
    made = Entry()
    made.id(entry.id)
    made.title(entry.title)
    made.link(rel="alternate", href=entry.url, type="text/html", hreflang=feed.lang)
    made.content(text, type="html")
    made.published(entry.published)
    made.updated(entry.updated)
    made.category([{"term": item.term, "scheme": item.scheme, "label": item.label} for item in entry.categories])
    made.register_extension("more", _EntryExtension)
    made.more.title_lang = entry.title_lang
    made.more.author = feed.author
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
