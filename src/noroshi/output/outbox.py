"""Letters → the outbox: a private folder in which each file is whole, and none of another command's is lost.

Unlike the site it is not exchanged as a whole: ``noroshi digest`` adds to what ``noroshi build`` wrote, and
what a command wrote before and writes no more is taken away by that command alone. ``outbox.json`` says which
file is whose, with the digest that it has or is about to have: it is on the disk before the files, so that none
is ever nobody's, and once more after them. Whoever sends trusts only what it lists and what has the digest listed.
All of it is for its owner alone, whatever it was before.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from noroshi.model.artefact import Artefact
from noroshi.model.frozen import frozen
from noroshi.output.errors import Inside, NotOurs, Reason
from noroshi.output.lock import only_build
from noroshi.output.manifest import digest_of, read_manifest
from noroshi.output.names import check_path, check_paths
from noroshi.output.tree import folders_of, sync, sync_file_system

LIST = "outbox.json"
SCHEMA = 1
_TEMPORARY = ".noroshi-new"
# Names and words of customers: for the owner alone.
_FILE_MODE, _FOLDER_MODE = 0o600, 0o700
_OTHERS = 0o077


@frozen
class OutboxReport:
    """What was done to the outbox, in files."""

    written: int
    unchanged: int
    removed: int


@frozen
class _Entry:
    sha256: str
    by: str


def write_outbox(
    artefacts: Iterable[Artefact], into: Path, *, by: str, apart_from: Iterable[Path] = ()
) -> OutboxReport:
    """Make the files of ``by`` (``build``, ``letters``, ``digest``) in ``into`` exactly ``artefacts``.

    A command that only adds (``letters``, ``digest``) passes through :func:`add_to_outbox`. Files of other
    commands stay, unless one of ``artefacts`` takes their place. Raises ValueError for names that no disk
    takes, OutputError where ``into`` is no outbox, lies in or around one of ``apart_from`` or in a published
    site, OSError where the surroundings fail; files written until then are whole.
    """
    return _write(artefacts, into, by, apart_from, replace=True)


def add_to_outbox(
    artefacts: Iterable[Artefact], into: Path, *, by: str, apart_from: Iterable[Path] = ()
) -> OutboxReport:
    """The same, and what ``by`` wrote before stays. Raises as :func:`write_outbox`."""
    return _write(artefacts, into, by, apart_from, replace=False)


def check_outbox(into: Path, apart_from: Iterable[Path] = ()) -> None:
    """Raise OutputError where nothing may be written. Reads only."""
    target = Path(os.path.realpath(into))
    for other in (Path(os.path.realpath(path)) for path in apart_from):
        if target == other or target in other.parents or other in target.parents:
            raise Inside(target, other)
    for folder in (target, *target.parents):
        with suppress(PermissionError):
            if read_manifest(folder) is not None:
                raise Inside(target, folder)
    if not os.path.lexists(target):
        return
    if not target.is_dir():
        raise NotOurs(target, Reason.NOT_A_FOLDER)
    listed = _listed(target)
    if listed is None and any(entry.name != _TEMPORARY for entry in target.iterdir()):
        raise NotOurs(target, Reason.NO_MANIFEST)
    for path in listed or ():
        tuple(_own_folders(target, path))


def _write(
    artefacts: Iterable[Artefact], into: Path, by: str, apart_from: Iterable[Path], *, replace: bool
) -> OutboxReport:
    given = {artefact.path: artefact.content for artefact in artefacts}
    check_paths([*given, LIST], [])
    target = Path(os.path.realpath(into))
    check_outbox(target, apart_from)
    if not given and not target.exists():
        return OutboxReport(0, 0, 0)
    target.parent.mkdir(parents=True, exist_ok=True)
    with only_build(target):
        target.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        before = _listed(target) or {}
        _close(target, before)
        gone = [path for path, entry in before.items() if replace and entry.by == by and path not in given]
        coming = {path: _Entry(digest_of(content).sha256, by) for path, content in given.items()}
        _put_list(target, {**before, **coming})
        written = [path for path in sorted(given) if _put(target, path, given[path])]
        _to_disk(target, written)
        for path in gone:
            _remove(target, path)
        _put_list(target, {path: entry for path, entry in {**before, **coming}.items() if path not in gone})
    return OutboxReport(len(written), len(given) - len(written), len(gone))


def _close(target: Path, paths: Iterable[str]) -> None:
    """Take from everybody else what they may do with our files and folders: others may have made the folder."""
    for path in ("", *folders_of(paths), *paths):
        _close_one(target / path)


def _close_one(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except OSError:
        # Not there: a list names what was about to be written too, even by a name that no disk takes.
        return
    if mode & _OTHERS and (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        path.chmod(_FOLDER_MODE if stat.S_ISDIR(mode) else _FILE_MODE)


def _put_list(target: Path, files: Mapping[str, _Entry]) -> None:
    """On the disk when this returns."""
    if _put(target, LIST, _to_json(files)):
        sync(target / LIST)
        sync(target)


def _to_disk(target: Path, paths: Sequence[str]) -> None:
    """Let the disk have files that were put: one call for all of them, where the system has it."""
    if not paths or sync_file_system(target):
        return
    for path in (*paths, *folders_of(paths), ""):
        sync(target / path)


def _put(target: Path, path: str, content: bytes) -> bool:
    """Whether it had to be written: beside, then renamed. Not yet on the disk."""
    file = target / path
    _folders(target, path)
    if _holds(file, content):
        return False
    temporary = target / _TEMPORARY
    with suppress(FileNotFoundError):
        temporary.unlink()
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        temporary.replace(file)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return True


def _folders(target: Path, path: str) -> None:
    """The folders of a path, each a folder of its own."""
    for folder in _own_folders(target, path):
        folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        _close_one(folder)


def _own_folders(target: Path, path: str) -> Iterator[Path]:
    """The folders of a path, outermost first. Raises NotOurs at one that is a link: it may lead out."""
    folder = target
    for part in Path(path).parts[:-1]:
        folder = folder / part
        if folder.is_symlink():
            raise NotOurs(folder, Reason.NOT_A_FOLDER)
        yield folder


def _holds(file: Path, content: bytes) -> bool:
    """Whether it is a plain file with these bytes, for its owner alone."""
    try:
        known = file.lstat()
        if not stat.S_ISREG(known.st_mode) or known.st_mode & _OTHERS:
            return False
        return known.st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False


def _remove(target: Path, path: str) -> None:
    """A file of ours, and the folders that it leaves empty."""
    file = target / path
    # A list names what was about to be written too; a name that no disk takes is not there either.
    if os.path.lexists(file):
        file.unlink()
    for folder in file.relative_to(target).parents:
        if folder == Path():
            break
        with suppress(OSError):
            (target / folder).rmdir()


def _listed(target: Path) -> Mapping[str, _Entry] | None:
    """What ``outbox.json`` lists; None: there is none of ours."""
    try:
        value = json.loads((target / LIST).read_text(encoding="utf-8"))
        files = value["files"]
        if value["schema"] != SCHEMA:
            return None
        # A list that somebody wrote could name files anywhere.
        for path in files:
            check_path(path)
        return {str(path): _Entry(str(it["sha256"]), str(it["by"])) for path, it in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _to_json(files: Mapping[str, _Entry]) -> bytes:
    value = {"files": {path: vars(entry) for path, entry in files.items()}, "schema": SCHEMA}
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1).encode() + b"\n"
