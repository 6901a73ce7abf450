"""When an update was published, how often it was edited, and what nobody can know: on the page and in its data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from edited_incident import (
    ID,
    changed,
    commit,
    contexts,
    course_of,
    history,
    marked,
    one,
    page,
    published_in_time,
    revision,
    said,
    update,
)
from small_site import FILES

from noroshi.model.provenance import NO_HISTORY, Act, FileHistory, History, Known, Provenance
from noroshi.render.links import LinksMode
from noroshi.render.pages import render_page
from noroshi.render.theme import load_theme
from noroshi.views.feed_entries import Entries
from noroshi.views.incident_data import incident_data
from noroshi.views.incident_markdown import incident_markdown
from noroshi.views.pages import IncidentView
from noroshi.views.parts import UpdateView
from noroshi.views.pieces import plain

CAUSE = "02-identified.md"


def cause(*revisions: tuple[int, str, Act, str], name: str = CAUSE, **facts: str) -> FileHistory:
    """The second update, or its translation: (commit, when, act, body) each."""
    return one(name, *(revision(commit(number, at), act, name, body, **facts) for number, at, act, body in revisions))


EDITED = cause((2, "05T09:59", Act.PUBLISHED, "15:00に直ります。"), (7, "05T11:21", Act.EDITED, "17:30に直ります。"))


def second(given: History, tag: str = "en", **more: str) -> UpdateView:
    reason = {f"incidents/{ID}/{name}": text for name, text in more.items()}
    return update(page(contexts(given, reason)[tag]), "02-identified")


def foot(view: IncidentView) -> list[str]:
    return said(view.record.known) if view.record else []


# Times.


@pytest.mark.parametrize(
    ("at", "waited", "words"),
    [
        ("05T10:02", 0, []),
        ("05T10:20", 0, ["Published at 10:20, 22 min after this time"]),
        ("05T10:20", 21, ["Published at 10:20, 22 min after this time", "Written at 09:59"]),
        ("05T09:40", 0, ["Published at 09:40, 18 min before this time"]),
        ("06T09:58", 0, ["Published at Tuesday 6 October, 09:58 JST, 1 day after this time"]),
    ],
)
def test_where_it_was_not_published_when_it_was_said_the_page_says_so(at: str, waited: int, words: list[str]) -> None:
    late = one(CAUSE, revision(commit(2, at, minutes_to_publish=waited), Act.PUBLISHED, CAUSE))
    assert said(second(history(late)).times) == words


def test_in_japanese_it_is_said_in_the_order_of_japanese() -> None:
    late = one(CAUSE, revision(commit(2, "05T10:10"), Act.PUBLISHED, CAUSE))
    assert said(second(history(late), "ja").times) == ["10:10に公開（発表時刻の12分後）"]


def test_beside_the_first_word_stands_when_it_began() -> None:
    view = page(contexts(NO_HISTORY)["en"])
    assert [said(it.times) for it in view.timeline] == [[], [], ["Began at 08:50, 22 min before this was said"]]


def test_an_entry_that_came_into_git_long_after_it_was_said_tells_so_once() -> None:
    late = commit(1, "20T10:00")
    files = [one(name, revision(late, Act.PUBLISHED, name)) for name in published_in_time()]
    view = page(contexts(history(*files))["en"])
    assert foot(view) == [
        "This entry was added to the public record on Tuesday 20 October 2026, 14 days 23 h after its last update. "
        "When its updates were published before that is not known here."
    ]
    assert [said(it.times) for it in view.timeline[:2]] == [[], []]


# Edits.


def test_an_edit_without_a_reason_is_told_as_a_fact_with_what_it_changed() -> None:
    view = second(history(EDITED))
    assert view.edits_title == "Edited once"
    (note,) = view.edits
    assert plain(note.sentence) == "Edited on Monday 5 October 2026, 11:21 JST: no reason is given"
    assert changed(note) == ["[-15:00-]{+17:30+}に直ります。"]
    assert [change.lang for change in note.changes] == ["ja"]
    assert [(run.text, run.path) for run in note.commit] == [
        ("commit 0000000", f"https://git.todai.example/status/commit/{7:040x}")
    ]


def test_every_edit_has_the_reason_whose_time_is_nearest_and_the_newest_stands_first() -> None:
    edits = (3, "05T11:00", Act.EDITED, "b"), (4, "05T12:00", Act.EDITED, "c"), (5, "05T13:00", Act.EDITED, "d")
    known = cause((2, "05T09:59", Act.PUBLISHED, "a"), *edits)
    text = FILES[f"incidents/{ID}/{CAUSE}"].replace(
        "cause:", "edited: [{at: 2026-10-05 11:01, why: 桁の誤り}, {at: 2026-10-05 12:58, why: 時刻の誤り}]\ncause:"
    )
    view = second(history(known), "ja", **{CAUSE: text})
    assert view.edits_title == "掲載後に3回修正しました"
    assert [plain(note.sentence).partition("：")[2] for note in view.edits] == [
        "時刻の誤り",
        "理由の記載はありません",
        "桁の誤り",
    ]


def test_an_edit_that_only_the_file_tells_of_stays() -> None:
    text = FILES[f"incidents/{ID}/{CAUSE}"].replace("cause:", "edited: {at: 2026-10-05 11:01, why: 桁の誤り}\ncause:")
    for given in (NO_HISTORY, history()):
        view = second(given, "ja", **{CAUSE: text})
        assert view.edits_title == "掲載後に1回修正しました"
        assert [plain(note.sentence) for note in view.edits] == ["2026年10月5日（月）11:01に修正しました：桁の誤り"]
    edited = contexts(history(), {f"incidents/{ID}/{CAUSE}": text})["ja"]
    assert foot(page(edited))[0].startswith("掲載後に修正したお知らせは1件です。")


def test_facts_are_told_by_their_labels() -> None:
    before = {"impact": "major", "services.parcel-api": "partial_outage", "window.end": "10:00", "next_update": "+1h"}
    after = {"impact": "critical", "services.parcel-api": "major_outage", "window.end": "11:00", "scope": "all"}
    first = revision(commit(2, "05T09:59"), Act.PUBLISHED, CAUSE, "x", **before)
    last = revision(commit(7, "05T11:21"), Act.EDITED, CAUSE, "x", **after)
    (note,) = second(history(one(CAUSE, first, last))).edits
    assert changed(note) == [
        "Impact: [-major-]{+critical+}",
        "Parcel API: [-Partial outage-]{+Major outage+}",
        "When (window.end): [-10:00-]{+11:00+}",
        "What is affected: {+all+}",
        "Next update: [-+1h-]",
    ]


def test_known_words_of_facts_are_said_as_pages_say_them() -> None:
    before = {
        "title": "遅れています",
        "status": "investigating",
        "impact": "minor",
        "services": "parcel-api",
        "cause": "unknown",
        "scope": "none",
        "data": "major",
        "eta": "unknown",
    }
    after = {
        **before,
        "title": "止まっています",
        "status": "identified",
        "impact": "critical",
        "services": "labels",
        "cause": "回線の故障です。",
        "scope": "unknown",
        "data": "minor",
        "eta": "none",
        "at": "09:50",
    }
    first = revision(commit(2, "05T09:59"), Act.PUBLISHED, CAUSE, "x", **before)
    last = revision(commit(7, "05T11:21"), Act.EDITED, CAUSE, "x", **after)
    ((japanese,), (english,)) = (second(history(one(CAUSE, first, last)), tag).edits for tag in ("ja", "en"))
    assert changed(japanese) == [
        "題名: [-遅れています-]{+止まっています+}",
        "状況: [-調査中-]{+原因を特定+}",
        "影響度: [-小-]{+甚大+}",
        "対象サービス: [-荷物API-]{+送り状+}",
        "原因: [-調査中です。-]{+回線の故障です。+}",
        "影響範囲: [-お客様への影響はございません。-]{+対象の範囲は調査中です。+}",
        "データと請求への影響: [-major-]{+minor+}",
        "復旧見込み: [-現時点では未定です。-]{+復旧の予定はございません。+}",
        "発表日時: {+09:50+}",
    ]
    # What nobody translated stays as it was typed, in its own language.
    assert [(fact.key, fact.lang, marked(fact.said)) for fact in english.changes[0].facts if fact.lang] == [
        ("title", "ja", "[-遅れています-]{+止まっています+}"),
        ("cause", "ja", "[-unknown-]{+回線の故障です。+}"),
        ("data", "ja", "[-major-]{+minor+}"),
        ("at", "ja", "{+09:50+}"),
    ]
    assert changed(english)[1:4] == [
        "Status: [-Investigating-]{+Identified+}",
        "Impact: [-minor-]{+critical+}",
        "Services: [-Parcel API-]{+Labels+}",
    ]


def test_what_one_commit_did_to_an_update_and_its_translation_is_one_edit() -> None:
    other = cause(
        (2, "05T09:59", Act.PUBLISHED, "Fixed by 15:00."),
        (7, "05T11:21", Act.EDITED, "Fixed by 17:30."),
        (8, "05T12:00", Act.EDITED, "Repaired by 17:30."),
        name="02-identified.en.md",
    )
    given = history(EDITED, other)
    english, japanese = (second(given, tag) for tag in ("en", "ja"))
    assert [changed(note) for note in english.edits] == [
        ["[-Fixed-]{+Repaired+} by 17:30."],
        ["[-15:00-]{+17:30+}に直ります。", "Fixed by [-15:00-]{+17:30+}."],
    ]
    assert english.edits_title == "Edited 2 times"
    assert [changed(note) for note in japanese.edits] == [["[-15:00-]{+17:30+}に直ります。"]]


def test_what_says_the_same_is_no_edit_and_another_name_is_told() -> None:
    old = revision(commit(2, "05T09:59"), Act.PUBLISHED, "02-cause.md", "原因が\n分かりました。", cause="a")
    steps = (
        old,
        revision(commit(3, "05T11:00"), Act.EDITED, "02-cause.md", "原因が分かりました。", cause="a"),
        revision(commit(4, "06T09:00"), Act.MOVED, CAUSE, "原因が分かりました。", cause="a"),
    )
    view = second(history(one(CAUSE, *steps)))
    assert view.edits == ()
    assert said(view.times) == ["Renamed from 02-cause.md to 02-identified.md on Tuesday 6 October 2026, 09:00 JST"]


def test_what_must_not_be_shown_is_not_and_neither_is_the_commit_that_would_show_it() -> None:
    steps = (
        revision(commit(2, "05T09:59"), Act.PUBLISHED, CAUSE, withheld=True),
        revision(commit(3, "05T11:00"), Act.EDITED, CAUSE, withheld=True),
        revision(commit(4, "05T11:30"), Act.EDITED, CAUSE, "分かりました。"),
        revision(commit(5, "05T12:00"), Act.EDITED, CAUSE, "もう分かりました。"),
    )
    newest, *hidden = second(history(one(CAUSE, *steps))).edits
    assert changed(newest) == ["{+もう+}分かりました。"]
    assert [(said(note.notes), note.changes, note.commit) for note in hidden] == [
        (["The earlier text is not shown."], (), ())
    ] * 2


def test_of_a_withdrawn_update_only_times_are_told() -> None:
    text = "---\nat: 2026-10-05 09:58\nwithdrawn: 別の障害の内容でした\n---\n"
    late = cause((2, "05T10:30", Act.PUBLISHED, "a"), (7, "05T11:21", Act.EDITED, "b"))
    view = second(history(late), **{CAUSE: text, "02-identified.en.md": ""})
    assert said(view.times) == ["Published at 10:30, 32 min after this time"]
    assert [note.changes for note in view.edits] == [()]


def test_of_many_edits_the_newest_show_what_they_changed() -> None:
    edits = (
        (number, f"06T{number // 60:02}:{number % 60:02}", Act.EDITED, f"第{number}版") for number in range(10, 40)
    )
    view = second(history(cause((2, "05T09:59", Act.PUBLISHED, "初版"), *edits)))
    assert [bool(note.changes) for note in view.edits] == [True] * 20 + [False] * 10
    assert all(note.commit for note in view.edits)


def test_a_signed_commit_is_called_so_and_nothing_leads_to_a_repository_that_is_not_public() -> None:
    signed = commit(7, "05T11:21", signature="ssh")
    first, last = EDITED.revisions
    given = history(one(CAUSE, first, replace(last, commit=signed)))
    ((note,), (private,)) = (
        update(page(contexts(given, url=url)["en"]), "02-identified").edits
        for url in ("https://git.todai.example/{commit}", "")
    )
    assert plain(note.commit) == "commit 0000000 (signed; the signature is not checked here)"
    assert private.commit == ()


# What is no more.


GONE = one(
    "04-extra.md",
    revision(commit(5, "05T10:10"), Act.PUBLISHED, "04-extra.md"),
    revision(commit(6, "06T09:00", subject="It was about <another> incident"), Act.REMOVED, "04-extra.md"),
)


def test_a_removed_update_leaves_a_line_where_it_was_published() -> None:
    view = page(contexts(history(GONE))["en"])
    assert [it.anchor for it in view.timeline] == [
        "update-03-resolved",
        "update-04-extra",
        "update-02-identified",
        "update-incident",
    ]
    line = view.timeline[1]
    assert plain(line.withdrawn) == (
        "An update that was published here on Monday 5 October 2026, 10:10 JST was removed on "
        "Tuesday 6 October 2026, 09:00 JST."
    )
    assert (line.sign.word, line.number, line.body) == ("Removed", "", None)
    assert said(line.times) == ["commit 0000000: It was about <another> incident"]


def test_the_words_of_a_commit_are_shown_only_where_everybody_can_read_them() -> None:
    view = page(contexts(history(GONE), url="")["en"])
    assert update(view, "04-extra").times == ()


def test_a_file_that_was_gone_for_a_while_and_a_picture_that_was_replaced_are_told() -> None:
    steps = (Act.PUBLISHED, Act.REMOVED, Act.RESTORED)
    back = one(
        CAUSE, *(revision(commit(n, f"05T{n:02}:00"), act, CAUSE) for n, act in zip((10, 11, 12), steps, strict=True))
    )
    steps = (Act.PUBLISHED, Act.EDITED, Act.REMOVED)
    graph = one(
        "a.png", *(revision(commit(n, f"05T{n}:00"), act, "a.png") for n, act in zip((10, 11, 12), steps, strict=True))
    )
    view = page(contexts(history(back, graph))["en"])
    assert said(update(view, "02-identified").times) == [
        "02-identified.md was removed on Monday 5 October 2026, 11:00 JST and published again on "
        "Monday 5 October 2026, 12:00 JST"
    ]
    assert foot(view)[:2] == [
        "a.png was removed on Monday 5 October 2026, 12:00 JST",
        "a.png was replaced on Monday 5 October 2026, 11:00 JST",
    ]


# What can be known.

UNKNOWN = (
    "There is no git history for this entry here: when its updates were published, and whether they were edited beyond "
    "what is noted here, is not known."
)
CUT_OFF = (
    "The history known here is cut off: when some of these updates were published, and what was edited before, "
    "is not known."
)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (NO_HISTORY, [UNKNOWN]),
        (History(Known.COMPLETE), [UNKNOWN]),
        (history(), ["No update was edited after it was published."]),
        (history(EDITED), ["Updates edited after publication: 1. Each edit is shown with its update."]),
        (history(known=Known.FICTION), []),
        (history(GONE), ["Removed after publication: 1."]),
        (
            history(GONE, EDITED),
            [
                "Removed after publication: 1.",
                "Updates edited after publication: 1. Each edit is shown with its update.",
            ],
        ),
        (
            history(
                cause((2, "05T09:59", Act.FOUND, "a"), (7, "05T11:21", Act.EDITED, "b")),
                known=Known.SHALLOW,
            ),
            [
                "Updates edited after publication: at least 1. Each edit that is known here is shown with its update.",
                CUT_OFF,
            ],
        ),
        (
            history(one(CAUSE, revision(commit(2, "06T10:00"), Act.FOUND, CAUSE)), known=Known.SHALLOW),
            [CUT_OFF],
        ),
        (
            history(one(CAUSE, *EDITED.revisions[:1], uncommitted=True), uncommitted=("05-new.md",)),
            ["Files of this entry that are not committed yet: 2"],
        ),
        (
            History(Known.COMPLETE, {ID: Provenance((), ("incident.md",))}.get),
            ["Files of this entry that are not committed yet: 1"],
        ),
    ],
)  # fmt: skip
def test_what_is_known_and_what_is_not_is_said_once(given: History, words: list[str]) -> None:
    assert foot(page(contexts(given)["en"])) == words


def test_edits_of_a_folder_whose_first_file_is_no_update_stand_at_its_foot() -> None:
    entry = f"incidents/{ID}/incident.md"
    head, _, body = FILES[entry].removeprefix("---\n").partition("---\n")
    facts = "".join(f"{line}\n" for line in head.splitlines() if not line.startswith("at:"))
    files = {
        entry: f"---\n{facts}---\n",
        f"incidents/{ID}/incident.en.md": "---\ntitle: Tracking shows parcels late\n---\n",
        f"incidents/{ID}/01-first.md": f"---\nat: 2026-10-05 09:12\n---\n{body}",
    }
    first = revision(commit(1, "05T09:13"), Act.PUBLISHED, "incident.md", "", title="荷物の追跡が止まっています")
    last = revision(commit(7, "05T11:13"), Act.EDITED, "incident.md", "", title="荷物の追跡が遅れています")
    begun = one("01-first.md", revision(commit(1, "05T09:13"), Act.PUBLISHED, "01-first.md"))
    view = page(contexts(history(begun, one("incident.md", first, last)), files)["en"])
    assert view.record is not None
    assert view.record.edits_title == "Edits to the title and the facts: 1"
    assert [changed(note) for note in view.record.edits] == [["Title: 荷物の追跡が[-止まっています-]{+遅れています+}"]]


# Beside the page.


def test_the_data_say_the_same_without_a_text() -> None:
    context = contexts(history(EDITED, GONE))["en"]
    data = incident_data(context, course_of(context))["provenance"]
    files = {it["id"]: it for it in data["files"]}
    assert (data["known"], data["uncommitted"]) == ("complete", 0)
    assert list(files) == ["incident", "02-identified", "03-resolved", "04-extra"]
    assert files["02-identified"] == {
        "id": "02-identified",
        "published": {
            "commit": f"{2:040x}",
            "author_at": "2026-10-05T09:59:00+09:00",
            "committed_at": "2026-10-05T09:59:00+09:00",
        },
        "revisions": [
            {"act": "edited", "at": "2026-10-05T11:21:00+09:00", "commit": f"{7:040x}", "reason": None},
        ],
    }
    assert [step["act"] for step in files["04-extra"]["revisions"]] == ["removed"]


def test_git_tells_the_markdown_of_an_edit_and_never_a_feed() -> None:
    context = contexts(history(EDITED))["en"]
    without = replace(context, history=NO_HISTORY)
    notes = [note for part in incident_markdown(context, course_of(context)).parts for note in said(part.notes)]
    assert "Edited on Monday 5 October 2026, 11:21 JST: no reason is given" in notes
    one_way, other = (Entries(it, "status.todai.example,2026").of_incident(course_of(it)) for it in (context, without))
    assert one_way == other


@pytest.mark.parametrize("theme", ["default", "plain"])
def test_what_was_typed_cannot_become_markup(theme: str) -> None:
    evil = cause(
        (2, "05T09:59", Act.PUBLISHED, "<b onclick=x>a"), (7, "05T11:21", Act.EDITED, "<script>b</script>"), title="<i>"
    )
    view = page(contexts(history(evil, GONE))["en"])
    html = render_page(load_theme(Path(), theme), view, LinksMode.SITE).content.decode()
    assert "&lt;script&gt;b" in html
    assert "about &lt;another&gt; incident" in html
    assert not any(tag in html for tag in ("<b onclick", "<script>b", "<i>"))
