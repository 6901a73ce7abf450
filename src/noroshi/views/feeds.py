"""Archive → every feed of the site in one language, one after the other.

Which entries a feed holds depends on the entries alone, never on ``now``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from noroshi.views.context import Context
from noroshi.views.feed import Feed, FeedEntry
from noroshi.views.feed_entries import Entries, order
from noroshi.views.frames import ICON


@dataclass(frozen=True)
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
    """Feeds of the site, its services and its incidents, and the archive; nothing without ``feeds.authority``.

    Ids are made of the authority, so that they survive a change of address: without one there are none.
    """
    authority = context.site.feeds.authority
    if authority is None:
        return
    context = context.followed
    make = _Maker(context, authority)
    entries = Entries(context, authority)
    courses = context.archive.courses
    updates = sorted((entry for course in courses for entry in entries.of_updates(course)), key=order, reverse=True)
    whole, archives = make.archived("/feed", updates)
    yield SiteFeed(whole, ("atom", "rss", "json"), _in_language(context, SITE_COPIES))
    for document in archives:
        yield SiteFeed(document, ("atom",))
    incidents = [entries.of_incident(course) for course in courses]
    yield SiteFeed(make.of_incidents("/incidents", incidents), ("atom", "rss"), _in_language(context, INCIDENTS_COPIES))
    by_course = {course.incident.id: entry for course, entry in zip(courses, incidents, strict=True)}
    for service in context.site.services:
        named = context.archive.ever_of_service(service.id)
        # From the update on that first named it: what was said before was about others.
        said = [entry for course in named for entry in entries.of_updates(course) if service.id in entry.services]
        name = context.plain(service.name)
        address = f"/services/{service.id}/"
        yield SiteFeed(
            make.feed(f"{address}feed", sorted(said, key=order, reverse=True), about=name, home=address),
            ("atom", "rss", "json"),
        )
        its_own = [by_course[course.incident.id] for course in named]
        yield SiteFeed(make.of_incidents(f"{address}incidents", its_own, about=name, home=address), ("atom", "rss"))
    for course in courses:
        title, address = context.plain(course.incident.title), f"/incidents/{course.incident.id}/"
        feed = make.feed(f"{address}feed", entries.of_updates(course), about=title, home=address, everything=True)
        yield SiteFeed(feed, ("atom",))
    for incident_id in context.left_out:
        # Nothing can be said of it now, but its address stays: who follows it keeps what was said.
        yield SiteFeed(make.feed(f"/incidents/{incident_id}/feed", (), about=incident_id), ("atom",))


def _in_language(context: Context, copies: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((ending, context.path(path)) for ending, path in copies)


class _Maker:
    def __init__(self, context: Context, authority: str) -> None:
        self._context = context
        self._authority = authority

    def feed(
        self,
        rest: str,
        entries: Iterable[FeedEntry],
        *,
        about: str = "",
        home: str = "/",
        everything: bool = False,
    ) -> Feed:
        """The feed at ``rest`` (``/feed``) of these entries, newest first; ``about``: a service, an incident."""
        context, site = self._context, self._context.site
        name = context.plain(site.name)
        shown = tuple(entries)
        if not everything:
            shown = shown[: site.feeds.entries]
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
        """The same with one entry an incident, those first of which something was said last."""
        found = sorted(entries, key=lambda entry: (entry.updated, entry.id), reverse=True)
        feed = self.feed(rest, found, about=about, home=home)
        say = self._context.say
        title = say("feed.incidents_title", feed=feed.title)
        subtitle = say("feed.incidents_about", what=about) if about else say("feed.incidents")
        return replace(feed, title=title, subtitle=subtitle)

    def archived(self, rest: str, entries: list[FeedEntry]) -> tuple[Feed, tuple[Feed, ...]]:
        """(the feed, its archive documents, oldest first), by RFC 5005 §4: one a calendar month.

        A month has a document as soon as one of its entries no longer stands in the feed, and then holds all of
        that month: whatever comes later, no entry moves to another document. None links to the next one, which
        RFC 5005 allows, so that an old document keeps its bytes.
        """
        feed = self.feed(rest, entries)
        months = sorted({_month(entry) for entry in entries[len(feed.entries) :]})
        addresses = [f"{feed.address}/{year}/{month:02}.atom" for year, month in months]
        documents = []
        for index, (year, month) in enumerate(months):
            held = tuple(entry for entry in entries if _month(entry) == (year, month))
            documents.append(
                replace(
                    feed,
                    title=self._context.say(
                        "feed.archive", site=feed.title, month=self._context.language.dates.month(held[0].published)
                    ),
                    entries=held,
                    updated=self._updated(held),
                    hub="",
                    address=f"{feed.address}/{year}/{month:02}",
                    path=f"{feed.path}/{year}/{month:02}",
                    home_url=self._context.url(self._context.path("/history/")),
                    previous_archive=addresses[index - 1] if index else "",
                    current=f"{feed.address}.atom",
                )
            )
        return replace(feed, previous_archive=addresses[-1] if addresses else ""), tuple(documents)

    def _updated(self, entries: tuple[FeedEntry, ...]) -> datetime:
        """The newest change; of a feed without entries the day since when its ids hold: no clock is asked."""
        since = self._context.site.feeds.since or self._context.now
        return max((entry.updated for entry in entries), default=self._context.language.dates.local(since))


def _month(entry: FeedEntry) -> tuple[int, int]:
    return entry.published.year, entry.published.month
