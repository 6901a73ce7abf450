"""One build at a time → one folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from noroshi.output.errors import Busy


@contextmanager
def only_build(target: Path) -> Iterator[None]:
    """Hold the lock on ``target``: a file beside it, gone afterwards. Raises Busy if another build holds it.

    The kernel releases it with the process, so one that was killed blocks nobody; the file it leaves is taken
    over.
    """
    path = target.with_name(f".noroshi.lock-{target.name}")
    descriptor = _acquire(path, target)
    try:
        yield
    finally:
        # While still held: who opened this file before now finds, once it gets the lock, that the name is
        # gone.
        with suppress(OSError):
            path.unlink()
        # Closing is not enough: workers that were forked meanwhile, and live on, hold the same lock.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _acquire(path: Path, target: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(descriptor), path.lstat()):
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            raise Busy(target) from None
        except FileNotFoundError:
            pass  # the build before us has just removed it
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
