"""A record of published files + the disk → the files that are still what the record says."""

# Plain strings: for tens of thousands of files a Path costs more than the call it makes.
# ruff: noqa: PTH123

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

from noroshi.model.frozen import frozen
from noroshi.output.exchange import idle_tree
from noroshi.output.manifest import FileDigest

PUBLISHED_FILE = stat.S_IFREG | 0o644
"""``st_mode`` of every file that noroshi publishes."""


@frozen(slots=True)
class Stamped:
    """What a published file was when it was last seen."""

    digest: FileDigest
    mtime_ns: int
    twin_of: str = ""
    """As ``Artefact.twin_of``."""
    alone: bool = field(default=False, compare=False)
    """The other of two trees has not this very file: it was written just now, or somebody replaced it."""


Look = tuple[dict[str, Stamped], frozenset[str]]
"""(files that are what the record says, as they are now; paths of those that are not)"""


def unharmed(site: Path, files: Mapping[str, Stamped], *, hash_all: bool = False) -> Look:
    """Which of ``files`` still stand in ``site``: plain files of mode 0644 with the bytes recorded.

    Size and mtime are believed; where the mtime alone is another (a fresh checkout), or with ``hash_all``, the
    content is hashed. Files that somebody added are not looked for here but by the next publishing. Never raises:
    what cannot be read is not unharmed.
    """
    root = os.fspath(site) + "/"
    # A link that was lost tells a file that was replaced, by its like perhaps; before there was a second tree, nothing.
    shared = os.path.lexists(idle_tree(Path(os.path.realpath(site))))
    found = dict(files)
    harmed: list[str] = []
    lstat = os.lstat
    for path, was in files.items():
        try:
            now = lstat(root + path)
        except (OSError, ValueError):
            harmed.append(path)
            continue
        whole = now.st_mode == PUBLISHED_FILE and now.st_size == was.digest.size
        same_time = now.st_mtime_ns == was.mtime_ns
        if whole and (hash_all or not same_time):
            whole = _sha256(root + path) == was.digest.sha256
        if not whole:
            harmed.append(path)
        elif not same_time or was.alone or (shared and now.st_nlink == 1):
            found[path] = replace(was, mtime_ns=now.st_mtime_ns, alone=shared and now.st_nlink == 1)
    for path in harmed:
        del found[path]
    return found, frozenset(harmed)


class Looking:
    """:func:`unharmed` in a process of its own, beside whatever this one does meanwhile."""

    def __init__(self, site: Path, files: Mapping[str, Stamped], *, hash_all: bool = False) -> None:
        """Fork. ``files`` must stay as it is until :meth:`result`, which is to be called once. Raises OSError."""
        self._site, self._files, self._hash_all = site, files, hash_all
        self._reader, writer = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            code = 1
            try:
                os.close(self._reader)
                found, harmed = unharmed(site, files, hash_all=hash_all)
                other = {path: (it.mtime_ns, it.alone) for path, it in found.items() if it is not files[path]}
                with os.fdopen(writer, "w") as answer:
                    json.dump([other, sorted(harmed)], answer)
                code = 0
            finally:
                # Not sys.exit: what the parent has opened and registered is the parent's to end.
                os._exit(code)
        os.close(writer)

    def result(self) -> Look:
        """Wait for it. Only differences cross the pipe."""
        with os.fdopen(self._reader, "rb") as answer:
            said = answer.read()
        if os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1]) != 0:
            # It was killed, by a lack of memory perhaps.
            return unharmed(self._site, self._files, hash_all=self._hash_all)
        other, harmed = json.loads(said)
        found = dict(self._files)
        for path, (mtime_ns, alone) in other.items():
            found[path] = replace(found[path], mtime_ns=mtime_ns, alone=alone)
        for path in harmed:
            del found[path]
        return found, frozenset(harmed)


def _sha256(file: str) -> str:
    """Empty for what cannot be read."""
    try:
        with open(file, "rb", buffering=0) as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return ""
