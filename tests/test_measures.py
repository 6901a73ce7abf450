"""``/measures/``: what was promised after every incident, as a page, documents, a feed and a calendar."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from icalendar import Calendar, Event
from jsonschema import Draft202012Validator
from small_site import FILES, NOW, noroshi, write, write_small_site

from noroshi.model.archive import archive
from noroshi.model.watch import FOREVER
from noroshi.source.load import load
from noroshi.views.context import Context
from noroshi.views.measured import account
from noroshi.views.measured_courses import courses_dated, courses_told, current, done_in, years
from noroshi.views.measures_feed import measure_entries
from noroshi.views.measures_page import measures_of_year_view, measures_view
from noroshi.wording.language import Language

Json = dict[str, Any]
FOLDER = "incidents/2026-10-05-tracking-delay"
OLDER = "incidents/2025-08-01-printer"
REPORT = """\
---
at: 2026-10-12 10:00
cause: 集計の処理が止まっていました
cause_state: confirmed
measures:
  watch:
    what: 集計の遅れを監視する
    due: 2026-11-10
    owner: 運用部
  restart:
    what: 止まった集計を自動でやり直す
    due: 2026-11-25
    state: in_progress
  drill:
    what: 手順を訓練で確かめる
    due: 2026-12-20
  list:
    what: 依存する処理の一覧を作る
    state: done
    done_on: 2026-10-09
  later:
    what: 集計の仕組みを入れ替える
---
経緯をご報告します。
"""
ENGLISH = """\
---
measures:
  watch: {what: Watch how late the count is}
  restart: {what: Start a stopped count again by itself}
  drill: {what: Try the steps in a drill}
  list: {what: List what depends on what}
---
Our report.
"""
MOVED = """\
---
at: 2026-11-09 15:00
measures:
  watch: {due: 2026-11-18, reason: 監視の機器が遅れて届くためです。}
---
期限を変更します。
"""
DONE = "---\nat: 2026-11-17 15:00\nmeasures:\n  restart: {state: done, done_on: 2026-11-16}\n---\n実施しました。\n"
OLD = {
    f"{OLDER}/incident.md": "---\ntitle: 印刷の障害\nat: 2025-08-01 10:00\nservices: labels\nstatus: resolved\n"
    "impact: minor\nended_at: 2025-08-01 09:50\nbegan_at: 2025-08-01 09:00\n---\n直りました。\n",
    f"{OLDER}/report.md": "---\nat: 2025-08-08 10:00\nmeasures:\n  spare: {what: 予備の機器を置く, due: 2025-08-31}\n"
    "---\nご報告します。\n",
    f"{OLDER}/02-measures.md": "---\nat: 2025-09-01 10:00\nmeasures:\n  spare: {state: done}\n---\n置きました。\n",
}
PROMISED = {
    **FILES,
    **OLD,
    f"{FOLDER}/report.md": REPORT,
    f"{FOLDER}/report.en.md": ENGLISH,
    f"{FOLDER}/04-moved.md": MOVED,
    f"{FOLDER}/05-done.md": DONE,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with two reports, as it stands on Saturday 21 November 2026."""
    return built(write_small_site(tmp_path_factory.mktemp("measures") / "small", PROMISED))


def built(root: Path, *options: str, now: str = NOW) -> Path:
    ran = noroshi(root, "build", "--quiet", *options, now=now)
    assert ran.status == 0, ran.err
    return root / "_site"


def document(site: Path, path: str = "measures/index.json") -> Json:
    found: Json = json.loads((site / path).read_text(encoding="utf-8"))
    return found


def context_of(root: Path, now: str = NOW) -> Context:
    """The site in its first language at that moment."""
    content = load(root)
    assert content.site is not None
    found = archive(content.incidents, datetime.fromisoformat(now).astimezone(UTC))
    return Context(content.site, found, Language(content.site.languages[0], content.site.zone))


def stands(root: Path, now: str) -> dict[str, list[str]]:
    """Where the page shows which measure at that moment."""
    found = account(context_of(root, now))
    groups = {"overdue": found.overdue, "soon": found.soon, "later": found.later, "done": found.done}
    return {name: [item.state.measure.id for item in items] for name, items in groups.items()}


def events(site: Path, path: str = "measures.ics") -> dict[str, Event]:
    calendar = Calendar.from_ical((site / path).read_bytes())
    assert all(component.errors == [] for component in calendar.walk())
    return {str(event["UID"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


def uids(found: dict[str, Event]) -> dict[str, tuple[date, int, str]]:
    return {uid: (event.decoded("DTSTART"), event["SEQUENCE"], str(event["SUMMARY"])) for uid, event in found.items()}


def entries(site: Path, path: str = "measures.atom") -> list[Any]:
    parsed = feedparser.parse((site / path).read_bytes())
    assert not parsed.bozo
    return list(parsed.entries)


def text_of(site: Path, path: str) -> str:
    text = (site / path).read_text(encoding="utf-8").split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text))


# ---- the page


def test_overdue_first_then_what_comes_then_what_is_done_and_when(site: Path) -> None:
    assert stands(site.parent, NOW) == {
        "overdue": ["watch"],
        "soon": [],
        "later": ["drill", "later"],
        "done": ["restart", "list"],
    }
    text = text_of(site, "en/measures/index.html")
    assert "As of Saturday 21 November 2026: 1 overdue, 0 due within 14 days, 2 due later or without a date." in text
    order = [
        "Overdue",
        "Wednesday 18 November 2026",
        "3 days late",
        "Watch how late the count is",
        "Tracking shows",
        "in 29 days",
        "Try the steps in a drill",
        "集計の仕組みを入れ替える",
        "Done in the last 13 months",
        "Monday 16 November 2026",
        "due Wednesday 25 November 2026",
        "Start a stopped count",
        "Friday 9 October 2026",
    ]
    places = [text.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)


def test_a_moved_date_keeps_the_old_one_and_the_reason_beside_it(site: Path) -> None:
    said = "期限を2026年11月10日（火）から2026年11月18日（水）に変更しました。理由：監視の機器が遅れて届くためです。"
    assert said in text_of(site, "measures/index.html")
    assert "担当：運用部" in text_of(site, "measures/index.html")


@pytest.mark.parametrize(
    ("now", "group", "words"),
    [
        ("2026-11-18T23:59+09:00", "soon", "本日が期限"),
        ("2026-11-19T00:00+09:00", "overdue", "1日超過"),
        ("2026-11-10T12:00+09:00", "soon", "あと8日"),
    ],
)
def test_a_day_counts_until_its_end_in_the_zone_of_the_site(site: Path, now: str, group: str, words: str) -> None:
    view = measures_view(context_of(site.parent, now))
    shown = {item.id: [it.how_soon for it in item.measures] for item in view.groups}
    assert shown[group][0] == words


def test_fifteen_days_ahead_is_later_and_fourteen_is_soon(site: Path) -> None:
    assert stands(site.parent, "2026-12-05T12:00+09:00")["later"] == ["drill", "later"]
    assert stands(site.parent, "2026-12-06T12:00+09:00")["soon"] == ["drill"]


def test_what_was_done_longer_than_thirteen_months_ago_stands_on_the_page_of_its_year_alone(site: Path) -> None:
    root = site.parent
    assert "予備の機器を置く" not in text_of(site, "measures/index.html")
    assert "予備の機器を置く" in text_of(site, "measures/2025/index.html")
    assert "集計" not in text_of(site, "measures/2025/index.html")
    assert stands(root, "2026-10-08T00:00+09:00")["done"][-1] == "spare"
    assert "spare" not in stands(root, "2026-10-10T00:00+09:00")["done"]
    assert years(context_of(root)) == (2026, 2025)


def test_the_page_of_now_holds_until_a_measure_leaves_it_or_the_day_ends_and_that_of_a_year_for_ever(
    site: Path,
) -> None:
    context = context_of(site.parent)
    watch = context.archive.watch
    with watch.recording() as of_year:
        measures_of_year_view(context, 2025)
    assert of_year.until == FOREVER
    with watch.recording() as of_now:
        measures_view(context)
    assert of_now.until == datetime.fromisoformat("2026-11-22T00:00+09:00")
    with watch.recording() as listed:
        current(context_of(site.parent))
    assert listed.until > of_now.until


def test_of_each_file_only_the_incidents_that_it_tells_of_are_read(site: Path) -> None:
    context = context_of(site.parent)
    tracking, printer = "2026-10-05-tracking-delay", "2025-08-01-printer"
    assert [course.id for course in current(context)] == [tracking]
    assert [course.id for course in done_in(context, 2025)] == [printer]
    assert [course.id for course in courses_dated(context)] == [tracking]
    assert [course.id for course in courses_told(context)] == [tracking, printer]
    feeds = replace(context.site.feeds, entries=8)
    assert [course.id for course in courses_told(replace(context, site=replace(context.site, feeds=feeds)))] == [
        tracking,
        printer,
    ]
    short = replace(context, site=replace(context.site, feeds=replace(context.site.feeds, entries=7)))
    assert [course.id for course in courses_told(short)] == [tracking]


def test_a_site_without_measures_has_neither_the_page_nor_a_link_to_it(tmp_path: Path) -> None:
    root = write_small_site(tmp_path / "small")
    write(
        root,
        "incidents/rehearsal/incident.md",
        "---\ntitle: 訓練\nat: 2026-11-01 10:00\ndrill: true\n---\n訓練です。\n",
    )
    write(
        root, "incidents/rehearsal/report.md", "---\nat: 2026-11-02 10:00\nmeasures: {try: {what: 試す}}\n---\n訓練。\n"
    )
    gone = "---\ntitle: 誤り\nat: 2026-11-01 10:00\nwithdrawn: 誤りでした。\n---\n誤り。\n"
    write(root, "incidents/withdrawn/incident.md", gone)
    write(
        root, "incidents/withdrawn/report.md", "---\nat: 2026-11-02 10:00\nmeasures: {try: {what: 試す}}\n---\n誤り。\n"
    )
    found = built(root, "--drills")
    assert not list(found.glob("measures*"))
    assert "measures/" not in (found / "index.html").read_text(encoding="utf-8")
    guide = (found / "llms.txt").read_text(encoding="utf-8")
    assert "https://status.todai.example/measures/" not in guide
    assert 'id="measures"' not in (found / "subscribe/index.html").read_text(encoding="utf-8")


def test_every_page_leads_to_it_and_so_do_the_report_and_whoever_lists_addresses(site: Path) -> None:
    assert 'href="en/measures/"' not in (site / "index.html").read_text(encoding="utf-8")
    assert '<a href="measures/">すべての再発防止策</a>' in (site / "index.html").read_text(encoding="utf-8")
    report = (site / f"{FOLDER}/index.html").read_text(encoding="utf-8")
    assert report.count('<a href="../../measures/">すべての再発防止策</a>') == 2
    assert "https://status.todai.example/en/measures/2025/" in (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "https://status.todai.example/measures/index.json" in (site / "llms.txt").read_text(encoding="utf-8")
    following = (site / "subscribe/index.html").read_text(encoding="utf-8")
    for name in ("measures.atom", "measures.rss", "measures.json", "measures.ics"):
        assert f'href="../{name}"' in following
    page = (site / "measures/index.html").read_text(encoding="utf-8")
    assert '<a href="../incidents/2026-10-05-tracking-delay/#update-report">' in page
    assert '<link rel="alternate" type="application/atom+xml"' in page


# ---- as data


def test_the_documents_are_what_their_schema_says(site: Path) -> None:
    schema = document(site, "api/schemas/measures-1.json")
    Draft202012Validator.check_schema(schema)
    for path in ("measures", "en/measures", "measures/2025", "measures/2026", "en/measures/2026"):
        found = document(site, f"{path}/index.json")
        assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
        assert found.keys() == schema["properties"].keys()
        assert all(it.keys() == schema["$defs"]["measure_of_site"]["properties"].keys() for it in found["measures"])


def test_a_document_says_what_the_page_says(site: Path) -> None:
    found = document(site)
    assert [(it["id"], it["state"], it["overdue"]) for it in found["measures"]] == [
        ("watch", "planned", True),
        ("drill", "planned", False),
        ("later", "planned", False),
        ("restart", "done", False),
        ("list", "done", False),
    ]
    watch = found["measures"][0]
    assert (watch["due"], watch["owner"], watch["updated_at"]) == ("2026-11-18", "運用部", "2026-11-09T15:00:00+09:00")
    assert watch["moved"][0] | {"reason": None} == {"from": "2026-11-10", "to": "2026-11-18", "reason": None}
    assert watch["incident"]["url"] == "https://status.todai.example/incidents/2026-10-05-tracking-delay/"
    assert [it["year"] for it in found["years"]] == [2026, 2025]
    old = document(site, "measures/2025/index.json")
    # Nobody named a day: it counts as done when that was said.
    assert [(it["id"], it["done_on"], it["updated_at"]) for it in old["measures"]] == [
        ("spare", None, "2025-09-01T10:00:00+09:00")
    ]


# ---- the feed


def test_each_word_on_a_measure_is_an_entry_of_the_moment_at_which_it_was_said(site: Path) -> None:
    found = [(it.id.split(",2026:")[1], it.title, it.published) for it in entries(site, "en/measures.atom")]
    assert found[:3] == [
        ("2026-10-05-tracking-delay/measure-restart/05-done:en", "Done: Start a stopped count again by itself",
         "2026-11-17T15:00:00+09:00"),
        ("2026-10-05-tracking-delay/measure-watch/04-moved:en", "New due date: Watch how late the count is",
         "2026-11-09T15:00:00+09:00"),
        ("2026-10-05-tracking-delay/measure-later/report:en", "New prevention measure: 集計の仕組みを入れ替える",
         "2026-10-12T10:00:00+09:00"),
    ]  # fmt: skip
    assert len(found) == 9
    for ending in ("rss", "json"):
        assert (site / f"measures.{ending}").is_file()


def test_an_hour_later_the_feed_is_the_same_and_an_edit_changes_the_one_entry(tmp_path: Path) -> None:
    root = write_small_site(tmp_path / "small", PROMISED)
    before = {it.id: (it.title, it.updated, it.summary) for it in entries(built(root))}
    content = (root / "_site/measures.atom").read_bytes()
    built(root, now="2026-11-21T13:00+09:00")
    assert (root / "_site/measures.atom").read_bytes() == content
    edited = MOVED.replace("2026-11-18", "2026-11-19").replace(
        "---\n期限", "edited: {at: 2026-11-20 09:00, why: 誤記}\n---\n期限"
    )
    write(root, f"{FOLDER}/04-moved.md", edited)
    after = {it.id: (it.title, it.updated, it.summary) for it in entries(built(root))}
    assert after.keys() == before.keys()
    (changed,) = (id for id in after if after[id] != before[id])
    assert changed.endswith("measure-watch/04-moved:ja")
    assert after[changed][1] == "2026-11-20T09:00:00+09:00"
    # Taken back, the old date holds again, and who read the entry is told.
    write(root, f"{FOLDER}/04-moved.md", edited.replace("edited:", "withdrawn: 別の件でした。\nedited:"))
    site = built(root)
    taken = {it.id: it.title for it in entries(site)}
    assert taken[changed] == "【取り下げ】集計の遅れを監視する"
    assert document(site)["measures"][0]["due"] == "2026-11-10"


# ---- the calendar


def test_a_due_date_is_a_day_in_the_calendar_and_what_is_done_says_so(site: Path) -> None:
    found = uids(events(site))
    tracking = "2026-10-05-tracking-delay"
    assert found == {
        f"watch.{tracking}": (date(2026, 11, 18), 1, "【再発防止策】集計の遅れを監視する"),
        f"restart.{tracking}": (date(2026, 11, 25), 2, "【実施済み】止まった集計を自動でやり直す"),
        f"drill.{tracking}": (date(2026, 12, 20), 0, "【再発防止策】手順を訓練で確かめる"),
    }
    event = events(site)[f"watch.{tracking}"]
    assert b"DTSTART;VALUE=DATE:20261118\r\n" in event.to_ical()
    assert str(event["DESCRIPTION"]).split("\n")[:3] == ["期限：2026年11月18日（水）", "状況：実施予定", "担当：運用部"]
    english = events(site, "en/measures.ics")
    assert {uid: event["SEQUENCE"] for uid, event in english.items()} == {uid: it[1] for uid, it in found.items()}


def test_the_sequence_rises_with_every_change_and_never_falls(tmp_path: Path) -> None:
    root = write_small_site(tmp_path / "small", PROMISED)
    watch = "watch.2026-10-05-tracking-delay"
    seen = [uids(events(built(root)))[watch][:2]]
    steps = {
        "06-again.md": "---\nat: 2026-11-18 15:00\nmeasures: {watch: {due: 2026-11-30}}\n---\n変更します。\n",
        "07-done.md": "---\nat: 2026-11-20 15:00\nmeasures: {watch: {state: done}}\n---\n実施しました。\n",
        "04-moved.md": MOVED.replace("at: 2026-11-09 15:00\n", "at: 2026-11-09 15:00\nwithdrawn: 誤り\n"),
    }
    for name, text in steps.items():
        write(root, f"{FOLDER}/{name}", text)
        seen.append(uids(events(built(root)))[watch][:2])
    assert [day for day, _ in seen] == [date(2026, 11, 18), *[date(2026, 11, 30)] * 3]
    assert [number for _, number in seen] == [1, 2, 3, 4]


def test_what_is_taken_up_again_is_no_longer_done(tmp_path: Path) -> None:
    root = write_small_site(tmp_path / "small", PROMISED)
    change = "{state: in_progress, reason: 再び止まったためです。}"
    text = f"---\nat: 2026-11-20 15:00\nmeasures: {{restart: {change}}}\n---\n再開します。\n"
    write(root, f"{FOLDER}/06-again.md", text)
    context = context_of(root)
    (restart,) = (item for item in account(context).soon if item.state.measure.id == "restart")
    assert (restart.state.state, restart.state.done_on, restart.state.closed) == ("in_progress", None, None)
    newest = measure_entries(context, "status.todai.example,2026")[0]
    assert newest.title == "【実施中】止まった集計を自動でやり直す"
    assert [row.value[0].text for row in newest.content[0].rows if row.key == "why"] == ["再び止まったためです。"]
