"""What changed between two texts is marked as a person would mark it, in every language."""

from __future__ import annotations

import random

import pytest

from noroshi.wording.difference import difference

MARKS = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}", "elided": "…"}
LONG = (
    "お支払いの一部が完了しない状態が続いております。担当者が通信の記録を確かめ、負荷の高い経路を切り離しました。" * 3
)


def marked(old: str, new: str, lang: str) -> str:
    return "".join(MARKS[it.kind].format(it.text) for it in difference(old, new, lang))


@pytest.mark.parametrize(
    ("lang", "old", "new", "shown"),
    [
        ("en", "major", "critical", "[-major-]{+critical+}"),
        ("en", "2026-11-21 15:00", "2026-11-21 17:30", "2026-11-21 [-15:00-]{+17:30+}"),
        ("en", "", "none", "{+none+}"),
        ("en", "unknown", "", "[-unknown-]"),
        (
            "en",
            "Some customers cannot pay. We look for the cause.",
            "Some customers in Japan cannot pay. We look for the cause.",
            "Some customers {+in Japan+} cannot pay. We look for the cause.",
        ),
        # A comma between two changes is read with them, and so is a full stop that is all that stays.
        ("en", "Cards fail, we look.", "It works, they say.", "[-Cards fail, we look.-]{+It works, they say.+}"),
        (
            "en",
            "A fix is out and we watch.\n\nThe disk was full.",
            "A fix is out.\n\nThe disk was full.\n\nMore tomorrow.",
            "A fix is out [-and we watch-].\n\nThe disk was full.\n\n{+More tomorrow.+}",
        ),
        (
            "ja",
            "決済の一部が失敗しています。原因を調査しています。",
            "決済の約3割が失敗していました。原因を調査しています。",
            "決済の[-一部-]{+約3割+}が失敗[-しています-]{+していました+}。原因を調査しています。",
        ),
        (
            "ja",
            "復旧見込みは15:00から17:00の間です。",
            "復旧見込みは17:30から19:00の間です。",
            "復旧見込みは[-15:00から17:00-]{+17:30から19:00+}の間です。",
        ),
        ("zh", "我们正在调查支付的问题。", "我们已经修复了支付的问题。", "我们[-正在调查-]{+已经修复了+}支付的问题。"),
        ("ar", "أخطاء لدى بعض العملاء.", "أخطاء لدى جميع العملاء.", "أخطاء لدى [-بعض-]{+جميع+} العملاء."),
        ("th", "ระบบล่ม ขออภัย", "ระบบปกติ ขออภัย", "[-ระบบล่ม-]{+ระบบปกติ+} ขออภัย"),
        ("hi", "भुगतान विफल है", "भुगतान सफल है", "भुगतान [-विफल-]{+सफल+} है"),
    ],
)  # fmt: skip
def test_words_that_changed_are_marked(lang: str, old: str, new: str, shown: str) -> None:
    assert marked(old, new, lang) == shown


def test_where_lines_break_is_no_change() -> None:
    assert marked("One line\nand another.", "One line and\nanother.", "en") == ""
    assert marked("原因を\n調べています。", "原因を調べています。", "ja") == ""
    assert marked("now here", "nowhere", "en") == "[-now here-]{+nowhere+}"


def test_a_small_edit_of_a_long_text_is_found_at_once() -> None:
    shown = marked(LONG + "復旧は15時の見込みです。" + LONG, LONG + "復旧は17時の見込みです。" + LONG, "ja")
    assert "復旧は[-15-]{+17+}時の見込みです。" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 150


def test_a_line_after_what_is_left_out_begins_anew() -> None:
    lines = "\n".join(f"Line {number} of a long account of the night." for number in range(9))
    shown = marked(f"{lines}\nDelay: 50 minutes", f"{lines}\nDelay: 20 minutes", "en")
    assert shown == "…\nDelay: [-50-]{+20+} minutes"


def test_texts_that_have_little_in_common_are_shown_one_after_the_other() -> None:
    old, new = "We are looking into reports of errors.", "Transfers to banks abroad arrive late today."
    assert marked(old, new, "en") == f"[-{old}-]{{+{new}+}}"


def test_what_is_too_long_to_be_compared_is_replaced_as_a_whole() -> None:
    words = random.Random(8).choices(["error", "of", "the", "payment"], k=2000)
    old, new = " ".join(words), " ".join(reversed(words))
    assert [it.kind for it in difference(old, new, "en")] == ["removed", "added"]
    lines = difference("a\n" * 3000, "a\n" * 3000 + "b", "en")
    assert [it.kind for it in lines] == ["removed", "added"]


def test_signs_that_stand_there_again_and_again_hold_up_nothing() -> None:
    old, new = ("ha " * 790).strip(), ("ha ho " * 395).strip()
    assert [it.kind for it in difference(old, new, "en")] == ["removed", "added"]
    # Of a long table each row is compared with its own.
    rows = [f"| {name} | 0 | 0 | 0 | 0 | {{}} |\n" for name in range(1000, 1060)]
    before, after = ("".join(row.format(minutes) for row in rows) for minutes in (20, 30))
    shown = marked(before, after, "en")
    assert (
        shown.startswith("| 1000 | 0 | 0 | 0 | 0 | [-20-]{+30+} |\n") and "1030 | 0 | 0 | 0 | 0 | [-20-]{+30+}" in shown
    )


@pytest.mark.parametrize("lang", ["ja", "en", "zh"])
def test_nothing_is_lost_whatever_changes(lang: str) -> None:
    chance = random.Random(5)
    parts = ["決済", "の", "が", "API", " ", "。", "\n", "error ", "15:00", "しました", "、", "two "]
    for _ in range(150):
        old, new = ("".join(chance.choices(parts, k=chance.randrange(12))) for _ in range(2))
        found = difference(old, new, lang)
        if not found:
            assert "".join(old.split()) == "".join(new.split())
            continue
        before, after = ("".join(it.text for it in found if it.kind != kind) for kind in ("added", "removed"))
        assert "".join(before.split()) == "".join(old.split())
        assert "".join(after.split()) == "".join(new.split())
