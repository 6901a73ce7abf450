"""``noroshi status``: what customers see, what was promised, what is due; for people and for programs."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from small_site import noroshi, write

OPEN = "2026-11-21-parcel-api"
NOTICE = """\
---
title: 荷物を登録できません
at: 2026-11-21 09:12
impact: major
services: parcel-api
scope: 関東から出す荷物のうち、およそ3割です。
eta: 2026-11-21 13:00
next_update: 2026-11-21 11:30
report_by: 2026-11-27
---
荷物の登録に失敗します。原因を調べています。
"""
REPORT = """\
---
at: 2026-10-08 10:00
cause: 集計の誤り
cause_state: confirmed
measures:
  alarm: {what: 監視を加える, due: 2026-11-20}
---
経緯です。
"""


@pytest.fixture
def troubled(small_site: Path) -> Path:
    """The small site with something open whose next update is late, and a measure that is."""
    write(small_site, f"incidents/{OPEN}/incident.md", NOTICE)
    write(small_site, "incidents/2026-10-05-tracking-delay/report.md", REPORT)
    return small_site


def width(line: str) -> int:
    """Columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def test_it_says_what_is_open_what_was_last_said_and_which_promise_is_late(troubled: Path) -> None:
    ran = noroshi(troubled, "status", "--lang", "ja", environ={"COLUMNS": "80"})
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "▲ 荷物APIで障害が発生しています"
    for words in (
        r"^▲ \[調査中\] 荷物を登録できません$",
        rf"^  {OPEN}$",
        r"^  影響範囲 +関東から出す荷物",
        r"^  復旧見込み +11月21日（土）13:00頃",
        r"^  次回のお知らせ +.*11:30",
        r"^ +荷物の登録に失敗します。原因を調べています。$",
        r"^◆ \[予定\] 送り状の印刷を更新します$",
        r"^11月21日（土）11:30（期限切れ） +次のお知らせ",
        r"^11月20日（金）（期限切れ） +再発防止策 +監視を加える",
        r"^11月21日（土）13:00 .*復旧見込み +荷物を登録できません$",
        r"^11月27日（金） +報告書 +荷物を登録できません$",
        r"^荷物API +▲ 一部停止$",
        r"^追跡 +● 正常$",
    ):
        assert re.search(words, ran.out, re.M), words
    assert max(map(width, lines)) <= 80
    assert ran.out.index("11月20日") < ran.out.index("11月21日（土）11:30（期限切れ）")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_in_a_narrow_terminal_nothing_that_is_due_is_cut_off(troubled: Path, lang: str) -> None:
    ran = noroshi(troubled, "status", "--lang", lang, environ={"COLUMNS": "40"})
    assert all(width(line) <= 40 for line in ran.out.splitlines())
    due = ran.out.partition("約束と期限" if lang == "ja" else "Promised and due")[2].replace("\n", "").replace(" ", "")
    for words in (
        "（期限切れ）次のお知らせ" if lang == "ja" else "(overdue)nextupdate",
        "監視を加える",
        "荷物を登録できません",
    ):
        assert words in due, ran.out


@pytest.mark.parametrize("columns", range(50, 90, 7))
def test_lines_end_where_japanese_lines_may_end(troubled: Path, columns: int) -> None:
    ran = noroshi(troubled, "status", "--lang", "ja", environ={"COLUMNS": str(columns)})
    lines = [line.strip() for line in ran.out.splitlines() if line.strip()]
    assert all(width(line) <= columns for line in ran.out.splitlines())
    # 禁則: what closes never begins a line, what opens never ends one.
    assert not [line for line in lines if line[0] in "、。）」ーっゃゅょ" or line[-1] in "（「"]


def test_it_speaks_english_to_who_reads_english(troubled: Path) -> None:
    ran = noroshi(troubled, "status", "--lang", "en", environ={"COLUMNS": "80"})
    assert ran.out.startswith("▲ Some functions of Parcel API are failing\n")
    assert re.search(r"11:30 JST \(overdue\) +next update", ran.out)
    assert re.search(r"^Labels +● Operational$", ran.out, re.M)


def test_a_quiet_site_says_that_nothing_is_open(small_site: Path) -> None:
    ran = noroshi(small_site, "status", "--lang", "en")
    assert "Nothing is open." in ran.out
    assert "We update the printing of labels" in ran.out


@pytest.mark.parametrize(
    ("environ", "coloured"), [({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)]
)
def test_colours_are_for_terminals_and_not_for_who_wants_none(
    troubled: Path, environ: dict[str, str], coloured: bool
) -> None:
    ran = noroshi(troubled, "status", environ={"TERM": "xterm-256color", **environ})
    assert bool(re.search(r"\x1b\[[0-9;]*3[0-9]", ran.out)) is coloured


def test_what_a_writer_typed_cannot_move_the_cursor(troubled: Path) -> None:
    write(
        troubled, f"incidents/{OPEN}/incident.md", NOTICE.replace("荷物を登録できません", '"a\\e[2Jb [bold]c[/bold]"')
    )
    ran = noroshi(troubled, "status", "--lang", "ja")
    assert "\x1b" not in ran.out


def test_as_json_it_has_the_documented_shape(troubled: Path) -> None:
    ran = noroshi(troubled, "status", "--json", "--lang", "en")
    found = json.loads(ran.out)
    assert set(found) == {"at", "state", "sentence", "services", "incidents", "maintenance", "due", "problems"}
    assert (found["at"], found["state"]) == ("2026-11-21T12:00:00+09:00", "partial_outage")
    (incident,) = found["incidents"]
    assert incident["id"] == OPEN
    assert incident["next_update"] == {"due": "2026-11-21T11:30:00+09:00", "is_overdue": True}
    assert incident["eta"] == "2026-11-21T13:00:00+09:00"
    assert incident["last_update"]["text"] == "荷物の登録に失敗します。原因を調べています。"
    assert found["maintenance"][0]["phase"] == "before"
    assert [(item["what"], item["due"], item["is_overdue"]) for item in found["due"]] == [
        ("measure", "2026-11-20", True),
        ("next_update", "2026-11-21T11:30:00+09:00", True),
        ("eta", "2026-11-21T13:00:00+09:00", False),
        ("report", "2026-11-27", False),
    ]
    assert {item["id"]: item["state"] for item in found["services"]}["parcel-api"] == "partial_outage"


def test_files_with_errors_do_not_hide_the_rest(troubled: Path) -> None:
    write(troubled, f"incidents/{OPEN}/02-identified.md", "---\nat: 25:00\n---\nx\n")
    ran = noroshi(troubled, "status", "--lang", "ja")
    assert ran.status == 1
    assert "荷物を登録できません" in ran.out
    assert "02-identified.md:2:" in ran.err
    toml = troubled / "site_src/site.toml"
    toml.write_text("name = ", encoding="utf-8")
    broken = noroshi(troubled, "status")
    assert (broken.status, broken.out) == (1, "")
    assert "site.toml:1:" in broken.err
