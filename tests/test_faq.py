"""The questions that customers ask while an incident is open, answered from its facts, on its page."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from letter_desk import HERE, contexts
from small_site import noroshi, write

from noroshi.views.faq import faq
from noroshi.views.pieces import plain

OPEN = "2026-11-21-payment-link-3ds"


def asked(root: Path, incident: str, *, lang: str = "ja", now: str = "") -> dict[str, str]:
    """Question → answer."""
    moment = datetime.fromisoformat(now) if now else None
    context = next(item for item in contexts(root, moment) if item.tag == lang)
    return {item.question.text: plain(item.answer) for item in faq(context, context.archive.by_id[incident])}


def page(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def structured(source: str) -> dict[str, Any]:
    """The FAQPage of a page."""
    script = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', source, re.DOTALL)
    assert script is not None
    graph: list[dict[str, Any]] = json.loads(script[1])["@graph"]
    return next((item for item in graph if item["@type"] == "FAQPage"), {})


def section(source: str) -> str:
    found = re.search(r'<section class="part part-questions".*?</section>', source, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", found[0])) if found else ""


def test_every_question_is_answered_from_the_facts_as_they_are_now() -> None:
    found = asked(HERE, OPEN)
    assert list(found) == [
        "どのサービスに影響がありますか",
        "いつからですか。いつ直りますか",
        "データや請求に影響はありますか",
        "何をすればよいですか",
        "代わりの手段はありますか",
        "原因は何ですか",
        "次はいつ知らせてもらえますか",
    ]
    assert found["いつからですか。いつ直りますか"] == (
        "11月21日（土）12:55頃からです。11月21日（土）16:30頃の復旧を見込んでおります。"
    )
    assert found["次はいつ知らせてもらえますか"] == "11月21日（土）15:30までにお知らせいたします。"


def test_what_is_unknown_is_said_to_be_unknown() -> None:
    found = asked(HERE, OPEN, now="2026-11-21T13:30+09:00")
    assert found["原因は何ですか"] == "調査中です。"
    assert found["データや請求に影響はありますか"] == "確認中です。"
    assert found["いつからですか。いつ直りますか"].endswith("復旧の見込みは、現時点では未定です。")


def test_an_expectation_that_has_passed_is_not_told_as_to_come() -> None:
    found = asked(HERE, OPEN, lang="en", now="2026-11-21T17:00+09:00")
    assert "has passed" in found["Since when, and when will it be fixed?"]
    assert found["When will I hear more?"] == "The update promised by Saturday 21 November, 15:30 JST is late."


def test_of_what_nobody_wrote_there_is_no_question(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-11-21-labels/incident.md",
        "---\ntitle: 送り状\nat: 2026-11-21 11:00\nservices: labels\nscope: すべての送り状\n---\n印刷できません。\n",
    )
    found = asked(small_site, "2026-11-21-labels", now="2026-11-21T12:00+09:00")
    assert found == {
        "どのサービスに影響がありますか": "送り状に影響が出ております。影響範囲：すべての送り状。",
        "いつからですか。いつ直りますか": "11月21日（土）11:00からです。",
    }


def test_a_correction_says_which_notice_and_what_is_right() -> None:
    found = asked(HERE, "2026-11-16-price-mail", lang="en")
    assert found["Which message is this about?"] == (
        "It is about our message “Our new prices”, sent on Monday 16 November 2026, 10:05 JST."
    )
    assert found["What is correct?"].startswith("Light plan prices stay the same.")


@pytest.mark.parametrize(
    ("incident", "now"),
    [
        ("2026-02-20-search-false-alarm", "2026-02-21T12:00+09:00"),
        ("2026-11-18-payment-api", "2026-12-10T12:00+09:00"),
        ("2026-11-16-price-mail", "2026-12-10T12:00+09:00"),
        ("2026-12-09-dashboard-maintenance", "2026-11-21T12:00+09:00"),
    ],
    ids=["false alarm", "over for long", "corrected long ago", "maintenance"],
)
def test_nobody_asks_about_what_is_past_or_was_never_real(incident: str, now: str) -> None:
    assert asked(HERE, incident, now=now) == {}


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_the_page_of_an_open_incident_shows_them_and_tells_machines_the_same(demonstration: Path, prefix: str) -> None:
    source = page(demonstration, f"{prefix}incidents/{OPEN}")
    questions = structured(source)["mainEntity"]
    assert len(questions) == 7
    for item in questions:
        assert item["name"] + item["acceptedAnswer"]["text"] in section(source)


def test_the_page_of_a_closed_incident_has_only_the_questions_of_its_report(demonstration: Path) -> None:
    assert section(page(demonstration, "incidents/2026-11-18-payment-api")) == ""
    assert structured(page(demonstration, "incidents/2026-11-18-payment-api")) == {}
    closed = page(demonstration, "incidents/2026-08-19-support-mail-security")
    assert len(structured(closed)["mainEntity"]) == 3


def test_questions_of_the_report_follow_and_none_stands_twice(small_site: Path) -> None:
    folder = "incidents/2026-11-21-labels"
    write(
        small_site, f"{folder}/incident.md", "---\ntitle: 送り状\nat: 2026-11-21 10:00\ncause: unknown\n---\n停止中。\n"
    )
    write(
        small_site,
        f"{folder}/report.md",
        "---\nat: 2026-11-21 11:00\nfaq:\n  - question: 原因は何ですか\n    answer: 別紙のとおりです。\n"
        "  - question: 夜も使えますか\n    answer: <script>x</script>はい。\n---\n調べています。\n",
    )
    assert noroshi(small_site, "build").status == 0
    source = page(small_site / "_site", "incidents/2026-11-21-labels")
    named = [item["name"] for item in structured(source)["mainEntity"]]
    assert named == ["いつからですか。いつ直りますか", "原因は何ですか", "夜も使えますか"]
    assert "<script>x" not in source
