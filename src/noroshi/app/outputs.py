"""A publication → artefacts, one object an output. A site's build.py may add its own, as plain functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from noroshi.app.units import AnyOutput, Output, Publication, Unit
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.figures import Reported, reported
from noroshi.model.moments import Month
from noroshi.model.site import Admin, Service
from noroshi.model.terms import Kind
from noroshi.model.watch import unwatched
from noroshi.render import site_files
from noroshi.render.csp import content_security_policy
from noroshi.render.links import LinksMode
from noroshi.views.context import Context
from noroshi.views.feed_order import FeedOrder
from noroshi.views.measured_courses import courses_dated, courses_told, current, done_in, years
from noroshi.views.months import months, told_months
from noroshi.views.removed_entries import gone_entries, removal_is_named

__all__ = ["OUTPUTS", "AnyOutput", "Output", "Publication"]

Files = Iterator[Artefact]


def _later(module: str, name: str) -> Callable[..., Files]:
    """A function of ``app.making``, imported when it is called first.

    Which units there are is asked by every build, what makes them only by those that find one changed: an unchanged
    build imports no page, no feed, no template.
    """

    def make(*arguments: object) -> Files:
        found: Files = getattr(import_module(f"noroshi.app.making.{module}"), name)(*arguments)
        return found

    return make


def _whole(name: str, make: Callable[[Publication], Iterable[Artefact]]) -> Callable[[Publication], Iterator[Unit]]:
    """One unit, which says something of everything; not of anything else, and of the moment only what it asks."""

    def units(publication: Publication) -> Iterator[Unit]:
        yield Unit(name, publication.everything, (), make)

    return units


def _still(name: str, make: Callable[[Publication], Iterable[Artefact]]) -> Callable[[Publication], Iterator[Unit]]:
    """One unit, which says nothing of any incident."""

    def units(publication: Publication) -> Iterator[Unit]:
        yield Unit(name, (), (), make)

    return units


def _page_units(publication: Publication) -> Iterator[Unit]:
    gone = _gone(publication)
    yield Unit("now", publication.everything, gone, _later("pages", "of_the_moment"))
    yield Unit("history", publication.everything, gone, _later("pages", "of_history"))
    # How to follow a service: by a calendar, too, where one was made.
    # And where anything was told at all, there are reports to which every page leads.
    also = (bool(publication.courses), *gone)
    reads = tuple(course.id for course in _maintenance(publication))
    yield Unit("texts", reads, also, _later("pages", "of_no_incident"))
    context = publication.contexts[0]
    yield from _by_month(publication, months(context), _later("pages", "of_month"), gone)
    yield from _by_service(publication, _later("pages", "of_service"), gone)
    if publication.courses:
        yield Unit("reports", publication.everything, (), _later("pages", "of_reports"))
        yield from _by_period(publication, _later("pages", "of_report"))


def _gone(publication: Publication) -> tuple[tuple[str, str, str, str, bool], ...]:
    """What was published and is no more; the start page, months, reports and its old address tell of it."""
    context = publication.contexts[0]
    if not context.history.gone:
        return ()
    return tuple(
        (
            it.id,
            it.published.act.value,
            it.published.commit.committed_at.isoformat(),
            it.removed.commit.hash,
            removal_is_named(context, it),
        )
        for it in gone_entries(context)
    )


def _by_month(
    publication: Publication,
    by_month: Mapping[Month, tuple[Course, ...]],
    make: Callable[[Month, Publication], Files],
    gone: tuple[object, ...] = (),
) -> Iterator[Unit]:
    """A unit a month: its entries, and how many there are in the months beside it; ``gone``: what pages tell beside."""
    context = publication.contexts[0]
    order = [(), *by_month.values(), ()]
    # Of a document without rehearsals other months stand beside it.
    also = ((tuple(told_months(context.followed)),) if context.archive.has_drills else ()) + gone
    for place, month in enumerate(by_month, start=1):
        reads = tuple(course.id for beside in order[place - 1 : place + 2] for course in beside)
        yield Unit(f"month/{month[0]}/{month[1]}", reads, also, partial(make, month))


def _by_period(publication: Publication, make: Callable[[Reported, Publication], Files]) -> Iterator[Unit]:
    """A unit a month and a year: the entries that reach into it; when the records begin, where that is in it; how much
    git knows, and what was published in it and is no more."""
    archive, zone = publication.contexts[0].followed.archive, publication.site.zone
    known_since = unwatched(archive.known_since)
    known, every = publication.contexts[0].history.known.value, _gone(publication)
    for it in reported(archive, zone):
        period = it.period(zone)
        begins = known_since.isoformat() if period.end > known_since else ""
        gone = tuple(item for item in every if period.holds(datetime.fromisoformat(item[2])))
        name = f"report/{it.year}/{it.month}" if it.month else f"report/{it.year}"
        yield Unit(name, it.entries, (it.older, it.months, begins, known, gone), partial(make, it))


def _by_service(
    publication: Publication, make: Callable[[Service, Publication], Files], gone: tuple[object, ...] = ()
) -> Iterator[Unit]:
    """A unit a service: the entries that name it; which months there are, and the state of its neighbours."""
    context = publication.contexts[0]
    beside = (_around(context), _around(context.followed) if context.archive.has_drills else (), *gone)
    maintenance = _maintenance(publication)
    for service in publication.site.services:
        named = [course.id for course in context.archive.of_service(service.id)]
        # One of which only withdrawn updates name it still stands in its calendar.
        named += [course.id for course in maintenance if service.id in course.ever_named]
        yield Unit(f"service/{service.id}", tuple(dict.fromkeys(named)), beside, partial(make, service))


def _around(context: Context) -> tuple[object, ...]:
    archive = context.archive
    states = tuple((service, state.value) for service, state in sorted(archive.states.items()))
    return (tuple(months(context)), states, archive.known_since.isoformat())


def _maintenance(publication: Publication) -> tuple[Course, ...]:
    return tuple(course for course in publication.courses if course.kind is Kind.MAINTENANCE)


def _service_documents(publication: Publication) -> Iterator[Unit]:
    return _by_service(publication, _later("service_documents", "of_service"))


def _month_documents(publication: Publication) -> Iterator[Unit]:
    return _by_month(publication, told_months(publication.contexts[0]), _later("documents", "of_month"))


def _report_documents(publication: Publication) -> Iterator[Unit]:
    return _by_period(publication, _later("documents", "of_report"))


def _site_feeds(publication: Publication) -> Iterator[Unit]:
    order = _feed_order(publication)
    if order is not None:
        yield Unit("feed", order.said_last(), (order.last_archived,), _later("feeds", "of_site"))


def _service_feeds(publication: Publication) -> Iterator[Unit]:
    if _feed_order(publication) is None:
        return
    archive, make = publication.contexts[0].followed.archive, _later("feeds", "of_service")
    for service in publication.site.services:
        reads = tuple(course.id for course in archive.ever_of_service(service.id))
        yield Unit(f"feeds/{service.id}", reads, (), partial(make, service))


def _feed_archive(publication: Publication) -> Iterator[Unit]:
    """A document a month, for as long as there have been entries that no longer stand in the feed."""
    order = _feed_order(publication)
    if order is None:
        return
    archived, make = order.archive_months, _later("feeds", "of_archive")
    for place, month in enumerate(archived):
        before = archived[place - 1 : place] if place else ()
        reads = tuple(course.id for course in order.said_in[month])
        yield Unit(f"archive/{month[0]}/{month[1]}", reads, (before,), partial(make, month))


def _feed_order(publication: Publication) -> FeedOrder | None:
    """``None``: without ``feeds.authority`` there are no feeds."""
    return publication.contexts[0].followed.once(FeedOrder) if publication.site.feeds.authority else None


def _social_units(publication: Publication) -> Iterator[Unit]:
    """Pictures for others. That of the moment depends on what it says: it is drawn when that changes."""
    if publication.contexts[0].lettering is None:
        return
    from noroshi.views.home_page import overall

    said = tuple((sign.code, sign.word, words) for sign, words in map(overall, publication.contexts))
    yield Unit("pictures/now", (), said, _drawn("of_the_moment"))
    yield Unit("pictures/site", (), (), _drawn("of_the_site"))


def _social_picture(publication: Publication, course: Course) -> Files:
    # Asked here: whoever wants none does not load what draws them.
    if publication.contexts[0].lettering is not None:
        yield from _drawn("of_incident")(publication, course)


def _drawn(name: str) -> Callable[..., Files]:
    return _later("social", name)


def _measure_units(publication: Publication) -> Iterator[Unit]:
    """None of a site on which nothing was promised; else a page of now, one a year, the feed, and the calendar."""
    context = publication.contexts[0]
    if not context.archive.has_measures:
        return
    found = years(context)
    yield Unit("measures", _ids(current(context)), (found,), _later("measures", "of_now"))
    for year in found:
        make = partial(_later("measures", "of_year"), year)
        yield Unit(f"measures/{year}", _ids(done_in(context, year)), (found,), make)
    yield Unit("measures_calendar", _ids(courses_dated(context)), (), _later("measures", "dates"))
    if publication.site.has_feeds:
        yield Unit("measures_feed", _ids(courses_told(context)), (), _later("measures", "feed"))


def _ids(courses: Iterable[Course]) -> tuple[str, ...]:
    return tuple(course.id for course in courses)


def _host_files(publication: Publication) -> Files:
    """``robots.txt``, ``_headers``."""
    site = publication.site
    yield site_files.robots(site.url)
    theme, from_disk = publication.theme, publication.links is not LinksMode.SITE
    styles = theme.styles(site.theme.brand or "", with_print=from_disk)
    prefixes = [context.prefix for context in publication.contexts]
    scripts = site.theme.script and theme.script is not None
    # A page's own policy and this one hold both, so this one allows what some page needs.
    sheets = theme.print_sheet is not None
    hashes = [style.hash_source for style in styles]
    policy = content_security_policy(hashes, scripts=scripts, wasm=site.search, sheets=sheets)
    own = (*dict.fromkeys(page.id.partition("/")[0] for page in site.pages), *(("search",) if site.search else ()))
    admin = _admin_policy(site.admin) if site.admin and not from_disk else ""
    yield site_files.headers(policy, prefixes, own, admin)


def _admin_policy(admin: Admin) -> str:
    # Asked here: whoever has no such page does not load what makes it.
    from noroshi.render.admin import admin_policy

    return admin_policy(admin)


def _redirects(publication: Publication) -> Files:
    """``_redirects``"""
    moved = [
        (context.path(old), context.path(new)) for context in publication.contexts for old, new in context.redirects
    ]
    yield site_files.redirects(moved, urlsplit(publication.site.url).path.rstrip("/"))


def _host_units(publication: Publication) -> Iterator[Unit]:
    yield Unit("host", (), (), _host_files)
    yield Unit("redirects", publication.everything, (), _redirects)


def _search_units(publication: Publication) -> Iterator[Unit]:
    """What is searched, and what searches it, where anybody can: a page opened from disk may load nothing."""
    if publication.site.search and publication.links is LinksMode.SITE:
        from importlib.metadata import version

        yield Unit("search", publication.everything, (version("pagefind-bin-extended"),), _later("search", "index"))
        yield Unit("search_script", (), (), _later("search", "script"))


def _admin_units(publication: Publication) -> Iterator[Unit]:
    """The form for people without git, on a server: a page opened from disk may load nothing."""
    if publication.site.admin is not None and publication.links is LinksMode.SITE:
        yield Unit("admin", publication.everything, (), _later("admin", "form"))


def _static(publication: Publication) -> Iterator[Unit]:
    """``site_src/static/`` as it is."""

    def make(path: str, file: Path, _: Publication) -> Files:
        yield Artefact(path, file.read_bytes())

    for path, file in publication.static:
        found = file.stat()
        yield Unit(
            f"static/{path}",
            (),
            (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino),
            partial(make, path, file),
        )


def _pictures(publication: Publication, course: Course) -> Files:
    """The pictures beside the updates, once for every language's page."""
    if course.has_images:
        for image in course.incident.images:
            content = (publication.root / image.path).read_bytes()
            yield Artefact(f"incidents/{course.id}/{image.name}", content)


def _sitemap(_: Publication, listed: Iterable[str]) -> Files:
    yield site_files.sitemap(listed)


pages = Output(of_incident=_later("pages", "of_incident"), units=_page_units, at_end=_sitemap)
"""Every page, and the sitemap of them."""
incident_documents = Output(of_incident=_later("documents", "of_incident"))
service_documents = Output(units=_service_documents)
month_documents = Output(units=_month_documents)
report_documents = Output(units=_report_documents)
schemas = Output(units=_still("schemas", _later("documents", "schemas")))
incident_texts = Output(of_incident=_later("documents", "incident_texts"))
llms = Output(units=_whole("llms", _later("documents", "llms")))
security = Output(units=_still("security", _later("documents", "security")))
statuspage_api = Output(units=_whole("api", _later("documents", "statuspage_api")))
badges = Output(units=_whole("badges", _later("signs", "badges")))
widget = Output(units=_still("widget", _later("signs", "widget")))
site_feeds = Output(units=_site_feeds)
"""Atom, RSS and JSON feeds of the whole site, in every language; so are those of services and incidents."""
feed_archive = Output(units=_feed_archive)
service_feeds = Output(units=_service_feeds)
incident_feeds = Output(of_incident=_later("feeds", "of_incident"))
calendars = Output(units=_whole("calendar", _later("signs", "calendars")))
"""``/calendar.ics``, and one for every service that ever had maintenance."""
measures = Output(units=_measure_units)
"""``/measures/`` with its documents, feed and calendar, where anything was promised."""
host_files = Output(units=_host_units)
icon = Output(units=_still("icon", _later("signs", "icon")))
page_files = Output(units=_still("page_files", _later("signs", "page_files")))
"""What pages load beside themselves: the theme's sheet for paper, and its script where the site wants one."""
social_pictures = Output(of_incident=_social_picture, units=_social_units)
"""What chats and social networks show beside an address."""
search = Output(units=_search_units)
"""The index of the search page, and its script."""
admin = Output(units=_admin_units)
"""``/admin/``, where the site has one."""
copied_files = Output(of_incident=_pictures, units=_static)

OUTPUTS: tuple[AnyOutput, ...] = (
    pages,
    incident_documents,
    service_documents,
    month_documents,
    report_documents,
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
    measures,
    host_files,
    icon,
    page_files,
    social_pictures,
    search,
    admin,
    copied_files,
)
