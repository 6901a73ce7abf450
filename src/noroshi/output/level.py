"""Two trees → two that hold the very same files: how that is known, and how it is brought about.

The proof needs no file of its own. The last step of levelling links ``build.json``, and whoever touches the idle
tree replaces it first; so the two are level if they share it, and if no folder has changed since: the idle
tree's own mtime is the moment of that last link, and a folder's mtime moves with every name put in or taken
away. (A file replaced by hand under its own name shows in the number of its links: ``unharmed``.)
"""

# Plain strings: for tens of thousands of files a Path costs more than the call it makes.
# ruff: noqa: PTH108

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Iterable, Mapping

from noroshi.output.manifest import MANIFEST
from noroshi.output.tree import FOLDER_MODE, drop, make_folders, share
from noroshi.output.unharmed import PUBLISHED_FILE

_FOLDER = stat.S_IFDIR | FOLDER_MODE


def is_level(idle: str, published: str, files: Collection[str], folders: Mapping[str, int]) -> bool:
    """Whether both trees are known to hold ``files`` and ``folders``, and nothing else, and to share every file.

    Costs one lstat for each folder of both.
    """
    try:
        if not os.path.samestat(os.lstat(f"{idle}/{MANIFEST}"), os.lstat(f"{published}/{MANIFEST}")):
            return False
        levelled_at = os.lstat(idle).st_mtime_ns
        for tree in (published, idle):
            for folder, entries in folders.items():
                place = f"{tree}/{folder}"
                found = os.lstat(place if folder else tree)
                if found.st_mode != _FOLDER:
                    return False
                # In the clock's last tick before the end ours and another's hand look the same: count.
                if found.st_mtime_ns >= levelled_at and not _holds(place, folder, files, folders, entries):
                    return False
    except OSError:
        return False
    return True


def make_level(
    idle: str, published: str, files: Collection[str], folders: Mapping[str, int]
) -> tuple[frozenset[str], bool]:
    """Make ``idle`` share with ``published`` all of ``files`` and hold nothing else, but its own ``build.json``.

    The slow way: both trees are walked; no link is followed. (those of ``files`` that ``idle`` has not now,
    because they are not there, not plain files of mode 0644, or cannot be linked; whether ``published`` holds
    nothing else). Raises OSError; ``idle`` is then in between.
    """
    there, exact = _walk(published, files, folders)
    shared = _sweep(idle, there, folders)
    known: set[str] = set()
    for folder in folders:
        make_folders(idle, folder, known)
    missing = {path for path in files if path not in there}
    for path in there:
        if path not in shared and not share(published, idle, path):
            missing.add(path)
    return frozenset(missing), exact


def follow(idle: str, published: str, changed: Iterable[str], gone: Iterable[str]) -> bool:
    """Bring ``idle``, level with the site before, to what ``published`` is now; whether it is level.

    What was taken off the site goes first: it must not lie about on the disk. Raises OSError.
    """
    known: set[str] = {""}
    drop(idle, gone, known)
    for path in changed:
        try:
            shared = share(published, idle, path)
        except (FileNotFoundError, NotADirectoryError):
            make_folders(idle, path.rpartition("/")[0], known)
            shared = share(published, idle, path)
        if not shared:
            return False
    return True


def seal(idle: str, published: str) -> None:
    """Say that the two are level. Raises OSError."""
    share(published, idle, MANIFEST)


def _holds(place: str, folder: str, files: Collection[str], folders: Mapping[str, int], entries: int) -> bool:
    prefix = f"{folder}/" if folder else ""
    with os.scandir(place) as found:
        for entry in found:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if path not in folders:
                    return False
            elif (path not in files and path != MANIFEST) or not entry.is_file(follow_symlinks=False):
                return False
            entries -= 1
    return entries == 0


def _walk(tree: str, files: Collection[str], folders: Mapping[str, int]) -> tuple[dict[str, tuple[int, int]], bool]:
    """(which of ``files`` stand there as they should, with device and inode; whether nothing else does)."""
    there: dict[str, tuple[int, int]] = {}
    exact = os.lstat(tree).st_mode == _FOLDER
    pending = [""]
    while pending:
        prefix = pending.pop()
        with os.scandir(f"{tree}/{prefix}") as entries:
            for entry in entries:
                path = prefix + entry.name
                found = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(found.st_mode) and path in folders:
                    pending.append(path + "/")
                    exact = exact and found.st_mode == _FOLDER
                elif path in files and found.st_mode == PUBLISHED_FILE:
                    there[path] = (found.st_dev, found.st_ino)
                elif path != MANIFEST:
                    exact = False
    return there, exact and len(there) == len(files)


def _sweep(tree: str, there: Mapping[str, tuple[int, int]], folders: Mapping[str, int]) -> set[str]:
    """Remove all but the files that are ``there`` and ``folders``; the files that are left."""
    left: set[str] = set()
    pending = [""]
    while pending:
        prefix = pending.pop()
        with os.scandir(f"{tree}/{prefix}") as entries:
            for entry in tuple(entries):
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if path in folders:
                        pending.append(path + "/")
                    else:
                        shutil.rmtree(entry.path)
                    continue
                found = entry.stat(follow_symlinks=False)
                if there.get(path) == (found.st_dev, found.st_ino):
                    left.add(path)
                elif path != MANIFEST:
                    os.unlink(entry.path)
    return left
