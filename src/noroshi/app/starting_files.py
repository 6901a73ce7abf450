"""What a new site says of itself → the files that it begins with.

Most of them are this repository's own: the demonstration is built, checked and published by the same. Only what a new
site alone needs lies in ``scaffold/``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import noroshi
from noroshi.model.frozen import frozen
from noroshi.source.new_site import NewSite, is_japanese, new_site_toml
from noroshi.source.schemas import NAMES, json_schema
from noroshi.source.site import SITE_TOML
from noroshi.source.zones import zone

OF_REPOSITORY = (
    ".github/CODEOWNERS",
    ".github/ISSUE_TEMPLATE/config.yml",
    ".github/ISSUE_TEMPLATE/incident.yml",
    ".github/PULL_REQUEST_TEMPLATE.md",
    ".github/dependabot.yml",
    ".github/workflows/check.yml",
    ".github/workflows/digest.yml",
    ".github/workflows/publish.yml",
    ".gitignore",
    ".vscode/extensions.json",
    ".vscode/settings.json",
    ".vscode/tasks.json",
    "build.py",
    "constraints.txt",
)
"""Taken as they are."""
SAMPLE = "incidents/sample"
_OWN = Path(__file__).parent / "scaffold"


@frozen
class NewFile:
    """A file that a site begins with."""

    path: str
    """From the site's root, with slashes."""
    text: str
    is_ours: bool = True
    """Whether a site keeps it as noroshi wrote it, so that a newer noroshi may say that it has changed."""


def files_of_new_site(site: NewSite, now: datetime) -> tuple[NewFile, ...]:
    """All files, by path, site.toml last: whatever interrupts their writing, there is no site before it is whole."""
    sample = (repository() / SITE_TOML).read_text(encoding="utf-8")
    name = site.name if isinstance(site.name, str) else site.name[site.languages[0]]
    around = files_around(site.languages[0], name, site.url, site.services[0][0])
    files = (*around, *_pages(site.languages), *_sample(site, now))
    site_toml = NewFile(SITE_TOML, new_site_toml(sample, site, now), is_ours=False)
    return (*sorted(files, key=lambda file: file.path), site_toml)


def files_around(language: str, name: str, url: str, service: str) -> tuple[NewFile, ...]:
    """What stands around the content: whatever a site that has been there for years may lack too.

    ``service``: the id of one, for examples.
    """
    lang = _lang(language)
    filled = {"version": noroshi.__version__, "name": name, "url": url, "service": service}
    return (
        *(NewFile(path, _text(repository() / path), path != "build.py") for path in OF_REPOSITORY if _has(path)),
        NewFile("Makefile", _filled("Makefile", filled)),
        NewFile("README.md", _filled(f"README.{lang}.md", filled), is_ours=False),
        *(NewFile(f"schemas/{name}.schema.json", _schema(name)) for name in NAMES),
    )


def repository() -> Path:
    """Where the files of ``OF_REPOSITORY`` lie: in a wheel inside the package, in a checkout at its root."""
    inside = _OWN / "repository"
    return inside if inside.is_dir() else Path(noroshi.__file__).parent.parent.parent


def _has(path: str) -> bool:
    return (repository() / path).is_file()


def _lang(tag: str) -> str:
    return "ja" if is_japanese(tag) else "en"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _filled(name: str, values: Mapping[str, str]) -> str:
    # One pass: a name of the site is never itself read as a gap.
    return re.sub("@([a-z]+)@", lambda gap: values.get(gap[1], gap[0]), _text(_OWN / name))


def _schema(name: str) -> str:
    return json.dumps(json_schema(name), ensure_ascii=False, indent=2) + "\n"


def _pages(languages: tuple[str, ...]) -> Iterator[NewFile]:
    for tag, suffix in _with_texts(languages):
        text = _text(_OWN / f"about.{_lang(tag)}.md")
        yield NewFile(f"site_src/pages/about{suffix}.md", _without_facts(text) if suffix else text, is_ours=False)
    glossary = _text(_OWN / f"glossary.{_lang(languages[0])}.toml")
    yield NewFile("site_src/glossary.toml", glossary, is_ours=False)


def _with_texts(languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(language, what stands before ``.md``) of what a site begins with: its first language, and those we write."""
    yield languages[0], ""
    for tag in languages[1:]:
        if tag.lower().partition("-")[0] in ("ja", "en"):
            yield tag, f".{tag}"


def _sample(site: NewSite, now: datetime) -> Iterator[NewFile]:
    yesterday = now.astimezone(zone(site.timezone)) - timedelta(days=1)
    began, ended = (yesterday.replace(hour=14, minute=minute, second=0, microsecond=0) for minute in (5, 31))
    facts = {
        "incident": (
            f"at: {_written(began)}",
            f"services: {{{site.services[0][0]}: degraded_performance}}",
            "next_update: +30m",
        ),
        "02-resolved": (f"at: {_written(ended)}",),
    }
    for name, lines in facts.items():
        for tag, suffix in _with_texts(site.languages):
            text = _text(_OWN / "sample" / f"{name}.{_lang(tag)}.md")
            text = _without_facts(text) if suffix else text.replace("@facts@", "\n".join(lines))
            yield NewFile(f"{SAMPLE}/{name}{suffix}.md", text, is_ours=False)


def _without_facts(text: str) -> str:
    """As a translation: facts stand in the file of the first language alone, and so does what is said of them."""
    return re.sub(r"^(#.*|draft: .*|nav: .*|@facts@)\n", "", text, flags=re.M)


def _written(at: datetime) -> str:
    return at.isoformat(" ", "minutes")
