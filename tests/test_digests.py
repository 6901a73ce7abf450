"""A day, a week or a month as one letter: what belongs to it, in both languages, with figures as on the pages."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from letter_desk import demonstration
from small_site import CHECKOUT, FILES, noroshi, write, write_small_site

from noroshi.model.archive import archive, as_of
from noroshi.model.digest import Digest, digest
from noroshi.model.periods import Period, PeriodKind, around, between, last_full
from noroshi.render.letters import LetterText, letter_templates
from noroshi.source.load import Content, load
from noroshi.views.context import Context
from noroshi.views.digest import DigestView, digest_view
from noroshi.wording.language import Language

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = "2026-11-16T07:00+09:00"
"""The week before it is 9 to 15 November."""

QUIET_SITE = {path: text for path, text in FILES.items() if not path.startswith("incidents/")}

BUSY_WEEK = {
    # Told before the week, ended in it.
    "2026-11-06-labels-slow/incident.md": """\
---
title: 送り状の印刷の遅れ
at: 2026-11-06 09:00
services: {labels: degraded_performance}
scope: 送り状の印刷に1分ほどかかります。
cause: unknown
next_update: 2026-11-09 09:00
---
調べています。
""",
    "2026-11-06-labels-slow/02-resolved.md": """\
---
at: 2026-11-09 08:30
cause: 印刷の順番待ちが長くなっていました。
report_by: 2026-11-18
---
直りました。
""",
    # Told in it, over.
    "2026-11-10-parcel-stop/incident.md": """\
---
title: 荷物APIの停止
at: 2026-11-10 12:05
services: {parcel-api: major_outage}
began_at: 2026-11-10 12:00
scope: 荷物を登録できません。
next_update: +30m
---
調べています。
""",
    "2026-11-10-parcel-stop/02-resolved.md": """\
---
at: 2026-11-10 13:50
ended_at: 2026-11-10 13:40
---
直りました。
""",
    # Told in it, not over, and our next word is late.
    "2026-11-14-tracking-stale/incident.md": """\
---
title: 追跡の表示が古い
at: 2026-11-14 10:00
services: {tracking: partial_outage}
scope: 西の倉庫の荷物の現在地が、半日前のものです。
eta: 2026-11-16 12:00
next_update: 2026-11-15 18:00
---
調べています。
""",
    # Over since September; a word of thanks in the week.
    "2026-09-01-labels-blank/incident.md": """\
---
title: 白紙の送り状
at: 2026-09-01 09:00
status: resolved
began_at: 2026-09-01 08:00
ended_at: 2026-09-01 08:30
services: labels
---
直りました。
""",
    "2026-09-01-labels-blank/02-thanks.md": """\
---
at: 2026-11-12 11:00
---
白紙の送り状は、すべて刷り直しました。
""",
    "2026-11-11-alarm/incident.md": """\
---
title: 追跡の停止
at: 2026-11-11 09:00
services: {tracking: major_outage}
next_update: +30m
---
調べています。
""",
    "2026-11-11-alarm/02-false-alarm.md": """\
---
at: 2026-11-11 09:20
---
監視の誤りでした。
""",
    "2026-11-12-twice/incident.md": """\
---
title: 荷物APIの停止（二重の掲載）
at: 2026-11-12 09:00
services: parcel-api
withdrawn: 同じお知らせを二度掲載しました。
edited: {at: 2026-11-12 09:30, why: 取り下げました。}
next_update: +1h
---
調べています。
""",
    "2026-11-13-wrong-mail/incident.md": """\
---
title: 料金のメールの誤り
kind: correction
at: 2026-11-13 15:00
corrects: {subject: 料金のご案内, sent_at: 2026-11-13 10:00, from: info@todai.example, to: 個人のお客様, count: 1204}
mistake: 送料が上がります。
right: 送料は変わりません。
request: メールは削除してください。
---
誤ったメールをお送りし、申し訳ございません。
""",
    "2026-11-08-tracking-maintenance/incident.md": """\
---
title: 追跡の装置の入れ替え
kind: maintenance
at: 2026-11-01 10:00
services: tracking
window: {start: 2026-11-13 01:00, end: +1h}
---
追跡が止まります。
""",
    "2026-11-08-tracking-maintenance/02-completed.md": "---\nat: 2026-11-13 02:00\n---\n終わりました。\n",
    "2026-11-08-labels-upgrade/incident.md": """\
---
title: 送り状の作業
kind: maintenance
at: 2026-11-02 10:00
services: labels
window: {start: 2026-11-14 01:00, end: +1h}
---
送り状が止まります。
""",
    "2026-11-08-labels-upgrade/02-cancelled.md": "---\nat: 2026-11-13 09:00\n---\n中止します。\n",
    "2026-11-12-parcel-move/incident.md": """\
---
title: 荷物APIの移設
kind: maintenance
at: 2026-11-12 10:00
services: parcel-api
window: {start: 2026-12-20 23:00, end: 2026-12-21 04:00}
scope: 荷物の登録
---
荷物APIが止まります。
""",
    "2026-11-11-holiday/incident.md": """\
---
title: 祝日の受付
kind: announcement
at: 2026-11-11 08:00
---
受け付けます。
""",
    "2026-11-12-drill/incident.md": """\
---
title: 訓練の障害
drill: true
at: 2026-11-12 08:00
services: {labels: major_outage}
next_update: +1h
---
訓練です。
""",
    "2026-11-12-draft/incident.md": """\
---
title: 下書きの障害
draft: true
at: 2026-11-12 08:00
services: labels
---
まだです。
""",
}

EN = "---\ntitle: Old places\nscope: Half a day old.\n{more}---\nWe look.\n"

MEASURES = {
    "2026-10-01-parcel-lost/incident.md": """\
---
title: 荷物の記録の欠け
at: 2026-10-01 09:00
status: resolved
began_at: 2026-10-01 08:00
ended_at: 2026-10-01 08:30
services: {parcel-api: partial_outage}
---
直りました。
""",
    "2026-10-01-parcel-lost/report.md": """\
---
at: 2026-10-08 10:00
cause: 記録の書き込みが重なりました。
cause_state: confirmed
measures:
  lock: {what: 書き込みの順番を決める, due: 2026-11-13}
  alarm: {what: 欠けを知らせる警報を置く, due: 2026-10-30}
  drill: {what: 戻す手順を訓練する, due: 2026-11-29}
  audit: {what: 記録を月に一度照合する, due: 2026-12-01}
  spare: {what: 予備の記録を取る, due: 2026-10-05, state: done, done_on: 2026-10-02}
---
荷物の記録が欠けました。
""",
    "2026-10-01-parcel-lost/02-measures.md": """\
---
at: 2026-11-12 10:00
measures:
  lock: {state: done, done_on: 2026-11-11}
  alarm: {due: 2026-12-11, reason: 部品の納入が遅れているためです。}
  audit: {due: 2026-12-25, reason: 月末の作業と重なるためです。}
---
再発防止策の進み具合です。
""",
}


def in_english(files: dict[str, str]) -> dict[str, str]:
    """The same files in English beside them: the text keys that they have."""
    found = {}
    for path, text in files.items():
        lines = []
        for key in ("title", "scope", "cause", "withdrawn", "mistake", "right", "request"):
            typed = re.search(rf"^{key}: (.+)$", text, re.M)
            if typed and typed[1] not in ("none", "unknown"):
                lines.append(f"{key}: The {key} of {path.split('/')[0]}.")
        if "corrects:" in text:
            lines.append("corrects: {subject: Our prices, to: Private customers}")
        if "edited:" in text:
            lines.append("edited: [{why: We withdrew it.}]")
        found[path.replace(".md", ".en.md")] = "---\n" + "\n".join(lines) + "\n---\nIn English.\n"
    return found


def site(root: Path, files: dict[str, str]) -> Path:
    """The small site without its own incidents, with these."""
    write_small_site(root, QUIET_SITE)
    for path, text in {**files, **in_english(files)}.items():
        if path.endswith("report.en.md"):
            names = re.findall(r"^  (\w+): ", files[path.replace(".en.md", ".md")], re.M)
            measures = "".join(f"  {name}: {{what: The {name}.}}\n" for name in names)
            text = f"---\ncause: The cause.\nmeasures:\n{measures}---\nIn English.\n"
        if path.endswith("02-measures.en.md"):
            reasons = "  alarm: {reason: A part is late.}\n  audit: {reason: The month ends.}\n"
            text = f"---\nmeasures:\n{reasons}---\nIn English.\n"
        write(root, f"incidents/{path}", text)
    assert noroshi(root, "check", now=MONDAY).status == 0
    return root


@cache
def loaded(root: Path) -> Content:
    return demonstration() if root == CHECKOUT else load(root)


def gathered(root: Path, period: Period, now: str = MONDAY, service: str | None = None) -> Digest:
    content, at = loaded(root), datetime.fromisoformat(now).astimezone(UTC)
    assert content.site is not None
    incidents, _ = as_of(content.incidents, at)
    return digest(archive(incidents, at, drills=True).without_drills, content.site, period, service)


def said(
    root: Path, period: Period, lang: str, now: str = MONDAY, service: str | None = None
) -> tuple[DigestView, LetterText]:
    content, at = loaded(root), datetime.fromisoformat(now).astimezone(UTC)
    assert content.site is not None
    incidents, _ = as_of(content.incidents, at)
    context = Context(content.site, archive(incidents, at), Language(lang, content.site.zone))
    view = digest_view(context, digest(context.archive, content.site, period, service))
    return view, letter_templates(root).letter(view, frozenset(term for term, _ in view.terms))


def week(day: str = "2026-11-09") -> Period:
    return around(PeriodKind.WEEKLY, date.fromisoformat(day), TOKYO)


def section(text: str, title: str) -> str:
    """The lines of a section: from the heading that holds the title to the next heading."""
    found = re.search(rf"^\d+\. [^\n]*{re.escape(title)}[^\n]*\n(.*?)(?=^\d+\. |^─|\Z)", text, re.M | re.S)
    assert found, title
    return found[1]


# ---- which period


@pytest.mark.parametrize(
    ("kind", "now", "first", "last"),
    [
        ("weekly", "2026-11-16T07:00+09:00", "2026-11-09", "2026-11-15"),
        ("weekly", "2026-11-16T00:00+09:00", "2026-11-09", "2026-11-15"),
        ("weekly", "2026-11-15T23:59+09:00", "2026-11-02", "2026-11-08"),
        ("weekly", "2026-11-19T12:00+09:00", "2026-11-09", "2026-11-15"),
        ("daily", "2026-11-16T07:00+09:00", "2026-11-15", "2026-11-15"),
        ("daily", "2026-11-15T20:00+00:00", "2026-11-15", "2026-11-15"),
        ("monthly", "2026-12-01T07:00+09:00", "2026-11-01", "2026-11-30"),
        ("monthly", "2026-03-31T07:00+09:00", "2026-02-01", "2026-02-28"),
        ("monthly", "2026-01-15T07:00+09:00", "2025-12-01", "2025-12-31"),
    ],
)
def test_without_a_day_it_is_the_last_one_that_is_over_on_the_clock_of_the_site(
    kind: str, now: str, first: str, last: str
) -> None:
    found = last_full(PeriodKind(kind), datetime.fromisoformat(now), TOKYO)
    assert (found.first, found.last) == (date.fromisoformat(first), date.fromisoformat(last))
    assert found.end <= datetime.fromisoformat(now)


def test_a_week_has_the_hours_that_its_zone_gives_it() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    summer_ends = around(PeriodKind.WEEKLY, date(2026, 10, 25), berlin)
    assert summer_ends.end - summer_ends.start == timedelta(days=7, hours=1)


def test_a_period_of_days_ends_with_its_last_day_and_one_of_moments_before_its_last() -> None:
    days = between(date(2026, 11, 1), date(2026, 11, 15), TOKYO)
    assert (days.name, days.day_count) == ("period-2026-11-01-2026-11-15", 15)
    assert days.holds(datetime(2026, 11, 15, 23, 59, tzinfo=TOKYO))
    moments = between(datetime(2026, 11, 1, 10, tzinfo=TOKYO), datetime(2026, 11, 15, tzinfo=TOKYO), TOKYO)
    assert (moments.first, moments.last) == (date(2026, 11, 1), date(2026, 11, 14))
    assert not moments.holds(datetime(2026, 11, 1, 9, 59, tzinfo=TOKYO))
    with pytest.raises(ValueError, match="nothing"):
        between(date(2026, 11, 2), date(2026, 11, 1), TOKYO)


# ---- what belongs to it


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site(tmp_path_factory.mktemp("busy"), BUSY_WEEK)


@pytest.mark.parametrize(
    ("place", "ids"),
    [
        ("open", ["2026-11-14-tracking-stale"]),
        ("closed", ["2026-11-06-labels-slow", "2026-11-10-parcel-stop"]),
        ("changed", ["2026-09-01-labels-blank"]),
        ("false_alarms", ["2026-11-11-alarm"]),
        ("corrections", ["2026-11-13-wrong-mail"]),
        ("notices", ["2026-11-11-holiday"]),
        ("planned", []),
        ("planned_later", ["2026-11-12-parcel-move"]),
        ("finished", ["2026-11-08-tracking-maintenance"]),
        ("cancelled", ["2026-11-08-labels-upgrade"]),
        ("new", ["2026-11-10-parcel-stop", "2026-11-14-tracking-stale"]),
    ],
)
def test_every_entry_has_its_place(busy: Path, place: str, ids: list[str]) -> None:
    assert [course.incident.id for course in getattr(gathered(busy, week()), place)] == ids


def test_what_was_withdrawn_is_said_with_the_time_of_the_edit(busy: Path) -> None:
    [found] = gathered(busy, week()).withdrawn
    assert (found.course.incident.id, found.step) == ("2026-11-12-twice", None)
    assert found.at == datetime(2026, 11, 12, 9, 30, tzinfo=TOKYO)


def test_maintenance_is_coming_for_fourteen_days_today_included(tmp_path: Path) -> None:
    head = "---\ntitle: 作業\nkind: maintenance\nat: 2026-10-01 09:00\nservices: labels\n"
    text = head + "window: {{start: {start}, end: +1h}}\n---\n作業です。\n"
    days = {"inside": "2026-11-29 23:59", "outside": "2026-11-30 00:00", "under-way": "2026-11-16 06:30"}
    root = site(tmp_path, {f"{name}/incident.md": text.format(start=start) for name, start in days.items()})
    assert [course.incident.id for course in gathered(root, week()).planned] == ["under-way", "inside"]
    assert gathered(root, week()).planned_later == ()
    view, letter = said(root, week(), "ja")
    assert "今後14日間のメンテナンス（11月16日（月）〜11月29日（日））" in letter.text
    assert "状況：作業中です" in letter.text
    assert view.ahead == "11月16日（月）〜11月29日（日）"


def test_what_happened_after_a_past_week_is_no_part_of_it_but_what_is_open_now_is(busy: Path) -> None:
    earlier = gathered(busy, week("2026-11-02"))
    assert [course.incident.id for course in earlier.new] == ["2026-11-06-labels-slow"]
    assert [course.incident.id for course in earlier.open] == ["2026-11-14-tracking-stale"]
    assert earlier.corrections == earlier.withdrawn == ()


def test_a_digest_of_one_service_holds_what_names_it(busy: Path) -> None:
    found = gathered(busy, week(), service="tracking")
    assert [course.incident.id for course in found.open] == ["2026-11-14-tracking-stale"]
    assert [course.incident.id for course in found.finished] == ["2026-11-08-tracking-maintenance"]
    assert found.closed == found.corrections == found.notices == found.withdrawn == ()
    assert [item.service.id for item in found.measured] == ["tracking"]
    view, letter = said(busy, week(), "ja", service="tracking")
    assert letter.subject == "【週次レポート】追跡 稼働状況 11/9（月）〜11/15（日）"
    assert (view.file_name, view.page) == (
        "weekly-2026-11-09-tracking",
        "https://status.todai.example/services/tracking/",
    )


def test_what_only_a_withdrawn_update_says_of_a_service_is_no_news_of_it(tmp_path: Path) -> None:
    files = {
        "one/incident.md": BUSY_WEEK["2026-11-14-tracking-stale/incident.md"],
        "one/02-wrong.md": """\
---
at: 2026-11-14 11:00
services: {labels: major_outage}
withdrawn: 送り状は止まっていません。
edited: {at: 2026-11-14 11:10, why: 取り下げました。}
next_update: +1h
---
送り状も止まりました。
""",
    }
    found = gathered(site(tmp_path, files), week(), service="labels")
    assert found.open == ()
    [taken_back] = found.withdrawn
    assert taken_back.step is not None
    assert (taken_back.step.number, taken_back.at) == (2, datetime(2026, 11, 14, 11, 10, tzinfo=TOKYO))


# ---- measures


@pytest.fixture(scope="module")
def promised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site(tmp_path_factory.mktemp("promised"), MEASURES)


def test_measures_are_done_late_due_or_moved_and_stand_once(promised: Path) -> None:
    found = gathered(promised, week())
    groups = (found.done, found.late, found.due, found.moved)
    assert [[item.state.measure.id for item in group] for group in groups] == [
        ["lock"],
        ["alarm"],
        ["drill"],
        ["audit"],
    ]
    # An update that tells nothing but these is no other news.
    assert found.changed == ()


def test_a_date_that_was_moved_stands_beside_the_first_one_with_the_reason(promised: Path) -> None:
    _, letter = said(promised, week(), "ja")
    measures = section(letter.text, "再発防止策の進み具合")
    assert "　　・欠けを知らせる警報を置く\n" in measures
    assert "期限：10月30日（金） → 12月11日（金）に変更\n　　　理由：部品の納入が遅れているためです。" in measures
    assert "当初の期限を過ぎているもの：1件" in measures
    assert "実施日：11月11日（水）" in measures
    _, english = said(promised, week(), "en")
    assert "Due: was Friday 30 October, now Friday 11 December\n  Why: A part is late." in english.text


def test_a_date_that_was_moved_and_moved_back_is_not_told_as_moved(tmp_path: Path) -> None:
    back = "---\nat: 2026-11-13 10:00\nmeasures:\n  alarm: {due: 2026-10-30, reason: 届きました。}\n---\n戻します。\n"
    root = site(tmp_path, {**MEASURES, "2026-10-01-parcel-lost/03-back.md": back})
    _, letter = said(root, week(), "ja")
    measures = section(letter.text, "再発防止策の進み具合")
    assert "　　　期限：10月30日（金）\n" in measures
    assert "10月30日（金） →" not in measures


def test_a_measure_done_before_anybody_was_told_is_news_in_the_week_that_tells_it(promised: Path) -> None:
    october = gathered(promised, week("2026-10-08"), now="2026-10-12T07:00+09:00")
    assert [item.state.measure.id for item in october.done] == ["spare"]
    _, letter = said(promised, week("2026-10-08"), "ja", now="2026-10-12T07:00+09:00")
    assert "実施日：10月2日（金）" in letter.text
    assert "当初の期限を過ぎているものはありません。" in letter.text


# ---- how it is said


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_table_of_contents_lists_the_sections_that_exist_from_one(busy: Path, lang: str) -> None:
    view, letter = said(busy, week(), lang)
    listed = re.findall(r"^[\u3000 ]+(\d+)\. (.+)$", letter.text, re.M)
    headings = re.findall(r"^(\d+)\. (.+)$", letter.text, re.M)
    assert [int(number) for number, _ in listed] == list(range(1, len(view.sections) + 1))
    assert [number for number, _ in headings] == [number for number, _ in listed]
    assert [title for _, title in listed] == [item.contents for item in view.sections]
    assert "reports" not in {item.key for item in view.sections}


def test_the_japanese_letter_says_what_is_open_and_what_comes_next(busy: Path) -> None:
    _, letter = said(busy, week(), "ja")
    assert letter.subject == "【週次レポート】灯台便 稼働状況 11/9（月）〜11/15（日）"
    assert letter.text.startswith("株式会社灯台便です。\n2026年11月9日（月）から11月15日（日）までの稼働状況")
    assert "内容は11月16日（月）7:00現在のもので、時刻は日本時間、24時間表記です。" in letter.text
    assert section(letter.text, "まとめ") == (
        "　現在、1件の障害に対応しております。\n"
        "　この週に新しくお知らせした障害は2件です。1件は復旧し、1件は対応を続けております。\n"
        "　お願いと代替手段は、それぞれの項目に記載しております。\n\n"
    )
    assert section(letter.text, "現在発生中の障害（1件）") == (
        "　追跡の表示が古い\n"
        "　発生：11月14日（土）10:00から継続中\n"
        "　影響：西の倉庫の荷物の現在地が、半日前のものです。\n"
        "　復旧見込み：11月16日（月）12:00頃\n"
        "　次回のお知らせ：11月15日（日）18:00までにお知らせする予定でしたが、遅れております\n"
        "　https://status.todai.example/incidents/2026-11-14-tracking-stale/\n\n"
    )
    _, later = said(busy, week(), "ja", now="2026-11-19T07:00+09:00")
    assert (
        "　復旧見込み：11月16日（月）12:00頃の見込みでしたが、その時刻を過ぎており、"
        "新しい見込みはまだお知らせできておりません\n"
    ) in later.text
    assert "　報告書：11月18日（水）までに公表する予定でしたが、遅れております\n" in later.text
    closed = section(letter.text, "復旧した障害（2件）")
    assert "　期間：11月10日（火）12:00〜13:40（1時間40分）\n" in closed
    assert "　期間：11月6日（金）9:00〜11月9日（月）8:30（2日23時間）\n" in closed
    assert "　報告書：11月18日（水）までに公表\n" in closed
    assert "続報：1件（最新は11月12日（木）11:00）" in section(letter.text, "続報（1件）")
    correction = section(letter.text, "訂正（1件）")
    assert "　配信先：個人のお客様（1,204件）\n　誤：送料が上がります。\n　正：送料は変わりません。\n" in correction
    assert "続報" not in correction
    assert "訂正：11月11日（水）9:20に、誤報とお知らせ" in section(letter.text, "誤報（1件）")
    assert "理由：同じお知らせを二度掲載しました。" in section(letter.text, "取り下げたお知らせ（1件）")
    assert "12月20日（日）23:00〜12月21日（月）4:00（5時間）" in section(letter.text, "15日目以降のメンテナンス")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_to_do_stands_with_what_is_open_and_the_lead_says_so(tmp_path: Path, lang: str) -> None:
    one = BUSY_WEEK["2026-11-14-tracking-stale/incident.md"]
    asking = one.replace("eta:", "request: 電話をください。\nworkaround: 窓口をお使いください。\neta:")
    root = site(tmp_path / "asking", {"one/incident.md": asking})
    write(root, "incidents/one/incident.en.md", EN.format(more="request: Call us.\nworkaround: Use the desk.\n"))
    _, letter = said(root, week(), lang)
    helps = "　代替手段：窓口をお使いください。\n　お願い：電話をください。\n"
    assert (helps if lang == "ja" else "  What to do: Use the desk. Call us.\n") in letter.text
    nothing = one.replace("eta:", "request: none\nworkaround: none\neta:")
    root = site(tmp_path / "nothing", {"one/incident.md": nothing})
    write(root, "incidents/one/incident.en.md", EN.format(more=""))
    _, letter = said(root, week(), lang)
    lead = "　お客様による操作は必要ありません。\n" if lang == "ja" else " You do not need to do anything. All times"
    assert lead in letter.text


def test_only_what_belongs_to_the_period_is_counted_in_its_subject_and_lead(busy: Path) -> None:
    october = around(PeriodKind.MONTHLY, date(2026, 10, 1), TOKYO)
    _, letter = said(CHECKOUT, october, "en", now="2026-11-21T15:05+09:00")
    assert letter.subject == "Muteki Cloud Status, October 2026: 2 incidents, both fixed"
    assert letter.text.startswith(
        "We reported 2 new incidents in October 2026, and both are fixed. 2 incidents that began later are open now. "
    )
    _, letter = said(CHECKOUT, october, "ja", now="2026-11-21T15:05+09:00")
    assert "いずれも復旧しております。\n　現在は、その後に発生した2件の障害に対応しております。" in letter.text
    # One that began before the period and is still open belongs to it.
    view, _ = said(busy, week("2026-11-16"), "en", now="2026-11-23T07:00+09:00")
    assert (view.open_count, view.new_count) == (1, 0)


def test_the_english_letter_begins_with_the_news_and_names_the_zone_once(busy: Path) -> None:
    _, letter = said(busy, week(), "en")
    assert letter.subject == "Todai Post Status, week of 9 to 15 November: 2 incidents, 1 open"
    assert letter.text.startswith(
        "1 incident is open now. We reported 2 new incidents in the week of 9 to 15 November: 1 fixed, 1 still open. "
        "What to do is listed with each entry below. "
        "All times are JST (UTC+9), as of 07:00 (22:00 UTC, 15 November) on Monday 16 November 2026.\n"
    )
    assert letter.text.count("JST") == 1
    assert "  When: Tuesday 10 November, 12:00 to 13:40 (1 h 40 min)\n" in section(letter.text, "Fixed (2)")
    assert "  To: Private customers (1,204)\n" in section(letter.text, "Corrections (1)")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_it_never_tells_of_rehearsals_and_drafts(busy: Path, lang: str) -> None:
    _, letter = said(busy, week(), lang)
    assert "drill" not in letter.text
    assert "draft" not in letter.text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_it_apologises_for_nothing_and_the_wording_rules_find_nothing(busy: Path, promised: Path, lang: str) -> None:
    for root in (busy, promised):
        _, letter = said(root, week(), lang)
        assert (letter.found, letter.apologies) == ((), 0)


def test_a_quiet_week_is_said_in_two_sentences(tmp_path: Path) -> None:
    root = site(tmp_path, {})
    view, letter = said(root, week(), "ja")
    assert view.is_quiet
    assert (
        letter.text
        == (
            "株式会社灯台便です。\n"
            "2026年11月9日（月）から11月15日（日）までは、お知らせする障害、訂正、メンテナンスはございませんでした。"
            "11月16日（月）7:00現在、すべてのサービスが通常どおり稼働しております。今後14日間（11月16日（月）〜11月29日（日））に、"
            "予定しているメンテナンスと期限を迎える再発防止策もございません。お客様による操作は必要ありません。（時刻は日本時間、24時間表記です）\n\n"
        )
        + letter.text[letter.text.index("─") :]
    )
    _, english = said(root, week(), "en")
    assert english.subject == "Todai Post Status, week of 9 to 15 November: nothing to report"
    assert "%" not in english.text
    assert "1." not in english.text


def test_a_week_that_is_not_over_says_until_when_it_looks(busy: Path) -> None:
    thursday = "2026-11-12T15:05+09:00"
    _, letter = said(busy, week(), "ja", now=thursday)
    assert letter.subject == "【週次レポート・途中経過】灯台便 稼働状況 11/9（月）〜11/15（日）"
    assert "途中経過をお知らせいたします。内容は11月12日（木）15:05現在のもので" in letter.text
    availability = section(letter.text, "稼働率（11月9日（月）〜11月12日（木）、途中まで）")
    assert "　数えた時間：丸3日間と、11月12日（木）の15:05まで\n" in availability
    _, english = said(busy, week(), "en", now=thursday)
    assert english.subject == "Todai Post Status, week so far, to 12 November: 1 incident, fixed"
    assert "Counted: 3 full days, and Thursday 12 November until 15:05" in english.text


def test_dates_of_another_year_name_theirs(tmp_path: Path) -> None:
    root = site(
        tmp_path, {"old/incident.md": BUSY_WEEK["2026-11-14-tracking-stale/incident.md"].replace("2026", "2025")}
    )
    _, letter = said(root, week(), "ja")
    assert "発生：2025年11月14日（金）10:00から継続中" in letter.text


def test_a_text_without_translation_makes_that_language_not_ready(tmp_path: Path) -> None:
    root = site(tmp_path, {"one/incident.md": BUSY_WEEK["2026-11-14-tracking-stale/incident.md"]})
    write(root, "incidents/one/incident.en.md", "---\ntitle: Old places\n---\nOld places are shown.\n")
    assert said(root, week(), "ja")[0].not_ready == ()
    view, _ = said(root, week(), "en")
    assert view.not_ready == ("one/scope.en",)
    assert "one: " in view.not_ready_notes[0]


# ---- availability


def test_figures_stand_in_two_columns_with_how_they_are_counted(busy: Path) -> None:
    _, letter = said(busy, week(), "ja")
    table = section(letter.text, "稼働率（11月9日（月）〜11月15日（日）の7日間）")
    # 1 h 40 min of full outage in 168 h; 38 h of partial outage at 30 %.
    assert table == (
        "　荷物API　 99.00%\n"
        "　送り状　 100.00%\n"
        "　追跡　　　93.21%\n"
        "　計算方法：全面停止の時間のすべてと、一部停止の時間の30%を、停止時間に数えております。"
        "小数第3位以下は切り捨てております。"
        "性能の低下とメンテナンスの時間は数えておりません。\n\n"
    )


def test_the_weights_of_the_site_are_said_and_what_could_not_be_counted(tmp_path: Path) -> None:
    head = "---\ntitle: 遅れ\nat: 2026-11-10 09:00\nstatus: resolved\n"
    unknown = head + "services: labels\nended_at: unknown\n---\n直りました。\n"
    root = site(tmp_path, {"unknown/incident.md": unknown})
    toml = (root / "site_src/site.toml").read_text(encoding="utf-8")
    write(root, "site_src/site.toml", toml + "\n[availability]\npartial_outage = 0.5\ndegraded_performance = 0.25\n")
    _, english = said(root, week(), "en")
    assert (
        "How we count: a full outage counts in full, a partial outage counts as 50% of its length and slow performance "
        "counts as 25% of its length. Figures are cut after two digits, not rounded. We do not count maintenance.\n"
        "1 incident of unknown length is not in these figures.\n"
    ) in english.text


def test_a_service_of_which_less_is_known_says_for_how_many_days(tmp_path: Path) -> None:
    root = site(tmp_path, {"one/incident.md": BUSY_WEEK["2026-11-14-tracking-stale/incident.md"]})
    toml = (root / "site_src/site.toml").read_text(encoding="utf-8")
    write(root, "site_src/site.toml", toml.replace('id = "labels"\n', 'id = "labels"\nsince = 2026-11-13\n'))
    _, letter = said(root, week(), "ja")
    assert "（記録は3日分）" in letter.text.split("送り状")[-1].split("\n")[0]
    _, english = said(root, week(), "en")
    assert re.search(r"^Labels +100\.00% \(3 full days on record\)$", english.text, re.M)


# ---- beside the pages


def test_every_figure_of_a_month_is_that_of_the_services_pages(demonstration: Path) -> None:
    now = "2026-11-21T15:05+09:00"
    for month in ("2026-04", "2026-06", "2026-09", "2026-10", "2026-11"):
        period = around(PeriodKind.MONTHLY, date.fromisoformat(f"{month}-01"), TOKYO)
        view, _ = said(CHECKOUT, period, "en", now=now)
        compared = 0
        for service in loaded(CHECKOUT).site.services:  # type: ignore[union-attr]
            document = json.loads((demonstration / "services" / service.id / "index.json").read_text(encoding="utf-8"))
            figure = next((row["percent"] for row in document["availability"]["months"] if row["month"] == month), None)
            name = service.name.said("en").text
            [line] = [line for line in view.availability.lines if re.match(rf"{name}  ", line)] or [""]
            if line:
                shown = re.findall(r"[\d.]+%", line)
                assert shown == ([figure.replace("100%", "100.00%")] if figure else []), (month, name)
                compared += 1
        assert compared >= 10


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_entry_of_a_month_of_the_history_stands_in_its_digest(demonstration: Path, lang: str) -> None:
    for month in range(1, 12):
        page = demonstration / "history" / "2026" / f"{month:02}" / "index.json"
        entries = json.loads(page.read_text(encoding="utf-8"))["incidents"] if page.exists() else []
        period = around(PeriodKind.MONTHLY, date(2026, month, 1), TOKYO)
        # As it was made when the month was over, or now.
        now = min(period.end + timedelta(hours=7), datetime(2026, 11, 21, 15, 5, tzinfo=TOKYO))
        view, letter = said(CHECKOUT, period, lang, now=now.isoformat())
        missing = [entry["id"] for entry in entries if f"/incidents/{entry['id']}/" not in letter.text]
        assert missing == [], month
        faults = [entry for entry in entries if entry["kind"] in ("incident", "security")]
        counted = view.new_count + sum(len(item.entries) for item in view.sections if item.key == "false_alarms")
        withdrawn = [entry for entry in faults if entry.get("withdrawn")]
        assert counted == len(faults) - len(withdrawn), month


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_digest_of_the_demonstration_breaks_a_rule_of_wording_or_names_a_wrong_weekday(lang: str) -> None:
    end = datetime(2026, 11, 21, 15, 5, tzinfo=TOKYO)
    first = date(2026, 1, 5)
    weeks = [around(PeriodKind.WEEKLY, first + timedelta(weeks=n), TOKYO) for n in range(46)]
    months = [around(PeriodKind.MONTHLY, date(2026, n, 1), TOKYO) for n in range(1, 12)]
    for period in (*weeks, *months):
        view, letter = said(CHECKOUT, period, lang, now=min(period.end + timedelta(hours=7), end).isoformat())
        assert (letter.found, letter.apologies, view.not_ready) == ((), 0, ()), period
        assert len(letter.subject) <= (50 if lang == "ja" else 70), letter.subject
        assert not re.search(r"None|\{\{|\}\}|、、|。。|\(\)|（）", letter.text)
        for month, day, weekday in re.findall(r"(\d+)月(\d+)日（(.)）", letter.text):
            years = {
                year
                for year in (2025, 2026, 2027)
                if "月火水木金土日"[date(year, int(month), int(day)).weekday()] == weekday
            }
            assert years, (month, day, weekday)


# ---- the mail around it


def test_its_number_is_the_same_whenever_it_is_made_and_another_for_every_other_digest(busy: Path) -> None:
    numbers = {
        said(busy, period, lang, service=service)[0].message_id
        for period in (week(), week("2026-11-02"), around(PeriodKind.DAILY, date(2026, 11, 9), TOKYO))
        for lang in ("ja", "en")
        for service in (None, "labels")
    }
    assert len(numbers) == 12
    assert (
        said(busy, week(), "ja")[0].message_id == said(busy, week(), "ja", now="2026-11-16T09:00+09:00")[0].message_id
    )
    assert said(busy, week(), "ja")[0].message_id.endswith(".ja@status.todai.example")


def test_it_is_dated_as_of_when_it_speaks(busy: Path) -> None:
    view, _ = said(busy, week(), "en")
    assert view.sent_at == datetime.fromisoformat(MONDAY)
