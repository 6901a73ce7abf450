"""One commit, one moment, one program: the same bytes on any machine."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_site import CHECKOUT, FILES, NOW, noroshi, write, write_small_site

GIT = ("git", "-c", "user.name=Tester", "-c", "user.email=tester@example.com", "-c", "init.defaultBranch=main")
SURROUNDINGS = {
    "first": {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "en_US.UTF-8"},
    "second": {"PYTHONHASHSEED": "4711", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "LANG": "ja_JP.UTF-8"},
}


def git(folder: Path, *arguments: str) -> None:
    subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True)


def build(root: Path, name: str, site: Path, *, umask: int, cwd: Path, now: str = "") -> None:
    home = root.parent / f"home of {name}"
    home.mkdir()
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "SOURCE_DATE"))}
    environ |= SURROUNDINGS[name] | {"HOME": str(home)}
    command = [sys.executable, "-m", "noroshi", "build", "--root", str(root), "--site", str(site), "--quiet"]
    before = os.umask(umask)
    try:
        done = subprocess.run(
            [*command, *(("--now", now) if now else ())],
            cwd=cwd,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.umask(before)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def difference(one: Path, other: Path) -> str:
    """What ``diff -r`` says, and every mode that differs."""
    said = subprocess.run(["diff", "-r", str(one), str(other)], capture_output=True, text=True, check=False).stdout
    modes = [{path.relative_to(tree): path.stat().st_mode for path in tree.rglob("*")} for tree in (one, other)]
    return said + "".join(f"{path}\n" for path in modes[0] if modes[0][path] != modes[1].get(path))


@pytest.mark.parametrize("which", ["the small site", "the demonstration"])
def test_two_clones_of_one_commit_become_the_same_site(tmp_path: Path, which: str) -> None:
    origin = tmp_path / "origin"
    if which == "the small site":
        write_small_site(origin)
    else:
        for folder in ("incidents", "site_src", "themes", "docs"):
            shutil.copytree(CHECKOUT / folder, origin / folder)
    git(origin, "init", "--quiet")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "all of it")
    now = NOW if which == "the small site" else ""
    git(tmp_path, "clone", "--quiet", "origin", "a")
    git(tmp_path, "clone", "--quiet", "origin", "elsewhere with spaces")
    one, other = tmp_path / "out-1" / "_site", tmp_path / "out-2" / "public"
    build(tmp_path / "a", "first", one, umask=0o022, cwd=tmp_path, now=now)
    build(tmp_path / "elsewhere with spaces", "second", other, umask=0o077, cwd=Path("/"), now=now)
    assert difference(one, other) == ""
    assert '"commit":"' in (one / "build.json").read_text(encoding="utf-8")
    assert (one / "index.html").stat().st_mode & 0o777 == 0o644


def test_a_changed_work_tree_names_no_commit(small_site: Path) -> None:
    git(small_site, "init", "--quiet")
    git(small_site, "add", "--all")
    git(small_site, "commit", "--quiet", "--message", "all of it")
    write(
        small_site, "incidents/2026-11-18-new-year-hours/02.md", "---\nat: 2026-11-19 10:00\n---\n変更はありません。\n"
    )
    noroshi(small_site, "build")
    assert '"commit":null' in (small_site / "_site/build.json").read_text(encoding="utf-8")


def test_the_order_of_files_in_the_file_system_does_not_matter(tmp_path: Path) -> None:
    sites = []
    for seed in (1, 2, 3):
        root = tmp_path / f"root-{seed}"
        paths = list(FILES)
        random.Random(seed).shuffle(paths)
        # Some file systems list files in the order of their making, others by a digest of name and folder.
        write_small_site(root, {path: FILES[path] for path in paths})
        assert noroshi(root, "build").status == 0
        sites.append(root / "_site")
    assert difference(sites[0], sites[1]) == difference(sites[0], sites[2]) == ""


def test_building_again_changes_nothing_and_writes_nothing(small_site: Path) -> None:
    noroshi(small_site, "build")
    site = small_site / "_site"
    before = {path: (path.stat().st_ino, path.read_bytes()) for path in site.rglob("*") if path.is_file()}
    ran = noroshi(small_site, "build")
    assert ": 0 written," in ran.err
    for path, (_, content) in before.items():
        assert path.read_bytes() == content


def test_a_build_over_an_older_site_is_the_same_as_one_from_nothing(small_site: Path, tmp_path: Path) -> None:
    grown, fresh = tmp_path / "out-1" / "_site", tmp_path / "out-2" / "_site"
    noroshi(small_site, "build", "--site", str(grown), now="2026-10-05T09:30")
    noroshi(small_site, "build", "--site", str(grown))
    noroshi(small_site, "build", "--site", str(fresh))
    assert difference(grown, fresh) == ""
