"""git's names of contents → the contents, by one program whatever their number."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from noroshi.source.git import talking

MOST_SECONDS = 300


def blobs(
    root: Path, names: Sequence[str], most_bytes: int, environ: Mapping[str, str] | None = None
) -> Iterator[tuple[str, bytes | None]]:
    """(name, content) in their order; ``None``: it is not there, or larger than ``most_bytes``.

    Where git stops in the middle, what is left is ``None``.
    """
    left = iter(names)
    process = talking(root, environ, "cat-file", "--batch", "--buffer", stdin=subprocess.PIPE) if names else None
    if process is not None:
        # Whatever it waits for, it does not wait for ever.
        alarm = threading.Timer(MOST_SECONDS, process.kill)
        alarm.start()
        try:
            with process:
                yield from _answers(process, names, left, most_bytes)
                process.kill()
        finally:
            alarm.cancel()
    for name in left:
        yield name, None


def _answers(
    process: subprocess.Popen[bytes], names: Sequence[str], left: Iterator[str], most_bytes: int
) -> Iterator[tuple[str, bytes | None]]:
    asked, said = process.stdin, process.stdout
    if asked is None or said is None:
        return
    asking = threading.Thread(target=_ask, args=(asked, names), daemon=True)
    asking.start()
    while head := said.readline().split():
        name = next(left)
        if len(head) != 3:
            yield name, None
            continue
        size = int(head[2])
        content = _content(said, size, most_bytes)
        yield name, content if head[1] == b"blob" else None


def _ask(asked: IO[bytes], names: Sequence[str]) -> None:
    try:
        with asked:
            for name in names:
                asked.write(f"{name}\n".encode())
    except (OSError, ValueError):
        # It went away; whoever reads its answers sees that.
        return


def _content(said: IO[bytes], size: int, most_bytes: int) -> bytes | None:
    """The content and the line break behind it, read; one that is too large is never whole in memory."""
    if size <= most_bytes:
        content = said.read(size)
        said.read(1)
        return content if len(content) == size else None
    left = size + 1
    while left > 0 and (piece := said.read(min(left, 1 << 20))):
        left -= len(piece)
    return None
