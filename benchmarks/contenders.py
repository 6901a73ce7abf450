"""A contender's name → its content, its commands and what it leaves behind."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.content import write_content
from benchmarks.incidents import NOW, Incident, incidents
from benchmarks.tools import Tools


@dataclass(frozen=True)
class Contender:
    """A generator with one of its set-ups."""

    name: str
    form: str
    """A key of FORMS."""
    writes: str
    """What is in its output, for whoever compares."""
    environ: tuple[tuple[str, str], ...] = ()


CONTENDERS: tuple[Contender, ...] = (
    Contender(
        "noroshi-same",
        "same",
        "one language: a page and a JSON document an incident, start page, history by month, services, maintenance, "
        "site feeds (Atom, RSS, JSON; by update and by incident, 50 entries each), sitemap, manifest; letters of the "
        "three open incidents",
    ),
    Contender(
        "noroshi-full",
        "full",
        "Japanese and English: all of the above twice, and index.md, feeds of every service and incident, the archive "
        "of all updates by month, the Statuspage API, badges, widget, documents of months and services; letters of "
        "the last 14 days",
    ),
    Contender(
        "eleventy",
        "eleventy",
        "one language: a page an incident, two feeds of 25 entries",
        (("SCOPE", "pages"),),
    ),
    Contender(
        "eleventy-more",
        "eleventy",
        "the same, and a JSON document an incident, a start page, a page a month and a service",
        (("SCOPE", "more"),),
    ),
    Contender(
        "pelican",
        "pelican",
        "one language: a page an incident, a list of all in pages of 25, a page a month and a service, two feeds of "
        "25 entries",
    ),
)


@dataclass(frozen=True)
class Field:
    """A contender at one size, set up in a folder of its own."""

    contender: Contender
    number: int
    folder: Path
    tools: Tools | None
    """``None``: only noroshi runs."""

    @property
    def site(self) -> Path:
        """Where its content is."""
        return self.folder / "content"

    @property
    def output(self) -> Path:
        """All that it writes lands here."""
        return self.folder / "output"

    @property
    def published(self) -> Path:
        """What of it is the site."""
        return self.output / "site" if self.contender.name.startswith("noroshi") else self.output

    @property
    def newest(self) -> Incident:
        """The incident that is edited."""
        return tuple(incidents(self.number))[-1]

    @property
    def page(self) -> Path:
        """The newest incident's."""
        return self.published / "incidents" / self.newest.id / "index.html"

    def set_up(self) -> None:
        """Write the content, and empty the output."""
        write_content(self.number, self.site, self.contender.form)
        if self.contender.form == "eleventy" and self.tools is not None:
            (self.site / "node_modules").symlink_to(self.tools.node_modules)
        self.empty()

    def empty(self) -> None:
        """As in a fresh checkout: no output, no cache."""
        for left in (self.output, self.site / ".noroshi", self.folder / "cache"):
            if left.exists():
                shutil.rmtree(left)
        self.output.mkdir(parents=True)

    def command(self, what: str = "build", *, minutes_later: int = 0, output: Path | None = None) -> list[str]:
        """``build``, or ``serve``: stay, build again what is edited. noroshi's moment is NOW and so many minutes."""
        output = output or self.output
        if self.contender.form == "eleventy":
            eleventy = [str(self.required.node), "node_modules/@11ty/eleventy/cmd.cjs"]
            return [*eleventy, "--quiet", *(["--watch"] if what == "serve" else [])]
        if self.contender.form == "pelican":
            return [str(self.required.pelican), "--quiet"]
        # The installed program runs no build.py, and a build.py knows its root.
        own = [sys.executable, "build.py"]
        program = own if self.contender.form == "same" else [sys.executable, "-m", "noroshi", "--root", str(self.site)]
        places = ["--site", str(output / "site"), "--outbox", str(output / "outbox")]
        port = ["--port", "0"] if what == "serve" else []
        return [*program, what, "--quiet", *places, "--now", said(NOW + timedelta(minutes=minutes_later)), *port]

    @property
    def required(self) -> Tools:
        """The tools. Raises ValueError where they were not installed."""
        if self.tools is None:
            raise ValueError(f"{self.contender.name} is not installed")
        return self.tools

    def environ(self, *, warm: bool = False, output: Path | None = None) -> dict[str, str]:
        """The person's own, without what changes a language's behaviour, and the contender's."""
        foreign = ("PYTHON", "NODE", "NOROSHI")
        own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        own.pop("SOURCE_DATE_EPOCH", None)
        cache = {"CACHE": "1" if warm else "0", "CACHE_PATH": str(self.folder / "cache")}
        return {**own, "LC_ALL": "C.UTF-8", "OUT": str(output or self.output), **cache, **dict(self.contender.environ)}


def said(at: datetime) -> str:
    """As ``--now`` takes it."""
    return f"{at:%Y-%m-%dT%H:%MZ}"


def fields(names: tuple[str, ...], number: int, folder: Path, tools: Tools | None) -> list[Field]:
    """Those named, at one size, each in a folder of its own, set up."""
    found = []
    for contender in CONTENDERS:
        if contender.name in names:
            field_of = Field(contender, number, folder / f"{contender.name}-{number}", tools)
            field_of.set_up()
            found.append(field_of)
    return found
