"""A site's folder → everything in it, with every problem of every file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.incident import Incident
from noroshi.model.problem import Problem
from noroshi.model.provenance import NO_HISTORY, History, Known
from noroshi.model.site import Site
from noroshi.source.alias_files import aliases_on_files
from noroshi.source.bodies import UpdateBodies
from noroshi.source.files import is_inside
from noroshi.source.git import AskedGit, GitFacts
from noroshi.source.handbook import load_handbook
from noroshi.source.history import Histories, no_histories
from noroshi.source.incidents import load_folder
from noroshi.source.packing import packed
from noroshi.source.shelf import Kept, Shelf
from noroshi.source.shelved import Incidents, Judge, Reading
from noroshi.source.signatures import Signatures, signatures
from noroshi.source.site import SITE_TOML, load_site
from noroshi.source.site_doubts import beyond_doubt, doubts
from noroshi.source.static import load_static
from noroshi.source.values import Surroundings
from noroshi.source.walk import folder_at


@frozen
class Content:
    """What a site's root holds."""

    site: Site | None
    """``None``: site.toml is missing or cannot be read at all."""
    courses: tuple[Course, ...]
    """Of every incident, by id; without the updates that could not be read."""
    static: tuple[tuple[str, Path], ...]
    problems: tuple[Problem, ...]
    git: GitFacts
    doubts: frozenset[str]
    """Keys of site.toml with errors by which incidents would be judged: see ``site_doubts``."""
    files: int
    """Number of Markdown and TOML files of the site."""
    fingerprints: Mapping[str, bytes] = field(default_factory=dict)
    """Incident id → digest of all that its folder holds."""
    kept: Mapping[str, Kept] = field(default_factory=dict)
    """Incident id → what the shelf knows of it."""
    read: tuple[str, ...] = ()
    """Paths of the incident folders that had to be read."""
    around: tuple[Problem, ...] = ()
    """Those of ``problems`` that are about no incident."""
    history: History = NO_HISTORY
    """What git knows of the incidents."""
    settings: bytes = b""
    """Digest of all that is said beside the incidents: site.toml, glossary, pages, names of static files."""

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """By id."""
        return tuple(course.incident for course in self.courses)


@frozen
class Surrounded:
    """A site without its incidents, and all that reading them depends on."""

    root: Path
    site: Site
    static: tuple[tuple[str, Path], ...]
    problems: tuple[Problem, ...]
    doubts: frozenset[str]

    @cached_property
    def digest(self) -> bytes:
        """16 bytes that change with anything that reading an incident depends on."""
        said = (self.site, tuple(path for path, _ in self.static), tuple(sorted(self.doubts)))
        return blake2b(packed(said), digest_size=16).digest()

    @cached_property
    def around(self) -> Surroundings:
        """What values of front matter depend on."""
        site = self.site
        return Surroundings(
            site.zone,
            site.languages,
            tuple(service.id for service in site.services),
            tuple(audience.id for audience in site.audiences),
            doubts=self.doubts,
            service_names={
                name: service.id
                for service in site.services
                for name in (service.name.original, *dict(service.name.translations).values())
            },
        )

    def incidents(self, shelf: Shelf, judge: Judge) -> Incidents:
        """The reader of this site's incidents."""
        return Incidents(self.root, shelf, self.around, self._bodies().prose, judge)

    def incident_at(self, folder: str) -> Incident | None:
        """The incident in one folder (POSIX, relative to the root), of which nothing else is read.

        ``None``: nothing sound stands in it.
        """
        found, _ = load_folder(self.root, folder_at(self.root, folder), self.around, self._bodies().prose)
        return found

    def _bodies(self) -> UpdateBodies:
        return UpdateBodies(self.site, {f"/{path}": f"/{quote(path)}" for path, _ in self.static})


def surrounded(root: Path) -> Surrounded | tuple[Problem, ...]:
    """The site without its incidents; only problems where there is no site to speak of."""
    site, problems = load_site(root)
    if site is None:
        return tuple(problems)
    doubtful = doubts(site, problems, SITE_TOML)
    found = beyond_doubt(problems, doubtful, SITE_TOML)
    book = load_handbook(root, site)
    site = replace(site, pages=(*site.pages, *book.pages))
    static, static_problems = load_static(root, languages=site.languages, pages=tuple(page.id for page in site.pages))
    shown = (*static, *book.images)
    return Surrounded(root, site, shown, (*found, *book.problems, *static_problems), doubtful)


def load(
    root: Path,
    *,
    shelf: Callable[[Surrounded], Shelf] = lambda _: Shelf(None, b""),
    judge: Callable[[Surrounded], Judge] = lambda _: lambda _: None,
    reading: Callable[[Incidents], Reading] = lambda incidents: incidents.read_here,
    at_ns: int = 0,
    seen: Callable[[], Signatures] | None = None,
    histories: Histories = no_histories,
) -> Content:
    """Everything below ``root``. Never raises for what a file holds.

    ``shelf``: where incidents were kept by an earlier build; ``judge``: asked of every incident that is read;
    ``reading``: who reads them; ``at_ns``: nanoseconds since 1970, now (0: signatures are never relied on); ``seen``:
    what the file system says at that moment, where somebody has begun to ask it; ``histories``: what git knows of the
    incidents, for whoever tells it.
    """
    asked = AskedGit(root)
    around = surrounded(root)
    if not isinstance(around, Surrounded):
        files = _files(root, seen() if seen else signatures(root, at_ns))
        return Content(None, (), (), around, asked.facts(), frozenset(), files)
    incidents = around.incidents(shelf(around), judge(around))
    found = seen() if seen else signatures(root, at_ns)
    shelved = incidents.seen(found, reading(incidents))
    taken = aliases_on_files(around.site, shelved.courses, (path for path, _ in around.static))
    facts = asked.facts()
    return Content(
        around.site,
        shelved.courses,
        around.static,
        (*around.problems, *shelved.problems, *taken),
        facts,
        around.doubts,
        _files(root, found),
        MappingProxyType(shelved.fingerprints),
        MappingProxyType(shelved.kept),
        shelved.read,
        around.problems,
        # The moments of a demonstration are made up: those of its commits would contradict them.
        History(Known.FICTION) if around.site.demonstration else histories(facts),
        around.digest,
    )


def site_address(root: Path) -> str:
    """``url`` of site.toml, for who needs nothing else of it; empty where it cannot be read."""
    found = _typed(root).get("url")
    return found if isinstance(found, str) else ""


def handbook_folder(root: Path) -> Path | None:
    """The folder of the site's handbook, for who watches it; ``None`` where there is none inside the site."""
    table = _typed(root).get("handbook")
    folder = table.get("folder") if isinstance(table, dict) else None
    return root / folder if isinstance(folder, str) and folder and is_inside(root, folder) else None


def _typed(root: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads((root / SITE_TOML).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _files(root: Path, seen: Signatures) -> int:
    pages = sum(1 for _ in (root / "site_src/pages").rglob("*.md"))
    return seen.files + pages + sum(1 for _ in (root / "site_src").glob("*.toml"))
