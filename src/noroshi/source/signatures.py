"""The tree ``incidents/`` → what the file system says of every folder in it, without reading a file.

A signature changes with every name, size and time of what lies in a folder. It is only relied on where nothing in
the folder was written within the last moments: file systems count time in steps, and within one step a second
change would look like the first (git calls this "racily clean").
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import msgpack

from noroshi.model.frozen import frozen
from noroshi.source.files import is_inside

_YEAR = re.compile(r"[0-9]{4}")
_STEP_NS = 2_000_000_000
"""The coarsest step of a file system in use (FAT)."""
_DIGEST = 16


@frozen
class Signatures:
    """The incident folders of a site, unread."""

    folders: dict[str, bytes]
    """Path of each folder (POSIX, from the site's root) → its signature; empty: not to be relied on."""
    names: bytes
    """Digest of every name directly in ``incidents/`` and its year folders, and whether it is a folder."""
    files: int
    """Number of Markdown files."""


def signatures(root: Path, at_ns: int, top: str = "incidents") -> Signatures:
    """What lies in ``root / top`` at the moment ``at_ns`` (nanoseconds since 1970, read before). Never raises."""
    found: dict[str, bytes] = {}
    # Whether a link leads out of the site depends on where it leads, not on what lies there.
    names: list[tuple[bytes, bool, bytes]] = [(b"", True, _leads_to(f"{root}/{top}"))]
    files = 0
    pending = [top]
    while pending:
        inside = pending.pop()
        for entry in sorted(_listed(f"{root}/{inside}"), key=lambda item: item.name):
            path = f"{inside}/{entry.name}"
            is_link, is_folder = entry.is_symlink(), entry.is_dir(follow_symlinks=False)
            names.append((os.fsencode(path), is_folder, _leads_to(entry.path) if is_link else b""))
            if inside == top and _YEAR.fullmatch(entry.name) and _is_folder(entry):
                pending.append(path)
            elif is_folder:
                found[path], number = _signature(entry.path, at_ns)
                files += number
            elif is_link:
                # A folder somewhere else of the site, perhaps: whatever it is, it is looked into each time.
                found[path] = b""
    return Signatures(found, blake2b(msgpack.packb(names), digest_size=_DIGEST).digest(), files)


def signature(root: Path, path: str, at_ns: int) -> bytes:
    """The signature of one folder; empty where it cannot be relied on."""
    return _signature(f"{root}/{path}", at_ns)[0]


def contents(root: Path, path: str) -> bytes:
    """Digest of every name in a folder and of what the files hold. Raises OSError."""
    digest = blake2b(digest_size=_DIGEST)
    folder = f"{root}/{path}"
    for entry in sorted(_listed(folder), key=lambda item: item.name):
        name, inner = entry.name, entry.path
        if entry.is_symlink():
            digest.update(_leads_to(inner))
            if not is_inside(root, f"{path}/{name}"):
                # Whoever reads the folder refuses it: what lies there is not looked at.
                digest.update(repr((name, "outside")).encode("utf-8", "surrogatepass"))
                continue
        if not _is_file(entry):
            # What is no file holds nothing, and is told by its kind.
            digest.update(repr((name, "folder" if _is_folder(entry) else "device")).encode("utf-8", "surrogatepass"))
            continue
        try:
            descriptor = os.open(inner, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            digest.update(repr((name, "closed")).encode("utf-8", "surrogatepass"))
            continue
        digest.update(repr(name).encode("utf-8", "surrogatepass"))
        try:
            digest.update(repr(_digested(descriptor, digest)).encode())
        finally:
            os.close(descriptor)
    return digest.digest()


def _leads_to(path: str) -> bytes:
    return os.fsencode(os.path.realpath(path)) if Path(path).is_symlink() else b""


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads in a circle
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False


def _digested(descriptor: int, digest: blake2b) -> int:
    """Add what a file holds, piece by piece; its length, -1 for what is no file or cannot be read."""
    length = 0
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return -1
        while piece := os.read(descriptor, 1 << 16):
            digest.update(piece)
            length += len(piece)
    except OSError:
        return -1
    return length


def _listed(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return


def _signature(folder: str, at_ns: int) -> tuple[bytes, int]:
    """(signature, number of Markdown files)"""
    rows: list[tuple[bytes, int, int, int, int, int]] = []
    newest, files, is_sure = 0, 0, True
    for entry in _listed(folder):
        try:
            found = entry.stat(follow_symlinks=False)
        except OSError:
            is_sure = False
            continue
        if entry.is_symlink():
            is_sure = False
        files += entry.name.endswith(".md")
        newest = max(newest, found.st_mtime_ns, found.st_ctime_ns)
        rows.append(
            (
                os.fsencode(entry.name),
                found.st_mode,
                found.st_size,
                found.st_mtime_ns,
                found.st_ctime_ns,
                found.st_ino,
            )
        )
    if not is_sure or newest + _STEP_NS > at_ns:
        return b"", files
    rows.sort()
    return blake2b(msgpack.packb(rows), digest_size=_DIGEST).digest(), files
