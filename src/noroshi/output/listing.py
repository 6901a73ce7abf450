"""Digests of a site's files ↔ the text of ``build.json``, kept in pieces so that one change costs one piece."""

from __future__ import annotations

import json
import os
import re
import stat
from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, KeysView, Mapping
from datetime import datetime
from pathlib import Path

from noroshi.model.frozen import frozen
from noroshi.output.manifest import (
    MANIFEST,
    NOT_SAID,
    FileDigest,
    Made,
    Manifest,
    manifest_of,
    manifest_text,
    read_manifest,
)
from noroshi.output.names import RESERVED
from noroshi.output.unharmed import Stamped

_ENTRIES = re.compile(r'(?:"[^"\\]+":\{"bytes":[0-9]+,"sha256":"[0-9a-f]{64}"\}(?:,(?=")|\Z))*')
_FILES_BEGIN, _FILES_END = '"files":{', '},"generator":"'
_SHA256 = slice(-66, -2)
"""Where an entry, ``"path":{"bytes":1,"sha256":"…"}``, has its digest."""

_END = 512
"""Bytes at either end of ``build.json`` that have all but its files."""

_PIECE = 128
"""Entries that are encoded together, some 20 KB: of 50,000 files, 60 changed ones encode a tenth anew."""


class Listing:
    """Path → entry of ``build.json``. What :meth:`pieces` gives is what ``Manifest.to_json`` writes of ``files``."""

    __slots__ = ("_blocks", "_encoded", "_entries")

    def __init__(self, entries: dict[str, str]) -> None:
        self._entries = entries
        self._arrange()

    @classmethod
    def of(cls, files: Mapping[str, FileDigest]) -> Listing:
        """What any digests are in ``build.json``."""
        return cls({path: _entry(path, digest) for path, digest in files.items()})

    @property
    def paths(self) -> KeysView[str]:
        """In no order, and live."""
        return self._entries.keys()

    def other_than(self, files: Mapping[str, Stamped]) -> dict[str, FileDigest]:
        """Those of ``files`` that are not listed, or with another digest."""
        entries = self._entries
        return {path: it.digest for path, it in files.items() if entries.get(path, "")[_SHA256] != it.digest.sha256}

    def change(self, put: Mapping[str, FileDigest], gone: Collection[str]) -> None:
        """List all of ``put``, and no more what is ``gone``."""
        if (len(put) + len(gone)) * 8 > len(self._entries):
            # As many searches would cost more than one sort.
            for path in gone:
                self._entries.pop(path, None)
            self._entries.update((path, _entry(path, digest)) for path, digest in put.items())
            self._arrange()
            return
        for path in gone:
            if self._entries.pop(path, None) is not None:
                number = self._block(path)
                self._blocks[number].remove(path)
                self._encoded[number] = None
                if not self._blocks[number]:
                    del self._blocks[number], self._encoded[number]
        for path, digest in put.items():
            entry = _entry(path, digest)
            if self._entries.get(path) != entry:
                number = self._block(path)
                if path not in self._entries:
                    insort(self._blocks[number], path)
                self._encoded[number] = None
                self._entries[path] = entry
                self._split(number)

    def pieces(self) -> list[bytes]:
        """The members of ``files`` in UTF-8, sorted, with every comma; joined they are the whole."""
        for number, paths in enumerate(self._blocks):
            if self._encoded[number] is None:
                self._encoded[number] = ",".join([self._entries[path] for path in paths]).encode()
        found: list[bytes] = []
        for piece in self._encoded:
            if found:
                found.append(b",")
            found.append(piece or b"")
        return found

    def _arrange(self) -> None:
        paths = sorted(self._entries)
        self._blocks = [paths[start : start + _PIECE] for start in range(0, len(paths), _PIECE)]
        self._encoded: list[bytes | None] = [None] * len(self._blocks)

    def _block(self, path: str) -> int:
        """The number of the block that has ``path``, or would have it; there is one."""
        if not self._blocks:
            self._blocks.append([])
            self._encoded.append(None)
            return 0
        return max(bisect_right(self._blocks, path, key=lambda block: block[0]) - 1, 0)

    def _split(self, number: int) -> None:
        block = self._blocks[number]
        if len(block) > 2 * _PIECE:
            self._blocks[number : number + 1] = [block[:_PIECE], block[_PIECE:]]
            self._encoded[number : number + 1] = [None, None]


@frozen(slots=True)
class Record:
    """A ``build.json`` as it was read."""

    frame: tuple[bytes, bytes]
    """What stands before and after the members of ``files``: see :func:`frame_of`."""
    listing: Listing


def frame_of(version: str, commit: str | None, built_at: datetime, made: Made = NOT_SAID) -> tuple[bytes, bytes]:
    """What ``Manifest.to_json`` writes before and after the members of ``files``. Raises ValueError as it does."""
    empty = Manifest(version, commit, built_at, {}, made).to_json()
    cut = empty.index(_FILES_BEGIN.encode()) + len(_FILES_BEGIN)
    return empty[:cut], empty[cut:]


def read_record(site: Path) -> Record | None:
    """What :func:`read_manifest` reads, as a listing: eight times cheaper for what noroshi wrote itself.

    None and errors as there.
    """
    content = manifest_text(site)
    if content is None:
        return None
    record = _as_we_write(content)
    if record is None:
        manifest = manifest_of(content)
        if manifest is None:
            return None
        # Formatted by somebody else: no frame is the same as this.
        record = Record((b"", b""), Listing.of(manifest.files))
    return record


def is_ours(site: Path) -> bool:
    """Whether ``site`` has a ``build.json`` of noroshi's, by its two ends: for one cut short this is False.

    What stands in between is for :func:`read_record` to judge. Raises OSError where it cannot be read.
    """
    path = site / MANIFEST
    try:
        found = path.lstat()
        if found.st_size <= 2 * _END or not stat.S_ISREG(found.st_mode):
            return read_manifest(site) is not None
        with path.open("rb") as file:
            head = file.read(_END)
            file.seek(-_END, os.SEEK_END)
            tail = file.read(_END)
    except (FileNotFoundError, NotADirectoryError):
        return False
    begin, end = head.find(_FILES_BEGIN.encode()), tail.rfind(_FILES_END.encode())
    if begin < 0 or end < 0:
        return read_manifest(site) is not None
    return manifest_of(head[: begin + len(_FILES_BEGIN)] + tail[end:]) is not None


def _as_we_write(content: bytes) -> Record | None:
    """The record, if every byte is as :meth:`Manifest.to_json` writes it of paths without quotes; else None."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    begin, end = text.find(_FILES_BEGIN) + len(_FILES_BEGIN), text.rfind(_FILES_END)
    if begin < len(_FILES_BEGIN) or end < begin:
        return None
    frame = text[:begin].encode(), text[end:].encode()
    known = manifest_of(frame[0] + frame[1])
    if known is None or frame_of(known.version, known.commit, known.built_at, known.made) != frame:
        return None
    entries = _entries(text[begin:end])
    return None if entries is None else Record(frame, Listing(entries))


def _entries(members: str) -> dict[str, str] | None:
    if not members:
        return {}
    if _ENTRIES.fullmatch(members) is None:
        return None
    # No path in them has a quote: the pattern says so.
    pieces = members[1:-2].split('"},"')
    entries = {piece[: piece.index('"')]: f'"{piece}"}}' for piece in pieces}
    if len(entries) < len(pieces) or not _are_plain(entries):
        return None
    return entries


def _are_plain(paths: Iterable[str]) -> bool:
    """Whether ``check_path`` takes all ``paths``, none of which has a backslash. False: perhaps not.

    A few searches in one long text instead of five for each path.
    """
    text = f"/{'/'.join(paths)}/"
    if not text.isprintable() or any(part in text for part in ("//", "/./", "/../")):
        return False
    return not any(path[0] == "." and path.casefold().startswith(RESERVED) for path in paths)


def _entry(path: str, digest: FileDigest) -> str:
    name = json.dumps(path, ensure_ascii=False) if '"' in path else f'"{path}"'
    return f'{name}:{{"bytes":{digest.size},"sha256":"{digest.sha256}"}}'
