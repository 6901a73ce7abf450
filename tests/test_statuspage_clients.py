"""Clients of Atlassian Statuspage read the built demonstration, and tell what its start page tells."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import html5lib
import pytest
from arez.statuspage import StatusPage
from small_site import serving
from statuscheck.services._statuspage import BaseStatusPageAPI
from statuscheck.status_types import SPIO_COMPONENTS_STATUSES, SPIO_INCIDENTS_STATUSES

EXPORTER = """\
import json
from statuspage_prometheus_exporter.service_checker import SERVICES, check_service_status
print("found:" + json.dumps(check_service_status("muteki", SERVICES["muteki"])))
"""


@dataclass(frozen=True)
class StartPage:
    """What a reader sees on the start page."""

    state: str
    """Code of the sign beside the headline."""
    services: dict[str, str]
    """Name → state, in the page's order."""
    groups: tuple[str, ...]
    incidents: dict[str, str]
    """Title of what is open → its path on the site."""
    maintenance: dict[str, str]


def start_page(file: Path) -> StartPage:
    tree: Any = html5lib.parse(file.read_text(encoding="utf-8"), treebuilder="etree", namespaceHTMLElements=False)

    def words(element: Any) -> str:
        return "".join(element.itertext()).strip()

    def state(element: Any) -> str:
        return str(re.findall(r"s-(\w+)", element.find(".//*[@class='sign']/*").get("class"))[0])

    def titles(label: str) -> dict[str, str]:
        section = tree.find(f".//section[@aria-labelledby='{label}']")
        links = [] if section is None else section.findall(".//h3//a")
        return {words(link): re.sub(r"^(\.\./)+", "", link.get("href")) for link in links}

    services = tree.find(".//section[@aria-labelledby='services']")
    return StartPage(
        state=state(tree.find(".//p[@class='now-sign']")),
        services={
            words(row.find(".//*[@class='name']")): state(row.find(".//*[@class='service-name']"))
            for row in services.findall(".//li[@class='service']")
        },
        groups=tuple(words(heading) for heading in services.findall("h3[@class='group']")),
        incidents=titles("open"),
        maintenance=titles("maintenance"),
    )


@dataclass(frozen=True)
class Place:
    """A language's API on loopback, and the start page beside it."""

    base: str
    """What a client is given as the page's address."""
    page: StartPage


@pytest.fixture(
    scope="module",
    params=[("", ""), ("", "/en"), ("/status", ""), ("/status", "/en")],
    ids=lambda param: f"{param[0]}{param[1]}/",
)
def place(request: pytest.FixtureRequest, demonstration: Path) -> Iterator[Place]:
    base_path, prefix = request.param
    with serving(demonstration, base_path) as (port, _):
        page = start_page(demonstration / prefix.lstrip("/") / "index.html")
        yield Place(f"http://127.0.0.1:{port}{base_path}{prefix}", page)


def titled(code: str) -> str:
    """As clients write a code."""
    return code.replace("_", " ").title()


def test_the_start_page_has_something_of_everything(place: Place) -> None:
    assert place.page.state == "partial_outage"
    assert len(place.page.services) > 5
    assert place.page.groups
    assert place.page.incidents
    assert place.page.maintenance


def test_arez_tells_what_the_page_tells(place: Place) -> None:
    async def read() -> Any:
        async with StatusPage(place.base) as page:
            return await page.get_status()

    # In a thread of its own: Playwright, in other tests of this worker, leaves a running loop in the main one.
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(lambda: asyncio.run(read())).result()
    assert found.impact == "Minor"
    assert {item.name: item.status for item in found.components} == {
        name: titled(state) for name, state in place.page.services.items()
    }
    assert tuple(group.name for group in found.groups) == place.page.groups
    assert {item.name for item in found.incidents} == set(place.page.incidents)
    assert {item.name for item in found.maintenances} == set(place.page.maintenance)
    for item in (*found.incidents, *found.maintenances):
        assert item.components
        assert item.last_update.description
        assert item.last_update.created_at == max(update.created_at for update in item.updates)
    for item in found.maintenances:
        assert item.status == "Scheduled"
        assert item.scheduled_for < item.scheduled_until
    broken = found.component(next(name for name, state in place.page.services.items() if state == "partial_outage"))
    assert broken.incidents == [found.incidents[0]]
    assert broken.group.status == "Partial Outage"


def test_statuscheck_tells_what_the_page_tells(place: Place) -> None:
    class Muteki(BaseStatusPageAPI):  # type: ignore[misc]
        name = "Muteki"

        def _get_base_url(self) -> str:
            return f"{place.base}/api/v2/"

    found = Muteki().summary
    assert found.status == "Minor incident"
    unwell = {name: state for name, state in place.page.services.items() if state != "operational"}
    told = {item["name"]: item["status"] for item in found.components if item["name"] not in place.page.groups}
    assert told == {name: SPIO_COMPONENTS_STATUSES[state] for name, state in unwell.items()}
    assert {item["name"] for item in found.incidents} == set(place.page.incidents)
    assert {item["status"] for item in found.incidents} <= set(SPIO_INCIDENTS_STATUSES.values())


def test_the_prometheus_exporter_tells_what_the_page_tells(place: Place, tmp_path: Path) -> None:
    services = tmp_path / "services.json"
    services.write_text(json.dumps({"muteki": {"name": "Muteki", "url": f"{place.base}/api/v2/summary.json"}}))
    # It reads its settings when it is imported, and keeps a cache in the folder where it runs.
    ran = subprocess.run(
        [sys.executable, "-c", EXPORTER],
        cwd=tmp_path,
        env={**os.environ, "SERVICES_JSON_PATH": str(services)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ran.stdout.partition("found:")[2])
    assert (found["success"], found["status"]) == (True, 0)
    assert found["raw_status"] == "major"
    told = {item["name"]: item["status"] for item in found["component_metadata"]}
    assert {name: told[name] for name in place.page.services} == place.page.services
    assert set(told) == {*place.page.services, *place.page.groups}
    assert {
        item["name"]: item["shortlink"] for item in found["incident_metadata"]
    }.keys() == place.page.incidents.keys()
    for item in (*found["incident_metadata"], *found["maintenance_metadata"]):
        path = {**place.page.incidents, **place.page.maintenance}[item["name"]]
        assert item["shortlink"].endswith(f"/{path}")
        assert set(item["affected_components"]) <= set(place.page.services)
    assert {item["name"] for item in found["maintenance_metadata"]} == set(place.page.maintenance)
