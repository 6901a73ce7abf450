"""One artefact → its file in the idle tree, in any process."""

# Plain strings: for tens of thousands of files a Path costs more than the call it makes.
# ruff: noqa: PTH123

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from noroshi.model.artefact import Artefact
from noroshi.output.manifest import MANIFEST, digest_of
from noroshi.output.names import check_path
from noroshi.output.tree import make_folders, share, write_file
from noroshi.output.unharmed import PUBLISHED_FILE, Stamped


@dataclass(slots=True)
class Writer:
    """Writes into the idle tree. Several processes may at once, each its own paths; a fork inherits one."""

    idle: str
    published: str
    """Empty: there is none yet, and the idle tree is new."""
    seen: Mapping[str, Stamped]
    """Published files as they were last seen: these are not read again to be compared. Empty: read all."""
    without_twins: bool
    """The file system has no second name for them: they are not written."""
    folders: set[str] = field(default_factory=lambda: {""})
    """Those that are known to be there."""

    def put(self, artefact: Artefact) -> Stamped:
        """Let the new site have ``artefact``, linked where the published one has these bytes.

        Raises ValueError for a path that is not plain, OSError.
        """
        path, content = artefact.path, artefact.content
        check_path(path)
        if path == MANIFEST:
            raise ValueError(f"the artefact path {path!r} is kept for the build")
        digest = digest_of(content)
        if artefact.twin_of and self.without_twins:
            return Stamped(digest, 0, artefact.twin_of)
        self.forget_folder(path)
        make_folders(self.idle, path.rpartition("/")[0], self.folders)
        mtime_ns = self._same(path, content, digest.sha256) if self.published else None
        if mtime_ns is not None and share(self.published, self.idle, path):
            return Stamped(digest, mtime_ns, artefact.twin_of)
        mtime_ns = write_file(self.idle, path, (content,), anew=not self.published)
        return Stamped(digest, mtime_ns, artefact.twin_of, alone=self.published != "")

    def forget_folder(self, path: str) -> None:
        """It becomes a file, and all that is in it goes."""
        if path in self.folders:
            self.folders = {it for it in self.folders if it != path and not it.startswith(f"{path}/")}

    def _same(self, path: str, content: bytes, sha256: str) -> int | None:
        """The mtime of the published file, if it has these bytes and the mode of one."""
        file = f"{self.published}/{path}"
        try:
            found = os.lstat(file)
            if found.st_mode != PUBLISHED_FILE or found.st_size != len(content):
                return None
            was = self.seen.get(path)
            if was is None or was.mtime_ns != found.st_mtime_ns or was.digest.sha256 != sha256:
                with open(file, "rb", buffering=0) as published:
                    if published.read() != content:
                        return None
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_mtime_ns
