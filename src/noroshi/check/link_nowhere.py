"""link-nowhere (warning): a link in a body leads to a page that this site does not have.

What:    the address begins on this site, and neither a page, a service, an incident nor a former address is there;
         or it names an update (``#update-…``) that its incident does not have. Files (``/terms.pdf``) are not judged.
Why:     readers who follow it on a bad night meet “page not found”.
Example: ``[the outage in April](../2026-04-08-file-storage/)`` where the folder is ``2026-04-08-file-storage-loss``.
Write:   the address of the page: ``../2026-04-08-file-storage-loss/``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from noroshi.check.document import WARNING, Document
from noroshi.model.addresses import alias_places
from noroshi.model.incident import Incident
from noroshi.model.problem import Place, Problem
from noroshi.model.text import Body
from noroshi.source.nearest import nearest

IDS = ("link-nowhere",)
_HREF = re.compile(r'<a\b[^>]* href="(/[^"]*)"')


def check(document: Document) -> Iterator[Problem]:
    """Findings of link-nowhere."""
    linking = [course.incident for course in document.courses.values() if course.has_links]
    if not linking:
        return
    pages, fragments = _pages(document), _fragments(document)
    for incident in linking:
        for place, update, body in _bodies(incident):
            for lang, prose in ((body.lang, body.original), *body.translations):
                path = place.path if lang == body.lang else f"{place.path.removesuffix('.md')}.{lang}.md"
                for address in dict.fromkeys(_HREF.findall(prose.html)):
                    near = _wrong(document, html.unescape(address), pages, fragments)
                    if near is not None:
                        arguments = {"value": html.unescape(address), "near": near}
                        yield Problem(Place(path), IDS[0], WARNING, arguments, incident.id, update)


def _wrong(document: Document, address: str, pages: frozenset[str], fragments: frozenset[str]) -> str | None:
    """``None``: the address leads somewhere; else the one that was meant, or ``""``."""
    path, _, fragment = address.partition("#")
    path = unquote(path.partition("?")[0])
    for tag in document.site.languages[1:]:
        if path.startswith(f"/{tag.lower()}/"):
            path = path[len(tag) + 1 :]
    if "." in path.rpartition("/")[2] or path.startswith("/history/"):
        return None
    path = path.rstrip("/") + "/"
    if path not in pages:
        return nearest(path, pages)
    if fragment.startswith("update-") and "--" not in fragment and path.startswith("/incidents/"):
        target = f"{path}#{fragment}"
        known = [other for other in fragments if other.startswith(f"{path}#")]
        return nearest(target, known) if known and target not in fragments else None
    return None


def _pages(document: Document) -> frozenset[str]:
    site = document.site
    found = {"/", "/incidents/", "/maintenance/", "/about/"}
    found |= {f"/{page.id}/" for page in site.pages} | {f"/services/{service.id}/" for service in site.services}
    found |= {f"/incidents/{incident_id}/" for incident_id in document.courses}
    found |= {f"/incidents/{name.partition('/')[0]}/" for name in document.known_elsewhere}
    for course in document.courses.values():
        for alias in course.aliases:
            found |= {address for _, address in alias_places(alias, site.url, site.languages)}
    return frozenset(found)


def _fragments(document: Document) -> frozenset[str]:
    found = {
        f"/incidents/{course.id}/#update-{told}" for course in document.courses.values() for told in course.told_ids
    }
    elsewhere = (name.partition("/") for name in document.known_elsewhere)
    return frozenset(found | {f"/incidents/{name}/#update-{update}" for name, _, update in elsewhere})


def _bodies(incident: Incident) -> Iterator[tuple[Place, str, Body]]:
    for update in incident.updates:
        yield update.place, update.id, update.body
    if incident.report:
        yield incident.report.place, incident.report.id, incident.report.body
