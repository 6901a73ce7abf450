"""A publication → artefacts, one function an output. A site's build.py may add its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from noroshi.model.artefact import Artefact
from noroshi.model.site import Site
from noroshi.render import documents, site_files, texts
from noroshi.render.badges import badge_json, badge_svg
from noroshi.render.calendar import calendar
from noroshi.render.csp import content_security_policy
from noroshi.render.feeds import feed_files
from noroshi.render.links import LinksMode
from noroshi.render.markdown import markdown_file
from noroshi.render.pages import render_page
from noroshi.render.theme import Theme
from noroshi.render.widget import widget_js
from noroshi.views.badges import badge_views
from noroshi.views.calendar import calendar_views
from noroshi.views.context import Context
from noroshi.views.feeds import site_feeds
from noroshi.views.frame import Frame
from noroshi.views.frames import ICON
from noroshi.views.history_page import month_path, months
from noroshi.views.incident_data import incident_data
from noroshi.views.incident_markdown import incident_markdown
from noroshi.views.llms import llms_view
from noroshi.views.month_data import month_data
from noroshi.views.service_data import service_data
from noroshi.views.site_views import page_views
from noroshi.views.statuspage import statuspage_documents
from noroshi.views.widget import widget_view


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


def service_documents(publication: Publication) -> Iterator[Artefact]:
    """``/services/<id>/index.json`` in every language."""
    for context in publication.contexts:
        with_page = frozenset(months(context.followed))
        for service in context.site.services:
            path = context.path(f"/services/{service.id}/index.json")
            yield site_files.data(path, service_data(context, service, with_page))


def month_documents(publication: Publication) -> Iterator[Artefact]:
    """``/history/<yyyy>/<mm>/index.json`` in every language."""
    for context in publication.contexts:
        by_month = months(context.followed)
        for month in by_month:
            path = month_path(context, month) + "index.json"
            yield site_files.data(path, month_data(context, month, by_month))


def schemas(publication: Publication) -> Iterator[Artefact]:
    """The schemas of these documents, once for all languages."""
    yield from documents.schemas(publication.site.url)


def incident_texts(publication: Publication) -> Iterator[Artefact]:
    """``/incidents/<id>/index.md`` in every language."""
    for context in publication.contexts:
        for course in context.archive.courses:
            yield markdown_file(incident_markdown(context, course))


def llms(publication: Publication) -> Iterator[Artefact]:
    """``/llms.txt`` in every language."""
    for context in publication.contexts:
        yield texts.llms_txt(llms_view(context))


def security(publication: Publication) -> Iterator[Artefact]:
    """``/.well-known/security.txt``, where site.toml says who takes reports and the site has none of its own."""
    if not publication.contexts or texts.SECURITY_TXT in dict(publication.static):
        return
    found = texts.security_txt(publication.site, publication.contexts[0].now)
    if found is not None:
        yield found


def feeds(publication: Publication) -> Iterator[Artefact]:
    """Atom, RSS and JSON feeds of the site, its services and its incidents, in every language."""
    for context in publication.contexts:
        yield from feed_files(site_feeds(context))


def badges(publication: Publication) -> Iterator[Artefact]:
    """``badge.svg`` and ``badge.json`` of the site and of every service, in every language."""
    for context in publication.contexts:
        for view in badge_views(context.followed):
            yield badge_svg(view)
            yield badge_json(view)


def calendars(publication: Publication) -> Iterator[Artefact]:
    """``/calendar.ics``, and one for every service that ever had maintenance, in every language."""
    for context in publication.contexts:
        yield from map(calendar, calendar_views(context))


def widget(publication: Publication) -> Iterator[Artefact]:
    """``/widget.js`` in every language."""
    for context in publication.contexts:
        yield widget_js(widget_view(context))


def icon(publication: Publication) -> Iterator[Artefact]:
    """``/icon.svg`` of the theme, where the site has neither a logo nor an icon: browsers ask for one."""
    path = ICON.removeprefix("/")
    own = publication.site.theme.logo or path in dict(publication.static)
    if not own and (file := publication.theme.files.get(path)):
        yield Artefact(path, file.read_bytes())


def statuspage_api(publication: Publication) -> Iterator[Artefact]:
    """``/api/v2/*.json`` in every language, as clients of Statuspage ask for them."""
    for context in publication.contexts:
        for name, document in statuspage_documents(context):
            artefact = site_files.data(context.path(f"/api/v2/{name}"), document)
            yield artefact
            if name == "incidents.json":
                # DiscordStatusPy asks for a capital I.
                twin = artefact.path.removesuffix(name) + name.capitalize()
                yield Artefact(twin, artefact.content, twin_of=artefact.path)


def host_files(publication: Publication) -> Iterator[Artefact]:
    """``robots.txt``, ``_headers``, ``_redirects``."""
    site = publication.site
    yield site_files.robots(site.url)
    style = publication.theme.style(site.theme.brand or "")
    prefixes = [context.prefix for context in publication.contexts]
    policy = content_security_policy((style.hash_source,))
    yield site_files.headers(policy, prefixes, (page.id for page in site.pages))
    moved = [
        (context.path(old), context.path(new)) for context in publication.contexts for old, new in context.redirects
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


OUTPUTS: tuple[Output, ...] = (
    pages,
    incident_documents,
    service_documents,
    month_documents,
    schemas,
    incident_texts,
    llms,
    security,
    statuspage_api,
    badges,
    widget,
    feeds,
    calendars,
    host_files,
    icon,
    copied_files,
)
