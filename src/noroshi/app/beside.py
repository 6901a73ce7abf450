"""Work → its result, by a process of its own, while this one does something else."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from noroshi.app.workers import can_fork

Result = TypeVar("Result")


@contextmanager
def beside(work: Callable[[], Result], *, worth: bool) -> Iterator[Callable[[], Result]]:
    """Begin with ``work``; what is given waits for its result, which must be small and can be pickled.

    Whatever goes wrong in the other process, ``work`` is done once more in this one, which raises what it raises.
    So it is where no process is to be had, or none is ``worth`` it: then all of it is done when it is asked for.
    """
    if not worth or not can_fork():
        yield work
        return
    reader, writer = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        yield work
        return
    if child == 0:
        try:
            os.close(reader)
            with os.fdopen(writer, "wb") as answer:
                pickle.dump(work(), answer)
            os._exit(0)
        finally:
            # Not sys.exit: what the parent has opened and registered is the parent's to end.
            os._exit(1)
    os.close(writer)
    waiting = True

    def result() -> Result:
        nonlocal waiting
        with os.fdopen(reader, "rb") as answer:
            said = answer.read()
        waiting = False
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
            return work()
        found: Result = pickle.loads(said)  # noqa: S301 - made by this very program
        return found

    try:
        yield result
    finally:
        if waiting:
            # Nobody wants to know any more. It ends when it has nobody to tell.
            with suppress(OSError):
                os.close(reader)
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, 9)
                os.waitpid(child, 0)
