"""feeds-authority (warning): site.toml does not say in whose name feed ids are made, so there are no feeds.

What:    ``[feeds] authority`` is missing.
Why:     ids of entries must never change, or every reader shows every entry again. They are therefore made of a
         name that is written down once, not of ``url``, which may move.
Example: a site.toml without ``[feeds]``.
Write:   ``authority = "status.example.com,2026"``: a domain of yours and the year since when (RFC 4151).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from noroshi.check.document import WARNING, Document
from noroshi.model.problem import Place, Problem
from noroshi.source.site import SITE_TOML

IDS = ("feeds-authority",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of feeds-authority."""
    site, feeds = document.site, document.site.feeds
    # What was typed and refused has been told already.
    if feeds.authority is None and not feeds.typed:
        host = urlsplit(site.url).hostname or ""
        year = document.now.astimezone(site.zone).year
        line = f'authority = "{host},{year}"'
        paste = (line,) if feeds.line else ("[feeds]", line)
        yield Problem(Place(SITE_TOML, feeds.line or 1), IDS[0], WARNING, {"paste": paste})
