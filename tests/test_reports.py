"""Reports of a month and a year: every figure can be counted again from the files, and stands with its count."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import astuple
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from building import incident, t, update
from recomputed_month import recomputed
from small_site import noroshi, write

from noroshi.model.archive import Archive, archive
from noroshi.model.figures import reported
from noroshi.model.incident import Incident
from noroshi.model.periods import PeriodKind, around
from noroshi.model.share import Share, share
from noroshi.model.watch import FOREVER

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
    "services: {api: partial_outage, batch: partial_outage}",
    "no-end/02": "at: 2026-11-15 12:00\nstatus: resolved\nended_at: unknown",
    "goes-on/incident": "at: 2026-11-28 09:00\nimpact: minor\nservices: {batch: partial_outage}\n"
    "next_update: 2026-11-28 10:00\neta: 2026-11-29 18:00\nreport_by: 2026-12-10",
    # Over the other edge, with what was said when the month was over.
    "into-december/incident": "at: 2026-11-30 23:30\nbegan_at: 2026-11-30 23:20\nimpact: major\n"
    "services: {batch: major_outage}\nnext_update: 2026-12-01 00:00\nedited: {at: 2026-12-06 10:00, why: A name}",
    "into-december/02": "at: 2026-12-01 00:40\nstatus: resolved\nended_at: 2026-12-01 00:30\nreport_by: 2026-12-03",
    "into-december/report": "at: 2026-12-05 10:00\nmeasures:\n  more: {what: More, due: 2026-12-10}\n"
    "  soon: {what: Done before it was told, done_on: 2026-11-30}",
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


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The same files in two zones; in one of them clocks are set back in October."""
    zones = ("Asia/Tokyo", "Europe/Berlin")
    return {zone: built(typed(tmp_path_factory.mktemp("reports"), zone)) for zone in zones}


@pytest.fixture(params=["Asia/Tokyo", "Europe/Berlin"])
def site(request: pytest.FixtureRequest, sites: Mapping[str, Path]) -> Path:
    return sites[request.param]


@pytest.fixture
def tokyo(sites: Mapping[str, Path]) -> Path:
    return sites["Asia/Tokyo"]


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
    # Where nobody knows when an answer was published, nobody can say whether that was late.
    assert [sums.pop("published_late") for sums in found["promises"].values()] == [None, None, None]
    assert found["promises"] == wanted["promises"]
    work = [(key, it["incident"], it["id"]) for key, group in found["measures"].items() for it in group]
    assert sorted(work) == wanted["measures"]


@pytest.mark.parametrize("month", MONTHS)
def test_csv_says_what_json_says_with_the_count_behind_each_figure(site: Path, month: str) -> None:
    found, told = document(site, month), rows(site, month)
    assert {(row["period"], row["finished"]) for row in told} == {(month, str(found["finished"]).lower())}
    by_key = {(row["figure"], row["of"]): row for row in told}
    assert len(by_key) == len(told)
    for service in found["availability"]["services"]:
        row, down = by_key["availability", service["id"]], by_key["downtime", service["id"]]
        assert float(row["value"]) == pytest.approx(service["ratio"] * 100, abs=2e-6)
        assert (float(down["value"]), float(row["counted"])) == (service["down_seconds"], service["counted_seconds"])
    for impact, number in found["incidents"]["by_impact"].items():
        row = by_key["incidents", impact]
        assert (row["value"], row["counted"]) == (str(number), str(found["incidents"]["total"]))
    for key in ("first_notice", "recovery"):
        row, longest = by_key[f"{key}_median", ""], by_key[f"{key}_longest", ""]
        assert (float(row["value"]), row["counted"]) == (found[key]["median_seconds"], str(found[key]["counted"]))
        assert (float(longest["value"]), longest["incident"]) == (found[key]["longest_seconds"], found[key]["longest"])
        assert row["not_counted"] == str(sum(found[key]["not_counted"].values()))
    for kind, sums in found["promises"].items():
        for outcome in ("kept", "late", "overdue", "replaced", "open"):
            assert by_key[f"promises_{outcome}", kind]["value"] == str(sums[outcome])
    for standing, group in found["measures"].items():
        assert by_key["measures", standing]["value"] == str(len(group))


def test_the_page_says_the_same_in_words_each_with_its_count(tokyo: Path) -> None:
    page = words(tokyo, "2026-11")
    for said in (
        "API 99.80% 1 h 26 min 30 days 5",
        "=Web 99.83% 50 min 21 days 1",
        "1 incident of unknown length is not in these figures.",
        "critical 1 major 3 minor 2 none 0",
        "To the first notice Median 10 min Longest 2 h 30 min ( About in-periods )",
        "Based on 5 of 6 incidents · beginning not stated, or taken to be the first update: 1",
        "To recovery Median 1 h 45 min Longest 4 h 10 min ( About came-again )",
        "Based on 4 of 6 incidents · not over yet: 1 · end not known: 1",
        "Overdue: 1 due Friday 20 November 2026 Spare About came-again",
        "Done: 2 done on Sunday 15 November 2026 Quick About came-again",
    ):
        assert said in page.replace("\u00a0", " "), said
    assert "6件のうち4件で計算" in words(tokyo, "2026-11", "ja/")


def test_a_figure_that_was_counted_again_afterwards_says_so_with_date_and_place(tokyo: Path) -> None:
    told = [
        (it["at"], it["how"], it["url"].partition("incidents/")[2], it["figures"])
        for it in document(tokyo, "2026-11")["recomputed"]
    ]
    assert told == [
        ("2026-12-01T00:40:00+09:00", "told", "into-december/#update-02", ["times"]),
        ("2026-12-02T10:00:00+09:00", "told", "told-late/#update-incident", ["availability"]),
        # A measure that was done before the report told of it, and before the month was over.
        ("2026-12-05T10:00:00+09:00", "told", "into-december/#report", ["measures"]),
        (
            "2026-12-06T10:00:00+09:00",
            "edited",
            "into-december/#update-incident",
            ["availability", "incidents", "times", "measures"],
        ),
    ]
    assert [it["incident"] for it in document(tokyo, "2026-10")["recomputed"]] == ["over-edge"]
    # Of what is not over everything is as it stands.
    assert document(tokyo, "2026-12")["recomputed"] == []
    page = words(tokyo, "2026-11")
    assert "Availability recomputed" in page
    assert "Promises recomputed" not in page
    assert {row["recomputed"] for row in rows(tokyo, "2026-11") if row["figure"] == "availability"} == {"true"}
    assert {row["recomputed"] for row in rows(tokyo, "2026-11") if row["figure"].startswith("promises")} == {"false"}


def test_what_is_withdrawn_afterwards_is_told_and_sums_that_the_site_hides_stand_nowhere(tmp_path: Path) -> None:
    typed(tmp_path, "Asia/Tokyo", "\n[promises]\nshow_sums = false\n")
    file = tmp_path / "incidents/meanwhile/incident.md"
    edit = "withdrawn: It was a test.\nedited: {at: 2026-12-07 09:00, why: Withdrawn}\n"
    file.write_text(file.read_text("utf-8").replace("impact: critical", f"{edit}impact: critical"), "utf-8")
    site = built(tmp_path)
    found = document(site, "2026-11")
    assert found["incidents"]["by_impact"]["critical"] == 0
    assert [it["figures"] for it in found["recomputed"] if it["how"] == "withdrawn"] == [
        ["availability", "incidents", "times"]
    ]
    assert found["promises"] is None
    assert not [row for row in rows(site, "2026-11") if row["figure"].startswith("promises")]
    assert "Revised in time" not in words(site, "2026-11")


def test_a_spreadsheet_reads_the_file_and_runs_nothing_of_it(tokyo: Path) -> None:
    content = (tokyo / "reports/2026/11/report.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfperiod,first,")
    assert content.count(b"\r\n") == content.count(b"\n") == len(rows(tokyo, "2026-11")) + 1
    assert {row["name"] for row in rows(tokyo, "2026-11") if row["of"] == "web"} == {"'=Web"}


def test_the_year_counts_all_of_its_months_and_leads_to_them(tokyo: Path) -> None:
    year, months = document(tokyo, "2026"), [document(tokyo, month) for month in MONTHS]
    assert [it["period"] for it in year["months"]] == list(MONTHS)
    assert year["incidents"]["total"] == sum(month["incidents"]["total"] for month in months)
    down = {it["id"]: it["down_seconds"] for it in year["availability"]["services"]}
    for name, seconds in down.items():
        parts = [it["down_seconds"] for month in months for it in month["availability"]["services"] if it["id"] == name]
        assert seconds == pytest.approx(sum(parts))
    assert [(it["older"], it["newer"]) for it in (year,)] == [(None, None)]
    assert [month["newer"]["period"] if month["newer"] else None for month in months] == ["2026-11", "2026-12", None]


def test_a_report_says_how_many_entries_had_to_be_left_out(tmp_path: Path) -> None:
    write(tmp_path, "site_src/site.toml", SITE.replace("{zone}", "Asia/Tokyo"))
    for name, at in (("a", "2026-12-01 10:00"), ("b", "yesterday")):
        write(tmp_path, f"incidents/{name}/incident.md", f"---\ntitle: A\nat: {at}\nservices: api\n---\nText.\n")
    ran = noroshi(tmp_path, "build", "--keep-going", now=NOW.replace(" ", "T"))
    assert ran.status == 4, ran.err
    assert "1 entry contains a mistake and is left out for now." in words(tmp_path / "_site", "2026-12")
    assert document(tmp_path / "_site", "2026-12")["left_out"] == 1


def test_where_nothing_was_told_there_is_no_report_and_no_link_to_one(tmp_path: Path) -> None:
    write(tmp_path, "site_src/site.toml", SITE.replace("{zone}", "Asia/Tokyo"))
    site = built(tmp_path)
    assert not (site / "reports").exists()
    assert "/reports/" not in (site / "index.html").read_text("utf-8") + (site / "sitemap.xml").read_text("utf-8")


# Which months there are, and who is asked for them.

ZONE = ZoneInfo("Asia/Tokyo")


def looked_at(now: str, *incidents: Incident) -> Archive:
    return archive(incidents, t(now))


def asked(found: Archive) -> dict[str, tuple[str, ...]]:
    """Month, or year → the entries that its report reads."""
    return {f"{it.year}-{it.month:02}" if it.month else f"{it.year}": it.entries for it in reported(found, ZONE)}


def test_a_month_asks_only_the_entries_that_reach_into_it() -> None:
    short = incident(
        "short",
        update("2026-08-10 10:00", services={"web": "major_outage"}),
        update("2026-08-10 11:00", status="resolved"),
    )
    promised = incident("promised", update("2026-09-10 10:00", status="resolved", report_by="2026-11-05"))
    goes_on = incident("goes-on", update("2026-10-10 10:00", services={"web": "major_outage"}))
    assert asked(looked_at("2026-11-21 12:00", short, promised, goes_on)) == {
        "2026-08": ("short",),
        "2026-09": ("promised",),
        "2026-10": ("goes-on", "promised"),
        "2026-11": ("goes-on", "promised"),
        "2026": ("goes-on", "promised", "short"),
    }


def test_words_said_months_later_are_read_by_no_month_between_but_what_corrects_them_is() -> None:
    outage = update("2026-08-10 10:00", services={"web": "major_outage"})
    over = update("2026-08-10 11:00", status="resolved")
    words = incident("words", outage, over, update("2026-11-10 10:00"))
    assert asked(looked_at("2026-11-21 12:00", words))["2026-09"] == ()
    # Until that was said, September was an outage.
    corrected = incident(
        "corrected", outage, update("2026-10-10 10:00", status="resolved", ended_at="2026-08-10 11:00")
    )
    found = looked_at("2026-11-21 12:00", corrected)
    assert [month for month, read in asked(found).items() if read] == ["2026-08", "2026-09", "2026-10", "2026"]
    september = around(PeriodKind.MONTHLY, date(2026, 9, 1), ZONE)
    after = share(found.courses[0], september, found.now, ZONE).recomputed
    assert [it.figures for it in after] == [("availability",)]


@pytest.mark.parametrize(("now", "months"), [("2026-11-30 23:59", 2), ("2026-12-01 00:00", 3)])
def test_a_month_begins_with_its_first_moment_in_the_zone_of_the_site(now: str, months: int) -> None:
    found = reported(looked_at(now, incident("a", update("2026-10-31 10:00"))), ZONE)
    assert [it.month for it in found] == [*range(10, 10 + months), 0]
    assert found[-1].months == tuple((2026, 10 + number) for number in range(months))
    assert [it.older for it in found] == [False, *[True] * (months - 1), False]


def test_a_typing_error_in_a_date_makes_twenty_years_of_reports_and_no_more() -> None:
    found = reported(looked_at("2026-11-21 12:00", incident("a", update("1970-10-31 10:00"))), ZONE)
    # Of the first year all months: its report would count less than happened in it.
    assert len([it for it in found if it.month]) == 19 * 12 + 11
    assert (found[0].year, found[0].month, found[0].older) == (2007, 1, False)


def test_a_month_that_is_over_does_not_change_as_time_goes_by() -> None:
    late = incident("late", update("2026-10-10 10:00", next_update="2026-10-10 11:00", services={"web": None}))
    october = around(PeriodKind.MONTHLY, date(2026, 10, 1), ZONE)
    for now, until in (("2026-11-21 12:00", FOREVER), ("2026-10-31 12:00", t("2026-11-01 00:00"))):
        found = looked_at(now, late)
        with found.watch.recording() as seen:
            counted = share(found.courses[0], october, found.now, ZONE)
        assert seen.until == until
        assert [it.outcome for it in counted.promises] == ["overdue"]
        assert Share.of(json.loads(json.dumps(astuple(counted)))) == counted
