"""A Statusfy site → incident folders in our shape, and what had to be guessed, repaired or left unread.

What is read: ``content/*.md`` of a checkout, the translations in ``content/CODE/*.md``, ``config.yml``,
``config.toml`` or ``config.js`` (Statusfy's own order), and ``locales/CODE.json`` for names. A
configuration in JavaScript is never run: what is written out in it (title, baseUrl, locales, content.systems) is read,
the rest is told. Where the systems cannot be read, services come from the incidents.

A file's front matter is YAML, ``---json``, ``---toml`` or ``+++``. ``date`` is when the general words were said: the
description, unless the body says it anyway, and all that stands outside of ``::: update NAME | T`` blocks. Each block
is one update, at T; a block that says its words at ``date`` and does not end it is one with the general words. NAME is
the status (Investigating, Identified, Monitoring, Resolved, Completed, Planned, 已解决, 恢复中); any other word leaves
it unchanged and stays, in bold. ``severity: under-maintenance`` is a maintenance from ``scheduled`` for ``duration``
minutes. ``resolved: true`` without a block that says so: the last block ends it; where there is none, a maintenance
ends with its window, and any other at the last time known, its duration unknown.

What becomes of the words: every one of titles, descriptions and bodies stands in some update or its translation, NAMEs
too where the status does not say the same. HTML comments, which no reader saw, stand in the report. The former address
(``/incidents/3e2e32c5``) goes to ``aliases``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from noroshi.source.importers.imported import Ids, Imported, ImportedFile, NothingToImport, Remark
from noroshi.source.importers.services import Services
from noroshi.source.importers.statusfy.incident import Context, incident
from noroshi.source.importers.statusfy.page import Page, page
from noroshi.source.importers.statusfy.site import Config, config, imported_site, take_locale
from noroshi.source.importers.walk import config_beside, files_below, is_folder_in, refusal_of
from noroshi.source.site_values import canonical_tag

LARGEST_CONFIG = 500_000
"""Bytes, also of a locale's file."""

_CONFIG_NAMES = ("config.yml", "config.toml", "config.js", "config.yaml", "config.json", "statusfy.config.js")


@dataclass
class _Source:
    """A folder that is being read."""

    source: Path
    folder: Path
    """Where the incidents lie."""
    known: Config
    rows: list[ImportedFile] = field(default_factory=list)

    def name(self, path: Path) -> str:
        return path.relative_to(self.source).as_posix()


def import_statusfy(source: Path, config_file: Path | None = None, *, now: datetime) -> Imported:
    """Read a checkout (``config.js``, ``content/``) or a folder of incident files.

    ``now`` matters only for what is dated later: it was said by now, whatever its date.

    Beside a folder ``NAME`` the configuration is ``NAME.config.js``, unless ``config_file`` names another.
    Raises NothingToImport if there is no incident; OSError if the configuration cannot be opened.
    """
    if not source.is_dir():
        raise NothingToImport(str(source))
    config_path = config_file or config_beside(source, _CONFIG_NAMES)
    known, config_row = _configured(source, config_path)
    found = _Source(source, _content(source, known), known)
    pages = _pages(found, config_path)
    if not pages:
        raise NothingToImport(str(found.folder))
    ids = Ids("incident")
    named = {name: ids.take(Path(name).stem) for name in pages}
    taken = {id_.lower() for id_ in named.values()}
    services = Services(known.known.services, known.known.service_ids)
    first_year = 9999
    for name, of_name in pages.items():
        context = Context(named[name], name, services, known.lists_systems, now.replace(microsecond=0), taken)
        rows, date = incident(of_name, context)
        first_year = min(first_year, date.year)
        found.rows += rows
    locales = _locales(source, known)
    rows = sorted(found.rows, key=lambda row: row.file)
    return Imported(imported_site(known, services, first_year), (config_row, *locales, *rows))


def _configured(source: Path, path: Path | None) -> tuple[Config, ImportedFile]:
    folder = source.resolve().name
    if path is None:
        found = config(None, folder=folder)
        found.known.unread.append(Remark("no-config", {"value": "config.js"}))
    else:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_CONFIG else None
        found = config(content, suffix=path.suffix.lower(), folder=folder)
        if content is None:
            found.known.unread.append(Remark("too-large", {"value": str(size), "most": str(LARGEST_CONFIG)}))
    known = found.known
    if not found.lists_systems:
        known.unread.append(Remark("no-systems"))
    name = path.name if path else "config.js"
    return found, ImportedFile(name, "", {}, tuple(known.guessed), tuple(known.repaired), tuple(known.unread))


def _content(source: Path, known: Config) -> Path:
    """Where the incidents lie; a name or a link that leads out of the checkout counts as none."""
    return next((source / name for name in (known.folder, "content") if is_folder_in(source, name)), source)


def _pages(found: _Source, config_path: Path | None) -> dict[str, list[Page]]:
    """Name of a file → the incident in each language that has one of that name, the default one first."""
    pages: dict[str, list[Page]] = {}
    for path, locale in _in_locales(found, config_path):
        language = found.known.languages[locale]
        try:
            content = path.read_bytes()
        except OSError as cause:
            found.rows.append(
                ImportedFile(found.name(path), unread=(Remark("cannot-open", {"value": cause.strerror or ""}),))
            )
            continue
        pages.setdefault(path.name, []).append(page(content, found.name(path), path.stem, locale, language))
    return dict(sorted(pages.items()))


def _in_locales(found: _Source, config_path: Path | None) -> Iterator[tuple[Path, str]]:
    """(file of an incident, code of its locale), the default one's first; every other file gets its row."""
    languages = found.known.languages
    waiting: dict[str, list[Path]] = {}
    for path in files_below(found.folder):
        if config_path is not None and path == config_path:
            continue
        refusal = refusal_of(path, found.source, other="readme")
        place = path.relative_to(found.folder).parts
        locale = found.known.locale if len(place) == 1 else place[0]
        if refusal is None and len(place) > 1 and not _is_locale(place, found):
            refusal = Remark("folder-not-shown", {"value": "/".join(place[:-1])})
        if refusal is not None:
            found.rows.append(ImportedFile(found.name(path), unread=(refusal,)))
        else:
            waiting.setdefault(locale, []).append(path)
    for locale in languages:
        for path in waiting.get(locale, ()):
            yield path, locale


def _is_locale(place: tuple[str, ...], found: _Source) -> bool:
    """Whether a file lies in the folder of a locale; one that the configuration does not list is taken up."""
    code = place[0]
    languages = found.known.languages
    if len(place) != 2 or code == found.known.locale:
        return False
    if code in languages:
        return True
    tag = canonical_tag(code) if re.fullmatch(r"[A-Za-z]{2}(?:-\w+)?", code) else None
    if tag is None or tag in languages.values():
        return False
    languages[code] = tag
    return True


def _locales(source: Path, known: Config) -> list[ImportedFile]:
    """The rows of locales/*.json; they name the systems."""
    folder = source / "locales"
    rows: list[ImportedFile] = []
    if not folder.is_dir() or folder.is_symlink():
        return rows
    for path in sorted(folder.glob("*.json")):
        name = path.relative_to(source).as_posix()
        unread: tuple[Remark, ...]
        if path.is_symlink() or not path.is_file():
            unread = (Remark("link-outside"),)
        elif (size := path.stat().st_size) > LARGEST_CONFIG:
            unread = (Remark("too-large", {"value": str(size), "most": str(LARGEST_CONFIG)}),)
        elif path.stem not in known.languages:
            unread = (Remark("locale-left"),)
        else:
            unread = take_locale(path.read_bytes(), known.languages[path.stem], known)
        rows.append(ImportedFile(name, unread=unread))
    return rows
