"""Course → time to the first notice and to recovery: facts written out by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from building import incident, update

from noroshi.model.course import course
from noroshi.model.incident import Incident
from noroshi.model.response_times import ResponseTimes, response_times, spread


def minutes(first_notice: int | None, recovery: int | None) -> ResponseTimes:
    told, over = (None if item is None else timedelta(minutes=item) for item in (first_notice, recovery))
    return ResponseTimes(told, over)


def times(*updates: object, **rest: object) -> ResponseTimes:
    found: Incident = incident("2026-11-18-web", *updates, **rest)  # type: ignore[arg-type]
    return response_times(course(found))


OPENED = update("2026-11-18 14:00", began_at="~2026-11-18 13:42", services={"web": "partial_outage"})
OVER = update("2026-11-18 17:40", status="resolved", ended_at="~2026-11-18 17:24")


def test_both_count_from_the_beginning_that_was_told() -> None:
    assert times(OPENED, OVER) == minutes(18, 222)


def test_while_it_is_open_only_the_first_notice_is_known() -> None:
    assert times(OPENED) == minutes(18, None)


def test_where_nobody_told_the_beginning_nobody_knows_how_long_customers_waited_for_a_notice() -> None:
    assert times(update("2026-11-18 14:00", services={"web": None}), OVER) == minutes(None, 204)


def test_a_beginning_that_is_the_moment_of_the_notice_is_told_all_the_same() -> None:
    assert times(update("2026-11-18 14:00", began_at="2026-11-18 14:00"), OVER) == minutes(0, 204)


def test_a_service_that_has_been_down_since_before_says_when_it_began() -> None:
    opened = update("2026-11-18 14:00", services={"web": ("partial_outage", "2026-11-18 13:30")})
    assert times(opened, OVER) == minutes(30, 234)


def test_a_beginning_told_later_counts() -> None:
    later = update("2026-11-18 15:00", status="identified", began_at="2026-11-18 13:00")
    assert times(update("2026-11-18 14:00", services={"web": None}), later, OVER) == minutes(60, 264)


def test_of_several_periods_the_pauses_count_too() -> None:
    over = update(
        "2026-11-18 17:40",
        status="resolved",
        periods=(("2026-11-18 13:00", "2026-11-18 13:10"), ("2026-11-18 16:00", "2026-11-18 16:05")),
    )
    assert times(update("2026-11-18 14:00", services={"web": None}), over) == minutes(60, 185)


def test_an_end_that_nobody_knows_is_no_recovery() -> None:
    assert times(OPENED, update("2026-11-18 17:40", status="resolved", ended_at="unknown")) == minutes(18, None)


def test_a_notice_before_the_beginning_took_no_time() -> None:
    assert times(update("2026-11-18 14:00", began_at="2026-11-18 14:30"), OVER) == minutes(0, 174)


def test_the_first_notice_is_the_first_that_was_not_withdrawn() -> None:
    wrong = update("2026-11-18 13:50", began_at="2026-11-18 13:00", withdrawn="誤りでした")
    assert times(wrong, OPENED, OVER) == minutes(18, 222)


@pytest.mark.parametrize(
    "rest", [{"drill": True}, {"withdrawn": "誤りでした"}, {"kind": "announcement"}, {"kind": "maintenance"}]
)
def test_what_is_no_incident_has_no_times(rest: dict[str, object]) -> None:
    kind = rest.get("kind")
    opened = update("2026-11-18 14:00", began_at="2026-11-18 13:42") if kind != "maintenance" else None
    at_work = update("2026-11-18 14:00", status="in_progress", window=("2026-11-18 14:00", "2026-11-18 15:00"))
    assert times(opened or at_work, **rest) == minutes(None, None)


def test_a_false_alarm_has_no_times() -> None:
    assert times(OPENED, update("2026-11-18 15:00", status="false_alarm")) == minutes(None, None)


@pytest.mark.parametrize(
    ("minutes_each", "number", "middle"), [((7,), 1, 7.0), ((40, 2, 12), 3, 12.0), ((1, 2, 4, 100), 4, 3.0)]
)
def test_the_median_stands_with_its_number(minutes_each: tuple[int, ...], number: int, middle: float) -> None:
    found = spread([timedelta(minutes=item) for item in minutes_each])
    assert found is not None
    assert (found.number, found.median) == (number, timedelta(minutes=middle))
    assert (found.shortest, found.longest) == (
        timedelta(minutes=min(minutes_each)),
        timedelta(minutes=max(minutes_each)),
    )


def test_of_nothing_there_is_no_median() -> None:
    assert spread([]) is None
