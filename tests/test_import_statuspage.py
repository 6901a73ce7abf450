"""A Statuspage page becomes incident folders: from its JSON, from every hosted tool's, and from noroshi's own.

What an address answers is in test_import_statuspage_address.py.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from output_sites import files_of
from small_site import noroshi, write

from noroshi.source.importers.imported import Imported, ImportedFile, NothingToImport, said
from noroshi.source.importers.into import write_import
from noroshi.source.importers.statuspage import Raw, import_statuspage
from noroshi.source.importers.statuspage.bodies import body_of, shown
from noroshi.source.importers.statuspage.folder import raw_documents

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PAGE = {
    "id": "q1w2e3r4t5y6",
    "name": "Ferry Status",
    "url": "https://status.ferry.example",
    "time_zone": "Europe/Tallinn",
    "updated_at": "2024-05-03T09:00:00.000Z",
}
TICKETS = {"id": "a1b2c3d4e5f6", "name": "Tickets", "status": "operational", "group_id": "g1g2g3g4g5g6", "group": False}
HARBOUR = {"id": "g1g2g3g4g5g6", "name": "Harbour", "status": "operational", "group_id": None, "group": True}
MAP = {"id": "b2c3d4e5f6a1", "name": "Live map", "description": "Where every ferry is", "group_id": None}


def update(status: str, at: str, body: str = "Words.", **more: object) -> dict[str, object]:
    return {"status": status, "body": body, "display_at": f"2024-05-03T{at}Z", "affected_components": None, **more}


def changed(component: Mapping[str, Any], old: str, new: str) -> dict[str, str]:
    return {"code": component["id"], "name": component["name"], "old_status": old, "new_status": new}


def event(*updates: dict[str, object], **more: object) -> dict[str, object]:
    """An incident; its updates newest first, as the API tells them."""
    return {
        "id": "k1l2m3n4o5p6",
        "name": "No tickets",
        "status": "resolved",
        "impact": "major",
        "created_at": "2024-05-03T07:10:00.100Z",
        "started_at": "2024-05-03T07:10:00.050Z",
        "updated_at": "2024-05-03T08:30:00.000Z",
        "resolved_at": "2024-05-03T08:30:00.000Z",
        "shortlink": "https://stspg.io/abc",
        "incident_updates": list(updates),
        "components": [],
        **more,
    }


def raw(name: str, **document: object) -> Raw:
    return Raw(name, json.dumps(document).encode())


def imported(*events: dict[str, object], components: list[object] | None = None, **more: object) -> Imported:
    listed = [HARBOUR, TICKETS, MAP] if components is None else components
    raws = [raw("incidents.json", page=PAGE, incidents=events, **more), raw("components.json", components=listed)]
    return import_statuspage(raws, now=NOW, language="en")


def only(found: Imported) -> ImportedFile:
    (row,) = (file for file in found.files if file.incident)
    return row


def front(row: ImportedFile, name: str = "incident.md") -> str:
    return row.files[name].split("---\n")[1]


def rules(row: ImportedFile) -> set[str]:
    return {remark.rule for remark in (*row.guessed, *row.repaired, *row.unread)}


OUTAGE = event(
    update(
        "resolved",
        "08:30:00.900",
        "All is well.",
        affected_components=[changed(TICKETS, "partial_outage", "operational")],
    ),
    update(
        "identified",
        "07:40:00.000",
        "A cable.",
        affected_components=[changed(TICKETS, "operational", "partial_outage")],
    ),
    update("investigating", "07:10:00.300", "Nobody can buy a ticket."),
)


# ---- what becomes of what


def test_an_incident_is_told_in_the_site_s_zone_with_the_states_that_changed() -> None:
    row = only(imported(OUTAGE))
    assert row.files == {
        "incident.md": "---\ntitle: No tickets\nlang: en\nat: 2024-05-03 10:10:00+03:00\nstatus: investigating\n"
        "impact: major\n---\nNobody can buy a ticket.\n",
        "20240503-104000-identified.md": "---\nat: 2024-05-03 10:40:00+03:00\nstatus: identified\nservices:\n"
        "  tickets: partial_outage\n---\nA cable.\n",
        "20240503-113000-resolved.md": "---\nat: 2024-05-03 11:30:00+03:00\nstatus: resolved\n---\nAll is well.\n",
    }
    assert rules(row) == set()


def test_page_groups_and_components_become_the_site() -> None:
    site = imported(OUTAGE).site
    assert (site.name, site.url, site.timezone) == ("Ferry Status", "https://status.ferry.example", "Europe/Tallinn")
    assert site.authority == "status.ferry.example,2024"
    assert [(group.id, group.name) for group in site.groups] == [("harbour", "Harbour")]
    assert [(item.id, item.group, item.description) for item in site.services] == [
        ("tickets", "harbour", ""),
        ("live-map", "", "Where every ferry is"),
    ]


def test_a_maintenance_has_its_window_and_its_services_from_the_beginning() -> None:
    planned = event(
        update("completed", "23:10:00", "Done."),
        update("in_progress", "22:00:05", affected_components=[changed(MAP, "operational", "under_maintenance")]),
        update("scheduled", "06:00:00", "New maps.", affected_components=[changed(MAP, "operational", "operational")]),
        impact="maintenance",
        status="completed",
        scheduled_for="2024-05-03T22:00:00.000Z",
        scheduled_until="2024-05-03T23:00:00.000Z",
    )
    row = only(imported(planned))
    assert front(row) == (
        "title: No tickets\nkind: maintenance\nlang: en\nat: 2024-05-03 09:00:00+03:00\nstatus: scheduled\n"
        "window:\n  start: 2024-05-04 01:00:00+03:00\n  end: 2024-05-04 02:00:00+03:00\nservices:\n  - live-map\n"
    )
    assert front(row, "20240504-010005-in-progress.md") == "at: 2024-05-04 01:00:05+03:00\nstatus: in_progress\n"


def test_without_any_state_the_services_are_only_named() -> None:
    row = only(imported(event(update("resolved", "08:00:00"), update("investigating", "07:10:00"), components=[MAP])))
    assert "services:\n  - live-map\n" in front(row)
    assert "services" not in front(row, "20240503-110000-resolved.md")


def test_words_of_a_status_that_changes_nothing_stay_before_the_text() -> None:
    row = only(
        imported(
            event(update("update", "07:30:00", "Still."), update("investigating", "07:10:00"), status="investigating")
        )
    )
    assert row.files["20240503-103000-update.md"] == "---\nat: 2024-05-03 10:30:00+03:00\n---\n**Update** - Still.\n"
    row = only(imported(event(update("war_room*", "07:30:00", "Odd."), status="investigating")))
    assert row.files["incident.md"].endswith("---\n**War room\\*** - Odd.\n")
    assert "unknown-status" in rules(row)


def test_a_postmortem_becomes_the_report_as_it_was_typed() -> None:
    text = "# Summary\r\n\r\nA *cable*.\r\n"
    row = only(
        imported(event(update("postmortem", "12:00:00", text), *OUTAGE["incident_updates"], status="postmortem"))
    )  # type: ignore[misc]
    assert row.files["report.md"] == "---\nat: 2024-05-03 15:00:00+03:00\n---\n# Summary\n\nA *cable*.\n"
    assert len(row.files) == 4


def test_of_several_postmortems_the_last_is_the_report_and_no_word_of_the_others_is_lost() -> None:
    reports = [update("postmortem", "12:00:00", "Final words."), update("postmortem", "10:00:00", "First words.")]
    row = only(imported(event(*reports, update("resolved", "08:00:00"), status="postmortem")))
    assert "Final words." in row.files["report.md"]
    assert row.files["20240503-130000-update.md"].endswith("First words.\n")
    assert "several-reports" in rules(row)


def test_the_management_api_s_reports_come_too_unless_they_were_never_published() -> None:
    published = event(
        update("resolved", "08:00:00"), postmortem_body="Why.", postmortem_published_at="2024-05-04T08:00:00Z"
    )
    assert only(imported(published)).files["report.md"].endswith("Why.\n")
    row = only(imported(event(update("resolved", "08:00:00"), postmortem_body="Not yet.")))
    assert "report.md" not in row.files
    assert "draft-of-report" in rules(row)


def test_what_is_resolved_while_a_component_is_not_well_stays_watched() -> None:
    ill = update("resolved", "08:00:00", affected_components=[changed(MAP, "major_outage", "degraded_performance")])
    row = only(imported(event(ill, update("investigating", "07:10:00"))))
    text = front(row, "20240503-110000-monitoring.md")
    assert text == "at: 2024-05-03 11:00:00+03:00\nstatus: monitoring\nservices:\n  live-map: degraded_performance\n"
    assert rules(row) == {"still-degraded"}
    well = update("resolved", "09:00:00", affected_components=[changed(MAP, "degraded_performance", "operational")])
    row = only(imported(event(well, ill, update("investigating", "07:10:00"))))
    assert "status: resolved" in front(row, "20240503-120000-resolved.md")


def test_an_end_that_no_update_tells_has_no_words() -> None:
    row = only(imported(event(update("investigating", "07:10:00"))))
    assert row.files["20240503-113000-resolved.md"] == "---\nat: 2024-05-03 11:30:00+03:00\nstatus: resolved\n---\n"
    assert (row.without_words, rules(row)) == (1, {"end-without-words"})
    row = only(imported(event(update("investigating", "07:10:00"), resolved_at=None)))
    assert "ended_at: unknown" in front(row, "20240503-101000-2-resolved.md")


def test_a_second_end_does_not_move_the_first_and_a_reopening_counts() -> None:
    again = [
        update("resolved", "09:00:00", "Once more."),
        update("resolved", "08:00:00"),
        update("identified", "07:10:00"),
    ]
    row = only(imported(event(*again)))
    assert row.files["20240503-120000-update.md"].endswith("Once more.\n")
    assert rules(row) == {"status-after-end"}
    reopened = [update("resolved", "09:00:00"), update("identified", "08:30:00"), *again[1:]]
    assert len([name for name in only(imported(event(*reopened))).files if "resolved" in name]) == 2


def test_one_update_that_tells_the_end_says_what_held_until_then() -> None:
    ended = update("resolved", "08:30:00", affected_components=[changed(MAP, "major_outage", "operational")])
    text = front(only(imported(event(ended))))
    assert (
        "status: resolved\nimpact: major\nbegan_at: 2024-05-03 10:10:00+03:00\nservices:\n  live-map: major_outage"
        in text
    )


def test_updates_of_one_moment_keep_the_order_in_which_they_were_told() -> None:
    same = [update("identified", "07:10:00", body) for body in ("third", "second", "first")]
    files = only(imported(event(*same, status="identified"))).files
    assert [text.split("\n")[-2] for _, text in sorted(files.items()) if "status" in text] == [
        "first",
        "second",
        "third",
    ]


def test_services_are_known_by_their_code_and_those_that_are_gone_have_an_end() -> None:
    renamed = {**MAP, "name": "Map of ferries"}
    gone = {"id": "z9z9z9z9z9z9", "name": "Fax"}
    told = update(
        "investigating",
        "07:10:00",
        affected_components=[
            changed(renamed, "operational", "major_outage"),
            changed(gone, "operational", "major_outage"),
        ],
    )
    found = imported(event(told))
    assert "live-map: major_outage\n  fax: major_outage" in front(only(found))
    assert {item.id: item.until for item in found.site.services} == {"tickets": "", "live-map": "", "fax": "2024-05-03"}
    assert "unlisted-service" in rules(only(found))


def test_two_components_of_one_name_are_two_services() -> None:
    twins = [{"id": "a1a1a1a1a1a1", "name": "Login"}, {"id": "b2b2b2b2b2b2", "name": "Login"}]
    told = update("investigating", "07:10:00", affected_components=[changed(twins[1], "operational", "major_outage")])
    found = imported(event(told), components=list(twins))
    assert [item.id for item in found.site.services] == ["login", "login-2"]
    assert "login-2: major_outage" in front(only(found))


def test_sentences_that_stand_where_components_do_become_no_services() -> None:
    notice = {"id": "n1n1n1n1n1n1", "name": "Visit www.ferry.example for more information"}
    nobody = {"name": "No components were affected by this update."}
    told = update(
        "investigating", "07:10:00", affected_components=[nobody, changed(notice, "operational", "major_outage")]
    )
    found = imported(event(told), components=[notice, {"id": "x1", "name": "API (api.ferry.example)"}])
    assert [item.name for item in found.site.services] == ["API (api.ferry.example)"]
    assert "services" not in front(only(found))
    assert "no-service" in rules(only(found))


def test_an_impact_that_nobody_knows_is_minor_and_told() -> None:
    row = only(imported(event(update("investigating", "07:10:00"), impact="catastrophic")))
    assert "impact: minor" in front(row)
    assert "severity" in rules(row)


def test_what_is_said_to_come_was_said_by_now() -> None:
    later = update("investigating", "07:10:00", display_at="2031-01-01T00:00:00Z", created_at="2031-01-01T00:00:00Z")
    row = only(imported(event(later, status="investigating", updated_at="2024-05-03T08:30:00Z")))
    assert "at: 2024-05-03 11:30:00+03:00" in front(row)
    assert "time-to-come" in rules(row)


# ---- bodies


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("one\r\ntwo\r\n\r\nthree", "one<br>\ntwo\n\nthree"),
        ("    four spaces", "four spaces"),
        ("snake_case and 5 * 3", "snake_case and 5 * 3"),
        ("all *but* one, at *.a.example", "all \\*but\\* one, at \\*.a.example"),
        ("# 3 is down", "\\# 3 is down"),
        ("7. July\n9. July", "7\\. July<br>\n9\\. July"),
        ("- north\n- south\nand east", "- north\n- south\n\nand east"),
        ('<a href="https://x.example/a_b_c">see</a><br />\r\nx', '<a href="https://x.example/a_b_c">see</a><br />\nx'),
        ("AT&amp;T &lt; 5", "AT&amp;T &lt; 5"),
        ("<p>A *star*</p>\n<ul>\n<li>x</li>\n</ul>", "<p>A *star*</p>\n<ul>\n<li>x</li>\n</ul>"),
    ],
)  # fmt: skip
def test_a_body_is_shown_with_the_signs_that_the_old_page_showed(typed: str, written: str) -> None:
    assert body_of(typed, is_markdown=False).text == written


PIECES = """
    * _x_ ` # - | a 漢字 <br> <b>c</b> &amp; > ~~~ ``` --- === \\ https://x.example/a_b <p>d</p> : [^1] ! [a](b) 1.
"""


@given(st.lists(st.sampled_from([*PIECES.split(), " ", "\n", "\n\n", "    "]), max_size=8))
@settings(max_examples=120, deadline=None)
def test_no_sign_that_somebody_typed_is_hidden_by_markdown(pieces: list[str]) -> None:
    body = body_of("".join(pieces), is_markdown=False)
    assert not [remark for remark in body.repaired if remark.rule == "signs-differ"]
    assert shown(body.text).count("漢字") == pieces.count("漢字")


def test_a_tool_whose_updates_are_markdown_keeps_it() -> None:
    row = only(imported(event(update("investigating", "07:10:00", "**Bold** words"), id="01JXCAW3K3JAE0EP56AEZ7CBG3")))
    assert row.files["incident.md"].endswith("---\n**Bold** words\n")


# ---- shapes


def test_tools_that_tell_less_are_read_too() -> None:
    """incident.io: no ``started_at``, no ``components``, no updates in the list; components named, not described."""
    bare = {"id": "01JXCAW3K3JAE0EP56AEZ7CBG3", "name": "Slow", "status": "resolved", "impact": "minor",
            "created_at": "2024-05-03T07:10:00Z", "resolved_at": "2024-05-03T08:10:00Z"}  # fmt: skip
    named = event(update("investigating", "07:10:00"), components=["Live map", "a1b2c3d4e5f6"], status="investigating")
    found = imported(bare, named)
    first, second = (file for file in found.files if file.incident)
    assert first.incident == "01jxcaw3k3jae0ep56aez7cbg3"
    assert rules(first) == {"no-updates", "end-without-words"}
    assert "services:\n  - live-map\n  - tickets\n" in front(second)


def test_bare_lists_of_the_management_api_and_one_incident_alone_are_known_by_their_shape() -> None:
    raws = [
        Raw("page-1.json", json.dumps([OUTAGE]).encode()),
        Raw("page-2.json", json.dumps([event(update("resolved", "08:00:00"), id="q9")]).encode()),
        Raw("parts.json", json.dumps([TICKETS]).encode()),
        Raw(
            "groups.json",
            json.dumps([{"id": "g1g2g3g4g5g6", "name": "Harbour", "components": [TICKETS["id"]]}]).encode(),
        ),
        Raw(
            "one.json", json.dumps({"page": PAGE, "incident": event(update("resolved", "08:00:00"), id="q8")}).encode()
        ),
    ]
    found = import_statuspage(raws, now=NOW, language="en")
    assert [file.incident for file in found.files if file.incident] == ["k1l2m3n4o5p6", "q9", "q8"]
    assert [(item.id, item.group) for item in found.site.services] == [("tickets", "harbour")]
    assert found.read == 5


def test_where_nothing_lists_the_components_those_of_the_incidents_are_no_ended_ones() -> None:
    found = import_statuspage(
        [raw("incidents.json", page=PAGE, incidents=[{**OUTAGE, "components": [TICKETS]}])], now=NOW
    )
    assert [(item.id, item.until) for item in found.site.services] == [("tickets", "")]
    assert {remark.rule for remark in found.files[0].guessed} == {"no-component-list", "language-assumed"}


def test_the_same_incident_in_several_documents_is_as_full_as_all_of_them() -> None:
    older = event(
        update("identified", "07:40:00", "A cord.", id="u2"),
        update("investigating", "07:10:00", id="u1"),
        updated_at="2024-05-03T07:40:00Z",
    )
    newer = event(
        update("resolved", "08:30:00", "Over.", id="u3"),
        update("identified", "07:40:00", "A cable.", id="u2"),
        update("investigating", "07:10:00", id="u1"),
    )
    extra = event(update("monitoring", "08:00:00", "Better.", id="u4"), updated_at="2024-05-03T08:00:00Z")
    raws = [
        raw(f"{name}.json", page=PAGE, incidents=[told]) for name, told in (("a", older), ("b", newer), ("c", extra))
    ]
    for order in (raws, raws[::-1]):
        row = only(import_statuspage(order, now=NOW, language="en"))
        assert row.place == "b.json#k1l2m3n4o5p6"
        assert len(row.files) == 4
        assert "A cable." in "".join(row.files.values())
        assert [remark.arguments["value"] for remark in row.unread if remark.rule == "older-words"] == ["A cord."]


def test_every_file_has_a_row_and_nothing_stops_at_a_bad_one(tmp_path: Path) -> None:
    write(tmp_path, "a.json", "{]")
    write(tmp_path, "b.json", '{"color": "red"}')
    write(tmp_path, "c.txt", "words")
    write(tmp_path, "d.json", "[" * 100_000)
    write(
        tmp_path,
        "e/incidents.json",
        json.dumps({"page": PAGE, "incidents": [5, None, {}, {"impact": [], "name": {}}, OUTAGE]}),
    )
    (tmp_path / "f.json").write_bytes(b'{"page": "\xff"}')
    (tmp_path / "g.json").symlink_to("/etc/hostname")
    found = import_statuspage(raw_documents(tmp_path), now=NOW)
    by_file = {file.file: rules(file) for file in found.files if not file.part}
    assert by_file == {
        "a.json": {"not-json"},
        "b.json": {"not-a-status-document"},
        "c.txt": {"not-a-json-file"},
        "d.json": {"not-json"},
        "e/incidents.json": {"short-links", "language-assumed"},
        "f.json": {"not-json"},
        "g.json": {"link-outside"},
    }
    assert "k1l2m3n4o5p6" in {file.incident for file in found.files}


def test_one_file_is_enough_and_none_is_told(tmp_path: Path) -> None:
    write(tmp_path, "summary.json", json.dumps({"page": PAGE, "incidents": [OUTAGE]}))
    assert import_statuspage(raw_documents(tmp_path / "summary.json"), now=NOW).incidents == 1
    with pytest.raises(NothingToImport):
        raw_documents(tmp_path / "nowhere")
    write(tmp_path, "empty/x.json", "{}")
    ran = noroshi(None, "import", "statuspage", str(tmp_path / "empty"), "--into", str(tmp_path / "new"))
    assert (ran.status, "holds no JSON of a status page" in ran.err) == (2, True)
    assert not (tmp_path / "new").exists()


# ---- whatever stands in it

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(["2024-05-03T08:00:00Z", "resolved", "operational"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(
    [
        "id",
        "name",
        "status",
        "impact",
        "created_at",
        "resolved_at",
        "scheduled_for",
        "components",
        "postmortem_body",
        "x",
    ]
)
UPDATE_KEYS = st.sampled_from(["id", "status", "display_at", "created_at", "affected_components"])


@given(
    st.lists(
        st.tuples(
            st.dictionaries(KEYS, VALUES, max_size=5),
            st.lists(st.dictionaries(UPDATE_KEYS, VALUES, max_size=4), max_size=3),
        ),
        max_size=4,
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_it_every_incident_arrives_with_every_word(
    found: list[tuple[dict[str, Any], list[dict[str, Any]]]],
) -> None:
    events = [
        {**told, "incident_updates": [{**item, "body": f"word{number}x{at}"} for at, item in enumerate(updates)]}
        for number, (told, updates) in enumerate(found)
    ]
    read = import_statuspage([raw("incidents.json", page=PAGE, incidents=events)], now=NOW)
    words = set(re.findall(r"word\dx\d", "".join(text for file in read.files for text in file.files.values())))
    words |= {
        word
        for file in read.files
        for remark in file.unread
        for word in re.findall(r"word\dx\d", str(remark.arguments))
    }
    assert words == {f"word{number}x{at}" for number, (_, updates) in enumerate(found) for at in range(len(updates))}


def test_every_rule_has_words_for_what_it_is_filled_with() -> None:
    dirty = event(update("odd", "07:10:00", "*a*", display_at="soon"), impact="x", status="resolved", surprise=[1])
    found = imported(
        dirty,
        event(update("investigating", "07:10:00"), id="", name=""),
        components=[MAP, {**HARBOUR, "description": "d"}],
    )
    for lang in ("ja", "en"):
        table = tomllib.loads(
            (resources.files("noroshi.app") / "words" / f"import.{lang}.toml").read_text(encoding="utf-8")
        )
        for file in found.files:
            for remark in (*file.guessed, *file.repaired, *file.unread):
                assert "{" not in said(remark, table)


# ---- from a terminal


@pytest.fixture
def export(tmp_path: Path) -> Path:
    planned = event(
        update("scheduled", "06:00:00", "New maps."),
        id="m1m2m3m4m5m6",
        impact="maintenance",
        status="scheduled",
        scheduled_for="2031-05-03T22:00:00.000Z",
        scheduled_until="2031-05-03T23:00:00.000Z",
        components=[MAP],
    )
    write(
        tmp_path, "old/summary.json", json.dumps({"page": PAGE, "components": [HARBOUR, TICKETS, MAP], "incidents": []})
    )
    write(tmp_path, "old/incidents.json", json.dumps({"page": PAGE, "incidents": [OUTAGE]}))
    write(tmp_path, "old/upcoming.json", json.dumps({"page": PAGE, "scheduled_maintenances": [planned]}))
    return tmp_path / "old"


def test_an_imported_page_passes_check_and_builds_and_twice_changes_nothing(export: Path, tmp_path: Path) -> None:
    into, report = tmp_path / "new", tmp_path / "report.json"
    arguments = ("import", "statuspage", str(export), "--into", str(into), "--language", "en")
    ran = noroshi(None, *arguments, "--report", str(report))
    assert (ran.status, ran.out) == (0, "")
    assert "3 files read: 2 incidents added" in ran.err
    rows = json.loads(report.read_text(encoding="utf-8"))
    assert {(row["file"], row["incident"]) for row in rows} == {
        ("incidents.json", ""),
        ("incidents.json#k1l2m3n4o5p6", "k1l2m3n4o5p6"),
        ("summary.json", ""),
        ("upcoming.json", ""),
        ("upcoming.json#m1m2m3m4m5m6", "m1m2m3m4m5m6"),
    }
    checked = noroshi(into, "check")
    assert (checked.status, checked.out) == (0, ""), checked.out
    built = noroshi(into, "build", "--quiet")
    assert built.status == 0, built.err
    assert "Nobody can buy a ticket." in (into / "_site/incidents/k1l2m3n4o5p6/index.html").read_text(encoding="utf-8")
    before = files_of(into)
    assert "0 incidents added, 2 unchanged" in noroshi(None, *arguments, now="").err
    assert files_of(into) == before


def test_into_a_site_that_is_there_nothing_is_overwritten(export: Path, small_site: Path) -> None:
    before = files_of(small_site)
    ran = noroshi(None, "import", "statuspage", str(export), "--into", str(small_site))
    assert "services added to site.toml: tickets, live-map" in ran.err
    after = files_of(small_site)
    assert all(after[path] == content for path, content in before.items() if path != "site_src/site.toml")
    assert noroshi(small_site, "check").status == 0


def test_what_noroshi_writes_for_clients_of_statuspage_comes_back(small_site: Path, tmp_path: Path) -> None:
    assert noroshi(small_site, "build", "--quiet").status == 0
    into = tmp_path / "again"
    source = small_site / "_site" / "en" / "api" / "v2"
    assert noroshi(None, "import", "statuspage", str(source), "--into", str(into), "--language", "en").status == 0
    site = tomllib.loads((into / "site_src/site.toml").read_text(encoding="utf-8"))
    assert [service["id"] for service in site["services"]] == ["parcel-api", "labels", "tracking"]
    assert [group["id"] for group in site["groups"]] == ["shipping"]
    mine = small_site / "incidents/2026-10-05-tracking-delay"
    assert (mine / "incident.en.md").read_text(encoding="utf-8").splitlines()[-1] in (
        into / "incidents/2026-10-05-tracking-delay/incident.md"
    ).read_text(encoding="utf-8")
    assert noroshi(into, "check").status == 0


@pytest.mark.parametrize("tag", ["english", "en_US", "-"])
def test_a_language_that_is_none_is_refused(export: Path, tmp_path: Path, tag: str) -> None:
    ran = noroshi(None, "import", "statuspage", str(export), "--into", str(tmp_path / "new"), f"--language={tag}")
    assert (ran.status, f"'{tag}' is no language tag" in ran.err) == (2, True)


def test_an_incident_that_has_changed_since_is_left_alone_and_named(export: Path, tmp_path: Path) -> None:
    into = tmp_path / "new"
    arguments = ("import", "statuspage", str(export), "--into", str(into))
    noroshi(None, *arguments)
    before = files_of(into)
    more = {**OUTAGE, "incident_updates": [update("resolved", "09:00:00", "Edited."), *OUTAGE["incident_updates"]]}  # type: ignore[misc]
    write(export, "incidents.json", json.dumps({"page": PAGE, "incidents": [more]}))
    ran = noroshi(None, *arguments)
    assert "there already with other contents, so left alone: k1l2m3n4o5p6" in ran.err
    assert files_of(into) == before
    assert write_import(import_statuspage(raw_documents(export), now=NOW), into).left == ("k1l2m3n4o5p6",)


def test_an_address_that_nobody_told_is_not_quoted(tmp_path: Path) -> None:
    write(tmp_path, "incidents.json", json.dumps({"incidents": [OUTAGE]}))
    (file,) = (file for file in import_statuspage(raw_documents(tmp_path), now=NOW).files if not file.part)
    (remark,) = (remark for remark in file.guessed if remark.rule.endswith("site-url"))
    assert (remark.rule, dict(remark.arguments)) == ("untold-site-url", {"url": "https://status.example.com"})
