"""Artefacts → the published folder, all or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from noroshi.model.artefact import Artefact
from noroshi.output import tree
from noroshi.output.errors import HoldsRepository, Inside, MountPoint, NotOurs, Reason
from noroshi.output.exchange import Exchange, exchange_trees, idle_tree, retired
from noroshi.output.listing import is_ours
from noroshi.output.lock import only_build
from noroshi.output.manifest import MANIFEST
from noroshi.output.names import check_paths
from noroshi.output.new_site import BuildReport, NewSite, Resident
from noroshi.output.unharmed import Stamped

__all__ = ["BuildReport", "NewSite", "Resident", "check_place", "publishing", "recover", "write"]


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
    with publishing(into, version=version, apart_from=apart_from, exchange=exchange, folds_case=folds_case) as site:
        for artefact in given:
            site.put(artefact)
        report, _ = site.finish(commit=commit, built_at=built_at)
    return report


@contextmanager
def publishing(
    into: Path,
    *,
    version: str,
    apart_from: Iterable[Path] = (),
    exchange: Exchange = exchange_trees,
    folds_case: Callable[[Path], bool] = tree.folds_case,
    full: bool = False,
    seen: Mapping[str, Stamped] = MappingProxyType({}),
    resident: Resident | None = None,
) -> Iterator[NewSite]:
    """A site that grows beside ``into`` while it is rendered, under the lock; its ``finish`` publishes it.

    Without ``finish`` nothing is published. ``full``: nothing that was noted is believed, each byte that stays is
    read; ``seen``: files of the published site as they were last seen, which saves reading them again. Raises
    OutputError and OSError as :func:`write` does.

    A small change costs what it changes: the two trees are level when a build ends, which the next makes sure of
    by one look at each of their folders (``level``). Files that somebody put into the published folder by hand
    show there, or with ``full``, and go.
    """
    target = _resolved(into)
    check_place(target, apart_from)
    target.parent.mkdir(parents=True, exist_ok=True)
    with only_build(target):
        _recover(target)
        stands = check_place(target, apart_from)
        idle = idle_tree(target)
        _check_idle(idle)
        site = NewSite(
            idle,
            target,
            stands=stands,
            version=version,
            exchange=exchange,
            folds_case=folds_case,
            full=full,
            seen=seen,
            resident=resident,
        )
        owner = os.getpid()
        try:
            site.begin()
            yield site
        finally:
            # A forked worker that comes here by an exception has nothing to clear away.
            if os.getpid() == owner:
                site.leave()


def check_place(into: Path, apart_from: Iterable[Path] = ()) -> bool:
    """Whether a site of noroshi's stands at ``into``; False where there is nothing, or an empty folder.

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
            if is_ours(parent):
                raise Inside(target, parent)
    if os.path.ismount(target):
        raise MountPoint(target)
    if _free(target):
        return False
    _check_ours(target)
    if os.path.lexists(target / ".git"):
        raise HoldsRepository(target)
    return True


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


def _resolved(path: Path) -> Path:
    # Not Path.resolve, which raises RuntimeError for links in a circle before Python 3.13.
    return Path(os.path.realpath(path))


def _free(folder: Path) -> bool:
    """Whether nothing, or an empty folder, stands there."""
    if not os.path.lexists(folder):
        return True
    return folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())


def _check_ours(folder: Path) -> None:
    """Raises NotOurs for what stands there, unless it is a folder that noroshi made."""
    if folder.is_symlink() or not folder.is_dir():
        raise NotOurs(folder, Reason.NOT_A_FOLDER)
    if not is_ours(folder):
        there = os.path.lexists(folder / MANIFEST)
        raise NotOurs(folder, Reason.BAD_MANIFEST if there else Reason.NO_MANIFEST)


def _check_idle(idle: Path) -> None:
    """Raises NotOurs unless a tree of ours, an empty folder, or nothing stands there."""
    if idle.is_dir() and not idle.is_symlink():
        # All there is in a tree that was killed before it had a `build.json`.
        entries = tuple(idle.iterdir())
        if all(entry.name.startswith(tree.TEMPORARY) for entry in entries):
            for entry in entries:
                entry.unlink()
    if not _free(idle):
        _check_ours(idle)


def _recover(target: Path) -> None:
    """Under the lock: bring back, or clean away, what an exchange by two renames left."""
    aside = retired(target)
    if not os.path.lexists(aside):
        return
    if not _free(aside):
        _check_ours(aside)
        if _free(target):
            aside.rename(target)
            return
    tree.remove(aside)
