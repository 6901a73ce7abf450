"""The workflows that this repository and every new site have: what they may do, and their shell steps run by hand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_site import CHECKOUT, environment, serving, write, write_small_site

FOLDER = CHECKOUT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
ALL = [*WORKFLOWS, CHECKOUT / "action.yml"]
NOW = "1795230000"
"""2026-11-21 12:00 in Japan."""


def read(path: Path) -> dict[str, Any]:
    # YAML 1.1 reads the key `on` as true.
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {("on" if key is True else key): value for key, value in found.items()}


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found = read(path)
    return found["jobs"] if "jobs" in found else {"action": found["runs"]}


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in jobs(path).values():
        yield from job["steps"]


def step(path: Path, name: str) -> dict[str, Any]:
    """The step with this id or name."""
    return next(it for it in steps(path) if name in (it.get("id"), it.get("name")))


def used(path: Path, action: str) -> list[dict[str, Any]]:
    return [it for it in steps(path) if it.get("uses", "").startswith(f"{action}@")]


# ---- what they may do


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_full_commit_with_the_version_beside_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = re.findall(r"^ +(?:- )?uses: (.*)$", text, re.M)
    assert len(lines) == sum("uses" in it for it in steps(path))
    for line in lines:
        assert re.fullmatch(r"actions/[a-z/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_one_action_has_one_commit_in_all_files() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in ALL)
    found: dict[str, set[str]] = {}
    for action, commit in re.findall(r"uses: (actions/[a-z-]+)[a-z/]*@([0-9a-f]{40} # \S+)", text):
        found.setdefault(action, set()).add(commit)
    assert {action for action, commits in found.items() if len(commits) > 1} == set()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_nothing_of_an_event_or_an_input_is_written_into_a_shell(path: Path) -> None:
    assert [it["run"] for it in steps(path) if "${{" in it.get("run", "")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_has_only_the_permissions_it_asks_for_and_only_deploying_writes(path: Path) -> None:
    assert read(path)["permissions"] == {}
    for name, job in jobs(path).items():
        wanted = {"pages": "write", "id-token": "write"} if name == "deploy" else {"contents": "read"}
        assert job["permissions"] == wanted
        assert job["timeout-minutes"] <= 30


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_no_token_stays_in_the_checkout_and_no_secret_is_asked_for(path: Path) -> None:
    for it in used(path, "actions/checkout"):
        assert it["with"]["persist-credentials"] is False
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\$\{\{[^}]*(secrets|github\.token)|pull_request_target|workflow_run", text)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_only_a_push_writes_the_cache_and_never_the_letters(path: Path) -> None:
    assert used(path, "actions/cache") == []
    for it in used(path, "actions/cache/save"):
        assert (path.name, it["if"]) == ("publish.yml", "github.event_name == 'push'")
    kept = {it["with"]["path"] for action in ("save", "restore") for it in used(path, f"actions/cache/{action}")}
    assert kept <= {".noroshi/cache\n.noroshi/builds\n_site\n"}
    assert all("cache" not in it.get("with", {}) for it in used(path, "actions/setup-python"))


def test_the_outbox_is_uploaded_from_a_private_repository_alone() -> None:
    uploads = [it for path in ALL for it in used(path, "actions/upload-artifact")]
    uploads += [it for path in ALL for it in used(path, "actions/upload-pages-artifact")]
    private = [it for it in uploads if "_outbox" in it["with"]["path"]]
    assert len(private) == 2
    # Both sides say no where the event does not say.
    condition = re.compile(
        r"github\.event\.repository\.private( \|\| github\.repository_visibility == 'private')?( }})?"
    )
    for it in private:
        assert condition.fullmatch(it["if"].rpartition("&& ")[2]), it["if"]
        assert it["with"]["name"].endswith("-private")
    assert {it["with"]["path"] for it in uploads if it not in private} == {"_site"}
    assert all(it["with"]["include-hidden-files"] is True for it in uploads if it not in private)


def test_the_files_for_people_are_forms_that_are_filled_in_two_languages() -> None:
    form = read(CHECKOUT / ".github/ISSUE_TEMPLATE/incident.yml")
    assert {"name", "description", "body"} <= set(form)
    fields = [it for it in form["body"] if it["type"] != "markdown"]
    assert len({it["id"] for it in fields}) == len(fields)
    for it in fields:
        assert re.search("[ぁ-んァ-ヶ一-龠].* / .*[A-Za-z]", it["attributes"]["label"]), it["id"]
    owners = (CHECKOUT / ".github/CODEOWNERS").read_text(encoding="utf-8")
    assert all(line.startswith("#") for line in owners.splitlines())


# ---- their steps, run


class Runner:
    """A machine that has checked the site out, and on which noroshi is installed."""

    def __init__(self, root: Path, temporary: Path) -> None:
        self.root = root
        self.temporary = temporary
        temporary.mkdir()
        python = write(root, ".venv/bin/python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)

    def run(self, wanted: Mapping[str, Any], **environ: str) -> tuple[int, dict[str, str], str]:
        """(exit status, outputs, summary) of a step, run as GitHub runs bash; ``environ``: what expressions give."""
        files = {name: self.temporary / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        known = {"RUNNER_TEMP": self.temporary, "GITHUB_RUN_ID": "7", "SPOKEN": "en", **files, **environ}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", wanted["run"]],
            cwd=self.root,
            env=environment(SOURCE_DATE_EPOCH=NOW, **{name: str(value) for name, value in known.items()}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.said = done.stdout + done.stderr
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return done.returncode, outputs, files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")


def git(root: Path, *arguments: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=root, env=clean, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the step asks curl what is published")
def test_the_steps_of_publishing_publish_what_can_be_and_wait_until_something_is_due(tmp_path: Path) -> None:
    publish = FOLDER / "publish.yml"
    published = tmp_path / "published"
    published.mkdir()
    with serving(published) as (port, _):
        origin = write_small_site(tmp_path / "origin")
        settings = origin / "site_src/site.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("https://status.todai.example", f"http://127.0.0.1:{port}"), encoding="utf-8")
        shutil.rmtree(origin / "incidents/2026-11-15-labels-maintenance")
        shutil.copy(CHECKOUT / "build.py", origin)
        write(origin, ".gitignore", (CHECKOUT / ".gitignore").read_text(encoding="utf-8"))
        git(origin, "init", "-q", "-b", "main")
        git(origin, "add", ".")
        git(origin, "commit", "-q", "-m", "first")
        git(tmp_path, "clone", "-q", "origin", "clone")
        runner = Runner(tmp_path / "clone", tmp_path / "temporary")

        # Before the first publication the clock does nothing.
        assert runner.run(step(publish, "published"))[:2] == (0, {"nothing": "true"})

        assert runner.run(step(publish, "build"), FULL="")[:2] == (0, {"status": "0"})
        shutil.copytree(runner.root / "_site", published, dirs_exist_ok=True)

        # Nothing is open, and what is published is of today.
        assert runner.run(step(publish, "published"))[:2] == (0, {})
        assert runner.run(step(publish, "due"))[:2] == (0, {"due": "false"})

        # One mistake: the rest is published, and the last step turns the run red.
        write(runner.root, "incidents/2026-10-05-tracking-delay/04-typo.md", "---\nat: 25:00\n---\nText.\n")
        assert runner.run(step(publish, "due"))[1] == {"due": "true"}
        assert runner.run(step(publish, "check"))[0] == 1
        assert "::error file=incidents/2026-10-05-tracking-delay/04-typo.md,line=2" in runner.said
        assert runner.run(step(publish, "build"), FULL="--full")[:2] == (0, {"status": "4"})
        assert runner.run(step(publish, "was all of it published?"))[0] == 1

        # What holds for every page stops it, and nothing is deployed.
        write(runner.root, "site_src/site.toml", "name = 1\n")
        assert runner.run(step(publish, "build"), FULL="")[:2] == (1, {})


def test_the_summary_of_a_pull_request_says_what_customers_will_read(tmp_path: Path) -> None:
    check = FOLDER / "check.yml"
    root = write_small_site(tmp_path / "site")
    shutil.copy(CHECKOUT / "build.py", root)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    front = "title: 送り状を印刷できません @all <b>\nat: 2026-11-21 11:00\nservices: {labels: major_outage}\n"
    write(root, "incidents/2026-11-21-labels/incident.md", f"---\n{front}---\n調査中です。\n")
    edited = "incidents/2026-10-05-tracking-delay/03-resolved.md"
    write(root, edited, "---\nat: 2026-10-05 10:40\n---\n\n直りました。\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "second")
    runner = Runner(root, tmp_path / "temporary")

    status, _, _ = runner.run(step(check, "check"))

    assert status == 0, runner.said
    assert f"::warning file={edited},line=5,title=published-edited::" in runner.said

    status, _, summary = runner.run(step(check, "what will change for customers"))

    assert status == 0, runner.said
    assert "- New: `/incidents/2026-11-21-labels/`" in summary
    assert "`送り状を印刷できません @all <b>`" in summary
    assert "- New: SMS (ja) `2026-11-21-labels/incident`" in summary
    assert "NOT READY" in summary


def test_the_action_for_others_builds_and_runs_nothing_that_stands_in_its_inputs(tmp_path: Path) -> None:
    root = write_small_site(tmp_path / "workspace" / "status")
    runner = Runner(root.parent, tmp_path / "temporary")
    shutil.copytree(root.parent / ".venv", runner.temporary / "noroshi-venv")
    write(root, "incidents/2026-10-05-tracking-delay/04-typo.md", "---\nat: 25:00\n---\nText.\n")
    build = step(CHECKOUT / "action.yml", "build")
    wanted = {"ROOT": "status", "KEEP_GOING": "true", "ARGUMENTS": "--quiet --url https://example.com/`id`"}

    assert runner.run(build, **wanted)[0] == 2
    assert "'https://example.com/`id`' is not an address" in runner.said
    assert runner.run(build, **wanted | {"ARGUMENTS": "--quiet\n--url ftp://example.com\n"})[0] == 2
    assert "'ftp://example.com' is not an address" in runner.said
    assert runner.run(build, **wanted | {"ARGUMENTS": ""})[:2] == (0, {"site": f"{root}/_site", "status": "4"})
    assert runner.run(build, **wanted | {"ARGUMENTS": "", "KEEP_GOING": "false"})[:2] == (
        1,
        {"site": f"{root}/_site", "status": "1"},
    )
