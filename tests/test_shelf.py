"""Incidents that were read before: what is kept of them is what was read, and nothing damaged is believed."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from output_sites import files_of
from random_incidents import incidents
from small_site import noroshi, write

from noroshi.model import incident, problem, prose, site, text, update
from noroshi.model.course import course
from noroshi.model.incident import Incident
from noroshi.model.outline import forget, outline, stored
from noroshi.model.terms import Kind
from noroshi.source.packing import UnpackError, packed, unpacked
from noroshi.source.shelf import BODIES, DOCUMENTS, Shelf, ShelfError, body_of, open_shelf

KEY = b"a site of today."
QUIETLY = settings(max_examples=30, deadline=None, derandomize=True, database=None)

# ---- Packing

_ZONES = st.sampled_from((UTC, ZoneInfo("Europe/Berlin")))
_MOMENTS = st.builds(
    lambda minutes, zone: (datetime(2026, 10, 25, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(zone),
    st.integers(-9_000_000, 9_000_000),
    _ZONES,
)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=8),
    int: st.integers(-(1 << 40), 1 << 40),
    bool: st.booleans(),
    float: st.floats(allow_nan=False),
    datetime: _MOMENTS,
    date: st.dates(),
    timedelta: st.timedeltas(timedelta(days=-9), timedelta(days=9)),
    ZoneInfo: st.sampled_from((ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin"))),
    object: st.one_of(st.text(max_size=8), st.integers(0, 99)),
    Any: st.one_of(st.text(max_size=8), st.integers(0, 99)),
    NoneType: st.none(),
}


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field of the model."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    inner = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return st.one_of([of_type(item) for item in inner])
    if get_origin(hint) is tuple:
        if inner[-1] is ...:
            return st.lists(of_type(inner[0]), max_size=1).map(tuple)
        return st.tuples(*map(of_type, inner))
    if inner:  # a mapping
        return st.dictionaries(of_type(inner[0]), of_type(inner[1]), max_size=1)
    if issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    return st.deferred(lambda: any_of(hint))


def any_of(kind: type) -> st.SearchStrategy[Any]:
    """A dataclass of the model with anything in its fields."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{item.name: of_type(hints[item.name]) for item in fields(kind)})


CLASSES = [
    item
    for module in (text, prose, problem, update, incident, site)
    for item in vars(module).values()
    if isinstance(item, type) and is_dataclass(item) and item.__module__ == module.__name__
]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_whatever_the_model_can_say_is_unpacked_as_it_was_packed(kind: type) -> None:
    @settings(max_examples=4, deadline=None, derandomize=True, database=None)
    @given(any_of(kind))
    def check(value: Any) -> None:
        data = packed(value)
        found = unpacked(data)
        # Two zones of one name need not be equal, so values are compared as they are written.
        assert repr(found) == repr(value)
        # Fields that are not printed are there too.
        assert packed(found) == data

    check()


@pytest.mark.parametrize("value", [{1, 2}, object(), (b"a", Path("/"))], ids=["a set", "an object", "a path"])
def test_what_is_no_value_of_the_model_cannot_be_kept(value: object) -> None:
    with pytest.raises(TypeError):
        packed(value)


@QUIETLY
@given(st.binary(max_size=40))
def test_bytes_of_somebody_else_are_refused_or_are_plain_data(data: bytes) -> None:
    try:
        found = unpacked(data)
    except UnpackError:
        return
    assert unpacked(packed(found)) == found


def test_a_name_of_a_file_that_is_not_utf8_is_kept() -> None:
    assert unpacked(packed(("caf\udce9",))) == ("caf\udce9",)


# ---- Outlines

ANSWERED = (
    "id", "kind", "draft", "drill", "is_withdrawn", "is_open", "is_over", "first_at", "last_at", "changed_at",
    "quiet_at", "since", "services", "ever_named", "spans", "window", "related", "corrects", "aliases", "said_at",
    "told_ids", "has_links", "has_images", "measure_days", "measures_said",
)  # fmt: skip


def nobody_reads() -> Incident:
    raise AssertionError("an outline answers this by itself")


@QUIETLY
@given(st.sampled_from(list(Kind)).flatmap(incidents))
def test_an_outline_answers_lists_as_the_whole_course_does_and_reads_nothing(drawn: Any) -> None:
    whole = course(drawn.incident)
    lazy = stored(outline(whole), nobody_reads)
    assert {name: getattr(lazy, name) for name in ANSWERED} == {name: getattr(whole, name) for name in ANSWERED}
    assert outline(lazy) == outline(whole)
    assert (lazy.incident.id, lazy.incident.kind) == (whole.id, whole.kind)


@QUIETLY
@given(st.sampled_from(list(Kind)).flatmap(incidents))
def test_a_stored_course_is_read_once_by_its_first_other_question_and_again_after_it_was_forgotten(drawn: Any) -> None:
    whole = course(drawn.incident)
    reads: list[str] = []

    def read() -> Incident:
        reads.append(whole.id)
        return drawn.incident  # type: ignore[no-any-return]

    lazy = stored(outline(whole), read)
    assert (lazy.steps, lazy.standing, lazy.segments) == (whole.steps, whole.standing, whole.segments)
    assert (lazy.incident.title, lazy.incident.updates) == (whole.incident.title, whole.incident.updates)
    assert packed(lazy.incident) == packed(whole.incident)
    assert len(reads) == 1
    forget(lazy)
    assert lazy.worst_impact == whole.worst_impact
    assert lazy.incident.title == whole.incident.title
    assert len(reads) == 2


# ---- The two files


def filled(folder: Path) -> Shelf:
    """A shelf with two incidents, saved."""
    shelf = open_shelf(folder, KEY)
    for number, kind in enumerate((Kind.INCIDENT, Kind.MAINTENANCE)):
        body, known = body_of(course(_some(kind)))
        shelf.put(f"incidents/{number}", b"signature", bytes([number]) * 16, body, known, b"")
    shelf.save()
    return shelf


def _some(kind: Kind) -> Incident:
    from building import incident as make
    from building import update as say

    return make("x", say("2026-11-18 13:58"), kind=kind.value)


def test_a_shelf_that_was_saved_has_the_same_incidents_for_the_next_build(tmp_path: Path) -> None:
    with_incidents = filled(tmp_path)
    again = open_shelf(tmp_path, KEY)
    assert not again.was_damaged
    assert [again.incident(kept) for kept in again.kept.values()] == [
        with_incidents.incident(kept) for kept in with_incidents.kept.values()
    ]


def test_a_shelf_of_another_program_or_other_settings_is_empty_and_no_damage(tmp_path: Path) -> None:
    filled(tmp_path)
    other = open_shelf(tmp_path, b"b site of today.")
    assert (other.kept, other.was_damaged) == ({}, False)


def test_a_shelf_of_another_version_is_empty_and_no_damage(tmp_path: Path) -> None:
    filled(tmp_path)
    documents = tmp_path / DOCUMENTS
    documents.write_bytes(documents.read_bytes().replace(b"noroshi documents", b"noroshi documents 0", 1))
    assert open_shelf(tmp_path, KEY).kept == {}


def test_wherever_one_byte_of_documents_is_another_nothing_of_it_is_believed(tmp_path: Path) -> None:
    filled(tmp_path)
    documents = tmp_path / DOCUMENTS
    sound = documents.read_bytes()
    for at in range(len(sound)):
        documents.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        found = open_shelf(tmp_path, KEY)
        assert found.kept == {}, at
        found.close()


def test_documents_that_end_too_early_are_not_believed(tmp_path: Path) -> None:
    filled(tmp_path)
    documents = tmp_path / DOCUMENTS
    sound = documents.read_bytes()
    for size in range(0, len(sound), 7):
        documents.write_bytes(sound[:size])
        found = open_shelf(tmp_path, KEY)
        assert found.kept == {}, size


def test_wherever_one_byte_of_a_body_is_another_it_is_noticed_when_it_is_read(tmp_path: Path) -> None:
    filled(tmp_path)
    bodies = tmp_path / BODIES
    sound = bodies.read_bytes()
    for at in range(0, len(sound), 3):
        bodies.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        shelf = open_shelf(tmp_path, KEY)
        with pytest.raises(ShelfError):
            for kept in shelf.kept.values():
                shelf.incident(kept)
        shelf.close()


def test_bodies_that_are_gone_or_too_short_are_noticed_before_they_are_read(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / BODIES).write_bytes((tmp_path / BODIES).read_bytes()[:-1])
    assert open_shelf(tmp_path, KEY).was_damaged
    (tmp_path / BODIES).unlink()
    assert open_shelf(tmp_path, KEY).was_damaged


def test_a_build_that_was_killed_between_the_two_files_leaves_what_was_there_before(tmp_path: Path) -> None:
    filled(tmp_path)
    before = (tmp_path / DOCUMENTS).read_bytes()
    shelf = open_shelf(tmp_path, KEY)
    body, known = body_of(course(_some(Kind.SECURITY)))
    shelf.put("incidents/2", b"signature", b"d" * 16, body, known, b"")
    shelf.save()
    (tmp_path / DOCUMENTS).write_bytes(before)
    again = open_shelf(tmp_path, KEY)
    assert {again.incident(kept).kind for kept in again.kept.values()} == {Kind.INCIDENT, Kind.MAINTENANCE}
    # What is kept from now on takes the place of what that build had begun to write.
    body, known = body_of(course(_some(Kind.CONTINUITY)))
    again.put("incidents/3", b"signature", b"e" * 16, body, known, b"")
    again.save()
    last = open_shelf(tmp_path, KEY)
    assert [last.incident(kept).kind for kept in last.kept.values()][-1] is Kind.CONTINUITY


def test_bodies_that_nothing_names_any_more_are_thrown_away_when_they_are_many(tmp_path: Path) -> None:
    shelf = filled(tmp_path)
    kept = [shelf.incident(item) for item in shelf.kept.values()]
    shelf.put("incidents/large", b"signature", b"f" * 16, b"x" * (5 << 20), None, b"")
    shelf.save()
    shelf.forget("incidents/large")
    shelf.save()
    assert (tmp_path / BODIES).stat().st_size < 1 << 20
    assert [shelf.incident(item) for item in shelf.kept.values()] == kept
    again = open_shelf(tmp_path, KEY)
    assert [again.incident(item) for item in again.kept.values()] == kept


def test_a_shelf_without_an_incident_is_no_damage(tmp_path: Path) -> None:
    shelf = open_shelf(tmp_path, KEY)
    shelf.set_names(b"names", b"")
    shelf.save()
    again = open_shelf(tmp_path, KEY)
    assert (again.was_damaged, again.names) == (False, b"names")


def test_where_nobody_can_write_what_is_read_is_kept_in_memory(tmp_path: Path) -> None:
    write(tmp_path, "taken", "by a file")
    shelf = filled(tmp_path / "taken")
    assert len([shelf.incident(kept) for kept in shelf.kept.values()]) == 2


# ---- Real builds


def built(root: Path, *arguments: str) -> tuple[str, dict[str, bytes]]:
    """(what was told, the site)"""
    found = noroshi(root, "build", *arguments)
    assert found.status == 0, found.err
    return found.err, files_of(root / "_site")


@pytest.mark.parametrize("file", ["cache/documents", "cache/bodies", "letters/finished", "builds"])
def test_what_is_damaged_is_thrown_away_with_one_line_and_the_site_is_right(small_site: Path, file: str) -> None:
    _, right = built(small_site)
    for path in [item for item in small_site.rglob(f".noroshi/{file}*") for item in (item, *item.rglob("*"))]:
        if path.is_file():
            data = path.read_bytes()
            path.write_bytes(data[: len(data) // 2] + b"?" + data[len(data) // 2 + 1 :])
    # A changed file, so that what is kept of the others is looked at; ``touch`` alone reads nothing again.
    write(
        small_site, "incidents/2026-11-18-new-year-hours/02.md", "---\nat: 2026-11-19 10:00\n---\n変更はありません。\n"
    )
    told, found = built(small_site)
    assert told.count("it was thrown away") == 1
    shutil.rmtree(small_site / ".noroshi")
    told, wanted = built(small_site, "--full")
    assert (found, "thrown away" in told) == (wanted, False)
    assert found != right
    assert "thrown away" not in built(small_site)[0]


def test_a_cache_folder_that_nobody_may_write_costs_time_and_nothing_else(small_site: Path) -> None:
    write(small_site, ".noroshi", "a file where the folder should be")
    _, found = built(small_site)
    assert built(small_site) == (built(small_site)[0], found) or files_of(small_site / "_site") == found
    assert (small_site / ".noroshi").read_text() == "a file where the folder should be"


def test_a_second_build_at_the_same_time_reads_what_is_kept_and_writes_nothing_there(small_site: Path) -> None:
    from noroshi.app.kept_work import kept_work

    built(small_site)
    with kept_work(small_site, believe=True) as first:
        assert first.writes
        before = {path: path.stat().st_mtime_ns for path in (small_site / ".noroshi").rglob("*") if path.is_file()}
        path = small_site / "incidents/2026-10-05-tracking-delay/03-resolved.md"
        path.write_text("---\nat: 2026-10-05 10:40\n---\nMended.\n", encoding="utf-8")
        ran = noroshi(small_site, "build", "--json")
        found = files_of(small_site / "_site")
        assert json.loads(ran.out)["incidents_read"] == 1
        assert {path: path.stat().st_mtime_ns for path in before} == before
    _, wanted = built(small_site, "--full")
    assert found == wanted


def test_what_the_rules_found_for_one_moment_alone_is_worth_no_new_file(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, KEY)
    kept = shelf.put("incidents/2026-11-18-payment", b"signature", b"digest", b"", None, b"")
    shelf.save()
    before = (tmp_path / DOCUMENTS).read_bytes()

    shelf.judge(kept, (b"rules", b"", 5, 6))
    shelf.save()
    assert (tmp_path / DOCUMENTS).read_bytes() == before

    shelf.judge(kept, (b"rules", b"", 5, 7))
    shelf.save()
    assert (tmp_path / DOCUMENTS).read_bytes() != before


def test_nothing_that_is_kept_is_ever_read_by_pickle() -> None:
    import noroshi

    room = Path(noroshi.__file__).parent
    with_pickle = {
        path.relative_to(room).as_posix()
        for path in room.rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("import pickle", "marshal", "shelve\n"))
    }
    # What crosses to another process never leaves memory; compiled templates are nobody's words: see there.
    assert with_pickle <= {"app/beside.py", "app/forked.py", "render/kept_code.py"}
