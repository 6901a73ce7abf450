"""alias-taken (error), alias-other-host (warning): a former address that cannot lead here.

What:    an alias is the address of something that the site has, or of another incident's alias; or it is a URL
         on a host that is not the site's.
Why:     one address has one page: the redirect would be lost. A URL elsewhere never reaches this site unless
         that host is pointed here; its path is redirected all the same.
Example: ``aliases: /about/``.
Write:   the former id, or the path as it was on this site: ``aliases: /issues/payment/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from noroshi.check.document import ERROR, WARNING, Document, in_incident
from noroshi.model.addresses import alias_places, one_place
from noroshi.model.problem import Problem
from noroshi.source.reserved import FILES, FOLDERS

IDS = ("alias-taken", "alias-other-host")
_WHOLE_FOLDERS = (FOLDERS | FILES) - {"incidents", "services", "about", "search", "subscribe"}
"""Names below which every address may be noroshi's own, or none can be."""


def check(document: Document) -> Iterator[Problem]:
    """Findings of alias-taken and alias-other-host."""
    named = [course for course in document.courses.values() if course.aliases]
    if not named:
        return
    site = document.site
    own_host = urlsplit(site.url).netloc
    taken = _addresses(document)
    redirected: dict[tuple[str, str], tuple[str, str]] = {}
    for course in named:
        incident = course.incident
        for alias in dict.fromkeys(course.aliases):
            host = urlsplit(alias).netloc if "://" in alias else ""
            if host and host.lower() != own_host.lower():
                yield in_incident(IDS[1], WARNING, incident, "aliases", value=alias, host=own_host)
            owner = ""
            for tag, address in alias_places(alias, site.url, site.languages):
                place = one_place(address)
                owner = owner or _owner(place, taken)
                first = redirected.setdefault((tag, place), (incident.id, address))
                # Of two spellings only one can be kept where a disk takes them for one.
                if not owner and first != (incident.id, address):
                    owner = f"aliases: {first[0]}"
            if owner:
                yield in_incident(IDS[0], ERROR, incident, "aliases", value=alias, owner=owner)


def _owner(place: str, taken: dict[str, str]) -> str:
    """What has the address, or keeps everything below its own; empty for none."""
    if place in taken:
        return taken[place]
    first, *others = place.strip("/").split("/")
    if first in _WHOLE_FOLDERS:
        return f"/{first}/"
    # Below an incident lie its document and its pictures.
    return taken.get(f"/{first}/{others[0]}/", "") if first in ("incidents", "services") and others else ""


def _addresses(document: Document) -> dict[str, str]:
    """Address below a language's root, as ``one_place`` → what has it."""
    site = document.site
    incidents = document.courses.keys() | document.known_elsewhere
    paths = [f"/{name}/" for name in sorted(FILES | FOLDERS)]
    paths += [f"/{page.id}/" for page in site.pages] + [f"/services/{service.id}/" for service in site.services]
    paths += [f"/incidents/{name}/" for name in sorted(incidents) if "/" not in name]
    return {one_place(path): path for path in ["/", *paths]}
