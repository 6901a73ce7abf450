"""What git says of a site's root, asked of real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from noroshi.source.git import GitFacts, git_facts

NOTHING = GitFacts(None, False)
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(root: Path, *arguments: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=root, env=clean, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def committed(root: Path) -> str:
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    (root / "site.toml").write_text("name = 'x'\n")
    (root / ".gitignore").write_text("/_site/\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    return git(root, "rev-parse", "HEAD")


def test_a_clean_checkout_is_its_commit(tmp_path: Path) -> None:
    commit = committed(tmp_path)
    assert len(commit) == 40
    assert git_facts(tmp_path) == GitFacts(commit, False)


def test_a_changed_a_new_and_a_deleted_file_make_it_dirty_and_an_ignored_one_does_not(tmp_path: Path) -> None:
    commit = committed(tmp_path)
    (tmp_path / "_site").mkdir()
    (tmp_path / "_site" / "index.html").write_text("x")
    assert git_facts(tmp_path) == GitFacts(commit, False)
    (tmp_path / "new.md").write_text("x")
    assert git_facts(tmp_path) == GitFacts(commit, True, changed=("new.md",))
    (tmp_path / "new.md").unlink()
    (tmp_path / "site.toml").write_text("name = 'y'\n")
    assert git_facts(tmp_path).dirty
    (tmp_path / "site.toml").unlink()
    assert git_facts(tmp_path).dirty


def test_a_root_within_a_repository_counts_only_its_own_changes(tmp_path: Path) -> None:
    root = tmp_path / "docs" / "status"
    root.mkdir(parents=True)
    (root / "page.md").write_text("x")
    commit = committed(tmp_path)
    (tmp_path / "elsewhere.txt").write_text("x")
    assert git_facts(root) == GitFacts(commit, False, prefix="docs/status/")
    (root / "page.md").write_text("y")
    (root / "more").mkdir()
    (root / "more" / "new.md").write_text("z")
    assert git_facts(root) == GitFacts(commit, True, changed=("page.md", "more/"), prefix="docs/status/")


def test_a_root_that_somebody_elses_repository_does_not_contain_has_no_commit(tmp_path: Path) -> None:
    committed(tmp_path)
    root = tmp_path / "_site" / "trial"
    root.mkdir(parents=True)
    (root / "site.toml").write_text("x")
    assert git_facts(root) == NOTHING


def test_no_repository_no_commit_and_no_folder_are_no_facts(tmp_path: Path) -> None:
    assert git_facts(tmp_path / "missing") == NOTHING
    alone = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    assert git_facts(tmp_path, alone) == NOTHING
    git(tmp_path, "init", "-q")
    assert git_facts(tmp_path) == NOTHING


def test_without_git_there_are_no_facts(tmp_path: Path) -> None:
    committed(tmp_path)
    assert git_facts(tmp_path, {"PATH": str(tmp_path)}) == NOTHING


def test_the_environment_of_a_hook_does_not_lead_to_another_repository(tmp_path: Path) -> None:
    commit = committed(tmp_path / "mine")
    other = tmp_path / "other"
    committed(other)
    (other / "more").write_text("x")
    git(other, "add", ".")
    git(other, "commit", "-q", "-m", "second")
    hook = {**os.environ, "GIT_DIR": str(other / ".git"), "GIT_WORK_TREE": str(other), "GIT_INDEX_FILE": "/nowhere"}
    assert git_facts(tmp_path / "mine", hook) == GitFacts(commit, False)


def test_a_checkout_of_another_owner_is_refused_without_a_word(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    commit = committed(tmp_path / "site")
    for path in (tmp_path / "site", *(tmp_path / "site").rglob("*")):
        os.chown(path, 12345, 12345)
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    assert git_facts(tmp_path / "site", environment) == NOTHING
    assert capfd.readouterr() == ("", "")
    (tmp_path / ".gitconfig").write_text(f"[safe]\n\tdirectory = {tmp_path / 'site'}\n")
    assert git_facts(tmp_path / "site", environment) == GitFacts(commit, False)


def test_nothing_of_the_repository_is_run_and_nothing_is_written(tmp_path: Path) -> None:
    commit = committed(tmp_path)
    script = tmp_path / ".git" / "run-me"
    script.write_text(f"#!/bin/sh\ntouch '{tmp_path}/.git/was-run'\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.editor", "pager.status", "diff.external", "core.askPass"):
        git(tmp_path, "config", key, str(script))
    for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        shutil.copy(script, tmp_path / ".git" / "hooks" / hook)
    os.utime(tmp_path / "site.toml", (1, 1))  # a reason to write the index anew
    before = (tmp_path / ".git" / "index").read_bytes()
    assert git_facts(tmp_path) == GitFacts(commit, False)
    assert not (tmp_path / ".git" / "was-run").exists()
    assert (tmp_path / ".git" / "index").read_bytes() == before


def test_names_that_git_would_quote_are_no_trouble(tmp_path: Path) -> None:
    commit = committed(tmp_path)
    (tmp_path / "新しい\nファイル.md").write_text("x")
    assert git_facts(tmp_path) == GitFacts(commit, True, changed=("新しい\nファイル.md",))
