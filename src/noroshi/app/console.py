"""What people are told while a command works: everything goes to stderr, progress only on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from noroshi.app.settings import Settings

_PATIENCE = 1.0
"""Seconds of work before a bar is shown."""
_REFRESH = 0.1
"""Seconds between two looks of it."""


def tell(settings: Settings, message: str) -> None:
    """A line for people; nothing under ``--quiet``."""
    if not settings.quiet:
        print(message, file=sys.stderr)


@contextmanager
def stage(settings: Settings, key: str) -> Iterator[None]:
    """One step of a build, named by the words of ``key``; how long it took is told under ``--verbose``."""
    began = time.monotonic()
    yield
    if settings.verbose:
        say = settings.words.say
        tell(settings, say("took", stage=say(key), seconds=f"{time.monotonic() - began:.2f}"))


@contextmanager
def progress(settings: Settings, label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar for work of more than a second; what it gives is called with the number of steps that were done."""
    if settings.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    began, done = time.monotonic(), 0
    bars: list[_Bar] = []

    def step(steps: int) -> None:
        nonlocal done
        done += steps
        if not bars and time.monotonic() - began > _PATIENCE and done < total:
            bars.append(_Bar(label, total))
        if bars:
            bars[0].update(done)

    try:
        yield step
    finally:
        for bar in bars:
            bar.close()


class _Bar:
    """rich takes a tenth of a second to load: only where a bar is really shown. It has no thread: workers fork."""

    def __init__(self, label: str, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
        self._progress.start()
        self._task = self._progress.add_task(label, total=total)
        self._shown = 0.0

    def update(self, done: int) -> None:
        self._progress.update(self._task, completed=done)
        if time.monotonic() - self._shown > _REFRESH:
            self._progress.refresh()
            self._shown = time.monotonic()

    def close(self) -> None:
        self._progress.stop()
