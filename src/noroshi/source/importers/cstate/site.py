"""cState's config.yml → the site's facts, and the services that only incidents name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from noroshi.source.importers.foreign_yaml import Foreign, Tree, flat, read, tree
from noroshi.source.importers.imported import Ids, ImportedGroup, ImportedService, Remark, plain_line
from noroshi.source.importers.known_site import KnownSite, take_url
from noroshi.source.zones import zone_names

# What the site's look and Hugo's machinery need has no place in our site.toml and says nothing to a reader.
_TAKEN = {"title", "baseurl", "languagecode", "defaultcontentlanguage", "timezone", "params"}
_TAKEN_PARAMS = {"categories", "systems"}


def config(content: bytes | None, *, is_toml: bool = False, folder: str = "") -> KnownSite:
    """Read a configuration; None where there is none. ``folder`` names the site that has no name."""
    found = KnownSite()
    text = "" if content is None else content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    typed = _typed(text, found, is_toml=is_toml)
    values = {key.lower(): value for key, value in typed.items()}
    params = values.get("params")
    lower_params = {key.lower(): value for key, value in params.items()} if isinstance(params, dict) else {}
    found.name = plain_line(flat(values.get("title", "")))
    if not found.name:
        found.name = folder or "Status"
        found.guessed.append(Remark("no-site-name", {"value": found.name}))
    take_url(flat(values.get("baseurl", "")), found)
    _take_language(flat(values.get("languagecode", "") or values.get("defaultcontentlanguage", "")), found)
    _take_zone(flat(values.get("timezone", "")), found)
    _take_services(lower_params, found)
    left = [key for key in typed if key.lower() not in _TAKEN]
    if isinstance(params, dict):
        left += [f"params.{key}" for key in params if key.lower() not in _TAKEN_PARAMS]
    if left:
        found.unread.append(Remark("settings-left", {"value": ", ".join(left)}))
    return found


def _typed(text: str, found: KnownSite, *, is_toml: bool) -> dict[str, Tree]:
    if is_toml:
        try:
            return {key: tree(value) for key, value in tomllib.loads(text).items()}
        except (tomllib.TOMLDecodeError, RecursionError) as cause:
            found.unread.append(Remark("broken-yaml", {"value": " ".join(str(cause).split())[:200]}))
            return {}
    typed: Foreign = read(text)
    if typed.broken:
        found.repaired.append(Remark("broken-yaml", {"value": typed.broken}))
    for rule, value, line in typed.notes:
        found.unread.append(Remark({"line": "front-matter-line"}.get(rule, rule), {"value": value}, line))
    return typed.values


_COUNTRIES = {"jp": "ja", "cn": "zh", "kr": "ko", "cz": "cs", "dk": "da"}
"""Codes of countries, often typed for their language."""


def _take_language(typed: str, found: KnownSite) -> None:
    first, *others = typed.replace("_", "-").lower().split("-")
    tag = "-".join(
        [_COUNTRIES.get(first, first), *(part.upper() if len(part) == 2 else part.title() for part in others)]
    )
    if re.fullmatch(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?", tag):
        found.language = tag
    else:
        found.guessed.append(Remark("no-language", {"value": typed, "language": found.language}))


def _take_zone(typed: str, found: KnownSite) -> None:
    if not typed:
        return
    if typed in zone_names():
        found.timezone = typed
    else:
        found.unread.append(Remark("unknown-zone", {"value": typed}))


def _take_services(params: Mapping[str, Tree], found: KnownSite) -> None:
    group_ids = Ids("group")
    groups: dict[str, str] = {}
    for category in _tables(params.get("categories")):
        name = plain_line(flat(category.get("name", "")))
        if not name or name in groups:
            continue
        groups[name] = ""
        if flat(category.get("untitled", "")).lower() in {"true", "yes"}:
            # The source never showed this name; its services stand without a heading, as they did there.
            found.guessed.append(Remark("untitled-category", {"value": name}))
            continue
        groups[name] = group_ids.take(name)
        found.groups.append(ImportedGroup(groups[name], name))
        if description := flat(category.get("description", "")):
            found.unread.append(Remark("category-description", {"value": description, "name": name}))
    for system in _tables(params.get("systems")):
        name = plain_line(flat(system.get("name", "")))
        if not name or any(service.name == name for service in found.services):
            continue
        heading = plain_line(flat(system.get("category", "")))
        if heading and heading not in groups:
            found.unread.append(Remark("unknown-category", {"value": heading, "name": name}))
        found.services.append(
            ImportedService(
                found.service_ids.take(name),
                name,
                groups.get(heading, ""),
                plain_line(flat(system.get("description", ""))),
                _link(flat(system.get("link", "")), found),
            )
        )


def _tables(value: Tree | None) -> list[dict[str, Tree]]:
    """A list of tables; a bare name counts as one with a name."""
    items = value if isinstance(value, list) else []
    tables: list[dict[str, Tree]] = []
    for item in items:
        if isinstance(item, dict):
            tables.append({key.lower(): inner for key, inner in item.items()})
        elif isinstance(item, str):
            tables.append({"name": item})
    return tables


def _link(typed: str, found: KnownSite) -> str:
    if not typed or re.fullmatch(r"https?://[A-Za-z0-9\[][^\s<>\"'\\]*", typed):
        return typed
    found.unread.append(Remark("unsafe-link", {"value": typed}))
    return ""
