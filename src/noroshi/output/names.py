"""Paths of artefacts → the same paths, safe on every file system."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from noroshi.model.addresses import one_place

RESERVED = ".noroshi"
"""No path begins with it, in any case: names of the build's own, and of its cache."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's general categories Cc and Cs."""


def check_path(path: str) -> None:
    """Raise ValueError unless ``path`` is a plain relative POSIX path that UTF-8 can write."""
    if not path:
        raise ValueError("an artefact has an empty path")
    if "\\" in path:
        raise ValueError(f"backslash in the artefact path {path!r}")
    for part in path.split("/"):
        if part in ("", ".", ".."):
            raise ValueError(f"not a plain relative path: {path!r}")
    if _UNPRINTABLE.search(path):
        raise ValueError(f"control character or lone surrogate in the artefact path {path!r}")
    if path.casefold().startswith(RESERVED):
        raise ValueError(f"the artefact path {path!r} begins with {RESERVED}, which is kept for the build")


def check_paths(paths: Iterable[str], twins: Collection[tuple[str, str]] = ()) -> None:
    """Raise ValueError, naming the paths, where two would meet in one place on some file system.

    The same path twice; two that differ only in case or Unicode normalisation (APFS, NTFS and HFS+ take them
    for one); a file that another path needs as a folder. ``twins``: (path that is not among ``paths``, the
    one among them from whose name it differs in case alone); every path has at most one.
    """
    paths = tuple(paths)
    _check_twins(twins, frozenset(paths))
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        check_path(path)
        key = one_place(path)
        if key in files:
            raise ValueError(f"two artefacts in one place: {files[key]!r} and {path!r}")
        files[key] = path
        while "/" in key:
            key = key.rpartition("/")[0]
            if key in folders:
                break
            folders[key] = path
    for key in sorted(files.keys() & folders.keys()):
        raise ValueError(f"{files[key]!r} is a file, and a folder of {folders[key]!r}")


def _check_twins(twins: Collection[tuple[str, str]], paths: Collection[str]) -> None:
    for path, other in twins:
        check_path(path)
        beside = path.rpartition("/")[0] == other.rpartition("/")[0]
        if other not in paths or path in paths or not beside or path.lower() != other.lower():
            raise ValueError(f"{path!r} is no twin of {other!r}")
    if len({other for _, other in twins}) < len(twins):
        raise ValueError(f"more than one twin of an artefact: {', '.join(sorted(path for path, _ in twins))}")
