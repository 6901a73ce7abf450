"""Tasks → results, by several processes of this program.

Workers are forked, so they have all that this process has read without being sent it. What they answer is small;
files they write themselves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_CHUNKS = 12
"""Chunks for each worker: the last ones are small enough that none waits long for another."""
_LARGEST = 64


class WorkerLost(Exception):
    """A worker ended without a word: it was killed, by a lack of memory perhaps."""


def can_fork() -> bool:
    """Whether this system can start workers as this module does."""
    return hasattr(os, "fork") and os.name == "posix"


def cores() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def shared_out(
    tasks: Sequence[Task], work: Callable[[Task], Result], workers: int, *, chunk: int = 0
) -> Iterator[tuple[Task, Result]]:
    """``work`` of every task, in any order, by ``workers`` processes; in this one where there is no other.

    What ``work`` raises in a worker is raised here, with the worker's traceback as a note. Whoever stops asking, an
    interrupt, or an error ends all workers.
    """
    if workers < 2 or len(tasks) < 2 or not can_fork():
        for task in tasks:
            yield task, work(task)
        return
    size = chunk or max(1, min(_LARGEST, len(tasks) // (workers * _CHUNKS)))
    # Most builds have too little to do for it: what comes with pipes is imported by those that have.
    from noroshi.app.forked import by_workers

    yield from by_workers(tasks, work, workers, size)
