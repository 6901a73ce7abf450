"""Names that a build gives to its own files, and that a site's own pages and files may therefore not have."""

from __future__ import annotations

import re

FILES = frozenset(
    {
        "index.html",
        "404.html",
        "build.json",
        "sitemap.xml",
        "robots.txt",
        "llms.txt",
        "_headers",
        "_redirects",
        "widget.js",
        "feed.atom",
        "feed.rss",
        "feed.json",
        "incidents.atom",
        "incidents.rss",
        "calendar.ics",
        "measures.atom",
        "measures.rss",
        "measures.json",
        "measures.ics",
        "badge.svg",
        "badge.json",
        # The addresses at which other tools publish the same, where readers look for it.
        "atom.xml",
        "rss.xml",
        "history.atom",
        "history.rss",
    }
)
"""At the top of the output."""

FOLDERS = frozenset(
    {
        "incidents",
        "history",
        "services",
        "maintenance",
        "measures",
        "reports",
        "subscribe",
        "search",
        "about",
        "api",
        "feed",
        "embed",
        "pictures",
        "admin",
    }
)
"""At the top of the output. ``about`` is the one to which a page of the site may give the text."""

_NOT_PAGES = frozenset({"index", "404", "build", "sitemap", "robots", "badge", "widget", "calendar", "assets"})
"""Names that a reader would take for something else."""
_LANGUAGE_AND_REGION = re.compile(r"[a-z]{2}(?:-[a-z]{2})?")


def is_reserved_page(page_id: str, languages: tuple[str, ...]) -> bool:
    """Whether ``/<page_id>/`` belongs to noroshi, or to a language that the site has or may get."""
    return (
        (page_id in FOLDERS and page_id != "about")
        or page_id in _NOT_PAGES
        or page_id in {language.lower() for language in languages}
        or _LANGUAGE_AND_REGION.fullmatch(page_id) is not None
    )


def is_reserved_path(path: str, languages: tuple[str, ...] = (), pages: tuple[str, ...] = ()) -> bool:
    """Whether a build of a site with these languages and pages may write the file ``path`` itself.

    Case does not count: on many disks it makes no difference.
    """
    first, slash, _ = path.casefold().partition("/")
    if not slash:
        return first in FILES or first in FOLDERS or first in pages or first in _lower(languages)
    return first in FOLDERS or first in pages or first in _lower(languages)


def _lower(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(language.lower() for language in languages)
