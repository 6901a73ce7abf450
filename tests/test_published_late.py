"""Where git says otherwise than ``at``: promises kept by their own time, and what reports count of edits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from edited_incident import ID, commit, contexts, course_of, history, one, page, revision, said, update
from small_site import FILES

from noroshi.model.figures import Reported, reported
from noroshi.model.provenance import NO_HISTORY, Act, FileHistory, Gone, History, Known
from noroshi.views.context import Context
from noroshi.views.figures import EditsView
from noroshi.views.figures_data import figures_data
from noroshi.views.figures_page import figures_view
from noroshi.views.figures_rows import COLUMNS, figures_rows
from noroshi.views.incident_markdown import incident_markdown
from noroshi.views.pieces import plain

CAUSE = "02-identified.md"
# The incident promises its next update by 10:12; that one states 9:58.
KEPT = "Next update by Monday 5 October, 10:12 JST (kept)"
BOTH = "Next update by Monday 5 October, 10:12 JST (on time by its own time; published Monday 5 October, {at} JST)"
ADDED = f"incidents/{ID}/{CAUSE}"


def cause(*revisions: tuple[int, str, Act, str]) -> FileHistory:
    """The second update: (commit, when, act, its ``at`` then) each."""
    return one(CAUSE, *(revision(commit(n, at), act, CAUSE, "原因", at=typed) for n, at, act, typed in revisions))


def published(at: str) -> FileHistory:
    return cause((2, at, Act.PUBLISHED, "2026-10-05 09:58"))


def promise(context: Context) -> str:
    return plain(update(page(context), "incident").promise)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (history(published("05T09:59")), KEPT),
        # Later than its own time by half an hour, and in time all the same.
        (history(published("05T10:12")), KEPT),
        (history(published("05T10:13")), BOTH.format(at="10:13")),
        (history(published("05T10:30")), BOTH.format(at="10:30")),
        # Nobody knows when it was published, or all of it came into the record afterwards.
        (history(cause((2, "05T10:30", Act.FOUND, "2026-10-05 09:58"))), KEPT),
        (replace(history(published("05T10:30")), known=Known.FICTION), KEPT),
        (NO_HISTORY, KEPT),
        (
            history(
                *(
                    one(f"{name}.md", revision(commit(1, "20T10:00"), Act.PUBLISHED, f"{name}.md"))
                    for name in ("incident", "02-identified", "03-resolved")
                )
            ),
            KEPT,
        ),
    ],
)
def test_a_promise_kept_by_the_time_of_its_answer_says_when_that_was_published(given: History, words: str) -> None:
    context = contexts(given)["en"]
    assert promise(context) == words
    parts = incident_markdown(context, course_of(context)).parts
    assert words in [note for part in parts for note in said(part.notes)]


def test_in_japanese_both_times_are_said() -> None:
    assert promise(contexts(history(published("05T10:30")))["ja"]) == (
        "次回のお知らせ：10月5日（月）10:12までに（お知らせの時刻では期限内ですが、公開は10月5日（月）10:30でした）"
    )


def test_minutes_matter_where_the_time_of_the_answer_was_changed_after_it_was_published() -> None:
    text = FILES[ADDED].replace("2026-10-05 09:58", "2026-10-05 10:11")
    honest = cause((2, "05T10:14", Act.PUBLISHED, "2026-10-05 10:11"))
    changed = cause((2, "05T10:14", Act.PUBLISHED, "2026-10-05 10:14"), (7, "05T12:00", Act.EDITED, "2026-10-05 10:11"))
    for file, words in ((honest, KEPT), (changed, BOTH.format(at="10:14"))):
        assert promise(contexts(history(file), {ADDED: text})["en"]) == words


# ---- reports


def october(context: Context) -> Reported:
    return next(it for it in reported(context.archive, context.site.zone) if (it.year, it.month) == (2026, 10))


def edits(given: History, tag: str = "en", files: dict[str, str] | None = None) -> EditsView | None:
    context = contexts(given, files)[tag]
    return figures_view(context, october(context)).edits


def data(given: History) -> Any:
    context = contexts(given)["en"]
    return figures_data(context, october(context))


def rows(given: History) -> dict[str, object]:
    context = contexts(given)["en"]
    found = [dict(zip(COLUMNS, row, strict=True)) for row in figures_rows(context, october(context))]
    return {f"{row['figure']} {row['of']}".strip(): row["value"] for row in found}


LOWERED = cause((2, "05T10:30", Act.PUBLISHED, "2026-10-05 10:30"), (7, "06T09:00", Act.EDITED, "2026-10-05 09:58"))
EXTRA = one(
    "04-extra.md",
    revision(commit(5, "05T11:00"), Act.PUBLISHED, "04-extra.md"),
    revision(commit(6, "05T12:00"), Act.REMOVED, "04-extra.md"),
)
NO_MORE = Gone(
    "2026-10-09-mail",
    revision(commit(8, "09T10:00"), Act.PUBLISHED, "incident.md"),
    revision(commit(9, "12T10:00"), Act.REMOVED, "incident.md"),
)


def test_a_report_counts_what_was_edited_and_removed_with_the_incidents() -> None:
    found = edits(history(LOWERED, EXTRA, gone=(NO_MORE,)))
    assert found is not None
    words = "Edited updates: 1 (without a reason: 1). Removed updates: 1."
    assert (found.total, found.limit) == (words, "")
    assert [(it.incident.text, it.incident.path, it.said) for it in found.lines] == [
        ("Tracking shows parcels late", f"/en/incidents/{ID}/", words)
    ]
    assert [plain(it).partition(",")[0] for it in found.gone] == ["2026-10-09-mail"]


def test_an_edit_with_a_reason_is_no_edit_without_one() -> None:
    text = FILES[ADDED].replace("cause:", "edited: {at: 2026-10-06 09:00, why: 時刻の誤り}\ncause:")
    found = edits(history(LOWERED), "ja", {ADDED: text})
    assert found is not None
    assert found.total == "修正したお知らせ：1件（うち理由の記載なし：0件）、削除したお知らせ：0件"


def test_as_data_and_as_a_table_the_report_says_the_same() -> None:
    given = history(LOWERED, EXTRA, gone=(NO_MORE,))
    found, table = data(given), rows(given)
    counts = {"edited": 1, "without_reason": 1, "removed": 1}
    assert found["edits"] == {
        "known": "complete",
        **counts,
        "entries": [{"incident": ID, **counts}],
        "removed_entries": ["2026-10-09-mail"],
    }
    assert {name: table[f"edits_{name}"] for name in counts} == counts
    assert table["edits_removed_entries"] == 1
    assert [it["published_late"] for it in found["promises"].values()] == [1, 0, 0]
    assert (table["promises_published_late next_update"], table["promises_kept next_update"]) == (1, 1)


def test_a_report_says_how_many_of_those_kept_were_published_late_and_by_which_times_it_counts() -> None:
    context = contexts(history(LOWERED))["en"]
    sums = figures_view(context, october(context)).promises
    assert [row.published_late for row in sums.rows] == ["Of those kept, published after the promised time: 1"]
    assert sums.method.endswith("Kept or late is counted by the times that the updates state.")


@pytest.mark.parametrize("given", [NO_HISTORY, replace(history(LOWERED), known=Known.FICTION)])
def test_where_nobody_knows_a_report_says_nothing_of_edits(given: History) -> None:
    assert edits(given) is None
    assert data(given)["edits"] is None
    assert {it["published_late"] for it in data(given)["promises"].values()} == {None}
    assert {value for name, value in rows(given).items() if name.startswith("edits_")} == {""}


def test_where_the_history_is_cut_off_the_report_says_that_there_may_be_more() -> None:
    found = edits(history(known=Known.SHALLOW))
    assert found is not None
    assert found.total == "Edited updates: 0 (without a reason: 0). Removed updates: 0."
    assert "cut off" in found.limit


def test_a_promise_that_was_kept_because_its_time_was_changed_afterwards_says_so() -> None:
    first = one(
        "incident.md",
        *(
            revision(commit(n, at), act, "incident.md", "x", next_update=due)
            for n, at, act, due in (
                (1, "05T09:13", Act.PUBLISHED, "2026-10-05 09:45"),
                (4, "05T10:30", Act.EDITED, "2026-10-05 10:12"),
            )
        ),
    )
    context = contexts(history(first))["en"]
    assert promise(context) == f"{KEPT} (this time was changed after publication: Monday 5 October, 10:30 JST)"
    assert promise(contexts(history(one("incident.md", *first.revisions[:1])))["en"]) == KEPT
