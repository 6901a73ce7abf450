"""What earlier builds of a site found out, in its ``.noroshi/``: safe to keep, safe to delete at any time.

``cache/`` has the incidents as they were read (``source.shelf``), ``history/`` what git knows of them
(``source.history``), ``builds/`` what stands in each output folder (``app.record``), ``letters/`` the letters as they
were finished (``app.kept_batches``), private as the outbox. Beside another program at work it is only read; where it
cannot be had at all (somebody else's folder) a build does without.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from noroshi.app.kept_batches import KeptBatches
from noroshi.app.program import program_digest
from noroshi.app.record import Record, read_record, write_record
from noroshi.model.provenance import History
from noroshi.source.git import GitFacts, git_says
from noroshi.source.history import history
from noroshi.source.load import Surrounded
from noroshi.source.shelf import DOCUMENTS, Shelf, open_shelf

FOLDER = ".noroshi"
_LARGE = 1 << 18
"""Bytes that are known of some hundred incidents."""


@dataclass
class KeptWork:
    """What one build finds, and what it leaves for the next."""

    root: Path
    """The site's."""
    folder: Path | None
    """``None``: nothing can be kept."""
    believe: bool
    """``False``: ``--full``; what was kept is written anew, and nothing of it is used."""
    writes: bool = True
    """``False``: another program at work (``noroshi serve``) keeps its own there."""
    shelves: list[Shelf] = field(default_factory=list)
    was_damaged: bool = False

    @property
    def is_large(self) -> bool:
        """Whether so many incidents were read before that to look at them takes a while."""
        try:
            return self.folder is not None and (self.folder / "cache" / DOCUMENTS).stat().st_size > _LARGE
        except OSError:
            return False

    def shelf(self, around: Surrounded) -> Shelf:
        """Where the incidents were put that were read before with these settings."""
        key = blake2b(program_digest() + around.digest, digest_size=16).digest()
        cache = self.folder / "cache" if self.folder else None
        found = open_shelf(cache, key) if self.believe else new_shelf(cache if self.writes else None, key)
        found.is_shared = not self.writes
        self.was_damaged |= found.was_damaged
        self.shelves.append(found)
        return found

    def histories(self, facts: GitFacts) -> History:
        """What git knows of the incidents; of what it said before, only what is new is asked."""
        path = self.folder / "history" / "incidents" if self.folder else None
        key = program_digest()
        return history(self.root, facts, kept_at=path, key=key, believe=self.believe, keeps=self.writes)

    def let_go(self, most: int) -> bool:
        """As ``Shelf.let_go``."""
        gone = [shelf.let_go(most) for shelf in self.shelves]
        return any(gone)

    def record(self, site: Path) -> Record:
        """What the build before made in the folder ``site``."""
        found = read_record(self._record(site))
        self.was_damaged |= found.was_damaged
        return found

    def batches(self, prints: Mapping[str, bytes], settings: bytes) -> KeptBatches:
        """Letters as they were finished before; arguments as on ``KeptBatches``."""
        path = self.folder / "letters" / "finished" if self.folder else None
        found = KeptBatches(path, prints, program_digest() + settings)
        if not self.believe:
            found.forget()
        return found

    def keep(self, site: Path, record: Record | None, batches: KeptBatches) -> None:
        """Keep what was made in ``site`` (``None``: nothing new) and what was read. A full disk keeps nothing."""
        path = self._record(site)
        self.was_damaged |= batches.was_damaged
        if not self.writes:
            return
        with suppress(OSError):
            if path is not None and record is not None:
                write_record(path, record)
            for shelf in self.shelves:
                shelf.save()
            batches.save()

    def forget(self) -> None:
        """Throw away what was read before, and believe nothing: it was damaged."""
        self.close()
        self.believe, self.was_damaged = False, True
        if self.folder is not None and self.writes:
            shutil.rmtree(self.folder / "cache", ignore_errors=True)

    def close(self) -> None:
        """Give back the files."""
        for shelf in self.shelves:
            shelf.close()
        self.shelves.clear()

    def _record(self, site: Path) -> Path | None:
        if self.folder is None:
            return None
        # As seen from the root: the whole may lie elsewhere tomorrow, in CI for instance.
        place = os.path.relpath(os.path.realpath(site), os.path.realpath(self.folder.parent))
        name = blake2b(os.fsencode(place), digest_size=8).hexdigest()
        return self.folder / "builds" / name


def new_shelf(folder: Path | None, key: bytes) -> Shelf:
    """An empty shelf in ``folder``, whatever lies there."""
    if folder is not None:
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
            return Shelf(folder, key)
    return Shelf(None, key)


def is_committed(root: Path) -> bool:
    """Whether the folder came with the content: then anybody who sends content could have forged what is kept in it."""
    if not (root / FOLDER).exists():
        return False
    names = git_says(root, None, "ls-tree", "--name-only", "HEAD")
    if names is None:
        # No repository; or one that git does not speak of, somebody else's for instance.
        return any((folder / ".git").exists() for folder in (root, *root.parents)) and not _is_unborn(root)
    # Where the file system does not know capitals from small letters, .Noroshi is the same folder.
    return FOLDER in names.lower().split("\n")


def _is_unborn(root: Path) -> bool:
    """Whether nothing was committed yet."""
    return git_says(root, None, "rev-list", "-n", "1", "--all") == ""


@contextmanager
def kept_work(root: Path, *, believe: bool) -> Iterator[KeptWork]:
    """What earlier builds of the site at ``root`` found out, for one build at a time."""
    folder = root / FOLDER
    lock = -1
    try:
        if folder.is_symlink() or is_committed(root):
            raise PermissionError(folder)
        folder.mkdir(exist_ok=True)
        ignored = folder / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="ascii")
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        work = KeptWork(root, folder, believe)
    except BlockingIOError:
        work = KeptWork(root, folder, believe, writes=False)
    except OSError:
        work = KeptWork(root, None, believe)
    try:
        yield work
    finally:
        work.close()
        if lock >= 0:
            os.close(lock)
