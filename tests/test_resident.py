"""A program that stays reads the folder that was saved, and the site is what a full build would make of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_edits import BEGIN, EDITS, Night, _edit, begin
from small_site import NOW, noroshi, write, write_small_site

from noroshi.app import outputs as kinds
from noroshi.app.build import BuildOptions, build
from noroshi.app.cli_words import CliWords
from noroshi.app.resident import ResidentBuild
from noroshi.app.settings import Settings
from noroshi.check import RULES

OUTPUTS = (kinds.pages, kinds.incident_documents, kinds.incident_texts, kinds.incident_feeds, kinds.site_feeds)
NAMES = ("outage", "slow", "window")


def drop_line(night: Night, name: str, key: str) -> None:
    if night.there(name):
        path = night.root / night.folder(name) / "incident.md"
        lines = path.read_text(encoding="utf-8").split("\n")
        path.write_text("\n".join(line for line in lines if not line.startswith(f"{key}:")), encoding="utf-8")


def relate(night: Night, name: str, other: str) -> None:
    if night.there(name) and name != other:
        drop_line(night, name, "related")
        path = night.root / night.folder(name) / "incident.md"
        path.write_text(
            path.read_text(encoding="utf-8").replace("---\n", f"---\nrelated: {other}\n", 1), encoding="utf-8"
        )


_NAME = st.sampled_from(NAMES)
MORE = st.one_of(
    EDITS,
    _edit(relate, _NAME, _NAME),
    _edit(drop_line, _NAME, st.sampled_from(("related", "draft", "aliases", "withdrawn", "drill"))),
)


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and ".noroshi" not in path.parts
    }


def site_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def resident(night: Night, into: Path) -> Iterator[ResidentBuild]:
    asked = Settings(root=night.root, words=CliWords("en"), now=night.now, clock=night.now, quiet=True)
    found = ResidentBuild(asked, BuildOptions(into, keep_going=True, workers=1), RULES, OUTPUTS, lambda: night.now)
    try:
        yield found
    finally:
        found.close()


@settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.lists(MORE, min_size=1, max_size=2), min_size=1, max_size=4))
def test_after_any_edits_the_site_is_that_of_a_full_build(
    capfd: pytest.CaptureFixture[str], edits: list[object]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        night = begin(Path(folder) / "root", languages=("en",))
        moment = night.now
        with resident(night, Path(folder) / "site") as rebuild:
            rebuild(None)
            for some in edits:
                before = files_of(night.root)
                for edit in some:  # type: ignore[attr-defined]
                    edit(night)
                # Pages that nothing touched say the moment of their own build; here they are to be compared.
                night.now = moment
                after = files_of(night.root)
                changed = frozenset(
                    path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
                )
                rebuild(changed).rest()
        asked = Settings(root=night.root, words=CliWords("en"), now=moment, clock=moment, quiet=True)
        wanted_in = Path(folder) / "fresh"
        build(asked, BuildOptions(wanted_in, keep_going=True, full=True, workers=1), RULES, OUTPUTS)
        capfd.readouterr()
        found, wanted = site_of(Path(folder) / "site"), site_of(wanted_in)
        assert found.keys() == wanted.keys(), night.log
        assert [path for path in wanted if found[path] != wanted[path]] == [], night.log


def test_an_edit_reads_one_folder_and_the_next_process_knows_what_was_made(tmp_path: Path) -> None:
    root = write_small_site(tmp_path / "root")
    night = Night(root, now=BEGIN.replace(month=11, day=21))
    into = tmp_path / "site"
    asked = Settings(root=root, words=CliWords("en"), now=night.now, clock=night.now, quiet=True)
    rebuild = ResidentBuild(asked, BuildOptions(into, workers=1), RULES, OUTPUTS, lambda: night.now)
    rebuild(None)
    path = "incidents/2026-10-05-tracking-delay/03-resolved.md"
    for word in ("once", "twice"):
        write(root, path, f"---\nat: 2026-10-05 10:40\n---\nMended {word}.\n")
        rebuilt = rebuild(frozenset({path}))
        rebuilt.rest()
        assert rebuild.look().content.read == ("incidents/2026-10-05-tracking-delay",)
        assert "incidents/2026-10-05-tracking-delay/index.html" in rebuilt.changed
        assert "incidents/2026-11-18-new-year-hours/index.html" not in rebuilt.changed
    rebuild.close()
    again = noroshi(root, "build", "--site", str(into), "--json", now=NOW)
    assert again.status == 0
