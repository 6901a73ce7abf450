"""A folder, or one file → its JSON documents as bytes, and a row for what is none."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from noroshi.source.importers.imported import NothingToImport, Remark
from noroshi.source.importers.statuspage.documents import LARGEST_DOCUMENT, Raw


def raw_documents(source: Path) -> list[Raw]:
    """Every file below, by path; hidden ones are left out, links to outside are not followed.

    Raises NothingToImport if there is no such folder or file.
    """
    if source.is_file():
        return [_raw(source, source.name, source.parent)]
    if not source.is_dir():
        raise NothingToImport(str(source))
    return [_raw(path, path.relative_to(source).as_posix(), source) for path in _files(source)]


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(parent, name) for name in names if not name.startswith(".")]
        found += [Path(parent, name) for name in folders if Path(parent, name).is_symlink()]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _raw(path: Path, name: str, folder: Path) -> Raw:
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(folder.resolve()):
            return Raw(name, refusal=Remark("link-outside"))
        kind = path.stat()
        if not stat.S_ISREG(kind.st_mode) or path.suffix.lower() != ".json":
            return Raw(name, refusal=Remark("not-a-json-file"))
        if kind.st_size > LARGEST_DOCUMENT:
            return Raw(name, refusal=Remark("too-large", {"value": str(kind.st_size), "most": str(LARGEST_DOCUMENT)}))
        return Raw(name, path.read_bytes())
    except (OSError, RuntimeError) as cause:
        return Raw(name, refusal=Remark("cannot-open", {"value": getattr(cause, "strerror", None) or str(cause)}))
