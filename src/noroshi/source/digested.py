"""Pieces of bytes → a file that begins with a digest of all that follows, written in one step."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

DIGEST = 16
"""Bytes of the digest."""


def replace_digested(path: Path, head: bytes, pieces: Iterable[bytes]) -> None:
    """``head``, the digest, the pieces: written beside ``path``, then renamed, for the owner alone. Raises OSError.

    Whoever reads has the former bytes or these. The pieces are never in memory together: there may be a hundred
    thousand of them.
    """
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    digest = blake2b(digest_size=DIGEST)
    with os.fdopen(descriptor, "wb") as file:
        file.write(head + bytes(DIGEST))
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.seek(len(head))
        file.write(digest.digest())
    beside.replace(path)
