"""Compiled templates → files of the user's own cache folder, so that the next process need not compile them.

Code that is loaded is code that is run. So it lies only where nobody else can write: in the user's cache folder,
never in the site's (which CI may restore from anywhere). The folder must belong to this user and be closed to all
others, and so must every file; both are looked at through their open descriptors, so that nothing can be put in
their place in between. Where that cannot be had, nothing is kept, and nothing is said: it only takes longer.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import sys
from collections.abc import Mapping
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

_DIGEST = hashlib.sha256().digest_size
_MOST = 400
"""Files that may lie there: a site has about sixty templates. When there are more, all are thrown away."""


def code_folder(environ: Mapping[str, str]) -> Path | None:
    """Where compiled templates are kept: by the XDG Base Directory Specification; ``None``: nowhere."""
    # "All paths must be absolute. If a relative path is encountered […] it should be ignored."
    for name, rest in (("XDG_CACHE_HOME", ()), ("HOME", (".cache",))):
        if (place := Path(environ.get(name, ""))).is_absolute():
            return Path(place, *rest, "noroshi", "templates")
    return None


class KeptCode:
    """The folder, open. Nothing in it is trusted that this user did not write."""

    def __init__(self, descriptor: int) -> None:
        self._folder = descriptor

    def load(self, name: str, stamp: bytes) -> CodeType | None:
        """The code kept under a name, if it was made from what ``stamp`` says; ``None``: it must be compiled."""
        try:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=self._folder)
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG((about := os.fstat(descriptor)).st_mode) or not is_private(about):
                    return None
                found = file.read()
        except OSError:
            return None
        digest, code = found[:_DIGEST], found[_DIGEST:]
        # marshal may crash on damaged data, so it gets none.
        if digest != _digest(stamp, code):
            return None
        loaded = marshal.loads(code)  # noqa: S302 - written by this user, and whole
        return loaded if isinstance(loaded, CodeType) else None

    def keep(self, name: str, stamp: bytes, code: CodeType) -> None:
        """Keep code under a name, in place of what was there. What cannot be written is not kept."""
        data = marshal.dumps(code)
        draft = f"{name}.{os.getpid()}"
        try:
            self._make_room()
            descriptor = os.open(
                draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=self._folder
            )
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(_digest(stamp, data) + data)
                os.replace(draft, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
            except OSError:
                os.unlink(draft, dir_fd=self._folder)
        except OSError:
            return

    def close(self) -> None:
        """Nothing is loaded or kept here any more."""
        os.close(self._folder)

    def _make_room(self) -> None:
        names = os.listdir(self._folder)  # noqa: PTH208 - a descriptor is no path
        for name in names if len(names) >= _MOST else ():
            os.unlink(name, dir_fd=self._folder)


class _Kept:
    """What this process keeps compiled templates in; looked at when the first is wanted, since few commands do."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._code: KeptCode | None = None

    def turn_to(self, folder: Path | None) -> None:
        if self._code is not None:
            self._code.close()
        self._folder, self._code = folder, None

    def code(self) -> KeptCode | None:
        if (folder := self._folder) is not None:
            self._folder, self._code = None, _opened(folder)
        return self._code


_KEPT = _Kept()


def keep_in(folder: Path | None) -> None:
    """From now on this process keeps compiled templates there (``code_folder``), if that is this user's alone."""
    _KEPT.turn_to(folder)


def kept() -> KeptCode | None:
    """Where this process keeps compiled templates; ``None``: nowhere."""
    return _KEPT.code()


def _opened(folder: Path) -> KeptCode | None:
    """The folder, made where there is none; ``None`` where it is not this user's alone, or cannot be."""
    if os.open not in os.supports_dir_fd or os.listdir not in os.supports_fd:
        return None
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        if is_private(os.fstat(descriptor)):
            return KeptCode(descriptor)
        os.close(descriptor)
    except OSError:
        return None
    return None


def stamp(*made_from: str) -> bytes:
    """What code was made from and by: any change of it makes the code another."""
    parts = [sys.implementation.cache_tag or "", MAGIC_NUMBER.hex(), *made_from]
    return hashlib.sha256("\0".join(parts).encode()).digest()


def is_private(found: os.stat_result) -> bool:
    """Whether a folder or file is this user's, and nobody else may look into it or change it."""
    return found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _digest(made_from: bytes, code: bytes) -> bytes:
    return hashlib.sha256(made_from + code).digest()
