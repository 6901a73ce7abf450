"""A site's folder → everything in it, with every problem of every file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from noroshi.model.incident import Incident
from noroshi.model.problem import Problem
from noroshi.model.site import Site
from noroshi.source.alias_files import aliases_on_files
from noroshi.source.bodies import UpdateBodies
from noroshi.source.git import GitFacts, git_facts
from noroshi.source.incidents import load_incidents
from noroshi.source.site import SITE_TOML, load_site
from noroshi.source.site_doubts import beyond_doubt, doubts
from noroshi.source.static import load_static


@dataclass(frozen=True)
class Content:
    """What a site's root holds."""

    site: Site | None
    """``None``: site.toml is missing or cannot be read at all."""
    incidents: tuple[Incident, ...]
    """By id; without the updates that could not be read."""
    static: tuple[tuple[str, Path], ...]
    problems: tuple[Problem, ...]
    git: GitFacts
    doubts: frozenset[str]
    """Keys of site.toml with errors by which incidents would be judged: see ``site_doubts``."""
    files: int
    """Number of Markdown and TOML files of the site."""


def load(root: Path) -> Content:
    """Everything below ``root``. Never raises for what a file holds."""
    git = git_facts(root)
    site, problems = load_site(root)
    found = list(problems)
    if site is None:
        return Content(None, (), (), tuple(found), git, frozenset(), _files(root))
    doubtful = doubts(site, problems, SITE_TOML)
    found = beyond_doubt(found, doubtful, SITE_TOML)
    static, static_problems = load_static(root, languages=site.languages, pages=tuple(page.id for page in site.pages))
    found += static_problems
    bodies = UpdateBodies(site, {f"/{path}": f"/{quote(path)}" for path, _ in static})
    incidents, incident_problems = load_incidents(
        root,
        zone=site.zone,
        languages=site.languages,
        service_ids=tuple(service.id for service in site.services),
        audience_ids=tuple(audience.id for audience in site.audiences),
        prose=bodies.prose,
        doubts=doubtful,
        service_names={
            name: service.id
            for service in site.services
            for name in (service.name.original, *dict(service.name.translations).values())
        },
    )
    found += incident_problems
    found += aliases_on_files(site, incidents, (path for path, _ in static))
    return Content(site, incidents, static, tuple(found), git, doubtful, _files(root))


def site_address(root: Path) -> str:
    """``url`` of site.toml, for who needs nothing else of it; empty where it cannot be read."""
    try:
        found = tomllib.loads((root / SITE_TOML).read_text(encoding="utf-8-sig")).get("url", "")
    except (OSError, ValueError):
        return ""
    return found if isinstance(found, str) else ""


def _files(root: Path) -> int:
    markdown = sum(1 for folder in ("incidents", "site_src/pages") for _ in (root / folder).rglob("*.md"))
    return markdown + sum(1 for _ in (root / "site_src").glob("*.toml"))
