"""Changes in the file system → the paths that may differ, once none of them is in the middle of being replaced."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath

from noroshi.model.frozen import frozen
from noroshi.source.walk import is_leftover

SETTLE_SECONDS = 0.1
"""The longest that a file in the middle of being replaced is waited for: editors need a few milliseconds."""

_STATIC = "site_src/static/"
_CONTENT_NAME = re.compile(r".*\.[a-z0-9]{1,8}", re.IGNORECASE)
"""`02.md`, `logo.svg`; not `4913` (vim), `sedXb1T2c`, `02.md___jb_tmp___` (JetBrains): these come before a rename."""


class Kind(StrEnum):
    """What happened."""

    CREATED = "created"
    """Is there, and may still be empty: whoever created it has yet to write and close it."""
    WRITTEN = "written"
    """Whole: closed after writing."""
    MOVED = "moved"
    GONE = "gone"


@frozen
class Change:
    """One thing that happened, in POSIX paths relative to the site's root."""

    kind: Kind
    path: str
    """Empty where a file was moved here from a place that is not watched."""
    to: str = ""
    """Where it was moved; empty otherwise."""
    is_folder: bool = False


class Settling:
    """Collects what belongs together: first what happened, then what else happens while a file is being replaced.

    Editors replace a file in several steps: vim renames it to ``x~`` and writes another, ``sed -i`` and many others
    write a new one beside it and rename it. Between the steps a build would find a file missing or empty, and say so.
    Only then is there anything to wait for; a file that was simply written is acted on at once.
    """

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self._born: set[str] = set()
        self._open: set[str] = set()
        self._is_lost = False

    def add(self, change: Change | None) -> None:
        """``None``: some were lost."""
        if change is None:
            self._is_lost = True
        elif change.kind is Kind.MOVED:
            if change.path:
                self._gone(change.path, becomes_backup=not change.is_folder and not _is_content(change.to))
            self._came(change.to, is_whole=change.is_folder or _is_content(change.to))
        elif change.kind is Kind.GONE:
            self._gone(change.path)
            if change.path in self._paths and _is_content(change.path) and not change.is_folder:
                # `rm -r` and git take a folder away file by file; a file alone can wait as long.
                self._open.add(str(PurePosixPath(change.path).parent))
        elif change.kind is Kind.CREATED:
            if change.path not in self._paths:
                self._born.add(change.path)
            self._came(change.path, is_whole=False)
        else:
            self._came(change.path, is_whole=_is_content(change.path))

    def _came(self, path: str, *, is_whole: bool) -> None:
        if passes(path):
            return
        self._paths.add(path)
        if is_whole:
            # A new folder was made for something: here it is.
            self._open -= {path, *map(str, PurePosixPath(path).parents)}
        else:
            self._open.add(path)

    def _gone(self, path: str, *, becomes_backup: bool = False) -> None:
        if passes(path):
            return
        self._open.discard(path)
        if path in self._born:
            # Nobody saw it, and it is no more.
            self._born.discard(path)
            self._paths.discard(path)
            return
        self._paths.add(path)
        if becomes_backup:
            self._open.add(path)

    @property
    def is_settled(self) -> bool:
        """Whether no file is known to be in the middle of being replaced."""
        return not self._open

    @property
    def paths(self) -> frozenset[str] | None:
        """What may differ; ``None``: everything."""
        return None if self._is_lost else frozenset(self._paths)


def passes(path: str) -> bool:
    """Whether the build passes over it in silence: what editors and systems leave behind."""
    parts = PurePosixPath(path).parts
    if path.startswith(_STATIC):
        return any(name.startswith(".") and name != ".well-known" for name in parts)
    return any(map(is_leftover, parts))


def _is_content(path: str) -> bool:
    return not passes(path) and _CONTENT_NAME.fullmatch(PurePosixPath(path).name) is not None
