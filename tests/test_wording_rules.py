"""The wording rules read letters sentence by sentence."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from noroshi.wording.rules import LONGEST, Finding, apologies, findings, rules

CASES = tomllib.loads((Path(__file__).parent / "data" / "wording_rules.toml").read_text(encoding="utf-8"))
FOUND = [(rule, text, words) for rule, cases in CASES.items() for text, words in cases["found"].items()]
FINE = [(rule, text) for rule, cases in CASES.items() for text in cases["fine"]]

LETTER_JA = """件名: 【第2報】配達状況 見込みの変更について（10/5）

お客様各位

復旧の見込みを、9:40頃から11:00頃に変更いたします。お待たせしておりますことを、お詫び申し上げます。

■ 影響
　一部のお客様で、追跡の画面が開きません。
　画面が開くと、最新の状況を示した。
"""


def language(rule: str) -> str:
    return "ja" if rule.startswith("J") else "en"


def brief(found: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(finding.rule, finding.found, finding.line) for finding in found]


@pytest.mark.parametrize(("rule", "text", "words"), FOUND)
def test_a_rule_finds_its_words(rule: str, text: str, words: str) -> None:
    found = {finding.found for finding in findings(text, language(rule)) if finding.rule == rule}
    assert found == {words}


@pytest.mark.parametrize(("rule", "text"), FINE)
def test_no_rule_finds_anything_in_better_words(rule: str, text: str) -> None:
    assert brief(findings(text, language(rule))) == []


def test_every_rule_has_cases_and_words_in_both_languages() -> None:
    all_rules = [*rules("ja"), *rules("en")]
    assert {rule.id for rule in all_rules} == set(CASES)
    for rule in all_rules:
        assert rule.severity in ("error", "warn")
        for advice in (rule.ja, rule.en):
            assert advice.what
            assert advice.instead
            assert not f"{advice.what}{advice.instead}".endswith((".", "。"))


def test_findings_come_in_the_order_of_the_text_with_their_lines() -> None:
    assert brief(findings(LETTER_JA, "ja")) == [("J05", "一部のお客様", 8), ("J17", "最新の状況を示した。", 9)]


def test_a_writer_reads_advice_in_the_own_language() -> None:
    finding = findings("後日お届けいたします。", "ja")[0]
    assert "日付か時刻" in finding.advice("ja-JP").instead
    assert "date" in finding.advice("fr").instead


def test_a_region_changes_no_rule_and_other_languages_have_none() -> None:
    assert findings(LETTER_JA, "ja-JP") == findings(LETTER_JA, "ja")
    assert brief(findings("It will be fixed soon.", "en-GB")) == [("E04", "soon", 1)]
    assert findings(LETTER_JA + "It will be fixed soon.", "de") == ()


def test_a_sentence_ends_at_its_stop_and_not_at_a_decimal_point() -> None:
    assert findings("Some customers, 3.5% of them, cannot sign in.", "en") == ()
    assert brief(findings("About 35 parcels are late. Some customers cannot sign in.", "en")) == [
        ("E03", "Some customers", 1)
    ]


def test_the_same_words_are_told_once_a_line() -> None:
    assert brief(findings("後日お送りし、後日伺います。\n後日です。", "ja")) == [("J06", "後日", 1), ("J06", "後日", 2)]


def test_long_words_are_cut() -> None:
    found = findings("件名: " + "配達" * 60, "ja")[0].found
    assert found == ("件名: " + "配達" * 60)[:LONGEST]


@pytest.mark.parametrize(
    ("text", "lang", "term"),
    [
        ("古いキャッシュを消しました。", "ja", "キャッシュ"),
        ("予備のクラスターへ移しました。", "ja", "クラスター"),
        ("Latency is back to normal.", "en", "latency"),
    ],
)
def test_a_term_that_the_letter_explains_is_fine(text: str, lang: str, term: str) -> None:
    assert len(findings(text, lang)) == 1
    assert findings(text, lang, frozenset({term})) == ()


def test_another_explained_term_excuses_nothing_and_no_other_rule() -> None:
    assert len(findings("古いキャッシュを消しました。", "ja", frozenset({"ノード", "", "キャ"}))) == 1
    assert len(findings("後日お届けいたします。", "ja", frozenset({"後日"}))) == 1


@pytest.mark.parametrize(
    ("text", "lang", "count"),
    [
        (LETTER_JA, "ja", 1),
        ("件名: 【お詫びと訂正】お詫び申し上げます\n\n申し訳ございません。深くお詫びいたします。", "ja-JP", 2),
        ("申し訳ありませんが、お待ちください。", "ja", 1),
        ("お詫びのメールをお送りしました。", "ja", 0),
        ("Subject: We are sorry\n\nWe’re very sorry. I am sorry, and we apologise.", "en", 3),
        ("Subject: Fixed\n\nTracking works again.", "en-GB", 0),
        ("We are sorry.", "fr", 0),
        ("", "ja", 0),
    ],
)
def test_apologies_of_the_body_are_counted(text: str, lang: str, count: int) -> None:
    assert apologies(text, lang) == count


@pytest.mark.parametrize(
    "piece", ["一部のお客様", "原因", "次回", "あ", "御中", "【", "しばらく", "[missing: ", "a@", "\n"]
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_very_long_line_is_read_to_its_end(piece: str, lang: str) -> None:
    # Without a bound in every pattern this test would not end.
    found = findings(piece * 8000 + "\n" + ("しばらく" if lang == "ja" else "back soon"), lang)
    assert [finding.rule for finding in found if finding.line == piece.count("\n") * 8000 + 2] != []
