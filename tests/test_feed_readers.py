"""Feed readers of others follow a served site: what they see as new, and what as changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest
from reader import Reader, make_reader
from small_site import published, serving, write

from noroshi.app.outputs import service_feeds, site_feeds

NOW = "2026-11-21T18:00+09:00"
FOLDER = "incidents/2026-11-21-labels-fail"
FIRST = """\
---
title: 送り状を印刷できません
at: 2026-11-21 13:00
impact: major
services: labels
---
送り状の印刷が失敗しています。
"""
SECOND = "---\nat: 2026-11-21 13:40\n---\n原因が分かりました。\n"
EDITED = "---\nat: 2026-11-21 13:40\nedited: {at: 2026-11-21 14:00, why: 誤字}\n---\n原因は、サーバーの証明書でした。\n"
WITHDRAWN = (
    "---\nat: 2026-11-21 13:40\nwithdrawn: 原因は別にありました\nedited: {at: 2026-11-21 15:00, why: 取り下げ}\n---\n"
)
RESOLVED = "---\nat: 2026-11-21 16:00\n---\n復旧しました。\n"
STEPS = (
    ("a new update", "02-identified.md", SECOND),
    ("an edit", "02-identified.md", EDITED),
    ("a withdrawal", "02-identified.md", WITHDRAWN),
    ("a resolve", "03-resolved.md", RESOLVED),
)


@pytest.fixture
def served(small_site: Path) -> Iterator[tuple[Callable[[], None], str, Path]]:
    """(build again, address of the site, its root): one incident is open."""
    site = small_site / "_site"
    write(small_site, f"{FOLDER}/incident.md", FIRST)
    address = ""

    def build() -> None:
        # Readers ask for feeds alone.
        assert published(small_site, site_feeds, service_feeds, now=NOW, url=address) == 0

    build()
    with serving(site) as (port, _):
        address = f"http://127.0.0.1:{port}"
        build()
        yield build, address, small_site


def polled(url: str) -> dict[str, Any]:
    read = feedparser.parse(url)
    assert not read.bozo, read.bozo_exception
    assert read.status == 200
    return {
        entry.id: {key: entry.get(key) for key in ("title", "updated", "summary", "content")} for entry in read.entries
    }


@pytest.mark.parametrize("name", ["feed.atom", "feed.rss", "en/feed.atom", "services/labels/feed.rss"])
def test_a_reader_sees_one_change_for_each_step_of_an_incident(
    served: tuple[Callable[[], None], str, Path], name: str
) -> None:
    build, address, root = served
    before = polled(f"{address}/{name}")
    for what, file, content in STEPS:
        write(root, f"{FOLDER}/{file}", content)
        build()
        after = polled(f"{address}/{name}")
        changed = [entry for entry, said in after.items() if before.get(entry) != said]
        assert len(changed) == 1, what
        assert (changed[0] in before) == (what in ("an edit", "a withdrawal")), what
        assert before.keys() <= after.keys(), f"{what}: nothing disappears"
        before = after


@pytest.mark.parametrize("name", ["incidents.atom", "services/labels/incidents.rss"])
def test_whoever_follows_incidents_sees_the_same_one_entry_change(
    served: tuple[Callable[[], None], str, Path], name: str
) -> None:
    build, address, root = served
    before = polled(f"{address}/{name}")
    for what, file, content in STEPS:
        write(root, f"{FOLDER}/{file}", content)
        build()
        after = polled(f"{address}/{name}")
        assert after.keys() == before.keys(), what
        assert [entry.split(":")[2] for entry, said in after.items() if before[entry] != said] == [
            "2026-11-21-labels-fail"
        ], what
        before = after


def test_withdrawing_the_whole_incident_is_one_change_for_whoever_follows_incidents(
    served: tuple[Callable[[], None], str, Path],
) -> None:
    build, address, root = served
    before = polled(f"{address}/incidents.atom")
    write(root, f"{FOLDER}/incident.md", FIRST.replace("impact:", "withdrawn: 誤報でした\nimpact:"))
    build()
    after = polled(f"{address}/incidents.atom")
    assert after.keys() == before.keys()
    assert len([entry for entry, said in after.items() if before[entry] != said]) == 1


@pytest.mark.parametrize("name", ["feed.atom", "feed.rss", "feed.json"])
def test_the_reader_library_counts_new_and_modified_entries_the_same_way(
    served: tuple[Callable[[], None], str, Path], name: str, tmp_path: Path
) -> None:
    build, address, root = served
    reader: Reader = make_reader(str(tmp_path / "reader.sqlite"))
    url = f"{address}/{name}"
    reader.add_feed(url)
    first = reader.update_feed(url)
    assert first is not None and first.new == 6
    for what, file, content in STEPS:
        write(root, f"{FOLDER}/{file}", content)
        build()
        seen = reader.update_feed(url)
        assert seen is not None, what
        is_new = what in ("a new update", "a resolve")
        assert (seen.new, seen.modified) == ((1, 0) if is_new else (0, 1)), what
    build()
    again = reader.update_feed(url)
    assert again is None or (again.new, again.modified) == (0, 0)
    assert all(entry.link and entry.link.startswith(address) for entry in reader.get_entries())
    reader.close()
