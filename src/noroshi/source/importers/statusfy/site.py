"""Statusfy's config.js, config.yml or config.toml and its locales/*.json → the site's facts."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from noroshi.source.importers.foreign_yaml import Tree, flat, read, tree
from noroshi.source.importers.imported import ImportedService, ImportedSite, Remark, plain_line
from noroshi.source.importers.known_site import KnownSite, site, take_url
from noroshi.source.importers.services import Services
from noroshi.source.importers.statusfy.literals import literals
from noroshi.source.site_values import language_like

_TAKEN = {"title", "baseUrl", "defaultLocale", "locales", "content"}
_TAKEN_CONTENT = {"dir", "systems", "frontMatterFormat"}
PROGRAMS = frozenset({".js", ".mjs", ".cjs", ".ts"})


@dataclass
class Config:
    """What was read of a configuration."""

    known: KnownSite
    """Its services bear the systems' ids as names: those are what incidents say."""
    languages: dict[str, str] = field(default_factory=dict)
    """Code of a locale, which is its folder's name → language; the first one's files lie in no folder."""
    folder: str = "content"
    """Where the incidents lie, below the checkout."""
    lists_systems: bool = False
    titles: dict[str, dict[str, str]] = field(default_factory=dict)
    """Id of a system, empty for the site → language → its name there."""
    descriptions: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def locale(self) -> str:
        """The code of the default locale."""
        return next(iter(self.languages))


def config(content: bytes | None, *, suffix: str = ".js", folder: str = "") -> Config:
    """Read a configuration; None where there is none. ``folder`` names the site that has no name."""
    known = KnownSite()
    text = "" if content is None else content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    values = _typed(text, suffix, known) if content is not None else {}
    found = Config(known)
    known.name = plain_line(flat(values.get("title", "")))
    if not known.name:
        known.name = folder or "Status"
        known.guessed.append(Remark("no-site-name", {"value": known.name}))
    take_url(flat(values.get("baseUrl", "")), known)
    _take_languages(values, found)
    inner = values.get("content")
    settings: Mapping[str, Tree] = inner if isinstance(inner, dict) else {}
    if named := flat(settings.get("dir", "")).strip():
        found.folder = named
    systems = settings.get("systems")
    if isinstance(systems, list):
        found.lists_systems = True
        for name in dict.fromkeys(plain_line(flat(system)) for system in systems):
            if name:
                known.services.append(ImportedService(known.service_ids.take(name), name))
    left = [key for key in values if key not in _TAKEN]
    left += [f"content.{key}" for key in settings if key not in _TAKEN_CONTENT]
    if left:
        known.unread.append(Remark("settings-left", {"value": ", ".join(left)}))
    return found


def _typed(text: str, suffix: str, known: KnownSite) -> dict[str, Tree]:
    try:
        if suffix == ".toml":
            return {key: tree(value) for key, value in tomllib.loads(text).items()}
        if suffix == ".json":
            values = tree(json.loads(text))
            return values if isinstance(values, dict) else {}
    except (ValueError, RecursionError) as cause:
        known.unread.append(Remark("broken-settings", {"value": " ".join(str(cause).split())[:200]}))
        return {}
    if suffix in PROGRAMS:
        program = literals(text)
        if not program.found:
            known.unread.append(Remark("script-not-read"))
        elif program.skipped:
            known.unread.append(Remark("script-skipped", {"value": ", ".join(program.skipped)}))
        return program.values
    typed = read(text)
    if typed.broken:
        known.repaired.append(Remark("broken-yaml", {"value": typed.broken}))
    for rule, value, line in typed.notes:
        known.unread.append(Remark({"line": "front-matter-line"}.get(rule, rule), {"value": value}, line))
    return typed.values


def _take_languages(values: Mapping[str, Tree], found: Config) -> None:
    default = flat(values.get("defaultLocale", "")).strip() or "en"
    codes: list[str] = [default]
    locales = values.get("locales")
    for locale in locales if isinstance(locales, list) else []:
        if isinstance(locale, dict) and (code := flat(locale.get("code", "")).strip()):
            codes.append(code)
    for code in dict.fromkeys(codes):
        language = language_like(code)
        if not language:
            language = "en" if code == default else ""
            found.known.guessed.append(Remark("no-language", {"value": code, "language": language or "–"}))
        if language and language not in found.languages.values():
            found.languages[code] = language
    found.known.language = found.languages[found.locale]


def take_locale(content: bytes, language: str, found: Config) -> tuple[Remark, ...]:
    """The names in one language, from its locales/CODE.json; remarks about that file."""
    try:
        values = tree(json.loads(content.decode("utf-8-sig")))
    except (ValueError, RecursionError) as cause:
        return (Remark("broken-settings", {"value": " ".join(str(cause).split())[:200]}),)
    if not isinstance(values, dict):
        return ()
    systems = values.get("systems")
    items = systems.get("items") if isinstance(systems, dict) else None
    for system, told in {"": values, **(items if isinstance(items, dict) else {})}.items():
        for key, texts in (("title", found.titles), ("description", found.descriptions)):
            text = plain_line(flat(told.get(key, ""))) if isinstance(told, dict) else ""
            if text:
                texts.setdefault(system, {})[language] = text
    return ()


def imported_site(found: Config, services: Services, first_year: int) -> ImportedSite:
    """What a new site.toml says. A service has the name that the pages showed."""
    plain = site(found.known, services, first_year)
    first = found.known.language
    return replace(
        plain,
        languages=tuple(dict.fromkeys(found.languages.values())),
        names=found.titles.get("", {}),
        services=tuple(
            replace(
                service,
                name=titles.get(first, service.name),
                names=titles,
                description=descriptions.get(first, ""),
                descriptions=descriptions,
                # Without a list nobody knows which of them are gone.
                until=service.until if found.lists_systems else "",
            )
            for service in plain.services
            for titles in [found.titles.get(service.name, {})]
            for descriptions in [found.descriptions.get(service.name, {})]
        ),
    )
