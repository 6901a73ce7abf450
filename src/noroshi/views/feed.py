"""What a feed says, in one language: complete values, whatever format they are written in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from noroshi.model.frozen import frozen
from noroshi.views.pieces import Html, Row, Sentence, Table

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
)
"""Ending of a feed's address → its media type."""


@frozen
class Category:
    """What an entry is about: codes for machines, words for people."""

    scheme: str
    """URI of what is classified: kind, impact, status, service."""
    term: str
    """The code: ``maintenance``, ``major``, ``payment-api``."""
    label: str
    """The word, in the feed's language."""


@frozen
class Passage:
    """What one update says, or how an incident stands."""

    heading: Sentence
    """Empty where the entry's title says it."""
    changes: tuple[Sentence, ...]
    """Facts that moved, one small sentence each."""
    body: Html | None
    rows: tuple[Row, ...]
    tables: tuple[Table, ...]
    notes: tuple[Sentence, ...]
    """When and why it was edited or withdrawn."""


@frozen
class FeedEntry:
    """One entry. It depends on what its update said, never on the moment of a build."""

    id: str
    """A ``tag:`` URI (RFC 4151) that never changes."""
    title: str
    title_lang: str
    """Language tag of the title where it is not the feed's; else empty."""
    url: str
    published: datetime
    """In the site's zone."""
    updated: datetime
    content: tuple[Passage, ...]
    categories: tuple[Category, ...]
    services: tuple[str, ...]
    """Ids of the services in whose feeds it stands."""


@frozen
class Feed:
    """One feed, or one document of its archive."""

    id: str
    lang: str
    title: str
    subtitle: str
    author: str
    site_url: str
    """Address of the site's root, with its last slash: that of every path in ``content``."""
    home_url: str
    """The page that says the same to people."""
    icon_url: str
    entries: tuple[FeedEntry, ...]
    """Newest first."""
    updated: datetime
    """Of the entry that changed last."""
    hub: str
    """WebSub hub; empty for none."""
    address: str
    """Absolute URL without its ending (``…/feed``): formats add ``.atom``, ``.rss``, ``.json``."""
    path: str
    """The same as a site path."""
    previous_archive: str = ""
    """Absolute URL of the archive document before this one (RFC 5005 §4); else empty."""
    current: str = ""
    """Of an archive document: the absolute URL of the feed itself; else empty."""
