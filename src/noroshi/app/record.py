"""What the build before made, unit by unit ↔ a file in the site's ``.noroshi/``.

It is written last, when what it says stands in the published folder, and believed only as far as the folder still
agrees. It is data with a digest over it (see ``source.shelf``): anything else is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgpack

from noroshi.model.pieces_kept import Piece
from noroshi.output.manifest import FileDigest
from noroshi.output.unharmed import Stamped
from noroshi.source.digested import DIGEST, replace_digested

_FORMAT = b"noroshi record 2\n"


@dataclass(slots=True)
class Made:
    """A unit as it was made."""

    key: bytes
    """Digest of what it depends on."""
    since: int
    until: int
    """From when and until when ``now`` alone changes nothing of it; microseconds since 1970."""
    files: dict[str, Stamped]
    listed: tuple[str, ...] = ()
    """See ``Artefact.listed``."""


@dataclass(slots=True)
class Record:
    """Everything that a build made."""

    digest: bytes = b""
    """Of what all units depend on: settings, theme, program, options."""
    units: dict[str, Made] = field(default_factory=dict)
    pieces: Mapping[str, Piece] = field(default_factory=dict)
    """What was made of single entries, by name: what every build makes has them in its lists."""
    was_damaged: bool = False

    @property
    def files(self) -> dict[str, Stamped]:
        """Every file of every unit."""
        return {path: stamped for made in self.units.values() for path, stamped in made.files.items()}


def read_record(path: Path | None) -> Record:
    """The record at ``path``; empty where there is none, or none of ours. Never raises."""
    if path is None:
        return Record()
    try:
        data = path.read_bytes()
    except OSError:
        return Record()
    head = len(_FORMAT) + DIGEST
    content = memoryview(data)[head:]
    if not data.startswith(_FORMAT) or blake2b(content, digest_size=DIGEST).digest() != data[len(_FORMAT) : head]:
        return Record(was_damaged=True)
    try:
        digest, rows, pieces = msgpack.unpackb(content, use_list=False)
        kept = {name: Piece._make(piece) for name, piece in pieces.items()}
        return Record(digest, {row[0]: _made(*row[1:]) for row in rows}, kept)
    except (ValueError, TypeError, IndexError, AttributeError, msgpack.UnpackException):
        return Record(was_damaged=True)


def write_record(path: Path, record: Record) -> None:
    """Raises OSError; what was there before then still stands."""
    path.parent.mkdir(exist_ok=True)
    replace_digested(path, _FORMAT, _packed(record))


def _packed(record: Record) -> Iterator[bytes]:
    """``[digest, units, pieces]``, unit by unit."""
    packer = msgpack.Packer()
    yield packer.pack_array_header(3)
    yield packer.pack(record.digest)
    yield packer.pack_array_header(len(record.units))
    for name, made in record.units.items():
        files = [
            (file, bytes.fromhex(it.digest.sha256), it.digest.size, it.mtime_ns, it.twin_of)
            for file, it in made.files.items()
        ]
        yield packer.pack((name, made.key, made.since, made.until, files, made.listed))
    yield packer.pack(dict(record.pieces))


def _made(key: bytes, since: int, until: int, files: Any, listed: tuple[str, ...]) -> Made:
    found = {
        path: Stamped(FileDigest(sha256.hex(), size), mtime_ns, twin_of)
        for path, sha256, size, mtime_ns, twin_of in files
    }
    return Made(key, since, until, found, listed)
