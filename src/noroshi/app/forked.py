"""Tasks → results by processes that were forked for them, through pipes; see ``workers``, which decides about it."""

from __future__ import annotations

import gc
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any

from noroshi.app.workers import Result, Task, WorkerLost


def by_workers(
    tasks: Sequence[Task], work: Callable[[Task], Result], workers: int, size: int
) -> Iterator[tuple[Task, Result]]:
    """As ``shared_out``; ``size``: tasks that a worker is handed at once."""
    pending = [range(start, min(start + size, len(tasks))) for start in range(0, len(tasks), size)]
    pending.reverse()
    # What is there now is there for good: a worker that looked through it for garbage would copy it.
    gc.collect()
    gc.freeze()
    running: dict[Connection, int] = {}
    try:
        for _ in range(min(workers, len(pending))):
            here, there = Pipe()
            # A signal that came between the two would end the child by this process's rules.
            with _unsignalled():
                try:
                    child = os.fork()
                except OSError:
                    # There are too many already. Those that run do it, or this one.
                    here.close()
                    there.close()
                    break
                if child == 0:
                    for other in (here, *running):
                        other.close()
                    _serve(there, tasks, work)
            there.close()
            running[here] = child
        if not running:
            for task in tasks:
                yield task, work(task)
            return
        busy = {connection: _next(connection, pending) for connection in running}
        while any(busy.values()):
            for ready in wait([connection for connection, is_busy in busy.items() if is_busy]):
                connection = ready
                assert isinstance(connection, Connection)  # noqa: S101 - the only kind there is on POSIX
                answer = _answer(connection)
                # The next task first: a worker has something to do while this process looks at what it said.
                busy[connection] = _next(connection, pending)
                for place, result in answer:
                    yield tasks[place], result
    finally:
        gc.unfreeze()
        for connection, child in running.items():
            connection.close()
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        for child in running.values():
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def _unsignalled() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _next(connection: Connection, pending: list[range]) -> bool:
    """Give a worker something to do; whether there was anything."""
    if not pending:
        return False
    try:
        connection.send(pending.pop())
    except ConnectionError:
        raise WorkerLost from None
    return True


def _answer(connection: Connection) -> list[tuple[int, Any]]:
    try:
        error, found = connection.recv()
    except (EOFError, ConnectionError):
        raise WorkerLost from None
    if error is not None:
        raise error
    answer: list[tuple[int, Any]] = found
    return answer


def _serve(connection: Connection, tasks: Sequence[Any], work: Callable[[Any], Any]) -> None:
    """What a worker does until nobody asks any more; never returns."""
    # An interrupt goes to every process of the terminal; the one that started this one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    # Who works for long says when it is a good moment to search: see ``garbage``.
    gc.disable()
    try:
        while True:
            chunk = connection.recv()
            try:
                found = [(place, work(tasks[place])) for place in chunk]
            except Exception as error:
                error.add_note("".join(traceback.format_exception(error)))
                connection.send((_sendable(error), []))
                continue
            connection.send((None, found))
    except (EOFError, OSError):
        os._exit(0)
    finally:
        os._exit(1)


def _sendable(error: Exception) -> Exception:
    import pickle

    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made by this very process
    except Exception:
        return RuntimeError(str(error))
    return error
