"""A publication → artefacts, one object an output. A site's build.py may add its own, as plain functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from urllib.parse import urlsplit

from noroshi.app.units import AnyOutput, Output, Publication, Unit
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.site import Service
from noroshi.model.terms import Kind
from noroshi.render import documents, site_files, texts
from noroshi.render.badges import badge_json, badge_svg
from noroshi.render.calendar import calendar
from noroshi.render.csp import content_security_policy
from noroshi.render.feeds import feed_files, feed_writer
from noroshi.render.markdown import markdown_file
from noroshi.render.pages import render_page
from noroshi.render.widget import widget_js
from noroshi.views import site_views
from noroshi.views.badges import badge_views
from noroshi.views.calendar import calendar_views
from noroshi.views.feeds import Feeds, SiteFeed, feeds_of
from noroshi.views.frames import ICON
from noroshi.views.history_page import Month, month_path, months
from noroshi.views.incident_data import incident_data
from noroshi.views.incident_markdown import incident_markdown
from noroshi.views.llms import llms_view
from noroshi.views.month_data import month_data
from noroshi.views.service_data import service_data
from noroshi.views.site_views import PageView
from noroshi.views.statuspage import statuspage_documents
from noroshi.views.widget import widget_view

__all__ = ["OUTPUTS", "AnyOutput", "Output", "Publication"]

Files = Iterator[Artefact]


def _pages(publication: Publication, views: Iterable[PageView]) -> Files:
    for view in views:
        yield render_page(publication.theme, view, publication.links)


def _site_pages(publication: Publication) -> Files:
    return _pages(publication, site_views.of_site(publication.contexts))


def _incident_pages(publication: Publication, course: Course) -> Files:
    for context in publication.contexts:
        yield from _pages(publication, site_views.of_incident(context, course))


def _part_pages(publication: Publication) -> Iterator[Unit]:
    def month_pages(month: Month, publication: Publication) -> Files:
        return _pages(publication, (site_views.of_month(context, month) for context in publication.contexts))

    def service_pages(service: Service, publication: Publication) -> Files:
        return _pages(publication, (site_views.of_service(context, service) for context in publication.contexts))

    yield from _by_month(publication, month_pages)
    yield from _by_service(publication, service_pages)


def _by_month(publication: Publication, make: Callable[[Month, Publication], Files]) -> Iterator[Unit]:
    """A unit a month: its entries, and how many there are in the months beside it."""
    if not publication.contexts:
        return
    by_month = months(publication.contexts[0])
    order = [(), *by_month.values(), ()]
    for place, month in enumerate(by_month, start=1):
        reads = tuple(course.id for beside in order[place - 1 : place + 2] for course in beside)
        yield Unit(f"month/{month[0]}/{month[1]}", reads, (), partial(make, month))


def _by_service(publication: Publication, make: Callable[[Service, Publication], Files]) -> Iterator[Unit]:
    """A unit a service: the entries that name it; which months there are, and the state of its neighbours."""
    if not publication.contexts:
        return
    archive = publication.contexts[0].archive
    beside = (
        tuple(months(publication.contexts[0])),
        tuple((service, state.value) for service, state in sorted(archive.states.items())),
        archive.known_since.isoformat(),
    )
    for service in publication.site.services:
        reads = tuple(course.id for course in archive.of_service(service.id))
        yield Unit(f"service/{service.id}", reads, beside, partial(make, service))


def _incident_documents(publication: Publication, course: Course) -> Files:
    """``/incidents/<id>/index.json`` in every language."""
    for context in publication.contexts:
        yield site_files.data(context.path(f"/incidents/{course.id}/index.json"), incident_data(context, course))


def _service_documents(publication: Publication) -> Iterator[Unit]:
    """``/services/<id>/index.json`` in every language."""

    def make(service: Service, publication: Publication) -> Files:
        for context in publication.contexts:
            with_page = frozenset(months(context.followed))
            path = context.path(f"/services/{service.id}/index.json")
            yield site_files.data(path, service_data(context, service, with_page))

    return _by_service(publication, make)


def _month_documents(publication: Publication) -> Iterator[Unit]:
    """``/history/<yyyy>/<mm>/index.json`` in every language."""

    def make(month: Month, publication: Publication) -> Files:
        for context in publication.contexts:
            by_month = months(context.followed)
            if month in by_month:  # else it has rehearsals alone
                path = month_path(context, month) + "index.json"
                yield site_files.data(path, month_data(context, month, by_month))

    return _by_month(publication, make)


def _schemas(publication: Publication) -> Files:
    """The schemas of these documents, once for all languages."""
    yield from documents.schemas(publication.site.url)


def _incident_texts(publication: Publication, course: Course) -> Files:
    """``/incidents/<id>/index.md`` in every language."""
    for context in publication.contexts:
        yield markdown_file(incident_markdown(context, course))


def _llms(publication: Publication) -> Files:
    """``/llms.txt`` in every language."""
    for context in publication.contexts:
        yield texts.llms_txt(llms_view(context))


def _security(publication: Publication) -> Files:
    """``/.well-known/security.txt``, where site.toml says who takes reports and the site has none of its own."""
    if not publication.contexts or texts.SECURITY_TXT in dict(publication.static):
        return
    found = texts.security_txt(publication.site, publication.contexts[0].now)
    if found is not None:
        yield found


def _feeds(publication: Publication, found: Callable[[Feeds], Iterable[SiteFeed]]) -> Files:
    """Feeds in every language; none without ``feeds.authority``."""
    for context in publication.contexts:
        if feeds := context.once(feeds_of):
            yield from feed_files(found(feeds), context.once(feed_writer))


def _site_feeds(publication: Publication) -> Iterator[Unit]:
    feeds = _first_feeds(publication)
    if feeds is None:
        return

    def make(publication: Publication) -> Files:
        return _feeds(publication, lambda feeds: (*feeds.of_site(), *feeds.of_left_out()))

    yield Unit("feed", feeds.said_last(), (feeds.archive_months[-1:],), make)


def _incident_feeds(publication: Publication, course: Course) -> Files:
    if not course.drill:
        yield from _feeds(publication, lambda feeds: (feeds.of_incident(course),))


def _service_feeds(publication: Publication) -> Iterator[Unit]:
    if _first_feeds(publication) is None:
        return

    def make(service: Service, publication: Publication) -> Files:
        return _feeds(publication, lambda feeds: feeds.of_service(service))

    archive = publication.contexts[0].followed.archive
    for service in publication.site.services:
        reads = tuple(course.id for course in archive.ever_of_service(service.id))
        yield Unit(f"feeds/{service.id}", reads, (), partial(make, service))


def _feed_archive(publication: Publication) -> Iterator[Unit]:
    """A document a month, for as long as there have been entries that no longer stand in the feed."""
    feeds = _first_feeds(publication)
    if feeds is None:
        return

    def make(month: Month, publication: Publication) -> Files:
        return _feeds(publication, lambda feeds: (feeds.of_archive(month),))

    months = feeds.archive_months
    for place, month in enumerate(months):
        before = months[place - 1 : place] if place else ()
        yield Unit(f"archive/{month[0]}/{month[1]}", feeds.said_in(month), (before,), partial(make, month))


def _first_feeds(publication: Publication) -> Feeds | None:
    return publication.contexts[0].once(feeds_of) if publication.contexts else None


def _badges(publication: Publication) -> Files:
    """``badge.svg`` and ``badge.json`` of the site and of every service, in every language."""
    for context in publication.contexts:
        for view in badge_views(context.followed):
            yield badge_svg(view)
            yield badge_json(view)


def _calendars(publication: Publication) -> Iterator[Unit]:
    """``/calendar.ics``, and one for every service that ever had maintenance, in every language."""

    def make(publication: Publication) -> Files:
        for context in publication.contexts:
            yield from map(calendar, calendar_views(context))

    yield Unit(
        "calendar", tuple(course.id for course in publication.courses if course.kind is Kind.MAINTENANCE), (), make
    )


def _widget(publication: Publication) -> Files:
    """``/widget.js`` in every language."""
    for context in publication.contexts:
        yield widget_js(widget_view(context))


def _icon(publication: Publication) -> Files:
    """``/icon.svg`` of the theme, where the site has neither a logo nor an icon: browsers ask for one."""
    path = ICON.removeprefix("/")
    own = publication.site.theme.logo or path in dict(publication.static)
    if not own and (file := publication.theme.files.get(path)):
        yield Artefact(path, file.read_bytes())


def _statuspage_api(publication: Publication) -> Files:
    """``/api/v2/*.json`` in every language, as clients of Statuspage ask for them."""
    for context in publication.contexts:
        for name, document in statuspage_documents(context):
            artefact = site_files.data(context.path(f"/api/v2/{name}"), document)
            yield artefact
            if name == "incidents.json":
                # DiscordStatusPy asks for a capital I.
                twin = artefact.path.removesuffix(name) + name.capitalize()
                yield Artefact(twin, artefact.content, twin_of=artefact.path)


def _host_files(publication: Publication) -> Files:
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


def _static(publication: Publication) -> Files:
    """``site_src/static/`` as it is."""
    for path, file in publication.static:
        yield Artefact(path, file.read_bytes())


def _pictures(publication: Publication, course: Course) -> Files:
    """The pictures beside the updates, once for every language's page."""
    if course.has_images:
        for image in course.incident.images:
            content = (publication.root / image.path).read_bytes()
            yield Artefact(f"incidents/{course.id}/{image.name}", content)


def _sitemap(_: Publication, listed: Iterable[str]) -> Files:
    yield site_files.sitemap(listed)


pages = Output(of_incident=_incident_pages, of_part=_part_pages, of_site=_site_pages, at_end=_sitemap)
"""Every page, and the sitemap of them."""
incident_documents = Output(of_incident=_incident_documents)
service_documents = Output(of_part=_service_documents)
month_documents = Output(of_part=_month_documents)
schemas = Output(of_site=_schemas)
incident_texts = Output(of_incident=_incident_texts)
llms = Output(of_site=_llms)
security = Output(of_site=_security)
statuspage_api = Output(of_site=_statuspage_api)
badges = Output(of_site=_badges)
widget = Output(of_site=_widget)
site_feeds = Output(of_part=_site_feeds)
"""Atom, RSS and JSON feeds of the whole site, in every language; so are those of services and incidents."""
feed_archive = Output(of_part=_feed_archive)
service_feeds = Output(of_part=_service_feeds)
incident_feeds = Output(of_incident=_incident_feeds)
calendars = Output(of_part=_calendars)
host_files = Output(of_site=_host_files)
icon = Output(of_site=_icon)
copied_files = Output(of_incident=_pictures, of_site=_static)

OUTPUTS: tuple[AnyOutput, ...] = (
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
    site_feeds,
    feed_archive,
    service_feeds,
    incident_feeds,
    calendars,
    host_files,
    icon,
    copied_files,
)
