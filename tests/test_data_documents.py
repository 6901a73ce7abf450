"""``index.json`` of incidents, services and months: what a program can rely on, and the schemas that say it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from small_site import CHECKOUT, NOW, noroshi, write

Json = dict[str, Any]
ADDRESS = "https://status.muteki.example"
FOLDERS = {
    "incident": "incidents/*",
    "service": "services/*",
    "month": "history/*/*",
    "report": "reports/*/*",
}
BIG = "incidents/2026-11-19-storage"
INCIDENT = {
    f"{BIG}/incident.md": """\
---
title: Files cannot be opened
at: 2026-11-19 10:00
began_at: ~2026-11-19 09:50
detected_at: 2026-11-19 09:58
impact: critical
services: {parcel-api: major_outage, labels: partial_outage}
audience: customers
related: 2026-10-05-tracking-delay
scope: every file
cause: unknown
workaround: none
eta: unknown
actions: We look at the disks.
next_update: 2026-11-19 10:30
contact: {name: The storage desk, phone: 0120-000-000, until: 2026-12-31}
suspended: {reason: To lose no more files, until: 2026-11-20 09:00}
personal_data:
  items: Names
  not_included: none
  known_at: 2026-11-19
  role: own
  secondary_damage: {state: checking, text: We look at the records.}
  reported_to: [{to: The commission, on: 2026-11-19}]
data_recovery:
  duration: {from: 2 days, to: 4 days}
  cost: {from: 1, to: 2}
  risks: [{what: A disk breaks, likelihood: low, effect: 12 hours more}]
  valid_until: 2026-11-25
  outcome: pending
---
Some files cannot be opened. See [the page](/help/) and [above](#update-incident).
""",
    f"{BIG}/02-wrong.md": """\
---
at: 2026-11-19 10:20
withdrawn: It was about another incident.
---
Everything is fine.
""",
    f"{BIG}/03-identified.md": """\
---
at: 2026-11-19 10:40
status: identified
impact: major
services: {parcel-api: degraded_performance}
workaround:
cause: a disk
eta: {from: 2026-11-19 12:00, to: 2026-11-19 14:00}
---
We know why.
""",
    f"{BIG}/04-resolved.md": """\
---
at: 2026-11-19 14:10
status: resolved
ended_at: 2026-11-19 14:00
report_by: 2026-11-21
edited: {at: 2026-11-19 15:00, why: A wrong time}
---
It works again.
""",
    f"{BIG}/05-measures.md": """\
---
at: 2026-11-21 10:00
measures: {spare: {due: 2026-12-20, reason: The disks come later}}
---
The spare disks come later.
""",
    f"{BIG}/report.md": """\
---
at: 2026-11-20 10:00
cause: A disk was wiped
cause_state: confirmed
why_not_prevented: Nobody else looked.
credit: none
document: {number: R-1, version: "2", author: Jo Doe}
briefing: {at: 2026-11-25 13:00, where: Online, reply_by: 2026-11-24}
faq: [{question: Is my file safe?, answer: Yes.}]
measures: {spare: {what: Keep spare disks, due: 2026-12-01, owner: Jo Doe}}
---
The account.
""",
}


def closed(schema: Any) -> Any:
    """The schema with every object closed: a document may have no field that the schema does not name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    if found.get("type") == "object" and "additionalProperties" not in found:
        found["additionalProperties"] = False
    return found


def published(site: Path, name: str) -> Json:
    found: Json = json.loads((site / "api" / "schemas" / f"{name}-1.json").read_text(encoding="utf-8"))
    return found


@cache
def validator(site: Path, name: str) -> Draft202012Validator:
    return Draft202012Validator(closed(published(site, name)), format_checker=Draft202012Validator.FORMAT_CHECKER)


def documents(site: Path, name: str, *prefixes: str) -> Iterator[tuple[Path, Json]]:
    for prefix in prefixes or ("", "en/"):
        for file in sorted(site.glob(f"{prefix}{FOLDERS[name]}/index.json")):
            yield file, json.loads(file.read_text(encoding="utf-8"))


def faults(site: Path, name: str) -> list[str]:
    return [
        f"{file}: {error.json_path}: {error.message[:200]}"
        for file, document in documents(site, name)
        for error in validator(site, name).iter_errors(document)
    ]


def built(root: Path, *options: str, now: str = NOW) -> Path:
    ran = noroshi(root, "build", *options, now=now)
    assert ran.status == 0, ran.err
    return root / "_site"


def incident(site: Path, name: str, prefix: str = "") -> Json:
    found: Json = json.loads((site / f"{prefix}incidents/{name}/index.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def big(small_site: Path) -> Json:
    """The document of an incident that says almost everything there is to say."""
    for path, text in INCIDENT.items():
        write(small_site, path, text)
    site = built(small_site)
    assert faults(site, "incident") == []
    return incident(site, "2026-11-19-storage")


# The schemas.


@pytest.mark.parametrize("name", FOLDERS)
def test_every_document_of_the_demonstration_is_what_its_published_schema_says_and_no_more(
    demonstration: Path, name: str
) -> None:
    found = list(documents(demonstration, name))
    assert len(found) > 10
    assert faults(demonstration, name) == []
    assert {document["$schema"] for _, document in found} == {f"{ADDRESS}/api/schemas/{name}-1.json"}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_schema_is_sound_stands_at_its_own_address_alone_and_lets_documents_grow(
    demonstration: Path, name: str
) -> None:
    schema = published(demonstration, name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{ADDRESS}/api/schemas/{name}-1.json"
    text = json.dumps(schema)
    assert set(re.findall(r'"\$ref": "([^"]+)"', text)) <= {f"#/$defs/{key}" for key in schema["$defs"]}
    grown = next(document for _, document in documents(demonstration, name)) | {"new_field": 1}
    assert Draft202012Validator(schema).is_valid(grown)
    assert not validator(demonstration, name).is_valid(grown)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_schema_refuses_a_document_that_lacks_a_field_or_has_another_version(demonstration: Path, name: str) -> None:
    schema = Draft202012Validator(published(demonstration, name))
    document = next(document for _, document in documents(demonstration, name))
    for key in document:
        assert not schema.is_valid({other: value for other, value in document.items() if other != key}), key
    assert not schema.is_valid(document | {"schema": 2})


def test_no_list_is_null_and_every_moment_has_the_offset_of_the_site(demonstration: Path) -> None:
    lists: dict[str, set[type]] = {}

    def look(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                lists.setdefault(f"{path}.{key}", set()).add(type(item))
                look(item, f"{path}.{key}")
        elif isinstance(value, list):
            for item in value:
                look(item, f"{path}[]")
        elif isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
            assert value.endswith("+09:00"), (path, value)

    for name in FOLDERS:
        for _, document in documents(demonstration, name):
            look(document, name)
    assert [path for path, types in lists.items() if list in types and type(None) in types] == []


# An incident.


def test_a_document_says_where_the_incident_stands(big: Json) -> None:
    assert (big["schema"], big["language"], big["kind"], big["status"]) == (1, "ja", "incident", "resolved")
    assert (big["impact"], big["worst_impact"], big["open"], big["emergency"]) == ("none", "critical", False, False)
    assert big["title"] == {"text": "Files cannot be opened", "language": "ja"}
    assert big["summary"].startswith("復旧しました。")
    assert big["began_at"] == {"at": "2026-11-19T09:50:00+09:00", "about": True}
    assert big["ended_at"] == {"at": "2026-11-19T14:00:00+09:00", "about": False}
    assert big["duration_seconds"] == 4 * 3600 + 600
    assert big["periods"] == [{"start": "2026-11-19T09:50:00+09:00", "end": "2026-11-19T14:00:00+09:00"}]
    assert (big["published_at"], big["updated_at"]) == ("2026-11-19T10:00:00+09:00", "2026-11-21T10:00:00+09:00")
    assert big["related"] == ["2026-10-05-tracking-delay"]
    assert big["audience"] == ["customers"]
    assert [(item["id"], item["name"]["text"]) for item in big["services"]] == [
        ("parcel-api", "荷物API"),
        ("labels", "送り状"),
    ]
    assert big["contact"]["name"]["text"] == "The storage desk"
    assert (big["contact"]["until"], big["contact"]["email"]) == ("2026-12-31", None)


def test_an_update_tells_what_it_said_apart_from_what_holds_after_it(big: Json) -> None:
    first, wrong, identified, resolved, _ = big["updates"]
    assert first["facts"]["cause"] == "unknown"
    assert first["facts"]["workaround"] == "none"
    assert first["actions"]["text"] == "We look at the disks."
    assert first["suspended"] == {
        "reason": {"text": "To lose no more files", "language": "ja"},
        "until": "2026-11-20T09:00:00+09:00",
    }
    assert 'href="https://status.todai.example/help/"' in first["body_html"]
    assert re.search(r'href="https://status\.todai\.example/incidents/[^"/]+/#update-incident"', first["body_html"])
    assert set(wrong) == {"id", "number", "url", "at", "withdrawn"}
    # It took the workaround back, and named only one service.
    assert identified["facts"] == {"workaround": None, "cause": {"text": "a disk", "language": "ja"}}
    assert identified["services"] == {"parcel-api": "degraded_performance", "labels": "partial_outage"}
    assert identified["eta"] == {"from": "2026-11-19T12:00:00+09:00", "to": "2026-11-19T14:00:00+09:00"}
    assert (resolved["eta"], resolved["reopens"]) == (None, False)
    assert resolved["edited"] == [
        {"at": "2026-11-19T15:00:00+09:00", "why": {"text": "A wrong time", "language": "ja"}}
    ]


def test_personal_data_and_a_recovery_are_values_and_not_sentences(big: Json) -> None:
    data, recovery = big["personal_data"], big["data_recovery"]
    assert (data["not_included"], data["role"], data["known_at"]) == ("none", "own", "2026-11-19")
    assert data["secondary_damage"]["state"] == "checking"
    assert [item["on"] for item in data["reported_to"]] == ["2026-11-19"]
    assert recovery["duration"]["to"]["text"] == "4 days"
    assert (recovery["outcome"], recovery["valid_until"]) == ("pending", "2026-11-25")
    assert recovery["risks"][0]["effect"]["text"] == "12 hours more"


def test_promises_are_told_by_their_dates_and_by_when_they_were_kept(big: Json) -> None:
    assert [(item["kind"], item["due"], item["kept_at"], item["late_seconds"]) for item in big["promises"]] == [
        ("next_update", "2026-11-19T10:30:00+09:00", "2026-11-19T10:40:00+09:00", 600),
        ("eta", "2026-11-19T14:00:00+09:00", "2026-11-19T14:00:00+09:00", None),
        ("report", "2026-11-21", "2026-11-20T10:00:00+09:00", None),
    ]
    assert {(item["replaced_at"], item["replaced_in"]) for item in big["promises"]} == {(None, None)}


def test_the_report_has_its_number_its_briefing_its_questions_and_its_measures(big: Json) -> None:
    report = big["report"]
    assert report["document"] == {"number": "R-1", "version": "2", "author": "Jo Doe"}
    assert (report["briefing"]["at"], report["briefing"]["reply_by"]) == ("2026-11-25T13:00:00+09:00", "2026-11-24")
    assert (report["cause_state"], report["credit"], report["why_so_long"]) == ("confirmed", "none", None)
    assert [item["answer"]["text"] for item in report["questions"]] == ["Yes."]
    (measure,) = big["measures"]
    assert (measure["due"], measure["owner"]) == ("2026-12-20", "Jo Doe")
    assert measure["moved"] == [
        {"from": "2026-12-01", "to": "2026-12-20", "reason": {"text": "The disks come later", "language": "ja"}}
    ]


def test_an_emergency_is_marked(demonstration: Path) -> None:
    assert incident(demonstration, "2026-07-22-emergency-maintenance")["emergency"] is True


def test_a_correction_and_a_change_of_the_plan_are_values_too(demonstration: Path) -> None:
    correction = incident(demonstration, "2026-11-16-price-mail")["correction"]
    assert correction["right"]["language"] == "ja"
    assert (correction["corrects"] is None) != (correction["message"] is None)
    continuity = incident(demonstration, "2026-05-12-continuity-plan", "en/")["continuity"]
    assert continuity["event"] in ("adopted", "reviewed", "exercised")


def test_a_withdrawn_incident_is_a_tombstone(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-11-20-gone/incident.md",
        "---\ntitle: Gone\nat: 2026-11-20 10:00\nservices: labels\nwithdrawn: Another system.\n---\nText.\n",
    )
    site = built(small_site)
    assert faults(site, "incident") == faults(site, "month") == faults(site, "service") == []
    document = incident(site, "2026-11-20-gone")
    assert document["withdrawn"]["text"] == "Another system."
    assert "updates" not in document and "facts" not in document
    month = json.loads((site / "history/2026/11/index.json").read_text(encoding="utf-8"))
    assert next(entry for entry in month["incidents"] if entry["id"] == "2026-11-20-gone")["withdrawn"]


def test_english_documents_say_it_in_english_and_tell_what_is_not_translated(small_site: Path) -> None:
    for path, text in INCIDENT.items():
        write(small_site, path, text)
    site = built(small_site)
    document = incident(site, "2026-10-05-tracking-delay", "en/")
    assert document["title"] == {"text": "Tracking shows parcels late", "language": "en"}
    assert document["url"] == "https://status.todai.example/en/incidents/2026-10-05-tracking-delay/"
    assert document["summary"].startswith("Resolved.")
    assert incident(site, "2026-11-19-storage", "en/")["updates"][0]["body_language"] == "ja"


def test_a_closed_incident_says_the_same_a_year_later(small_site: Path) -> None:
    for path, text in INCIDENT.items():
        write(small_site, path, text)
    names = [f"{prefix}{BIG}/index.{ending}" for prefix in ("", "en/") for ending in ("json", "md")]
    site = built(small_site)
    early = [(site / name).read_bytes() for name in names]
    built(small_site, now="2027-11-21T12:00+09:00")
    assert [(site / name).read_bytes() for name in names] == early


# Services and months.


def service(site: Path, name: str) -> Json:
    found: Json = json.loads((site / f"services/{name}/index.json").read_text(encoding="utf-8"))
    return found


def test_a_service_has_the_figures_of_its_page(demonstration: Path) -> None:
    for _, document in documents(demonstration, "service", ""):
        page = (demonstration / "services" / document["id"] / "index.html").read_text(encoding="utf-8")
        availability = document["availability"]
        assert (len(availability["days"]), len(availability["months"])) == (90, 13)
        for figure in (availability["total"], *availability["months"]):
            if figure["counted_seconds"]:
                assert figure["percent"] in page
                assert int(figure["ratio"] * 10000 + 1e-6) / 100 == float(figure["percent"].rstrip("%"))
        assert availability["method"] in page


def test_a_service_names_its_group_its_neighbours_its_state_and_what_is_open(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-11-21-labels/incident.md",
        "---\ntitle: No labels\nat: 2026-11-21 11:00\nservices: {labels: major_outage}\n---\nText.\n",
    )
    site = built(small_site)
    labels = service(site, "labels")
    assert (labels["state"], labels["current"], labels["as_of"]) == ("major_outage", True, "2026-11-21T12:00:00+09:00")
    assert labels["group"] == {"id": "shipping", "name": {"text": "発送", "language": "ja"}}
    assert (labels["depends_on"], labels["needed_by"]) == (["parcel-api"], [])
    assert service(site, "parcel-api")["needed_by"] == ["labels"]
    assert [entry["id"] for entry in labels["open"]] == ["2026-11-21-labels", "2026-11-15-labels-maintenance"]
    today = labels["availability"]["days"][-1]
    assert (today["day"], today["state"], today["down_seconds"]) == ("2026-11-21", "major_outage", 3600)
    assert labels["availability"]["days"][0]["state"] is None
    maintenance = labels["open"][1]
    assert (maintenance["began_at"], maintenance["window"]["start"]) == (None, "2026-11-28T01:00:00+09:00")


def test_the_addresses_that_a_service_names_are_there(demonstration: Path) -> None:
    for _, document in documents(demonstration, "service"):
        addresses = document["addresses"]
        named = [*addresses["feeds"], addresses["calendar"], addresses["badge_svg"], addresses["badge_json"]]
        assert len(addresses["feeds"]) == 5
        for address in filter(None, named):
            assert (demonstration / address.removeprefix(ADDRESS + "/")).is_file(), address


def test_a_month_has_its_entries_its_counts_and_its_neighbours(small_site: Path) -> None:
    site = built(small_site)
    november, october = (
        json.loads((site / f"history/2026/{month}/index.json").read_text(encoding="utf-8")) for month in ("11", "10")
    )
    assert [entry["id"] for entry in november["incidents"]] == [
        "2026-11-18-new-year-hours",
        "2026-11-15-labels-maintenance",
    ]
    assert november["counts"] == {
        "incident": 0,
        "maintenance": 1,
        "security": 0,
        "correction": 0,
        "continuity": 0,
        "announcement": 1,
    }
    assert november["newer"] is None
    assert november["older"] == {"month": "2026-10", "url": "https://status.todai.example/history/2026/10/"}
    assert (october["newer"]["month"], october["older"]) == ("2026-11", None)


def test_a_rehearsal_has_a_document_that_says_so_and_stands_in_no_list(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-09-01-drill/incident.md",
        "---\ntitle: Drill\nat: 2026-09-01 10:00\nservices: labels\ndrill: true\n---\nText.\n",
    )
    site = built(small_site, "--drills")
    assert incident(site, "2026-09-01-drill")["drill"] is True
    assert incident(site, "2026-09-01-drill")["feed"] is None
    assert not (site / "history/2026/09/index.json").exists()
    assert "application/json" not in (site / "history/2026/09/index.html").read_text(encoding="utf-8")
    labels = service(site, "labels")
    assert (labels["state"], [entry["id"] for entry in labels["open"]]) == (
        "operational",
        ["2026-11-15-labels-maintenance"],
    )
    assert "drill" not in (site / "services/labels/index.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["services/labels", "history/2026/11", "en/services/labels", "en/history/2026/11"])
def test_a_page_names_its_document(small_site: Path, page: str) -> None:
    site = built(small_site)
    html = (site / page / "index.html").read_text(encoding="utf-8")
    link = re.search(r'<link rel="alternate" type="application/json" href="([^"]+)">', html)
    assert link and (site / page / link[1]).is_file()


# What docs/data.md says.


DOCS = (CHECKOUT / "docs" / "data.md").read_text(encoding="utf-8")


def contains(document: Any, excerpt: Any) -> bool:
    """Whether all that the excerpt says stands in the document; of a list its first items."""
    if isinstance(excerpt, dict):
        return isinstance(document, dict) and all(
            key in document and contains(document[key], value) for key, value in excerpt.items()
        )
    if isinstance(excerpt, list):
        return isinstance(document, list) and all(map(contains, document, excerpt)) and len(document) >= len(excerpt)
    return bool(document == excerpt)


def test_the_examples_of_the_page_stand_in_the_documents_of_the_demonstration(demonstration: Path) -> None:
    examples = re.findall(r'^```json of="([^"]+)"\n(.*?)^```$', DOCS, re.M | re.S)
    assert len(examples) == 5
    for path, text in examples:
        document = json.loads((demonstration / path).read_text(encoding="utf-8"))
        assert contains(document, json.loads(text)), path


@pytest.mark.parametrize("name", [*FOLDERS, "measures"])
def test_every_field_of_a_document_is_named_on_the_page(demonstration: Path, name: str) -> None:
    named = {word for code in re.findall("`([^`\n]+)`", DOCS) for word in re.findall(r"\$?[a-z_]+", code)}
    schema = published(demonstration, name)
    fields = set(schema["properties"])
    fields |= {key for part in schema["$defs"].values() for key in part.get("properties", {})}
    assert fields - named == set()
