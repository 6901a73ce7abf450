"""Help on a narrow terminal: columns are counted as they look, and Japanese lines break where a reader expects it."""

from __future__ import annotations

import pytest

from noroshi.app.folded_help import FoldingFormatter, columns, folded


def test_a_japanese_sign_takes_two_columns() -> None:
    assert columns("状況 status") == 11


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("影響度。none、minor、major、critical。", 21, ["影響度。none、minor、", "major、critical。"]),
        # No line begins with a comma, a closing bracket, a small kana or a long vowel, or ends with an opening bracket.
        ("キーは request、actions です。", 14, ["キーは", "request、", "actions です。"]),
        ("表示します（フォルダー）。", 12, ["表示します", "（フォル", "ダー）。"]),
        ("以後は除きます。SOURCE_DATE_EPOCH でも", 20, ["以後は除きます。", "SOURCE_DATE_EPOCH で", "も"]),
        ("The site's root: where it is.", 12, ["The site's", "root: where", "it is."]),
        ("https://objects.example.net は長い", 10, ["https://objects.example.net", "は長い"]),
        ("", 10, []),
    ],
)
def test_lines_break_between_words_and_between_japanese_signs(text: str, width: int, lines: list[str]) -> None:
    assert list(folded(text, width)) == lines


def test_a_list_and_a_text_fit_the_width_and_examples_stay_as_they_are() -> None:
    formatter = FoldingFormatter(width=40)
    formatter.write_dl([("--root DIR", "サイトのルート（設定とお知らせのあるフォルダー）。"), ("--quiet", "")])
    formatter.write_text(
        "足りないものは、端末であれば質問します。\n\n\b\n例:\n  noroshi new --message '原因を調査しています。'"
    )
    assert formatter.getvalue().splitlines() == [
        "--root DIR  サイトのルート（設定とお知",
        "            らせのあるフォルダー）。",
        "--quiet",
        "足りないものは、端末であれば質問します。",
        "",
        "例:",
        "  noroshi new --message '原因を調査しています。'",
    ]
