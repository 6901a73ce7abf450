"""Availability by service and day. Every figure is also reckoned minute by minute, by other means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from building import BERLIN, TOKYO, incident, service, site, t, update
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.model.archive import archive
from noroshi.model.availability import (
    Availability,
    History,
    availability,
    by_end,
    end_of_day,
    has_passed,
    start_of_day,
)
from noroshi.model.course import Course, course
from noroshi.model.site import DEFAULT_WEIGHTS, Service
from noroshi.model.terms import STATUSES, Kind, State
from noroshi.model.watch import FOREVER

WEB = service("web")
NOW = t("2026-11-21 00:00")
DAY = 86400.0


def reckon(
    *courses: Course,
    first: str = "2026-11-18",
    last: str = "2026-11-18",
    of: Service = WEB,
    known_since: str = "2026-01-01 00:00",
    now: datetime = NOW,
    zone: ZoneInfo = TOKYO,
    weights=DEFAULT_WEIGHTS,
) -> Availability:
    return availability(
        of,
        courses,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        known_since=t(known_since),
        now=now,
        zone=zone,
        weights=weights,
    )


def outage(state: str, start: str, end: str | None, id: str = "2026-11-18-web", **said) -> Course:
    updates = [update(start, services={"web": state})]
    if end:
        updates.append(update(end, status="resolved", **said))
    return course(incident(id, *updates))


@pytest.mark.parametrize(
    ("state", "down"),
    [
        ("major_outage", 3600.0),
        ("partial_outage", 1080.0),
        ("degraded_performance", 0.0),
        ("under_maintenance", 0.0),
    ],
)
def test_an_hour_counts_by_the_weight_of_its_state(state, down):
    found = reckon(outage(state, "2026-11-18 12:00", "2026-11-18 13:00"))
    (record,) = found.days
    assert (record.counted_seconds, record.worst.value) == (DAY, state)
    assert record.down_seconds == pytest.approx(down)
    assert found.ratio == pytest.approx(1 - down / DAY)
    assert record.incidents == ("2026-11-18-web",)


def test_the_weights_are_those_of_the_site():
    weights = {State.DEGRADED_PERFORMANCE: 0.5}
    found = reckon(outage("degraded_performance", "2026-11-18 12:00", "2026-11-18 13:00"), weights=weights)
    assert found.days[0].down_seconds == 1800


def test_a_quiet_day_is_whole():
    found = reckon()
    assert found.ratio == 1
    assert found.days[0].worst is State.OPERATIONAL


def test_where_two_incidents_overlap_the_worst_counts_once():
    found = reckon(
        outage("partial_outage", "2026-11-18 12:00", "2026-11-18 14:00", id="b"),
        outage("major_outage", "2026-11-18 13:00", "2026-11-18 15:00", id="a"),
        outage("major_outage", "2026-11-18 13:30", "2026-11-18 14:30", id="c"),
    )
    # 12–13 at 0.3, 13–15 at 1
    assert found.days[0].down_seconds == pytest.approx(0.3 * 3600 + 2 * 3600)
    assert found.days[0].incidents == ("b", "a", "c")


def test_the_worst_state_counts_even_where_its_weight_is_smaller():
    weights = {State.UNDER_MAINTENANCE: 1.0, State.DEGRADED_PERFORMANCE: 0.0}
    found = reckon(
        outage("under_maintenance", "2026-11-18 12:00", "2026-11-18 14:00", id="a"),
        outage("degraded_performance", "2026-11-18 13:00", "2026-11-18 14:00", id="b"),
        weights=weights,
    )
    assert found.days[0].down_seconds == 3600


def test_an_outage_over_midnight_touches_both_days():
    found = reckon(
        outage("major_outage", "2026-11-17 23:30", "2026-11-18 00:15"), first="2026-11-17", last="2026-11-19"
    )
    assert [record.down_seconds for record in found.days] == [1800, 900, 0]
    assert [bool(record.incidents) for record in found.days] == [True, True, False]


def test_an_outage_that_ends_at_midnight_does_not_touch_the_next_day():
    found = reckon(
        outage("major_outage", "2026-11-17 23:30", "2026-11-18 00:00"), first="2026-11-17", last="2026-11-18"
    )
    assert [bool(record.incidents) for record in found.days] == [True, False]
    assert found.days[1].worst is State.OPERATIONAL


def test_an_outage_that_lasts_counts_until_now_and_the_day_only_until_now():
    found = reckon(outage("major_outage", "2026-11-18 12:00", None), now=t("2026-11-18 18:00"))
    assert found.days[0].counted_seconds == 18 * 3600
    assert found.days[0].down_seconds == 6 * 3600
    assert found.ratio == pytest.approx(2 / 3)


def test_days_to_come_are_days_without_data():
    found = reckon(outage("major_outage", "2026-11-18 12:00", None), first="2026-11-21", last="2026-11-22")
    assert [record.counted_seconds for record in found.days] == [0, 0]
    assert found.ratio is None


def test_a_planned_window_does_not_count_before_it_begins():
    planned = course(
        incident(
            "m",
            update("2026-11-10 10:00", services={"web": None}, window=("2026-11-18 12:00", "2026-11-18 14:00")),
            kind="maintenance",
        )
    )
    before = reckon(planned, now=t("2026-11-18 11:00"))
    assert (before.days[0].worst, before.days[0].incidents) == (State.OPERATIONAL, ())
    within = reckon(planned, now=t("2026-11-18 13:00"), weights={State.UNDER_MAINTENANCE: 1.0})
    assert within.days[0].down_seconds == 3600


def test_nothing_counts_before_since_and_after_until():
    trouble = outage("major_outage", "2026-11-17 12:00", "2026-11-20 12:00")
    span = {"first": "2026-11-17", "last": "2026-11-20"}
    by_day = reckon(trouble, of=service("web", since="2026-11-18", until="2026-11-19"), **span)
    assert [record.counted_seconds for record in by_day.days] == [0, DAY, DAY, 0]
    assert [record.down_seconds for record in by_day.days] == [0, DAY, DAY, 0]
    by_time = reckon(trouble, of=service("web", since="2026-11-18 06:00", until="2026-11-19 18:00"), **span)
    assert [record.counted_seconds for record in by_time.days] == [0, 18 * 3600, 18 * 3600, 0]


def test_without_since_the_records_of_the_site_begin_it():
    found = reckon(known_since="2026-11-18 06:00")
    assert found.days[0].counted_seconds == 18 * 3600
    own = reckon(known_since="2026-11-18 06:00", of=service("web", since="2026-11-01"))
    assert own.days[0].counted_seconds == DAY


def test_an_unknown_end_is_not_counted_and_said():
    found = reckon(
        outage("major_outage", "2026-11-18 12:00", "2026-11-18 13:00", ended_at="unknown"),
        first="2026-11-18",
        last="2026-11-19",
    )
    assert found.not_counted == 1
    assert [record.down_seconds for record in found.days] == [0, 0]
    assert (found.days[0].worst, found.days[0].incidents) == (State.MAJOR_OUTAGE, ("2026-11-18-web",))
    assert (found.days[1].worst, found.days[1].incidents) == (State.OPERATIONAL, ())
    assert reckon(first="2026-11-19", last="2026-11-19").not_counted == 0


def test_other_services_do_not_count():
    found = reckon(course(incident("a", update("2026-11-18 12:00", services={"search": "major_outage"}))))
    assert (found.ratio, found.days[0].incidents) == (1, ())


@pytest.mark.parametrize(("on", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_days_have_the_length_that_daylight_saving_gives_them(on, hours):
    found = reckon(
        course(
            incident(
                "a",
                update(f"{on} 00:00+00:00", services={"web": "major_outage"}),
                update(f"{on} 02:00+00:00", status="resolved"),
            )
        ),
        first=on,
        last=on,
        zone=BERLIN,
        now=t("2027-01-01 00:00"),
    )
    assert found.days[0].counted_seconds == hours * 3600
    assert found.days[0].down_seconds == 2 * 3600
    assert found.ratio == pytest.approx(1 - 2 / hours)


def test_a_day_ends_where_the_next_begins_in_the_zone_of_the_site():
    assert end_of_day(date(2026, 3, 29), BERLIN) == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert start_of_day(date(2026, 3, 29), BERLIN) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert end_of_day(t("2026-11-18 12:00"), BERLIN) == t("2026-11-18 12:00")
    assert has_passed(date(2026, 11, 18), t("2026-11-19 00:00"), TOKYO)
    assert not has_passed(t("2026-11-18 12:00"), t("2026-11-18 12:00"), TOKYO)


MINUTE = timedelta(minutes=1)
FROM = datetime(2026, 3, 28, 12, tzinfo=UTC)
"""Around the night in which Berlin loses an hour."""


def by_minutes(courses: list[Course], day: date, zone: ZoneInfo, since: datetime, now: datetime) -> tuple[float, float]:
    """(counted, down) seconds of a day, looking at every single minute."""
    counted = down = 0.0
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    for _ in range(54 * 60):
        if moment.astimezone(zone).date() == day and since <= moment < now:
            counted += 60
            worst = State.OPERATIONAL
            for item in courses:
                for span in item.spans:
                    known = span.end is not None or not span.is_over
                    inside = span.start <= moment and (span.end is None or moment < span.end)
                    if known and inside and span.state.rank > worst.rank:
                        worst = span.state
            down += 60 * WEIGHTS[worst]
        moment += MINUTE
    return counted, down


minutes = st.integers(0, 240).map(lambda quarter: 15 * quarter)
WEIGHTS = {state: state.rank / 4 for state in State}
states = st.sampled_from([state.value for state in State])


@st.composite
def lives(draw) -> Course:
    """Any sequence of statuses and states of one service, with a told beginning or end now and then."""
    kind = draw(st.sampled_from(["incident", "incident", "maintenance"]))
    moments = sorted(draw(st.lists(minutes, min_size=1, max_size=5)))
    updates = []
    for index, minute in enumerate(moments):
        at = FROM + minute * MINUTE
        said = {"services": {"web": draw(states)}} if index == 0 or draw(st.booleans()) else {}
        if draw(st.integers(0, 4)) == 0:
            said["began_at"] = (at - draw(minutes) * MINUTE).isoformat()
        if draw(st.integers(0, 4)) == 0:
            said["ended_at"] = draw(st.sampled_from(["unknown", at.isoformat()]))
        if draw(st.integers(0, 6)) == 0:
            edges = sorted(draw(st.lists(minutes, min_size=2, max_size=2)))
            said["periods"] = (((at - edges[1] * MINUTE).isoformat(), (at - edges[0] * MINUTE).isoformat()),)
        if kind == "maintenance" and draw(st.booleans()):
            said["window"] = ((FROM + draw(minutes) * MINUTE).isoformat(), None)
        if draw(st.integers(0, 6)) == 0:
            said["withdrawn"] = "誤りです"
        status = draw(st.sampled_from([*STATUSES[Kind(kind)], None]))
        updates.append(update(at.isoformat(), id=f"{index:02}", status=status, **said))
    return course(incident("a", *updates, kind=kind))


@settings(max_examples=60, deadline=None)
@given(st.lists(lives(), max_size=3), st.sampled_from(["Europe/Berlin", "Asia/Tokyo"]), minutes, minutes)
def test_the_figure_is_that_of_looking_at_every_minute(courses, zone_name, since, now):
    zone = ZoneInfo(zone_name)
    began, moment = FROM + since * MINUTE, FROM + now * MINUTE
    found = availability(
        WEB,
        courses,
        first=date(2026, 3, 28),
        last=date(2026, 3, 30),
        known_since=began,
        now=moment,
        zone=zone,
        weights=WEIGHTS,
    )
    for record in found.days:
        counted, down = by_minutes(courses, record.day, zone, began, moment)
        assert record.counted_seconds == counted
        assert record.down_seconds == pytest.approx(down)


days = st.dates(date(2026, 3, 26), date(2026, 4, 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(lives(), max_size=3), st.lists(st.tuples(days, days), min_size=1, max_size=5), minutes)
def test_a_day_is_the_same_in_whatever_stretches_it_is_asked_for(courses, stretches, now):
    about = {
        "known_since": FROM,
        "now": FROM + now * MINUTE,
        "zone": BERLIN,
        "weights": WEIGHTS,
    }
    history = History(WEB, by_end(courses), **about)
    for some in stretches:
        first, last = min(some), max(some)
        assert history.stretch(first, last) == availability(WEB, courses, first=first, last=last, **about)


def test_what_was_over_by_now_holds_for_ever_and_today_for_this_moment_alone():
    found = archive([outage("major_outage", "2026-11-18 13:00", None).incident], t("2026-11-20 12:00"))
    with found.watch.recording() as seen:
        found.measured(WEB, date(2026, 11, 18), date(2026, 11, 19), site(WEB))
    assert seen.until == FOREVER
    with found.watch.recording() as seen:
        found.measured(WEB, date(2026, 11, 18), date(2026, 11, 20), site(WEB))
    assert seen.until == t("2026-11-20 12:00")


@settings(max_examples=200, deadline=None)
@given(lives())
def test_segments_never_overlap_and_spans_stay_within_them(item):
    for earlier, later in zip(item.segments, item.segments[1:], strict=False):
        assert earlier.start <= later.start
        assert earlier.end is None or earlier.end <= later.start
    for span in item.spans:
        assert span.end is None or span.start < span.end
        assert any(
            segment.start <= span.start and (segment.end is None or (span.end is not None and span.end <= segment.end))
            for segment in item.segments
        )
    if item.is_open:
        assert item.ended_at is None
    if item.is_open and item.incident.kind is Kind.INCIDENT:
        assert not item.segments[-1].is_over


@settings(max_examples=100, deadline=None)
@given(st.lists(lives(), max_size=3))
def test_the_state_shown_now_is_that_of_the_updates_told(courses):
    """What the spans say of now is what the standing of open incidents says, and nothing else."""
    seen = archive([item.incident for item in courses], FROM + 70 * 60 * MINUTE)
    worst = max(
        (
            item.standing.states.get("web", State.OPERATIONAL)
            for item in seen.courses
            if item.is_open and item.segments and not item.segments[-1].is_over
        ),
        key=lambda state: state.rank,
        default=State.OPERATIONAL,
    )
    assert seen.states.get("web", State.OPERATIONAL) is worst
