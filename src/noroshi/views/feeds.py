"""Archive → every feed of the site in one language, one after the other.

Which entries a feed holds depends on the entries alone, never on ``now``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.moments import Month
from noroshi.model.site import Service
from noroshi.views.context import Context
from noroshi.views.feed import Feed, FeedEntry
from noroshi.views.feed_entries import Entries
from noroshi.views.feed_order import FeedOrder, Told
from noroshi.views.follow import MEASURES_FEED
from noroshi.views.frames import ICON
from noroshi.views.measured_courses import MEASURES
from noroshi.views.measures_feed import measure_entries


@frozen
class SiteFeed:
    """A feed with the formats it is published in."""

    feed: Feed
    endings: tuple[str, ...]
    """atom · rss · json"""
    copies: tuple[tuple[str, str], ...] = ()
    """(ending, site path) at which the same document stands too."""


SITE_COPIES = (("atom", "/atom.xml"), ("rss", "/rss.xml"))
"""Names that people and readers try first."""
INCIDENTS_COPIES = (("atom", "/history.atom"), ("rss", "/history.rss"))
"""Where Statuspage publishes the same, so that a reader that follows a page there is moved by its host name alone."""


def site_feeds(context: Context) -> Iterator[SiteFeed]:
    """Every feed of the site, one after the other; nothing without ``feeds.authority``."""
    feeds = feeds_of(context)
    if feeds is None:
        return
    yield from feeds.of_site()
    for month in feeds.order.archive_months:
        yield feeds.of_archive(month)
    for service in context.site.services:
        yield from feeds.of_service(service)
    for course in context.followed.archive.courses:
        yield feeds.of_incident(course)
    if context.archive.has_measures:
        yield feeds.of_measures()
    yield from feeds.of_left_out()


def feeds_of(context: Context) -> Feeds | None:
    """``None`` without ``feeds.authority``: ids are made of it, so that they survive a change of address."""
    authority = context.site.feeds.authority
    return None if authority is None else Feeds(context.followed, authority)


class Feeds:
    """Feeds in one language, each by itself: whoever makes one reads no more courses than it says.

    ``now`` is asked by none (but for feeds without an entry, of a site that does not say since when its ids hold).
    An entry is made once for all feeds that it stands in, as long as few others are made in between.
    """

    def __init__(self, context: Context, authority: str) -> None:
        self._context = context
        self._authority = authority
        self._entries = Entries(context, authority)
        self._maker = _Maker(context, authority)
        self.order = context.once(FeedOrder)

    def of_site(self) -> tuple[SiteFeed, SiteFeed]:
        """``/feed`` and ``/incidents``.

        Of every course its outline (``id``, ``said_at``, ``changed_at``); whole those of the newest entries, and
        those that changed last: ``feeds.entries`` of either.
        """
        context = self._context
        said = self._made(self.order.newest[: self.order.most])
        month = self.order.last_archived
        feed = replace(self._maker.feed("/feed", said), previous_archive=self._archive_address(month) if month else "")
        return (
            SiteFeed(feed, ("atom", "rss", "json"), _in_language(context, SITE_COPIES)),
            SiteFeed(
                self._maker.of_incidents("/incidents", self._incidents(context.archive.courses)),
                ("atom", "rss"),
                _in_language(context, INCIDENTS_COPIES),
            ),
        )

    def of_archive(self, month: Month) -> SiteFeed:
        """One document of the archive of ``/feed``, by RFC 5005 §4; ``month``: one of ``FeedOrder.archive_months``.

        Reads the outline of every course; whole those of which something was said in that month. It holds all that
        was said in it, whatever still stands in the feed: whatever comes later, no entry moves to another
        document. None links to the next one, which RFC 5005 allows, so that an old document keeps its bytes.
        """
        said = self.order.told(self.order.said_in[month])
        of_month = self._context.archive.months(self._context.site.zone).of
        held = self._made(sorted((told for told in said if of_month(told.at) == month), reverse=True))
        months = self.order.archive_months
        index = months.index(month)
        previous = self._archive_address(months[index - 1]) if index else ""
        return SiteFeed(self._maker.archive("/feed", month, held, previous), ("atom",))

    def of_service(self, service: Service) -> tuple[SiteFeed, SiteFeed]:
        """Its ``feed`` and ``incidents``.

        Of every course that ever named it the outline; whole the newest of them, until there are enough entries.
        """
        named = self._context.archive.ever_of_service(service.id)
        name = self._context.plain(service.name)
        address = f"/services/{service.id}/"
        # From the update on that first named it: what was said before was about others.
        said = (
            entry
            for told in sorted(self.order.told(named), reverse=True)
            if service.id in (entry := self._entry(told)).services
        )
        return (
            SiteFeed(
                self._maker.feed(f"{address}feed", islice(said, self.order.most), about=name, home=address),
                ("atom", "rss", "json"),
            ),
            SiteFeed(
                self._maker.of_incidents(f"{address}incidents", self._incidents(named), about=name, home=address),
                ("atom", "rss"),
            ),
        )

    def of_incident(self, course: Course) -> SiteFeed:
        """``/incidents/<id>/feed``, with all its entries. Reads this course alone; it must be no rehearsal."""
        title, address = self._context.plain(course.incident.title), f"/incidents/{course.id}/"
        entries = self._entries.of_updates(course)
        return SiteFeed(self._maker.feed(f"{address}feed", entries, about=title, home=address), ("atom",))

    def of_measures(self) -> SiteFeed:
        """``/measures``: each time a prevention measure was promised, moved or done. Reads ``courses_told``."""
        context = self._context
        about = context.say("measures.heading")
        feed = self._maker.feed(MEASURES_FEED, measure_entries(context, self._authority), about=about, home=MEASURES)
        return SiteFeed(feed, ("atom", "rss", "json"))

    def of_left_out(self) -> Iterator[SiteFeed]:
        """Of those of which nothing can be said now: who follows one keeps what was said. Reads no course."""
        for incident_id in self._context.left_out:
            yield SiteFeed(self._maker.feed(f"/incidents/{incident_id}/feed", (), about=incident_id), ("atom",))

    def _made(self, told: Iterable[Told]) -> tuple[FeedEntry, ...]:
        return tuple(map(self._entry, told))

    def _entry(self, told: Told) -> FeedEntry:
        # Entries are newest first.
        return self._entries.of_updates(told.course)[-1 - told.position]

    def _incidents(self, courses: Iterable[Course]) -> list[FeedEntry]:
        """One entry an incident."""
        return [self._entries.of_incident(course) for course in self.order.last_changed(courses)]

    def _archive_address(self, month: Month) -> str:
        return self._context.url(self._context.path(f"{_archive_path('/feed', month)}.atom"))


def _in_language(context: Context, copies: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((ending, context.path(path)) for ending, path in copies)


class _Maker:
    def __init__(self, context: Context, authority: str) -> None:
        self._context = context
        self._authority = authority

    def feed(self, rest: str, entries: Iterable[FeedEntry], *, about: str = "", home: str = "/") -> Feed:
        """The feed at ``rest`` (``/feed``) of these entries, newest first; ``about``: a service, an incident."""
        context, site = self._context, self._context.site
        name = context.plain(site.name)
        shown = tuple(entries)
        path = context.path(rest)
        return Feed(
            id=f"tag:{self._authority}:{rest}:{context.tag}",
            lang=context.tag,
            title=context.say("feed.about", what=about, site=name) if about else name,
            subtitle=context.say("feed.updates_about", what=about) if about else context.say("feed.updates"),
            author=context.plain(site.organisation.company) or name,
            site_url=site.url + "/",
            home_url=context.url(context.path(home)),
            icon_url=context.url("/" + site.theme.logo if site.theme.logo else ICON),
            entries=shown,
            updated=self._updated(shown),
            hub=site.feeds.hub or "",
            address=context.url(path),
            path=path,
        )

    def of_incidents(self, rest: str, entries: Iterable[FeedEntry], *, about: str = "", home: str = "/") -> Feed:
        """The same with one entry an incident."""
        feed = self.feed(rest, entries, about=about, home=home)
        say = self._context.say
        title = say("feed.incidents_title", feed=feed.title)
        subtitle = say("feed.incidents_about", what=about) if about else say("feed.incidents")
        return replace(feed, title=title, subtitle=subtitle)

    def archive(self, rest: str, month: Month, entries: tuple[FeedEntry, ...], previous: str) -> Feed:
        """The document of a month; ``entries``: at least one; ``previous``: absolute URL of the one before."""
        context, feed = self._context, self.feed(rest, entries)
        named = context.language.dates.month(entries[0].published)
        path = context.path(_archive_path(rest, month))
        return replace(
            feed,
            title=context.say("feed.archive", site=feed.title, month=named),
            hub="",
            address=context.url(path),
            path=path,
            home_url=context.url(context.path("/history/")),
            previous_archive=previous,
            current=f"{feed.address}.atom",
        )

    def _updated(self, entries: tuple[FeedEntry, ...]) -> datetime:
        """The newest change; of a feed without entries the day since when its ids hold: no clock is asked."""
        since = self._context.site.feeds.since or self._context.now
        return max((entry.updated for entry in entries), default=self._context.language.dates.local(since))


def _archive_path(rest: str, month: Month) -> str:
    return f"{rest}/{month[0]}/{month[1]:02}"
