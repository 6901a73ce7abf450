"""This program → a digest of it: what another version made is made again."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

_ENDINGS = (".py", ".po", ".toml", ".j2", ".js", ".txt", ".json")
_PACKAGE = Path(__file__).parent.parent


@cache
def program_digest() -> bytes:
    """16 bytes: every file of noroshi, Python's version, and the name with version of everything installed."""
    digest = blake2b(digest_size=16)
    digest.update(repr(sys.version_info).encode())
    for folder in sys.path:
        digest.update(repr(sorted(_distributions(Path(folder)))).encode())
    add_files(digest, _PACKAGE, (path for path in _PACKAGE.rglob("*") if path.suffix in _ENDINGS))
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


def _distributions(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir() if path.suffix == ".dist-info"]
    except OSError:
        return []
