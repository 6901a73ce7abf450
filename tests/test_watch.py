"""A watched moment answers as a plain one does, and knows until when its answers hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from noroshi.model.watch import FOREVER, Watch, unwatched, watched

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
ZONES = (UTC, TOKYO, BERLIN, ZoneInfo("America/Havana"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu"))
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Question:
    """Something that a page might ask of the moment; it prints as what was asked."""

    words: str
    ask: Callable[[datetime], object]

    def __repr__(self) -> str:
        return self.words


# Half of them within two days of a change of clocks in one of the zones.
_CHANGES = (
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 11, 1, 5, tzinfo=UTC),
)
_MINUTES = st.integers(-2 * 24 * 60, 2 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
_BASES = st.sampled_from((*_CHANGES, datetime(2026, 4, 4, 15, tzinfo=UTC), NOON))
MOMENTS = st.builds(lambda base, by: base + by, _BASES, _MINUTES)
IN_ZONES = st.builds(lambda moment, zone: moment.astimezone(zone), MOMENTS, st.sampled_from(ZONES))
DELTAS = st.sampled_from((timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(days=-14), timedelta(days=90)))
_COMPARISONS: dict[str, Callable[[datetime, datetime], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "==": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "max": lambda one, other: max(one, other) == one,
    "min": lambda one, other: min(other, one) == other,
}


@st.composite
def questions(draw: st.DrawFn) -> Question:
    zone, delta = draw(st.sampled_from(ZONES)), draw(DELTAS)
    other = draw(IN_ZONES)
    sign, compare = draw(st.sampled_from(sorted(_COMPARISONS.items())))
    kinds = [
        Question(f"now {sign} {other}", lambda now: compare(now, other)),
        Question(f"{other} {sign} now", lambda now: compare(other, now)),
        Question(f"now - {delta} {sign} {other}", lambda now: compare(now - delta, other)),
        Question(f"now + {delta} {sign} {other}", lambda now: compare(delta + now, other)),
        Question(f"now in {zone} {sign} {other}", lambda now: compare(now.astimezone(zone), other)),
        Question(f"now in {zone} - {delta} {sign} {other}", lambda now: compare(now.astimezone(zone) - delta, other)),
        Question(f"day of now in {zone}", lambda now: now.astimezone(zone).date()),
        Question(f"day of now - {delta} in {zone}", lambda now: (now - delta).astimezone(zone).date()),
        Question(f"day of (now in {zone}) - {delta}", lambda now: (now.astimezone(zone) - delta).date()),
        Question(f"now - {other}", lambda now: now - other),
        Question(f"{other} - now", lambda now: other - now),
        Question(
            f"now in {zone}, written", lambda now: f"{now.astimezone(zone):%Y-%m-%d %H:%M} {now.isoformat()} {now}"
        ),
        Question(f"hour in {zone}", lambda now: (now.astimezone(zone).hour, now.weekday(), now.timestamp(), hash(now))),
        Question("nothing", lambda _: 0),
    ]
    return draw(st.sampled_from(kinds))


AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(MOMENTS, st.lists(questions(), min_size=1, max_size=3), st.integers(1, 200_000))
@example(AUTUMN, [Question("half past two, twice", lambda now: now.astimezone(BERLIN) < AUTUMN.astimezone(BERLIN))], 30)
@example(
    datetime(2026, 10, 24, 22, tzinfo=UTC),
    [
        Question(
            "a day later by the wall clock",
            lambda now: now.astimezone(BERLIN) + timedelta(days=1) < datetime(2026, 10, 25, 23, 30, tzinfo=UTC),
        )
    ],
    29,
)
def test_its_answers_are_those_of_a_plain_moment_and_hold_until_it_says(
    moment: datetime, asked: list[Question], minutes: int
) -> None:
    watch = Watch()
    now = watched(moment, watch)
    answers = [question.ask(now) for question in asked]
    assert answers == [question.ask(moment) for question in asked]
    for later in (watch.until - timedelta(microseconds=1), moment + timedelta(minutes=minutes)):
        if moment < later < min(watch.until, moment + timedelta(days=400)):
            assert [question.ask(later) for question in asked] == answers, later


def test_a_page_that_looks_whether_a_window_is_open_stands_until_it_opens_and_then_until_it_closes() -> None:
    opens, closes = NOON + timedelta(hours=1), NOON + timedelta(hours=3)

    def until(moment: datetime) -> datetime:
        watch = Watch()
        now = watched(moment, watch)
        assert (opens <= now < closes) == (opens <= moment < closes)
        return watch.until

    assert until(NOON) == opens
    assert until(opens) == closes
    assert until(closes) == FOREVER


def test_a_day_lasts_until_midnight_of_its_own_zone() -> None:
    watch = Watch()
    assert str(watched(NOON, watch).astimezone(TOKYO).date()) == "2026-11-18"
    assert watch.until == datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


def test_what_prints_the_moment_holds_for_that_moment_alone() -> None:
    watch = Watch()
    assert watched(NOON, watch).strftime("%H:%M") == "12:00"
    assert watch.until == NOON


def test_that_something_was_within_the_last_fortnight_holds_until_the_fortnight_is_over() -> None:
    watch = Watch()
    assert watched(NOON, watch) - timedelta(days=14) < NOON - timedelta(days=1)
    assert watch.until == NOON + timedelta(days=13)


def test_what_one_part_asked_counts_for_the_whole_and_not_for_the_next_part() -> None:
    watch = Watch()
    now = watched(NOON, watch)
    with watch.recording() as page:
        assert now < NOON + timedelta(days=2)
        with watch.recording() as piece:
            assert now < NOON + timedelta(days=1)
        with watch.recording() as other:
            assert now < NOON + timedelta(days=5)
    with watch.recording() as nothing:
        pass
    assert (piece.until, other.until) == (NOON + timedelta(days=1), NOON + timedelta(days=5))
    assert page.until == watch.until == NOON + timedelta(days=1)
    assert nothing.until == FOREVER


def test_a_part_that_fails_counts_all_the_same() -> None:
    watch = Watch()
    with pytest.raises(ZeroDivisionError), watch.recording():
        assert watched(NOON, watch) < NOON + timedelta(days=1)
        raise ZeroDivisionError
    assert watch.until == NOON + timedelta(days=1)


def test_a_moment_that_was_unwatched_notes_nothing() -> None:
    watch = Watch()
    now = watched(NOON, watch)
    assert unwatched(now) == NOON
    assert type(unwatched(now)) is datetime
    assert watch.until == FOREVER


def test_what_has_no_zone_or_no_hour_cannot_be_compared_and_is_not_equal_as_with_any_moment() -> None:
    watch = Watch()
    now = watched(NOON, watch)
    with pytest.raises(TypeError):
        assert now < datetime(2026, 11, 19)  # noqa: DTZ001
    assert now != datetime(2026, 11, 19)  # noqa: DTZ001
    assert now != NOON.date()
    assert now != "noon"


def test_a_deadline_at_the_end_of_the_calendar_is_never_passed() -> None:
    watch = Watch()
    now = watched(NOON, watch)
    assert now - timedelta(days=1) < datetime.max.replace(tzinfo=UTC)
    assert watch.until == FOREVER
