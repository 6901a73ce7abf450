"""A publication → artefacts, one function an output. A site's build.py may add its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from noroshi.model.artefact import Artefact
from noroshi.model.site import Site
from noroshi.render import site_files
from noroshi.render.csp import policy_header
from noroshi.render.links import LinksMode
from noroshi.render.pages import render_page
from noroshi.render.theme import Theme
from noroshi.views.context import Context
from noroshi.views.frame import Frame
from noroshi.views.frames import ICON
from noroshi.views.incident_data import incident_data
from noroshi.views.site_views import page_views, redirects


@dataclass(frozen=True)
class Publication:
    """Everything an output may look at."""

    root: Path
    """The site's root folder, resolved."""
    site: Site
    contexts: tuple[Context, ...]
    """One for each language, in the site's order."""
    theme: Theme
    links: LinksMode
    static: tuple[tuple[str, Path], ...]
    """(site path without leading slash, file) of ``site_src/static/``."""
    on_page: Callable[[], None] = lambda: None
    """Called for every page that is done."""


Output = Callable[[Publication], Iterable[Artefact]]


def pages(publication: Publication) -> Iterator[Artefact]:
    """Every page, and the sitemap of them."""
    frames: list[Frame] = []
    for view in page_views(publication.contexts):
        yield render_page(publication.theme, view, publication.links)
        frames.append(view.frame)
        publication.on_page()
    yield site_files.sitemap(frames)


def incident_documents(publication: Publication) -> Iterator[Artefact]:
    """``/incidents/<id>/index.json`` in every language."""
    for context in publication.contexts:
        for course in context.archive.courses:
            path = context.path(f"/incidents/{course.incident.id}/index.json")
            yield site_files.data(path, incident_data(context, course))


def icon(publication: Publication) -> Iterator[Artefact]:
    """``/icon.svg`` of the theme, where the site has neither a logo nor an icon: browsers ask for one."""
    path = ICON.removeprefix("/")
    own = publication.site.theme.logo or path in dict(publication.static)
    if not own and (file := publication.theme.files.get(path)):
        yield Artefact(path, file.read_bytes())


def host_files(publication: Publication) -> Iterator[Artefact]:
    """``robots.txt``, ``_headers``, ``_redirects``."""
    site = publication.site
    yield site_files.robots(site.url)
    style = publication.theme.style(site.theme.brand or "")
    yield site_files.headers(policy_header((style.hash_source,)))
    moved = [
        (context.path(old), context.path(new)) for context in publication.contexts for old, new in redirects(context)
    ]
    yield site_files.redirects(moved, urlsplit(site.url).path.rstrip("/"))


def copied_files(publication: Publication) -> Iterator[Artefact]:
    """``site_src/static/`` as it is, and the pictures beside the updates, once for every language's page."""
    for path, file in publication.static:
        yield Artefact(path, file.read_bytes())
    courses = publication.contexts[0].archive.courses if publication.contexts else ()
    for course in courses:
        for image in course.incident.images:
            content = (publication.root / image.path).read_bytes()
            yield Artefact(f"incidents/{course.incident.id}/{image.name}", content)


OUTPUTS: tuple[Output, ...] = (pages, incident_documents, host_files, icon, copied_files)
