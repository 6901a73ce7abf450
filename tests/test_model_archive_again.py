"""An archive in which a few courses are replaced is the archive of all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from letter_desk import demonstration

from noroshi.model.archive import Archive, archive_of
from noroshi.model.archive_again import archive_again
from noroshi.model.course import Course, course

NOW = datetime(2026, 11, 18, 6, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Tokyo")


@pytest.fixture(scope="module")
def courses() -> list[Course]:
    """Of the demonstration, without its rehearsals."""
    return [item for item in demonstration().courses if not item.drill]


def said(archive: Archive, services: set[str]) -> dict[str, object]:
    """Everything that an archive knows, by ids."""
    return {
        "courses": [item.id for item in archive.courses],
        "by id": {name: item.told_ids for name, item in archive.by_id.items()},
        "related": dict(archive.related),
        "months": [(month, [item.id for item in items]) for month, items in archive.by_month(ZONE).items()],
        "said": {month: [item.id for item in items] for month, items in archive.said_in_months(ZONE).items()},
        "states": dict(archive.states),
        "open": [item.id for item in archive.open_incidents],
        "since": archive.known_since,
        "services": {
            service: [
                [item.id for item in of(service)]
                for of in (archive.of_service, archive.ever_of_service, archive.not_over, archive.last_to_end)
            ]
            for service in services
        },
    }


@pytest.mark.parametrize("edit", ["an update less", "a later update", "another service", "withdrawn updates"])
def test_whatever_changes_in_one_incident_the_archive_is_that_of_all(courses: list[Course], edit: str) -> None:
    services = {service for item in courses for service in item.ever_named} | {"storage"}
    before = archive_of(courses, NOW)
    said(before, services)
    replaced = 0
    for item in before.courses:
        updates = item.incident.updates
        if edit == "an update less":
            updates = updates[:1]
        elif edit == "a later update":
            updates = (*updates, replace(updates[-1], id="99-later", at=updates[-1].at + timedelta(days=40)))
        elif edit == "another service":
            updates = (*updates[:-1], replace(updates[-1], services=()))
        else:
            updates = (updates[0], *(replace(update, withdrawn=item.incident.title) for update in updates[1:]))
        new = course(replace(item.incident, updates=updates))
        later = NOW + timedelta(minutes=1)
        found = archive_again(before, {item.id: new}, later)
        wanted = archive_of([new if other.id == item.id else other for other in courses], later)
        if found is None:
            # Relations may have changed: then all of it is made anew.
            assert item.id in wanted.related or new.related or new.corrects
            continue
        replaced += 1
        assert said(found, services) == said(wanted, services), item.id
    assert replaced > 10


def test_what_comes_goes_or_begins_at_another_time_needs_all_of_it(courses: list[Course]) -> None:
    before = archive_of(courses, NOW)
    one = next(item for item in before.courses if item.id not in before.related)
    incident = one.incident
    unknown = course(replace(incident, id="2026-11-01-new"))
    earlier = course(
        replace(incident, updates=(replace(incident.updates[0], at=incident.updates[0].at - timedelta(days=1)),))
    )
    related = course(replace(incident, related=(before.courses[-1].id,)))
    hidden = course(replace(incident, draft=True))
    for new in (unknown, earlier, related, hidden):
        assert archive_again(before, {new.id: new}, NOW) is None
