"""An artefact → compressed copies beside it, for hosts that send a file's ``.gz`` or ``.br`` in its place."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from noroshi.model.artefact import Artefact

ENCODINGS: Final = ("gz", "br")
_TEXTS: Final = frozenset(
    {".html", ".json", ".atom", ".rss", ".xml", ".svg", ".ics", ".csv", ".md", ".txt", ".js", ".css", ".webmanifest"}
)
_LEAST: Final = 512
"""Bytes of a file below which a copy saves no packet."""


def with_copies(
    artefacts: Iterable[Artefact], encodings: tuple[str, ...], taken: frozenset[str] = frozenset()
) -> Iterator[Artefact]:
    """The artefacts, each followed by its copies; ``encodings``: of :data:`ENCODINGS`; ``taken``: paths
    of other files, which a site has compressed itself.

    Pictures are compressed already, and what would not be smaller has no copy. The same bytes give the same copies.
    """
    for artefact in artefacts:
        yield artefact
        content = artefact.content
        is_text = PurePosixPath(artefact.path).suffix in _TEXTS
        if not is_text or len(content) < _LEAST or artefact.twin_of:
            continue
        for encoding in encodings:
            copy = _COMPRESS[encoding](content)
            path = f"{artefact.path}.{encoding}"
            if len(copy) < len(content) and path not in taken:
                yield Artefact(path, copy)


def can_compress(encoding: str) -> bool:
    """Whether what it needs is installed."""
    if encoding == "br":
        from importlib.util import find_spec

        return find_spec("brotli") is not None
    return True


def _gzip(content: bytes) -> bytes:
    # No name and no time in it.
    return gzip.compress(content, 9, mtime=0)


def _brotli(content: bytes) -> bytes:
    import brotli

    # 11 takes ten times as long for a hundredth of the size.
    compressed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=9)
    return compressed


_COMPRESS: Final = {"gz": _gzip, "br": _brotli}
