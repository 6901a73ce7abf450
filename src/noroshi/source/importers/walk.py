"""A folder of another tool → its files, and why one of them is no incident."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
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


def is_folder_in(source: Path, name: str) -> bool:
    """Whether there is a folder of that name which no link leads out of ``source``; any text may be the name."""
    return _leads_inside(source, name) and (source / name).is_dir()


def is_file_in(source: Path, name: str) -> bool:
    """The same for a file."""
    return _leads_inside(source, name) and (source / name).is_file()


def _leads_inside(source: Path, name: str) -> bool:
    try:
        return (source / name).resolve(strict=True).is_relative_to(source.resolve())
    except (OSError, RuntimeError, ValueError):
        # It is not there, goes round in circles, or is longer than any name.
        return False


def config_beside(source: Path, names: Iterable[str]) -> Path | None:
    """The first of ``names`` in the folder, else of ``FOLDER.NAME`` beside it; None: there is none."""
    names = tuple(names)
    beside = [source.parent / f"{source.resolve().name}.{name}" for name in names]
    inside = (source / name for name in names if is_file_in(source, name))
    return next(inside, None) or next((place for place in beside if place.is_file()), None)
