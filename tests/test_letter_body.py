"""Bodies as letters print them: tables become lists that can be read aloud, and every word of a cell stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.source.prose import Renderer
from noroshi.views.letter_body import letter_body
from noroshi.views.letter_tables import has_timeline

RENDERERS = {lang: Renderer(lang=lang, site_url="https://status.tomoshibi.example/") for lang in ("ja", "en")}


def said(markdown: str, lang: str = "ja") -> str:
    made = RENDERERS[lang].render(markdown, id_prefix="update-02--", base="/incidents/x/").prose
    return letter_body(made.plain, made.html, lang, {}).text


def table(*rows: str) -> str:
    """``a | b`` a row; the first one is the head."""
    rule = "|" + " --- |" * (rows[0].count(" | ") + 1)
    return "\n".join([f"| {rows[0]} |", rule, *(f"| {row} |" for row in rows[1:])])


@pytest.mark.parametrize(
    ("lang", "rows", "lines"),
    [
        (
            "ja",
            ("時刻 | 出来事", "9:05 | 監視により検知", "9:10頃 | 影響の始まり", "1月9日（金） | 調査が終了"),
            ("・9:05　監視により検知", "・9:10頃　影響の始まり", "・1月9日（金）　調査が終了"),
        ),
        (
            "ja",
            ("日時（日本時間） | 停止するもの", "2月3日（火）18:00〜20:00 | 検索", "2月4日（水）午前9時 | 印刷"),
            ("停止するもの（日本時間）：", "・2月3日（火）18:00〜20:00　検索", "・2月4日（水）午前9時　印刷"),
        ),
        (
            "en",
            ("When (JST) | What happened", "Mon 2 March, about 09:05 | An alarm", "Tue 3 March | All clear"),
            ("- Mon 2 March, about 09:05: An alarm", "- Tue 3 March: All clear"),
        ),
        (
            "en",
            ("JST | What stops", "09:00, 2 March 2026 | Search"),
            ("What stops (JST):", "- 09:00, 2 March 2026: Search"),
        ),
        ("ja", ("区分 | 件数", "遅れた荷物 | 12個", "失った荷物 | 0個"), ("・遅れた荷物：12個", "・失った荷物：0個")),
        ("en", ("Effect | Number", "Parcels lost | 0"), ("- Parcels lost: 0",)),
        ("ja", ("連絡 | 期限", "中止 | 2月3日（火）9:00"), ("期限：", "・中止：2月3日（火）9:00")),
        ("ja", ("変更前 | 変更後", "100円 | 120円"), ("・変更前：100円、変更後：120円",)),
        ("en", ("Start | End", "09:00 | 10:00"), ("- Start: 09:00; End: 10:00",)),
        (
            "ja",
            ("倉庫 | 状態 | 見込み", "東 | 停止 | 18:00頃", "西 | 検索、印刷 | 未定"),
            ("・倉庫：東、状態：停止、見込み：18:00頃", "・倉庫：西／状態：検索、印刷／見込み：未定"),
        ),
        (
            "en",
            ("Time | Site | State", "09:00 | East | Down", "09:30 | West |"),
            ("- 09:00: Site: East; State: Down", "- 09:30: Site: West"),
        ),
        (
            "ja",
            ("すること | 理由", f"{'荷物の控えを取り、' * 4}お待ちください。 | 記録のため"),
            (f"・すること：{'荷物の控えを取り、' * 4}お待ちください。／理由：記録のため",),
        ),
        ("ja", ("命令 | 意味", "`a | b` | つなぐ"), ("意味：", "・a | b：つなぐ")),
        (
            "ja",
            ("項目 | 内容", "案内 | [手引き](/guide/)を見る"),
            ("・案内：手引き（ https://status.tomoshibi.example/guide/ ）を見る",),
        ),
        ("ja", ("項目 | 内容", "空き |", " | 続き"), ("・空き", "・続き")),
    ],
)
def test_a_table_becomes_a_list(lang: str, rows: tuple[str, ...], lines: tuple[str, ...]) -> None:
    before, after = ("前の段落です。", "後の段落です。") if lang == "ja" else ("Before it.", "After it.")
    assert said(f"{before}\n\n{table(*rows)}\n\n{after}", lang).split("\n") == [before, "", *lines, "", after]


def test_a_table_without_a_head_is_a_list_too() -> None:
    made = "<table><tr><td>東</td><td>停止</td></tr><tr><td>西</td><td>通常</td></tr></table>"
    assert said(made) == "・東：停止\n・西：通常"


def test_every_table_of_a_body_is_found_where_it_stands() -> None:
    one, other = table("区分 | 件数", "遅れ | 1件"), table("時刻 | 出来事", "9:00 | 遅れ", "9:30 | 復旧")
    assert said(f"{one}\n\n間です。\n\n{other}") == "・遅れ：1件\n\n間です。\n\n・9:00　遅れ\n・9:30　復旧"


def test_what_is_no_table_stays_as_it_was_typed() -> None:
    assert (
        said("    cat a | sort\n    cat b | sort\n\n次に | を押します。")
        == "cat a | sort\ncat b | sort\n\n次に | を押します。"
    )


def test_lists_and_notes_are_marked_as_the_language_does() -> None:
    assert (
        said("失いました[^1]。\n\n- 一つ目\n\n[^1]: 写しです。")
        == "失いました（注1）。\n\n・一つ目\n\n（注1） 写しです。"
    )
    assert said("Lost[^1].\n\n- One\n\n[^1]: A copy.", "en") == "Lost (note 1).\n\n- One\n\n(note 1) A copy."
    assert said(table("区分 | 件数", "失った荷物[^1] | 3個") + "\n\n[^1]: 写しです。").startswith(
        "・失った荷物（注1）：3個"
    )


@pytest.mark.parametrize(
    ("text", "is_timeline"),
    [
        ("・9:05　検知\n・9:10頃　公表\n・12月9日（火）9:40　復旧", True),
        ("時点：\n9:05 検知\n9:10 公表\n9:40 復旧", True),
        ("1. 9:05　検知\n2. 9:10　公表\n3. 9:40頃　復旧", True),
        ("- 09:05: Seen\n- about 09:10: Told\n- Mon 17 August, about 23:40: Fixed", True),
        ("09:05 JST: Seen\n09:10 JST: Told\n09:40 JST: Fixed", True),
        ("・9:05　検知\n・9:10　公表", False),
        ("・中止：9:05 まで\n・延長：9:10 まで\n・案内：9:40 まで", False),
        ("- Reminder: 10:00, Tuesday\n- Stop: 11:00, Tuesday\n- Start: 12:00, Tuesday", False),
        ("9:05頃から9:10まで止まりました。\n9:10に直りました。\n9:40にお知らせしました。", False),
    ],
)
def test_a_timeline_is_lines_that_begin_with_a_time(text: str, is_timeline: bool) -> None:
    assert has_timeline(text) is is_timeline


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_table_of_times_is_still_a_timeline(lang: str) -> None:
    rows = (
        ("時刻 | 出来事", "9:05 | 検知", "9:10頃 | 公表", "9:40 | 復旧")
        if lang == "ja"
        else ("JST | What happened", "09:05 | Seen", "about 09:10 | Told", "09:40 | Fixed")
    )
    assert has_timeline(said(table(*rows), lang))


def test_a_cell_of_many_dates_is_read_in_one_way() -> None:
    cell = "1月1日（月）" * 200
    assert said(table("日時 | 内容", f"{cell}x | 停止")).count("1月1日") == 200
    assert not has_timeline(f"{cell}x\n" * 3)


CELLS = st.sampled_from(
    [
        "",
        "9:05",
        "9:10頃",
        "1月9日（金）",
        "検知",
        "3個",
        "遅れ、復旧",
        "終わりです。",
        "`a | b`",
        "**太字**",
        "長い" * 30,
        "x \\| y",
    ]
)


@settings(max_examples=120, deadline=None)
@given(st.integers(2, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=2, max_size=5)))
def test_no_word_of_a_cell_is_lost(rows: list[list[str]]) -> None:
    text = said("前です。\n\n" + table(*(" | ".join(row) for row in rows)))
    for row in rows[1:]:
        for cell in row:
            assert re.sub(r"[`*\\]", "", cell) in text
