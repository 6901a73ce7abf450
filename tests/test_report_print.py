"""The report on an incident's page: what happened when, and what Chromium prints of it on A4."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader
from small_site import FILES, serving, write_small_site

from noroshi.model.archive import archive
from noroshi.model.problem import Severity
from noroshi.source.load import load
from noroshi.views.context import Context
from noroshi.views.incident_page import incident_view
from noroshi.views.pages import IncidentView
from noroshi.views.pieces import Row, plain
from noroshi.views.report_timeline import report_timeline
from noroshi.wording.language import Language

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
REPORT = """\
---
at: 2026-11-10 15:00
cause: 設定を誤りました
measures:
  check: {what: 設定を自動で確かめる, due: 2026-11-20, owner: 発送部}
---
ご報告します。
"""
FIRST = """\
---
title: 荷物を登録できません
at: 2026-11-01 13:58
began_at: ~2026-11-01 13:42
detected_at: 2026-11-01 13:47
impact: major
services: parcel-api
eta: unknown
actions: 記録を調べております。
---
"""


def context_of(root: Path, files: Mapping[str, str], lang: str = "ja") -> Context:
    """The small site with one more incident, ``x``, as a context of views."""
    write_small_site(root, {**FILES, **{f"incidents/x/{name}": text for name, text in files.items()}})
    content = load(root)
    assert content.site is not None
    assert [problem for problem in content.problems if problem.severity is Severity.ERROR] == []
    return Context(content.site, archive(content.incidents, NOW), Language(lang, content.site.zone))


def timeline_of(root: Path, files: Mapping[str, str], lang: str = "ja") -> list[str]:
    """Its rows as lines: day, time, words."""
    context = context_of(root, files, lang)
    return [
        f"{context.language.dates.local(row.at):%m-%d %H:%M}{'~' if row.about else ''} {plain(row.words)}"
        for row in report_timeline(context, context.archive.by_id["x"])
    ]


def view_of(root: Path, files: Mapping[str, str], lang: str = "ja") -> IncidentView:
    context = context_of(root, files, lang)
    return incident_view(context, context.archive.by_id["x"])


def said(rows: tuple[Row, ...]) -> list[str]:
    return [f"{row.label}：{plain(row.value)}" for row in rows]


MOVED = {
    "incident.md": FIRST,
    "02-identified.md": "---\nat: 2026-11-01 14:40\neta: 2026-11-01 15:00\n---\n",
    "03.md": "---\nat: 2026-11-01 15:05\neta: 2026-11-01 17:30\n---\n",
    "04.md": "---\nat: 2026-11-01 15:20\nwithdrawn: 別の件でした\n---\n",
    "05.md": "---\nat: 2026-11-01 16:12\n---\nまだ直っておりません。\n",
    "06-resolved.md": "---\nat: 2026-11-01 17:40\nended_at: ~2026-11-01 17:24\n---\n",
    "07.md": "---\nat: 2026-11-16 10:00\nmeasures: {check: {state: done, done_on: 2026-11-15}}\n---\n",
    "report.md": REPORT,
}


def test_a_report_tells_beginning_detection_every_update_and_the_end_in_order_of_time(tmp_path: Path) -> None:
    assert timeline_of(tmp_path, MOVED) == [
        "11-01 13:42~ 障害が発生（影響の始まり）",
        "11-01 13:47 検知",
        "11-01 13:58 第1報を公表（復旧見込み 未定）",
        "11-01 14:40 第2報を公表（原因を特定、復旧見込み 15:00頃）",
        "11-01 15:05 第3報を公表（復旧見込みを15:00頃から17:30頃に変更）",
        "11-01 16:12 第5報を公表",
        "11-01 17:24~ 復旧（影響の終わり）",
        "11-01 17:40 第6報を公表（復旧のお知らせ）",
        "11-10 15:00 報告書を公表",
        "11-16 10:00 第7報を公表（再発防止策の進捗）",
    ]


def test_it_is_told_in_english_as_well(tmp_path: Path) -> None:
    assert timeline_of(tmp_path, MOVED, "en")[:5] == [
        "11-01 13:42~ Impact began",
        "11-01 13:47 We detected it",
        "11-01 13:58 Update 1 published (no expected time yet)",
        "11-01 14:40 Update 2 published (cause found; fix expected about 15:00)",
        "11-01 15:05 Update 3 published (expected fix moved from about 15:00 to about 17:30)",
    ]


def test_a_text_that_speaks_from_a_moment_gets_only_what_was_before_it(tmp_path: Path) -> None:
    context = context_of(tmp_path, MOVED)
    course = context.archive.by_id["x"]
    assert course.incident.report is not None
    rows = report_timeline(context, course, until=course.incident.report.at)
    assert plain(rows[-1].words) == "第6報を公表（復旧のお知らせ）"
    assert [plain(row.actions) for row in rows if row.actions] == ["記録を調べております。"]


CASES: Mapping[str, tuple[dict[str, str], list[str]]] = {
    "failing again after the end": (
        {
            "incident.md": FIRST,
            "02-resolved.md": "---\nat: 2026-11-01 14:27\nended_at: 2026-11-01 14:20\n---\n",
            "03.md": "---\nat: 2026-11-01 16:18\nstatus: investigating\n"
            "services: {parcel-api: {state: partial_outage, since: 2026-11-01 16:02}}\n---\n",
            "04-resolved.md": "---\nat: 2026-11-01 17:12\nended_at: 2026-11-01 16:51\n---\n",
        },
        [
            "11-01 13:42~ 障害が発生（影響の始まり）",
            "11-01 13:47 検知",
            "11-01 13:58 第1報を公表（復旧見込み 未定）",
            "11-01 14:20 影響がいったん収まる",
            "11-01 14:27 第2報を公表（復旧のお知らせ）",
            "11-01 16:02 再び発生",
            "11-01 16:18 第3報を公表（再発のお知らせ）",
            "11-01 16:51 復旧（影響の終わり）",
            "11-01 17:12 第4報を公表（復旧のお知らせ）",
        ],
    ),
    "wrong again while we were watching; expectations of another day carry their date": (
        {
            "incident.md": FIRST.replace("eta: unknown", "eta: {from: 2026-11-02 08:00, to: 2026-11-02 10:00}"),
            "02-monitoring.md": "---\nat: 2026-11-01 14:27\neta: unknown\n---\n",
            "03-identified.md": "---\nat: 2026-11-01 16:18\nsuspended: 調べるためです。\n---\n",
            "04-resolved.md": "---\nat: 2026-11-01 17:12\nended_at: unknown\n---\n",
        },
        [
            "11-01 13:42~ 障害が発生（影響の始まり）",
            "11-01 13:47 検知",
            "11-01 13:58 第1報を公表（復旧見込み 11月2日（月）8:00〜10:00頃）",
            "11-01 14:27 第2報を公表（経過観察に移行、復旧見込みを11月2日（月）8:00〜10:00頃から未定に変更）",
            "11-01 16:18 第3報を公表（再発のお知らせ、原因を特定、一時停止のお知らせ）",
            "11-01 17:12 第4報を公表（復旧のお知らせ）",
        ],
    ),
    "a maintenance that took longer": (
        {
            "incident.md": "---\ntitle: 入れ替え\nkind: maintenance\nat: 2026-11-01 10:00\n"
            "window: {start: 2026-11-08 02:00, end: 2026-11-08 05:00}\nservices: labels\n---\n",
            "02.md": "---\nat: 2026-11-02 10:00\nwindow: {start: 2026-11-09 02:00, end: 2026-11-09 05:00}\n---\n",
            "03-in-progress.md": "---\nat: 2026-11-09 02:05\n---\n",
            "04.md": "---\nat: 2026-11-09 04:30\nwindow: {end: 2026-11-09 06:00}\n---\n",
            "05-completed.md": "---\nat: 2026-11-09 05:50\n---\n",
        },
        [
            "11-01 10:00 第1報を公表（実施の予告）",
            "11-02 10:00 第2報を公表（開始の予定を11月8日（日）2:00から11月9日（月）2:00に変更）",
            "11-09 02:00 作業を開始",
            "11-09 02:05 第3報を公表（作業開始のお知らせ）",
            "11-09 04:30 第4報を公表（終了の予定を5:00から6:00に変更）",
            "11-09 05:50 作業を終了",
            "11-09 05:50 第5報を公表（完了のお知らせ）",
        ],
    ),
    "nothing happened": (
        {
            "incident.md": FIRST,
            "02-false-alarm.md": "---\nat: 2026-11-01 14:27\n---\n",
        },
        [
            "11-01 13:58 第1報を公表（復旧見込み 未定）",
            "11-01 14:27 第2報を公表（誤報のお知らせ）",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_happened_is_told_as_it_was(case: str, tmp_path: Path) -> None:
    files, expected = CASES[case]
    assert timeline_of(tmp_path, files) == expected


def test_the_report_says_who_answers_for_it_when_it_was_told_and_how_measures_stand(tmp_path: Path) -> None:
    view = view_of(tmp_path, MOVED)
    assert view.is_document
    assert view.report is not None
    assert view.report.title == "障害報告書"
    assert said(view.report.document) == ["公表日時：2026年11月10日（火）15:00", "発行：株式会社灯台便"]
    overview = said(view.report.overview)
    assert "公表日時（第1報）：2026年11月1日（日）13:58（検知の11分後）" in overview
    assert "対象サービス（最大時の状態）：荷物API（一部停止）" in overview
    assert plain(view.report.measures_note) == "2026年11月16日（月）10:00のお知らせまでの状況です。"
    assert [day.day.text for day in view.report.days][:2] == ["2026年11月1日（日）", "2026年11月10日（火）"]
    assert said(view.report.contact)[0] == "窓口：灯台便サポート"


def test_what_is_open_again_prints_as_a_page_and_not_as_its_report(tmp_path: Path) -> None:
    again = {**MOVED, "08.md": "---\nat: 2026-11-20 10:00\nstatus: investigating\n---\n"}
    assert not view_of(tmp_path, again).is_document


# On paper.

PAPER: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "": (
        "2025-12-10-muteki-id-login",
        (
            "障害報告書",
            "MC-2025-041",
            "第1版",
            "サービス運用部",
            "2025年12月10日（水）9:02頃",
            "2025年12月10日（水）9:05",
            "2025年12月10日（水）9:14（検知の9分後）",
            "2025年12月10日（水）11:15頃",
            "約2時間13分",
            "霧笛ID（全面停止）",
            "第2報を公表（原因を特定、復旧見込み10:15〜10:45頃）",
            "第3報を公表（復旧見込みを10:15〜10:45頃から11:00〜11:30頃に変更）",
            "(1)直接の原因",
            "(2)防げなかった理由",
            "(3)時間を要した理由",
            "実施日：2026年2月12日（木）",
            "2026年1月30日（金）から2026年2月13日（金）に変更しました。理由：",
            "担当：霧笛ID部",
            "186社のお客様",
            "オンライン会議",
            "次回の報告2026年1月16日（金）",
            "support@muteki.example",
            "日本時間",
            "掲載元：https://status.muteki.example/incidents/2025-12-10-muteki-id-login/",
        ),
    ),
    "/en": (
        "2026-06-03-dns",
        (
            "Incidentreport",
            "MC-2026-029",
            "NaotoSagara,HeadofServiceOperations",
            "Wednesday3June2026,13:25JST(13minafterdetection)",
            "about2h4minin2periods",
            "Impactstoppedforthetimebeing",
            "Impactbeganagain",
            "Update4published(itwashappeningagain;",
            "(1)Directcause",
            "doneonFriday5June2026",
            "+813-0000-0000",
            "https://status.muteki.example/en/incidents/2026-06-03-dns/",
        ),
    ),
}
AROUND = ("本文へ移動", "メニュー", "お知らせを受け取る", "稼働率の数え方", "Skip to", "Subscribe", "noroshi", "Atom")
RADICALS = str.maketrans("⻑⻄⻘⻫⻭⻲⼾⺠", "長西青斉歯亀戸民")
"""Fonts map some characters to radicals, of which NFKC does not know all."""


@pytest.fixture(scope="module")
def address(demonstration: Path) -> Iterator[str]:
    with serving(demonstration) as (port, _):
        yield f"http://127.0.0.1:{port}"


def solid(text: str) -> str:
    """Without white space, which a PDF knows only as distance."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).translate(RADICALS))


@pytest.mark.browser
@pytest.mark.parametrize("prefix", PAPER)
def test_a_report_is_printed_as_a_document_on_a4(prefix: str, browser: Any, address: str) -> None:
    incident, expected = PAPER[prefix]
    # A reader who likes it dark gets black on white all the same.
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}{prefix}/incidents/{incident}/")
    page.emulate_media(media="print")
    headings = page.locator(".document-title:visible, h1:visible, h2:visible, h3:visible, h4:visible").all_inner_texts()
    measures = page.locator(".measure").all_inner_texts()
    colours = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor]"
    )
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    context.close()
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert {tuple(round(float(side)) for side in sheet.mediabox) for sheet in printed.pages} == {(0, 0, 595, 842)}
    assert 4 <= len(printed.pages) <= 7
    sheets = [sheet.extract_text() for sheet in printed.pages]
    whole = solid("".join(sheets))
    assert [item for item in expected if solid(item) not in whole] == []
    assert [item for item in AROUND if solid(item) in whole] == []
    for number, sheet in enumerate(sheets, start=1):
        # The number stands in the margin, which comes first or last in the text of a sheet.
        mark = f"{number} / {len(sheets)}"
        lines = [line.strip() for line in sheet.splitlines() if line.strip() not in ("", mark)]
        assert mark in sheet
        # Words before it make it a sentence: "Report due by Wednesday 10 June 2026" only ends like a day's heading.
        last = solid(lines[-1])
        before = [last.removesuffix(solid(heading)) for heading in headings if last.endswith(solid(heading))]
        assert all(any(map(str.isalpha, words)) for words in before), lines[-1]
    assert measures
    for measure in measures:
        assert any(solid(measure) in re.sub(r"\(\d\)", "", solid(sheet)) for sheet in sheets), measure
    # Everything that was published stands behind the report and begins a sheet.
    record = solid(Language(prefix[1:] or "ja", TOKYO).say("page.report_record"))
    begins = [
        index
        for index, sheet in enumerate(sheets)
        if solid(sheet.replace(f"{index + 1} / {len(sheets)}", "")).startswith(record)
    ]
    assert len(begins) == 1
    assert begins[0] >= 2


@pytest.mark.browser
def test_a_page_without_a_report_is_printed_with_what_stands_around_it(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/incidents/2026-11-18-payment-api/")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    context.close()
    whole = solid("".join(sheet.extract_text() for sheet in printed.pages))
    assert solid("霧笛クラウド 稼働状況") in whole
    assert solid("掲載元：https://status.muteki.example/incidents/2026-11-18-payment-api/") in whole
    assert solid("概要") in whole
    assert solid(f"1 / {len(printed.pages)}") not in whole


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/docs/oncall/", "/en/docs/oncall/"])
def test_the_page_for_a_bad_night_is_one_sheet_with_every_command_to_its_end(
    browser: Any, address: str, path: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}{path}")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    commands = [line for text in page.locator("pre").all_inner_texts() for line in text.splitlines() if line[:1] == "$"]
    context.close()
    assert len(printed.pages) == 1
    whole = solid(printed.pages[0].extract_text())
    assert len(commands) >= 4
    assert [command for command in commands if solid(command) not in whole] == []
