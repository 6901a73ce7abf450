"""Work that makes many objects and few circles of them, without being searched for circles all the time.

Python looks through everything that was ever made again and again while more is made; with ten thousand incidents in
memory that is a third of a second, at moments of its own choosing.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unsearched() -> Iterator[None]:
    """Within, only :func:`search_what_is_new` looks for circles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # What is there counts as old: else the next object to be made has Python look through all of it.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def search_what_is_new() -> None:
    """Free circles among what was made since the last call; for who goes on for long.

    Best when what was needed for a while has just been let go: what is there is looked through.
    """
    if not gc.isenabled():
        gc.collect(1)


def leave_all_at_exit() -> None:
    """When this process ends, the system takes back its memory: Python need not look through all of it before."""
    atexit.register(gc.freeze)


def keep_what_is_there() -> None:
    """What is there now stays: until this is called again it is not looked through."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
