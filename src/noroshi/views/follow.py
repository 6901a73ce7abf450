"""Site → the addresses at which machines follow it: for ``<link rel="alternate">``, and for people."""

from __future__ import annotations

from noroshi.model.course import Course
from noroshi.views.calendar import has_calendar
from noroshi.views.context import Context
from noroshi.views.feed import MEDIA_TYPES
from noroshi.views.frame import FeedLink
from noroshi.views.measured_courses import MEASURES
from noroshi.views.pieces import Run

FORMATS = (("atom", "Atom"), ("rss", "RSS"), ("json", "JSON"))
"""(ending, the format's own name)."""
MEASURES_FEED = "/measures"
MEASURES_CALENDAR = "/measures.ics"
SERVICE_FEEDS = ("feed.atom", "feed.rss", "feed.json", "incidents.atom", "incidents.rss")
"""Names below a service's page."""


def feed_links(context: Context, rest: str = "/", title: str = "") -> tuple[FeedLink, ...]:
    """What a page advertises: the feeds of the whole site, before them those at ``rest``.

    ``rest``: of a service, an incident, the prevention measures.

    Of an incident only its own Atom feed, which is all it has.
    """
    if not context.site.has_feeds:
        return ()
    name = context.plain(context.site.name)
    found: list[FeedLink] = []
    if rest == MEASURES:
        found += [_link(context, MEASURES_FEED, ending, title) for ending, _ in FORMATS]
    elif rest != "/":
        endings = ("atom",) if rest.startswith("/incidents/") else ("atom", "rss", "json")
        found += [_link(context, f"{rest}feed", ending, title) for ending in endings]
    found += [_link(context, "/feed", ending, name) for ending in ("atom", "rss", "json")]
    found.append(_link(context, "/incidents", "atom", context.say("feed.incidents_title", feed=name)))
    return tuple(found)


def service_links(context: Context, service_id: str) -> tuple[Run, ...]:
    """A service's feeds, calendar and badge, each by its name."""
    rest = f"/services/{service_id}/"
    found: list[Run] = []
    if context.site.has_feeds:
        found += [Run(name, path=context.path(f"{rest}feed.{ending}")) for ending, name in FORMATS]
    if has_calendar(context, service_id):
        found.append(Run(context.say("follow.calendar"), path=context.path(f"{rest}calendar.ics")))
    found.append(Run(context.say("follow.badge"), path=context.path(f"{rest}badge.svg")))
    return tuple(found)


def measure_links(context: Context, rest: str) -> tuple[Run, ...]:
    """Feeds and calendar of all prevention measures, and the page at ``rest`` as JSON."""
    found: list[Run] = []
    if context.site.has_feeds:
        found += [Run(name, path=context.path(f"{MEASURES_FEED}.{ending}")) for ending, name in FORMATS[:2]]
        found.append(Run("JSON Feed", path=context.path(f"{MEASURES_FEED}.json")))
    found.append(Run(context.say("follow.calendar"), path=context.path(MEASURES_CALENDAR)))
    found.append(Run("index.json", path=context.path(f"{rest}index.json")))
    return tuple(found)


def incident_links(context: Context, course: Course) -> tuple[Run, ...]:
    """While it is open: where the ways to hear more are explained, and its own feed."""
    incident = course.incident
    if not course.is_open or incident.drill:
        return ()
    ways = Run(context.say("follow.all_ways"), path=context.path("/subscribe/"))
    if not context.site.has_feeds:
        return (ways,)
    feed = context.path(f"/incidents/{incident.id}/feed.atom")
    return (ways, Run(context.say("follow.incident_feed"), path=feed))


def _link(context: Context, rest: str, ending: str, title: str) -> FeedLink:
    label = dict(FORMATS)[ending]
    return FeedLink(
        type=MEDIA_TYPES[ending],
        title=context.say("follow.feed_title", title=title, format=label),
        path=context.path(f"{rest}.{ending}"),
    )
