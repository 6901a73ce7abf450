"""A site's files → a folder of this machine, each written under another name and renamed."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final
from uuid import uuid4

from noroshi.output.names import RESERVED
from noroshi.output.stores import MOST_READ, TEMPORARY, Said, StoreRefused
from noroshi.output.tree import FILE_MODE, FOLDER_MODE

_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""Without waiting: a pipe in a file's place would keep us for ever."""


class FolderStore:
    """A :class:`~noroshi.output.stores.Store`. A link in the folder is never followed: it may lead to others' files."""

    workers = 1

    def __init__(self, root: Path) -> None:
        self._root = root
        self._mine = f"{TEMPORARY}{uuid4().hex}-"
        self._numbers: Callable[[], int] = count().__next__

    def read(self, path: str) -> bytes | None:
        with _told(path):
            try:
                descriptor = os.open(self._inside(path), _READ)
            except (FileNotFoundError, NotADirectoryError):
                return None
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise StoreRefused(path, "not a file")
                content = file.read(MOST_READ + 1)
        if len(content) > MOST_READ:
            raise StoreRefused(path, f"more than {MOST_READ} bytes")
        return content

    def has(self, path: str) -> bool:
        with _told(path):
            return os.path.lexists(self._inside(path))

    def is_empty(self) -> bool:
        with _told(""):
            try:
                return all(entry.name.startswith(RESERVED) for entry in self._root.iterdir())
            except FileNotFoundError:
                return True

    def put(self, path: str, content: bytes, said: Said) -> None:
        with _told(path):
            self._root.mkdir(parents=True, exist_ok=True)
            target = self._inside(path)
            for folder in reversed(target.relative_to(self._root).parents[:-1]):
                with suppress(FileExistsError):
                    (self._root / folder).mkdir(FOLDER_MODE)
            temporary = self._root / f"{self._mine}{self._numbers()}"
            try:
                descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise

    def remove(self, path: str) -> None:
        with _told(path):
            target = self._inside(path)
            # Where a folder stands by now, somebody else has made it.
            if not target.is_dir() or target.is_symlink():
                with suppress(FileNotFoundError, NotADirectoryError):
                    target.unlink()
            for folder in target.relative_to(self._root).parents[:-1]:
                with suppress(OSError):
                    (self._root / folder).rmdir()

    def sweep(self) -> None:
        with _told(""):
            for left in self._root.glob(f"{TEMPORARY}*"):
                left.unlink(missing_ok=True)

    def close(self) -> None:
        pass

    def _inside(self, path: str) -> Path:
        """Its place. Raises StoreRefused where a folder on the way is a link."""
        target = self._root / path
        for folder in target.relative_to(self._root).parents[:-1]:
            if (self._root / folder).is_symlink():
                raise StoreRefused(path, f"{folder} is a link")
        return target


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreRefused(path, error.strerror or str(error)) from error
