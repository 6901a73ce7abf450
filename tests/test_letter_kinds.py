"""What a writer typed → which letters it becomes: the table of docs/letters.md, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from incident_folders import one
from typed_incidents import typed

from noroshi.model.course import course
from noroshi.model.letters import Letter, LetterKind, is_important, letters
from noroshi.model.terms import Known

LATER = datetime.fromisoformat("2030-01-01T00:00:00+09:00")


def told(root: Path, text: str, *, now: datetime = LATER, hours: int = 24) -> tuple[Letter, ...]:
    """The letters of the incident that the files say."""
    return letters(course(one(root, typed(text))), reminder_hours=hours, now=now)


def kinds(root: Path, text: str, **options: object) -> list[str]:
    return [letter.kind.value for letter in told(root, text, **options)]  # type: ignore[arg-type]


OPENED = """
== incident.md
title: 決済が失敗します
at: 2026-11-18 14:00
services: {payment-api: major_outage}
"""
MAINTENANCE = """
== incident.md
title: 管理画面の更新
kind: maintenance
at: 2026-12-01 10:00
services: dashboard
window: {start: 2026-12-09 23:00, end: 2026-12-10 04:00}
"""
PERSONAL = "personal_data: {items: お名前とメールアドレス}"
RECOVERY = "data_recovery: {basis: 取り出せたデータの量}"
SUSPENDED = "suspended: 広がるのを防ぐため"
REPORT = """
== report.md
at: 2026-11-25 10:00
cause: 設定の誤り
measures: {canary: {what: 1台で確かめる, due: 2026-12-11}}
"""

# The first row that fits: each line is a case of one row, or of two rows of which the upper one is taken.
ROWS = {
    "an incident that turns out to be none": (
        OPENED + "== 02-false-alarm.md\nat: 2026-11-18 15:00",
        ["opened", "false_alarm"],
    ),
    "a false alarm about personal data": (
        OPENED + PERSONAL + "\n== 02-false-alarm.md\nat: 2026-11-18 15:00",
        ["security_opened", "false_alarm"],
    ),
    "personal data in an incident that is no matter of security": (OPENED + PERSONAL, ["security_opened"]),
    "personal data that turns up later": (
        OPENED + f"== 02-identified.md\nat: 2026-11-18 15:00\n{PERSONAL}",
        ["opened", "security_opened"],
    ),
    "personal data, next word": (
        OPENED + PERSONAL + "\n== 02-identified.md\nat: 2026-11-18 15:00",
        ["security_opened", "security_progress"],
    ),
    "personal data and resolved": (
        OPENED + PERSONAL + "\n== 02-resolved.md\nat: 2026-11-18 15:00",
        ["security_opened", "security_progress"],
    ),
    "personal data in a first word that is already resolved": (
        OPENED.replace("services: {payment-api: major_outage}", "status: resolved") + PERSONAL,
        ["security_opened"],
    ),
    "personal data and a report": (
        OPENED + PERSONAL + "\n== 02-resolved.md\nat: 2026-11-18 15:00" + REPORT,
        ["security_opened", "security_progress", "security_measures"],
    ),
    "a security matter without personal data": (OPENED + "kind: security", ["opened"]),
    "a correction": ("== incident.md\ntitle: x\nkind: correction\nat: 2026-11-16 10:00\n", ["correction"]),
    "a correction that sent personal data to others": (
        f"== incident.md\ntitle: x\nkind: correction\nat: 2026-11-16 10:00\n{PERSONAL}",
        ["security_opened"],
    ),
    "a correction, next word": (
        "== incident.md\ntitle: x\nkind: correction\nat: 2026-11-16 10:00\n== 02.md\nat: 2026-11-17 10:00",
        ["correction", "progress"],
    ),
    "a report": (
        OPENED + "== 02-resolved.md\nat: 2026-11-18 15:00" + REPORT,
        ["opened", "restored", "report"],
    ),
    "a report while it is still open": (OPENED + REPORT, ["opened", "report"]),
    "an end": (OPENED + "== 02-resolved.md\nat: 2026-11-18 15:00", ["opened", "restored"]),
    "a first word that says that it is over": (
        "== incident.md\ntitle: x\nat: 2026-11-18 14:00\nbegan_at: 2026-11-18 13:00\nended_at: 2026-11-18 13:30\n"
        "services: {payment-api: major_outage}\nstatus: resolved",
        ["restored"],
    ),
    "an end that also tells the result of a data recovery": (
        OPENED + "== 02-resolved.md\nat: 2026-11-18 15:00\ndata_recovery: {outcome: succeeded}",
        ["opened", "restored"],
    ),
    "a word after the end": (
        OPENED + "== 02-resolved.md\nat: 2026-11-18 15:00\n== 03.md\nat: 2026-11-18 16:00",
        ["opened", "restored", "progress"],
    ),
    "again after the end": (
        OPENED + "== 02-resolved.md\nat: 2026-11-18 15:00\n== 03-investigating.md\nat: 2026-11-18 16:00",
        ["opened", "restored", "reopened"],
    ),
    "watched again after the end": (
        OPENED + "== 02-resolved.md\nat: 2026-11-18 15:00\n== 03-monitoring.md\nat: 2026-11-18 16:00",
        ["opened", "restored", "reopened"],
    ),
    "an incident after all, after a false alarm": (
        OPENED + "== 02-false-alarm.md\nat: 2026-11-18 15:00\n== 03-investigating.md\nat: 2026-11-18 16:00",
        ["opened", "false_alarm", "reopened"],
    ),
    "again while we watch it": (
        OPENED + "== 02-monitoring.md\nat: 2026-11-18 15:00\n== 03-identified.md\nat: 2026-11-18 16:00",
        ["opened", "recovering", "reopened"],
    ),
    "again, and stopped by ourselves": (
        OPENED + f"== 02-monitoring.md\nat: 2026-11-18 15:00\n== 03-identified.md\nat: 2026-11-18 16:00\n{SUSPENDED}",
        ["opened", "recovering", "reopened"],
    ),
    "back to looking for the cause, never watched": (
        OPENED + "== 02-identified.md\nat: 2026-11-18 15:00\n== 03-investigating.md\nat: 2026-11-18 16:00",
        ["opened", "progress", "progress"],
    ),
    "usable again, with an estimate of what the lost data takes": (
        OPENED + f"== 02-monitoring.md\nat: 2026-11-18 15:00\n{RECOVERY}",
        ["opened", "recovering"],
    ),
    "usable again in the first word": (OPENED + "status: monitoring", ["recovering"]),
    "still watched": (
        OPENED + "== 02-monitoring.md\nat: 2026-11-18 15:00\n== 03-monitoring.md\nat: 2026-11-18 16:00",
        ["opened", "recovering", "progress"],
    ),
    "an estimate, and stopped by ourselves": (
        OPENED + f"== 02-identified.md\nat: 2026-11-18 15:00\n{RECOVERY}\n{SUSPENDED}",
        ["opened", "data_recovery_estimate"],
    ),
    "an estimate in the first word": (OPENED + RECOVERY, ["data_recovery_estimate"]),
    "an estimate, then how it ended": (
        OPENED
        + f"== 02-identified.md\nat: 2026-11-18 15:00\n{RECOVERY}"
        + "\n== 03.md\nat: 2026-11-18 16:00\ndata_recovery: {outcome: partial}",
        ["opened", "data_recovery_estimate", "data_recovery_result"],
    ),
    "a recovery that is still pending": (
        OPENED + "== 02-identified.md\nat: 2026-11-18 15:00\ndata_recovery: {outcome: pending}",
        ["opened", "data_recovery_estimate"],
    ),
    "stopped by ourselves in the first word": (OPENED + SUSPENDED, ["suspended"]),
    "stopped by ourselves later": (
        OPENED + f"== 02-identified.md\nat: 2026-11-18 15:00\n{SUSPENDED}",
        ["opened", "suspended"],
    ),
    "stopped still, without a word of it": (
        OPENED + SUSPENDED + "\n== 02-identified.md\nat: 2026-11-18 15:00",
        ["suspended", "progress"],
    ),
    "stopped by ourselves, with news of the measures": (
        OPENED
        + "== 02-resolved.md\nat: 2026-11-18 15:00"
        + REPORT
        + f"\n== 03-investigating.md\nat: 2026-11-26 10:00\n{SUSPENDED}"
        + f"\n== 04.md\nat: 2026-11-27 10:00\n{SUSPENDED}\nmeasures: {{canary: {{state: done, done_on: 2026-11-27}}}}",
        ["opened", "restored", "report", "reopened", "suspended"],
    ),
    "a first word": (OPENED, ["opened"]),
    "news of the measures": (
        OPENED
        + "== 02-resolved.md\nat: 2026-11-18 15:00"
        + REPORT
        + "\n== 04-measures.md\nat: 2026-12-10 10:00\nmeasures: {canary: {state: done, done_on: 2026-12-10}}",
        ["opened", "restored", "report", "measures"],
    ),
    "any other word": (OPENED + "== 02-identified.md\nat: 2026-11-18 15:00", ["opened", "progress"]),
    "a plan": (MAINTENANCE, ["maintenance_scheduled", "maintenance_reminder"]),
    "a plan that interests those whose data it was": (
        MAINTENANCE + PERSONAL,
        ["security_opened", "maintenance_reminder"],
    ),
    "work that has begun in the first word": (
        MAINTENANCE.replace("at: 2026-12-01 10:00", "at: 2026-12-09 23:01") + "status: in_progress",
        ["maintenance_started"],
    ),
    "work that begins": (
        MAINTENANCE + "== 02-in-progress.md\nat: 2026-12-09 23:00",
        ["maintenance_scheduled", "maintenance_reminder", "maintenance_started"],
    ),
    "work that begins and takes longer, in one word": (
        MAINTENANCE + "== 02-in-progress.md\nat: 2026-12-09 23:00\nwindow: {end: 2026-12-10 06:00}",
        ["maintenance_scheduled", "maintenance_reminder", "maintenance_extended"],
    ),
    "work that takes longer": (
        MAINTENANCE
        + "== 02-in-progress.md\nat: 2026-12-09 23:00"
        + "\n== 03.md\nat: 2026-12-10 03:30\nwindow: {end: 2026-12-10 06:00}",
        ["maintenance_scheduled", "maintenance_reminder", "maintenance_started", "maintenance_extended"],
    ),
    "a plan whose end was not known and now is": (
        MAINTENANCE.replace(", end: 2026-12-10 04:00", "")
        + "== 02.md\nat: 2026-12-02 10:00\nwindow: {end: 2026-12-10 04:00}",
        ["maintenance_scheduled", "maintenance_extended", "maintenance_reminder"],
    ),
    "a plan that moves to a later day": (
        MAINTENANCE + "== 02.md\nat: 2026-12-02 10:00\nwindow: {start: 2026-12-16 23:00, end: 2026-12-17 04:00}",
        ["maintenance_scheduled", "maintenance_postponed", "maintenance_reminder"],
    ),
    "a plan that moves to an earlier day": (
        MAINTENANCE + "== 02.md\nat: 2026-12-02 10:00\nwindow: {start: 2026-12-08 23:00, end: 2026-12-09 04:00}",
        ["maintenance_scheduled", "maintenance_postponed", "maintenance_reminder"],
    ),
    "a plan that is said again with the same window": (
        MAINTENANCE + "== 02.md\nat: 2026-12-02 10:00\nwindow: {start: 2026-12-09 23:00, end: 2026-12-10 04:00}",
        ["maintenance_scheduled", "announcement", "maintenance_reminder"],
    ),
    "work that is checked": (
        MAINTENANCE + "== 02-in-progress.md\nat: 2026-12-09 23:00\n== 03-verifying.md\nat: 2026-12-10 03:00",
        ["maintenance_scheduled", "maintenance_reminder", "maintenance_started", "announcement"],
    ),
    "work that is done": (
        MAINTENANCE + "== 02-in-progress.md\nat: 2026-12-09 23:00\n== 03-completed.md\nat: 2026-12-10 03:00",
        ["maintenance_scheduled", "maintenance_reminder", "maintenance_started", "maintenance_completed"],
    ),
    "work that is called off": (
        MAINTENANCE + "== 02-cancelled.md\nat: 2026-12-02 10:00",
        ["maintenance_scheduled", "maintenance_cancelled"],
    ),
    "work that was called off and is planned once more": (
        MAINTENANCE
        + "== 02-cancelled.md\nat: 2026-12-02 10:00"
        + "\n== 03-scheduled.md\nat: 2026-12-03 10:00\nwindow: {start: 2026-12-16 23:00, end: 2026-12-17 04:00}",
        ["maintenance_scheduled", "maintenance_cancelled", "maintenance_scheduled", "maintenance_reminder"],
    ),
    "work that was done and has to go on": (
        MAINTENANCE + "== 02-completed.md\nat: 2026-12-10 03:00\n== 03-in-progress.md\nat: 2026-12-10 05:00",
        ["maintenance_scheduled", "maintenance_reminder", "maintenance_completed", "maintenance_started"],
    ),
    "a plan for the hour of need": (
        "== incident.md\ntitle: x\nkind: continuity\nat: 2026-05-12 10:00\ncontinuity: {event: reviewed}\n",
        ["continuity"],
    ),
    "a further word on that plan": (
        "== incident.md\ntitle: x\nkind: continuity\nat: 2026-05-12 10:00\ncontinuity: {event: reviewed}\n"
        "== 02.md\nat: 2026-05-13 10:00",
        ["continuity", "announcement"],
    ),
    "anything else": ("== incident.md\ntitle: x\nkind: announcement\nat: 2026-03-01 10:00\n", ["announcement"]),
}


@pytest.mark.parametrize(("text", "expected"), ROWS.values(), ids=ROWS)
def test_the_first_row_that_fits_says_which_letter_it_is(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert kinds(tmp_path, text) == expected


def test_every_kind_of_letter_has_a_case_here() -> None:
    assert {name for _, expected in ROWS.values() for name in expected} == {kind.value for kind in LetterKind}


# ---- numbers


def test_letters_are_numbered_as_the_page_numbers_them(tmp_path: Path) -> None:
    text = (
        OPENED
        + "== 02-identified.md\nat: 2026-11-18 14:30\nwithdrawn: 別のお客様のことでした"
        + "\n== 03-resolved.md\nat: 2026-11-18 15:00"
        + REPORT
    )
    assert [(letter.kind.value, letter.number) for letter in told(tmp_path, text)] == [
        ("opened", 1),
        ("restored", 3),
        ("report", None),
    ]


def test_a_first_word_that_was_withdrawn_leaves_the_next_one_to_open(tmp_path: Path) -> None:
    text = (
        "== incident.md\ntitle: x\n== 01.md\nat: 2026-11-18 14:00\nwithdrawn: 誤り"
        "\n== 02.md\nat: 2026-11-18 15:00\nservices: {dashboard: partial_outage}"
    )
    assert [(letter.kind.value, letter.number, letter.step.before) for letter in told(tmp_path, text)] == [
        ("opened", 2, None),
    ]


def test_a_reminder_has_no_number_and_takes_none(tmp_path: Path) -> None:
    text = MAINTENANCE + "== 02-in-progress.md\nat: 2026-12-09 23:00"
    assert [letter.number for letter in told(tmp_path, text)] == [1, None, 2]


# ---- what becomes no letter


@pytest.mark.parametrize("key", ["draft: true", "drill: true", "withdrawn: 誤って公開しました"])
def test_drafts_rehearsals_and_withdrawn_incidents_say_nothing_to_anybody(tmp_path: Path, key: str) -> None:
    # The keys of the whole incident stand alone; the first update is a file of its own.
    text = f"== incident.md\ntitle: x\n{key}\n== 01.md\nat: 2026-11-18 14:00\n== 02-resolved.md\nat: 2026-11-18 15:00"
    assert kinds(tmp_path, text + REPORT) == []


def test_what_is_not_said_yet_is_no_letter(tmp_path: Path) -> None:
    text = OPENED + "== 02-resolved.md\nat: 2026-11-18 15:00" + REPORT
    now = datetime.fromisoformat("2026-11-18T14:30:00+09:00")
    assert kinds(tmp_path, text, now=now) == ["opened"]


# ---- what was known then


def test_a_letter_knows_nothing_that_was_said_later(tmp_path: Path) -> None:
    text = (
        OPENED
        + "cause: unknown\nscope: unknown"
        + "\n== 02-identified.md\nat: 2026-11-18 15:00\nbegan_at: ~2026-11-18 13:42\ncause: 設定の誤り\n"
        + "services: {file-storage: major_outage}\nscope: 決済のおよそ3割\neta: +1h"
        + "\n== 03-resolved.md\nat: 2026-11-18 17:00\nended_at: 2026-11-18 16:40"
        + REPORT
    )
    first, second, third, report = told(tmp_path, text)
    assert first.course.services == ("payment-api",)
    assert set(first.step.standing.facts.values()) == {Known.UNKNOWN}
    assert first.course.began_at is not None
    assert first.course.began_at.at == first.at
    assert first.course.ended_at is second.course.ended_at is None
    assert first.step.standing.eta is None
    assert first.course.is_open and second.course.is_open and not third.course.is_open
    assert first.course.incident.report is second.course.incident.report is third.course.incident.report is None
    assert report.course.ended_at == third.course.ended_at
    # An end that is said only later moves the end, and no letter before.
    later = (
        text.replace("ended_at: 2026-11-18 16:40", "") + "\n== 04.md\nat: 2026-11-19 10:00\nended_at: 2026-11-18 16:40"
    )
    (tmp_path / "again").mkdir()
    again = told(tmp_path / "again", later)
    assert again[0].course == replace(first.course, incident=again[0].course.incident)
    assert again[2].course.ended_at != again[3].course.ended_at == third.course.ended_at


def test_a_report_knows_what_was_said_until_then(tmp_path: Path) -> None:
    text = (
        OPENED
        + "== 02-resolved.md\nat: 2026-11-18 15:00"
        + REPORT
        + "\n== 03-measures.md\nat: 2026-12-10 10:00\nmeasures: {canary: {state: done, done_on: 2026-12-10}}"
    )
    report = told(tmp_path, text)[2]
    assert (report.kind, report.update_id) == (LetterKind.REPORT, "report")
    assert [step.update.id for step in report.course.steps] == ["incident", "02-resolved"]


# ---- the reminder


def reminders(root: Path, text: str, **options: object) -> list[tuple[str, str]]:
    """(update that it belongs to, when it is said, on our clock)."""
    return [
        (letter.update_id, (letter.at + timedelta(hours=9)).strftime("%Y-%m-%d %H:%M"))
        for letter in told(root, text, **options)  # type: ignore[arg-type]
        if letter.kind is LetterKind.MAINTENANCE_REMINDER
    ]


def test_a_reminder_is_said_so_many_hours_before_the_start(tmp_path: Path) -> None:
    assert reminders(tmp_path, MAINTENANCE) == [("incident", "2026-12-08 23:00")]
    assert reminders(tmp_path, MAINTENANCE, hours=48) == [("incident", "2026-12-07 23:00")]
    assert reminders(tmp_path, MAINTENANCE, hours=0) == []


def test_no_reminder_before_it_is_due_nor_of_what_was_told_within_its_hours(tmp_path: Path) -> None:
    just_before = datetime.fromisoformat("2026-12-08T22:59:59+09:00")
    assert reminders(tmp_path, MAINTENANCE, now=just_before) == []
    late = MAINTENANCE.replace("at: 2026-12-01 10:00", "at: 2026-12-08 23:30")
    assert reminders(tmp_path / "late", late) == []


def test_no_reminder_of_what_is_off_or_has_begun(tmp_path: Path) -> None:
    off = MAINTENANCE + "== 02-cancelled.md\nat: 2026-12-08 22:00"
    assert reminders(tmp_path / "off", off) == []
    begun = MAINTENANCE + "== 02-in-progress.md\nat: 2026-12-08 22:00"
    assert reminders(tmp_path / "begun", begun) == []


def test_the_reminder_is_of_the_word_that_set_the_window_last(tmp_path: Path) -> None:
    moved = MAINTENANCE + "== 02.md\nat: 2026-12-02 10:00\nwindow: {start: 2026-12-16 23:00, end: 2026-12-17 04:00}"
    assert reminders(tmp_path / "moved", moved) == [("02", "2026-12-15 23:00")]
    noted = MAINTENANCE + "== 02.md\nat: 2026-12-02 10:00\nrequest: 事前に保存してください"
    assert reminders(tmp_path / "noted", noted) == [("incident", "2026-12-08 23:00")]
    # It sees the later word, since that was said before it.
    (reminder,) = [
        letter for letter in told(tmp_path / "again", noted) if letter.kind is LetterKind.MAINTENANCE_REMINDER
    ]
    assert [step.update.id for step in reminder.course.steps] == ["incident", "02"]


def test_a_reminder_that_was_said_stays_said(tmp_path: Path) -> None:
    """A window that moves after the reminder was sent brings one more; one that only grows brings none."""
    moved = MAINTENANCE + "== 02.md\nat: 2026-12-09 12:00\nwindow: {start: 2026-12-16 23:00, end: 2026-12-17 04:00}"
    expected = [("incident", "2026-12-08 23:00"), ("02", "2026-12-15 23:00")]
    assert reminders(tmp_path / "moved", moved) == expected
    grown = (
        MAINTENANCE
        + "== 02-in-progress.md\nat: 2026-12-09 23:00\n== 03.md\nat: 2026-12-10 03:30\nwindow: {end: 2026-12-10 06:00}"
    )
    assert reminders(tmp_path / "grown", grown) == expected[:1]
    off = MAINTENANCE + "== 02-cancelled.md\nat: 2026-12-09 12:00"
    assert reminders(tmp_path / "off", off) == expected[:1]


# ---- late cancellations, and what is important


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("2026-12-02 10:00", False),
        ("2026-12-08 23:00", False),
        ("2026-12-08 23:01", True),
        ("2026-12-09 22:00", True),
        ("2026-12-10 01:00", True),
    ],
)
def test_a_cancellation_is_late_within_a_day_of_the_start(tmp_path: Path, at: str, late: bool) -> None:
    letter = told(tmp_path, MAINTENANCE + f"== 02-cancelled.md\nat: {at}")[-1]
    assert letter.kind is LetterKind.MAINTENANCE_CANCELLED
    assert letter.is_late_cancellation is late


@pytest.mark.parametrize(
    ("text", "important"),
    [
        (OPENED, True),
        (OPENED.replace("major_outage", "partial_outage"), True),
        (OPENED.replace("major_outage", "degraded_performance"), False),
        (OPENED + "impact: minor", False),
        (OPENED + SUSPENDED, True),
        (OPENED + "== 02-identified.md\nat: 2026-11-18 15:00", True),
        (OPENED + "== 02-monitoring.md\nat: 2026-11-18 15:00", False),
        (OPENED + "== 02-resolved.md\nat: 2026-11-18 15:00", False),
        (OPENED + "impact: none\n" + PERSONAL, True),
        (MAINTENANCE + "impact: critical", False),
    ],
)
def test_only_grave_news_is_important(tmp_path: Path, text: str, important: bool) -> None:
    assert is_important(told(tmp_path, text)[-1]) is important


def test_letters_of_a_family_can_be_asked_for_together() -> None:
    families = {kind.family for kind in LetterKind}
    assert {"maintenance", "security", "data_recovery", "opened", "correction"} <= families
    assert {kind.value for kind in LetterKind if kind.goes_to_everyone} == {
        *("security_opened", "security_progress", "security_measures", "correction")
    }
