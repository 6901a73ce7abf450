"""A site's folder → everything in it, with every problem of every file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from noroshi.model.incident import Incident
from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.prose import Prose
from noroshi.model.site import Site
from noroshi.source.alias_files import aliases_on_files
from noroshi.source.git import GitFacts, git_facts
from noroshi.source.incidents import load_incidents
from noroshi.source.page_prose import page_prose
from noroshi.source.prose import Renderer
from noroshi.source.site import SITE_TOML, load_site
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
    files: int
    """Number of Markdown and TOML files of the site."""


def load(root: Path) -> Content:
    """Everything below ``root``. Never raises for what a file holds."""
    git = git_facts(root)
    site, problems = load_site(root, prose=page_prose)
    found = list(problems)
    if site is None:
        return Content(None, (), (), tuple(found), git, _files(root))
    static, static_problems = load_static(root, languages=site.languages, pages=tuple(page.id for page in site.pages))
    found += static_problems
    bodies = Bodies(site, {"/" + path: "/" + path for path, _ in static})
    incidents, incident_problems = load_incidents(
        root,
        zone=site.zone,
        languages=site.languages,
        service_ids=tuple(service.id for service in site.services),
        audience_ids=tuple(audience.id for audience in site.audiences),
        prose=bodies.prose,
    )
    found += incident_problems
    found += aliases_on_files(site, incidents, (path for path, _ in static))
    return Content(site, incidents, static, tuple(found), git, _files(root))


class Bodies:
    """Makes prose of updates' bodies, with one renderer a language."""

    def __init__(self, site: Site, static: Mapping[str, str]) -> None:
        self._site = site
        self._static = static
        self._renderers: dict[str, Renderer] = {}

    def prose(
        self, markdown: str, lang: str, id_prefix: str, images: Mapping[str, str], place: Place
    ) -> tuple[Prose, tuple[Problem, ...]]:
        """The prose of one body; what was changed on the way is a warning at its line.

        ``images``: names beside the update → paths from the site's root. Relative links are read from the
        incident's page in the body's own language.
        """
        folder = "" if lang == self._site.languages[0] else f"/{lang.lower()}"
        base = f"{folder}/incidents/{PurePosixPath(place.path).parent.name}/"
        rendered = self._renderer(lang).render(
            markdown, id_prefix=id_prefix, base=base, images={**self._static, **images}, heading_base=3
        )
        problems = tuple(
            Problem(
                Place(place.path, place.line + max(note.line - 1, 0)),
                str(note.kind),
                Severity.WARNING,
                {"value": note.value},
            )
            for note in rendered.notes
        )
        return rendered.prose, problems

    def _renderer(self, lang: str) -> Renderer:
        if lang not in self._renderers:
            meanings = ((term.term, term.meaning.said(lang)) for term in self._site.glossary)
            glossary = tuple((term, said.text) for term, said in meanings if said.lang == lang)
            self._renderers[lang] = Renderer(lang=lang, glossary=glossary, site_url=self._site.url)
        return self._renderers[lang]


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
