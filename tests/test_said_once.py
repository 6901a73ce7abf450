"""What an incident's page, data, Markdown and feed say alike is made once, and is what each would make alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from noroshi.model.archive import archive
from noroshi.model.course import Course
from noroshi.model.text import Moment
from noroshi.model.watch import Watch, watched
from noroshi.source.load import Content, load
from noroshi.views.context import Context
from noroshi.views.feed_entries import Entries
from noroshi.views.incident_data import incident_data
from noroshi.views.incident_markdown import incident_markdown
from noroshi.views.incident_page import incident_view
from noroshi.views.pieces import plain
from noroshi.wording.language import Language

DEMO = Path(__file__).parents[1]
NOW = datetime.fromisoformat("2026-11-18T15:00:00+09:00")
FILES: tuple[Callable[[Context, Course], object], ...] = (
    incident_view,
    incident_data,
    incident_markdown,
    lambda context, course: Entries(context, "status.example.com,2021").of_incident(course),
)


@pytest.fixture(scope="module")
def content() -> Content:
    return load(DEMO)


def context_of(content: Content, tag: str) -> Context:
    assert content.site is not None
    return Context(content.site, archive(content.incidents, NOW), Language(tag, content.site.zone))


@pytest.mark.parametrize("tag", ["ja", "en"])
def test_a_file_says_the_same_whatever_was_made_before_it(content: Content, tag: str) -> None:
    shared = context_of(content, tag)
    courses = shared.archive.courses
    alone = {(make, course.id): make(context_of(content, tag), course) for make, course in product(FILES, courses)}
    # By kind every file asks anew; by incident all ask for what one has made.
    for make, course in product(FILES, courses):
        assert make(shared, course) == alone[make, course.id]
    for course, make in product(courses, FILES):
        assert make(shared, course) == alone[make, course.id]


def test_only_the_last_incident_is_remembered(content: Content) -> None:
    context = context_of(content, "en")
    made: list[str] = []

    def note(_: Context, course: Course) -> str:
        made.append(course.id)
        return course.id

    first, second = context.archive.courses[:2]
    for course in (first, first, second, second, first):
        assert context.of_course(note, course) == course.id
    assert made == [first.id, second.id, first.id]


def test_the_moment_of_the_build_is_no_key_of_what_is_remembered() -> None:
    dates = Language("en", ZoneInfo("Asia/Tokyo")).dates
    watch = Watch()
    now = watched(NOW, watch)
    with watch.recording() as seen:
        until = seen.until
        assert [dates.iso(at) for at in (NOW, now, NOW)] == ["2026-11-18T15:00:00+09:00"] * 3
        assert seen.until == until


def test_a_stretch_over_the_hour_that_comes_twice_is_not_one_within_it(content: Content) -> None:
    assert content.site is not None
    zone = ZoneInfo("America/New_York")
    context = Context(content.site, archive((), NOW), Language("en", zone))
    before = datetime(2026, 11, 1, 1, 30, tzinfo=zone)
    later = datetime(2026, 11, 1, 4, 0, tzinfo=zone)
    said = [plain(context.between(Moment(at), Moment(later))) for at in (before, before.replace(fold=1), before)]
    assert said[0] == said[2] != said[1]
    assert "EDT" in said[0] and "EDT" not in said[1]


def test_words_with_gaps_are_filled_with_whatever_is_given() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    language = Language("en", zone)
    assert [language.say("update.number", n=n) for n in (1, 2, 1)] == ["Update 1", "Update 2", "Update 1"]
    assert language.say("title.page", title="a", site="b") != language.say("title.page", title="b", site="a")
