"""Paths of artefacts → the same paths, safe on every file system."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable

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
    check_twins(twins, frozenset(paths).__contains__)
    places = Places(())
    for path in paths:
        check_path(path)
        places.take(path)


class Places:
    """Where paths stand on a file system that folds case and accents; they grow one by one."""

    def __init__(self, paths: Iterable[str]) -> None:
        """``paths`` can stand beside each other: that is not asked again."""
        self._files = {one_place(path): path for path in paths}
        self._folders = entries_of_folders(self._files)

    def take(self, path: str) -> None:
        """Raises ValueError, naming both, where ``path`` would meet another."""
        key = one_place(path)
        if key in self._files:
            raise ValueError(f"two artefacts in one place: {self._files[key]!r} and {path!r}")
        if key in self._folders:
            inner = next(other for place, other in self._files.items() if place.startswith(f"{key}/"))
            raise ValueError(f"{path!r} is a file, and a folder of {inner!r}")
        self._files[key] = path
        while key:
            key = key.rpartition("/")[0]
            if key in self._files:
                raise ValueError(f"{self._files[key]!r} is a file, and a folder of {path!r}")
            known = key in self._folders
            self._folders[key] = self._folders.get(key, 0) + 1
            if known:
                break

    def leave(self, path: str) -> None:
        """Free the place of ``path``, if that is what stands there."""
        key = one_place(path)
        if self._files.get(key) != path:
            return
        del self._files[key]
        while key:
            key = key.rpartition("/")[0]
            self._folders[key] -= 1
            if self._folders[key]:
                break
            del self._folders[key]


def entries_of_folders(paths: Iterable[str]) -> dict[str, int]:
    """Every folder that ``paths`` stand in → how many files and folders it has of them; ``""`` is the root."""
    found: dict[str, int] = Counter([path.rpartition("/")[0] for path in paths])
    for start in tuple(found):
        folder, known = start, False
        while folder and not known:
            folder = folder.rpartition("/")[0]
            known = folder in found
            found[folder] = found.get(folder, 0) + 1
    return found


def check_twins(twins: Collection[tuple[str, str]], stands: Callable[[str], bool]) -> None:
    """Raise ValueError unless each (path, the one from whose name it differs in case alone) can be a twin.

    ``stands``: whether a path is one that is published for itself.
    """
    for path, other in twins:
        check_path(path)
        beside = path.rpartition("/")[0] == other.rpartition("/")[0]
        if not stands(other) or stands(path) or not beside or path.lower() != other.lower():
            raise ValueError(f"{path!r} is no twin of {other!r}")
    if len({other for _, other in twins}) < len(twins):
        raise ValueError(f"more than one twin of an artefact: {', '.join(sorted(path for path, _ in twins))}")
