"""Promises and measures: what was kept, late, moved, forgotten."""

from __future__ import annotations

from datetime import date, timedelta

from building import TOKYO, change, incident, measure, report, t, text, update

from noroshi.model.course import course
from noroshi.model.measures import measures
from noroshi.model.promises import Outcome, PromiseKind, promises

ID = "2026-11-18-payment-api"
FIRST = update("2026-11-18 13:58", next_update="2026-11-18 14:30")


def judged(now: str, *updates, **rest) -> list[tuple[str, str, str]]:
    """(kind, update that made it, outcome)."""
    made = promises(course(incident(ID, *updates, **rest)), t(now), TOKYO)
    return [(promise.kind.value, promise.made_in, promise.outcome.value) for promise in made]


def test_a_promise_is_open_until_its_time_and_overdue_after_it():
    assert judged("2026-11-18 14:00", FIRST) == [("next_update", "incident", "open")]
    assert judged("2026-11-18 14:30", FIRST) == [("next_update", "incident", "open")]
    (late,) = promises(course(incident(ID, FIRST)), t("2026-11-18 15:10"), TOKYO)
    assert (late.outcome, late.late_by, late.kept_at) == (Outcome.OVERDUE, timedelta(minutes=40), None)


def test_a_promise_is_kept_by_the_next_update_whatever_it_says():
    for at in ("2026-11-18 14:10", "2026-11-18 14:30"):
        (kept,) = promises(course(incident(ID, FIRST, update(at))), t("2026-11-18 18:00"), TOKYO)
        assert (kept.outcome, kept.kept_at, kept.late_by) == (Outcome.KEPT, t(at), None)


def test_an_update_after_the_time_is_late_by_the_difference():
    (late,) = promises(
        course(incident(ID, FIRST, update("2026-11-18 14:42"), update("2026-11-18 14:50"))),
        t("2026-11-18 18:00"),
        TOKYO,
    )
    assert (late.outcome, late.kept_at) == (Outcome.LATE, t("2026-11-18 14:42"))
    assert late.late_by == timedelta(minutes=12)


def test_a_withdrawn_update_makes_no_promise_and_keeps_none():
    assert judged(
        "2026-11-18 15:00",
        FIRST,
        update("2026-11-18 14:10", next_update="2026-11-18 14:20", withdrawn="誤りです"),
    ) == [("next_update", "incident", "overdue")]


def test_a_withdrawn_incident_has_no_promises():
    assert judged("2026-11-18 15:00", FIRST, withdrawn="訓練でした") == []


def test_a_report_keeps_the_promise_of_a_next_update():
    assert judged("2026-11-18 15:00", FIRST, report=report("2026-11-18 14:20")) == [("next_update", "incident", "kept")]


def test_a_report_is_due_at_the_end_of_its_day_in_the_zone_of_the_site():
    resolved = update("2026-11-18 18:00", status="resolved", report_by="2026-11-25")
    assert judged("2026-11-25 23:59", resolved) == [("report", "incident", "open")]
    assert judged("2026-11-26 00:01", resolved) == [("report", "incident", "overdue")]
    (promise,) = promises(course(incident(ID, resolved)), t("2026-11-20 00:00"), TOKYO)
    assert (promise.kind, promise.due, promise.due_at) == (
        PromiseKind.REPORT,
        date(2026, 11, 25),
        t("2026-11-26 00:00"),
    )


def test_a_report_with_a_time_is_due_then():
    resolved = update("2026-11-18 18:00", status="resolved", report_by="2026-11-25 12:00")
    assert judged("2026-11-25 12:01", resolved) == [("report", "incident", "overdue")]


def test_a_report_in_time_is_kept_and_after_it_late():
    resolved = update("2026-11-18 18:00", status="resolved", report_by="2026-11-25")
    assert judged("2026-12-18 00:00", resolved, report=report("2026-11-25 23:30")) == [("report", "incident", "kept")]
    assert judged("2026-12-18 00:00", resolved, report=report("2026-11-27 10:00")) == [("report", "incident", "late")]


def test_a_date_moved_before_it_passes_is_no_broken_promise():
    resolved = update("2026-11-18 18:00", status="resolved", report_by="2026-11-25")
    moved = update("2026-11-25 18:00", report_by="2026-12-02")
    assert judged("2026-11-28 00:00", resolved, moved) == [("report", "02", "open")]
    assert judged("2026-12-03 00:00", resolved, moved) == [("report", "02", "overdue")]


def test_a_date_moved_after_it_has_passed_was_broken_until_then():
    resolved = update("2026-11-18 18:00", status="resolved", report_by="2026-11-25")
    moved = update("2026-11-26 18:00", report_by="2026-12-02")
    assert judged("2026-11-28 00:00", resolved, moved) == [
        ("report", "incident", "late"),
        ("report", "02", "open"),
    ]


def test_a_report_that_is_called_off_in_time_is_promised_no_more():
    resolved = update("2026-11-18 18:00", status="resolved", report_by="2026-11-25")
    assert judged("2026-11-28 00:00", resolved, update("2026-11-20 18:00", report_by="none")) == []


def test_a_report_that_was_there_before_does_not_keep_a_new_promise_but_its_new_version_does():
    updates = (
        update("2026-11-18 18:00", status="resolved"),
        update("2026-11-21 18:00", report_by="2026-11-28"),
    )
    assert judged("2026-11-22 00:00", *updates, report=report("2026-11-20 10:00")) == [("report", "02", "open")]
    assert judged("2026-11-29 00:00", *updates, report=report("2026-11-20 10:00", edited=("2026-11-27 10:00",))) == [
        ("report", "02", "kept")
    ]


def test_promises_come_in_the_order_they_were_made():
    assert [
        made[1]
        for made in judged(
            "2026-11-18 13:59",
            FIRST,
            update("2026-11-18 14:20", next_update="2026-11-18 15:00", report_by="2026-11-25"),
            update("2026-11-18 14:50", next_update="2026-11-18 15:30"),
        )
    ] == ["incident", "02", "02", "03"]


REPORT = report(
    "2026-11-25 10:00",
    measure("limits", due="2026-12-10"),
    measure("alerts", due="2026-12-20", state="in_progress"),
    measure("training"),
)


def standing(now: str, *updates, **rest):
    resolved = update("2026-11-18 18:00", status="resolved")
    said = {"report": REPORT, **rest}
    return {
        state.measure.id: state for state in measures(course(incident(ID, resolved, *updates, **said)), t(now), TOKYO)
    }


def test_measures_stand_as_the_report_says_in_its_order():
    found = standing("2026-12-01 00:00")
    assert [(key, item.state, item.is_overdue) for key, item in found.items()] == [
        ("limits", "planned", False),
        ("alerts", "in_progress", False),
        ("training", "planned", False),
    ]


def test_a_measure_is_overdue_after_the_end_of_its_day():
    assert not standing("2026-12-10 23:59")["limits"].is_overdue
    assert standing("2026-12-11 00:01")["limits"].is_overdue
    assert not standing("2030-01-01 00:00")["training"].is_overdue


def test_later_updates_move_a_measure_and_finish_it():
    found = standing(
        "2026-12-30 00:00",
        update(
            "2026-12-08 10:00",
            measures={"limits": change(due="2026-12-24", reason="部品の遅れ"), "alerts": change("done")},
        ),
        update("2026-12-23 10:00", measures={"limits": change("done", done_on="2026-12-22")}),
    )
    limits = found["limits"]
    assert (limits.state, limits.due, limits.done_on, limits.is_overdue) == (
        "done",
        date(2026, 12, 24),
        date(2026, 12, 22),
        False,
    )
    assert limits.moved == ((date(2026, 12, 10), date(2026, 12, 24), text("部品の遅れ")),)
    assert found["alerts"].state == "done"


def test_the_day_a_measure_was_done_says_that_it_is_done():
    found = standing("2026-12-30 00:00", update("2026-12-08 10:00", measures={"limits": change(done_on="2026-12-07")}))
    assert (found["limits"].state, found["limits"].is_overdue) == ("done", False)
    done = standing("2026-12-30 00:00", report=report("2026-11-25 10:00", measure("limits", done_on="2026-11-20")))
    assert done["limits"].state == "done"


def test_a_date_said_again_or_for_the_first_time_is_not_moved():
    found = standing(
        "2026-12-01 00:00",
        update("2026-11-30 10:00", measures={"limits": change(due="2026-12-10"), "training": change(due="2027-01-10")}),
    )
    assert found["limits"].moved == ()
    assert (found["training"].due, found["training"].moved) == (date(2027, 1, 10), ())


def test_a_withdrawn_update_says_nothing_of_a_measure_and_without_a_report_there_is_none():
    withdrawn = update("2026-12-08 10:00", measures={"limits": change("done")}, withdrawn="誤りです")
    assert standing("2026-12-09 00:00", withdrawn)["limits"].state == "planned"
    assert standing("2026-12-09 00:00", report=None) == {}
    assert standing("2026-12-09 00:00", withdrawn="訓練でした") == {}
