"""A file whose name differs from another's in case alone is published where the file system knows two names."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from output_sites import FACTS, files_of, nothing_is_left_beside
from small_site import NOW, noroshi

from noroshi.app.build import BuildOptions, build
from noroshi.app.cli_words import CliWords
from noroshi.app.outputs import OUTPUTS
from noroshi.app.settings import Settings
from noroshi.model.artefact import Artefact
from noroshi.output import tree
from noroshi.output.names import check_paths
from noroshi.output.publish import BuildReport, write

LIST = Artefact("api/v2/incidents.json", b"[]\n")
TWIN = Artefact("api/v2/Incidents.json", b"[]\n", twin_of="api/v2/incidents.json")
INSIDE = Artefact("api/v2/incidents/unresolved.json", b"[1]\n")


def folds(_: Path) -> bool:
    return True


def paths_of(site: Path) -> set[str]:
    """What stands there; what ``build.json`` lists must be the same."""
    found = files_of(site)
    listed = json.loads(found.pop("build.json"))["files"]
    assert set(listed) == set(found)
    return set(found)


def test_both_names_stand_where_there_are_two(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    assert write([TWIN, LIST, INSIDE], into, **FACTS) == BuildReport(written=3, unchanged=0, removed=0, total=3)
    assert paths_of(into) == {LIST.path, TWIN.path, INSIDE.path}
    assert write([LIST, INSIDE, TWIN], into, **FACTS) == BuildReport(written=0, unchanged=3, removed=0, total=3)
    nothing_is_left_beside(into)


def test_where_case_is_folded_the_twin_is_left_out_and_named(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    report = write([LIST, TWIN, INSIDE], into, folds_case=folds, **FACTS)
    assert report == BuildReport(written=2, unchanged=0, removed=0, total=2, left_out=(TWIN.path,))
    assert paths_of(into) == {LIST.path, INSIDE.path}
    nothing_is_left_beside(into)


def test_a_site_that_comes_to_such_a_place_loses_the_twin_alone(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    write([LIST, TWIN], into, **FACTS)
    report = write([LIST, TWIN], into, folds_case=folds, **FACTS)
    assert report == BuildReport(written=0, unchanged=1, removed=1, total=1, left_out=(TWIN.path,))
    assert paths_of(into) == {LIST.path}


def test_nobody_asks_the_file_system_for_a_site_without_twins(tmp_path: Path) -> None:
    def asked(_: Path) -> bool:
        raise AssertionError("asked")

    assert write([LIST], tmp_path / "_site", folds_case=asked, **FACTS).left_out == ()


def test_the_file_system_is_asked_in_the_new_tree_and_nothing_stays_there(tmp_path: Path) -> None:
    asked: list[Path] = []

    def ask(folder: Path) -> bool:
        asked.append(folder)
        before = sorted(folder.iterdir())
        answer = tree.folds_case(folder)
        assert sorted(folder.iterdir()) == before
        return answer

    write([LIST, TWIN], tmp_path / "_site", folds_case=ask, **FACTS)
    assert asked == [tmp_path / ".noroshi-_site"]


def test_what_a_kill_left_of_the_question_is_swept_away(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    write([LIST, TWIN], into, **FACTS)
    write([LIST, TWIN], into, **FACTS)
    (tmp_path / ".noroshi-_site" / ".noroshi-case").touch()
    write([LIST, TWIN], into, **FACTS)
    write([LIST, TWIN], into, **FACTS)
    assert paths_of(into) == {LIST.path, TWIN.path}
    nothing_is_left_beside(into)


def test_a_question_that_fails_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    def full(folder: Path) -> bool:
        raise OSError(28, "No space left on device", str(folder))

    into = tmp_path / "_site"
    write([LIST, TWIN], into, **FACTS)
    before = files_of(into)
    with pytest.raises(OSError, match="No space"):
        write([LIST, INSIDE, TWIN], into, folds_case=full, **FACTS)
    assert files_of(into) == before


@pytest.mark.parametrize(
    "twin",
    [
        Artefact("api/v2/Incidents.json", b"other\n", twin_of="api/v2/incidents.json"),
        Artefact("api/v2/Incident.json", b"[]\n", twin_of="api/v2/incidents.json"),
        Artefact("API/v2/incidents.json", b"[]\n", twin_of="api/v2/incidents.json"),
        Artefact("api/v2/incidents.json", b"[]\n", twin_of="api/v2/incidents.json"),
        Artefact("api/v2/Nothing.json", b"[]\n", twin_of="api/v2/nothing.json"),
        Artefact("api/v2/../v2/Incidents.json", b"[]\n", twin_of="api/v2/incidents.json"),
    ],
    ids=lambda twin: f"{twin.path} {twin.content.decode().strip()}",
)
def test_what_is_no_twin_is_refused_before_anything_is_touched(tmp_path: Path, twin: Artefact) -> None:
    with pytest.raises(ValueError, match=r"twin|plain relative"):
        write([LIST, twin], tmp_path / "_site", **FACTS)
    assert list(tmp_path.iterdir()) == []


def test_there_is_one_twin_and_nothing_else_may_differ_in_case_alone(tmp_path: Path) -> None:
    second = Artefact("api/v2/INCIDENTS.json", b"[]\n", twin_of="api/v2/incidents.json")
    with pytest.raises(ValueError, match="more than one twin"):
        write([LIST, TWIN, second], tmp_path / "_site", **FACTS)
    with pytest.raises(ValueError, match="more than one twin"):
        write([LIST, TWIN, TWIN], tmp_path / "_site", **FACTS)
    with pytest.raises(ValueError, match="two artefacts in one place"):
        check_paths(["a.json", "b.json", "B.json"], [("A.json", "a.json")])
    with pytest.raises(ValueError, match="is a file, and a folder"):
        check_paths(["a.json", "A.json/x"], [("A.json", "a.json")])


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_build_says_in_one_line_what_it_left_out(
    small_site: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    moment = datetime.fromisoformat(NOW)
    settings = Settings(small_site, CliWords(lang), moment, moment)
    into = small_site / "_site"
    status = build(settings, BuildOptions(into), outputs=OUTPUTS, folds_case=folds)
    told = [line for line in capsys.readouterr().err.splitlines() if "Incidents.json" in line]
    assert (status, len(told)) == (0, 1)
    assert told[0].count("api/v2/Incidents.json") == 2
    assert "en/api/v2/Incidents.json" in told[0]
    assert {path for path in paths_of(into) if path.endswith("ncidents.json")} == {
        "api/v2/incidents.json",
        "en/api/v2/incidents.json",
    }


def test_a_build_says_nothing_of_it_where_all_is_published(small_site: Path) -> None:
    ran = noroshi(small_site, "build", "--site", str(small_site / "_site"))
    assert (ran.status, "Incidents.json" in ran.err) == (0, False)
    assert (small_site / "_site" / "api" / "v2" / "Incidents.json").is_file()
