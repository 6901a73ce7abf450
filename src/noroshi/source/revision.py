"""A git revision → the files that a site had there, in a folder of their own.

Only blobs are read, one by one: no checkout, so no hook, filter or attribute of the repository runs, its work tree and
its index stay as they are, and nothing is fetched. Links and submodules are passed over.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from noroshi.model.frozen import frozen
from noroshi.source.git import TIMEOUT_SECONDS, git_says, talking

MOST_FILES = 200_000
MOST_BYTES = 1 << 30
"""Of all files together; a repository with more is no site's."""
MOST_BYTES_OF_ONE = 64 << 20
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ENTRY = re.compile(r"100(?:644|755) blob ([0-9a-f]+) +([0-9]+)\t(.+)", re.S)
_UNSAFE = re.compile(r"(?:^|/)(?:\.{0,2}|\.git)(?:/|$)", re.I)
_MAIN = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/heads/main")


class NoFiles(Exception):
    """The files cannot be had; the argument is a reason in git's own terms: ``size``, ``unreadable``."""


@frozen
class Blob:
    """A file of a commit."""

    path: str
    """As seen from the root."""
    name: str
    """Its hash."""
    size: int


def commit_named(root: Path, revision: str, environ: Mapping[str, str] | None = None) -> str | None:
    """The full hash of the commit that ``revision`` names; ``None``: none that the repository around ``root`` has."""
    if revision.startswith("-") or not revision.strip() or "\0" in revision:
        return None
    said = git_says(root, environ, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return said.strip() if said and _HASH.fullmatch(said.strip()) else None


def commit_before(root: Path, environ: Mapping[str, str] | None = None) -> str | None:
    """The commit with which a work tree is compared: where it left the main branch, else its own; ``None``: no commit.

    On the main branch itself that is what the other side has of it, where there is another side.
    """
    own = commit_named(root, "HEAD", environ)
    if own is None:
        return None
    for main in _MAIN:
        if commit_named(root, main, environ) is not None:
            said = git_says(root, environ, "merge-base", main, own)
            return said.strip() if said and _HASH.fullmatch(said.strip()) else own
    return own


def commit_shared(root: Path, commit: str, environ: Mapping[str, str] | None = None) -> str | None:
    """The newest commit that ``commit`` and the work tree's own have in common; ``None``: none that is known here."""
    said = git_says(root, environ, "merge-base", commit, "HEAD")
    return said.strip() if said and _HASH.fullmatch(said.strip()) else None


def committed_at(root: Path, commit: str, environ: Mapping[str, str] | None = None) -> datetime:
    """When a commit came to stand where it stands (UTC, to the second). Raises NoFiles."""
    # rev-list and not log: it never asks gpg for a signature, whatever the repository's configuration says.
    said = git_says(root, environ, "rev-list", "--max-count=1", "--format=%ct", commit)
    seconds = said.split("\n")[1].strip() if said and "\n" in said else ""
    if not re.fullmatch(r"[0-9]{1,11}", seconds):
        raise NoFiles("unreadable")
    return datetime.fromtimestamp(int(seconds), UTC)


def write_files_of(root: Path, commit: str, into: Path, environ: Mapping[str, str] | None = None) -> int:
    """Write the files that ``root`` has in ``commit`` into a folder; how many. Raises NoFiles, OSError.

    Folders whose name begins with a dot are left out: no site reads them. So are single files above a limit.
    """
    blobs = blobs_of(root, commit, environ)
    for blob, content in contents_of(root, blobs, environ):
        _write(into / blob.path, content)
    return len(blobs)


def blobs_of(
    root: Path, commit: str, environ: Mapping[str, str] | None = None, within: Sequence[str] = ()
) -> tuple[Blob, ...]:
    """The files that ``root`` has in ``commit``, by path; ``within``: only those in these folders. Raises NoFiles."""
    return tuple(_blobs(root, commit, environ, within))


def contents_of(
    root: Path, blobs: Sequence[Blob], environ: Mapping[str, str] | None = None
) -> Iterator[tuple[Blob, bytes]]:
    """Each with what it holds, all from one git. Raises NoFiles."""
    if len(blobs) > MOST_FILES or sum(blob.size for blob in blobs) > MOST_BYTES:
        raise NoFiles("size")
    if not blobs:
        return
    process = talking(root, environ, "cat-file", "--batch", stdin=subprocess.PIPE)
    if process is None:
        raise NoFiles("unreadable")
    # Whatever it waits for, it does not wait for ever.
    alarm = threading.Timer(TIMEOUT_SECONDS, process.kill)
    alarm.start()
    try:
        with process:
            try:
                if process.stdin is None or process.stdout is None:
                    raise NoFiles("unreadable")
                for blob in blobs:
                    yield blob, _content(process.stdin, process.stdout, blob)
            except BaseException:
                process.kill()
                raise
    except BrokenPipeError:
        raise NoFiles("unreadable") from None
    finally:
        alarm.cancel()


def _blobs(root: Path, commit: str, environ: Mapping[str, str] | None, within: Sequence[str]) -> Iterator[Blob]:
    listed = git_says(root, environ, "ls-tree", "-r", "-z", "--long", commit, "--", *within)
    if listed is None:
        raise NoFiles("unreadable")
    for line in listed.split("\0"):
        found = _ENTRY.fullmatch(line)
        if found is None:
            # Links (120000) and submodules (160000) lead elsewhere.
            continue
        name, size, path = found[1], int(found[2]), found[3]
        hidden = any(part.startswith(".") for part in path.split("/")[:-1])
        # A name that is no UTF-8 came with a sign in its place, and no site reads it.
        if hidden or _UNSAFE.search(path) or "\ufffd" in path or "\\" in path or size > MOST_BYTES_OF_ONE:
            continue
        yield Blob(path, name, size)


def _content(asked: IO[bytes], said: IO[bytes], blob: Blob) -> bytes:
    asked.write(f"{blob.name}\n".encode())
    asked.flush()
    head = said.readline().split()
    if head != [blob.name.encode(), b"blob", str(blob.size).encode()]:
        raise NoFiles("unreadable")
    content = said.read(blob.size)
    if len(content) != blob.size or said.read(1) != b"\n":
        raise NoFiles("unreadable")
    return content


def _write(file: Path, content: bytes) -> None:
    """A new file: two names that this file system takes for one are no site's."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
