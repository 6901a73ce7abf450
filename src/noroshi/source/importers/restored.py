"""The files of an export → a site's folder: what is missing is added, nothing that is there is overwritten.

Into an empty folder they are written byte for byte. Into a site with content an incident arrives whole or not at all,
any other file where there is none of its name, and site.toml gains the services that it lacks.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from noroshi.model.frozen import frozen
from noroshi.source.files import is_below
from noroshi.source.importers.export_document import ExportedFile, Fault, NoExport
from noroshi.source.importers.into import SITE_TOML, add_services, homes

ADDED, UNCHANGED, LEFT, GREW = "added", "unchanged", "left", "grew"


@frozen
class Row:
    """What became of a file."""

    file: str
    incident: str
    """Id of its incident; empty for the site's own files."""
    became: str
    """``added``, ``unchanged``, ``left`` (another one is there, and stays) or ``grew``: site.toml."""


@frozen
class Restored:
    """What an import of an export did to a folder."""

    rows: tuple[Row, ...]
    """By path; every file of the export has its row."""
    services_added: tuple[str, ...] = ()
    languages_missing: tuple[str, ...] = ()
    site_unreadable: str = ""
    """Why one of the two site.toml could not be read; the one that is there was then left alone."""

    def incidents(self, became: str) -> int:
        """How many incidents became that."""
        return len({row.incident for row in self.rows if row.incident and row.became == became})

    def others(self, became: str) -> int:
        """How many files beside the incidents became that."""
        return sum(1 for row in self.rows if not row.incident and row.became == became)


def restore(files: Iterable[ExportedFile], into: Path) -> Restored:
    """Write below ``into`` (made where there is none).

    Raises NoExport where a folder there is a link that leads out of it, before anything is written; OSError, where
    what was added before stays, whole.
    """
    units: dict[str, list[ExportedFile]] = {}
    for file in files:
        units.setdefault(_folder_of_incident(file.path) or file.path, []).append(file)
    into.mkdir(parents=True, exist_ok=True)
    _refuse_links(units, into)
    known = homes(into / "incidents")
    rows: list[Row] = []
    services: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    unreadable = ""
    for place, unit in units.items():
        incident = "" if place == unit[0].path else place.rpartition("/")[2]
        became = _restore_incident(unit, into, place, known) if incident else _restore_file(unit[0], into)
        if became == LEFT and place == SITE_TOML.as_posix():
            services, languages, unreadable = _grow(unit[0].content, into / SITE_TOML)
            became = GREW if services else became
        rows += [Row(file.path, incident, became) for file in unit]
    return Restored(tuple(sorted(rows, key=lambda row: row.file)), services, languages, unreadable)


def _folder_of_incident(path: str) -> str:
    """``incidents/<id>`` or ``incidents/<year>/<id>``, which holds the file; empty where none does."""
    names = path.split("/")[:-1]
    if names[0] != "incidents" or len(names) < 2:
        return ""
    is_year = len(names[1]) == 4 and names[1].isascii() and names[1].isdigit()
    return "/".join(names[: 3 if is_year else 2]) if len(names) > 2 or not is_year else ""


def _refuse_links(units: dict[str, list[ExportedFile]], into: Path) -> None:
    folders = {path for unit in units.values() for file in unit for path in _folders(file.path)}
    leaving = [path for path in sorted(folders) if not is_below(into, path)]
    if leaving:
        raise NoExport(tuple(Fault("link-leaves", path) for path in leaving[:20]))


def _folders(path: str) -> list[str]:
    names = path.split("/")[:-1]
    return ["/".join(names[:end]) for end in range(1, len(names) + 1)]


def _restore_incident(unit: list[ExportedFile], into: Path, place: str, known: Mapping[str, Path]) -> str:
    folder = into / place
    there = folder if os.path.lexists(folder) else known.get(folder.name)
    names = [(file.path.removeprefix(f"{place}/"), file.content) for file in unit]
    if there is not None:
        return UNCHANGED if all(_is(there / name, content) for name, content in names) else LEFT
    if not _has_room(folder.parent, into):
        return LEFT
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.parent / f".{folder.name[:40]}.importing"
    if beside.exists():
        # Left by an import that was killed.
        shutil.rmtree(beside)
    for name, content in names:
        file = beside / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    beside.rename(folder)
    return ADDED


def _restore_file(file: ExportedFile, into: Path) -> str:
    path = into / file.path
    if os.path.lexists(path):
        return UNCHANGED if _is(path, file.content) else LEFT
    if not _has_room(path.parent, into):
        return LEFT
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name[:40]}.importing")
    beside.write_bytes(file.content)
    beside.replace(path)
    return ADDED


def _has_room(folder: Path, into: Path) -> bool:
    """Whether a folder is there or can be made: a file may stand where one of them must be."""
    while folder != into:
        if os.path.lexists(folder):
            return folder.is_dir()
        folder = folder.parent
    return True


def _is(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _grow(content: bytes, path: Path) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """(ids of services that site.toml gained, languages that it does not list, why nothing could be done)"""
    try:
        exported = tomlkit.parse(content.decode("utf-8-sig")).unwrap()
        before = path.read_bytes().decode("utf-8")
        languages = [str(language) for language in _list(exported.get("languages"))]
        tables = _services(exported, tomlkit.parse(before).unwrap())
        after, services, missing = add_services(before, languages, tables)
    except (ValueError, TOMLKitError) as cause:
        return (), (), " ".join(str(cause).split())
    if services:
        beside = path.with_name(f".{path.name}.importing")
        beside.write_bytes(after.encode("utf-8"))
        beside.replace(path)
    return services, missing, ""


def _services(exported: dict[str, Any], there: dict[str, Any]) -> list[tomlkit.items.Table]:
    """The services of an export as this site may have them: a group or a service that it lacks would be an error."""
    wanted = [
        row for row in _list(exported.get("services")) if isinstance(row, dict) and isinstance(row.get("id"), str)
    ]
    groups = _ids(there.get("groups"))
    services = _ids(there.get("services")) | {row["id"] for row in wanted}
    tables = []
    for row in wanted:
        table = tomlkit.table()
        for key, value in row.items():
            if key == "depends_on":
                value = [name for name in _list(value) if name in services]
            if key != "group" or value in groups:
                table[key] = _inline(value)
        tables.append(table)
    return tables


def _inline(value: Any) -> Any:
    """A text per language stands in one line, as people write it."""
    if not isinstance(value, dict):
        return value
    line = tomlkit.inline_table()
    line.update(value)
    return line


def _ids(rows: Any) -> set[str]:
    return {str(row.get("id")) for row in _list(rows) if isinstance(row, dict)}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
