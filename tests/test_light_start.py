"""What a command does not need it does not import: a help text is there at once, an unchanged site almost so."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from small_site import NOW, write_small_site

PROBE = """\
import json, os, sys
from noroshi.app.cli import invoke
status = invoke(sys.argv[1:], os.environ)
print("\\n" + json.dumps([status, sorted(sys.modules)]))
"""


def imported_by(*arguments: str) -> set[str]:
    """Names of the modules that a command has imported when it ends, in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=True, env={**os.environ}
    )
    status, modules = json.loads(ran.stdout.splitlines()[-1])
    assert status == 0, ran.stderr
    return set(modules)


def beginning(names: set[str], *prefixes: str) -> set[str]:
    """Those of them that are one of these modules, or in one of these packages."""
    return {name for name in names if any(f"{name}.".startswith(f"{prefix}.") for prefix in prefixes)}


def test_help_imports_nothing_that_builds() -> None:
    heavy = beginning(
        imported_by("--help"),
        "babel",
        "difflib",
        "jinja2",
        "markupsafe",
        "msgpack",
        "noroshi.check",
        "noroshi.model",
        "noroshi.source",
        "noroshi.views",
        "pydantic",
        "rich",
        "yaml",
    )

    # What a class of values is, and no class of the model.
    assert heavy <= {"noroshi.model", "noroshi.model.frozen"}


@pytest.fixture(scope="module")
def second_build(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What a build imports that finds everything as it left it."""
    root = tmp_path_factory.mktemp("light")
    write_small_site(root)
    places = ("--site", str(root / "out"), "--outbox", str(root / "letters"))
    # By one process: what another imports nobody sees.
    asked = ("build", "--root", str(root), *places, "--now", NOW, "--quiet", "--workers", "1")
    first = imported_by(*asked)
    # What the second must do without the first had to have: the names are right.
    assert beginning(first, "noroshi.app.letter_batches") and beginning(first, "noroshi.app.making.feeds")
    return imported_by(*asked)


def test_an_unchanged_build_imports_nothing_that_reads_or_checks_what_people_write(second_build: set[str]) -> None:
    libraries = ("markdown", "nh3", "pydantic", "pydantic_core", "tomlkit", "yaml")

    assert beginning(second_build, "noroshi.source.importers", *libraries) == set()


def test_an_unchanged_build_imports_nothing_that_writes_letters(second_build: set[str]) -> None:
    own = ("noroshi.app.letter_batches", "noroshi.render.letters", "noroshi.wording.rules", "noroshi.wording.fold")

    assert beginning(second_build, *own, "css_inline", "email", "html_to_markdown", "jpholiday") == set()


def test_an_unchanged_build_imports_nothing_that_makes_feeds_or_follows_a_clock(second_build: set[str]) -> None:
    libraries = ("feedgen", "http", "icalendar", "lxml", "multiprocessing", "rich", "ssl", "babel.messages")

    assert beginning(second_build, "noroshi.app.making.feeds", "noroshi.app.live", *libraries) == set()
