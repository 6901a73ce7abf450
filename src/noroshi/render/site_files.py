"""Frames and redirects → the files that hosts and robots read: sitemap, robots.txt, _headers, _redirects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from noroshi.model.artefact import Artefact
from noroshi.render.json_document import json_document

if TYPE_CHECKING:
    from noroshi.views.frame import Frame

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


def sitemap(listed: Iterable[str]) -> Artefact:
    """``/sitemap.xml`` (sitemaps.org 0.9) of what :func:`sitemap_line` says of every page, by URL."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">']
    # A space is less than every character of a URL.
    lines += [line.partition(" ")[2] for line in sorted(listed)]
    lines.append("</urlset>")
    return Artefact("sitemap.xml", ("\n".join(lines) + "\n").encode())


def sitemap_line(frame: Frame) -> str:
    """A page's URL, a space, its entry with all its languages; empty where it does not want to be found."""
    if frame.no_index:
        return ""
    # No URL and no language tag has a quotation mark in it.
    parts = [f"<loc>{escape(frame.url, quote=False)}</loc>"]
    if frame.modified:
        parts.append(f"<lastmod>{frame.modified}</lastmod>")
    parts += [
        f'<xhtml:link rel="alternate" hreflang="{item.lang}" href="{escape(item.url, quote=False)}"/>'
        for item in frame.alternates
    ]
    return f"{frame.url} <url>{''.join(parts)}</url>"


def robots(site_url: str) -> Artefact:
    """``/robots.txt``: everything may be read."""
    return Artefact("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {site_url}/sitemap.xml\n".encode())


_FOLLOWED = {
    "/*.json": "",
    "/*.atom": "application/atom+xml; charset=utf-8",
    "/*.rss": "application/rss+xml; charset=utf-8",
    "/*.ics": "text/calendar; charset=utf-8",
    "/*.md": "text/markdown; charset=utf-8",
    "/*.csv": "text/csv; charset=utf-8",
    "/atom.xml": "application/atom+xml; charset=utf-8",
    "/rss.xml": "application/rss+xml; charset=utf-8",
    "/*badge.svg": "",
    "/*widget.js": "",
}
"""What other sites' pages may read: path → media type where hosts do not know it by themselves."""
_PAGES = ("incidents", "history", "services", "maintenance", "measures", "reports", "subscribe", "about")


def framed_never(prefixes: Iterable[str], pages: Iterable[str]) -> Iterator[str]:
    """Paths of all pages but ``/embed/``, in few lines: some hosts read no more than a hundred."""
    folders = tuple(dict.fromkeys((*_PAGES, *pages)))
    yield "/404.html"
    for prefix in prefixes:
        yield f"{prefix}/"
        yield f"{prefix}/index.html"
    for name in folders:
        yield f"/{name}/*"
        # In every other language.
        yield f"/:language/{name}/*"


def headers(policy: str, prefixes: Iterable[str], pages: Iterable[str], admin: str = "") -> Artefact:
    """``/_headers`` in the form that Netlify, Cloudflare Pages and others read.

    ``policy`` is the Content-Security-Policy of every page; ``prefixes`` where each language lies (``""``,
    ``/en``); ``pages`` the ids of the site's own pages. Where several blocks match, hosts send all their values
    of a header; no block can take back what another says. So ``/*`` says only what holds everywhere, and that
    a page must not be framed is said page by page: ``/embed/`` may be. ``admin`` is the policy of ``/admin/``, where
    there is one: then every policy is said page by page, because two of them would both hold there.
    """
    strict = [f"  Content-Security-Policy: {policy}", "  Cross-Origin-Opener-Policy: same-origin"]
    lines = [
        "/*",
        *([] if admin else strict),
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: strict-origin-when-cross-origin",
        "  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        # Short: when things break, what stands here must not be minutes old.
        "  Cache-Control: public, max-age=30, must-revalidate",
        "",
    ]
    for path, media_type in _FOLLOWED.items():
        lines += [path, "  Access-Control-Allow-Origin: *", "  Cross-Origin-Resource-Policy: cross-origin"]
        lines += [f"  Content-Type: {media_type}", ""] if media_type else [""]
    also = strict if admin else []
    for path in framed_never(prefixes, pages):
        lines += [path, *also, "  Content-Security-Policy: frame-ancestors 'none'", "  X-Frame-Options: DENY", ""]
    if admin:
        for path in ("/embed/*", "/:language/embed/*"):
            lines += [path, *strict, ""]
        lines += [
            "/admin/*",
            f"  Content-Security-Policy: {admin}; frame-ancestors 'none'",
            "  X-Frame-Options: DENY",
            # The window in which people log in answers to the one that opened it.
            "  Cross-Origin-Opener-Policy: same-origin-allow-popups",
            "  X-Robots-Tag: noindex",
            "",
        ]
    return Artefact("_headers", "\n".join(lines).encode())


def redirects(moved: Iterable[tuple[str, str]], base_path: str) -> Artefact:
    """``/_redirects``: (former site path, site path now), one a line, permanently."""
    lines = [f"{old} {base_path}{new} 301" for old, new in sorted(moved)]
    return Artefact("_redirects", "".join(f"{line}\n" for line in lines).encode())


def data(path: str, value: dict[str, Any]) -> Artefact:
    """A JSON document at a site path (``/incidents/x/index.json``)."""
    return Artefact(path.removeprefix("/"), json_document(value))
