"""Incidents as they were read last → so that a build reads again only what was changed.

Two files in a folder of the site's own (``.noroshi/cache/``): ``documents`` knows every incident folder (what its
files were when they were read, the outline of its course, the problems that were found), ``bodies`` has the incidents
themselves, one after the other. New ones are put at the end of ``bodies``, and ``documents`` is written last and as
a whole: a build that is killed leaves the former ``documents``, for which every byte is still where it was.

It is data (MessagePack) with a digest over every part, and it is thrown away when it is damaged, of another version, or
of other settings. Damage is found so, forgery is not: only who builds the site may write there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgpack

from noroshi.model.course import Course
from noroshi.model.incident import Incident
from noroshi.model.outline import Outline, forget, outline, stored
from noroshi.model.problem import Problem
from noroshi.source.digested import DIGEST, replace_digested
from noroshi.source.packing import UnpackError, packed, unpacked

DOCUMENTS = "documents"
BODIES = "bodies"
_NAMES = "surrogatepass"
"""Names of folders need not be UTF-8."""
_FORMAT = b"noroshi documents 1\n"
_TIDY = 1 << 22
"""Bytes of ``bodies`` that nothing names any more before the file is worth being written anew."""


class ShelfError(Exception):
    """A shelf that is damaged or somebody else's: it was thrown away."""


@dataclass(slots=True)
class Kept:
    """What is known of one incident folder."""

    signature: bytes
    """What the file system said of it; empty: nothing that could be relied on."""
    digest: bytes
    """Of everything that its files hold."""
    outline: Outline | None
    """``None``: it is no incident that could be published."""
    at: int
    """Where its incident begins in ``bodies``."""
    size: int
    check: bytes
    """Digest of these bytes."""
    problems: bytes = b""
    """Packed problems of its files; empty for none."""
    checked: tuple[bytes, bytes, int, int] | None = None
    """(for which rules and site, packed problems that the rules found, the moments from when and until when that
    holds in microseconds) or ``None``: nobody has asked."""


_COLUMNS = tuple(item.name for item in fields(Kept))


@dataclass
class Shelf:
    """Incidents that were read before."""

    folder: Path | None
    """Where it is kept; ``None``: in memory only (nobody could write there)."""
    key: bytes
    """What reading depends on beside the files themselves: the site's settings and the program."""
    kept: dict[str, Kept] = field(default_factory=dict)
    """Path of the folder → what is known."""
    names: bytes = b""
    """Digest of the names of all folders."""
    of_names: bytes = b""
    """Packed problems of these names."""
    left_out: dict[str, bytes] = field(default_factory=dict)
    """Path → signature of folders that are no incident: their ids stand twice."""
    is_shared: bool = False
    """Another program at work keeps its own there: it is read, and not written."""
    was_damaged: bool = False
    """There was something that could not be used, and it was thrown away."""
    reads: int = 0
    """How many incidents were read from ``bodies`` (a count of work, for tests)."""
    _loaded: list[Course] = field(default_factory=list)
    """Courses of which the rest was read."""
    _bodies: int = -1
    """File descriptor of ``bodies``."""
    _end: int = 0
    _named: int = 0
    """Bytes of ``bodies`` that ``kept`` names."""
    _changed: bool = False

    def put(
        self, path: str, signature: bytes, digest: bytes, body: bytes, known: Outline | None, problems: bytes
    ) -> Kept:
        """Keep what was read of a folder; ``body``: its packed incident, empty for none."""
        self.forget(path)
        if body:
            self._write(body)
        found = Kept(signature, digest, known, self._end - len(body), len(body), _check(body), problems)
        self._named += len(body)
        self.kept[path] = found
        self._changed = True
        return found

    def holds(self, path: str, signature: bytes) -> bool:
        """Whether nothing in the folder can have changed."""
        if not signature:
            return False
        kept = self.kept.get(path)
        return signature == (self.left_out.get(path) if kept is None else kept.signature)

    def is_left_out(self, path: str) -> bool:
        """Whether it was no incident when the names were looked at."""
        return path in self.left_out

    def set_names(self, names: bytes, problems: bytes) -> None:
        """All names were looked at anew."""
        self.names, self.of_names = names, problems
        self.left_out.clear()
        self._changed = True

    def leave_out(self, path: str, signature: bytes) -> None:
        """The folder is no incident."""
        self.forget(path)
        self.left_out[path] = signature
        self._changed = True

    def renew(self, path: str, signature: bytes) -> None:
        """The files say the same as before, but the file system says something new about them."""
        self.kept[path].signature = signature
        self._changed = True

    def judge(self, kept: Kept, checked: tuple[bytes, bytes, int, int]) -> None:
        """Keep what the rules found; where that holds for this moment alone, until the next build."""
        kept.checked = checked
        _, _, since, until = checked
        self._changed |= until > since + 1

    def forget(self, path: str) -> None:
        """The folder is gone, or is read anew."""
        former = self.kept.pop(path, None)
        if former is not None:
            self._named -= former.size
            self._changed = True

    def incident(self, kept: Kept) -> Incident:
        """The incident of a folder, as it was read. Raises ShelfError where the file was harmed meanwhile."""
        self.reads += 1
        data = os.pread(self._bodies, kept.size, kept.at)
        if _check(data) != kept.check:
            raise ShelfError("bodies")
        try:
            found = unpacked(data)
        except UnpackError as error:
            raise ShelfError("bodies") from error
        if not isinstance(found, Incident):
            raise ShelfError("bodies")
        return found

    def course(self, kept: Kept) -> Course | None:
        """The course of a folder's incident, read when it is asked for."""
        if kept.outline is None:
            return None

        def load() -> Incident:
            self._loaded.append(found)
            return self.incident(kept)

        found = stored(kept.outline, load)
        return found

    def let_go(self, most: int = 0) -> bool:
        """Give back the memory of what was loaded, where it is more than ``most`` incidents; whether it was."""
        if len(self._loaded) <= most:
            return False
        for course in self._loaded:
            forget(course)
        self._loaded.clear()
        return True

    def save(self) -> None:
        """Write what is new. Raises OSError; what was there before then still holds."""
        if self.folder is None or self.is_shared or not self._changed:
            return
        if self._end - self._named > _TIDY and self._end > 2 * self._named:
            self._tidy(self.folder)
        replace_digested(self.folder / DOCUMENTS, _FORMAT + self.key, self._packed_documents())
        self._changed = False

    def _packed_documents(self) -> Iterator[bytes]:
        """``[end, names, of_names, left_out, rows]``, piece by piece."""
        packer = msgpack.Packer(unicode_errors=_NAMES)
        yield packer.pack_array_header(5)
        yield from map(packer.pack, (self._end, self.names, self.of_names, self.left_out))
        yield packer.pack_array_header(len(self.kept))
        for path, item in self.kept.items():
            yield packer.pack((path, *(getattr(item, name) for name in _COLUMNS)))

    def close(self) -> None:
        """Give back the file."""
        if self._bodies >= 0:
            os.close(self._bodies)
            self._bodies = -1

    def _write(self, body: bytes) -> None:
        if self.is_shared:
            self._keep_in_private()
        try:
            if self._bodies < 0:
                self._bodies = _opened(self.folder)
            _put(self._bodies, body, self._end)
        except OSError:
            if self.folder is None:
                raise
            # The disk is full, or the folder is somebody else's. That costs the next build time, and nothing else.
            self._keep_in_private()
            _put(self._bodies, body, self._end)
        self._end += len(body)

    def _keep_in_private(self) -> None:
        """Go on in a file without a name, which is gone with this process. Raises OSError."""
        before, self._bodies, self.folder, self.is_shared = self._bodies, _opened(None), None, False
        if before >= 0:
            done = 0
            while done < self._end:
                piece = os.pread(before, min(1 << 20, self._end - done), done)
                if not piece:
                    raise ShelfError(BODIES)
                _put(self._bodies, piece, done)
                done += len(piece)
            os.close(before)

    def _tidy(self, folder: Path) -> None:
        """Write ``bodies`` anew without what nothing names."""
        place = folder / f"{BODIES}.new"
        place.unlink(missing_ok=True)
        fresh = os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        end, places = 0, []
        try:
            for item in self.kept.values():
                _put(fresh, os.pread(self._bodies, item.size, item.at), end)
                places.append(end)
                end += item.size
            # Until the new documents are written the old ones do not fit: then everything is read again, no more.
            place.replace(folder / BODIES)
        except OSError:
            os.close(fresh)
            raise
        for item, at in zip(self.kept.values(), places, strict=True):
            item.at = at
        self.close()
        self._bodies, self._end = fresh, end


def open_shelf(folder: Path | None, key: bytes) -> Shelf:
    """The shelf in ``folder``, empty where there is none, or none that fits. ``key``: 16 bytes. Never raises."""
    shelf = Shelf(folder, key)
    if folder is None:
        return shelf
    try:
        folder.mkdir(exist_ok=True)
        data = (folder / DOCUMENTS).read_bytes()
    except FileNotFoundError:
        return shelf if folder.is_dir() else Shelf(None, key)
    except OSError:
        return Shelf(None, key)
    head = len(_FORMAT) + DIGEST * 2
    if not data.startswith(_FORMAT) or data[len(_FORMAT) : len(_FORMAT) + DIGEST] != key:
        # Another program or other settings wrote it: that is no damage.
        shelf.was_damaged = not data.startswith(b"noroshi documents ")
        return shelf
    content = memoryview(data)[head:]
    try:
        if blake2b(content, digest_size=DIGEST).digest() != data[head - DIGEST : head]:
            raise ShelfError(DOCUMENTS)
        end, shelf.names, shelf.of_names, shelf.left_out, rows = msgpack.unpackb(
            content, use_list=False, unicode_errors=_NAMES
        )
        if end:
            shelf._bodies = os.open(folder / BODIES, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            if os.fstat(shelf._bodies).st_size < end:
                raise ShelfError(BODIES)
        shelf.kept = {row[0]: _kept(*row[1:]) for row in rows}
    except (ShelfError, OSError, ValueError, TypeError, IndexError, msgpack.UnpackException):
        shelf.close()
        return Shelf(folder, key, was_damaged=True)
    shelf._end, shelf._named = end, sum(item.size for item in shelf.kept.values())
    return shelf


def packed_problems(problems: Iterable[Problem]) -> bytes:
    """Problems as they are kept; empty for none. Raises TypeError for arguments of unheard-of types."""
    found = tuple(problems)
    return packed(found) if found else b""


def problems_of(data: bytes) -> tuple[Problem, ...]:
    """What was packed by :func:`packed_problems`."""
    found: tuple[Problem, ...] = unpacked(data) if data else ()
    return found


def body_of(found: Course | None) -> tuple[bytes, Outline | None]:
    """(the packed incident, its outline) of a course."""
    return (b"", None) if found is None else (packed(found.incident), outline(found))


def _kept(signature: bytes, digest: bytes, known: Any, *rest: Any) -> Kept:
    return Kept(signature, digest, None if known is None else Outline._make(known), *rest)


def _put(descriptor: int, data: bytes, at: int) -> None:
    """Write all of it there. Raises OSError."""
    done = 0
    while done < len(data):
        done += os.pwrite(descriptor, data[done:], at + done)


def _check(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()


def _opened(folder: Path | None) -> int:
    if folder is None:
        import tempfile

        # Without a name: it is gone with the process.
        with tempfile.TemporaryFile() as file:
            return os.dup(file.fileno())
    # What was written of the former one no longer fits.
    (folder / DOCUMENTS).unlink(missing_ok=True)
    (folder / BODIES).unlink(missing_ok=True)
    return os.open(folder / BODIES, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
