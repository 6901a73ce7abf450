"""A cState site → incident folders in our shape, and what had to be guessed, repaired or left unread.

``date`` and ``resolvedWhen`` are the beginning and the end; ``track`` and free labels (``[Final message]``,
``*Investigating* -``) make the timeline.

What becomes of the words of a body: every one stands in some update, labels too (they stay as bold words, since
a reader of the old page saw them). Taken out are only ``track`` shortcodes that were understood, for they
became ``at``, and HTML comments, which no reader saw: these stand in the report, word for word.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from noroshi.source.importers.cstate.incident import Context, incident
from noroshi.source.importers.cstate.site import config
from noroshi.source.importers.imported import Ids, Imported, ImportedFile, NothingToImport, Remark
from noroshi.source.importers.known_site import KnownSite, site
from noroshi.source.importers.services import Services
from noroshi.source.importers.walk import config_beside, files_below, is_folder_in, refusal_of

LARGEST_CONFIG = 1_000_000

_CONFIG_NAMES = ("config.yml", "config.yaml", "hugo.yml", "hugo.yaml", "config.toml", "hugo.toml")


def import_cstate(source: Path, config_file: Path | None = None, *, now: datetime) -> Imported:
    """Read a checkout (``config.yml``, ``content/issues/``) or a folder of issue files.

    ``now`` matters only for what is dated later: it was said by now, whatever its date.

    Beside a folder ``NAME`` the configuration is ``NAME.config.yml``, unless ``config_file`` names another.
    Raises NothingToImport if there is no issue file; OSError if the configuration cannot be opened.
    """
    if not source.is_dir():
        raise NothingToImport(str(source))
    folder = source / "content" / "issues" if is_folder_in(source, "content/issues") else source
    config_path = config_file or config_beside(source, _CONFIG_NAMES)
    known, config_row = _configured(source, config_path)
    services = Services(known.services, known.service_ids)
    ids = Ids("issue")
    rows: list[ImportedFile] = []
    first_year = 9999
    for path in files_below(folder):
        if config_path is not None and path == config_path:
            continue
        name = path.relative_to(source).as_posix()
        refusal = refusal_of(path, source, other="_index")
        if refusal is not None:
            rows.append(ImportedFile(name, unread=(refusal,)))
            continue
        stem = path.parent.name if path.stem == "index" and path.parent != folder else path.stem
        place = path.parent if path.stem == "index" and path.parent != folder else path.with_suffix("")
        address = place.relative_to(folder).as_posix()
        context = Context(name, ids.take(stem), stem, address, known, services, now.replace(microsecond=0))
        try:
            row, began_at = incident(path.read_bytes(), context)
        except OSError as cause:
            rows.append(ImportedFile(name, unread=(Remark("cannot-open", {"value": cause.strerror or ""}),)))
            continue
        first_year = min(first_year, began_at.astimezone(known.zone).year)
        rows.append(row)
    if not any(row.incident for row in rows):
        raise NothingToImport(str(folder))
    if config_row is not None:
        rows.insert(0, config_row)
    return Imported(site(known, services, first_year), tuple(rows))


def _configured(source: Path, path: Path | None) -> tuple[KnownSite, ImportedFile | None]:
    if path is None:
        known = config(None, folder=source.resolve().name)
        row = ImportedFile(
            "config.yml", guessed=tuple(known.guessed), unread=(Remark("no-config", {"value": "config.yml"}),)
        )
        return known, row
    size = path.stat().st_size
    content = path.read_bytes() if size <= LARGEST_CONFIG else None
    known = config(content, is_toml=path.suffix == ".toml", folder=source.resolve().name)
    if content is None:
        known.unread.append(Remark("too-large", {"value": str(size), "most": str(LARGEST_CONFIG)}))
    return known, ImportedFile(
        path.name, guessed=tuple(known.guessed), repaired=tuple(known.repaired), unread=tuple(known.unread)
    )
