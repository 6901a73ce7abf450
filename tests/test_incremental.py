"""A build that makes only what has changed gives the very bytes of one that makes everything."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_edits import EDITS, Edit, begin

from noroshi.app import outputs as kinds
from noroshi.app.build import BuildOptions, build
from noroshi.app.cli_words import CliWords
from noroshi.app.outputs import OUTPUTS, AnyOutput
from noroshi.app.settings import Settings
from noroshi.check import RULES


@dataclass(frozen=True)
class Asked:
    """What all builds of a sequence make. Some of all kinds of output, so that two hundred sequences stay cheap."""

    outputs: tuple[AnyOutput, ...]
    letters: bool
    drills: bool
    languages: tuple[str, ...]

    def __repr__(self) -> str:
        places = [OUTPUTS.index(output) for output in self.outputs]
        return f"outputs {places}, letters {self.letters}, drills {self.drills}, {self.languages}"


def built(root: Path, now: datetime, into: Path, asked: Asked, *, full: bool) -> dict[str, bytes]:
    """Every file of the site and of the outbox after a build; the outbox is what is not the site's."""
    words = Settings(root=root, words=CliWords("en"), now=now, clock=now, quiet=True)
    outbox = into / "outbox" if asked.letters else None
    options = BuildOptions(into / "site", outbox=outbox, keep_going=True, full=full, drills=asked.drills, workers=1)
    build(words, options, RULES, asked.outputs)
    return {
        path.relative_to(into).as_posix(): path.read_bytes()
        for path in into.rglob("*")
        if path.is_file() and not any(part.startswith(".noroshi") for part in path.relative_to(into).parts)
    }


_BATCH = st.lists(EDITS, min_size=1, max_size=5)
# One in six is built once more in between.
SEQUENCES = st.one_of(*[_BATCH.map(lambda edits: [edits])] * 5, st.tuples(_BATCH, _BATCH).map(list))
# Pages say the most.
_KIND = st.one_of(st.just(kinds.pages), *[st.sampled_from(OUTPUTS)] * 5)
_KINDS = st.one_of(
    *[_KIND.map(lambda kind: [kind])] * 2, st.lists(_KIND, min_size=1, max_size=2, unique_by=OUTPUTS.index)
)
_ONE_IN_TWENTY = st.integers(0, 19).map(lambda number: number == 7)
_LANGUAGES = st.sampled_from((*[("en",)] * 5, ("en", "ja")))
ASKED = st.builds(Asked, _KINDS.map(tuple), _ONE_IN_TWENTY, st.booleans(), _LANGUAGES)


@settings(
    max_examples=200,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(SEQUENCES, ASKED)
def test_after_any_edits_the_site_is_that_of_a_full_build(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, edits: list[list[Edit]], asked: Asked
) -> None:
    # No git is found, which would be asked three questions by each of these builds.
    monkeypatch.setenv("PATH", "")
    # Each in a folder of its own, on whatever disk the tests are given.
    with tempfile.TemporaryDirectory() as folder:
        night = begin(Path(folder) / "root", languages=asked.languages)
        kept, fresh = Path(folder) / "kept", Path(folder) / "fresh"
        built(night.root, night.now, kept, asked, full=False)
        for some in edits:
            for edit in some:
                edit(night)
            found = built(night.root, night.now, kept, asked, full=False)
        wanted = built(night.root, night.now, fresh, asked, full=True)
        capfd.readouterr()
        # A list of letters that were there before stays, if only to say that there are none.
        if "outbox/outbox.json" not in wanted:
            found.pop("outbox/outbox.json", None)
        assert found.keys() == wanted.keys(), night.log
        assert [path for path in wanted if found[path] != wanted[path]] == [], night.log
