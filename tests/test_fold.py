"""Letters folded for mail: 35 full-width characters or 72 columns, and nothing that belongs together is parted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.wording.fold import fold, width_of

URL = "https://status.muteki.example/incidents/2026-11-18-file-storage-upload/"


def folded(text: str, lang: str = "ja") -> list[str]:
    return fold(text, lang).split("\n")


def test_japanese_breaks_between_phrases() -> None:
    assert folded(
        "　取得先を新しい倉庫へ切り替える作業のため、夜間はファイルの受信が止まります。朝の受信には影響がありません。"
    ) == [
        "　取得先を新しい倉庫へ切り替える作業のため、夜間はファイルの受信が",
        "　止まります。朝の受信には影響がありません。",
    ]


def test_english_breaks_at_spaces() -> None:
    assert folded(
        "Uploads of files larger than 20 MB have been failing since 09:10 JST. Smaller files and downloads work.", "en"
    ) == [
        "Uploads of files larger than 20 MB have been failing since 09:10 JST.",
        "Smaller files and downloads work.",
    ]


def test_a_line_that_fits_and_a_rule_stay_as_they_are() -> None:
    text = "お客様各位\n\n　2列の　　表　　です\n" + "─" * 60 + "\n" + "-" * 90 + "\nPayments API    99.34%\n"
    assert fold(text, "ja") == text


def test_spaces_at_the_end_of_a_line_go() -> None:
    assert fold("■ 原因　\n　調査中です。 \n", "ja") == "■ 原因\n　調査中です。\n"


@pytest.mark.parametrize(
    ("mark", "hang"),
    [
        ("　・", "　　"),
        ("・", "　"),
        ("- ", "　"),
        ("　(1) ", "　　　"),
        ("（2）", "　　 "),
        ("　期間：　", "　　　　　"),
        ("　対象：　　", "　　　　　　"),
        ("　正：", "　　　"),
        ("　13:40　　", "　　　　 　"),
        ("　", "　"),
        ("", ""),
    ],
)
def test_the_lines_below_hang_under_the_text(mark: str, hang: str) -> None:
    lines = folded(mark + "アップロードが途中で止まることがあります。" * 4)
    assert len(lines) > 1
    assert lines[0].startswith(mark + "アップロード")
    for line in lines[1:]:
        indent = line[: len(line) - len(line.lstrip(" 　"))]
        assert width_of(indent, "ja") == width_of(hang, "ja")


def test_an_english_list_hangs_in_half_width_spaces() -> None:
    text = "  - If you upload a file again, give it the same name. A new name would make a second copy of the file."
    assert folded(text, "en")[1] == "    make a second copy of the file."
    numbered = "1. By 11 December: one server gets a change first, and the others get it only after 15 quiet minutes."
    assert folded(numbered, "en")[1].startswith("   ")
    assert not folded(numbered, "en")[1].startswith("    ")


@pytest.mark.parametrize(
    "whole",
    [
        "13:42",
        "3.5%",
        "2,406社",
        "11月18日（水）",
        "2026年11月18日（水）",
        "約3時間42分",
        "第12報",
        "Kubernetes",
        "id-desk@muteki.example",
        "https://status.muteki.example/a?b=c&d=e#f",
        "〔お客様のお名前〕",
    ],
)
def test_what_belongs_together_is_never_parted(whole: str) -> None:
    for before in range(36):
        text = "あ" * before + whole + "となりました。ご確認をお願いいたします。"
        assert whole in "|".join(folded(text)), text


@pytest.mark.parametrize(
    "whole",
    [
        "11月18日（水）13:42頃",
        "2026年11月18日（水）15:05現在",
        "2026年11月18日（水）約15時30分",
        "15:05現在",
        "切り替え",
        "取り出し",
        "送り始め",
        "この画面",
        "次のページ",
        "ほかのメール",
        "同じ順番",
        "相良 直人",
        "川端　佳奈",
        "（注1）",
        "（時刻は日本時間、24時間表記です）",
    ],
)
def test_no_line_ends_where_a_reader_would_go_on(whole: str) -> None:
    for before in range(34):
        text = "あ" * before + "が、" + whole + "について、ご確認をお願いいたします。"
        assert whole in "|".join(folded(text)), text


def test_an_aside_that_fits_rather_begins_a_line() -> None:
    assert folded("　決済API、決済リンク、定期課金の決済（最大3分間の中断が2回あり、その間の決済が失敗します）") == [
        "　決済API、決済リンク、定期課金の決済",
        "　（最大3分間の中断が2回あり、その間の決済が失敗します）",
    ]


def test_a_note_stays_with_what_it_explains() -> None:
    for before in range(36):
        assert not any(line.startswith("（注") for line in folded("あ" * before + "ファイルを失いました（注1）。"))


def test_a_title_may_stand_apart_from_the_name_after_it() -> None:
    text = "株式会社ともしび倉庫 情報システム運用統括本部　情報管理部長　相良 直人でございます。"
    assert "相良 直人でございます。" in folded(text)[-1]
    assert all(width_of(line, "ja") <= 70 for line in folded(text))


def test_names_longer_than_a_line_are_cut_between_names() -> None:
    assert all(width_of(line, "ja") <= 70 for line in folded("相良 " * 40))


def test_an_address_longer_than_a_line_stands_alone() -> None:
    long = URL + "x" * 60
    assert long in folded(f"詳しい経過は{long}をご覧ください。")
    assert long in folded(f"Everything so far is written down at {long} for you.", "en")
    assert folded(f"　配信停止：{long}")[-1].strip("　") == long


def test_no_line_begins_or_ends_with_what_may_not_stand_there() -> None:
    """A phrase longer than a line is cut by the rules of 禁則."""
    name = "ソーシャルネットワーキングサービスアカウントマネージャーコンソール（ベーター版・ッッ・「ーー」）"
    for before in range(40):
        lines = folded("あ" * before + name)
        assert "".join(lines) == "あ" * before + name
        for line in lines[1:]:
            assert line[0] not in "、。，．）」』】ーッャュョ々・〜％", lines
        for line in lines[:-1]:
            assert line[-1] not in "（「『【〈《・", lines


def test_a_last_line_is_never_one_or_two_characters() -> None:
    for length in range(1, 60):
        lines = folded("お急ぎの場合は、" + "画面の" * length + "ご確認をお願いいたします。")
        assert len(lines) == 1 or width_of(lines[-1], "ja") > 4


def test_a_fold_never_looks_like_a_list() -> None:
    text = "The work on the storage of the eastern site takes from 3 to 4 hours - 5 hours if we must go back to it."
    assert not any(line.startswith("- ") for line in folded(text, "en"))


def test_japanese_in_an_english_letter_is_folded_as_japanese() -> None:
    lines = folded("Cause: " + "接続先の一覧に誤りがあり、新しい機器へ移す作業が途中で止まりました。" * 3, "en")
    assert all(width_of(line, "en") <= 72 for line in lines)
    assert not any(line.startswith(("、", "。")) for line in lines)


def test_even_a_row_of_marks_keeps_to_the_width() -> None:
    assert [width_of(line, "ja") for line in folded("！" * 50)] == [70, 30]


PARTS = st.sampled_from(
    [
        "決済APIで、",
        "カード決済の承認の",
        "およそ3割が",
        "エラーになります。",
        "11月18日（水）",
        "13:42頃から",
        "「取引一覧」",
        "（24時間受付）",
        "コンピューター",
        "っ",
        "、",
        "・",
        "2,406社",
        "99.34%",
        " ",
        "　",
        "the ",
        "Payments API ",
        "mistake, ",
        "a",
        "- ",
        "é ",
        "が\u3099",
        "👩‍💻",
        URL,
        "support@muteki.example",
        "〔受付番号〕",
    ]
)
STARTS = st.sampled_from(["", "　", "　・", "- ", "  - ", "(1) ", "　期間：　", "■ ", " " * 90])
LINES = st.builds(lambda start, parts: start + "".join(parts), STARTS, st.lists(PARTS, max_size=40))
LANGUAGES = st.sampled_from(["ja", "en", "ko"])


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(max_examples=150, deadline=None)
@given(LINES, LANGUAGES)
def test_only_spaces_and_folds_are_changed(line: str, lang: str) -> None:
    text = fold(line, lang)
    assert bare(text) == bare(line)
    assert all(piece == piece.rstrip() for piece in text.split("\n"))
    assert text.count(URL) == line.count(URL)
    assert fold(text, lang) == text


@settings(max_examples=150, deadline=None)
@given(LINES, LANGUAGES)
def test_only_what_stays_in_one_piece_is_longer_than_a_line(line: str, lang: str) -> None:
    for piece in fold(line, lang).split("\n"):
        if width_of(piece, lang) > (70 if lang == "ja" else 72):
            assert re.search(r"[!-~é]{20,}", piece), piece


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["We", "are", "3", "of", "10", "payments,", "sorry.", "(JST)", URL, "-"]), max_size=60))
def test_english_joined_again_is_what_it_was(words: list[str]) -> None:
    text = " ".join(words)
    if not text.startswith("- "):
        assert " ".join(line.strip() for line in folded(text, "en")) == text


def test_logical_lines_are_folded_one_by_one() -> None:
    first, second = "短い行です。", "長い行です。" * 12
    assert fold(f"{first}\n\n{second}\n", "ja") == f"{first}\n\n{fold(second, 'ja')}\n"
