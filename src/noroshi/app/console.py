"""What people are told while a command works: everything goes to stderr, progress only on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from noroshi.app.settings import Settings


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
def progress(settings: Settings, label: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar for work of more than a moment; calls of what it gives are one step each."""
    if settings.quiet or total < 200 or not sys.stderr.isatty():
        yield lambda: None
        return
    # rich takes a tenth of a second to load: only where a bar is really shown.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)
