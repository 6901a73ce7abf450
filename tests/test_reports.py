"""Reports of a month and a year: every figure can be counted again from the files, and says what it was counted from."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from recomputed_month import recomputed
from small_site import noroshi, write

SITE = """\
name = "Status"
url = "https://status.example.com"
languages = ["en", "ja"]
timezone = "{zone}"

[feeds]
authority = "status.example.com,2026"

[[services]]
id = "api"
name = "API"
since = 2026-01-01

[[services]]
id = "web"
name = "=Web"
since = 2026-11-10

[[services]]
id = "batch"
name = "Batch"
"""
FILES: Mapping[str, str] = {
    # Over the edge of a month.
    "over-edge/incident": "at: 2026-10-31 23:10\nbegan_at: 2026-10-31 23:00\nimpact: critical\n"
    "services: {api: major_outage}\nnext_update: 2026-10-31 23:40",
    "over-edge/02": "at: 2026-10-31 23:55\nstatus: monitoring\nservices: {api: partial_outage}",
    "over-edge/03": "at: 2026-11-01 02:00\nstatus: resolved",
    # Over the night in which clocks are set back, where they are.
    "one-night/incident": "at: 2026-10-25 01:40\nbegan_at: 2026-10-25 01:30\nimpact: minor\n"
    "services: {api: partial_outage, batch: degraded_performance}",
    "one-night/02": "at: 2026-10-25 04:00\nstatus: resolved",
    # It came again; meanwhile it was worse for other reasons.
    "came-again/incident": "at: 2026-11-05 10:00\nbegan_at: 2026-11-05 09:50\nimpact: major\n"
    "services: {api: partial_outage}\nnext_update: 2026-11-05 10:30\neta: 2026-11-05 12:00",
    "came-again/02": "at: 2026-11-05 10:45\nstatus: identified\neta: 2026-11-05 11:00",
    "came-again/03": "at: 2026-11-05 11:05\nstatus: resolved\nended_at: 2026-11-05 10:50\nreport_by: 2026-11-08",
    "came-again/04": "at: 2026-11-05 13:00\nstatus: identified",
    "came-again/05": "at: 2026-11-05 14:00\nstatus: resolved\nreport_by: 2026-11-12",
    "came-again/report": "at: 2026-11-14 10:00\nmeasures:\n  spare: {what: Spare, due: 2026-11-20}\n"
    "  watch: {what: Watch, due: 2026-12-15}\n  quick: {what: Quick, due: 2026-11-18, done_on: 2026-11-15}",
    "came-again/06": "at: 2026-12-05 10:00\nmeasures: {spare: {due: 2026-12-31, reason: Parts are late}}",
    "meanwhile/incident": "kind: security\nat: 2026-11-05 10:25\nbegan_at: 2026-11-05 10:20\nimpact: critical\n"
    "services: {api: major_outage}",
    "meanwhile/02": "at: 2026-11-05 10:40\nstatus: resolved",
    # Told afterwards, in several stretches.
    "in-periods/incident": "at: 2026-11-12 12:30\nstatus: resolved\nimpact: major\nservices: {web: major_outage}\n"
    "periods: [{from: 2026-11-12 10:00, to: 2026-11-12 10:30}, {from: 2026-11-12 12:00, to: 2026-11-12 12:20}]",
    # What never counts.
    "false-alarm/incident": "at: 2026-11-13 10:00\nimpact: critical\nservices: {api: major_outage}",
    "false-alarm/02": "at: 2026-11-13 11:00\nstatus: false_alarm",
    "taken-back/incident": "at: 2026-11-14 10:00\nimpact: critical\nservices: {api: major_outage}\n"
    "withdrawn: It was another company's.\nedited: {at: 2026-11-14 12:00, why: Withdrawn}",
    "work/incident": "kind: maintenance\nat: 2026-11-18 10:00\nservices: {api: under_maintenance}\n"
    "window: {start: 2026-11-20 01:00, end: 2026-11-20 03:00}",
    "work/02": "at: 2026-11-20 02:50\nstatus: completed",
    # Nobody knows when it ended; it has not ended; nobody knows when it began.
    "no-end/incident": "at: 2026-11-15 09:00\nbegan_at: 2026-11-15 08:00\nimpact: minor\n"
    "services: {api: partial_outage}",
    "no-end/02": "at: 2026-11-15 12:00\nstatus: resolved\nended_at: unknown",
    "goes-on/incident": "at: 2026-11-28 09:00\nimpact: minor\nservices: {batch: partial_outage}\n"
    "next_update: 2026-11-28 10:00\neta: 2026-11-29 18:00\nreport_by: 2026-12-10",
    # Over the other edge, with what was said when the month was over.
    "into-december/incident": "at: 2026-11-30 23:30\nbegan_at: 2026-11-30 23:20\nimpact: major\n"
    "services: {batch: major_outage}\nnext_update: 2026-12-01 00:00\nedited: {at: 2026-12-06 10:00, why: A name}",
    "into-december/02": "at: 2026-12-01 00:40\nstatus: resolved\nended_at: 2026-12-01 00:30\nreport_by: 2026-12-03",
    "into-december/report": "at: 2026-12-05 10:00\nmeasures: {more: {what: More, due: 2026-12-10}}",
    "into-december/03": "at: 2026-12-09 10:00\nmeasures: {more: {state: done, done_on: 2026-12-08}}",
    "told-late/incident": "at: 2026-12-02 10:00\nstatus: resolved\nbegan_at: 2026-11-30 22:00\n"
    "ended_at: 2026-11-30 22:30\nimpact: minor\nservices: {batch: major_outage}",
}
NOW = "2026-12-20 12:00"
MONTHS = ("2026-10", "2026-11", "2026-12")


def typed(root: Path, zone: str, more: str = "") -> Path:
    write(root, "site_src/site.toml", SITE.replace("{zone}", zone) + more)
    for name, head in FILES.items():
        title = f"title: About {name.partition('/')[0]}\n" if name.endswith("/incident") else ""
        write(root, f"incidents/{name}.md", f"---\n{title}{head}\n---\nText.\n")
    return root


def built(root: Path) -> Path:
    ran = noroshi(root, "build", now=NOW.replace(" ", "T"))
    assert ran.status == 0, ran.err
    return root / "_site"


@pytest.fixture(scope="module", params=["Asia/Tokyo", "Europe/Berlin"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(typed(tmp_path_factory.mktemp("reports"), request.param))


@pytest.fixture(scope="module")
def tokyo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(typed(tmp_path_factory.mktemp("tokyo"), "Asia/Tokyo"))


def document(site: Path, month: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((site / f"reports/{month.replace('-', '/')}/index.json").read_text("utf-8"))
    return found


def rows(site: Path, month: str) -> list[dict[str, str]]:
    text = (site / f"reports/{month.replace('-', '/')}/report.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def words(site: Path, month: str, prefix: str = "") -> str:
    page = (site / f"{prefix}reports/{month.replace('-', '/')}/index.html").read_text("utf-8")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main")[0])).split())


@pytest.mark.parametrize("month", MONTHS)
def test_every_figure_of_a_month_is_what_the_files_alone_give(site: Path, month: str) -> None:
    wanted, found = recomputed(site.parent, month, NOW), document(site, month)
    measured = {it["id"]: (it["counted_seconds"], it["down_seconds"]) for it in found["availability"]["services"]}
    assert measured == {name: pytest.approx(it) for name, it in wanted["availability"].items() if it[0] > 0}
    assert found["incidents"] == {"total": sum(wanted["impacts"].values()), "by_impact": wanted["impacts"]}
    assert found["first_notice"] == wanted["first_notice"]
    assert found["recovery"] == wanted["recovery"]
    assert found["promises"] == wanted["promises"]
    work = [(key, it["incident"], it["id"]) for key, group in found["measures"].items() for it in group]
    assert sorted(work) == wanted["measures"]
