"""Feeds are filled into forms that feedgen printed once: they are what it would print itself, with less work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_site import NOW

from noroshi.model.archive import archive
from noroshi.render.feed_html import content
from noroshi.render.feed_xml import printed
from noroshi.render.feeds import FeedWriter, feed_files
from noroshi.source.load import load
from noroshi.views.context import Context
from noroshi.views.feed import Category, Feed, FeedEntry, Passage
from noroshi.views.feed_entries import Entries
from noroshi.views.feeds import SiteFeed, feeds_of, site_feeds
from noroshi.views.pieces import Run
from noroshi.wording.language import Language

WORDS = st.text(alphabet="ab &<>\"'\r\n\t]/é日😀〔〕", min_size=1, max_size=12)
"""With all that XML writes in another way, in a text or between quotes."""
ADDRESSES = WORDS.map(lambda words: "https://status.example/" + words.strip())
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(-timedelta(hours=3, minutes=30))])
TIMES = st.builds(
    lambda minutes, zone: (datetime(1999, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(zone),
    st.integers(0, 20_000_000),
    ZONES,
)
CATEGORIES = st.lists(st.builds(Category, ADDRESSES, WORDS, WORDS), max_size=3).map(tuple)
SAID = st.one_of(st.just(""), WORDS).map(lambda words: (Passage((), ((Run(words),),), None, (), (), ()),) * bool(words))
ENTRIES = st.builds(
    FeedEntry,
    id=WORDS,
    title=WORDS,
    title_lang=st.sampled_from(["", "en"]),
    url=ADDRESSES,
    published=TIMES,
    updated=TIMES,
    content=SAID,
    categories=CATEGORIES,
    services=st.just(()),
)
LINKS = st.one_of(st.just(""), ADDRESSES)
FEEDS = st.builds(
    Feed,
    id=WORDS,
    lang=st.sampled_from(["ja", "en"]),
    title=WORDS,
    subtitle=WORDS,
    author=WORDS,
    site_url=ADDRESSES,
    home_url=ADDRESSES,
    icon_url=st.one_of(st.just(""), ADDRESSES),
    entries=st.lists(ENTRIES, max_size=3, unique_by=lambda entry: entry.id).map(tuple),
    updated=TIMES,
    hub=LINKS,
    address=ADDRESSES,
    path=st.just("/feed"),
    previous_archive=LINKS,
    current=LINKS,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(FEEDS)
def test_a_feed_is_what_feedgen_would_print(feed: Feed) -> None:
    texts = [content(feed, entry) for entry in feed.entries]
    for artefact in feed_files([SiteFeed(feed, ("atom", "rss"))]):
        assert artefact.content.decode() == printed(feed, texts, artefact.path.removeprefix("feed."))


def contexts(root: Path) -> Iterator[Context]:
    content = load(root)
    assert content.site is not None
    found = archive(content.incidents, datetime.fromisoformat(NOW))
    for tag in content.site.languages:
        yield Context(content.site, found, Language(tag, content.site.zone))


def of_short_feeds(context: Context, most: int) -> Context:
    """The same site, with so few entries a feed that there is an archive."""
    return replace(context, site=replace(context.site, feeds=replace(context.site.feeds, entries=most)))


def test_what_stands_in_many_feeds_is_written_once_a_format(small_site: Path) -> None:
    for context in contexts(small_site):
        writer = FeedWriter()
        held: set[tuple[str, str]] = set()
        shown = 0
        for found in site_feeds(of_short_feeds(context, 2)):
            assert list(writer.files(found))
            for ending in set(found.endings) - {"json"}:
                shown += len(found.feed.entries)
                held |= {(entry.id, ending) for entry in found.feed.entries}
        assert writer.written == len(held) < shown


def test_what_is_remembered_no_more_is_made_again_and_is_the_same(small_site: Path) -> None:
    context = next(contexts(small_site))
    files = list(feed_files(site_feeds(context)))
    forgetful = FeedWriter(kept=1)
    assert list(feed_files(site_feeds(context), forgetful)) == files
    entries = Entries(context, "status.todai.example,2026", kept=1)
    first, second = context.archive.courses[:2]
    made = entries.of_updates(first)
    assert entries.of_updates(first) is made
    assert entries.of_updates(second)
    assert entries.of_updates(first) == made
    assert entries.of_updates(first) is not made


def test_every_feed_can_be_made_by_itself_and_together_they_are_all(small_site: Path) -> None:
    for context in (of_short_feeds(one, 2) for one in contexts(small_site)):
        alone: list[SiteFeed] = []
        maker = feeds_of(context)
        assert maker is not None
        for month in maker.order.archive_months:
            fresh = feeds_of(context)
            assert fresh is not None
            alone.append(fresh.of_archive(month))
            said = {entry.id.split(":")[-2].split("/")[0] for entry in alone[-1].feed.entries}
            assert said == {course.id for course in fresh.order.said_in[month]}
        for course in context.archive.courses:
            fresh = feeds_of(context)
            assert fresh is not None
            alone.append(fresh.of_incident(course))
        for service in context.site.services:
            alone += maker.of_service(service)
        alone += maker.of_site()
        assert maker.order.archive_months
        on_site = [entry for found in maker.of_site() for entry in found.feed.entries]
        assert {entry.id.split(":")[-2].split("/")[0] for entry in on_site} == set(maker.order.said_last())
        assert {found.feed.path: found for found in alone} == {found.feed.path: found for found in site_feeds(context)}
