"""Former addresses of incidents and files of ``site_src/static/`` → what stands in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from noroshi.model.addresses import alias_places, one_place
from noroshi.model.course import Course
from noroshi.model.problem import Place, Problem
from noroshi.model.site import Site


def aliases_on_files(site: Site, courses: Iterable[Course], files: Iterable[str]) -> Iterator[Problem]:
    """alias-taken, as its rule finds it for pages: a redirect is a file of its own and would need the place.

    ``files``: paths in the output.
    """
    taken = {one_place(path): path for path in files}
    if not taken:
        return
    for course in courses:
        for alias in course.aliases:
            owner = next((taken[path] for path in _paths(alias, site) if path in taken), "")
            if owner:
                incident = course.incident
                place = Place(incident.place.path, incident.lines.get("aliases", incident.place.line))
                arguments = {"value": alias, "owner": f"/{owner}"}
                yield Problem(place, "alias-taken", arguments=arguments, incident=incident.id)


def _paths(alias: str, site: Site) -> Iterator[str]:
    """Every path that must be no other file: that of the redirect, and those of the folders it stands in."""
    for tag, address in alias_places(alias, site.url, site.languages):
        prefix = "" if tag == site.languages[0] else f"/{tag}"
        folder = one_place(f"{prefix}{address}").strip("/")
        yield f"{folder}/index.html"
        while folder:
            yield folder
            folder = folder.rpartition("/")[0]
