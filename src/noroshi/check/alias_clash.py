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
from noroshi.model.addresses import alias_address
from noroshi.model.problem import Problem
from noroshi.source.reserved import FILES, FOLDERS

IDS = ("alias-taken", "alias-other-host")
_WHOLE_FOLDERS = FOLDERS - {"incidents", "services", "history", "about", "search", "subscribe"}
"""Folders in which every address may be a file of noroshi's own."""


def check(document: Document) -> Iterator[Problem]:
    """Findings of alias-taken and alias-other-host."""
    site = urlsplit(document.site.url)
    taken = _addresses(document)
    redirected: dict[str, str] = {}
    for incident in document.incidents:
        for alias in dict.fromkeys(incident.aliases):
            host = urlsplit(alias).netloc if "://" in alias else ""
            if host and host.lower() != site.netloc.lower():
                yield in_incident(IDS[1], WARNING, incident, "aliases", value=alias, host=site.netloc)
            path = address_of(alias, document.site.url)
            owner = taken.get(path) or (f"/{path.split('/')[1]}/" if path.split("/")[1] in _WHOLE_FOLDERS else "")
            if not owner and redirected.setdefault(path, incident.id) != incident.id:
                owner = f"aliases: {redirected[path]}"
            if owner:
                yield in_incident(IDS[0], ERROR, incident, "aliases", value=alias, owner=owner)


def address_of(alias: str, site_url: str) -> str:
    """The path that an alias takes, in lower case: upper and lower case are one file on many disks."""
    return alias_address(alias, site_url).lower()


def _addresses(document: Document) -> dict[str, str]:
    """Address below the root → what has it."""
    site = document.site
    paths = [f"/{name}/" for name in sorted(FILES | FOLDERS)]
    paths += [f"/{page.id}/" for page in site.pages] + [f"/services/{service.id}/" for service in site.services]
    paths += [f"/incidents/{incident.id}/" for incident in document.incidents]
    found = {path.lower(): path for path in ["/", *paths]}
    for tag in site.languages[1:]:
        found |= {f"/{tag.lower()}{path.lower()}": f"/{tag.lower()}{path}" for path in ["/", *paths]}
    return found
