"""Compiled templates outlive a process, and only where nobody but the user can write."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest

from noroshi.render.environment import environment
from noroshi.render.kept_code import KeptCode, code_folder, is_private, keep_in, kept, stamp

PAGE = """
import sys
from pathlib import Path
from noroshi.render.environment import templates_compiled
from noroshi.render.kept_code import code_folder, keep_in
from noroshi.render.theme import load_theme
keep_in(code_folder({"HOME": sys.argv[1]}))
theme = load_theme(Path(), "default")
shown = theme.printing.environment.get_template("pieces.html").module.sign({"code": "operational", "word": "<ok>"})
print(templates_compiled(), shown)
"""
CODE = compile("6 * 7", "page.html", "eval")
MADE_FROM = stamp("{{ 6 * 7 }}")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where this process keeps compiled templates, as long as a test lasts."""
    place = tmp_path / "cache" / "noroshi" / "templates"
    keep_in(place)
    yield place
    keep_in(None)


@pytest.fixture
def code(folder: Path) -> KeptCode:
    found = kept()
    assert found is not None
    return found


def worth(code: CodeType | None) -> object:
    return None if code is None else eval(code)


def test_a_second_process_compiles_no_template(tmp_path: Path) -> None:
    def said() -> tuple[int, str]:
        command = [sys.executable, "-c", PAGE, str(tmp_path)]
        compiled, shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split(" ", 1)
        return int(compiled), shown

    first, second = said(), said()
    assert (first[0], second[0]) == (2, 0)
    assert first[1] == second[1]
    assert "&lt;ok&gt;" in second[1]
    place = tmp_path / ".cache/noroshi/templates"
    assert place.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in place.iterdir()} == {0o600}


def test_what_is_kept_is_found_again_for_the_same_source_alone(code: KeptCode) -> None:
    code.keep("page", MADE_FROM, CODE)
    assert worth(code.load("page", MADE_FROM)) == 42
    assert code.load("page", stamp("{{ 6 * 8 }}")) is None
    assert code.load("other", MADE_FROM) is None


def test_a_template_that_changes_takes_the_place_of_the_former(folder: Path, tmp_path: Path) -> None:
    for said in ("one", "two"):
        (tmp_path / "page.html").write_text(said, encoding="utf-8")
        assert environment((tmp_path,), escapes=True).get_template("page.html").render() == said
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("damage", ["nothing", "half", "one bit", "all of it"])
def test_a_damaged_file_is_as_good_as_none(folder: Path, code: KeptCode, damage: str) -> None:
    code.keep("page", MADE_FROM, CODE)
    file = folder / "page"
    whole = file.read_bytes()
    flipped = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
    file.write_bytes({"nothing": b"", "half": whole[:60], "one bit": flipped, "all of it": b"?" * 200}[damage])
    assert code.load("page", MADE_FROM) is None
    code.keep("page", MADE_FROM, CODE)
    assert worth(code.load("page", MADE_FROM)) == 42
    assert os.listdir(folder) == ["page"]  # noqa: PTH208 - names alone


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o702])
def test_a_folder_that_is_open_to_others_is_not_used(folder: Path, mode: int) -> None:
    folder.mkdir(parents=True)
    folder.chmod(mode)
    assert kept() is None


def test_a_folder_behind_a_link_is_not_used(folder: Path, tmp_path: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.symlink_to(tmp_path, target_is_directory=True)
    assert kept() is None


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    keep_in(tmp_path / "file" / "templates")
    assert kept() is None
    (tmp_path / "page.html").write_text("all the same", encoding="utf-8")
    assert environment((tmp_path,), escapes=True).get_template("page.html").render() == "all the same"


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o602])
def test_a_file_that_others_could_have_written_or_read_is_not_run(folder: Path, code: KeptCode, mode: int) -> None:
    code.keep("page", MADE_FROM, CODE)
    (folder / "page").chmod(mode)
    assert code.load("page", MADE_FROM) is None


def test_a_file_behind_a_link_is_not_run(folder: Path, code: KeptCode, tmp_path: Path) -> None:
    code.keep("page", MADE_FROM, CODE)
    (folder / "page").rename(tmp_path / "elsewhere")
    (folder / "page").symlink_to(tmp_path / "elsewhere")
    assert code.load("page", MADE_FROM) is None


def test_what_belongs_to_somebody_else_is_not_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    mine = tmp_path.stat()
    assert is_private(mine)
    theirs = list(mine)
    theirs[4] = mine.st_uid + 1
    assert not is_private(os.stat_result(theirs))


def test_a_folder_does_not_grow_for_ever(folder: Path, code: KeptCode) -> None:
    for number in range(450):
        (folder / f"old{number}").touch()
    code.keep("page", MADE_FROM, CODE)
    assert os.listdir(folder) == ["page"]  # noqa: PTH208 - names alone


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"XDG_CACHE_HOME": "/var/me/cache", "HOME": "/home/me"}, "/var/me/cache/noroshi/templates"),
        ({"HOME": "/home/me"}, "/home/me/.cache/noroshi/templates"),
        ({"XDG_CACHE_HOME": "cache", "HOME": "/home/me"}, "/home/me/.cache/noroshi/templates"),
        ({"XDG_CACHE_HOME": "", "HOME": ""}, None),
        ({}, None),
    ],
)
def test_the_folder_is_the_users_own(environ: dict[str, str], place: str | None) -> None:
    assert code_folder(environ) == (Path(place) if place else None)
