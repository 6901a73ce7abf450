"""What lists say of an entry is made once, and holds for as long as neither the entry nor the clock says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from building import TOKYO, incident, service, site, t, update
from hypothesis import given, settings
from hypothesis import strategies as st
from small_site import write

from noroshi.app.build import BuildOptions, build
from noroshi.app.cli_words import CliWords
from noroshi.app.outputs import OUTPUTS
from noroshi.app.settings import Settings
from noroshi.app.units import Publication
from noroshi.check import RULES
from noroshi.model.archive import archive
from noroshi.model.artefact import Artefact
from noroshi.model.outline import StoredCourse
from noroshi.model.pieces_kept import FOREVER, Piece
from noroshi.views import data_values
from noroshi.views.context import Context
from noroshi.views.entries import entry_row, printed_row
from noroshi.views.parts import EntryRow
from noroshi.wording.language import Language

ENTRIES = (
    incident(
        "moving",
        update("2026-11-10 09:00", window=("2026-11-20 01:00", "2026-11-20 03:00"), services={"api": None}),
        kind="maintenance",
    ),
    incident("slow", update("2026-11-18 13:00", services={"api": "degraded_performance"})),
    incident(
        "down",
        update("2026-11-17 13:00", services={"api": "major_outage"}),
        update("2026-11-17 15:00", status="resolved", began_at="2026-11-17 12:40"),
    ),
)
PRINTS = {entry.id: entry.id.encode() for entry in ENTRIES}
FROM = t("2026-11-19 12:00")
moments = st.integers(0, 48 * 4).map(lambda quarters: FROM + timedelta(minutes=15 * quarters))


def seen(now: datetime) -> Context:
    return Context(site(service("api")), archive(ENTRIES, now), Language("ja", TOKYO))


def said(context: Context) -> list[object]:
    """Of every entry a row as it is kept, and its data."""
    return [
        made
        for course in context.archive.courses
        for made in (
            context.kept("row", course.id, lambda course=course: repr(entry_row(context, course, year=True))),
            context.kept("data", course.id, lambda course=course: data_values.entry(context, course)),
        )
    ]


@settings(max_examples=60, deadline=None)
@given(moments, moments)
def test_what_is_kept_is_what_would_be_made_at_any_later_moment(one: datetime, other: datetime) -> None:
    before, after = seen(min(one, other)), seen(max(one, other))
    before.pieces.believe({}, PRINTS)
    said(before)
    after.pieces.believe(before.pieces.used, PRINTS)

    assert said(after) == said(seen(max(one, other)))


def test_only_what_the_clock_has_changed_is_made_again() -> None:
    before, after = seen(t("2026-11-19 12:00")), seen(t("2026-11-20 02:00"))
    before.pieces.believe({}, PRINTS)
    said(before)
    after.pieces.believe(before.pieces.used, PRINTS)
    said(after)

    assert before.pieces.made == 2 * len(ENTRIES)
    assert after.pieces.made == 2  # The window of the maintenance has begun.


def test_an_entry_that_was_edited_is_made_again_and_one_without_a_print_always() -> None:
    before, after = seen(FROM), seen(FROM)
    before.pieces.believe({}, PRINTS)
    said(before)
    after.pieces.believe(before.pieces.used, {"down": b"edited", "slow": PRINTS["slow"]})
    said(after)

    assert after.pieces.made == 4
    assert {name.split()[0] for name in after.pieces.used} == {"down", "slow"}


def test_who_takes_what_is_kept_depends_on_the_same_moment() -> None:
    before, after = seen(FROM), seen(FROM)
    before.pieces.believe({}, PRINTS)
    said(before)
    after.pieces.believe(before.pieces.used, PRINTS)
    with after.archive.watch.recording() as watch:
        said(after)

    assert watch.until == t("2026-11-20 01:00")


def test_a_row_that_was_printed_is_not_made_and_any_other_is_the_row_itself() -> None:
    context = seen(FROM)
    course = context.archive.by_id["down"]
    context.pieces.believe({"down ja row x 3": Piece(PRINTS["down"], 0, FOREVER, "<li>")}, PRINTS)
    asked: list[str] = []

    def make() -> EntryRow:
        asked.append("made")
        return entry_row(context, course)

    row = printed_row(context, course, "x", make)

    assert row.printed("3", lambda: "printed anew") == "<li>"  # type: ignore[attr-defined]
    assert asked == []
    assert {item.name: getattr(row, item.name) for item in fields(EntryRow)} == vars(entry_row(context, course))
    assert asked == ["made"]
    with pytest.raises(AttributeError):
        _ = row.colour  # type: ignore[attr-defined]


SITE = """\
name = "Status"
url = "https://status.example.com"
languages = ["ja", "en"]
timezone = "Asia/Tokyo"

[feeds]
authority = "status.example.com,2026"

[[services]]
id = "api"
name = "API"
"""
ENTRY = "---\ntitle: Slow\n---\n"
BEGIN = """\
---
at: 2026-11-18 10:00
services: {api: degraded_performance}
---
Text.
"""
END = """\
---
at: 2026-11-18 12:00
status: resolved
---
Text.
"""


def test_an_unchanged_build_makes_no_row_anew_and_reads_no_incident(tmp_path: Path) -> None:
    work: list[tuple[int, list[str]]] = []

    def told(publication: Publication) -> Iterator[Artefact]:
        """An output of the site's own comes after all units: it sees what they did."""
        read = [
            course.id
            for course in publication.courses
            if isinstance(course, StoredCourse) and {"steps", "standing"} & vars(course).keys()
        ]
        work.append((sum(context.pieces.made for context in publication.contexts), read))
        return iter(())

    write(tmp_path, "site_src/site.toml", SITE)
    for name in ("a", "b", "c"):
        write(tmp_path, f"incidents/{name}/incident.md", ENTRY)
        write(tmp_path, f"incidents/{name}/01.md", BEGIN)
        write(tmp_path, f"incidents/{name}/02.md", END)
    for minute in range(3):
        now = t(f"2026-11-19 12:0{minute}")
        asked = Settings(root=tmp_path, words=CliWords("en"), now=now, clock=now, quiet=True)
        build(asked, BuildOptions(tmp_path / "out"), RULES, (*OUTPUTS, told))
        if minute == 1:
            write(tmp_path, "incidents/b/02.md", END + "More.\n")

    (first, _), unchanged, (edited, _) = work
    assert first > 0
    assert unchanged == (0, [])
    assert 0 < edited < first
