"""This program → a digest of it: what another version made is made again."""

# Plain strings: for some hundred files a Path costs more than reading them.
# ruff: noqa: PTH123, PTH208

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


@cache
def program_digest() -> bytes:
    """16 bytes: every file of noroshi, Python's version, and the name with version of everything installed."""
    digest = blake2b(digest_size=16)
    digest.update(repr(sys.version_info).encode())
    for folder in sys.path:
        digest.update(repr(sorted(_distributions(Path(folder)))).encode())
    for path in sorted(_own_files(os.fspath(_PACKAGE))):
        try:
            with open(path, "rb", buffering=0) as file:
                content = file.readall()
        except OSError:
            continue
        digest.update(f"{path.removeprefix(str(_PACKAGE))} {len(content)}\n".encode("utf-8", "surrogatepass"))
        digest.update(content)
    return digest.digest()


def digest_of_files(root: Path, files: Iterable[Path]) -> bytes:
    """16 bytes: names and contents."""
    digest = blake2b(digest_size=16)
    add_files(digest, root, files)
    return digest.digest()


def add_files(digest: blake2b, root: Path, files: Iterable[Path]) -> None:
    """Names, as seen from ``root``, and contents, by name."""
    for path in sorted(files):
        try:
            content = path.read_bytes()
        except OSError:
            continue
        name = path.relative_to(root) if path.is_relative_to(root) else path
        digest.update(f"{name.as_posix()} {len(content)}\n".encode("utf-8", "surrogatepass"))
        digest.update(content)


def _own_files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _own_files(entry.path)
            elif not entry.name.endswith(".pyc"):
                yield entry.path


def _distributions(folder: Path) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.endswith(".dist-info")]
    except OSError:
        return []
