"""When customers were affected: beginnings, ends, re-openings, periods. docs/content-format.md, "Updates"."""

from __future__ import annotations

from datetime import timedelta

import pytest
from building import incident, told, update

from noroshi.model.course import course
from noroshi.model.terms import Known

ID = "2026-11-18-payment-api"
D = "2026-11-18 "


def at(clock: str, **said):
    """An update on that day; times in ``said`` are clock times too."""
    for key in ("began_at", "ended_at"):
        if key in said and said[key] != "unknown":
            mark = "~" if said[key].startswith("~") else ""
            said[key] = mark + D + said[key].removeprefix("~")
    if "services" in said:
        said["services"] = {
            name: (state[0], D + state[1]) if isinstance(state, tuple) else state
            for name, state in said["services"].items()
        }
    if "periods" in said:
        said["periods"] = tuple((D + start, D + end) for start, end in said["periods"])
    return update(D + clock, **said)


def life(*updates, kind="incident"):
    return course(incident(ID, *updates, kind=kind))


def spans(item) -> list[tuple[str, str, str, str | None]]:
    """(service, state, from, to) in Tokyo's clock times; ``?``: an end that nobody knows."""

    def tokyo(moment) -> str:
        return (moment + timedelta(hours=9)).strftime("%H:%M")

    return [
        (
            span.service,
            span.state.value,
            tokyo(span.start),
            tokyo(span.end) if span.end else "?" if span.is_over else None,
        )
        for span in item.spans
    ]


MAJOR = {"impact": "major", "services": {"payment-api": None}}


def test_by_default_it_begins_with_the_first_update_and_ends_with_the_terminal_one():
    item = life(at("13:58", **MAJOR), at("14:40", status="resolved"))
    assert (item.began_at, item.detected_at, item.ended_at) == (told(D + "13:58"), None, told(D + "14:40"))
    assert item.duration == timedelta(minutes=42)
    assert spans(item) == [("payment-api", "partial_outage", "13:58", "14:40")]


def test_while_it_lasts_nothing_has_ended():
    item = life(at("13:58", **MAJOR))
    assert (item.ended_at, item.duration) == (None, None)
    assert spans(item) == [("payment-api", "partial_outage", "13:58", None)]


def test_states_count_from_began_at_until_ended_at():
    item = life(
        at("13:58", began_at="13:42", **MAJOR),
        at("17:30", status="resolved", ended_at="17:24"),
    )
    assert spans(item) == [("payment-api", "partial_outage", "13:42", "17:24")]
    assert item.duration == timedelta(hours=3, minutes=42)


def test_the_end_may_be_after_the_resolving_update():
    item = life(at("13:00", **MAJOR), at("14:00", status="resolved", ended_at="14:20"))
    assert spans(item) == [("payment-api", "partial_outage", "13:00", "14:20")]


def test_the_newest_word_on_beginning_and_end_holds_even_after_the_end():
    item = life(
        at("13:58", began_at="13:50", **MAJOR),
        at("14:40", status="resolved"),
        at("18:00", began_at="13:42", ended_at="14:35"),
    )
    assert (item.began_at, item.ended_at) == (told(D + "13:42"), told(D + "14:35"))
    assert spans(item) == [("payment-api", "partial_outage", "13:42", "14:35")]


def test_an_end_told_while_it_is_watched_counts_once_it_is_resolved():
    watched = (at("13:00", **MAJOR), at("14:00", status="monitoring", ended_at="13:50"))
    assert life(*watched).ended_at is None
    assert spans(life(*watched)) == [("payment-api", "partial_outage", "13:00", None)]
    item = life(*watched, at("15:00", status="resolved"))
    assert item.ended_at == told(D + "13:50")
    assert item.duration == timedelta(minutes=50)


def test_a_tilde_is_about_then_and_counts_like_the_time():
    item = life(at("13:58", began_at="~13:40", **MAJOR), at("14:40", status="resolved", ended_at="~14:30"))
    assert (item.began_at, item.ended_at) == (told("~" + D + "13:40"), told("~" + D + "14:30"))
    assert item.began_at.about
    assert item.duration == timedelta(minutes=50)


def test_an_unknown_end_is_over_without_a_duration():
    item = life(at("13:58", **MAJOR), at("14:40", status="resolved", ended_at="unknown"))
    assert item.ended_at is Known.UNKNOWN
    assert item.duration is None
    assert spans(item) == [("payment-api", "partial_outage", "13:58", "?")]


def test_an_end_that_becomes_known_later_counts():
    item = life(
        at("13:58", **MAJOR),
        at("14:40", status="resolved", ended_at="unknown"),
        at("19:00", ended_at="14:10"),
    )
    assert item.duration == timedelta(minutes=12)


def test_a_single_terminal_update_without_times_has_no_known_duration():
    item = life(at("18:00", status="resolved", **MAJOR))
    assert item.began_at == told(D + "18:00")
    assert item.ended_at is Known.UNKNOWN
    assert item.duration is None
    assert spans(item) == [("payment-api", "partial_outage", "18:00", "?")]


def test_a_later_word_that_changes_nothing_does_not_make_its_duration_zero():
    item = life(at("18:00", status="resolved", **MAJOR), at("19:00"))
    assert item.duration is None
    assert item.ended_at is Known.UNKNOWN


def test_a_single_terminal_update_that_names_its_beginning_ends_with_itself():
    item = life(at("18:00", status="resolved", began_at="17:30", **MAJOR))
    assert item.duration == timedelta(minutes=30)
    assert item.ended_at == told(D + "18:00")


def test_a_single_terminal_update_that_names_its_end_alone_does_not_know_its_beginning():
    item = life(at("18:00", status="resolved", ended_at="17:30", **MAJOR))
    assert (item.began_at, item.ended_at, item.duration) == (None, told(D + "17:30"), None)
    assert spans(item) == [("payment-api", "partial_outage", "17:30", "?")]


def test_a_terminal_first_update_with_times_gives_its_services_that_time():
    item = life(
        at(
            "18:00",
            status="resolved",
            began_at="13:00",
            ended_at="14:00",
            services={"web": "major_outage", "search": ("degraded_performance", "13:20")},
        )
    )
    assert spans(item) == [
        ("web", "major_outage", "13:00", "14:00"),
        ("search", "degraded_performance", "13:20", "14:00"),
    ]


def test_the_states_of_the_first_update_hold_from_the_beginning_and_later_ones_from_their_time():
    item = life(
        at("13:58", began_at="13:42", services={"payment-api": "degraded_performance"}),
        at("14:10", services={"payment-api": "major_outage", "web": "partial_outage"}),
        at("14:30", services={"payment-api": "operational"}),
        at("14:40", status="resolved"),
    )
    assert spans(item) == [
        ("payment-api", "degraded_performance", "13:42", "14:10"),
        ("payment-api", "major_outage", "14:10", "14:30"),
        ("web", "partial_outage", "14:10", "14:40"),
    ]


def test_since_says_that_a_state_changed_before_it_was_told():
    item = life(
        at("13:58", services={"payment-api": "degraded_performance"}),
        at("14:30", services={"payment-api": ("major_outage", "14:12")}),
        at("14:40", status="resolved"),
    )
    assert spans(item) == [
        ("payment-api", "degraded_performance", "13:58", "14:12"),
        ("payment-api", "major_outage", "14:12", "14:40"),
    ]


def test_since_replaces_what_was_told_of_that_time_before():
    item = life(
        at("13:00", services={"web": "degraded_performance"}),
        at("13:30", services={"web": "partial_outage"}),
        at("14:00", services={"web": ("major_outage", "13:20")}),
        at("14:40", status="resolved"),
    )
    assert spans(item) == [
        ("web", "degraded_performance", "13:00", "13:20"),
        ("web", "major_outage", "13:20", "14:40"),
    ]


def test_where_no_beginning_is_told_the_earliest_since_is_the_beginning():
    item = life(at("13:58", services={"payment-api": ("partial_outage", "13:42")}), at("14:40", status="resolved"))
    assert item.began_at == told(D + "13:42")
    assert item.duration == timedelta(minutes=58)
    assert spans(item) == [("payment-api", "partial_outage", "13:42", "14:40")]


def test_no_since_reaches_before_a_told_beginning():
    item = life(
        at("13:58", began_at="13:50", services={"web": ("partial_outage", "13:42")}),
        at("14:40", status="resolved"),
    )
    assert spans(item) == [("web", "partial_outage", "13:50", "14:40")]


def test_nothing_counts_between_an_end_and_a_re_opening():
    item = life(
        at("13:00", **MAJOR),
        at("14:00", status="resolved"),
        at("15:00", status="investigating"),
        at("15:20", status="resolved"),
    )
    assert spans(item) == [
        ("payment-api", "partial_outage", "13:00", "14:00"),
        ("payment-api", "partial_outage", "15:00", "15:20"),
    ]
    assert item.duration == timedelta(minutes=80)
    assert (item.began_at, item.ended_at) == (told(D + "13:00"), told(D + "15:20"))


def test_each_end_keeps_the_time_that_was_told_of_it():
    item = life(
        at("13:00", **MAJOR),
        at("14:00", status="resolved", ended_at="13:40"),
        at("15:00", status="investigating"),
        at("16:00", status="resolved", ended_at="15:50"),
        at("17:00", ended_at="15:45"),
    )
    assert spans(item) == [
        ("payment-api", "partial_outage", "13:00", "13:40"),
        ("payment-api", "partial_outage", "15:00", "15:45"),
    ]


def test_an_end_before_the_re_opening_is_the_first_end():
    item = life(
        at("13:00", **MAJOR),
        at("14:00", status="resolved"),
        at("15:00", status="investigating"),
        at("15:10", ended_at="13:30"),
    )
    assert spans(item) == [
        ("payment-api", "partial_outage", "13:00", "13:30"),
        ("payment-api", "partial_outage", "15:00", None),
    ]


def test_a_beginning_after_the_first_end_is_that_of_the_re_opening():
    item = life(
        at("13:00", **MAJOR),
        at("14:00", status="resolved"),
        at("15:00", status="investigating", began_at="14:50"),
        at("15:20", status="resolved"),
    )
    assert spans(item) == [
        ("payment-api", "partial_outage", "13:00", "14:00"),
        ("payment-api", "partial_outage", "14:50", "15:20"),
    ]
    assert item.began_at == told(D + "13:00")


def test_a_re_opening_before_the_told_end_counts_no_moment_twice():
    item = life(
        at("13:00", **MAJOR),
        at("14:00", status="resolved", ended_at="14:30"),
        at("14:20", status="investigating"),
        at("15:00", status="resolved"),
    )
    assert item.duration == timedelta(hours=2)
    assert spans(item) == [
        ("payment-api", "partial_outage", "13:00", "14:20"),
        ("payment-api", "partial_outage", "14:20", "15:00"),
    ]


def test_periods_replace_beginning_end_and_states():
    item = life(
        at("13:58", began_at="13:40", **MAJOR),
        at("18:00", status="resolved", periods=(("13:42", "13:52"), ("15:00", "15:05"))),
    )
    assert spans(item) == [
        ("payment-api", "partial_outage", "13:42", "13:52"),
        ("payment-api", "partial_outage", "15:00", "15:05"),
    ]
    assert item.duration == timedelta(minutes=15)


def test_periods_said_after_the_end_replace_re_openings_too():
    item = life(
        at("13:00", **MAJOR),
        at("14:00", status="resolved"),
        at("15:00", status="investigating"),
        at("16:00", status="resolved"),
        at("18:00", periods=(("15:10", "15:20"), ("13:10", "13:20"))),
    )
    assert item.duration == timedelta(minutes=20)
    assert (item.began_at, item.ended_at) == (told(D + "13:10"), told(D + "15:20"))


def test_periods_told_while_it_is_watched_are_all_that_counts_once_it_is_over():
    watched = (
        at("13:00", **MAJOR),
        at("15:30", status="monitoring", periods=(("13:00", "13:10"), ("15:00", "15:10"))),
    )
    assert spans(life(*watched))[-1] == ("payment-api", "partial_outage", "15:30", None)
    assert life(*watched, at("17:00", status="resolved")).duration == timedelta(minutes=20)


def test_what_goes_wrong_after_the_periods_counts_beside_them():
    told_twice = (
        at("13:00", **MAJOR),
        at("15:30", status="monitoring", periods=(("13:00", "13:10"), ("15:00", "15:10"))),
    )
    worse_again = life(
        *told_twice, at("16:00", services={"payment-api": "major_outage"}), at("16:30", status="resolved")
    )
    assert spans(worse_again)[-1] == ("payment-api", "major_outage", "16:00", "16:30")
    assert worse_again.duration == timedelta(minutes=50)
    re_opened = life(*told_twice, at("16:00", status="resolved"), at("18:00", status="investigating"))
    assert spans(re_opened)[-1] == ("payment-api", "partial_outage", "18:00", None)
    assert len(re_opened.segments) == 3


def test_times_told_after_the_periods_change_only_what_customers_are_told():
    item = life(
        at("13:00", **MAJOR),
        at("15:30", status="resolved", periods=(("13:00", "13:10"), ("15:00", "15:10"))),
        at("16:00", began_at="12:58", ended_at="15:12"),
        at("17:00", status="investigating"),
        at("17:30", status="resolved"),
    )
    assert item.duration == timedelta(minutes=50)
    assert (item.began_at, item.ended_at) == (told(D + "12:58"), told(D + "17:30"))


def test_newer_periods_replace_older_ones():
    item = life(
        at("13:00", **MAJOR),
        at("15:30", status="resolved", periods=(("13:00", "13:10"),)),
        at("16:00", periods=(("13:00", "13:30"),)),
    )
    assert item.duration == timedelta(minutes=30)


def test_an_incident_opened_and_resolved_in_one_minute_lasted_no_time():
    item = life(at("13:00", **MAJOR), at("13:00", status="resolved"))
    assert item.duration == timedelta(0)
    assert item.ended_at == told(D + "13:00")
    assert spans(item) == []


@pytest.mark.parametrize("offsets", [("+09:00", "+00:00"), ("-08:00", "+05:30")])
def test_durations_are_elapsed_time_whatever_the_offsets_typed(offsets):
    item = course(
        incident(
            ID,
            update(f"2026-11-18 13:00{offsets[0]}", **MAJOR),
            update(f"2026-11-19 13:00{offsets[1]}", status="resolved"),
        )
    )
    hours = {"+09:00": 33, "-08:00": 10.5}[offsets[0]]
    assert item.duration == timedelta(hours=hours)
