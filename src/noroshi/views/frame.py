"""What stands around every page: head, navigation, language switch, foot."""

from __future__ import annotations

from collections.abc import Mapping

from noroshi.model.frozen import frozen
from noroshi.views.pieces import Row, Sentence


@frozen
class NavLink:
    """An entry of the navigation."""

    label: str
    path: str
    is_current: bool
    lang: str = ""


@frozen
class Alternate:
    """This page in one language of the site, itself included."""

    lang: str
    label: str
    """The language's name in itself: 日本語, English."""
    path: str
    url: str
    is_current: bool


@frozen
class Logo:
    """The site's mark."""

    path: str
    dark_path: str
    """Equal to ``path`` where there is no dark one."""


@frozen
class FeedLink:
    """A feed that the page advertises to browsers and feed readers."""

    type: str
    """Media type."""
    title: str
    path: str


@frozen
class Frame:
    """Everything that every page has."""

    lang: str
    direction: str
    """ltr · rtl"""
    site_name: str
    home_path: str
    title: str
    """For ``<title>``; ends with the site's name where that fits."""
    description: str
    path: str
    """Site path of this page: ``/en/history/``."""
    url: str
    """Canonical absolute URL."""
    base_path: str
    """Path part of the site's URL without trailing slash: ``""`` or ``/status``."""
    alternates: tuple[Alternate, ...]
    """Every language of the site in its order; empty where the page exists in one only (404, redirects)."""
    default_url: str
    """For ``hreflang="x-default"``; empty where ``alternates`` is."""
    nav: tuple[NavLink, ...]
    words: Mapping[str, str]
    """Fixed words of the theme in this language, by key: ``skip``, ``menu``, ``languages``, …"""
    zone_note: str
    """That every time is in the site's zone, 24 hours."""
    demonstration: str
    """The sentence that says that this is a demonstration; else empty."""
    built: Sentence
    """When this page was built, where its content changes with time; else empty."""
    logo: Logo | None
    icon_path: str
    """Site path of the picture in a browser's tab."""
    brand: str
    """``#rrggbb`` or empty: the theme's own."""
    contact: tuple[Row, ...]
    """Where to ask: foot of every page."""
    company: str
    social: tuple[tuple[str, str], ...]
    """(property, content) of Open Graph and similar ``<meta>``."""
    json_ld: str
    """JSON for ``<script type="application/ld+json">``, already safe to embed; else empty."""
    no_index: bool = False
    drill: str = ""
    """That this page is of a rehearsal; else empty."""
    json_path: str = ""
    """Site path of the same content as JSON; else empty."""
    modified: str = ""
    """When its content last changed (ISO 8601), where that is known; else empty."""
    method_path: str = ""
    """Site path of the page that says how availability is counted; empty where there is none."""
    reports_path: str = ""
    """Site path of the page that lists the reports by month; empty where there are none."""
    markdown_path: str = ""
    """Site path of the same content as Markdown; else empty."""
    with_script: bool = False
    """Whether the theme's optional script has something to add: words for times."""
    built_at: str = ""
    """When this page was built (ISO 8601), where its content changes with time; else, and in a demonstration, empty."""
    stale_hours: int = 0
    """Hours after which a page that says how things are now is old."""
    card: str = "summary"
    """summary · summary_large_image: how ``social`` wants to be shown."""
    measures_path: str = ""
    """Site path of the page of all prevention measures; empty where there is none."""
    feeds: tuple[FeedLink, ...] = ()
    """The page's own first, then the site's."""
