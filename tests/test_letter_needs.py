"""What was not typed: missing, unknown and none are three things, and only the first keeps a letter back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from incident_folders import load, one
from typed_incidents import COMPLETE, instead, typed, without

from noroshi.model.course import course
from noroshi.model.letter_needs import missing, passed
from noroshi.model.letters import Letter, LetterKind, letters
from noroshi.model.problem import Severity
from noroshi.model.site import Contact
from noroshi.model.text import Text

TOKYO = ZoneInfo("Asia/Tokyo")
LATER = datetime.fromisoformat("2030-01-01T00:00:00+09:00")
DESK = Contact(
    phone=Text("ja", "0120-000-000"),
    responsible=Text("ja", "責任者　灯 太郎"),
    hours=Text("ja", "平日9時から18時"),
    until=date(2027, 3, 31),
)

_OPEN = ("scope", "data", "cause", "workaround", "request", "eta", "next_update")
_PERSONAL = tuple(f"personal_data.{name}" for name in ("items", "not_included", "secondary_damage", "role"))
_REPORT = ("why_not_prevented", "why_so_long", "credit", "next_report", "measures.canary.due", *(
    f"document.{name}" for name in ("number", "version", "author")
))  # fmt: skip
_WRONG = tuple(f"corrects.{name}" for name in ("sent_at", "from", "to", "count"))
_CONTINUITY = ("changes", "why", "effective", "effect", "risks", "next_review", "reply_by")
_ESTIMATE = ("duration", "cost", "work", "basis", "assumptions", "risks", "extra", "valid_until", "next")

# Kind of letter → each key without which it is not ready.
NEEDED: dict[str, tuple[str, ...]] = {
    "opened": ("unaffected", "services", *_OPEN),
    "progress": ("scope", "eta"),
    "reopened": _OPEN,
    "recovering": ("scope", "next_update"),
    "restored": ("scope", "data", "request", "report_by"),
    "false_alarm": ("request",),
    "suspended": ("scope", "workaround", "next_update"),
    "security_opened": ("scope", "cause", "request", "next_update", *_PERSONAL),
    "security_progress": ("scope", "cause", *_PERSONAL),
    "security_measures": ("scope", *_PERSONAL, *_REPORT),
    "correction": ("mistake", "right", "data", "cause", "request", *_WRONG),
    "maintenance_scheduled": ("window.end", "scope", "unaffected", "request"),
    "maintenance_reminder": ("window.end", "scope", "unaffected", "request"),
    "maintenance_started": ("window.end", "scope", "unaffected"),
    "maintenance_extended": ("scope", "unaffected", "next_update"),
    "maintenance_postponed": ("scope", "unaffected", "request"),
    "maintenance_completed": (),
    "maintenance_cancelled": (),
    "data_recovery_estimate": ("next_update", *(f"data_recovery.{name}" for name in _ESTIMATE)),
    "data_recovery_result": ("next_update", *(f"data_recovery.{name}" for name in ("stage", "lost", "next"))),
    "report": _REPORT,
    "measures": (),
    "continuity": tuple(f"continuity.{name}" for name in _CONTINUITY),
    "announcement": (),
}
FACTS = ("scope", "unaffected", "data", "cause", "workaround", "request", "eta")
"""Keys whose ``none`` and ``unknown`` are facts."""


def letter(root: Path, kind: str, text: str, body: str | None = None) -> Letter:
    if body is None:
        incident = one(root, typed(text))
    else:
        (incident,), problems = load(root, {f"a/{name}": said for name, said in typed(text, body).items()})
        # An empty body is a doubt: the page says the status in words.
        assert {problem.severity for problem in problems} <= {Severity.WARNING}
    found = letters(course(incident), reminder_hours=24, now=LATER)
    return [item for item in found if item.kind is LetterKind(kind)][-1]


def lacks(root: Path, kind: str, text: str, desk: Contact = DESK, body: str | None = None) -> tuple[str, ...]:
    return missing(letter(root, kind, text, body), desk)


@pytest.mark.parametrize("kind", [kind.value for kind in LetterKind])
def test_a_letter_whose_facts_are_all_typed_lacks_nothing(tmp_path: Path, kind: str) -> None:
    assert lacks(tmp_path, kind, COMPLETE[kind]) == ()


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind, keys in NEEDED.items() for key in keys])
def test_a_key_that_nobody_typed_keeps_its_letter_back_and_is_named(tmp_path: Path, kind: str, key: str) -> None:
    assert lacks(tmp_path, kind, without(COMPLETE[kind], key)) == (key,)


@pytest.mark.parametrize("value", ["none", "unknown"])
@pytest.mark.parametrize(
    ("kind", "key"), [(kind, key) for kind, keys in NEEDED.items() for key in keys if key in FACTS]
)
def test_none_and_unknown_are_facts(tmp_path: Path, kind: str, key: str, value: str) -> None:
    assert lacks(tmp_path, kind, instead(COMPLETE[kind], key, value)) == ()


def test_every_kind_of_letter_says_here_what_it_needs() -> None:
    assert set(NEEDED) == set(COMPLETE) == {kind.value for kind in LetterKind}


def test_a_value_that_is_taken_back_is_missing_again(tmp_path: Path) -> None:
    text = COMPLETE["progress"] + "scope:\neta:\n"
    assert lacks(tmp_path, "progress", text) == ("scope", "eta")


def test_an_end_asks_anew_what_customers_are_to_do(tmp_path: Path) -> None:
    """The request of the incident ended with it: what holds afterwards has to be said."""
    text = COMPLETE["opened"] + "== 02-resolved.md\nat: 2026-11-18 17:00\nreport_by: none\n"
    assert lacks(tmp_path, "restored", text) == ("request",)


def test_an_unknown_expectation_needs_the_time_of_the_next_word(tmp_path: Path) -> None:
    unknown = instead(COMPLETE["opened"], "eta", "unknown")
    assert lacks(tmp_path / "said", "opened", unknown) == ()
    assert lacks(tmp_path / "silent", "opened", without(unknown, "next_update")) == ("next_update",)


def test_the_next_word_is_asked_of_each_update_as_a_promise_is(tmp_path: Path) -> None:
    assert lacks(tmp_path, "progress", COMPLETE["opened"] + "== 02.md\nat: 2026-11-18 14:40\n") == ("next_update",)


def test_what_is_over_promises_no_next_word(tmp_path: Path) -> None:
    text = COMPLETE["restored"] + "== 03.md\nat: 2026-11-18 18:00\n"
    assert lacks(tmp_path, "progress", text) == ()


@pytest.mark.parametrize("kind", ["opened", "maintenance_scheduled", "announcement", "report"])
def test_every_letter_names_somebody_who_can_be_asked(tmp_path: Path, kind: str) -> None:
    assert lacks(tmp_path, kind, COMPLETE[kind], Contact(url="https://example.com/")) == ("contact",)
    by_mail = Contact(email="support@example.com")
    assert lacks(tmp_path / "mail", kind, COMPLETE[kind], by_mail) == ()


@pytest.mark.parametrize("kind", ["security_opened", "security_progress", "security_measures"])
@pytest.mark.parametrize("name", ["responsible", "hours", "until"])
def test_a_desk_for_personal_data_has_a_person_hours_and_an_end(tmp_path: Path, kind: str, name: str) -> None:
    assert lacks(tmp_path, kind, COMPLETE[kind], replace(DESK, **{name: None})) == (f"contact.{name}",)


def test_only_matters_of_personal_data_need_such_a_desk(tmp_path: Path) -> None:
    plain = Contact(email="support@example.com")
    assert [kind for kind in COMPLETE if lacks(tmp_path / kind, kind, COMPLETE[kind], plain)] == [
        *("security_opened", "security_progress", "security_measures")
    ]


@pytest.mark.parametrize("kind", ["false_alarm", "correction", "announcement"])
def test_letters_whose_matter_is_their_body_need_one(tmp_path: Path, kind: str) -> None:
    assert lacks(tmp_path, kind, COMPLETE[kind], body="") == ("body",)


def test_others_can_do_without_a_body(tmp_path: Path) -> None:
    needs = {"false_alarm", "correction", "announcement"}
    found = {kind: lacks(tmp_path / kind, kind, COMPLETE[kind], body="") for kind in COMPLETE if kind not in needs}
    assert set(found.values()) == {()}


def test_a_correction_of_a_notice_of_this_site_needs_no_headers(tmp_path: Path) -> None:
    text = COMPLETE["correction"]
    for key in ("subject", "sent_at", "from", "to", "count"):
        text = without(text, f"corrects.{key}")
    assert lacks(tmp_path / "own", "correction", text.replace("corrects:", "corrects: 2026-11-18-payment-api")) == ()
    assert lacks(tmp_path / "of what", "correction", text.replace("corrects:\n", "")) == ("corrects",)


def test_a_measure_that_is_late_needs_its_reason_and_its_report(tmp_path: Path) -> None:
    text = COMPLETE["measures"].replace(", reason: 装置が届いていません", "")
    assert lacks(tmp_path / "reason", "measures", text) == ("measures.canary.reason",)
    before, _, after = COMPLETE["measures"].partition("== report.md")
    text = before + "== 04-measures.md" + after.partition("== 04-measures.md")[2]
    assert lacks(tmp_path / "report", "measures", text) == ("report.md",)


def test_a_report_without_measures_and_with_all_done(tmp_path: Path) -> None:
    text = COMPLETE["report"].partition("measures:")[0]
    assert lacks(tmp_path / "none", "report", text) == ("measures",)
    done = without(COMPLETE["report"], "next_report") + "    state: done\n    done_on: 2026-11-20\n"
    assert lacks(tmp_path / "done", "report", done) == ()


# ---- what was to come and is over


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("opened", "eta", "2026-11-18 13:59"),
        ("opened", "eta", "{from: 2026-11-18 13:00, to: 2026-11-18 13:30}"),
        ("opened", "next_update", "2026-11-18 13:00"),
        ("restored", "report_by", "2026-11-17"),
        ("report", "next_report", "2026-11-24"),
        ("maintenance_scheduled", "window.start", "2026-11-09 23:00"),
        ("maintenance_started", "window.end", "2026-12-09 22:00"),
    ],
)
def test_a_time_that_is_over_is_never_told_as_to_come(tmp_path: Path, kind: str, key: str, value: str) -> None:
    text = instead(COMPLETE[kind], key, value)
    if key == "window.end":
        text = instead(text, "window.start", "2026-12-09 20:00")
    assert passed(letter(tmp_path, kind, text), Contact(), TOKYO) == (key,)


@pytest.mark.parametrize("kind", [kind.value for kind in LetterKind])
def test_what_lies_ahead_is_not_over(tmp_path: Path, kind: str) -> None:
    assert passed(letter(tmp_path, kind, COMPLETE[kind]), Contact(), TOKYO) == ()


def test_a_day_ends_with_itself(tmp_path: Path) -> None:
    for day, over in (("2026-11-18", ()), ("2026-11-17", ("report_by",))):
        text = instead(COMPLETE["restored"], "report_by", day)
        assert passed(letter(tmp_path / day, "restored", text), Contact(), TOKYO) == over


def test_an_expectation_that_a_later_word_did_not_renew_is_over(tmp_path: Path) -> None:
    text = COMPLETE["opened"] + "== 02.md\nat: 2026-11-18 16:00\nnext_update: +30m\n"
    assert passed(letter(tmp_path, "progress", text), Contact(), TOKYO) == ("eta",)


def test_a_stop_of_ours_that_should_have_ended(tmp_path: Path) -> None:
    said = "{reason: 広がるのを防ぐため, until: 2026-11-18 13:00}"
    text = instead(COMPLETE["suspended"], "suspended", said)
    assert passed(letter(tmp_path, "suspended", text), Contact(), TOKYO) == ("suspended.until",)


def test_a_plan_that_is_past_when_it_is_told_is_not_announced_as_one(tmp_path: Path) -> None:
    text = COMPLETE["maintenance_scheduled"].replace("at: 2026-12-01 10:00", "at: 2026-12-10 10:00")
    found = letter(tmp_path, "maintenance_scheduled", text)
    assert passed(found, Contact(), TOKYO) == ("window.start", "window.end")
