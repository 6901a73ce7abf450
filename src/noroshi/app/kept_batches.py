"""Letters and reply kits as they were finished ↔ a file in the site's ``.noroshi/``: a letter is made once.

They are as private as the outbox: for the owner alone. Like all that is kept, they are data with a digest over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgpack

from noroshi.app.program import digest_of_files
from noroshi.model.course import Course
from noroshi.model.watch import plain_micros
from noroshi.render.theme import Theme
from noroshi.source.digested import DIGEST, replace_digested
from noroshi.source.packing import packed
from noroshi.views.context import Context

_FORMAT = b"noroshi letters 1\n"
TEXTS = "site_src/letters"

Batch = tuple[str, int, Course]
"""(``letters`` or ``kit``; the number of a language; an incident): what is made, and kept, together."""


class Packed(NamedTuple):
    """What is said of one incident in one language."""

    until: int
    """Until when ``now`` alone changes nothing of it; microseconds since 1970."""
    files: tuple[tuple[str, bytes], ...]
    letters: int
    not_ready: int


@dataclass
class KeptBatches:
    """What was finished before, and what is now."""

    path: Path | None = None
    """``None``: it is not kept."""
    prints: Mapping[str, bytes] = field(default_factory=dict)
    """Incident id → digest of all that its folder holds, of those published as they were read."""
    settings: bytes = b""
    """Digest of all that letters depend on beside the incidents, their texts, and the theme."""
    was_damaged: bool = False
    made: int = 0
    """How many had to be made (a count of work)."""
    _known: dict[bytes, tuple[int, Packed]] = field(default_factory=dict)
    """Key → (made when, what)."""
    _used: dict[bytes, tuple[int, Packed]] = field(default_factory=dict)
    _believes: bool = True
    _contexts: tuple[Context, ...] = ()
    _digest: bytes = b""

    def look_at(self, contexts: tuple[Context, ...], theme: Theme) -> None:
        """These languages are asked for from now on, by their numbers."""
        self._contexts = contexts
        root = self.path.parent.parent.parent if self.path else Path()
        texts = root / TEXTS
        files = [path for path in texts.rglob("*") if path.is_file()] if self.path else []
        digest = blake2b(self.settings + digest_of_files(texts, files), digest_size=DIGEST)
        digest.update(digest_of_files(theme.folders[-1], theme.sources))
        self._digest = digest.digest()
        self._known = self._read() if self._believes else {}

    def forget(self) -> None:
        """Use nothing of what was kept (``--full``)."""
        self._believes = False

    def batch(self, kind: str, number: int, course: Course) -> Packed | None:
        """What is known of an incident in the language of that number; ``None``: it has to be made."""
        key = self._key(kind, number, course)
        found = self._used.get(key) or self._known.get(key)
        if found is None or not found[0] <= self._now < max(found[1].until, found[0] + 1):
            return None
        self._used[key] = found
        return found[1]

    def put(self, kind: str, number: int, course: Course, made: Packed) -> None:
        """It was made now."""
        self.made += 1
        self._used[self._key(kind, number, course)] = (self._now, made)

    def save(self) -> None:
        """Keep what this build used. Raises OSError."""
        if self.path is None or self._used == self._known:
            return
        rows = [(key, since, *it) for key, (since, it) in self._used.items()]
        content = msgpack.packb(rows)
        self.path.parent.mkdir(exist_ok=True)
        replace_digested(self.path, _FORMAT, (content,))

    @property
    def _now(self) -> int:
        return plain_micros(self._contexts[0].now) if self._contexts else 0

    def _key(self, kind: str, number: int, course: Course) -> bytes:
        context = self._contexts[number]
        archive = context.archive
        said = [self._print(course), *(self._print(archive.by_id[name]) for name in archive.related.get(course.id, ()))]
        return blake2b(msgpack.packb((self._digest, kind, context.tag, course.id, said)), digest_size=DIGEST).digest()

    def _print(self, course: Course) -> bytes:
        known = self.prints.get(course.id)
        return known or blake2b(packed(course.incident), digest_size=DIGEST).digest()

    def _read(self) -> dict[bytes, tuple[int, Packed]]:
        if self.path is None:
            return {}
        try:
            data = self.path.read_bytes()
        except OSError:
            return {}
        head = len(_FORMAT) + DIGEST
        content = memoryview(data)[head:]
        if not data.startswith(_FORMAT) or blake2b(content, digest_size=DIGEST).digest() != data[len(_FORMAT) : head]:
            self.was_damaged = True
            return {}
        try:
            rows = msgpack.unpackb(content, use_list=False)
            return {row[0]: (row[1], Packed._make(row[2:])) for row in rows}
        except (ValueError, TypeError, IndexError, msgpack.UnpackException):
            self.was_damaged = True
            return {}
