"""Maintenance and announcements by the clock. docs/content-format.md, "window" and "Updates"."""

from __future__ import annotations

from datetime import timedelta

import pytest
from building import incident, t, told, update

from noroshi.model.archive import archive
from noroshi.model.clock import Phase, phase, states_now
from noroshi.model.course import course
from noroshi.model.standing import Window
from noroshi.model.terms import State

ID = "2026-11-20-web-maintenance"
WINDOW = ("2026-11-20 01:00", "2026-11-20 03:00")
PLANNED = update("2026-11-18 10:00", services={"web": None}, window=WINDOW)


def planned(*later):
    return course(incident(ID, PLANNED, *later, kind="maintenance"))


def on(clock: str) -> str:
    return f"2026-11-20 {clock}"


def now_states(item, now: str) -> dict[str, str]:
    return {service: state.value for service, state in states_now([item], t(now)).items()}


@pytest.mark.parametrize(
    ("now", "where", "states"),
    [
        ("2026-11-18 10:00", Phase.BEFORE, {}),
        (on("00:59"), Phase.BEFORE, {}),
        (on("01:00"), Phase.WITHIN, {"web": "under_maintenance"}),
        (on("02:59"), Phase.WITHIN, {"web": "under_maintenance"}),
        (on("03:00"), Phase.OVERDUE, {"web": "under_maintenance"}),
        ("2026-11-21 03:00", Phase.OVERDUE, {"web": "under_maintenance"}),
    ],
)
def test_a_maintenance_of_which_nothing_more_is_said_goes_by_the_clock(now, where, states):
    assert phase(planned(), t(now)) is where
    assert now_states(planned(), now) == states


def test_work_that_begins_early_counts_from_there():
    item = planned(
        update(on("00:40"), status="in_progress"),
        update(on("02:30"), status="completed"),
    )
    assert phase(planned(update(on("00:40"), status="in_progress")), t(on("00:50"))) is Phase.WITHIN
    assert (item.began_at, item.ended_at) == (told(on("00:40")), told(on("02:30")))
    assert item.duration == timedelta(minutes=110)
    assert [(span.start, span.end, span.state) for span in item.spans] == [
        (t(on("00:40")), t(on("02:30")), State.UNDER_MAINTENANCE)
    ]


def test_work_that_is_said_to_begin_late_counts_from_the_window():
    item = planned(update(on("01:20"), status="in_progress"), update(on("03:10"), status="completed"))
    assert item.duration == timedelta(minutes=130)


def test_past_the_window_it_is_overdue_until_somebody_says_that_it_is_over():
    working = planned(update(on("01:05"), status="in_progress"), update(on("02:50"), status="verifying"))
    assert phase(working, t(on("03:30"))) is Phase.OVERDUE
    assert now_states(working, on("03:30")) == {"web": "under_maintenance"}
    done = planned(update(on("01:05"), status="in_progress"), update(on("04:00"), status="completed"))
    assert phase(done, t(on("04:00"))) is Phase.OVER
    assert now_states(done, on("04:00")) == {}


def test_a_cancelled_maintenance_that_had_not_begun_never_counts():
    item = planned(update("2026-11-19 18:00", status="cancelled"))
    assert (item.spans, item.segments, item.duration) == ((), (), None)
    assert (item.began_at, item.ended_at) == (None, None)
    assert phase(item, t(on("02:00"))) is Phase.OVER
    assert now_states(item, on("02:00")) == {}


def test_a_maintenance_cancelled_half_way_counts_until_then():
    item = planned(update(on("01:10"), status="in_progress"), update(on("01:30"), status="cancelled"))
    assert item.duration == timedelta(minutes=30)
    by_clock = planned(update(on("01:30"), status="cancelled"))
    assert by_clock.duration == timedelta(minutes=30)


def test_an_extension_names_the_end_alone():
    item = planned(update(on("01:00"), status="in_progress"), update(on("02:45"), window=(None, on("04:00"))))
    assert item.standing.window == Window(t(on("01:00")), t(on("04:00")))
    assert phase(item, t(on("03:30"))) is Phase.WITHIN
    assert phase(item, t(on("04:00"))) is Phase.OVERDUE


def test_a_postponed_maintenance_does_not_begin_at_its_old_time():
    item = planned(update("2026-11-19 18:00", window=("2026-11-27 01:00", "2026-11-27 03:00")))
    assert now_states(item, on("02:00")) == {}
    assert phase(item, t(on("02:00"))) is Phase.BEFORE
    assert now_states(item, "2026-11-27 01:00") == {"web": "under_maintenance"}


def test_work_that_stops_and_gets_another_date_counts_in_two_parts():
    later = (
        update(on("01:00"), status="in_progress"),
        update(on("01:30"), status="scheduled", window=("2026-11-27 01:00", "2026-11-27 03:00")),
    )
    assert now_states(planned(*later), "2026-11-23 12:00") == {}
    assert phase(planned(*later), t("2026-11-23 12:00")) is Phase.BEFORE
    item = planned(*later, update("2026-11-27 02:00", status="completed"))
    assert [(span.start, span.end) for span in item.spans] == [
        (t(on("01:00")), t(on("01:30"))),
        (t("2026-11-27 01:00"), t("2026-11-27 02:00")),
    ]


def test_a_cancelled_maintenance_that_is_planned_again_waits_for_its_new_window():
    item = planned(
        update("2026-11-19 18:00", status="cancelled"),
        update("2026-11-21 10:00", status="scheduled", window=("2026-11-27 01:00", "2026-11-27 03:00")),
    )
    assert item.steps[2].reopens
    assert now_states(item, "2026-11-22 12:00") == {}
    assert now_states(item, "2026-11-27 02:00") == {"web": "under_maintenance"}
    assert item.standing.states == {"web": State.UNDER_MAINTENANCE}


def test_work_taken_up_again_after_its_end_counts_twice():
    item = planned(
        update(on("01:00"), status="in_progress"),
        update(on("02:00"), status="completed"),
        update(on("05:00"), status="in_progress"),
        update(on("05:30"), status="completed"),
    )
    assert item.duration == timedelta(minutes=90)


def test_a_maintenance_without_a_window_counts_from_its_beginning_in_words():
    silent = course(incident(ID, update("2026-11-18 10:00", services={"web": None}), kind="maintenance"))
    assert (silent.began_at, silent.spans) == (None, ())
    assert phase(silent, t("2026-12-18 10:00")) is Phase.BEFORE
    begun = course(
        incident(
            ID,
            update("2026-11-18 10:00", services={"web": None}),
            update(on("01:00"), status="in_progress"),
            kind="maintenance",
        )
    )
    assert phase(begun, t(on("09:00"))) is Phase.WITHIN
    assert now_states(begun, on("09:00")) == {"web": "under_maintenance"}


def test_a_window_without_an_end_is_never_overdue():
    item = course(
        incident(
            ID,
            update("2026-11-18 10:00", services={"web": None}, window=(on("01:00"), None)),
            kind="maintenance",
        )
    )
    assert item.standing.window == Window(t(on("01:00")), None)
    assert phase(item, t("2026-12-20 01:00")) is Phase.WITHIN


def test_a_maintenance_told_after_the_fact_counts_from_its_window():
    item = course(
        incident(
            ID,
            update(on("03:10"), status="completed", services={"web": None}, window=WINDOW),
            kind="maintenance",
        )
    )
    assert item.duration == timedelta(minutes=130)
    assert item.ended_at == told(on("03:10"))


def test_what_customers_are_told_of_beginning_and_end_stands_over_the_window():
    item = planned(update(on("03:10"), status="completed", began_at=on("01:20"), ended_at=on("02:40")))
    assert item.duration == timedelta(minutes=80)


def test_a_service_named_within_the_window_is_under_maintenance_from_there():
    item = planned(update(on("01:30"), services={"search": None}))
    assert now_states(item, on("01:29")) == {"web": "under_maintenance"}
    assert now_states(item, on("01:30")) == {"web": "under_maintenance", "search": "under_maintenance"}


def test_of_several_entries_a_service_shows_the_worst():
    trouble = course(
        incident(
            "2026-11-20-web",
            update(on("01:30"), services={"web": "partial_outage"}),
            update(on("02:00"), services={"web": "degraded_performance"}),
            update(on("02:30"), status="resolved"),
        )
    )
    moments = [on("01:10"), on("01:30"), on("02:00"), on("02:30"), on("02:59")]
    assert [states_now([planned(), trouble], t(moment))["web"].value for moment in moments] == [
        "under_maintenance",
        "partial_outage",
        "degraded_performance",
        "under_maintenance",
        "under_maintenance",
    ]


def test_an_announcement_is_shown_while_its_window_lasts():
    notice = incident(
        "2026-11-10-holidays",
        update("2026-11-10 10:00", window=("2026-11-18 00:00", "2026-11-25 00:00")),
        kind="announcement",
    )
    shown = [
        bool(archive([notice], t(moment)).notices)
        for moment in ("2026-11-17 23:59", "2026-11-18 00:00", "2026-11-24 23:59", "2026-11-25 00:00")
    ]
    assert shown == [False, True, True, False]
