"""A folder of another tool → its files, and why one of them is no incident."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from noroshi.source.importers.imported import Remark

LARGEST_FILE = 500_000
"""Bytes. Nobody writes a longer incident; in UTF-8 the result still fits into a file that our reader takes."""
_MARKDOWN = {".md", ".markdown"}


def files_below(folder: Path) -> list[Path]:
    """Every file below, by path, whatever it is; hidden ones and links to folders are not entered."""
    found: list[Path] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(parent, name) for name in names if not name.startswith(".")]
        linked = [name for name in folders if Path(parent, name).is_symlink()]
        found += [Path(parent, name) for name in linked]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def refusal_of(path: Path, source: Path, *, other: str) -> Remark | None:
    """Why a file is no incident; None where it is one. ``other`` is the stem of a file about its folder, lower case."""
    if path.is_symlink():
        try:
            inside = path.resolve(strict=True).is_relative_to(source.resolve())
        except (OSError, RuntimeError):
            inside = False
        if not inside:
            return Remark("link-outside")
    try:
        kind = path.stat()
    except OSError as cause:
        return Remark("cannot-open", {"value": cause.strerror or ""})
    if not stat.S_ISREG(kind.st_mode) or path.suffix.lower() not in _MARKDOWN or path.stem.lower() == other:
        return Remark("not-an-issue")
    if kind.st_size > LARGEST_FILE:
        return Remark("too-large", {"value": str(kind.st_size), "most": str(LARGEST_FILE)})
    return None
