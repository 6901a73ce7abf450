"""Two trees beside each other → each where the other stood."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

Exchange = Callable[[Path, Path], None]
"""``(idle, published)``: two trees beside each other change names; OSError leaves both as they were."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
# The kernel, the C library or the file system does not know the flag: renameat2(2), ERRORS.
_UNKNOWN = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})


class AtomicExchangeUnknown(OSError):
    """This system cannot exchange two folders in one step."""


def idle_tree(published: Path) -> Path:
    """Where the other of the two trees stands."""
    return published.with_name(f".noroshi-{published.name}")


def retired(published: Path) -> Path:
    """Where :func:`two_renames` puts the old tree for a moment."""
    # Not `.noroshi-…`: that could be the idle tree of another site in the same folder.
    return published.with_name(f".noroshi.old-{published.name}")


def exchange_trees(idle: Path, published: Path) -> None:
    """In one step where the system can (Linux ≥ 3.15 on most file systems), else by :func:`two_renames`."""
    try:
        atomic_exchange(idle, published)
    except AtomicExchangeUnknown:
        two_renames(idle, published)


def atomic_exchange(idle: Path, published: Path) -> None:
    """Exchange in one step: ``published`` always is one tree or the other (renameat2(2), RENAME_EXCHANGE).

    Raises AtomicExchangeUnknown where there is no such call, OSError for any other reason.
    """
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError as error:
        raise AtomicExchangeUnknown(errno.ENOSYS, os.strerror(errno.ENOSYS)) from error
    renameat2.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    if renameat2(_AT_FDCWD, os.fsencode(idle), _AT_FDCWD, os.fsencode(published), _RENAME_EXCHANGE) == 0:
        return
    code = ctypes.get_errno()
    kind = AtomicExchangeUnknown if code in _UNKNOWN else OSError
    raise kind(code, os.strerror(code), str(idle), None, str(published))


def two_renames(idle: Path, published: Path) -> None:
    """Move the old tree aside, then the new one in: for some microseconds ``published`` is not there.

    A failure between the two puts the old tree back; a kill between them leaves it at :func:`retired`, from
    where the next build (``publish.recover``) brings it back.
    """
    aside = retired(published)
    try:
        published.rename(aside)
        idle.rename(published)
    except BaseException:
        # KeyboardInterrupt too. If `published` is there, either nothing had moved or everything had.
        if not published.exists():
            with suppress(FileNotFoundError):
                aside.rename(published)
        raise
    # The new tree is published: an old one left aside is cleaned by the next build.
    with suppress(OSError):
        aside.rename(idle)
