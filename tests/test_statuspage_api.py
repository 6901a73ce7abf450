"""The files of ``/api/v2/`` have the public Statuspage shape, and say what the pages say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from small_site import FILES, NOW, published, write, write_small_site

from noroshi.app.outputs import statuspage_api

Api = Callable[..., Any]
SITE_FILES = {path: text for path, text in FILES.items() if path.startswith("site_src/")}
NAMES = (
    "summary.json",
    "status.json",
    "components.json",
    "incidents.json",
    "incidents/unresolved.json",
    "scheduled-maintenances.json",
    "scheduled-maintenances/upcoming.json",
    "scheduled-maintenances/active.json",
)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")
COMPONENT_STATUSES = {"operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"}
INCIDENT_STATUSES = {"investigating", "identified", "monitoring", "resolved", "postmortem"}
MAINTENANCE_STATUSES = {"scheduled", "in_progress", "verifying", "completed"}

CASES = {
    "2026-11-01-full/incident.md": """\
---
title: 荷物を登録できません
at: 2026-11-01 09:10
began_at: 2026-11-01 08:55
services: {parcel-api: major_outage}
scope: 荷物の登録
workaround: 画面から登録してください
eta: 2026-11-01 12:00
next_update: +30m
---
荷物を登録できません。荷物の登録だけに影響しています。
""",
    "2026-11-01-full/incident.en.md": """\
---
title: Parcels cannot be registered
scope: registering parcels
workaround: please use the screen
---
Parcels cannot be registered.
""",
    "2026-11-01-full/02-identified.md": """\
---
at: 2026-11-01 09:40
services: {parcel-api: partial_outage, labels: degraded_performance}
eta: 2026-11-01 11:00
edited:
  - {at: 2026-11-01 09:55, why: 誤字}
---
原因が分かりました。
""",
    "2026-11-01-full/03-monitoring.md": "---\nat: 2026-11-01 10:30\n---\n様子を見ています。\n",
    "2026-11-01-full/04-resolved.md": "---\nat: 2026-11-01 11:05\n---\n",
    "2026-11-01-full/report.md": "---\nat: 2026-11-04 10:00\ncause: 証明書の期限切れ\n---\n経緯をご報告します。\n",
    "2026-10-01-false/incident.md": """\
---
title: 追跡が遅いようです
at: 2026-10-01 09:00
impact: major
services: tracking
---
調べています。
""",
    "2026-10-01-false/02-false-alarm.md": "---\nat: 2026-10-01 09:30\n---\n誤報でした。\n",
    "2026-10-02-security/incident.md": """\
---
title: 不審なログインについて
kind: security
at: 2026-10-02 09:00
status: resolved
impact: minor
services: tracking
began_at: 2026-10-02 07:00
ended_at: 2026-10-02 08:00
---
解決しました。
""",
    "2026-10-03-correction/incident.md": """\
---
title: 料金のメールの訂正
kind: correction
at: 2026-10-03 09:00
corrects: 2026-10-02-security
mistake: 10月から
right: 12月から
---
時期が誤っていました。
""",
    "2026-10-04-cancelled/incident.md": """\
---
title: 追跡の点検
kind: maintenance
at: 2026-10-04 09:00
window: {start: 2026-10-09 01:00, end: 2026-10-09 03:00}
services: tracking
---
点検します。
""",
    "2026-10-04-cancelled/02-cancelled.md": "---\nat: 2026-10-05 09:00\n---\n中止します。\n",
    "2026-10-06-done/incident.md": """\
---
title: 追跡の更新
kind: maintenance
at: 2026-10-06 09:00
window: {start: 2026-10-07 01:00, end: 2026-10-07 03:00}
services: tracking
---
更新します。
""",
    "2026-10-06-done/02-in-progress.md": "---\nat: 2026-10-07 01:02\n---\n始めました。\n",
    "2026-10-06-done/03-verifying.md": "---\nat: 2026-10-07 02:02\n---\n確かめています。\n",
    "2026-10-06-done/04-completed.md": "---\nat: 2026-10-07 02:20\n---\n終わりました。\n",
    "2026-10-08-taken-back/incident.md": """\
---
title: 誤って出したお知らせ
at: 2026-10-08 09:00
impact: critical
services: labels
withdrawn: 別のお客さまへのお知らせでした
---
秘密の本文
""",
    "2026-10-08-taken-back/02-identified.md": "---\nat: 2026-10-08 09:20\n---\n秘密の続き\n",
    "2026-10-10-window-taken-back/incident.md": """\
---
title: 誤って出した点検
kind: maintenance
at: 2026-10-10 09:00
window: {start: 2026-12-10 01:00, end: 2026-12-10 03:00}
services: labels
withdrawn: 日付の誤り
---
秘密の本文
""",
    "2026-10-12-one-taken-back/incident.md": """\
---
title: 送り状が印刷できません
at: 2026-10-12 09:00
impact: major
services: labels
---
調べています。
""",
    "2026-10-12-one-taken-back/02-identified.md": """\
---
at: 2026-10-12 09:20
services: {parcel-api: major_outage}
withdrawn: 別の障害のことでした
---
秘密の本文
""",
    "2026-10-12-one-taken-back/03-resolved.md": "---\nat: 2026-10-12 10:00\n---\n直りました。\n",
    "2026-10-14-given-up/incident.md": "---\ntitle: 見送った点検\nkind: maintenance\n---\n",
    "2026-10-14-given-up/01-plan.md": """\
---
at: 2026-10-14 09:00
window: {start: 2026-11-30 01:00, end: +2h}
withdrawn: 日付の誤り
services: labels
---
秘密の本文
""",
    "2026-10-15-old-fax/incident.md": """\
---
title: FAXが届きません
at: 2026-10-15 09:00
impact: minor
services: {fax: partial_outage, labels: degraded_performance}
---
調べています。
""",
    "2026-10-15-old-fax/02-resolved.md": "---\nat: 2026-10-15 09:30\n---\n直りました。\n",
    "2026-10-16-draft/incident.md": "---\ntitle: 下\nat: 2026-11-16 09:00\nimpact: minor\ndraft: true\n---\n下書き\n",
    "2026-10-17-news/incident.md": "---\ntitle: 告知\nkind: announcement\nat: 2026-11-17 09:00\n---\n告知\n",
    "2026-10-18-plan/incident.md": """\
---
title: 継続計画
kind: continuity
at: 2026-10-18 09:00
continuity: {event: adopted}
---
計画
""",
}
FAX = """
[[services]]
id = "fax"
name = {ja = "FAX", en = "Fax"}
until = 2026-10-31
"""


def site(root: Path, incidents: Mapping[str, str], more: str = "") -> Path:
    """The small site's settings, and no incidents but these (path below ``incidents/`` → text)."""
    write_small_site(root, {**SITE_FILES, **{f"incidents/{path}": text for path, text in incidents.items()}})
    toml = root / "site_src" / "site.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + more, encoding="utf-8")
    return root


def built(root: Path, *, url: str = "", drills: bool = False, now: str = NOW) -> Api:
    """Build the API alone; gives what reads a file of the API: ``api("summary.json", "en")``."""
    assert published(root, statuspage_api, now=now, url=url, drills=drills) == 0

    def api(name: str, prefix: str = "") -> Any:
        return json.loads((root / "_site" / prefix / "api" / "v2" / name).read_text(encoding="utf-8"))

    return api


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """All cases in one site."""
    return built(site(tmp_path_factory.mktemp("cases"), CASES, FAX))


def incident(api: Api, incident_id: str, prefix: str = "") -> Any:
    return next(item for item in api("incidents.json", prefix)["incidents"] if item["id"] == incident_id)


def maintenance(api: Api, incident_id: str, prefix: str = "") -> Any:
    found = api("scheduled-maintenances.json", prefix)["scheduled_maintenances"]
    return next(item for item in found if item["id"] == incident_id)


def updates(entry: Any) -> dict[str, Any]:
    """Update id, without the incident's, → update; newest first."""
    return {item["id"].partition(".")[2]: item for item in entry["incident_updates"]}


def moved(update: Any) -> dict[str, tuple[str, str]]:
    return {item["code"]: (item["old_status"], item["new_status"]) for item in update["affected_components"]}


# The shape.


def check_page(page: Any) -> None:
    assert set(page) == {"id", "name", "url", "time_zone", "updated_at"}
    assert all(isinstance(value, str) and value for value in page.values())
    assert INSTANT.fullmatch(page["updated_at"])


def check_component(item: Any, ids: set[str]) -> None:
    fields = {
        "id": str,
        "name": str,
        "status": str,
        "created_at": str,
        "updated_at": str,
        "position": int,
        "description": (str, type(None)),
        "showcase": bool,
        "start_date": (str, type(None)),
        "group_id": (str, type(None)),
        "page_id": str,
        "group": bool,
        "only_show_if_degraded": bool,
    }
    assert set(item) == {*fields, *(["components"] if item["group"] else [])}
    assert all(isinstance(item[name], kind) for name, kind in fields.items())
    assert item["status"] in COMPONENT_STATUSES
    assert INSTANT.fullmatch(item["created_at"]) and INSTANT.fullmatch(item["updated_at"])
    assert item["created_at"] <= item["updated_at"]
    assert item["group_id"] is None or item["group_id"] in ids
    assert set(item.get("components", ())) <= ids


def check_entry(entry: Any, ids: set[str]) -> None:
    is_maintenance = "scheduled_for" in entry
    assert set(entry) == {
        *("id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact", "shortlink"),
        *("started_at", "page_id", "incident_updates", "components"),
        *(["scheduled_for", "scheduled_until"] if is_maintenance else []),
    }
    assert entry["status"] in (MAINTENANCE_STATUSES if is_maintenance else INCIDENT_STATUSES)
    assert entry["impact"] in {"none", "minor", "major", "critical", *(["maintenance"] if is_maintenance else [])}
    for name in ("created_at", "updated_at", "started_at", *(["scheduled_for", "scheduled_until"] * is_maintenance)):
        assert INSTANT.fullmatch(entry[name]), name
    for name in ("monitoring_at", "resolved_at"):
        assert entry[name] is None or INSTANT.fullmatch(entry[name]), name
    assert (entry["resolved_at"] is not None) == (entry["status"] in ("resolved", "postmortem", "completed"))
    assert entry["shortlink"].startswith("https://") and entry["shortlink"].endswith(f"/incidents/{entry['id']}/")
    assert {item["id"] for item in entry["components"]} <= ids
    assert entry["incident_updates"]
    told = [item["display_at"] for item in entry["incident_updates"]]
    assert told == sorted(told, reverse=True)
    for item in entry["incident_updates"]:
        check_update(entry, item, is_maintenance=is_maintenance)


def check_update(entry: Any, item: Any, *, is_maintenance: bool) -> None:
    assert set(item) == {
        *("id", "status", "body", "incident_id", "created_at", "updated_at", "display_at", "affected_components"),
        *("deliver_notifications", "custom_tweet", "tweet_id"),
    }
    assert item["id"].startswith(f"{entry['id']}.")
    assert item["incident_id"] == entry["id"]
    assert item["body"].strip() == item["body"] != ""
    assert item["status"] in {*(MAINTENANCE_STATUSES if is_maintenance else INCIDENT_STATUSES), "postmortem"}
    assert all(INSTANT.fullmatch(item[name]) for name in ("created_at", "updated_at", "display_at"))
    for affected in item["affected_components"]:
        assert set(affected) == {"code", "name", "old_status", "new_status"}
        assert {affected["old_status"], affected["new_status"]} <= COMPONENT_STATUSES


def check_all(api: Api, prefix: str) -> None:
    components = api("components.json", prefix)["components"]
    ids = {item["id"] for item in components}
    keys = {
        "summary.json": {"page", "components", "incidents", "scheduled_maintenances", "status"},
        "status.json": {"page", "status"},
        "components.json": {"page", "components"},
        "incidents.json": {"page", "incidents"},
        "incidents/unresolved.json": {"page", "incidents"},
        "scheduled-maintenances.json": {"page", "scheduled_maintenances"},
        "scheduled-maintenances/upcoming.json": {"page", "scheduled_maintenances"},
        "scheduled-maintenances/active.json": {"page", "scheduled_maintenances"},
    }
    for name in NAMES:
        document = api(name, prefix)
        assert set(document) == keys[name], name
        check_page(document["page"])
        for item in document.get("components", ()):
            check_component(item, ids)
        for entry in (*document.get("incidents", ()), *document.get("scheduled_maintenances", ())):
            check_entry(entry, ids)
            assert all(item in components for item in entry["components"])
        if status := document.get("status"):
            assert set(status) == {"indicator", "description"}
            assert status["indicator"] in {"none", "maintenance", "minor", "major", "critical"}


@pytest.mark.parametrize("prefix", ["", "en"])
def test_every_file_of_the_cases_has_the_public_shape_in_every_language(api: Api, prefix: str) -> None:
    check_all(api, prefix)


@pytest.mark.parametrize("prefix", ["", "en"])
def test_every_file_of_the_demonstration_has_the_public_shape(demonstration: Path, prefix: str) -> None:
    def api(name: str, prefix: str) -> Any:
        return json.loads((demonstration / prefix / "api" / "v2" / name).read_text(encoding="utf-8"))

    check_all(api, prefix)


def test_the_capitalised_name_that_one_client_asks_for_has_the_same_bytes(demonstration: Path) -> None:
    for folder in (demonstration / "api" / "v2", demonstration / "en" / "api" / "v2"):
        assert (folder / "Incidents.json").read_bytes() == (folder / "incidents.json").read_bytes()


def test_a_site_without_incidents_has_empty_lists_and_everything_works(tmp_path: Path) -> None:
    api = built(site(tmp_path, {}))
    check_all(api, "")
    summary = api("summary.json", "en")
    assert summary["status"] == {"indicator": "none", "description": "All Systems Operational"}
    assert (summary["incidents"], summary["scheduled_maintenances"]) == ([], [])
    assert summary["page"]["updated_at"] == "2026-11-21T12:00:00.000+09:00"


def test_a_site_without_services_has_no_components(tmp_path: Path) -> None:
    root = site(tmp_path, {})
    toml = root / "site_src" / "site.toml"
    toml.write_text(toml.read_text(encoding="utf-8").partition("[[groups]]")[0], encoding="utf-8")
    write(
        root,
        "incidents/x/incident.md",
        "---\ntitle: 障害です\nat: 2026-11-21 11:00\nimpact: major\n---\n調査中です。\n",
    )
    api = built(root)
    assert api("components.json")["components"] == []
    assert api("status.json")["status"]["indicator"] == "major"
    assert api("summary.json")["incidents"][0]["components"] == []


# The page and its components.


def test_the_page_is_named_by_what_never_changes(api: Api, tmp_path: Path) -> None:
    assert api("status.json")["page"] == {
        "id": "status.todai.example",
        "name": "灯台便 稼働状況",
        "url": "https://status.todai.example",
        "time_zone": "Asia/Tokyo",
        "updated_at": "2026-11-04T10:00:00.000+09:00",
    }
    english = api("status.json", "en")["page"]
    assert (english["name"], english["url"]) == ("Todai Post Status", "https://status.todai.example/en")
    moved_site = built(site(tmp_path, {}), url="https://elsewhere.example/status")
    assert moved_site("status.json")["page"]["id"] == "status.todai.example"
    assert moved_site("components.json")["components"][0]["page_id"] == "status.todai.example"


def test_a_page_whose_feeds_have_no_authority_is_named_by_its_host(tmp_path: Path) -> None:
    root = site(tmp_path, {})
    toml = root / "site_src" / "site.toml"
    toml.write_text(re.sub(r"^authority = .*$", "", toml.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8")
    api = built(root, url="https://elsewhere.example/status")
    assert api("status.json")["page"]["id"] == "elsewhere.example"


def test_under_a_sub_path_every_address_has_it(tmp_path: Path) -> None:
    api = built(site(tmp_path, CASES, FAX), url="https://todai.example/status")
    assert api("summary.json", "en")["page"]["url"] == "https://todai.example/status/en"
    found = incident(api, "2026-11-01-full", "en")
    assert found["shortlink"] == "https://todai.example/status/en/incidents/2026-11-01-full/"


def test_groups_are_components_with_the_ids_of_theirs(api: Api) -> None:
    components = api("components.json", "en")["components"]
    assert [(item["id"], item["position"], item["group_id"], item["group"]) for item in components] == [
        ("group:shipping", 1, None, True),
        ("parcel-api", 1, "group:shipping", False),
        ("labels", 2, "group:shipping", False),
        ("tracking", 2, None, False),
    ]
    assert components[0]["components"] == ["parcel-api", "labels"]
    assert [item["name"] for item in components] == ["Shipping", "Parcel API", "Labels", "Tracking"]
    assert [item["description"] for item in components] == [None, "Registers parcels.", None, None]


def test_a_component_says_since_when_it_is_and_when_its_state_changed(tmp_path: Path) -> None:
    more = '\n[[services]]\nid = "new"\nname = "新"\nsince = 2026-09-01\n'
    components = built(site(tmp_path, CASES, FAX + more))("components.json")["components"]
    by_id = {item["id"]: item for item in components}
    assert by_id["new"]["start_date"] == "2026-09-01"
    assert by_id["new"]["created_at"] == by_id["new"]["updated_at"] == "2026-09-01T00:00:00.000+09:00"
    assert by_id["parcel-api"]["created_at"] == "2026-01-01T09:00:00.000+09:00"
    assert by_id["parcel-api"]["updated_at"] == "2026-11-01T11:05:00.000+09:00"


def test_a_window_that_begins_by_the_clock_moves_the_time_by_which_clients_see_a_change(tmp_path: Path) -> None:
    planned = (
        "---\ntitle: 更新\nkind: maintenance\nat: 2026-10-01 10:00\nservices: labels\n"
        "window: {start: 2026-11-01 11:00, end: +3h}\n---\n更新します。\n"
    )
    root = site(tmp_path, {"m/incident.md": planned})
    found = built(root, now="2026-11-01T10:59+09:00")("scheduled-maintenances.json")
    assert found["scheduled_maintenances"][0]["updated_at"] == "2026-10-01T10:00:00.000+09:00"
    found = built(root, now="2026-11-01T11:01+09:00")("scheduled-maintenances.json")
    assert found["scheduled_maintenances"][0]["updated_at"] == "2026-11-01T11:00:00.000+09:00"
    assert found["page"]["updated_at"] == "2026-11-01T11:00:00.000+09:00"


def test_a_service_that_is_yet_to_come_is_no_component_yet(tmp_path: Path) -> None:
    more = '\n[[services]]\nid = "new"\nname = "新"\nsince = 2027-01-01\n'
    components = built(site(tmp_path, CASES, FAX + more))("components.json")["components"]
    assert "new" not in {item["id"] for item in components}


def test_a_service_that_has_ended_is_no_component_any_more(api: Api) -> None:
    assert "fax" not in {item["id"] for item in api("components.json")["components"]}
    found = incident(api, "2026-10-15-old-fax")
    assert [item["id"] for item in found["components"]] == ["labels"]
    assert moved(updates(found)["incident"])["fax"] == ("operational", "partial_outage")


# The roll-up.

ROLLUPS = {
    "all well": ({}, "none", "All Systems Operational"),
    "one of three degraded": ({"labels": "degraded_performance"}, "minor", "Partially Degraded Service"),
    "one of three partly out": ({"labels": "partial_outage"}, "minor", "Minor Service Outage"),
    "one of three out": ({"labels": "major_outage"}, "major", "Partial System Outage"),
    "all degraded": (dict.fromkeys(["parcel-api", "labels", "tracking"], "degraded_performance"), "minor", "Degraded "
                     "System Service"),
    "all partly out": (dict.fromkeys(["parcel-api", "labels", "tracking"], "partial_outage"), "major", "Partial System "
                       "Outage"),
    "all out": (dict.fromkeys(["parcel-api", "labels", "tracking"], "major_outage"), "critical", "Major System Outage"),
}  # fmt: skip


@pytest.mark.parametrize(("states", "indicator", "description"), ROLLUPS.values(), ids=ROLLUPS)
def test_the_whole_page_is_rolled_up_as_documented(
    tmp_path: Path, states: dict[str, str], indicator: str, description: str
) -> None:
    named = ", ".join(f"{service}: {state}" for service, state in states.items())
    text = f"---\ntitle: 障害です\nat: 2026-11-21 11:00\nservices: {{{named}}}\n---\n調査中です。\n"
    api = built(site(tmp_path, {"x/incident.md": text} if states else {}))
    assert api("status.json", "en")["status"] == {"indicator": indicator, "description": description}
    assert api("summary.json")["status"]["indicator"] == indicator
    group = next(item for item in api("components.json")["components"] if item["group"])
    assert group["status"] == states.get("labels", "operational")


@pytest.mark.parametrize(
    ("said", "indicator", "description"),
    [
        ("impact: major", "major", "Partial System Outage"),
        ("impact: critical", "critical", "Major System Outage"),
        ("status: monitoring", "minor", "Minor Service Outage"),
        ("impact: critical\nservices: {labels: degraded_performance}", "critical", "Major System Outage"),
        ("impact: none", "none", "We are working on 1 open incident"),
        ("services: {labels: operational}", "none", "We are working on 1 open incident"),
    ],
)
def test_an_open_incident_counts_where_its_services_do_not_say_it(
    tmp_path: Path, said: str, indicator: str, description: str
) -> None:
    text = f"---\ntitle: 障害です\nat: 2026-11-21 11:00\n{said}\n---\n調査中です。\n"
    api = built(site(tmp_path, {"x/incident.md": text}))
    assert api("status.json", "en")["status"] == {"indicator": indicator, "description": description}


def test_the_description_is_in_the_language_of_the_file(tmp_path: Path) -> None:
    text = "---\ntitle: 障害です\nat: 2026-11-21 11:00\nservices: {labels: partial_outage}\n---\n調査中です。\n"
    api = built(site(tmp_path, {"x/incident.md": text}))
    assert api("status.json")["status"]["description"] == "一部のサービスで障害が発生しています"


# Incidents.


def test_an_incident_has_its_course_newest_first_and_ends_as_postmortem(api: Api) -> None:
    found = incident(api, "2026-11-01-full")
    assert found["status"] == "postmortem"
    assert found["impact"] == "critical"
    assert [(name, item["status"]) for name, item in updates(found).items()] == [
        ("report", "postmortem"),
        ("04-resolved", "resolved"),
        ("03-monitoring", "monitoring"),
        ("02-identified", "identified"),
        ("incident", "investigating"),
    ]
    assert {
        name: found[name] for name in ("created_at", "started_at", "monitoring_at", "resolved_at", "updated_at")
    } == {
        "created_at": "2026-11-01T09:10:00.000+09:00",
        "started_at": "2026-11-01T08:55:00.000+09:00",
        "monitoring_at": "2026-11-01T10:30:00.000+09:00",
        "resolved_at": "2026-11-01T11:05:00.000+09:00",
        "updated_at": "2026-11-04T10:00:00.000+09:00",
    }
    assert [item["id"] for item in found["components"]] == ["parcel-api", "labels"]


def test_an_update_names_every_service_so_far_with_its_state_before_and_after(api: Api) -> None:
    said = updates(incident(api, "2026-11-01-full"))
    assert moved(said["incident"]) == {"parcel-api": ("operational", "major_outage")}
    assert moved(said["02-identified"]) == {
        "parcel-api": ("major_outage", "partial_outage"),
        "labels": ("operational", "degraded_performance"),
    }
    assert moved(said["04-resolved"]) == {
        "parcel-api": ("partial_outage", "operational"),
        "labels": ("degraded_performance", "operational"),
    }
    assert said["incident"]["affected_components"][0]["name"] == "荷物API"
    assert said["report"]["affected_components"] == []


def test_a_body_is_followed_by_the_facts_that_it_leaves_out(api: Api) -> None:
    said = updates(incident(api, "2026-11-01-full"))
    assert said["incident"]["body"].split("\n") == [
        "荷物を登録できません。荷物の登録だけに影響しています。",
        "",
        "代替手段：画面から登録してください",
        "復旧見込み：11月1日（日）12:00頃",
        "次回のお知らせ：11月1日（日）9:40までに",
    ]
    assert said["02-identified"]["body"].split("\n")[2:] == ["復旧見込み：11月1日（日）11:00頃"]
    english = updates(incident(api, "2026-11-01-full", "en"))["incident"]["body"].split("\n")
    assert english[:4] == [
        "Parcels cannot be registered.",
        "",
        "What is affected: registering parcels",
        "Workaround: please use the screen",
    ]


def test_an_update_without_a_body_says_its_status_in_words(api: Api) -> None:
    assert updates(incident(api, "2026-11-01-full"))["04-resolved"]["body"] == "復旧"
    assert updates(incident(api, "2026-11-01-full", "en"))["04-resolved"]["body"] == "Resolved"


def test_text_without_a_translation_stands_as_it_is(api: Api) -> None:
    found = incident(api, "2026-11-01-full", "en")
    assert found["name"] == "Parcels cannot be registered"
    assert updates(found)["03-monitoring"]["body"] == "様子を見ています。"


def test_an_edit_moves_updated_at_and_nothing_else(api: Api) -> None:
    said = updates(incident(api, "2026-11-01-full"))["02-identified"]
    assert said["created_at"] == said["display_at"] == "2026-11-01T09:40:00.000+09:00"
    assert said["updated_at"] == "2026-11-01T09:55:00.000+09:00"


def test_the_report_is_a_postmortem_update_with_its_cause(api: Api) -> None:
    said = updates(incident(api, "2026-11-01-full"))["report"]
    assert said["id"] == "2026-11-01-full.report"
    assert said["body"] == "経緯をご報告します。\n\n直接の原因：証明書の期限切れ"
    assert said["display_at"] == "2026-11-04T10:00:00.000+09:00"


def test_a_report_that_comes_while_it_lasts_does_not_read_as_the_end(tmp_path: Path) -> None:
    incidents = {
        "x/incident.md": "---\ntitle: 障害です\nat: 2026-11-20 11:00\nimpact: major\n---\n調査中です。\n",
        "x/02-identified.md": "---\nat: 2026-11-20 12:00\n---\n原因が分かりました。\n",
        "x/report.md": "---\nat: 2026-11-21 10:00\n---\n中間の報告です。\n",
    }
    found = built(site(tmp_path, incidents))("incidents/unresolved.json")["incidents"][0]
    assert found["status"] == "identified"
    assert updates(found)["report"]["status"] == "identified"


def test_a_false_alarm_is_resolved_without_impact(api: Api) -> None:
    found = incident(api, "2026-10-01-false")
    assert (found["status"], found["impact"]) == ("resolved", "none")
    assert updates(found)["02-false-alarm"]["status"] == "resolved"
    assert moved(updates(found)["02-false-alarm"]) == {"tracking": ("partial_outage", "operational")}


def test_a_security_entry_is_an_incident(api: Api) -> None:
    found = incident(api, "2026-10-02-security")
    assert (found["status"], found["impact"]) == ("resolved", "minor")
    assert found["started_at"] == "2026-10-02T07:00:00.000+09:00"
    assert found["resolved_at"] == "2026-10-02T09:00:00.000+09:00"
    assert moved(updates(found)["incident"]) == {"tracking": ("degraded_performance", "operational")}


def test_a_correction_is_a_resolved_incident_without_impact(api: Api) -> None:
    found = incident(api, "2026-10-03-correction")
    assert (found["status"], found["impact"]) == ("resolved", "none")
    assert updates(found)["incident"]["status"] == "resolved"
    assert updates(found)["incident"]["body"].split("\n")[-2:] == ["誤：10月から", "正：12月から"]


def test_a_withdrawn_incident_is_a_tombstone(api: Api) -> None:
    found = incident(api, "2026-10-08-taken-back")
    assert (found["status"], found["impact"], found["components"]) == ("resolved", "none", [])
    assert found["name"] == "【取り下げ】誤って出したお知らせ"
    assert [item["body"] for item in found["incident_updates"]] == [
        "このお知らせは取り下げました。理由：別のお客さまへのお知らせでした"
    ]
    english = incident(api, "2026-10-08-taken-back", "en")
    assert english["name"] == "[Withdrawn] 誤って出したお知らせ"
    gone = maintenance(api, "2026-10-10-window-taken-back")
    assert (gone["status"], gone["impact"], gone["components"]) == ("completed", "none", [])
    assert gone["scheduled_for"] == gone["scheduled_until"] == "2026-10-10T09:00:00.000+09:00"
    assert gone["incident_updates"][0]["status"] == "completed"


def test_a_withdrawn_update_keeps_its_id_and_says_why(api: Api) -> None:
    found = incident(api, "2026-10-12-one-taken-back")
    said = updates(found)
    assert list(said) == ["03-resolved", "02-identified", "incident"]
    assert said["02-identified"]["body"] == "このお知らせは取り下げました。理由：別の障害のことでした"
    assert said["02-identified"]["status"] == "investigating"
    assert moved(said["02-identified"]) == {"labels": ("partial_outage", "partial_outage")}
    assert moved(said["03-resolved"]) == {"labels": ("partial_outage", "operational")}
    assert [item["id"] for item in found["components"]] == ["labels"]


def test_nothing_that_was_withdrawn_is_said(api: Api) -> None:
    assert "秘密" not in json.dumps([api(name) for name in NAMES], ensure_ascii=False)


def test_an_incident_of_which_every_update_was_withdrawn_is_over(tmp_path: Path) -> None:
    text = "---\ntitle: 障害です\nat: 2026-11-21 11:00\nimpact: major\n---\n"
    incidents = {
        "x/incident.md": "---\ntitle: 障害です\n---\n",
        "x/01.md": text.replace("title: 障害です", "withdrawn: 誤り"),
    }
    api = built(site(tmp_path, incidents))
    assert incident(api, "x")["status"] == "resolved"
    assert api("incidents/unresolved.json")["incidents"] == []


def test_drafts_announcements_and_continuity_are_absent(api: Api) -> None:
    ids = {item["id"] for item in api("incidents.json")["incidents"]}
    ids |= {item["id"] for item in api("scheduled-maintenances.json")["scheduled_maintenances"]}
    assert ids == {path.split("/")[0] for path in CASES} - {"2026-10-16-draft", "2026-10-17-news", "2026-10-18-plan"}


def test_a_drill_that_is_published_leaves_the_api_untouched(tmp_path: Path) -> None:
    drill = {
        "2026-11-20-drill/incident.md": """\
---
title: 訓練です
at: 2026-11-20 09:00
services: {parcel-api: major_outage}
drill: true
---
訓練です。
""",
        "2026-11-20-drill-work/incident.md": """\
---
title: 訓練の点検
kind: maintenance
at: 2026-11-20 09:00
window: {start: 2026-11-21 11:00, end: +3h}
services: labels
drill: true
---
訓練です。
""",
    }
    files = []
    for name, incidents in (("without", CASES), ("with", CASES | drill)):
        root = site(tmp_path / name, incidents, FAX)
        built(root, drills=True)
        files.append({path.name: path.read_bytes() for path in sorted((root / "_site").glob("**/api/v2/**/*.json"))})
    assert files[0] == files[1]


def test_the_lists_have_the_fifty_newest_and_the_open_ones_all(tmp_path: Path) -> None:
    def text(day: int, hour: int) -> str:
        return (
            f"---\ntitle: 遅延\nat: 2026-10-{day:02} {hour:02}:00\nimpact: minor\nservices: tracking\n---\n調査中。\n"
        )

    incidents = {f"n{n:02}/incident.md": text(1 + n // 3, 1 + n % 3) for n in range(60)}
    api = built(site(tmp_path, incidents))
    assert [item["id"] for item in api("incidents.json")["incidents"]] == [f"n{n:02}" for n in range(59, 9, -1)]
    assert len(api("incidents/unresolved.json")["incidents"]) == 60
    assert api("summary.json")["incidents"] == api("incidents/unresolved.json")["incidents"]


# Maintenance.

WORK = """\
---
title: 送り状の更新
kind: maintenance
at: 2026-11-20 10:00
window: {start: 2026-11-21 11:00, end: 2026-11-21 13:00}
services: labels
---
印刷できません。
"""


def test_a_cancelled_maintenance_is_completed(api: Api) -> None:
    found = maintenance(api, "2026-10-04-cancelled")
    assert (found["status"], found["impact"]) == ("completed", "maintenance")
    assert found["resolved_at"] == "2026-10-05T09:00:00.000+09:00"
    assert updates(found)["02-cancelled"]["status"] == "completed"
    assert moved(updates(found)["02-cancelled"]) == {"tracking": ("operational", "operational")}


def test_a_maintenance_has_its_window_and_its_states_while_work_goes_on(api: Api) -> None:
    found = maintenance(api, "2026-10-06-done")
    assert found["scheduled_for"] == "2026-10-07T01:00:00.000+09:00"
    assert found["scheduled_until"] == "2026-10-07T03:00:00.000+09:00"
    assert {name: moved(item)["tracking"] for name, item in updates(found).items()} == {
        "04-completed": ("under_maintenance", "operational"),
        "03-verifying": ("under_maintenance", "under_maintenance"),
        "02-in-progress": ("operational", "under_maintenance"),
        "incident": ("operational", "operational"),
    }


def test_a_window_that_is_not_known_is_never_null(api: Api, tmp_path: Path) -> None:
    found = maintenance(api, "2026-10-14-given-up")
    assert found["scheduled_for"] == found["scheduled_until"] == "2026-10-14T09:00:00.000+09:00"
    text = WORK.replace("window: {start: 2026-11-21 11:00, end: 2026-11-21 13:00}", "window: {start: 2026-11-23 11:00}")
    open_end = maintenance(built(site(tmp_path, {"x/incident.md": text})), "x")
    assert open_end["scheduled_for"] == open_end["scheduled_until"] == "2026-11-23T11:00:00.000+09:00"


@pytest.mark.parametrize(
    ("now", "status", "state", "listed_in", "started_at"),
    [
        ("2026-11-21T10:59+09:00", "scheduled", "operational", "upcoming", "2026-11-20T10:00:00.000+09:00"),
        ("2026-11-21T11:00+09:00", "in_progress", "under_maintenance", "active", "2026-11-21T11:00:00.000+09:00"),
        ("2026-11-21T14:00+09:00", "in_progress", "under_maintenance", "active", "2026-11-21T11:00:00.000+09:00"),
    ],
)
def test_a_maintenance_goes_by_the_clock(
    tmp_path: Path, now: str, status: str, state: str, listed_in: str, started_at: str
) -> None:
    api = built(site(tmp_path, {"x/incident.md": WORK}), now=now)
    summary = api("summary.json", "en")
    found = summary["scheduled_maintenances"][0]
    assert (found["status"], found["started_at"]) == (status, started_at)
    assert found["components"][0]["status"] == state
    assert moved(found["incident_updates"][0]) == {"labels": ("operational", "operational")}
    for name in ("upcoming", "active"):
        listed = api(f"scheduled-maintenances/{name}.json")["scheduled_maintenances"]
        assert [item["id"] for item in listed] == (["x"] if name == listed_in else [])
    assert summary["status"] == (
        {"indicator": "none", "description": "All Systems Operational"}
        if state == "operational"
        else {"indicator": "maintenance", "description": "Service Under Maintenance"}
    )


def test_an_hour_later_not_a_byte_is_different(tmp_path: Path) -> None:
    root = site(tmp_path, CASES, FAX)

    def files() -> Iterator[tuple[str, bytes]]:
        for path in sorted((root / "_site").glob("**/api/v2/**/*.json")):
            yield str(path), path.read_bytes()

    built(root)
    before = dict(files())
    built(root, now="2026-11-21T13:00+09:00")
    assert len(before) == 2 * (len(NAMES) + 1)
    assert dict(files()) == before
