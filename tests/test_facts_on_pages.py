"""What stands on several pages of one built site, which must never contradict itself."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from small_site import noroshi, write

SITE = """\
name = "Status"
url = "https://status.example.com"
languages = ["en"]
timezone = "{zone}"

[feeds]
authority = "status.example.com,2026"

[[services]]
id = "api"
name = "API"
since = 2018-01-01
"""


def built(
    root: Path, files: Mapping[str, str], *options: str, now: str = "2026-11-21T12:00", zone: str = "Asia/Tokyo"
) -> Path:
    """A site of one service, built; ``files`` are named from ``incidents/`` and have front matter alone."""
    write(root, "site_src/site.toml", SITE.replace("{zone}", zone))
    for name, head in files.items():
        write(root, f"incidents/{name}.md", f"---\n{head}\n---\nText.\n")
    ran = noroshi(root, "build", *options, now=now)
    assert ran.status == 0, ran.err
    return root / "_site"


def words(site: Path, page: str = "") -> str:
    """A page's words; no page named: the start page."""
    source = (site / page / "index.html").read_text(encoding="utf-8")
    shown = re.sub(r"<(style|script)\b.*?</\1>", "", source, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def data(site: Path) -> dict[str, Any]:
    """``/incidents/a/index.json``"""
    found: dict[str, Any] = json.loads((site / "incidents/a/index.json").read_text(encoding="utf-8"))
    return found


MAINTENANCE = """\
title: Moving the database
kind: maintenance
at: 2026-11-20 10:00
services: api
window: {start: 2026-11-21 11:00, end: +1h}"""


@pytest.mark.parametrize(
    ("now", "word", "state"),
    [
        ("2026-11-21T10:59", "Scheduled", None),
        ("2026-11-21T11:00", "In progress", "under_maintenance"),
        ("2026-11-21T12:00", "Over its planned end", "under_maintenance"),
    ],
)
def test_a_maintenance_stands_where_the_clock_says_on_every_page(
    tmp_path: Path, now: str, word: str, state: str | None
) -> None:
    site = built(tmp_path, {"a/incident": MAINTENANCE}, now=now)
    assert word in words(site, "incidents/a").partition("Timeline")[0]
    assert word in words(site, "services/api")
    assert [(item["id"], item["state"]) for item in data(site)["services"]] == [("api", state)]
    assert (data(site)["began_at"] is None) == (state is None)
    assert ("Under maintenance API" in words(site, "services/api")) == (state is not None)


def test_a_stretch_that_ended_nobody_knows_when_is_counted_as_such_and_does_not_last(tmp_path: Path) -> None:
    told = "title: T\nat: 2026-11-20 10:00\nstatus: resolved\nservices: {api: major_outage}"
    site = built(tmp_path, {"a/incident": told})
    (span,) = data(site)["spans"]
    assert (span["state"], span["end"]) == ("major_outage", "unknown")
    assert data(site)["duration_seconds"] is None
    assert "1 incident of unknown length is not in these figures" in words(site)


def test_a_withdrawn_incident_has_no_impact_in_any_output(tmp_path: Path) -> None:
    told = "title: T\nat: 2026-11-20 10:00\nimpact: critical\nservices: api\nwithdrawn: it was another company"
    found = data(built(tmp_path, {"a/incident": told}))
    assert (found["impact"], found["worst_impact"], found["open"]) == ("none", "none", False)


def test_where_drills_are_built_every_page_says_so(tmp_path: Path) -> None:
    head = "at: 2026-11-20 10:00\nimpact: critical\nservices: api"
    files = {"a/incident": f"title: Real\n{head}", "b/incident": f"title: Rehearsal\ndrill: true\n{head}"}
    site = built(tmp_path, files, "--drills")
    for page in ("", "history", "history/2026/11", "services/api", "maintenance", "about", "incidents/a"):
        assert "This copy of the site includes drills" in words(site, page), page
    assert "This is a drill, not a real incident" in words(site, "incidents/b")
    assert "drill" not in words(built(tmp_path, files))


def test_across_a_change_of_clocks_both_ends_of_a_range_name_their_zone(tmp_path: Path) -> None:
    told = "title: T\nat: 2026-10-25 02:30+02:00\nservices: {api: major_outage}"
    files = {"a/incident": told, "a/02-resolved": "at: 2026-10-25 02:30+01:00"}
    found = words(built(tmp_path, files, zone="Europe/Berlin"), "incidents/a")
    assert "02:30 CEST to 02:30 CET" in found
    assert "Duration 1 h" in found


@pytest.mark.parametrize(
    ("zone", "note"),
    [
        ("Asia/Tokyo", "in Japan Standard Time (JST), UTC+9"),
        ("Asia/Kathmandu", "in Asia/Kathmandu, UTC+5:45"),
        ("Europe/Berlin", "in the zone Europe/Berlin"),
        # Summer time until 2019: an old incident's times have another offset.
        ("America/Sao_Paulo", "in the zone America/Sao_Paulo"),
    ],
)
def test_the_zone_of_all_times_is_said_with_an_offset_only_where_there_is_one(
    tmp_path: Path, zone: str, note: str
) -> None:
    assert f"All times are {note}, 24-hour clock" in words(built(tmp_path, {}, zone=zone))


def test_no_availability_is_claimed_for_days_before_a_service_existed(tmp_path: Path) -> None:
    told = "title: T\nat: 2026-11-20 10:00\nservices: {api: major_outage}"
    write(tmp_path, "incidents/a/incident.md", f"---\n{told}\n---\nText.\n")
    write(tmp_path, "site_src/site.toml", SITE.format(zone="Asia/Tokyo").replace("2018-01-01", "2026-11-21"))
    assert noroshi(tmp_path, "build", now="2026-11-21T00:00").status == 0
    assert "There is no record yet" in words(tmp_path / "_site")


def test_an_incident_that_is_only_watched_does_not_show_as_an_outage_above_services_that_all_work(
    tmp_path: Path,
) -> None:
    """``impact`` holds until replaced, and here nobody replaced it: the services tell what is true now."""
    site = built(
        tmp_path,
        {
            "a/incident": "title: Down\nat: 2026-11-21 09:00\nimpact: critical\nservices: api",
            "a/02-monitoring": "at: 2026-11-21 11:30\nservices: {api: operational}",
        },
    )
    start = words(site)
    assert "We are working on 1 open incident" in start
    assert "Major outage" not in start.partition("Services")[0]


def test_an_open_incident_says_on_the_start_page_that_an_update_is_missing(tmp_path: Path) -> None:
    """It might be the one that resolves it."""
    write(tmp_path, "incidents/a/03-resolved.md", "---\nat: 2026-11-31 11:40\n---\nWorks again.\n")
    write(tmp_path, "site_src/site.toml", SITE.replace("{zone}", "Asia/Tokyo"))
    write(tmp_path, "incidents/a/incident.md", "---\ntitle: Down\nat: 2026-11-21 09:00\nservices: api\n---\nDown.\n")
    assert noroshi(tmp_path, "build", "--keep-going", now="2026-11-21T12:00").status == 4
    for page in ("", "incidents/a"):
        assert "The update “03-resolved” contains a mistake and is left out for now." in words(tmp_path / "_site", page)


DOWN = "title: Down\nat: 2026-11-21 09:00\nimpact: critical\nservices: {api: major_outage}\nscope: Every call fails."


@pytest.mark.parametrize(
    ("first", "end", "shape", "word"),
    [
        (DOWN, "status: resolved", "operational", "Resolved"),
        (DOWN, "status: false_alarm", "notice", "False alarm"),
        (DOWN, "status: monitoring", "major_outage", "Monitoring"),
        (MAINTENANCE, "status: completed", "operational", "Completed"),
        (MAINTENANCE, "status: cancelled", "notice", "Cancelled"),
    ],
)
def test_what_is_over_never_wears_the_shape_of_trouble(
    tmp_path: Path, first: str, end: str, shape: str, word: str
) -> None:
    site = built(tmp_path, {"a/incident": first, "a/02": f"at: 2026-11-21 11:30\n{end}"})
    for page, place in (("incidents/a", "now-sign"), ("history", "entry-sign"), ("", "entry-sign")):
        source = (site / page / "index.html").read_text(encoding="utf-8")
        found = re.search(
            rf'class="{place}"><span class="sign"><svg class="shape s-(\w+)".*?<span>(.*?)</span>', source
        )
        assert found is not None
        assert found.groups() == (shape, word), page


def test_a_coming_maintenance_is_short_on_the_start_page_and_whole_on_its_own(tmp_path: Path) -> None:
    files = {"a/incident": f"{MAINTENANCE}\nscope: Orders cannot be placed."}
    site = built(tmp_path, files, now="2026-11-21T10:00")
    assert "Moving the database Saturday 21 November 2026, 11:00 to 12:00 JST API" in words(site)
    assert "Orders cannot be placed." not in words(site)
    for page in ("maintenance", "incidents/a"):
        assert "Not available Orders cannot be placed." in words(site, page)
    assert "Orders cannot be placed." in words(built(tmp_path, files, now="2026-11-21T11:30"))


def test_the_way_to_the_services_is_shown_where_something_open_stands_before_them(tmp_path: Path) -> None:
    assert "Go to the state of each service" in words(built(tmp_path, {"a/incident": DOWN}))
    ended = {"a/incident": DOWN, "a/02-resolved": "at: 2026-11-21 11:30"}
    assert "Go to the state of each service" not in words(built(tmp_path, ended))


def test_an_open_incident_says_a_fact_at_the_top_where_it_was_told_and_in_answers_and_nowhere_else(
    tmp_path: Path,
) -> None:
    page = words(built(tmp_path, {"a/incident": DOWN}), "incidents/a")
    page, _, answers = page.partition("Questions and answers")
    top, _, rest = page.partition("Timeline")
    told, _, facts = rest.partition("What we know")
    assert [part.count("Every call fails.") for part in (top, told, facts, answers)] == [1, 1, 0, 1]
    assert "Began" in facts


@pytest.mark.parametrize("kind", ["incident", "maintenance"])
def test_a_promise_that_was_not_kept_is_said_in_the_same_words_everywhere(tmp_path: Path, kind: str) -> None:
    first = DOWN if kind == "incident" else MAINTENANCE
    page = words(built(tmp_path, {"a/incident": f"{first}\nnext_update: 2026-11-21 11:45"}), "incidents/a")
    times = 3 if kind == "incident" else 2  # Once more among the answers to what customers ask.
    assert page.count("The update promised by Saturday 21 November, 11:45 JST is late") == times
    assert "Next update by" not in page


def test_what_happened_in_several_periods_says_how_many_beside_its_length(tmp_path: Path) -> None:
    periods = "[{from: 2026-11-21 06:05, to: 2026-11-21 07:05}, {from: 2026-11-21 08:47, to: 2026-11-21 09:51}]"
    files = {"a/incident": DOWN, "a/02-resolved": f"at: 2026-11-21 11:30\nperiods: {periods}"}
    site = built(tmp_path, files)
    page = words(site, "incidents/a")
    assert "Resolved. It happened in 2 periods, from Saturday 21 November 2026, 06:05 to 09:51 JST" in page
    assert "Duration 2 h 4 min in 2 periods" in page
    assert "2 h 4 min in 2 periods" in words(site, "history")


def test_an_update_tells_its_time_once_and_pieces_never_run_together_without_a_style(tmp_path: Path) -> None:
    site = built(tmp_path, {"a/incident": DOWN, "a/02-resolved": "at: 2026-11-21 11:30"})
    page = words(site, "incidents/a").partition("Timeline")[2]
    assert page.startswith(" Saturday 21 November 11:30 Resolved · Update 2")
    assert "Saturday 21 November 09:00 Investigating · Update 1" in page
    assert "Incident · Impact: critical" in words(site, "incidents/a")
    source = (site / "index.html").read_text(encoding="utf-8")
    assert "<b>99.88%</b>\u00a0· <span" in source
    assert "API : Operational" in words(site)
    assert words(site).count("available 99.88% of the time") == 1


def test_a_figure_says_how_many_days_it_covers(tmp_path: Path) -> None:
    write(tmp_path, "site_src/site.toml", SITE.format(zone="Asia/Tokyo").replace("2018-01-01", "2026-11-20"))
    write(tmp_path, "incidents/a/incident.md", f"---\n{DOWN}\n---\nText.\n")
    assert noroshi(tmp_path, "build", now="2026-11-21T12:00").status == 0
    for page in ("", "services/api"):
        assert "% · 2 days" in words(tmp_path / "_site", page), page


def test_the_day_of_a_notice_stands_once_in_the_last_two_weeks(tmp_path: Path) -> None:
    told = "title: Wrong price\nkind: correction\nat: 2026-11-16 10:00\nmistake: 10\nright: 20"
    page = words(built(tmp_path, {"a/incident": told})).partition("The last two weeks")[2]
    assert page.count("16 November") == 1


def test_a_pages_description_is_made_of_sentences(tmp_path: Path) -> None:
    source = (built(tmp_path, {"a/incident": DOWN}) / "index.html").read_text(encoding="utf-8")
    assert '<meta name="description" content="Customers cannot use API. As of Saturday 21 November 2026' in source
    assert '<meta name="twitter:card" content="summary">' in source


def test_what_was_corrected_in_a_report_is_open_to_see(tmp_path: Path) -> None:
    ended = {"a/incident": DOWN, "a/02-resolved": "at: 2026-11-21 11:30\nedited: {at: 2026-11-21 11:40, why: A time}"}
    report = "at: 2026-11-21 11:50\nedited: {at: 2026-11-21 11:55, why: A name}"
    site = built(tmp_path, {**ended, "a/report": report})
    source = (site / "incidents/a/index.html").read_text(encoding="utf-8")
    assert re.findall(r'<details class="edits"( open)?>', source) == ["", " open"]
