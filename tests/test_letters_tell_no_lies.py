"""Letters that were ready and said what was not so: each case as somebody typed it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_letter_texts_of_a_writer import letters, site

from noroshi.render.letter_files import Finished
from noroshi.wording.rules import findings

FIRST = """\
== incident.md
title: 決済のエラー
at: 2026-11-18 14:00
services: {payment-api: major_outage}
scope: すべての決済が失敗します。
unaffected: none
"""


def last(root: Path, text: str) -> Finished:
    return letters(site(root, text))[-1]


def test_a_false_alarm_does_not_repeat_the_false_facts_as_the_truth(tmp_path: Path) -> None:
    letter = last(tmp_path, FIRST + "== 02.md\nat: 2026-11-18 14:30\nstatus: false_alarm\nrequest: none\n")
    assert "すべての決済" not in letter.text
    assert "障害は発生しておりませんでした。" in letter.text


def test_an_end_before_the_first_word_is_no_absence_of_impact(tmp_path: Path) -> None:
    text = FIRST.replace("at: 2026-11-18 14:00", "at: 2026-11-18 14:00\nstatus: resolved\nended_at: 2026-11-18 13:00")
    letter = last(tmp_path, text)
    assert "影響はございませんでした" not in letter.text


def test_an_end_that_lies_ahead_keeps_the_letter_back(tmp_path: Path) -> None:
    letter = last(tmp_path, FIRST + "== 02.md\nat: 2026-11-18 14:30\nstatus: resolved\nended_at: 2026-11-18 15:00\n")
    assert "ended_at" in letter.not_ready


def test_a_reminder_tells_the_facts_as_they_are_known_when_it_goes_out(tmp_path: Path) -> None:
    plan = "== incident.md\ntitle: 作業\nkind: maintenance\nat: 2026-11-20 10:00\nservices: dashboard\n"
    window = (
        "window: {start: 2026-12-01 10:00, end: 2026-12-01 12:00}\nscope: 画面A\nunaffected: 画面B\nrequest: none\n"
    )
    later = "== 02.md\nat: 2026-11-25 10:00\nscope: 画面Aと画面B\nunaffected: none\n"
    (reminder,) = (item for item in letters(site(tmp_path, plan + window + later)) if "reminder" in item.view.name)
    assert "画面Aと画面B" in reminder.text


def test_what_was_expected_before_it_failed_again_is_expected_no_more(tmp_path: Path) -> None:
    text = FIRST + "eta: 2026-11-18 19:30\n== 02.md\nat: 2026-11-18 15:00\nstatus: monitoring\n"
    letter = last(tmp_path, text + "== 03.md\nat: 2026-11-18 16:00\nstatus: investigating\n")
    assert "19:30" not in letter.text
    assert "eta" in letter.not_ready


def test_a_report_that_is_there_is_not_promised_again(tmp_path: Path) -> None:
    text = FIRST + "== 02.md\nat: 2026-11-18 15:00\nstatus: resolved\nreport_by: 2026-11-21\n"
    text += "== report.md\nat: 2026-11-21 10:00\ncause: 設定の誤り\ncause_state: confirmed\n"
    text += "== 03.md\nat: 2026-11-22 10:00\nstatus: investigating\n== 04.md\nat: 2026-11-22 11:00\nstatus: resolved\n"
    letter = last(tmp_path, text)
    assert "11月21日" not in letter.text
    assert "公表済みの報告書" in letter.text
    assert "設定の誤り" in letter.text


def test_a_fact_taken_back_and_an_update_withdrawn_are_told_by_the_next_letter(tmp_path: Path) -> None:
    text = (
        FIRST
        + "data: 失われたデータはありません。\n== 02.md\nat: 2026-11-18 14:30\nwithdrawn: 誤り\ncause: 機器の故障\n"
    )
    letter = last(tmp_path, text + "== 03.md\nat: 2026-11-18 15:00\ndata:\n")
    changes = letter.text.partition("■ 前回からの変更")[2].partition("■")[0]
    assert "失われたデータはありません。" in changes
    assert "取り下げます" in changes
    assert "第2報（11月18日（水）14:30）：公表 → 取り下げ" in changes


def test_a_service_that_works_again_is_not_listed_among_those_that_fail(tmp_path: Path) -> None:
    text = FIRST.replace("{payment-api: major_outage}", "{payment-api: major_outage, dashboard: major_outage}")
    letter = last(tmp_path, text + "== 02.md\nat: 2026-11-18 15:00\nservices: {dashboard: operational}\n")
    affected = letter.text.partition("■ 対象のサービス\n")[2].partition("\n")[0]
    assert "決済" in affected
    assert "管理画面" not in affected


def test_another_hour_that_ends_alike_does_not_stand_for_the_beginning(tmp_path: Path) -> None:
    text = FIRST + "began_at: 2026-11-18 03:10\n"
    (letter,) = letters(site(tmp_path, text.rstrip() + "\n--\n前日の23:10にも同じ事象がありました。\n"))
    assert "11月18日（水）3:10から" in letter.text.partition("■")[0]


@pytest.mark.parametrize(("lang", "rule"), [("ja", "J19"), ("en", "E19")])
@pytest.mark.parametrize("word", ["none", "unknown"])
def test_none_and_unknown_in_a_key_of_free_text_keep_a_letter_back(lang: str, rule: str, word: str) -> None:
    subject = {"ja": "件名: 報告について", "en": "Subject: Report"}[lang]
    (found,) = findings(f"{subject}\n\n（3）\n　{word}\n", lang)
    assert (found.rule, found.severity) == (rule, "error")
