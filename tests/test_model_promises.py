"""Promises and measures: what was kept, late, replaced, forgotten, and how often."""

from __future__ import annotations

from datetime import date, timedelta

from building import TOKYO, change, incident, measure, report, t, text, update

from noroshi.model.course import course
from noroshi.model.measures import measures
from noroshi.model.promise_sums import KindSums, LatePromise, PromiseSums, promise_sums
from noroshi.model.promises import Outcome, PromiseKind, promises

ID = "2026-11-18-payment-api"
FIRST = update("2026-11-18 13:58", next_update="2026-11-18 14:30")
RESOLVED = update("2026-11-20 11:30", status="resolved")


def judged(now: str, *updates, **rest) -> list[tuple[str, str, str]]:
    """(kind, update that made it, outcome)."""
    made = promises(course(incident(ID, *updates, **rest)), t(now), TOKYO)
    return [(promise.kind.value, promise.made_in, promise.outcome.value) for promise in made]


def test_a_promise_is_open_until_its_time_and_overdue_after_it():
    assert judged("2026-11-18 14:00", FIRST) == [("next_update", "incident", "open")]
    assert judged("2026-11-18 14:30", FIRST) == [("next_update", "incident", "open")]
    (late,) = promises(course(incident(ID, FIRST)), t("2026-11-18 15:10"), TOKYO)
    assert (late.outcome, late.late_by, late.kept_at) == (Outcome.OVERDUE, None, None)


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


def test_what_had_to_be_left_out_may_be_the_answer_so_nothing_is_late():
    late = update("2026-11-18 14:42", report_by="2026-11-20", next_update="2026-11-18 15:00")
    kept = update("2026-11-18 14:50")
    assert judged("2026-11-24 09:00", FIRST, late, kept, left_out=("report",)) == [
        ("next_update", "incident", "open"),
        ("next_update", "02", "kept"),
        ("report", "02", "open"),
    ]


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
    replaced = ("report", "incident", "replaced")
    assert judged("2026-11-28 00:00", resolved, moved) == [replaced, ("report", "02", "open")]
    assert judged("2026-12-03 00:00", resolved, moved) == [replaced, ("report", "02", "overdue")]


def test_a_date_moved_after_it_has_passed_was_broken_until_then():
    resolved = update("2026-11-18 18:00", status="resolved", report_by="2026-11-25")
    moved = update("2026-11-26 18:00", report_by="2026-12-02")
    assert judged("2026-11-28 00:00", resolved, moved) == [
        ("report", "incident", "late"),
        ("report", "02", "open"),
    ]


def test_a_report_that_is_called_off_in_time_is_promised_no_more():
    resolved = update("2026-11-18 18:00", status="resolved", report_by="2026-11-25")
    assert judged("2026-11-28 00:00", resolved, update("2026-11-20 18:00", report_by="none")) == [
        ("report", "incident", "replaced")
    ]


def test_a_report_that_was_there_before_does_not_keep_a_new_promise_but_its_new_version_does():
    updates = (
        update("2026-11-18 18:00", status="resolved"),
        update("2026-11-21 18:00", report_by="2026-11-28"),
    )
    assert judged("2026-11-22 00:00", *updates, report=report("2026-11-20 10:00")) == [("report", "02", "open")]
    assert judged("2026-11-29 00:00", *updates, report=report("2026-11-20 10:00", edited=("2026-11-27 10:00",))) == [
        ("report", "02", "kept")
    ]


def test_a_date_named_again_is_the_same_promise():
    resolved = update("2026-11-18 18:00", status="resolved", report_by="2026-11-25")
    again = update("2026-11-20 18:00", report_by="2026-11-25")
    assert judged("2026-11-24 00:00", resolved, again) == [("report", "incident", "open")]
    assert judged("2026-11-26 00:00", resolved, again) == [("report", "incident", "overdue")]


def test_what_was_promised_for_a_minute_may_come_until_that_minute_is_over():
    assert judged("2026-11-18 14:30:59", FIRST) == [("next_update", "incident", "open")]
    assert judged("2026-11-18 14:31", FIRST) == [("next_update", "incident", "overdue")]
    assert judged("2026-11-18 18:00", FIRST, update("2026-11-18 14:30:40")) == [("next_update", "incident", "kept")]
    promised_to_the_second = update("2026-11-18 13:58:12", next_update="2026-11-18 14:28:12")
    answer = update("2026-11-18 14:29:05")
    (late,) = promises(course(incident(ID, promised_to_the_second, answer)), t("2026-11-18 18:00"), TOKYO)
    # As it is read: promised for 14:28, there at 14:29.
    assert (late.outcome, late.late_by) == (Outcome.LATE, timedelta(minutes=1))


def test_a_next_update_promised_beside_an_end_is_a_promise_too():
    ended = update("2026-11-18 14:10", status="resolved", next_update="2026-11-18 16:00")
    assert judged("2026-11-18 15:00", FIRST, ended)[1:] == [("next_update", "02", "open")]
    assert judged("2026-11-18 16:10", FIRST, ended)[1:] == [("next_update", "02", "overdue")]
    assert judged("2026-11-18 16:10", FIRST, ended, report=report("2026-11-18 15:50"))[1:] == [
        ("next_update", "02", "kept")
    ]


# ---- that it will be over by then

EXPECTED = update("2026-11-18 13:58", eta="2026-11-18 15:00")


def expectations(now: str, *updates, **rest) -> list[tuple[str, str, str | None, int | None, str]]:
    """(update that made it, outcome, when it was over, minutes late, update that replaced it)."""
    made = promises(course(incident(ID, *updates, **rest)), t(now), TOKYO)
    return [
        (
            item.made_in,
            item.outcome.value,
            item.kept_at and item.kept_at.astimezone(TOKYO).strftime("%H:%M"),
            None if item.late_by is None else int(item.late_by.total_seconds()) // 60,
            item.replaced_in,
        )
        for item in made
        if item.kind is PromiseKind.ETA
    ]


def test_an_expected_recovery_is_open_until_its_time_and_overdue_after_it():
    assert expectations("2026-11-18 15:00", EXPECTED) == [("incident", "open", None, None, "")]
    assert expectations("2026-11-18 15:01", EXPECTED) == [("incident", "overdue", None, None, "")]
    span = update("2026-11-18 13:58", eta=("2026-11-18 14:00", "2026-11-18 15:00"))
    assert expectations("2026-11-18 14:59", span) == [("incident", "open", None, None, "")]
    assert expectations("2026-11-18 15:01", span) == [("incident", "overdue", None, None, "")]


def test_an_expected_recovery_is_kept_by_the_end_and_not_by_the_word_about_it():
    on_time = update("2026-11-18 14:50", status="resolved")
    assert expectations("2026-11-18 18:00", EXPECTED, on_time) == [("incident", "kept", "14:50", None, "")]
    told_later = update("2026-11-18 15:20", status="resolved", ended_at="2026-11-18 14:55")
    assert expectations("2026-11-18 18:00", EXPECTED, told_later) == [("incident", "kept", "14:55", None, "")]
    not_known = update("2026-11-18 15:20", status="resolved", ended_at="unknown")
    assert expectations("2026-11-18 18:00", EXPECTED, not_known) == [("incident", "late", "15:20", 20, "")]
    corrected = update("2026-11-19 10:00", ended_at="2026-11-18 15:05")
    assert expectations("2026-11-20 18:00", EXPECTED, on_time, corrected) == [("incident", "late", "15:05", 5, "")]


def test_an_end_after_the_expected_time_is_late_by_the_difference():
    late = update("2026-11-18 17:30", status="resolved")
    assert expectations("2026-11-18 18:00", EXPECTED, late) == [("incident", "late", "17:30", 150, "")]


def test_an_expectation_moved_or_taken_back_in_time_is_replaced():
    moved = update("2026-11-18 14:40", eta="2026-11-18 17:30")
    over = update("2026-11-18 17:10", status="resolved")
    assert expectations("2026-11-18 18:00", EXPECTED, moved, over) == [
        ("incident", "replaced", None, None, "02"),
        ("02", "kept", "17:10", None, ""),
    ]
    for taken_back in ({"eta": "unknown"}, {"eta": "none"}, {"eta_taken_back": True}):
        assert expectations("2026-11-18 18:00", EXPECTED, update("2026-11-18 14:40", **taken_back)) == [
            ("incident", "replaced", None, None, "02")
        ]


def test_an_expectation_moved_after_it_has_passed_was_broken_until_then():
    moved = update("2026-11-18 15:20", eta="2026-11-18 17:30")
    assert expectations("2026-11-18 16:00", EXPECTED, moved) == [
        ("incident", "late", "15:20", 20, "02"),
        ("02", "open", None, None, ""),
    ]


def test_what_was_over_before_its_time_is_kept_though_nobody_knew_and_moved_it():
    moved = update("2026-11-18 15:20", eta="2026-11-18 17:30")
    over = update("2026-11-18 15:40", status="resolved", ended_at="2026-11-18 14:30")
    assert expectations("2026-11-18 18:00", EXPECTED, moved, over) == [
        ("incident", "kept", "14:30", None, ""),
        ("02", "kept", "14:30", None, ""),
    ]


def test_an_expectation_said_again_is_the_same_promise():
    again = update("2026-11-18 14:40", eta="2026-11-18 15:00")
    narrower = update("2026-11-18 14:45", eta=("2026-11-18 14:50", "2026-11-18 15:00"))
    silent = update("2026-11-18 14:50")
    assert expectations("2026-11-18 15:10", EXPECTED, again, narrower, silent) == [
        ("incident", "overdue", None, None, "")
    ]


def test_each_outage_of_an_incident_that_came_back_has_its_own_expectation():
    updates = (
        EXPECTED,
        update("2026-11-18 14:50", status="resolved"),
        update("2026-11-18 16:00", status="investigating", eta="2026-11-18 17:00"),
        update("2026-11-18 17:20", status="resolved"),
    )
    assert expectations("2026-11-18 18:00", *updates) == [
        ("incident", "kept", "14:50", None, ""),
        ("03", "late", "17:20", 20, ""),
    ]


def test_a_false_alarm_and_a_maintenance_that_never_began_take_the_expectation_back():
    false = update("2026-11-18 14:40", status="false_alarm")
    assert expectations("2026-11-18 18:00", EXPECTED, false) == [("incident", "replaced", None, None, "02")]
    planned = update("2026-11-18 10:00", window=("2026-11-18 13:00", "2026-11-18 15:00"), eta="2026-11-18 14:00")
    cancelled = update("2026-11-18 12:00", status="cancelled")
    assert expectations("2026-11-18 18:00", planned, cancelled, kind="maintenance") == [
        ("incident", "replaced", None, None, "02")
    ]
    begun = update("2026-11-18 13:00", status="in_progress")
    stopped = update("2026-11-18 13:30", status="cancelled")
    assert expectations("2026-11-18 18:00", planned, begun, stopped, kind="maintenance") == [
        ("incident", "kept", "13:30", None, "")
    ]


def test_neither_a_withdrawn_word_nor_a_notice_nor_an_end_expects_a_recovery():
    wrong = update("2026-11-18 14:10", eta="2026-11-18 14:20", withdrawn="誤りです")
    assert expectations("2026-11-18 14:30", EXPECTED, wrong) == [("incident", "open", None, None, "")]
    assert expectations("2026-11-18 18:00", EXPECTED, kind="announcement") == []
    assert expectations("2026-11-18 18:00", update("2026-11-18 14:00", status="resolved", eta="2026-11-18 15:00")) == []


# ---- counted


def sums(*incidents, first: str = "2026-11-01", last: str = "2026-11-30", now: str = "2026-12-24 00:00"):
    days = date.fromisoformat(first), date.fromisoformat(last)
    return promise_sums([course(item) for item in incidents], *days, now=t(now), zone=TOKYO)


def test_promises_are_counted_by_what_became_of_them():
    late = incident(
        ID,
        update("2026-11-18 13:58", next_update="2026-11-18 14:30", eta="2026-11-18 15:00"),
        update("2026-11-18 14:42", next_update="2026-11-18 15:30", eta="2026-11-18 16:00"),
        update("2026-11-18 15:30", status="resolved", report_by="2026-11-25"),
    )
    later = incident("2026-11-20-search", update("2026-11-20 10:00", next_update="2026-11-20 10:30"), RESOLVED)
    found = sums(late, later)
    assert found.next_update == KindSums(
        kept=1,
        late=2,
        median_late=timedelta(minutes=36),
        worst=LatePromise("2026-11-20-search", "incident", t("2026-11-20 10:30"), timedelta(hours=1)),
    )
    assert found.eta == KindSums(kept=1, replaced=1)
    assert found.report == KindSums(overdue=1)
    assert (found.next_update.total, found.of(PromiseKind.ETA)) == (3, found.eta)
    assert sums(late, later, now="2026-11-21 00:00").report == KindSums(open=1)


def test_a_promise_counts_on_the_day_for_which_it_was_made_in_the_zone_of_the_site():
    first = update("2026-10-30 10:00", status="resolved", report_by="2026-11-30")
    moved = update("2026-11-29 10:00", report_by="2026-12-05")
    assert sums(incident(ID, first, moved)).report == KindSums(replaced=1)
    assert sums(incident(ID, first, moved), first="2026-12-01", last="2026-12-31").report == KindSums(overdue=1)
    # Half past midnight in Tokyo is still November in UTC.
    night = incident(ID, update("2026-11-30 23:50", next_update="2026-12-01 00:30"))
    assert (sums(night).next_update.total, sums(night, first="2026-12-01", last="2026-12-31").next_update.total) == (
        0,
        1,
    )


def test_without_promises_nothing_is_counted_and_no_lateness_is_invented():
    assert sums() == PromiseSums(date(2026, 11, 1), date(2026, 11, 30))
    assert sums(incident(ID, FIRST, update("2026-11-18 14:10"))).next_update == KindSums(kept=1)


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
