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
    assert data(site)["services"] == [{"id": "api", "state": state}]
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
        ("Asia/Tokyo", "Japan Standard Time (JST), UTC+9"),
        ("Asia/Kathmandu", "Asia/Kathmandu, UTC+5:45"),
        ("Europe/Berlin", "Europe/Berlin"),
        # Summer time until 2019: an old incident's times have another offset.
        ("America/Sao_Paulo", "America/Sao_Paulo"),
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
