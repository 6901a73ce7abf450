"""Completion of a command line: in a real bash, and through what the scripts of zsh and fish ask."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from small_site import environment, noroshi, write

from noroshi.app.cli_words import CliWords
from noroshi.app.commands import all_commands
from noroshi.app.commands.parts import Program
from noroshi.app.completing import completions

GROUP = all_commands(Program(), CliWords("en"), {})
OPEN = "2026-11-21-parcel-api"


@pytest.fixture
def site(small_site: Path) -> Path:
    """The small site with something open."""
    write(small_site, f"incidents/{OPEN}/incident.md", "---\ntitle: x\nat: 2026-11-21 09:00\n---\nx\n")
    return small_site


def offered(root: Path, *words: str, shell: str = "bash") -> list[str]:
    """What may stand for the last of the words."""
    line = ["noroshi", "--root", str(root), *words]
    asked = {"COMP_WORDS": "\n".join(line), "COMP_CWORD": str(len(line) - 1), "_NOROSHI_COMPLETE": f"{shell}_complete"}
    if shell == "fish":
        asked["COMP_CWORD"] = line[-1]
    said = completions(GROUP, asked).splitlines()
    if shell == "zsh":
        return said[1::3]
    return [line.partition(",")[2].partition("\t")[0] for line in said]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_commands_ids_services_and_statuses_are_offered(site: Path, shell: str) -> None:
    assert offered(site, "upd", shell=shell) == ["update"]
    assert offered(site, "update", "2026-1", shell=shell)[0] == OPEN
    assert offered(site, "update", "parcel", shell=shell) == [OPEN]
    assert offered(site, "update", "labels", "--status", "c", shell=shell) == ["completed", "cancelled"]
    assert offered(site, "update", OPEN, "--status", "re", shell=shell) == ["resolved"]
    assert offered(site, "update", OPEN, "--status", "", shell=shell)[-2:] == ["resolved", "false_alarm"]
    assert offered(site, "update", "labels", "--status", "re", shell=shell) == []
    assert offered(site, "new", "x", "--kind", "se", shell=shell) == ["security"]
    assert offered(site, "new", "x", "--service", "t", shell=shell) == ["tracking"]
    assert offered(site, "new", "x", "--impact", "m", shell=shell) == ["minor", "major"]
    assert "--next-update" in offered(site, "update", OPEN, "--n", shell=shell)


def test_what_may_be_open_comes_first(site: Path) -> None:
    write(
        site,
        "incidents/2026-11-30-later/incident.md",
        "---\ntitle: y\nat: 2026-11-30 09:00\nstatus: resolved\n---\nx\n",
    )
    assert offered(site, "update", "20")[0] == OPEN
    assert set(offered(site, "update", "20")) == {path.name for path in (site / "incidents").iterdir()}


def test_a_state_is_offered_behind_the_sign_that_bash_takes_for_a_word(site: Path) -> None:
    assert offered(site, "new", "x", "--service", "labels", "=", "maj") == ["major_outage"]
    assert offered(site, "new", "x", "--service", "labels", "=")[0] == "operational"
    assert offered(site, "update", OPEN, "--status", "=", "mon") == ["monitoring"]
    assert offered(site, "new", "x", "--service", "labels=maj", shell="zsh") == ["labels=major_outage"]
    assert offered(site, "update", OPEN, "--status=mon", shell="zsh") == ["--status=monitoring"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"_NOROSHI_COMPLETE": "tcsh_complete", "COMP_WORDS": "noroshi", "COMP_CWORD": "1"},
        {"_NOROSHI_COMPLETE": "bash_complete", "COMP_WORDS": "noroshi", "COMP_CWORD": "x"},
        {"_NOROSHI_COMPLETE": "bash_complete", "COMP_WORDS": "noroshi nothing --like this", "COMP_CWORD": "4"},
        {"_NOROSHI_COMPLETE": "zsh_complete"},
    ],
)
def test_nonsense_is_answered_with_silence(asked: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    assert completions(GROUP, asked) == ""
    assert capfd.readouterr() == ("", "")


def test_a_site_that_cannot_be_read_offers_nothing_and_nothing_is_written(site: Path, tmp_path: Path) -> None:
    (site / "site_src/site.toml").write_text("services = 3", encoding="utf-8")
    before = sorted(site.rglob("*"))
    assert offered(site, "new", "x", "--service", "") == []
    assert offered(tmp_path / "nowhere", "update", "") == []
    assert sorted(site.rglob("*")) == before


def test_a_real_bash_completes_with_the_script_that_is_printed(site: Path, tmp_path: Path) -> None:
    program = tmp_path / "noroshi"
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "from noroshi.app.cli import run; run()" "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    script = noroshi(None, "completion", "bash", now="")
    assert script.status == 0
    asks = f"""{script.out}
COMP_WORDS=(noroshi update --status = reso) COMP_CWORD=4
_noroshi_completion {program}
echo "${{COMPREPLY[@]}}"
"""
    ran = subprocess.run(["bash", "--norc", "-c", asks], capture_output=True, text=True, cwd=site, env=environment())
    assert (ran.stdout, ran.stderr) == ("resolved\n", "")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_scripts_of_other_shells_name_the_program(shell: str) -> None:
    ran = noroshi(None, "completion", shell, now="")
    assert f"_NOROSHI_COMPLETE={shell}_complete" in ran.out
    assert noroshi(None, "completion", "tcsh", now="").status == 2
