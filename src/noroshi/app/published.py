"""A folder or an address → the files that are published there, each beside what ``build.json`` says of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from noroshi.model.frozen import frozen
from noroshi.output.compared import Difference, Fault, Reason, copied
from noroshi.output.delivery_plan import plain
from noroshi.output.manifest import MANIFEST, FileDigest, Manifest, digest_of
from noroshi.source.asked import Answered, Bounds, FetchFailed, answer, parts_of

LONGEST: Final = 64 << 20
"""Bytes of a build.json: that of a hundred thousand incidents is shorter."""
_SLACK: Final = 1 << 20
"""Bytes that a file may have more than it should, to be looked into all the same."""
_AT_ONCE: Final = 8
"""Files that are asked for at the same time."""
_PIECE: Final = 1 << 10
"""Bytes that are unpacked at once."""
_OF_THE_HOST: Final = frozenset({"_headers", "_redirects", "404.html"})
"""What hosts read themselves, and often do not show."""
_GONE: Final = frozenset({"403", "404", "410"})
"""Statuses of what is not there."""
NOT_REBUILT: Final[Mapping[str, FileDigest]] = {}
_PAUSES: Final = (1.0, 4.0)
"""Seconds before a host that does not answer is asked again."""


@frozen
class Seen:
    """One published file."""

    path: str
    content: bytes | None = None
    """``None``: there is none, or it was not read."""
    reason: Reason | None = None
    """Why not."""
    status: str = ""
    """What the host answered where there is none; empty: it leads elsewhere, or is no host."""
    led_to: str = ""
    """The path at which a host answered, where that is another one than was asked for."""


class Published(Protocol):
    """Where the files are."""

    @property
    def name(self) -> str:
        """As it was asked for."""

    def manifest(self) -> bytes | None:
        """The bytes of its ``build.json``; ``None``: there is none. Raises FetchFailed, OSError."""

    def see(self, path: str, size: int) -> Seen:
        """A file that should have ``size`` bytes. Raises FetchFailed, OSError where that cannot be said."""

    def past_caches(self, path: str, size: int) -> Seen:
        """The same, as its origin has it."""

    def others(self, known: Collection[str]) -> Iterator[str]:
        """Files that stand there beside those ``known``, where that can be seen."""

    def may_hide(self, path: str) -> bool:
        """Whether a file that is not to be had is no fault."""


@frozen
class Folder:
    """A built site on this machine."""

    name: str
    folder: Path

    def manifest(self) -> bytes | None:
        """As on ``Published``."""
        return self.see(MANIFEST, LONGEST).content

    def see(self, path: str, size: int) -> Seen:
        """As on ``Published``."""
        file = self.folder / path
        if not file.resolve().is_relative_to(self.folder.resolve()):
            return Seen(path, reason=Reason.ELSEWHERE)
        if not file.is_file():
            return Seen(path, reason=Reason.MISSING)
        if file.stat().st_size > size + _SLACK:
            return Seen(path, reason=Reason.TOO_LARGE)
        return Seen(path, file.read_bytes())

    def past_caches(self, path: str, size: int) -> Seen:
        """As on ``Published``: there are none."""
        return self.see(path, size)

    def others(self, known: Collection[str]) -> Iterator[str]:
        """As on ``Published``."""
        for inner, folders, names in os.walk(self.folder):
            for name in (*names, *(it for it in folders if (Path(inner) / it).is_symlink())):
                path = (Path(inner) / name).relative_to(self.folder).as_posix()
                if path not in known and path != MANIFEST:
                    yield path

    def may_hide(self, path: str) -> bool:
        """As on ``Published``."""
        return False


@frozen
class Address:
    """A site as its readers get it."""

    name: str
    base: str
    """Without a slash at its end."""
    pauses: tuple[float, ...] = _PAUSES

    def manifest(self) -> bytes | None:
        """As on ``Published``; past caches, since it says what there should be now."""
        try:
            return self._answer(f"{self.base}/{MANIFEST}?verify=build", Bounds(bytes=LONGEST)).content
        except FetchFailed as failed:
            if failed.values.get("status", "") in _GONE:
                return None
            raise

    def see(self, path: str, size: int) -> Seen:
        """As on ``Published``."""
        return self._seen(path, size)

    def past_caches(self, path: str, size: int) -> Seen:
        """As on ``Published``: most caches take another query for another page."""
        return self._seen(path, size, f"?verify={time.time_ns():x}")

    def others(self, known: Collection[str]) -> Iterator[str]:
        """As on ``Published``: nobody can see that from outside."""
        return iter(())

    def may_hide(self, path: str) -> bool:
        """As on ``Published``."""
        return path in _OF_THE_HOST or plain(path) != path

    def _seen(self, path: str, size: int, query: str = "") -> Seen:
        asked = quote(path)
        if path == "index.html" or path.endswith("/index.html"):
            asked = asked.removesuffix("index.html")
        address = f"{self.base}/{asked}"
        try:
            found = self._answer(address + query, Bounds(bytes=size + _SLACK))
        except FetchFailed as failed:
            if failed.reason == "too_large":
                return Seen(path, reason=Reason.TOO_LARGE)
            status = failed.values.get("status", "")
            if failed.reason in ("redirect", "redirects") or status in _GONE:
                return Seen(path, reason=Reason.MISSING, status=status)
            raise
        led_to = urlsplit(found.address).path
        return Seen(path, found.content, led_to="" if led_to == urlsplit(address).path else led_to)

    def _answer(self, address: str, bounds: Bounds) -> Answered:
        for pause in (*self.pauses, None):
            try:
                return answer(address, bounds, {"User-Agent": "noroshi-verify", "Cache-Control": "no-cache"})
            except FetchFailed as failed:
                is_short = failed.reason in ("slow", "unreachable") or _passes(failed.values.get("status", ""))
                if pause is None or not is_short:
                    raise
                time.sleep(pause)
        raise AssertionError("the last of them has no pause")


def _passes(status: str) -> bool:
    """Whether a host that says so may say something else soon."""
    return status == "429" or status.startswith("5")


def address(name: str, pauses: tuple[float, ...] = _PAUSES) -> Address:
    """The site that an address names: its front page, or its ``build.json``. Raises FetchFailed."""
    parts = parts_of(name)
    path = parts.path.removesuffix(MANIFEST).rstrip("/")
    return Address(name, f"{parts.scheme.lower()}://{parts.netloc}{path}", pauses)


def looked_at(
    published: Published,
    said: Manifest,
    rebuilt: Mapping[str, FileDigest] = NOT_REBUILT,
    *,
    led: Collection[str] = (),
    step: Callable[[int], None] = lambda _: None,
) -> tuple[Difference, ...]:
    """Published files that are not what ``build.json`` says, by path. Raises FetchFailed, OSError.

    ``rebuilt``: what building again makes. ``led``: paths of addresses from which the site itself leads elsewhere
    (``_redirects``).
    """

    def look(path: str) -> Difference | None:
        size = said.files[path].size
        difference = _difference(published.see(path, size), said, rebuilt)
        if difference is None:
            return None
        again = published.past_caches(path, size)
        if _difference(again, said, rebuilt) is None:
            return Difference(path, Fault.PUBLISHED, Reason.STALE)
        return (
            Difference(path, Fault.PUBLISHED, Reason.NOT_SERVED)
            if _is_hidden(published, difference, again, led)
            else difference
        )

    paths = sorted(said.files)
    found: list[Difference] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for difference in pool.map(look, paths):
                step(1)
                found += [difference] if difference else []
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    found += (Difference(path, Fault.PUBLISHED, Reason.EXTRA) for path in published.others(said.files))
    return tuple(sorted(found, key=lambda it: it.path))


def _is_hidden(published: Published, difference: Difference, seen: Seen, led: Collection[str]) -> bool:
    if difference.reason is Reason.MISSING and published.may_hide(difference.path):
        return True
    # A host that reads _redirects answers there with another page of the site.
    return seen.led_to != "" and difference.path in led


def _difference(seen: Seen, said: Manifest, rebuilt: Mapping[str, FileDigest]) -> Difference | None:
    if seen.content is None:
        return Difference(seen.path, Fault.PUBLISHED, seen.reason or Reason.MISSING, status=seen.status)
    digest = digest_of(seen.content)
    if digest != said.files[seen.path]:
        if digest == rebuilt.get(seen.path):
            return Difference(seen.path, Fault.BUILD, Reason.RECORD)
        return Difference(seen.path, Fault.PUBLISHED, Reason.OTHER)
    original = copied(seen.path, said)
    if original and not _unpacks_to(seen.path, seen.content, said.files[original]):
        return Difference(seen.path, Fault.PUBLISHED, Reason.COPY)
    return None


def _unpacks_to(path: str, content: bytes, wanted: FileDigest) -> bool:
    """Whether a compressed copy holds what stands beside it. Never more than that is unpacked."""
    pieces: list[bytes] = []
    if path.endswith(".br"):
        import brotli

        unpacking = brotli.Decompressor()
        try:
            for start in range(0, len(content), _PIECE):
                pieces.append(unpacking.process(content[start : start + _PIECE]))
                if sum(map(len, pieces)) > wanted.size:
                    return False
        except brotli.error:
            return False
        return unpacking.is_finished() and digest_of(b"".join(pieces)) == wanted
    import zlib

    gzip = zlib.decompressobj(wbits=31)
    try:
        unpacked = gzip.decompress(content, wanted.size + 1)
    except zlib.error:
        return False
    return gzip.eof and not gzip.unused_data and digest_of(unpacked) == wanted
