"""Pinned packages → Eleventy and Pelican, installed once into a folder outside the repository."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.forms import HERE


@dataclass(frozen=True)
class Tools:
    """What the contenders run with."""

    node: Path
    node_modules: Path
    pelican: Path
    """Pelican's program, in an environment of its own."""
    versions: tuple[tuple[str, str], ...]
    """(name, version)"""


def install(into: Path) -> Tools:
    """Whatever is not there yet comes from the package indexes that npm and pip are set up for.

    Raises FileNotFoundError where there is no Node.js, CalledProcessError where an installation fails.
    """
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise FileNotFoundError("node and npm are needed for Eleventy: without them name other contenders")
    modules = _eleventy(into / "eleventy")
    pelican = _pelican(into / "pelican")
    found = [
        ("Node.js", _said([node, "--version"]).removeprefix("v")),
        *((name, json.loads((modules / name / "package.json").read_text())["version"]) for name in _pinned()),
        *(
            tuple(line.split("==", 1))
            for line in _requirements()
            if line.startswith(("pelican", "Markdown==", "Jinja2"))
        ),
    ]
    return Tools(Path(node), modules, pelican / "bin" / "pelican", tuple((name, version) for name, version in found))


def _eleventy(into: Path) -> Path:
    lists = [HERE / "eleventy" / name for name in ("package.json", "package-lock.json")]
    if _is_old(into, lists):
        for file in lists:
            shutil.copy(file, into)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=into, check=True)
        _installed(into, lists)
    return into / "node_modules"


def _pelican(into: Path) -> Path:
    lists = [HERE / "pelican" / "requirements.txt"]
    if _is_old(into, lists):
        subprocess.run([sys.executable, "-m", "venv", str(into)], check=True)
        pip = [str(into / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", str(lists[0])], check=True)
        _installed(into, lists)
    return into


def _is_old(into: Path, lists: list[Path]) -> bool:
    """Whether it must be installed; then ``into`` is an empty folder."""
    mark = into / "installed-from"
    if mark.exists() and mark.read_text() == _digest(lists):
        return False
    if into.exists():
        shutil.rmtree(into)
    into.mkdir(parents=True)
    return True


def _installed(into: Path, lists: list[Path]) -> None:
    (into / "installed-from").write_text(_digest(lists))


def _digest(lists: list[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in lists)).hexdigest()


def _pinned() -> list[str]:
    return list(json.loads((HERE / "eleventy" / "package.json").read_text())["dependencies"])


def _requirements() -> list[str]:
    return (HERE / "pelican" / "requirements.txt").read_text().split()


def _said(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
