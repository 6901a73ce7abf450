"""Artefacts, one by one → a new site in the idle tree, then in the place of the published one.

The two trees are first made level (``level``), which costs a look at their folders where the build before left
them so. Then only what is other than before is touched: in the idle tree, and after the exchange in the other.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Collection, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from noroshi.model.addresses import one_place
from noroshi.model.artefact import Artefact
from noroshi.model.frozen import frozen
from noroshi.output import level, tree
from noroshi.output.errors import MountPoint, NotOurs, Reason
from noroshi.output.exchange import Exchange
from noroshi.output.listing import Listing, Record, frame_of, read_record
from noroshi.output.manifest import MANIFEST, NOT_SAID, Made, Manifest, digest_of
from noroshi.output.names import Places, check_twins, entries_of_folders
from noroshi.output.unharmed import Stamped
from noroshi.output.writer import Writer

# A mount point of the same file system, which looks like a folder until it is renamed, or a folder from a
# lower layer of overlayfs: rename(2).
_CANNOT_MOVE = frozenset({errno.EBUSY, errno.EXDEV})


@frozen
class BuildReport:
    """What a build did to the folder, in files, ``build.json`` not counted."""

    written: int
    """New or with other bytes than before; where the file system has no hard links, all that were put."""
    unchanged: int
    removed: int
    """Listed by the build before, and no more."""
    total: int
    """Written and unchanged."""
    left_out: tuple[str, ...] = ()
    """Paths of twins for which this file system has no second name; sorted."""


@dataclass(slots=True)
class Resident:
    """What a process that publishes again and again need not look up: begin with an empty one, hand it in each time.

    It is believed only while both trees are the very ones it left; another build changes them. What somebody
    else does to single files in them is not seen before the next build without it.
    """

    record: Record = field(default_factory=lambda: Record((b"", b""), Listing({})))
    files: dict[str, Stamped] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    places: Places | None = None
    twins: dict[str, str] = field(default_factory=dict)
    left: tuple[tuple[int, ...], ...] = ()
    """Of both trees and the ``build.json`` that they share: see :func:`_identity`."""

    def is_current(self, idle: str, published: str) -> bool:
        """Whether nobody else published here since, and the last publishing came to its end."""
        return self.left != () and self.left == _identity(idle, published)


class NewSite:
    """``put`` and ``keep``, then ``finish``: what ``publish.publishing`` gives, under its lock."""

    def __init__(
        self,
        idle: Path,
        target: Path,
        *,
        stands: bool,
        version: str,
        exchange: Exchange,
        folds_case: Callable[[Path], bool],
        full: bool,
        seen: Mapping[str, Stamped],
        resident: Resident | None,
    ) -> None:
        """``stands``: a site of ours is at ``target``. Touches nothing: :meth:`begin` does."""
        self._idle, self._target = idle, target
        self._new, self._old = os.fspath(idle), os.fspath(target)
        self._stands, self._version, self._exchange = stands, version, exchange
        self._asks_folds_case = folds_case
        self._folds: bool | None = None
        self._full, self._resident = full, resident
        self._record = Record((b"", b""), Listing({}))
        self._writer = Writer(self._new, self._old if stands else "", {} if full else seen, without_twins=False)
        self._put: dict[str, Stamped] = {}
        self._kept: dict[str, Stamped] = {}
        self._left_out: set[str] = set()
        self._gone: Collection[str] | None = None
        # What make_level says, where it had to be called.
        self._was_level, self._missing, self._exact = True, frozenset[str](), True
        self._touched = self._published = self._remembers = False

    @property
    def before(self) -> Set[str]:
        """The paths of the site that stands there, ``build.json`` not among them."""
        return self._record.listing.paths

    @property
    def remembers(self) -> bool:
        """Whether the ``Resident`` is believed, so that :meth:`keep_others` can be called."""
        return self._remembers

    def put(self, artefact: Artefact) -> Stamped:
        """Write ``artefact`` now, or link it where the published tree has its bytes.

        Raises ValueError for a path that no disk takes or that was put already, OSError.
        """
        self._touch()
        if artefact.twin_of:
            self._writer.without_twins = self._folds_case()
        stamped = self._writer.put(artefact)
        self.took({artefact.path: stamped})
        return stamped

    def writer(self) -> Writer:
        """For worker processes forked from now on; what theirs answer, :meth:`took` takes over."""
        self._touch()
        return replace(self._writer, without_twins=self._folds_case(), folders=set(self._writer.folders))

    def took(self, files: Mapping[str, Stamped]) -> None:
        """Take over what a worker has put. Raises ValueError where a path was put already."""
        for path, stamped in files.items():
            if path in self._put or path in self._left_out:
                raise ValueError(f"two artefacts in one place: {path!r} and {path!r}")
            if stamped.twin_of and self._folds_case():
                self._left_out.add(path)
            else:
                self._writer.forget_folder(path)
                self._put[path] = stamped

    def keep(self, path: str, stamped: Stamped) -> None:
        """Let a published file stay, which ``unharmed`` saw; what is put as well is put. Raises ValueError."""
        self.keep_all({path: stamped})

    def keep_all(self, files: Mapping[str, Stamped]) -> None:
        """Keep each of ``files``. Raises ValueError for one that is not published."""
        if unknown := files.keys() - self.before:
            raise ValueError(f"{min(unknown)!r} is not published")
        twins = {path for path, it in files.items() if it.twin_of}
        if twins and self._folds_case():
            self._left_out |= twins
            files = {path: it for path, it in files.items() if path not in twins}
        self._kept.update(files)

    def keep_others(self, but: Collection[str] = ()) -> None:
        """Let every file stay that is not put, ``but`` these. Raises ValueError unless it :attr:`remembers` them."""
        if not self._remembers:
            raise ValueError("what was published is not remembered")
        self._gone = but

    def finish(
        self, *, commit: str | None, built_at: datetime, made: Made = NOT_SAID, durable: bool = True
    ) -> tuple[BuildReport, Mapping[str, Stamped]]:
        """Publish exactly what was put and kept, with its ``build.json``; what was done, and every file as it is now.

        Not ``durable``: nobody waits for the disk, and after a power cut only a ``full`` build is sure to be right.
        With a ``Resident`` the mapping is its own, and changes with the next publishing.

        Raises ValueError where two paths cannot stand beside each other, MountPoint, OSError; the published site is
        then unchanged. What fails after the exchange costs the next build time, and nothing else.
        """
        frame = frame_of(self._version, commit, built_at, made)
        listing, resident = self._record.listing, self._resident
        if resident is not None:
            # Until all is done: what it remembers changes from here on.
            resident.left = ()
        remembered = resident.files if resident is not None and self._remembers else {}
        gone = self._what_goes()
        places, twins = self._check_names(gone, remembered)
        brought = self._bring()
        written = {path: it for path, it in self._put.items() if it.alone} if self._stands else self._put
        fresh = written | brought
        others = listing.other_than(self._kept) | listing.other_than(self._put)
        if self._was_level and self._stands and not (fresh or gone or others) and frame == self._record.frame:
            if self._touched:
                level.seal(self._new, self._old)
            self._published = True
        else:
            self._drop(gone)
            listing.change(others, gone)
            self._touched = True
            tree.write_file(self._new, MANIFEST, (frame[0], *listing.pieces(), frame[1]))
            if durable:
                self._to_disk(fresh, gone)
            self._publish()
            with suppress(OSError):
                if durable:
                    tree.sync(self._target.parent)
                self._follow(fresh, gone)
        for path in gone:
            remembered.pop(path, None)
        for files in (self._kept, self._put, brought):
            remembered.update(files)
        remembered.update((path, replace(it, alone=False)) for path, it in fresh.items() if it.alone)
        if resident is not None:
            resident.record, resident.files = Record(frame, listing), remembered
            resident.places = places or Places((MANIFEST, *(path for path in listing.paths if path not in twins)))
            resident.twins, resident.folders = twins, self._writer.folders
            resident.left = _identity(self._new, self._old)
        total, left_out = len(listing.paths), tuple(sorted(self._left_out))
        return BuildReport(len(written), total - len(written), len(gone), total, left_out), remembered

    def begin(self) -> None:
        """Make the idle tree level with what stands there. Raises NotOurs, OSError."""
        known = self._resident
        if known is not None and not self._full and known.is_current(self._new, self._old):
            self._remembers, self._record, self._writer.folders = True, known.record, known.folders
            return
        if not self._stands:
            if os.path.lexists(self._idle):
                tree.remove(self._idle)
            self._touch()
            return
        record = read_record(self._target)
        if record is None:
            raise NotOurs(self._target, Reason.BAD_MANIFEST)
        self._record = record
        paths = record.listing.paths
        folders = entries_of_folders((*paths, MANIFEST))
        if self._full or not level.is_level(self._new, self._old, paths, folders):
            self._was_level = False
            self._touch()
            self._missing, self._exact = level.make_level(self._new, self._old, paths, folders)
        self._writer.folders = set(folders)

    def leave(self) -> None:
        """Nothing of a site that was not published stays."""
        if self._touched and not self._published:
            # A disk that ran full should not stay full of half a site. It is never the published tree.
            with suppress(OSError):
                tree.remove(self._idle)

    def _touch(self) -> None:
        """Before anything else changes in the idle tree: let it say that it is ours, and not level."""
        if not self._touched:
            self._touched = True
            if self._resident is not None:
                self._resident.left = ()
            self._claim()

    def _claim(self) -> None:
        tree.make_folder(self._new)
        claim = Manifest(self._version, None, datetime.fromtimestamp(0, UTC), files={})
        tree.write_file(self._new, MANIFEST, (claim.to_json(),))

    def _folds_case(self) -> bool:
        if self._folds is None:
            self._touch()
            self._folds = self._asks_folds_case(self._idle)
        return self._folds

    def _what_goes(self) -> tuple[str, ...]:
        paths = self._record.listing.paths
        listed = paths if self._gone is None else (path for path in self._gone if path in paths)
        return tuple(path for path in listed if path not in self._put and path not in self._kept)

    def _check_names(
        self, gone: Collection[str], remembered: Mapping[str, Stamped]
    ) -> tuple[Places | None, dict[str, str]]:
        """(where the paths of the new site are, if that had to be found; its twins). Raises ValueError."""
        paths, leaving = self._record.listing.paths, frozenset(gone)
        twins = dict(self._resident.twins) if self._resident is not None and self._remembers else {}
        for files in (self._kept, self._put):
            twins.update((path, it.twin_of) for path, it in files.items() if it.twin_of)
        twins = {path: other for path, other in twins.items() if path not in leaving}

        def stays(path: str) -> bool:
            return path not in twins and (path in self._put or (path in paths and path not in leaving))

        check_twins(tuple(twins.items()), stays)
        for path, other in twins.items():
            # Whoever reads the one name must find what stands under the other: where there is one, it is both.
            one, both = (self._put.get(it) or self._kept.get(it) or remembered[it] for it in (path, other))
            if one.digest != both.digest:
                raise ValueError(f"{path!r} is no twin of {other!r}: its bytes differ")
        new = [path for path in self._put if path not in paths and path not in twins]
        places = self._resident.places if self._resident is not None and self._remembers else None
        if places is not None:
            for path in gone:
                places.leave(path)
        elif new:
            # What stands there was checked when it was new.
            places = Places((MANIFEST, *(path for path in paths if stays(path))))
        if places is not None:
            for path in new:
                places.take(path)
        return places, twins

    def _bring(self) -> dict[str, Stamped]:
        """Let the idle tree have what is kept and is not the same file in it; those that had to be copied."""
        brought: dict[str, Stamped] = {}
        for path, it in self._kept.items():
            shared = path not in self._missing and not (self._was_level and it.alone)
            if shared or path in self._put:
                continue
            self._touch()
            tree.make_folders(self._new, path.rpartition("/")[0], self._writer.folders)
            if path in self._missing or not tree.share(self._old, self._new, path):
                content = (self._target / path).read_bytes()
                if digest_of(content) != it.digest:
                    raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), f"{self._old}/{path}")
                brought[path] = replace(it, mtime_ns=tree.write_file(self._new, path, (content,)), alone=True)
        return brought

    def _drop(self, gone: Collection[str]) -> None:
        if not gone:
            return
        self._touch()
        listed = self._record.listing.paths
        new = {one_place(path): path for path in self._put if path not in listed}
        # Where case is folded, a file renamed in case alone is there by its old name still: it stays.
        really = (path for path in gone if not self._is_one_file(path, new.get(one_place(path), "")))
        tree.drop(self._new, really, self._writer.folders)

    def _is_one_file(self, path: str, other: str) -> bool:
        try:
            return other != "" and (self._idle / path).samefile(self._idle / other)
        except OSError:
            return False

    def _to_disk(self, fresh: Collection[str], gone: Collection[str]) -> None:
        if tree.sync_file_system(self._idle):
            return
        for path in (*fresh, MANIFEST, *tree.folders_of((*fresh, *gone)), ""):
            with suppress(FileNotFoundError):
                tree.sync(self._idle / path)

    def _publish(self) -> None:
        """Raises MountPoint where the published tree cannot be moved, OSError; both trees are then as they were."""
        try:
            if self._stands:
                self._exchange(self._idle, self._target)
            else:
                # Where there is nothing, or an empty folder, a rename is one step everywhere: rename(2).
                self._idle.rename(self._target)
        except OSError as error:
            if error.errno in _CANNOT_MOVE:
                raise MountPoint(self._target) from error
            raise
        self._published = True

    def _follow(self, fresh: Collection[str], gone: Collection[str]) -> None:
        """Bring the tree that was published, or for a resident a second one, level with the new. Raises OSError."""
        if self._stands and self._exact:
            is_level = level.follow(self._new, self._old, fresh, gone)
        elif self._stands or self._resident is not None:
            if not self._stands:
                self._claim()
            paths = self._record.listing.paths
            missing, _ = level.make_level(self._new, self._old, paths, entries_of_folders((*paths, MANIFEST)))
            is_level = not missing
        else:
            return
        if is_level:
            level.seal(self._new, self._old)


def _identity(idle: str, published: str) -> tuple[tuple[int, ...], ...]:
    """Changes with every exchange, and with every touch of the trees' roots; empty where they are not sealed."""
    try:
        manifests = [os.lstat(f"{place}/{MANIFEST}") for place in (idle, published)]
        found = (os.lstat(idle), os.lstat(published), manifests[0])
    except OSError:
        return ()
    if not os.path.samestat(*manifests):
        return ()
    return tuple((it.st_dev, it.st_ino, it.st_ctime_ns) for it in found)
