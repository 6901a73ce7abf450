"""What pages say of promises: what became of each, where one is overdue, and how many were kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from building import TOKYO, change, incident, measure, report, site, t, update

from noroshi.model.archive import archive
from noroshi.model.incident import Incident
from noroshi.model.promise_sums import promise_sums
from noroshi.model.update import Update
from noroshi.views.context import Context
from noroshi.views.home_page import open_incident
from noroshi.views.incident_data import incident_data
from noroshi.views.incident_markdown import incident_markdown
from noroshi.views.incident_page import incident_view
from noroshi.views.pieces import plain
from noroshi.views.promise_sums import PromiseSumsView, promise_sums_view
from noroshi.views.timeline import timeline
from noroshi.wording.language import Language

ID = "2026-11-18-payment-api"
OTHER = "2026-11-20-search"


def context(*incidents: Incident, now: str, lang: str = "en", **of_site: Any) -> Context:
    return Context(site(**of_site), archive(incidents, t(now)), Language(lang, TOKYO))


# ---- counted

LATE = incident(
    ID,
    update("2026-11-18 13:58", next_update="2026-11-18 14:30", eta="2026-11-18 15:00"),
    update("2026-11-18 14:42", next_update="2026-11-18 15:30", eta="2026-11-18 16:00"),
    update("2026-11-18 15:30", status="resolved"),
)
LATER = incident(
    OTHER, update("2026-11-20 10:00", next_update="2026-11-20 10:30"), update("2026-11-20 11:30", status="resolved")
)


def sums(*incidents: Incident, lang: str = "en", **of_site: Any) -> PromiseSumsView:
    seen = context(*incidents, now="2026-12-01 09:00", lang=lang, **of_site)
    days = date(2026, 11, 1), date(2026, 11, 30)
    return promise_sums_view(seen, promise_sums(seen.archive.courses, *days, now=seen.now, zone=TOKYO))


def test_a_report_says_how_many_were_kept_and_how_late_the_others_were() -> None:
    view = sums(LATE, LATER)
    assert [
        (row.label, {count.label: count.count for count in row.counts if count.count != "0"}) for row in view.rows
    ] == [
        ("Next update", {"Kept": "1", "Late": "2"}),
        ("Expected fix", {"Kept": "1", "Revised in time": "1"}),
    ]
    updates, recovery = view.rows
    assert plain(updates.lateness) == "Late by a median of 36 min, 1 h at most (決済APIの障害)"
    assert [run.path for run in updates.lateness if run.path] == [f"/en/incidents/{OTHER}/#update-incident"]
    assert recovery.lateness == ()
    assert view.method.startswith("Each promise counts")
    assert view.note == ""


@pytest.mark.parametrize(
    ("lang", "note"),
    [
        ("ja", "このサイトでは、守れたお約束と遅れたお約束の件数を公開していません。"),
        ("en", "This site does not publish how many promises were kept and how many were not."),
    ],
)
def test_that_the_sums_are_hidden_is_said_where_they_would_stand(lang: str, note: str) -> None:
    view = sums(LATE, LATER, lang=lang, show_sums=False)
    assert (view.rows, view.method, view.note) == ((), "", note)


def test_where_nothing_was_promised_no_table_of_noughts_stands() -> None:
    view = sums(incident(ID, update("2026-11-18 13:58"), update("2026-11-18 14:42", status="resolved")))
    assert (view.rows, view.note) == ((), "Nothing was promised for this period.")


# ---- in the timeline


def told(*updates: Update, now: str = "2026-12-24 09:00", lang: str = "en", **rest: Any) -> dict[str, list[str]]:
    """Update → its changes, its facts and its promise, as the page tells them."""
    seen = context(incident(ID, *updates, **rest), now=now, lang=lang)
    views = timeline(seen, seen.archive.by_id[ID])
    return {
        view.anchor.removeprefix("update-"): [
            *map(plain, view.changes),
            *(f"{row.label}: {plain(row.value)}" for row in view.rows),
            *([plain(view.promise)] if view.promise else []),
        ]
        for view in reversed(views)
    }


EXPECTED = update("2026-11-18 13:58", eta="2026-11-18 15:00")
FIX = "Expected fix: Wednesday 18 November, about 15:00 JST"


def test_under_the_update_that_expected_it_stands_what_became_of_a_recovery() -> None:
    assert told(EXPECTED, now="2026-11-18 14:00") == {"incident": [FIX]}
    kept = update("2026-11-18 14:50", status="resolved")
    assert told(EXPECTED, kept)["incident"] == [f"{FIX} (kept)"]
    late = update("2026-11-18 17:30", status="resolved")
    assert told(EXPECTED, late)["incident"] == [f"{FIX} (2 h 30 min late, on Wednesday 18 November, 17:30 JST)"]
    # That it has passed stands above, where it is read first.
    assert told(EXPECTED, now="2026-11-18 15:30") == {"incident": [FIX]}


def test_beside_what_became_of_a_promise_every_measure_of_the_update_is_told() -> None:
    moved = update(
        "2026-11-20 10:00",
        report_by="2026-11-25",
        measures={"limits": change("done"), "alerts": change(due="2026-12-20")},
    )
    written = report("2026-11-24 10:00", measure("limits"), measure("alerts"))
    assert told(EXPECTED, moved, report=written)["02"] == [
        "Report due: by Wednesday 25 November 2026 (kept)",
        "Prevention measure: 再発防止策 (Done)",
        "Prevention measure: 再発防止策 (due Sunday 20 December)",
    ]


def test_an_expectation_that_moved_says_so_in_both_places() -> None:
    moved = update("2026-11-18 14:40", eta="2026-11-18 17:30")
    over = update("2026-11-18 17:10", status="resolved")
    change = "Expected fix: Wednesday 18 November, about 15:00 JST → Wednesday 18 November, about 17:30 JST"
    assert told(EXPECTED, moved, now="2026-11-18 15:00") == {
        "incident": [f"{FIX} (revised in time, on Wednesday 18 November, 14:40 JST)"],
        "02": [change],
    }
    assert told(EXPECTED, moved, over)["02"] == [
        change,
        "Expected fix: Wednesday 18 November, about 17:30 JST (kept)",
    ]
    too_late = update("2026-11-18 15:20", eta="2026-11-18 17:30")
    assert told(EXPECTED, too_late, now="2026-11-18 15:30")["incident"] == [
        f"{FIX} (revised only 20 min later, on Wednesday 18 November, 15:20 JST)"
    ]


def test_a_fact_that_changed_is_told_as_a_sentence() -> None:
    first = update(
        "2026-11-18 13:58", eta="2026-11-18 15:00", report_by="2026-11-25", began_at="~2026-11-18 13:50", impact="minor"
    )
    other = update("2026-11-18 14:20", began_at="2026-11-18 13:42", report_by="2026-11-27", impact="major")
    taken_back = update("2026-11-18 14:30", eta_taken_back=True)
    assert told(first, other, taken_back, now="2026-11-18 14:40") == {
        "incident": [
            f"{FIX} (revised in time, on Wednesday 18 November, 14:30 JST)",
            "Report due: by Wednesday 25 November 2026 (revised in time, on Wednesday 18 November, 14:20 JST)",
        ],
        "02": [
            "Impact raised from minor to major",
            "Report due: by Wednesday 25 November 2026 → by Friday 27 November 2026",
            "Began: Wednesday 18 November, about 13:50 JST → Wednesday 18 November, 13:42 JST",
        ],
        "03": ["“Expected fix” no longer applies"],
    }


def test_times_of_an_outage_that_came_back_correct_nothing() -> None:
    updates = (
        update("2026-11-18 13:58", began_at="2026-11-18 13:50"),
        update("2026-11-18 14:30", status="resolved", ended_at="2026-11-18 14:20"),
        update("2026-11-18 16:00", status="investigating", began_at="2026-11-18 15:55"),
        update("2026-11-18 16:30", status="resolved", ended_at="2026-11-18 16:20"),
        update("2026-11-19 10:00", ended_at="2026-11-18 16:25"),
    )
    found = told(*updates)
    assert found["03"] == ["It happened again after the fix, so we reopened this"]
    assert found["04"] == []
    assert found["05"] == ["Ended: Wednesday 18 November, 16:20 JST → Wednesday 18 November, 16:25 JST"]


def test_of_a_withdrawn_update_nothing_is_told() -> None:
    wrong = update("2026-11-18 14:10", eta="2026-11-18 14:20", began_at="2026-11-18 13:00", withdrawn="誤りです")
    assert told(EXPECTED, wrong, now="2026-11-18 14:30") == {"incident": [FIX], "02": []}


# ---- now


@pytest.mark.parametrize(
    ("lang", "eta", "next_update"),
    [
        (
            "ja",
            "お知らせした見込みの時刻（11月18日（水）15:00頃）を過ぎましたが、新しい見込みはまだお知らせできていません",
            "11月18日（水）14:30までにお知らせする予定でしたが、遅れています",
        ),
        (
            "en",
            "The time we expected (Wednesday 18 November, about 15:00 JST) has passed, "
            "and we have not given a new one yet",
            "The update promised by Wednesday 18 November, 14:30 JST is late",
        ),
    ],
)
def test_what_is_overdue_is_said_above_everything_else(lang: str, eta: str, next_update: str) -> None:
    first = update("2026-11-18 13:58", eta="2026-11-18 15:00", next_update="2026-11-18 14:30")
    for now, late in (("2026-11-18 14:10", ()), ("2026-11-18 15:10", (eta, next_update))):
        seen = context(incident(ID, first), now=now, lang=lang)
        course = seen.archive.by_id[ID]
        for rows in (incident_view(seen, course).answers, open_incident(seen, course).answers):
            assert tuple(plain(row.value) for row in rows if row.is_late) == late


def test_an_overdue_report_is_said_among_the_facts_also_after_the_end_but_not_where_clocks_must_not_show() -> None:
    ended = update("2026-11-18 14:30", status="resolved", report_by="2026-11-25")
    seen = context(incident(ID, EXPECTED, ended), now="2026-11-26 09:00")
    course = seen.archive.by_id[ID]
    (late,) = [row for row in incident_view(seen, course).facts if row.is_late]
    assert plain(late.value) == "The report promised by Wednesday 25 November 2026 is late"
    # Of a closed entry the Markdown depends on no clock.
    markdown = incident_markdown(seen, course)
    earlier = context(incident(ID, EXPECTED, ended), now="2026-11-20 09:00")
    assert markdown == incident_markdown(earlier, earlier.archive.by_id[ID])


def test_as_data_a_promise_says_by_which_update_it_was_replaced() -> None:
    moved = update("2026-11-18 14:40", eta="2026-11-18 17:30")
    seen = context(incident(ID, EXPECTED, moved), now="2026-11-18 14:50")
    data = incident_data(seen, seen.archive.by_id[ID])
    first, second = data["promises"]
    assert (first["kind"], first["kept_at"], first["late_seconds"]) == ("eta", None, None)
    assert (first["replaced_at"], first["replaced_in"]) == ("2026-11-18T14:40:00+09:00", "02")
    assert (second["due_at"], second["replaced_at"]) == ("2026-11-18T17:30:00+09:00", None)


def test_a_report_of_the_first_minute_after_its_day_is_late_by_nothing_and_not_in_time() -> None:
    over = update("2026-11-18 14:40", status="resolved", report_by="2026-11-20")
    seen = context(incident(ID, over, report=report("2026-11-21 00:00")), now="2026-11-22 09:00")
    (promise,) = incident_data(seen, seen.archive.by_id[ID])["promises"]
    assert promise["late_seconds"] == 0
