"""Feeds → Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

How a feed and an entry are written in XML, feedgen says, once for each shape that they have (``feed_xml``,
``feed_forms``). An entry is written once for all feeds that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, TypeVar

from noroshi.model.artefact import Artefact
from noroshi.render.feed_forms import Form, form
from noroshi.render.feed_html import content
from noroshi.render.json_document import json_document
from noroshi.views.context import Context
from noroshi.views.feed import Category, Feed, FeedEntry
from noroshi.views.feeds import SiteFeed

ENTRIES_KEPT: Final = 10_000
"""How many written entries are remembered: the archive asks for them again soon after their incident's feed."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold: XML 1.0 §2.2, Char."""
_Key = TypeVar("_Key")


def feed_files(feeds: Iterable[SiteFeed], writer: FeedWriter | None = None) -> Iterator[Artefact]:
    """Feeds, each in all its formats, and their copies; ``writer``: one that has written others of this site."""
    writer = writer or FeedWriter()
    for found in feeds:
        yield from writer.files(found)


def feed_writer(_: Context) -> FeedWriter:
    """For ``Context.once``: that all feeds of a language have one writer."""
    return FeedWriter()


class FeedWriter:
    """Writes feeds, and remembers the entries that it wrote last: they stand in other feeds too."""

    def __init__(self, kept: int = ENTRIES_KEPT) -> None:
        self._kept = kept
        self.written = 0
        """Entries that were written, not remembered."""
        self._texts: dict[str, str] = {}
        self._entries: dict[tuple[str, str], str] = {}

    def files(self, found: SiteFeed) -> Iterator[Artefact]:
        """One feed in all its formats, and their copies."""
        feed = found.feed
        for ending in found.endings:
            written = self._json(feed) if ending == "json" else self._xml(feed, ending).encode()
            yield Artefact(f"{feed.path}.{ending}".removeprefix("/"), written)
            for copied, path in found.copies:
                if copied == ending:
                    yield Artefact(path.removeprefix("/"), written)

    def _xml(self, feed: Feed, ending: str) -> str:
        opening, closing = feed_xml(feed, ending)
        return "".join([opening, *(self._entry(feed, entry, ending) for entry in feed.entries), closing])

    def _entry(self, feed: Feed, entry: FeedEntry, ending: str) -> str:
        key = (entry.id, ending)
        found = self._entries.get(key)
        if found is None:
            self.written += 1
            found = entry_xml(feed, entry, self._text(feed, entry), ending)
            self._keep(self._entries, key, found)
        return found

    def _text(self, feed: Feed, entry: FeedEntry) -> str:
        found = self._texts.get(entry.id)
        if found is None:
            found = _xml(content(feed, entry))
            self._keep(self._texts, entry.id, found)
        return found

    def _keep(self, written: dict[_Key, str], key: _Key, text: str) -> None:
        """Without the oldest, where there are too many: memory must not grow with the history."""
        if len(written) >= self._kept:
            del written[next(iter(written))]
        written[key] = text

    def _json(self, feed: Feed) -> bytes:
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
        document["items"] = [_item(entry, self._text(feed, entry)) for entry in feed.entries]
        return json_document(document)


def _item(entry: FeedEntry, text: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": text,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": list(dict.fromkeys(category.label for category in entry.categories)),
    }
    if entry.title_lang:
        item["language"] = entry.title_lang
    return item


# XML. feedgen is loaded with the first form that is asked for: a build that writes no feed does without it.


def feed_xml(feed: Feed, ending: str) -> tuple[str, str]:
    """(what stands before the feed's entries, what stands behind them); ``ending``: atom · rss."""
    feed = replace(feed, title=_xml(feed.title), subtitle=_xml(feed.subtitle), author=_xml(feed.author), entries=())
    values = _feed_values(feed, ending)
    if not all(values.values()):
        # What is empty is left out, or written in another way.
        return _printed_feed(feed, ending)
    opening, closing = _feed_form(ending, tuple(values))
    return opening.filled(values), closing


def entry_xml(feed: Feed, entry: FeedEntry, text: str, ending: str) -> str:
    """The lines of one entry of the feed; ``text``: the whole of it as HTML that XML can hold."""
    values = _entry_values(feed, entry, text, ending)
    if not all(values.values()):
        return _printed_entry(feed, entry, text, ending)
    return _entry_form(ending, tuple(values)).filled(values)


def _feed_values(feed: Feed, ending: str) -> dict[str, str]:
    values = {
        "id": feed.id,
        "lang": feed.lang,
        "title": feed.title,
        "subtitle": feed.subtitle,
        "author": feed.author,
        "site_url": feed.site_url,
        "home_url": feed.home_url,
        "icon_url": feed.icon_url,
        "updated": _date(feed.updated, ending),
        "self": f"{feed.address}.{ending}",
    }
    links = {"hub": feed.hub, "current": feed.current, "previous_archive": feed.previous_archive}
    return values | {name: address for name, address in links.items() if address}


def _entry_values(feed: Feed, entry: FeedEntry, text: str, ending: str) -> dict[str, str]:
    values = {
        "id": entry.id,
        "lang": feed.lang,
        "title": _xml(entry.title),
        "text": text,
        "url": entry.url,
        "author": _xml(feed.author),
        "published": _date(entry.published, ending),
        "updated": entry.updated.isoformat(),
    }
    if entry.title_lang:
        values["title_lang"] = entry.title_lang
    for number, category in enumerate(entry.categories):
        scheme, term, label = _names(number)
        values[scheme] = category.scheme
        values[term] = category.term
        values[label] = _xml(category.label)
    return values


@cache
def _names(number: int) -> tuple[str, str, str]:
    return f"scheme {number}", f"term {number}", f"label {number}"


def _date(at: datetime, ending: str) -> str:
    """As feedgen writes dates: for RSS by RFC 2822 §3.3."""
    if ending != "rss":
        return at.isoformat()
    from email.utils import format_datetime  # With it come sockets and what else mail needs.

    return format_datetime(at)


@cache
def _feed_form(ending: str, names: tuple[str, ...]) -> tuple[Form, str]:
    """The form of a feed that has these values, all that are needed and perhaps some links."""
    links = {name: _mark(name) for name in ("hub", "current", "previous_archive") if name in names}
    sample = Feed(
        id=_mark("id"),
        lang=_mark("lang"),
        title=_mark("title"),
        subtitle=_mark("subtitle"),
        author=_mark("author"),
        site_url=_mark("site_url"),
        home_url=_mark("home_url"),
        icon_url=_mark("icon_url"),
        entries=(),
        updated=datetime(2001, 1, 1, tzinfo=UTC),
        address=_mark("address"),
        path="",
        **({"hub": ""} | links),
    )
    opening, closing = _printed_feed(sample, ending)
    return form(opening, _feed_values(sample, ending)), closing


@cache
def _entry_form(ending: str, names: tuple[str, ...]) -> Form:
    """The form of an entry that has these values: of its title, and of so many categories."""
    feed = Feed(
        id="-",
        lang=_mark("lang"),
        title="-",
        subtitle="-",
        author=_mark("author"),
        site_url="-",
        home_url="-",
        icon_url="-",
        entries=(),
        updated=datetime(2001, 1, 1, tzinfo=UTC),
        hub="",
        address="-",
        path="",
    )
    numbers = range(sum(name.startswith("term ") for name in names))
    sample = FeedEntry(
        id=_mark("id"),
        title=_mark("title"),
        title_lang=_mark("title_lang") if "title_lang" in names else "",
        url=_mark("url"),
        published=datetime(2002, 2, 2, tzinfo=UTC),
        updated=datetime(2003, 3, 3, tzinfo=UTC),
        content=(),
        categories=tuple(Category(*map(_mark, _names(number))) for number in numbers),
        services=(),
    )
    text = _mark("text")
    return form(_printed_entry(feed, sample, text, ending), _entry_values(feed, sample, text, ending))


def _mark(name: str) -> str:
    """What no other value of a sample has in it, and needs no escape."""
    return f"〔{name}〕"


def _printed_feed(feed: Feed, ending: str) -> tuple[str, str]:
    from noroshi.render.feed_xml import printed_feed

    return printed_feed(feed, ending)


def _printed_entry(feed: Feed, entry: FeedEntry, text: str, ending: str) -> str:
    from noroshi.render.feed_xml import printed_entry

    categories = tuple(replace(category, label=_xml(category.label)) for category in entry.categories)
    readable = replace(entry, title=_xml(entry.title), categories=categories)
    return printed_entry(replace(feed, author=_xml(feed.author), hub="", current=""), readable, text, ending)


def _xml(text: str) -> str:
    """Without what would make the whole document unreadable."""
    return _NO_XML.sub("", text)
