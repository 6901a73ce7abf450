"""Each rule of the check room: a case in which it speaks, and a near miss in which it is silent."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from building import change, correction, incident, measure, report, service, site, t, text, update

from noroshi import check as room
from noroshi.app.problem_words import ProblemWords, built_in_words
from noroshi.check import RULE_IDS, RULES, Document, check, document_of
from noroshi.model.addresses import alias_address
from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.prose import Prose
from noroshi.model.site import Audience, Page
from noroshi.model.text import Body
from noroshi.model.update import Update

NOW = "2026-11-18 15:00"
ID = "2026-11-18-payment-api"
SOUND = {"impact": "major", "services": {"payment-api": None}}


def found(*incidents, now: str = NOW, of=None, **rest) -> list[tuple[str, str, str]]:
    """(rule, incident, update) of every finding."""
    document = document_of(of or site(), incidents, t(now), **rest)
    return [(problem.rule, problem.incident, problem.update) for problem in check(document)]


def rules(*incidents, **rest) -> list[str]:
    """Rule ids found, in order."""
    return [rule for rule, _, _ in found(*incidents, **rest)]


def problems(*incidents, now: str = NOW, of=None) -> tuple[Problem, ...]:
    return check(document_of(of or site(), incidents, t(now)))


def opened(*later: Update, id: str = ID, at: str = "2026-11-18 13:58", **said):
    """An incident that nothing is wrong with, and what a case adds to it."""
    incident_keys = (
        "kind",
        "related",
        "aliases",
        "report",
        "correction",
        "withdrawn",
        "draft",
        "drill",
        "lines",
        "audience",
    )
    rest = {key: said.pop(key) for key in incident_keys if key in said}
    return incident(id, update(at, **{**SOUND, **said}), *later, **rest)


RESOLVED = update("2026-11-18 14:40", status="resolved")


# ---- the room


def test_nothing_is_wrong_with_a_sound_incident():
    assert rules(opened(RESOLVED)) == []


def test_every_rule_has_words_in_both_languages():
    words = built_in_words()
    assert set(RULE_IDS) <= set(words)
    for rule in RULE_IDS:
        assert {"en", "ja", "en_hint", "ja_hint"} <= set(words[rule])


def test_no_words_of_this_room_are_left_over():
    typed = (Path(room.__file__).parents[1] / "app/problems/check.toml").read_text(encoding="utf-8")
    assert re.findall(r"^\[([a-z-]+)\]$", typed, re.M) != []
    assert set(re.findall(r"^\[([a-z-]+)\]$", typed, re.M)) == set(RULE_IDS)


def test_every_rule_is_one_file_whose_docstring_is_its_manual_page():
    files = sorted(Path(room.__file__).parent.glob("*.py"))
    pages = [file.read_text(encoding="utf-8") for file in files if file.stem not in ("__init__", "document")]
    assert len(pages) == len(RULES)
    assert len(set(RULE_IDS)) == len(RULE_IDS)
    for page in pages:
        for heading in ("What:", "Why:", "Example:", "Write:"):
            assert heading in page.split('"""')[1]
    for rule in RULE_IDS:
        assert any(f'"{rule}"' in page for page in pages)


def test_findings_come_by_file_and_line_and_each_once():
    entries = (
        opened(id="b", related=("nowhere",), lines={"related": 4}),
        opened(id="a", at="2026-11-19 13:58"),
    )
    document = document_of(site(), entries, t(NOW))
    twice = check(document, rules=[*RULES, *RULES])
    assert [(problem.place.path, problem.place.line, problem.rule) for problem in twice] == [
        ("incidents/a/incident.md", 1, "future-time"),
        ("incidents/b/incident.md", 4, "unknown-incident"),
    ]


def test_a_site_adds_a_rule_with_its_own_words():
    def titles_are_short(document: Document):
        for entry in document.incidents:
            if len(entry.title.original) > 5:
                words = {"en": "too long: {value}", "ja": "長すぎます: {value}"}
                yield Problem(
                    entry.place,
                    "our-title",
                    Severity.WARNING,
                    {"words": words, "value": entry.title.original},
                    entry.id,
                )

    document = document_of(site(), [opened(RESOLVED)], t(NOW))
    (own,) = check(document, rules=[*RULES, titles_are_short])
    assert (own.rule, own.severity) == ("our-title", Severity.WARNING)
    assert own.arguments["words"]["ja"] == "長すぎます: {value}"


def test_a_finding_stands_at_the_line_of_its_key():
    entry = opened()
    first = replace(entry.updates[0], next_update=t("2026-11-18 13:30"), lines={"at": 2, "next_update": 5})
    (problem,) = problems(replace(entry, updates=(first, replace(RESOLVED, id="02"))))
    assert (problem.rule, problem.place) == (
        "next-update-not-after-at",
        Place("incidents/2026-11-18-payment-api/incident.md", 5),
    )


def test_drafts_are_checked_all_the_same_and_withdrawn_words_are_not():
    wrong = {"next_update": "2026-11-18 13:30"}
    assert "next-update-not-after-at" in rules(opened(draft=True, **wrong))
    edited = ("2026-11-18 14:30",)
    assert rules(opened(withdrawn="訓練でした", edited=edited, **wrong)) == []
    assert rules(opened(update("2026-11-18 14:00", withdrawn="誤りです", edited=edited, **wrong), RESOLVED)) == []


def test_what_is_withdrawn_without_an_edit_is_a_warning():
    assert rules(opened(withdrawn="訓練でした")) == ["withdrawn-without-edit"]
    assert rules(opened(update("2026-11-18 14:00", withdrawn="誤りです"), RESOLVED)) == ["withdrawn-without-edit"]


def test_the_words_of_every_finding_are_filled():
    """Each placeholder of a headline has its argument."""
    entries = (
        opened(RESOLVED, id="a", related=("b2",), aliases=("/about/",), began_at="2026-11-18 14:30"),
        opened(id="b", at="2026-11-01 10:00", next_update="2026-11-01 09:00", eta="2026-11-01 11:00"),
        opened(update("2026-11-18 14:40", status="resolved", services={"web": "major_outage"}), id="c"),
        incident("d", update("2026-11-10 10:00"), kind="maintenance"),
        incident("e", update("2026-11-20 10:00", services={"web": None})),
    )
    spoken = problems(*entries)
    assert len(spoken) > 8
    for problem in spoken:
        words = built_in_words()[problem.rule]
        for key in ("en", "ja"):
            names = {name for _, name, _, _ in string.Formatter().parse(str(words[key])) if name}
            assert names <= set(problem.arguments), problem.rule
        assert "{" not in ProblemWords("ja").said(problem)[0]


# ---- times


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("2026-11-18 15:10", []), ("2026-11-18 15:11", ["future-time"]), ("2027-11-18 13:58", ["future-time"])],
)
def test_a_time_more_than_ten_minutes_ahead_is_an_error(typed, expected):
    assert rules(opened(at=typed)) == expected
    assert rules(opened(update("2026-11-18 14:40", status="resolved", ended_at=typed))) == expected
    assert rules(opened(RESOLVED, detected_at=typed)) == expected
    assert rules(opened(RESOLVED, periods=(("2026-11-18 13:00", typed),))) == expected
    assert rules(opened(RESOLVED, report=report(typed))) == expected


def test_local_time_typed_as_utc_is_named_as_the_cause():
    (problem,) = problems(opened(at="2026-11-18 14:30+00:00"))
    assert problem.severity is Severity.ERROR
    assert problem.arguments["as_local"] == "at: 2026-11-18 14:30+09:00"
    assert problem.arguments["as_utc"] == ""
    assert "if this is local time (Asia/Tokyo) that was typed with Z or another offset, write: " in "".join(
        ProblemWords("en").said(problem)[1]
    )


def test_utc_typed_as_local_time_is_named_as_the_cause():
    eastern = site(zone=ZoneInfo("America/New_York"))
    (problem,) = problems(opened(at="2026-11-18 05:55-05:00"), of=eastern, now="2026-11-18 06:00+00:00")
    assert problem.arguments["as_utc"] == "at: 2026-11-18 05:55Z"
    assert problem.arguments["as_local"] == ""


def test_a_wrong_year_has_no_wrong_zone_as_its_cause():
    (problem,) = problems(opened(at="2027-11-18 13:58"))
    assert (problem.arguments["as_utc"], problem.arguments["as_local"]) == ("", "")


def test_an_end_before_the_beginning_is_an_error():
    def ending(ended_at: str, **said):
        return opened(update("2026-11-18 14:40", status="resolved", ended_at=ended_at), **said)

    assert rules(ending("2026-11-18 13:41", began_at="2026-11-18 13:42")) == ["ended-before-began"]
    assert rules(ending("2026-11-18 13:42", began_at="2026-11-18 13:42")) == []
    assert rules(ending("2026-11-18 13:57")) == ["ended-before-began"]
    assert rules(ending("2026-11-18 14:50")) == []
    assert problems(ending("2026-11-18 13:57"))[0].severity is Severity.ERROR


def test_an_end_that_was_corrected_is_no_finding():
    wrong = update("2026-11-18 14:40", status="resolved", ended_at="2026-11-18 12:40")
    right = update("2026-11-18 14:50", ended_at="2026-11-18 14:40")
    assert rules(opened(wrong)) == ["ended-before-began"]
    assert rules(opened(wrong, right)) == []


def test_each_end_of_an_incident_opened_again_is_looked_at():
    again = (
        update("2026-11-18 14:10", status="resolved", ended_at="2026-11-18 12:10"),
        update("2026-11-18 14:20", status="investigating"),
        update("2026-11-18 14:40", status="resolved", ended_at="2026-11-18 14:35"),
    )
    assert found(opened(*again)) == [("ended-before-began", ID, "02")]


def test_an_end_told_while_it_is_open_is_a_warning():
    watched = {"status": "monitoring", "ended_at": "2026-11-18 14:20"}
    assert rules(opened(update("2026-11-18 14:30", **watched))) == ["ended-while-open"]
    assert rules(opened(update("2026-11-18 14:30", **watched), RESOLVED)) == []
    well = update("2026-11-18 14:30", services={"payment-api": "operational"}, **watched)
    assert rules(opened(well)) == []
    again = (replace(RESOLVED, ended_at=None), update("2026-11-18 14:50", status="investigating"))
    ended = update("2026-11-18 14:30", status="resolved", ended_at="2026-11-18 14:20")
    assert rules(opened(ended, *again[1:])) == []


def test_a_beginning_after_the_first_update_is_a_warning_but_not_in_a_maintenance():
    assert rules(opened(RESOLVED, began_at="2026-11-18 13:59")) == ["began-after-first-update"]
    assert rules(opened(RESOLVED, began_at="2026-11-18 13:58")) == []
    assert rules(opened(update("2026-11-18 14:40", status="resolved", began_at="2026-11-18 14:00"))) == [
        "began-after-first-update"
    ]
    window = ("2026-11-18 14:00", "2026-11-18 16:00")
    assert rules(opened(kind="maintenance", window=window, began_at="2026-11-18 14:05")) == []


def test_a_next_update_that_is_not_after_its_own_is_a_warning():
    assert rules(opened(RESOLVED, next_update="2026-11-18 13:58")) == ["next-update-not-after-at"]
    assert rules(opened(RESOLVED, next_update="2026-11-18 13:59")) == []


def test_a_service_that_changes_after_the_word_on_it_is_a_warning():
    assert rules(opened(RESOLVED, services={"web": ("major_outage", "2026-11-18 13:59")})) == ["since-after-at"]
    assert rules(opened(RESOLVED, services={"web": ("major_outage", "2026-11-18 13:58")})) == []


def test_a_window_that_ends_before_it_begins_is_an_error_over_all_that_was_said():
    def planned(*later, window=("2026-11-20 01:00", "2026-11-20 03:00")):
        return opened(*later, kind="maintenance", window=window)

    assert rules(planned()) == []
    assert rules(planned(window=("2026-11-20 01:00", "2026-11-20 01:00"))) == ["window-end-not-after-start"]
    moved = update("2026-11-18 14:40", window=("2026-11-27 01:00", None))
    assert found(planned(moved)) == [("window-end-not-after-start", ID, "02")]
    assert rules(planned(update("2026-11-18 14:40", window=("2026-11-19 01:00", None)))) == []
    assert rules(planned(update("2026-11-18 14:40", window=(None, "2026-11-20 00:30")))) == [
        "window-end-not-after-start"
    ]


def test_a_maintenance_needs_a_start_and_while_it_is_to_come_an_end():
    def planned(*later, **said):
        return opened(*later, kind="maintenance", **said)

    assert [problem.severity for problem in problems(planned())] == [Severity.ERROR]
    assert rules(planned()) == ["maintenance-without-start"]
    assert rules(planned(window=(None, "2026-11-20 01:00"))) == ["maintenance-without-start"]
    assert rules(planned(window=("2026-11-20 01:00", None))) == ["maintenance-without-end"]
    later = update("2026-11-18 14:40", window=(None, "2026-11-20 02:00"))
    assert rules(planned(later, window=("2026-11-20 01:00", None))) == []
    done = update("2026-11-18 14:40", status="completed")
    assert rules(planned(done, window=("2026-11-18 14:00", None))) == []
    assert rules(opened(kind="announcement")) == []


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        (["02-a", "03-b", "04-c"], []),
        (["02-a", "02-b", "03-c"], []),
        (["02-a", "04-b", "03-c"], ["03-c"]),
        (["05-a", "02-b", "03-c", "04-d"], ["05-a"]),
        (["a", "02-b", "c", "03-d"], []),
        (["20261118-135800-identified", "02-b"], []),
        (["2026-a", "02-b"], []),
        (["100-a", "99-b", "101-c"], ["99-b"]),
    ],
)
def test_numbers_of_one_to_three_digits_rise_with_the_time(names, wrong):
    updates = [update(f"2026-11-18 13:{number:02}", id=name, **SOUND) for number, name in enumerate(names)]
    said = [item for item in found(incident(ID, *updates)) if item[0] == "numbers-out-of-order"]
    assert [name for _, _, name in said] == wrong


@pytest.mark.parametrize("name", ["02-identified", "20261117-140000-identified", "identified"])
def test_no_update_is_earlier_than_the_first(name):
    first, mistyped = update("2026-11-18 13:58", **SOUND), update("2026-11-17 14:10", id=name)
    later = update("2026-11-18 15:00", id="03")
    assert ("numbers-out-of-order", ID, name) in found(incident(ID, first, mistyped, later))
    assert found(incident(ID, first, update("2026-11-18 13:58", id=name))) == []


# ---- impact and states


def test_without_impact_and_states_it_counts_as_minor_with_a_warning():
    bare = incident(ID, update("2026-11-18 13:58"))
    assert rules(bare) == ["no-impact-no-states"]
    assert rules(incident(ID, update("2026-11-18 13:58"), update("2026-11-18 14:00", impact="none"))) == []
    assert rules(incident(ID, update("2026-11-18 13:58"), kind="announcement")) == []
    assert rules(incident(ID, update("2026-11-18 13:58"), update("2026-11-18 14:00", status="false_alarm"))) == []


def test_services_listed_without_impact_count_as_minor_with_a_warning():
    assert rules(opened(impact=None)) == ["services-without-impact"]
    assert rules(opened(impact=None, services={"web": "major_outage"})) == []
    assert rules(opened(update("2026-11-18 14:00", services={"web": None}))) == []
    listed_at_the_end = update("2026-11-18 14:00", status="resolved", services={"web": None})
    assert rules(opened(listed_at_the_end, impact=None, services={"web": "major_outage"})) == []
    assert rules(opened(kind="announcement", impact=None)) == []


@pytest.mark.parametrize(
    ("typed", "first", "meant"),
    [
        ("2025-11-18 14:10", "2026-11-18 13:58", "at: 2026-11-18 14:10"),
        ("2026-03-11 14:10", "2026-11-02 13:58", "at: 2026-11-03 14:10"),
        ("2025-03-11 14:10", "2026-11-02 13:58", "at: 2026-11-03 14:10"),
        ("2025-11-18 13:10", "2026-11-18 13:58", ""),
        ("2026-11-08 14:10", "2026-11-18 13:58", ""),
    ],
)
def test_a_wrong_year_or_an_exchanged_month_is_told_with_the_line_that_was_meant(typed, first, meant):
    wrong = update(typed, id="02-identified", status="identified")
    (problem,) = problems(opened(wrong, replace(RESOLVED, id="03-resolved"), at=first))
    assert (problem.rule, problem.severity, problem.update) == (
        "numbers-out-of-order",
        Severity.WARNING,
        "02-identified",
    )
    assert problem.arguments["paste"] == meant


def test_a_state_beside_an_end_is_an_error_but_not_in_a_first_update():
    def ending(state: str | None, status: str | None = "resolved"):
        return update("2026-11-18 14:40", status=status, services={"web": state})

    assert rules(opened(ending("partial_outage"))) == ["state-beside-end"]
    assert rules(opened(ending("operational"))) == []
    assert rules(opened(ending(None))) == []
    after = update("2026-11-18 14:50", services={"web": "partial_outage"})
    assert found(opened(RESOLVED, after)) == [("state-beside-end", ID, "03")]
    re_opened = update("2026-11-18 14:50", status="identified", services={"web": "partial_outage"})
    assert rules(opened(RESOLVED, re_opened)) == []
    first = opened(status="resolved", services={"web": "partial_outage"}, began_at="2026-11-18 13:00")
    assert rules(first) == []


def test_an_impact_beside_an_end_is_a_warning_but_not_in_a_first_update():
    def ending(impact: str, status: str = "resolved"):
        return update("2026-11-18 14:40", status=status, impact=impact)

    (problem,) = problems(opened(ending("critical")))
    assert (problem.rule, problem.severity, problem.update) == ("impact-beside-end", Severity.WARNING, "02")
    assert (
        "write an update with 'impact: critical' and an 'at' before the end" in ProblemWords("en").said(problem)[1][1]
    )
    assert rules(opened(ending("none"))) == []
    assert rules(opened(ending("critical", "monitoring"), RESOLVED)) == []
    assert rules(opened(RESOLVED, update("2026-11-18 14:50", impact="minor"))) == ["impact-beside-end"]
    assert rules(opened(status="resolved", began_at="2026-11-18 13:00")) == []


def test_a_state_in_a_notice_is_a_warning():
    assert rules(opened(kind="announcement", services={"web": "major_outage"})) == ["state-in-notice"]
    assert rules(opened(kind="announcement", services={"web": None})) == []


def test_an_unknown_duration_is_a_warning_unless_it_is_said_to_be_unknown():
    assert rules(opened(status="resolved")) == ["unknown-duration"]
    assert rules(opened(status="resolved", ended_at="2026-11-18 13:30")) == ["unknown-duration"]
    assert rules(opened(status="resolved", began_at="2026-11-18 13:30")) == []
    assert rules(opened(status="resolved", ended_at="unknown")) == []
    assert rules(opened(status="false_alarm")) == []
    assert rules(opened(update("2026-11-18 14:00", began_at="2026-11-18 13:30"), status="resolved")) == []
    assert rules(opened(status="resolved", periods=(("2026-11-18 13:00", "2026-11-18 13:10"),))) == []


def test_a_maintenance_that_is_completed_before_it_begins_was_perhaps_cancelled():
    def ending(at: str, status: str = "completed", **said):
        window = ("2026-11-18 13:00", "2026-11-18 15:00")
        last = update(at, status=status, **said)
        return opened(last, at="2026-11-10 10:00", kind="maintenance", impact=None, window=window)

    (problem,) = problems(ending("2026-11-17 10:00"))
    assert (problem.rule, problem.severity) == ("completed-before-start", Severity.WARNING)
    headline, hints = ProblemWords("en").said(problem)
    assert headline.endswith("did you mean cancelled?")
    assert hints[0] == "if the work was not done: status: cancelled"
    assert rules(ending("2026-11-17 10:00", "cancelled")) == []
    assert rules(ending("2026-11-18 14:00")) == []
    assert rules(ending("2026-11-18 12:50", began_at="2026-11-18 12:30")) == []
    begun = update("2026-11-18 12:30", status="in_progress")
    early = update("2026-11-18 12:50", status="completed")
    window = ("2026-11-18 13:00", "2026-11-18 15:00")
    assert rules(opened(begun, early, at="2026-11-10 10:00", kind="maintenance", impact=None, window=window)) == []


# ---- what customers are waiting for


def test_a_promised_next_update_that_did_not_come_is_a_warning():
    assert rules(opened(next_update="2026-11-18 14:59")) == ["next-update-overdue"]
    assert rules(opened(next_update="2026-11-18 15:00")) == []
    kept = update("2026-11-18 14:10", status="monitoring")
    assert rules(opened(kept, next_update="2026-11-18 14:30")) == []
    assert rules(opened(RESOLVED, next_update="2026-11-18 14:30")) == []
    # Promised beside the end, it was promised all the same: the page says that it is late.
    ended = update("2026-11-18 14:10", status="resolved", next_update="2026-11-18 14:30")
    assert rules(opened(ended)) == ["next-update-overdue"]
    assert rules(opened(ended, update("2026-11-18 14:30"))) == []


def test_a_promised_report_that_did_not_come_is_a_warning_also_after_the_end():
    late = replace(RESOLVED, report_by=update("2026-11-18 14:40", report_by="2026-11-25").report_by)
    assert rules(opened(late), now="2026-11-25 23:00") == []
    assert rules(opened(late), now="2026-11-26 00:30") == ["report-overdue"]
    assert rules(opened(late, report=report("2026-11-25 10:00")), now="2026-11-26 00:30") == []
    moved = update("2026-11-25 10:00", report_by="2026-12-02")
    assert rules(opened(late, moved), now="2026-11-26 00:30") == []


def test_an_expectation_that_has_passed_is_a_warning_while_it_is_open():
    assert rules(opened(eta="2026-11-18 14:59")) == ["eta-past"]
    assert rules(opened(eta="2026-11-18 15:30")) == []
    assert rules(opened(eta=("2026-11-18 14:00", "2026-11-18 15:30"))) == []
    assert rules(opened(eta=("2026-11-18 14:00", "2026-11-18 14:30"))) == ["eta-past"]
    assert rules(opened(eta="unknown")) == []
    assert rules(opened(RESOLVED, eta="2026-11-18 14:30")) == []
    taken_back = update("2026-11-18 14:10", eta_taken_back=True)
    assert rules(opened(taken_back, eta="2026-11-18 14:30")) == []
    moved = update("2026-11-18 14:40", eta="2026-11-18 15:30")
    assert rules(opened(moved, eta="2026-11-18 14:30")) == []
    assert rules(opened(eta="2026-11-18 14:30", next_update="2026-11-18 14:20")) == ["eta-past", "next-update-overdue"]


def test_an_open_incident_without_a_word_for_seven_days_is_a_warning():
    assert rules(opened(at="2026-11-11 14:59")) == ["open-and-silent"]
    assert rules(opened(at="2026-11-11 15:00")) == []
    assert rules(opened(update("2026-11-12 15:00"), at="2026-11-01 14:59")) == []
    assert rules(opened(RESOLVED, at="2026-11-01 14:59")) == []
    assert rules(opened(at="2026-11-01 14:59", kind="announcement")) == []


def test_a_maintenance_is_silent_only_from_its_window_on():
    def planned(start: str, end: str):
        return opened(at="2026-10-01 10:00", kind="maintenance", window=(start, end))

    assert rules(planned("2026-11-20 01:00", "2026-11-20 03:00")) == []
    assert rules(planned("2026-11-12 01:00", "2026-11-12 03:00")) == []
    assert rules(planned("2026-11-10 01:00", "2026-11-10 03:00")) == ["open-and-silent"]


PARTNERS = (Audience("customers"), Audience("partners", letters=("maintenance",)))


def test_an_incident_whose_first_letter_nobody_gets_is_a_warning():
    of = site(audiences=PARTNERS)
    kept = {"audience": ("partners",), "lines": {"audience": 6}}
    assert rules(opened(**kept), of=of) == ["letters-for-nobody"]
    (problem,) = problems(opened(**kept), of=of)
    assert (problem.place.line, problem.severity) == (6, Severity.WARNING)
    assert problem.arguments["allowed"] == ("customers",)
    said = ProblemWords("en").said(problem)
    assert "none of its audiences (partners) wants 'opened'" in said[0] and "customers" in said[1][0]
    assert rules(opened(draft=True, **kept), of=of) == ["letters-for-nobody"]
    # It reaches somebody, or nobody by intent.
    assert rules(opened(), of=of) == rules(opened(audience=("customers", "partners")), of=of) == []
    assert rules(opened(audience=("partners",)), of=site(audiences=(Audience("partners"),))) == []
    assert rules(opened(drill=True, **kept), of=of) == []
    window = ("2026-11-20 01:00", "2026-11-20 03:00")
    assert rules(opened(kind="maintenance", window=window, audience=("partners",)), of=of) == []


def test_letters_that_nobody_writes_any_more_may_be_for_nobody():
    of = site(audiences=PARTNERS)
    over = update("2026-11-02 14:40", status="resolved")
    assert rules(opened(over, at="2026-11-02 13:58", audience=("partners",)), of=of) == []
    just = update("2026-11-05 14:40", status="resolved")
    assert rules(opened(just, at="2026-11-05 13:58", audience=("partners",)), of=of) == ["letters-for-nobody"]


# ---- references


def test_a_relation_that_leads_nowhere_is_an_error_with_the_one_meant():
    other = opened(RESOLVED, id="2026-11-17-search")
    (problem,) = problems(opened(RESOLVED, related=("2026-11-17-serch",)), other)
    assert (problem.rule, problem.severity) == ("unknown-incident", Severity.ERROR)
    assert problem.arguments["near"] == "2026-11-17-search"
    assert rules(opened(RESOLVED, related=("2026-11-17-search",)), other) == []


def test_a_relation_to_itself_is_a_warning():
    assert rules(opened(RESOLVED, related=(ID,))) == ["related-to-itself"]


def test_what_is_known_to_exist_elsewhere_is_no_finding():
    entry = opened(RESOLVED, related=("2026-12-01-later",))
    assert rules(entry) == ["unknown-incident"]
    assert rules(entry, known_elsewhere=frozenset({"2026-12-01-later"}), now_is_explicit=True) == []


def test_a_correction_names_an_incident_or_one_of_its_updates():
    def correcting(reference: str):
        notice = incident(
            "2026-11-18-correction",
            update("2026-11-18 14:50"),
            kind="correction",
            correction=correction("21日", "22日", reference),
        )
        return found(opened(RESOLVED, report=report("2026-11-18 14:55")), notice)

    assert correcting(ID) == []
    assert correcting(f"{ID}/02") == []
    assert correcting(f"{ID}/report") == []
    assert correcting(f"{ID}/03") == [("unknown-update", "2026-11-18-correction", "")]
    assert correcting("2026-11-18-payments/02") == [("unknown-incident", "2026-11-18-correction", "")]


def test_a_correction_says_what_was_wrong_and_what_is_right():
    def correcting(mistake: str | None, right: str | None):
        said = correction(mistake, right, ID)
        notice = incident("c", update("2026-11-18 14:50"), kind="correction", correction=said)
        return [(problem.rule, problem.arguments["value"]) for problem in problems(opened(RESOLVED), notice)]

    assert correcting("21日", "22日") == []
    assert correcting("21日", None) == [("correction-incomplete", ("right",))]
    assert correcting(None, None) == [("correction-incomplete", ("mistake", "right"))]
    bare = incident("c", update("2026-11-18 14:50"), kind="correction")
    assert rules(bare) == ["correction-incomplete"]


@pytest.mark.parametrize(
    ("alias", "expected"),
    [
        ("2026-11-18-payment", []),
        ("/issues/payment/", []),
        ("issues/payment.html", []),
        ("https://status.example.com/issues/payment/", []),
        ("https://old.example.org/issues/payment/", ["alias-other-host"]),
        ("2026-11-17-search", ["alias-taken"]),
        ("/incidents/2026-11-17-search/", ["alias-taken"]),
        ("/en/incidents/2026-11-17-search/", ["alias-taken"]),
        (ID, ["alias-taken"]),
        ("/", ["alias-taken"]),
        ("/about/", ["alias-taken"]),
        ("/About", ["alias-taken"]),
        ("/support/", ["alias-taken"]),
        ("/services/web/", ["alias-taken"]),
        ("/services/fax/", []),
        ("/api/v2/old.json", ["alias-taken"]),
        ("/feed.atom", ["alias-taken"]),
        ("https://status.example.com", ["alias-taken"]),
        ("/history/2026/11/", ["alias-taken"]),
        ("/incidents/2026-11-17-search/graph.png", ["alias-taken"]),
        ("/incidents/2026-11-17-search/index.json", ["alias-taken"]),
        ("/sitemap.xml/old/", ["alias-taken"]),
        ("/EN/", ["alias-taken"]),
        ("/en/issues/payment/", []),
    ],
)
def test_an_alias_is_never_the_address_of_something_else(alias, expected):
    of = site(pages=(Page("support", text("サポート"), Body("ja", update(NOW).body.original)),))
    other = opened(RESOLVED, id="2026-11-17-search")
    assert rules(opened(RESOLVED, aliases=(alias,)), other, of=of) == expected


def test_two_incidents_cannot_have_one_alias():
    one = opened(RESOLVED, id="a", aliases=("/issues/payment/", "/issues/payment"))
    other = opened(RESOLVED, id="b", aliases=("issues/payment/",))
    assert found(one, other) == [("alias-taken", "b", "")]


@pytest.mark.parametrize("alias", ["/Issues/Payment/", "/en/issues/payment/"])
def test_two_aliases_that_would_be_one_file_cannot_both_be_kept(alias):
    one = opened(RESOLVED, id="a", aliases=("/issues/payment/",))
    assert found(one, opened(RESOLVED, id="b", aliases=(alias,))) == [("alias-taken", "b", "")]


def test_one_incident_cannot_have_two_spellings_of_one_alias():
    assert rules(opened(RESOLVED, aliases=("/プ/", "/フ\u309a/"))) == ["alias-taken"]
    assert rules(opened(RESOLVED, aliases=("/issues/1/", "/en/issues/1/", "/issues/1"))) == []


def test_the_path_of_a_site_under_a_sub_path_is_no_part_of_an_alias():
    assert alias_address("https://example.com/status/issues/1/", "https://example.com/status") == "/issues/1/"
    assert alias_address("https://example.com/statuses/1/", "https://example.com/status") == "/statuses/1/"
    of = site(url="https://example.com/status")
    assert rules(opened(RESOLVED, aliases=("https://example.com/status/about/",)), of=of) == ["alias-taken"]


# ---- reports, measures, services


def test_a_measure_that_the_report_does_not_know_is_an_error_with_the_one_meant():
    def done(name: str, **rest):
        later = update("2026-11-18 14:50", measures={name: change("done")})
        return opened(RESOLVED, later, **rest)

    written = report("2026-11-18 14:45", measure("limits"))
    (problem,) = problems(done("limit", report=written))
    assert (problem.rule, problem.arguments["near"], problem.update) == ("unknown-measure", "limits", "03")
    assert rules(done("limits", report=written)) == []
    assert rules(done("limits")) == ["measure-without-report"]
    assert rules(done("limits"), known_elsewhere=frozenset({f"{ID}/report"})) == []


def test_a_report_before_the_incident_is_a_warning():
    assert found(opened(RESOLVED, report=report("2026-10-18 10:00"))) == [("report-before-incident", ID, "report")]
    assert rules(opened(RESOLVED, report=report("2026-11-18 14:00"))) == []


def test_a_report_without_any_cause_is_a_warning():
    bare = report("2026-11-18 14:50", cause=None)
    assert rules(opened(RESOLVED, report=bare)) == ["report-without-cause"]
    assert rules(opened(RESOLVED, report=report("2026-11-18 14:50", cause="unknown"))) == []
    assert rules(opened(RESOLVED, report=replace(bare, cause_state="investigating"))) == []
    assert rules(opened(RESOLVED, report=bare, facts={"cause": "設定の誤り"})) == []


def test_a_service_that_no_longer_exists_is_a_warning():
    of = site(service("payment-api", until="2026-11-17"), service("web", until="2026-11-18"))
    assert rules(opened(RESOLVED), of=of) == ["service-gone"]
    assert rules(opened(RESOLVED, services={"web": None}), of=of) == []
    assert rules(opened(RESOLVED, kind="announcement"), of=of) == []


def test_the_document_holds_the_courses_of_all_its_incidents():
    document = document_of(site(), [opened(RESOLVED), opened(id="b")], t(NOW))
    assert set(document.courses) == {ID, "b"}
    assert document.now.tzinfo is UTC


# ---- links


def linking(address: str, **rest):
    said = update("2026-11-18 13:58", **SOUND)
    page = Prose(f"[x]({address})", f'<p><a href="{address}" rel="noopener">x</a></p>', "x")
    return incident(ID, replace(said, body=Body("ja", page)), RESOLVED, **rest)


@pytest.mark.parametrize(
    "address",
    ["/incidents/2026-11-18-payment/", "/servces/payment-api/", "/en/abuot/", f"/incidents/{ID}/#update-03-solved"],
)
def test_a_link_to_a_page_that_is_not_there_is_told(address):
    assert rules(linking(address)) == ["link-nowhere"]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/about/",
        "/en/",
        f"/incidents/{ID}/",
        f"/en/incidents/{ID}/#update-{opened(RESOLVED).updates[1].id}",
        f"/incidents/{ID}/#anything-else",
        "/services/payment-api/",
        "/history/2026/11/",
        "/terms.pdf",
        "https://example.com/nowhere/",
    ],
)
def test_a_link_that_leads_somewhere_is_silent(address):
    assert rules(linking(address)) == []


def test_a_link_to_an_incident_that_is_told_later_is_silent():
    address = "/incidents/2026-12-01-later/"
    assert rules(linking(address), known_elsewhere=frozenset({"2026-12-01-later"})) == []


# ---- found by a last look


def test_the_time_that_was_meant_is_never_before_the_incident_nor_months_from_its_updates():
    told = update("2026-03-01 03:00", **SOUND)
    later = update("2026-03-01 04:00", id="500-errors")
    end = update("2026-03-01 05:00", id="02-resolved", status="resolved")
    (found_here,) = problems(incident(ID, told, later, end))
    assert (found_here.rule, found_here.arguments["paste"]) == ("numbers-out-of-order", "")


def test_what_was_completed_too_early_is_put_right_by_a_later_word():
    planned = update(
        "2026-11-01 10:00", services={"payment-api": None}, window=("2026-11-05 01:00", "2026-11-05 03:00")
    )
    done = update("2026-11-04 23:00", status="completed")
    corrected = update("2026-11-06 10:00", began_at="2026-11-04 21:00")
    assert "completed-before-start" in rules(incident(ID, planned, done, kind="maintenance"))
    assert "completed-before-start" not in rules(incident(ID, planned, done, corrected, kind="maintenance"))


def test_an_impact_that_only_repeats_what_was_told_beside_the_end_is_silent():
    assert rules(opened(update("2026-11-18 14:40", status="resolved", impact="major"))) == []
    assert rules(opened(update("2026-11-18 14:40", status="resolved", impact="minor"))) == ["impact-beside-end"]
