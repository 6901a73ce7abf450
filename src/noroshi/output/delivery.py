"""A plan → the files of a target: no reader meets a page before what it links to, no other publisher goes unnoticed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

from noroshi.model.frozen import frozen
from noroshi.output.delivery_journal import JOURNAL, Journal, journal_of
from noroshi.output.delivery_plan import Plan
from noroshi.output.manifest import MANIFEST, Manifest, manifest_of
from noroshi.output.stores import Said, Store, StoreRefused

_ROUNDS: Final = 20
"""How often the journal is written on the way, at most: it has one entry for every file that is written."""
_ROUND: Final = 64
"""Files of a round, at least: what is written once more, at most, by whoever goes on."""
_OF_JOURNAL: Final = Said("application/json", "no-store")


class Phase(StrEnum):
    """How far a publisher came."""

    NOTHING = "nothing"
    """The target is as it was."""
    FILES = "files"
    """Files and pages are partly new; the start pages and ``build.json`` are as they were."""
    STARTS = "starts"
    """The start pages are new, or one of them; ``build.json`` is as it was."""
    REMOVALS = "removals"
    """The site is all there; what it has no more is partly there too."""


class SiteChanged(Exception):
    """A file of the built site is not what its ``build.json`` says: somebody builds, or edited it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Overtaken(Exception):
    """Somebody else published to the same target meanwhile."""


@frozen
class Standing:
    """What was found at a target."""

    text: bytes | None
    """Its ``build.json``."""
    manifest: Manifest | None
    """What that says; None: nothing that noroshi wrote."""
    journal: Journal | None
    journal_is_damaged: bool


@frozen
class Delivered:
    """What was done, in files; ``build.json`` is one of them."""

    put: int
    size: int
    """Bytes of them."""
    removed: int


def look_at(store: Store) -> Standing:
    """Raises StoreRefused."""
    text, noted = store.read(MANIFEST), store.read(JOURNAL)
    journal = journal_of(noted) if noted is not None else None
    return Standing(
        text, manifest_of(text) if text is not None else None, journal, noted is not None and journal is None
    )


def in_the_way(store: Store, paths: Sequence[str]) -> tuple[str, ...]:
    """Those of ``paths`` where something stands already. Raises StoreRefused."""
    with ThreadPoolExecutor(store.workers) as pool:
        return tuple(path for path, stands in zip(paths, pool.map(store.has, paths), strict=True) if stands)


def read_whole(site: Path, path: str, manifest: Manifest) -> bytes:
    """The bytes of a file of the built site. Raises SiteChanged where they are not those of its ``build.json``."""
    try:
        descriptor = os.open(site / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
            content = file.read(manifest.files[path].size + 1) if is_file else b""
    except OSError as error:
        raise SiteChanged(path) from error
    if hashlib.sha256(content).hexdigest() != manifest.files[path].sha256:
        raise SiteChanged(path)
    return content


class Delivery:
    """One run of a publisher. After an exception ``phase`` and ``put`` tell how far it came.

    ``put`` is files without ``build.json``.
    """

    def __init__(
        self,
        site: Path,
        manifest: Manifest,
        text: bytes,
        store: Store,
        standing: Standing,
        plan: Plan,
        *,
        said: Callable[[str], Said],
        publisher: str,
        step: Callable[[int], None],
    ) -> None:
        """``text``: the bytes of the site's ``build.json``, of which ``manifest`` was read; ``said``: path → what a
        store is told of it; ``publisher``: a name that no other run has; ``step`` is called with files done.
        """
        self.phase = Phase.NOTHING
        self.put = 0
        self._size = 0
        self._site, self._manifest, self._text = site, manifest, text
        self._store, self._standing, self._plan = store, standing, plan
        self._said, self._publisher, self._step = said, publisher, step
        noted = standing.journal.files if standing.journal else {}
        touched = (*plan.in_the_way, *plan.puts, *plan.gone)
        # What the one before noted holds further on; what this one writes is not known until it is there.
        self._noted: dict[str, str | None] = dict(noted) | dict.fromkeys(touched)
        self._mine: set[str] = set()

    def run(self) -> Delivered:
        """Do it. Raises StoreRefused, SiteChanged, Overtaken."""
        plan, store = self._plan, self._store
        for path in plan.puts:
            read_whole(self._site, path, self._manifest)
        self._look_again()
        if self._standing.journal or self._standing.journal_is_damaged:
            store.sweep()
        self._note()
        try:
            self.phase = Phase.FILES
            own = 0
            removed = self._remove(plan.in_the_way)
            self._put(plan.new)
            self._put(plan.changed)
            if plan.starts:
                self._check_alone()
                self.phase = Phase.STARTS
                for path in plan.starts:
                    self._count(self._put_one(path))
            if self._standing.text != self._text:
                self._check_alone()
                self._note()
                self.phase = Phase.STARTS
                store.put(MANIFEST, self._text, self._said(MANIFEST))
                own, self._size = 1, self._size + len(self._text)
            self.phase = Phase.REMOVALS
            removed += self._remove(plan.gone)
            self._check_alone()
            store.remove(JOURNAL)
        except Overtaken:
            self._leave_trace()
            raise
        except BaseException:
            # Whoever goes on need not do again what is done.
            with suppress(StoreRefused):
                self._note_or_trace()
            raise
        return Delivered(self.put + own, self._size, removed)

    def _put(self, paths: Sequence[str]) -> None:
        length = max(_ROUND, -(-len(self._plan.puts) // _ROUNDS))
        for start in range(0, len(paths), length):
            for size in self._each(self._put_one, paths[start : start + length]):
                self._count(size)
            self._note_alone()

    def _count(self, size: int) -> None:
        self.put, self._size = self.put + 1, self._size + size
        self._step(1)

    def _remove(self, paths: Sequence[str]) -> int:
        for _ in self._each(self._remove_one, paths):
            self._step(1)
        return len(paths)

    def _each(self, work: Callable[[str], int], paths: Sequence[str]) -> Iterator[int]:
        """What ``work`` gives. The first that fails ends it: of the others only those are done that were under way."""
        with ThreadPoolExecutor(self._store.workers) as pool:
            try:
                yield from pool.map(work, paths)
            finally:
                pool.shutdown(cancel_futures=True)

    def _put_one(self, path: str) -> int:
        """Bytes."""
        content = read_whole(self._site, path, self._manifest)
        self._mine.add(path)
        self._store.put(path, content, self._said(path))
        self._noted[path] = self._manifest.files[path].sha256
        return len(content)

    def _remove_one(self, path: str) -> int:
        self._mine.add(path)
        self._store.remove(path)
        return 0

    def _note(self) -> None:
        self._store.put(JOURNAL, Journal(self._publisher, dict(self._noted)).to_json(), _OF_JOURNAL)

    def _note_alone(self) -> None:
        self._check_journal(self._store.read(JOURNAL))
        self._note()

    def _look_again(self) -> None:
        """Nobody else may have published since ``standing`` was found. Raises Overtaken."""
        if look_at(self._store) != self._standing:
            raise Overtaken

    def _check_alone(self) -> None:
        """The journal must be this publisher's, ``build.json`` what it found or wrote. Raises Overtaken."""
        self._check_journal(self._store.read(JOURNAL))
        expected = self._text if self.phase is Phase.REMOVALS else self._standing.text
        if self._store.read(MANIFEST) != expected:
            raise Overtaken

    def _check_journal(self, content: bytes | None) -> None:
        journal = journal_of(content) if content is not None else None
        if journal is None or journal.publisher != self._publisher:
            raise Overtaken

    def _note_or_trace(self) -> None:
        try:
            self._note_alone()
        except Overtaken:
            self._leave_trace()

    def _leave_trace(self) -> None:
        """Let the next publisher, and the one that is at it, know that these files are perhaps another's."""
        with suppress(StoreRefused):
            noted = look_at(self._store).journal
            files = dict(noted.files if noted else {}) | dict.fromkeys(self._mine)
            self._store.put(JOURNAL, Journal(self._publisher, files).to_json(), _OF_JOURNAL)
