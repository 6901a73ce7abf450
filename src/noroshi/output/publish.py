"""Artefacts → the published folder, all or nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from noroshi.model.artefact import Artefact
from noroshi.output import tree
from noroshi.output.errors import HoldsRepository, Inside, MountPoint, NotOurs, Reason
from noroshi.output.exchange import Exchange, exchange_trees, retired
from noroshi.output.lock import only_build
from noroshi.output.manifest import MANIFEST, Manifest, digest_of, read_manifest
from noroshi.output.names import check_paths

# A mount point of the same file system, which looks like a folder until it is renamed, or a folder from a
# lower layer of overlayfs: rename(2).
_CANNOT_MOVE = frozenset({errno.EBUSY, errno.EXDEV})


@dataclass(frozen=True)
class BuildReport:
    """What a build did to the folder, in files, ``build.json`` not counted."""

    written: int
    """New or with other bytes than before."""
    unchanged: int
    removed: int
    """Listed by the build before, and no more."""
    total: int
    """Written and unchanged."""
    left_out: tuple[str, ...] = ()
    """Paths of twins for which this file system has no second name; sorted."""


def write(
    artefacts: Iterable[Artefact],
    into: Path,
    *,
    version: str,
    commit: str | None,
    built_at: datetime,
    apart_from: Iterable[Path] = (),
    exchange: Exchange = exchange_trees,
    folds_case: Callable[[Path], bool] = tree.folds_case,
) -> BuildReport:
    """Make ``into`` hold exactly ``artefacts`` and their ``build.json``: build beside it, then exchange.

    The new tree grows in ``.noroshi-<name>`` beside ``into``, sharing unchanged files with it by hard
    links, is brought to the disk (syncfs, else fsync of every new file and folder), and then takes
    ``into``'s place in one step; where the system has no such step, in two renames
    (``exchange.two_renames``). Whatever happens before that, a full disk, ^C, a kill, a power cut, ``into``
    is the old site, whole; after it, the new one, whole. What a killed build left is cleaned by the next.
    After the exchange the idle tree is brought level too, so a reader that still holds the old folder (a
    container's bind mount, a server started inside it) comes to the new site, though not in one step.

    A link ``into`` is followed: the site is published where it leads, and built beside that place. Missing
    parents of ``into`` are made. Files that somebody put into the published folder by hand are removed with
    the old tree.

    ``artefacts`` may come in any order and are checked before anything is touched; those that are a
    ``twin_of`` another are left out, of ``build.json`` too, where ``folds_case`` says of the new tree that it has
    no two names for them. ``version``, ``commit`` and ``built_at`` (aware) go into ``build.json``. ``apart_from``
    as in :func:`check_place`.

    Raises ValueError for artefacts that cannot stand beside each other (a mistake of ours), OutputError where
    this folder is not written to, OSError where the surroundings fail (no space, no permission); ``into`` is
    then unchanged.
    """
    given = _sound(artefacts)
    twins = tuple(sorted(artefact.path for artefact in given if artefact.twin_of))
    target = _resolved(into)
    check_place(target, apart_from)
    target.parent.mkdir(parents=True, exist_ok=True)
    with only_build(target):
        _recover(target)
        before = check_place(target, apart_from)
        idle = _idle(target)
        known = _known(idle)
        try:
            if not known:
                # So that it says whose it is, whatever happens next.
                claim = Manifest(version, commit, built_at, files={})
                tree.make_folder(idle)
                tree.write_file(idle, MANIFEST, claim.to_json())
            left_out = twins if twins and folds_case(idle) else ()
            contents = _contents(given, left_out, version=version, commit=commit, built_at=built_at)
            changed = tree.fill(idle, contents, None if before is None else target)
            # Where there is nothing, or an empty folder, a rename is one step everywhere: rename(2).
            _publish(idle, target, Path.rename if before is None else exchange)
        except BaseException:
            # A disk that ran full should not stay full of half a site. `idle` is never the published tree.
            with suppress(OSError):
                tree.remove(idle)
            raise
        with suppress(OSError):
            tree.sync(target.parent)
        if idle.exists():
            # The site is published: what fails from here on costs the next build time, and nothing else.
            with suppress(OSError):
                tree.level(idle, target, contents, changed)
    written = len(changed) - (MANIFEST in changed)
    total = len(contents) - 1
    removed = 0 if before is None else len(before.files.keys() - contents.keys())
    return BuildReport(written=written, unchanged=total - written, removed=removed, total=total, left_out=left_out)


def check_place(into: Path, apart_from: Iterable[Path] = ()) -> Manifest | None:
    """The manifest of the site that stands at ``into``; None where there is nothing, or an empty folder.

    Raises OutputError for anything else, for a mount point, for a folder inside another site of noroshi's,
    and for one that is, contains or lies in any of ``apart_from`` (the content, the theme, the outbox). Reads
    only.
    """
    target = _resolved(into)
    for other in map(_resolved, apart_from):
        if target == other or target in other.parents or other in target.parents:
            raise Inside(target, other)
    for parent in target.parents:
        with suppress(PermissionError):
            if read_manifest(parent) is not None:
                raise Inside(target, parent)
    if os.path.ismount(target):
        raise MountPoint(target)
    if _free(target):
        return None
    manifest = _ours(target)
    if os.path.lexists(target / ".git"):
        raise HoldsRepository(target)
    return manifest


def recover(into: Path) -> None:
    """Bring back a site that a build lost by being killed between two renames; else do nothing.

    Only the exchange by two renames can lose one. :func:`write` does this itself; a program whose build may
    stop before it writes calls this first. Raises OSError, and OutputError as :func:`write` does.
    """
    target = _resolved(into)
    if target.name and os.path.lexists(retired(target)):
        with only_build(target):
            _recover(target)


def _sound(artefacts: Iterable[Artefact]) -> tuple[Artefact, ...]:
    """The same artefacts, which can stand beside each other. Raises ValueError."""
    given = tuple(artefacts)
    twins = [artefact for artefact in given if artefact.twin_of]
    contents = {artefact.path: artefact.content for artefact in given if not artefact.twin_of}
    check_paths(
        [*(artefact.path for artefact in given if not artefact.twin_of), MANIFEST],
        [(artefact.path, artefact.twin_of) for artefact in twins],
    )
    for artefact in twins:
        # Whoever reads the one name must find what stands under the other: where there is one, it is both.
        if contents.get(artefact.twin_of) != artefact.content:
            raise ValueError(f"{artefact.path!r} is no twin of {artefact.twin_of!r}: its bytes differ")
    return given


def _contents(
    given: Iterable[Artefact], left_out: Collection[str], *, version: str, commit: str | None, built_at: datetime
) -> dict[str, bytes]:
    """Path → bytes of every file that is published, ``build.json`` among them. Raises ValueError."""
    contents = {artefact.path: artefact.content for artefact in given if artefact.path not in left_out}
    digests = {path: digest_of(content) for path, content in contents.items()}
    contents[MANIFEST] = Manifest(version, commit, built_at, digests).to_json()
    return contents


def _resolved(path: Path) -> Path:
    # Not Path.resolve, which raises RuntimeError for links in a circle before Python 3.13.
    return Path(os.path.realpath(path))


def _idle(target: Path) -> Path:
    return target.with_name(f".noroshi-{target.name}")


def _free(folder: Path) -> bool:
    """Whether nothing, or an empty folder, stands there."""
    if not os.path.lexists(folder):
        return True
    return folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())


def _ours(folder: Path) -> Manifest:
    """The manifest of a folder that stands there. Raises NotOurs."""
    if folder.is_symlink() or not folder.is_dir():
        raise NotOurs(folder, Reason.NOT_A_FOLDER)
    manifest = read_manifest(folder)
    if manifest is None:
        there = os.path.lexists(folder / MANIFEST)
        raise NotOurs(folder, Reason.BAD_MANIFEST if there else Reason.NO_MANIFEST)
    return manifest


def _known(idle: Path) -> bool:
    """Whether a kept or left-over tree of ours stands there; False for nothing, or an empty folder.

    Raises NotOurs for anything else.
    """
    if idle.is_dir() and not idle.is_symlink():
        # All there is in a tree that was killed before it had a `build.json`.
        entries = {entry.name for entry in idle.iterdir()}
        if entries == {tree.TEMPORARY}:
            (idle / tree.TEMPORARY).unlink()
    if _free(idle):
        return False
    _ours(idle)
    return True


def _publish(idle: Path, target: Path, move: Callable[[Path, Path], object]) -> None:
    """Raises MountPoint where ``target`` cannot be moved, OSError; both trees are then as they were."""
    try:
        move(idle, target)
    except OSError as error:
        if error.errno in _CANNOT_MOVE:
            raise MountPoint(target) from error
        raise


def _recover(target: Path) -> None:
    """Under the lock: bring back, or clean away, what an exchange by two renames left."""
    aside = retired(target)
    if not os.path.lexists(aside):
        return
    if not _free(aside):
        _ours(aside)
        if _free(target):
            aside.rename(target)
            return
    tree.remove(aside)
