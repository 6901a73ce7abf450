"""A build that makes only what has changed gives the very bytes of one that makes everything."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_edits import EDITS, Edit, Night, begin
from small_site import NOW, noroshi, write, write_small_site

from noroshi.app.build import BuildOptions, build
from noroshi.app.cli_words import CliWords
from noroshi.app.outputs import OUTPUTS
from noroshi.app.settings import Settings
from noroshi.check import RULES


def built(root: Path, now: datetime, into: Path, *, full: bool, drills: bool = False) -> dict[str, bytes]:
    """Every file of the site and of the outbox after a build; the outbox is what is not the site's."""
    asked = Settings(root=root, words=CliWords("en"), now=now, clock=now, quiet=True)
    options = BuildOptions(into / "site", outbox=into / "outbox", keep_going=True, full=full, drills=drills)
    build(asked, options, RULES, OUTPUTS)
    found = (path for path in into.rglob("*") if path.is_file())
    return {
        path.relative_to(into).as_posix(): path.read_bytes()
        for path in found
        if not any(part.startswith(".noroshi") for part in path.relative_to(into).parts)
    }


def tried(edits: list[list[Edit]], capfd: pytest.CaptureFixture[str]) -> None:
    # Each in a folder of its own, on whatever disk the tests are given.
    with tempfile.TemporaryDirectory() as folder:
        night = begin(Path(folder) / "root")
        built(night.root, night.now, Path(folder) / "kept", full=False)
        for some in edits:
            for edit in some:
                edit(night)
            found = built(night.root, night.now, Path(folder) / "kept", full=False)
        wanted = built(night.root, night.now, Path(folder) / "fresh", full=True)
        capfd.readouterr()
        assert found.keys() == wanted.keys(), night.log
        assert [path for path in wanted if found[path] != wanted[path]] == [], night.log


SEQUENCES = st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=4)
QUIETLY = settings(
    max_examples=50,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("part", range(4))
def test_after_any_edits_the_site_is_that_of_a_full_build(part: int, capfd: pytest.CaptureFixture[str]) -> None:
    @QUIETLY
    @given(SEQUENCES, st.just(part))
    def check(edits: list[list[Edit]], _: int) -> None:
        tried(edits, capfd)

    check()
