"""What is published of all incidents at a moment."""

from __future__ import annotations

import pytest
from building import correction, incident, report, t, update

from noroshi.model.archive import archive, as_of
from noroshi.model.clock import Phase
from noroshi.model.terms import State

NOW = t("2026-11-18 15:00")


def opened(id: str, at: str = "2026-11-18 13:00", impact: str = "minor", **rest):
    return incident(id, update(at, impact=impact, services={"web": None}), **rest)


def ids(courses) -> list[str]:
    return [item.incident.id for item in courses]


def test_the_newest_entry_comes_first_then_by_id():
    found = archive([opened("a"), opened("c", "2026-11-18 12:00"), opened("b"), opened("d", "2026-11-18 14:00")], NOW)
    assert ids(found.courses) == ["d", "b", "a", "c"]
    assert found.by_id["c"].incident.id == "c"


def test_drafts_are_not_published_and_drills_only_where_asked_for():
    entries = [opened("a", draft=True, impact="critical"), opened("b", drill=True), opened("c")]
    assert ids(archive(entries, NOW).courses) == ["c"]
    assert ids(archive(entries, NOW, drills=True).courses) == ["c", "b"]
    assert archive(entries, NOW).states == {"web": State.DEGRADED_PERFORMANCE}


def test_a_withdrawn_entry_stays_as_a_tombstone_that_counts_for_nothing():
    found = archive([opened("a", impact="critical", withdrawn="訓練でした")], NOW)
    assert ids(found.courses) == ["a"]
    assert (found.states, found.open_incidents) == ({}, ())


def test_open_incidents_are_ordered_by_impact_and_then_the_newest_first():
    found = archive(
        [
            opened("a", "2026-11-18 12:00", "minor"),
            opened("b", "2026-11-18 13:00", "major"),
            opened("c", "2026-11-18 14:00", "minor", kind="security"),
            opened("d", "2026-11-18 11:00", kind="announcement"),
            incident("e", update("2026-11-18 10:00", impact="critical", status="resolved")),
        ],
        NOW,
    )
    assert ids(found.open_incidents) == ["b", "c", "a"]


def test_overlapping_incidents_show_the_worst_state():
    found = archive([opened("a", impact="minor"), opened("b", impact="critical")], NOW)
    assert found.states == {"web": State.MAJOR_OUTAGE}


def test_maintenance_stands_in_its_phase_the_next_window_first():
    def planned(id: str, start: str, end: str, *later):
        return incident(id, update("2026-11-10 10:00", window=(start, end)), *later, kind="maintenance")

    found = archive(
        [
            planned("late", "2026-12-01 01:00", "2026-12-01 02:00"),
            planned("soon", "2026-11-20 01:00", "2026-11-20 02:00"),
            planned("now", "2026-11-18 14:00", "2026-11-18 16:00"),
            planned("past", "2026-11-17 14:00", "2026-11-17 16:00"),
            planned("done", "2026-11-12 14:00", "2026-11-12 16:00", update("2026-11-12 16:00", status="completed")),
            opened("trouble"),
        ],
        NOW,
    )
    assert {phase: ids(items) for phase, items in found.maintenance.items()} == {
        Phase.BEFORE: ["soon", "late"],
        Phase.WITHIN: ["now"],
        Phase.OVERDUE: ["past"],
        Phase.OVER: ["done"],
    }


def test_relations_show_on_both_sides_once_each():
    found = archive(
        [
            opened("a", "2026-11-18 10:00", related=("b", "b", "nowhere", "a")),
            opened("b", "2026-11-18 11:00", related=("a",)),
            opened("c", "2026-11-18 12:00", related=("a",)),
            opened("secret", related=("a",), draft=True),
        ],
        NOW,
    )
    assert found.related == {"a": ("c", "b"), "b": ("a",), "c": ("a",)}


@pytest.mark.parametrize("corrects", ["a", "a/02-resolved"])
def test_a_correction_is_related_to_what_it_corrects(corrects):
    found = archive([opened("a"), opened("b", kind="correction", correction=correction("誤", "正", corrects))], NOW)
    assert found.related == {"a": ("b",), "b": ("a",)}


def test_a_service_finds_every_entry_that_ever_named_it():
    found = archive(
        [
            opened("a"),
            incident("b", update("2026-11-18 12:00"), update("2026-11-18 12:10", services={"web": "operational"})),
            incident("c", update("2026-11-18 12:00")),
        ],
        NOW,
    )
    assert ids(found.of_service("web")) == ["a", "b"]


def test_the_records_begin_with_the_first_thing_told():
    assert archive([], NOW).known_since == NOW
    assert archive([opened("a"), opened("b", "2026-11-01 10:00")], NOW).known_since == t("2026-11-01 10:00")
    told_later = incident(
        "c",
        update("2026-11-18 12:00", status="resolved", services={"web": None}, began_at="2026-11-18 09:00"),
    )
    assert archive([told_later], NOW).known_since == t("2026-11-18 09:00")


def test_as_of_a_moment_later_updates_and_reports_are_left_out_and_counted():
    entries = [
        incident(
            "a",
            update("2026-11-18 13:00"),
            update("2026-11-18 14:00"),
            update("2026-11-18 14:01", status="resolved"),
            report=report("2026-11-20 10:00"),
        ),
        incident("b", update("2026-11-18 14:30"), update("2026-11-18 14:40")),
        incident("c", update("2026-11-17 14:30"), report=report("2026-11-18 10:00")),
    ]
    kept, later = as_of(entries, t("2026-11-18 14:00"))
    assert [(entry.id, len(entry.updates), entry.report is not None) for entry in kept] == [
        ("a", 2, False),
        ("c", 1, True),
    ]
    assert later == 4
