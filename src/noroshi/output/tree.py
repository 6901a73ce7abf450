"""One file or folder → its place in a tree."""

# Plain strings: for tens of thousands of files a Path costs more than the call it makes.
# ruff: noqa: PTH101, PTH102, PTH104, PTH106, PTH108, PTH112

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from noroshi.output.manifest import MANIFEST

TEMPORARY = ".noroshi-new"
"""How the file is called that is being written, in the root of a tree, with the number of the process; artefacts
cannot be called so."""

_CASE = ".noroshi-case"
"""A file that is there for a moment, to learn whether the file system folds case."""

FILE_MODE = 0o644
FOLDER_MODE = 0o755
# Hard links do not exist here, or not for us, or there are too many of them: a copy does as well. link(2).
_NO_LINK = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_PIECES_AT_ONCE = 512
"""Buffers for one call of writev(2), of which the system takes at least this many: limits.h, IOV_MAX."""


def write_file(tree: str, path: str, pieces: Sequence[bytes], *, anew: bool = False) -> int:
    """Write ``path``, whose folder is there, and answer its ``st_mtime_ns``. Not yet on the disk. Raises OSError.

    Under a name of its own, then renamed, never in place: the other tree may share the file, and a reader may
    still hold this one. ``anew``: straight under its name, if nothing stands there, in a tree that nobody reads.
    """
    if anew:
        with suppress(FileExistsError):
            return _create(f"{tree}/{path}", pieces)
    temporary = f"{tree}/{TEMPORARY}-{os.getpid()}"
    mtime_ns = _create(temporary, pieces)
    _move(temporary, tree, path)
    return mtime_ns


def share(source: str, tree: str, path: str) -> bool:
    """Make ``path`` in ``tree``, whose folder is there, the same file as in ``source``.

    False where this cannot be done by a link. Raises OSError.
    """
    origin, target = f"{source}/{path}", f"{tree}/{path}"
    try:
        try:
            os.link(origin, target, follow_symlinks=False)
        except FileExistsError:
            if os.path.samestat(os.lstat(origin), os.lstat(target)):
                # Renaming one link over another of the same file does nothing and leaves both: rename(2).
                return True
            temporary = f"{tree}/{TEMPORARY}-{os.getpid()}"
            os.link(origin, temporary, follow_symlinks=False)
            _move(temporary, tree, path)
    except OSError as error:
        if error.errno in _NO_LINK:
            return False
        raise
    return True


def make_folders(tree: str, folder: str, known: set[str]) -> None:
    """Make ``folder`` and those that it is in; ``known`` are there, and grow.

    What stands in the place of one, a file or a link, is removed. Raises OSError.
    """
    if folder in known:
        return
    above = folder.rpartition("/")[0]
    if above:
        make_folders(tree, above, known)
    make_folder(f"{tree}/{folder}")
    known.add(folder)


def make_folder(folder: str) -> None:
    """Make ``folder``, in one that is there, of mode 0755 whatever the umask. Raises OSError."""
    while True:
        try:
            os.mkdir(folder)
        except FileExistsError:
            mode = os.lstat(folder).st_mode
            if not stat.S_ISDIR(mode):
                # Another process may be at the same.
                with suppress(FileNotFoundError, IsADirectoryError):
                    os.unlink(folder)
                continue
            if stat.S_IMODE(mode) == FOLDER_MODE:
                return
        os.chmod(folder, FOLDER_MODE)
        return


def drop(tree: str, paths: Iterable[str], known: set[str]) -> None:
    """Remove ``paths``, and the folders that become empty, from ``known`` too.

    What is not there, or is a folder by now, is no hindrance. Raises OSError.
    """
    for path in paths:
        try:
            os.unlink(f"{tree}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError:
            # EISDIR on Linux, EPERM elsewhere: unlink(2).
            if not os.path.isdir(f"{tree}/{path}"):
                raise
        folder = path.rpartition("/")[0]
        while folder:
            try:
                os.rmdir(f"{tree}/{folder}")
            except (FileNotFoundError, NotADirectoryError):
                pass
            except OSError:
                break
            known.discard(folder)
            folder = folder.rpartition("/")[0]


def folds_case(tree: Path) -> bool:
    """Whether the file system takes names in ``tree``, a folder, for one that differ in case alone.

    Asked in the very folder: ext4 and APFS decide it for each. Raises OSError.
    """
    small, capital = tree / _CASE, tree / _CASE.upper()
    small.touch()
    try:
        return os.path.lexists(capital)
    finally:
        small.unlink()


def remove(tree: Path) -> None:
    """Remove ``tree``, its ``build.json`` last: a kill in between leaves something that is known as ours."""
    with os.scandir(tree) as entries:
        for entry in tuple(entries):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            elif entry.name != MANIFEST:
                os.unlink(entry.path)
    (tree / MANIFEST).unlink(missing_ok=True)
    tree.rmdir()


def folders_of(paths: Iterable[str]) -> tuple[str, ...]:
    """Every folder that ``paths`` stand in, each after the one it is in."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return tuple(sorted(folders))


def sync(path: Path) -> None:
    """Let the disk have what was written to ``path``, a file or a folder. Raises OSError, even ENOSPC."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems cannot sync a folder, and say so: fsync(2).
        if error.errno != errno.EINVAL or not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise
    finally:
        os.close(descriptor)


def sync_file_system(tree: Path) -> bool:
    """Let the disk have all that was written to the file system of ``tree``; False where no call does this.

    One call instead of one for each file and folder: 0.04 s instead of 0.7 s for 5,000 pages on ext4.
    Raises OSError, since Linux 5.8 also for what could not be written: syncfs(2).
    """
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except AttributeError:
        return False
    descriptor = os.open(tree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if syncfs(descriptor) == 0:
            return True
        code = ctypes.get_errno()
    finally:
        os.close(descriptor)
    if code == errno.ENOSYS:
        return False
    raise OSError(code, os.strerror(code), str(tree))


def _create(file: str, pieces: Sequence[bytes]) -> int:
    descriptor = os.open(file, _NEW, FILE_MODE)
    try:
        os.fchmod(descriptor, FILE_MODE)
        for start in range(0, len(pieces), _PIECES_AT_ONCE):
            _write_all(descriptor, pieces[start : start + _PIECES_AT_ONCE])
        return os.fstat(descriptor).st_mtime_ns
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, pieces: Sequence[bytes]) -> None:
    written = os.writev(descriptor, pieces)
    if written == sum(map(len, pieces)):
        return
    # A disk about to be full takes a part, and says so at the next call.
    rest = memoryview(b"".join(pieces))[written:]
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _move(temporary: str, tree: str, path: str) -> None:
    target = f"{tree}/{path}"
    try:
        os.rename(temporary, target)
    except IsADirectoryError:
        # A folder of the site before, which is a file now.
        shutil.rmtree(target)
        os.rename(temporary, target)
