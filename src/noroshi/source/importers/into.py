"""An import → a site's folder: what is new is added, nothing that is there is overwritten.

Importing twice changes nothing. An incident's folder appears whole (it is written beside and renamed);
site.toml is replaced in one step, and only when a service is missing in it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array

from noroshi.model.frozen import frozen
from noroshi.source.importers.imported import Imported, ImportedService, ImportedSite

SITE_TOML = Path("site_src") / "site.toml"


@frozen
class Written:
    """What an import did to a folder."""

    added: tuple[str, ...] = ()
    """Ids of incidents that are new."""
    unchanged: tuple[str, ...] = ()
    """Ids of incidents that were there, with exactly these files."""
    left: tuple[str, ...] = ()
    """Ids of incidents that were there with other contents: they were left as they are."""
    services_added: tuple[str, ...] = ()
    """Ids of services that the site.toml which was there did not have."""
    site_unreadable: str = ""
    """Why site.toml could not be read; it was then left alone."""
    languages_missing: tuple[str, ...] = ()
    """Languages of the incidents that the site.toml which was there does not list."""


def write_import(imported: Imported, into: Path) -> Written:
    """Write below ``into`` (made where there is none).

    Raises OSError; what was added before it stays, whole.
    """
    incidents = into / "incidents"
    incidents.mkdir(parents=True, exist_ok=True)
    added: list[str] = []
    unchanged: list[str] = []
    left: list[str] = []
    known = homes(incidents)
    for file in imported.files:
        if not file.incident:
            continue
        home = known.get(file.incident)
        if home is None:
            _add(incidents / file.incident, file.files)
            added.append(file.incident)
        elif _same(home, file.files):
            unchanged.append(file.incident)
        else:
            left.append(file.incident)
    services, unreadable, languages = _write_site(imported.site, into / SITE_TOML)
    return Written(tuple(added), tuple(unchanged), tuple(left), services, unreadable, languages)


def homes(incidents: Path) -> dict[str, Path]:
    """Id → where it stands; a folder of four digits is a year, and not part of the id. No folder, no ids."""
    found: dict[str, Path] = {}
    if not incidents.is_dir():
        return found
    for entry in sorted(incidents.iterdir()):
        if entry.name.isascii() and entry.name.isdigit() and len(entry.name) == 4 and entry.is_dir():
            found.update({inner.name: inner for inner in sorted(entry.iterdir())})
        else:
            found[entry.name] = entry
    return found


def _add(folder: Path, files: Mapping[str, str]) -> None:
    beside = folder.parent / f".{folder.name}.importing"
    if beside.exists():
        # Left by an import that was killed.
        shutil.rmtree(beside)
    beside.mkdir()
    for name, text in files.items():
        (beside / name).write_bytes(text.encode("utf-8"))
    beside.rename(folder)


def _same(folder: Path, files: Mapping[str, str]) -> bool:
    """Whether all files of the import are there unchanged; further ones, like translations, do not matter."""
    try:
        return all((folder / name).read_bytes() == text.encode("utf-8") for name, text in files.items())
    except OSError:
        return False


def _write_site(site: ImportedSite, path: Path) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """(ids of services added, why it could not be read, languages that it does not list)."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, site_toml(site))
        return (), "", ()
    try:
        before = path.read_bytes().decode("utf-8")
        after, services, languages = with_services(before, site)
    except (UnicodeDecodeError, TOMLKitError) as cause:
        return (), " ".join(str(cause).split()), ()
    if after != before:
        _replace(path, after)
    return services, "", languages


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.importing")
    beside.write_bytes(text.encode("utf-8"))
    beside.replace(path)


def site_toml(site: ImportedSite) -> str:
    """A new site.toml."""
    made = tomlkit.document()
    made["name"] = _text(site.name, site.names, site.languages)
    made["url"] = site.url
    made["languages"] = list(site.languages)
    made["timezone"] = site.timezone
    feeds = tomlkit.table()
    feeds["authority"] = site.authority
    made["feeds"] = feeds
    if site.groups:
        groups = tomlkit.aot()
        for group in site.groups:
            table = tomlkit.table()
            table.update({"id": group.id, "name": group.name})
            groups.append(table)
        made["groups"] = groups
    if site.services:
        services = tomlkit.aot()
        for service in site.services:
            services.append(_table(service, {group.id for group in site.groups}, site.languages))
        made["services"] = services
    return tomlkit.dumps(made)


def with_services(text: str, site: ImportedSite) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A site.toml with the services it lacks at the end, everything else as typed.

    Also gives the ids added, and the languages of the import that it does not list. Raises TOMLKitError.
    """
    plain: dict[str, Any] = tomlkit.parse(text).unwrap()
    groups = {str(group.get("id")) for group in _tables(plain.get("groups"))}
    listed = plain.get("languages")
    # A text in a language that the site does not have would be an error.
    both = tuple(language for language in site.languages if isinstance(listed, list) and language in listed)
    known = both if both[:1] == site.languages[:1] else ()
    return add_services(text, site.languages, [_table(service, groups, known) for service in site.services])


def add_services(
    text: str, wanted_languages: Iterable[str], tables: Iterable[tomlkit.items.Table]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The same of services as tables of a site.toml; those whose id it knows are passed over."""
    there = tomlkit.parse(text)
    plain: dict[str, Any] = there.unwrap()
    languages = plain.get("languages")
    listed = languages if isinstance(languages, list) else []
    missing_languages = tuple(language for language in wanted_languages if language not in listed)
    known = {str(service.get("id")) for service in _tables(plain.get("services"))}
    missing = [table for table in tables if str(table["id"]) not in known]
    if not missing:
        return text, (), missing_languages
    services = there.get("services")
    if isinstance(services, Array):
        for table in missing:
            inline = tomlkit.inline_table()
            inline.update(table.unwrap())
            services.append(inline)
        added = tomlkit.dumps(there)
    elif services is None or isinstance(services, AoT):
        # Appended as text: tables may follow the last service, and tomlkit would move what stands between.
        more = tomlkit.aot()
        for table in missing:
            more.append(table)
        end = "" if text.endswith("\n") or not text else "\n"
        new = tomlkit.document()
        new["services"] = more
        added = f"{text}{end}\n{tomlkit.dumps(new)}"
        tomlkit.parse(added)
    else:
        return text, (), missing_languages
    return added, tuple(str(table["id"]) for table in missing), missing_languages


def _tables(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _table(service: ImportedService, groups: set[str], languages: Sequence[str]) -> tomlkit.items.Table:
    """The group only where the site has it: an unknown one would be an error."""
    table = tomlkit.table()
    table["id"] = service.id
    table["name"] = _text(service.name, service.names, languages)
    if service.group in groups:
        table["group"] = service.group
    if service.description:
        table["description"] = _text(service.description, service.descriptions, languages)
    for key, value in (("link", service.link), ("until", service.until)):
        if value:
            table[key] = value
    return table


def _text(first: str, others: Mapping[str, str], languages: Sequence[str]) -> str | tomlkit.items.InlineTable:
    """A text, or a table of it by language; ``languages`` are those that may stand there, that of ``first`` first."""
    told = {language: others[language] for language in languages[1:] if others.get(language, first) != first}
    if not told:
        return first
    table = tomlkit.inline_table()
    table.update({languages[0]: first, **told})
    return table
