"""A running `serve` and an edit → the time until what changed stands on disk."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.contenders import Field
from benchmarks.edits import Edit, added_update, edited_body, mark
from benchmarks.measure import Run, files_and_bytes, run
from benchmarks.rounds import ROUNDS, Row

PATIENCE_SECONDS = 60
_EVERY_SECONDS = 0.001
_STARTED_SECONDS = 900
_SILENT = ("build.json", "outbox.json")
"""They say when and from what they were built."""


class NotWatching(Exception):
    """The edit never reached the disk: this `serve` watches nothing, or writes something else than a build."""


def serve(fields: list[Field], rounds: int = ROUNDS) -> Iterator[Row]:
    """`serve-edit` and `serve-add`, one contender after the other. Raises NotWatching.

    Right is what a cold build of the edited files writes, byte for byte: first that is built, then the same edit is
    made under `serve`, with another word each time, and the clock runs from the file's close until every file that
    the edit changes (start page, incident, month, services, feeds, API) holds what is right.
    """
    for field in fields:
        for name, made in (("serve-edit", edited_body(field)), ("serve-add", added_update(field))):
            before, after = _built(field, None), _built(field, made)
            changed = {path: content for path, content in after.items() if before.get(path) != content}
            old = {path: before.get(path) for path in changed}
            with _serving(field, old):
                for turn in range(1, rounds + 1):
                    seconds = _until(field, made, turn, changed)
                    made.undo()
                    _wait(field.published, old, time.perf_counter())
                    used = Run(seconds, 0.0, 0, None)
                    yield Row(name, field.number, field.contender.name, used, *files_and_bytes(field.output))


def _built(field: Field, made: Edit | None) -> dict[str, bytes]:
    """The site that a cold build writes; path → bytes."""
    field.empty()
    if made:
        made.apply(0)
    try:
        run(field.command(), field.site, field.environ())
    finally:
        if made:
            made.undo()
    site = field.published
    files = (file for file in site.rglob("*") if file.is_file() and file.name not in _SILENT)
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in files}


@contextmanager
def _serving(field: Field, first: Mapping[str, bytes | None]) -> Iterator[None]:
    field.empty()
    log = field.folder / "serve.log"
    with log.open("wb") as output:
        # A group of its own: Pelican's builds under its watcher end with it.
        process = subprocess.Popen(
            field.command("serve"),
            cwd=field.site,
            env=field.environ(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            _wait(field.published, first, time.perf_counter(), process)
            # The outbox, the watches on every folder: it is ready some time after its first build.
            time.sleep(2 + field.number / 5000)
            yield
        except NotWatching as reason:
            raise NotWatching(f"{reason}\n{log.read_text(errors='replace')[-500:]}") from None
        finally:
            for ending in (signal.SIGINT, signal.SIGKILL):
                if process.poll() is None:
                    os.killpg(process.pid, ending)
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(10)


def _until(field: Field, made: Edit, turn: int, changed: Mapping[str, bytes]) -> float:
    right = {path: content.replace(mark(0).encode(), mark(turn).encode()) for path, content in changed.items()}
    made.apply(turn)
    return _wait(field.published, right, time.perf_counter())


def _wait(
    site: Path, right: Mapping[str, bytes | None], began: float, first: subprocess.Popen[bytes] | None = None
) -> float:
    """Seconds until every file holds what is right (``None``: it is gone). Raises NotWatching.

    ``first``: the process whose first build it is, which may take long.
    """
    patience = _STARTED_SECONDS if first else PATIENCE_SECONDS
    missing = {f"{site}/{path}": content for path, content in right.items()}
    seen: dict[str, tuple[int, int, int]] = {}
    while missing:
        for path, content in tuple(missing.items()):
            if _holds(path, content, seen):
                del missing[path]
        if missing and first and first.poll() is not None:
            raise NotWatching("it ended")
        if missing and time.perf_counter() - began > patience:
            names = ", ".join(sorted(missing)[:3])
            raise NotWatching(f"after {patience} s {len(missing)} of {len(right)} files are not right: {names}")
        time.sleep(_EVERY_SECONDS)
    return time.perf_counter() - began


def _holds(path: str, content: bytes | None, seen: dict[str, tuple[int, int, int]]) -> bool:
    """Read again only when it is another file than before."""
    try:
        at = os.stat(path)  # noqa: PTH116 - a thousand times a second
        now = (at.st_ino, at.st_mtime_ns, at.st_size)
        if seen.get(path) == now:
            return False
        seen[path] = now
        return content == Path(path).read_bytes()
    except FileNotFoundError:
        return content is None
