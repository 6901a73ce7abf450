"""The file system → changes of a site's sources, one call each: through watchdog, natively or by polling."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.api import BaseObserver

from noroshi.app.live.settling import Change, Kind

TOPS = ("incidents", "site_src", "themes")
"""What a build reads of a site's root; all else in it (output, outbox, caches, git) is written by others."""
POLL_SECONDS = 1.0
_JOIN_SECONDS = 0.5

# Neither reads nor opens, which watchdog reports unless told otherwise: a build reads every file.
_COMMON: list[type[FileSystemEvent]] = [
    events.FileCreatedEvent,
    events.FileMovedEvent,
    events.FileDeletedEvent,
    events.DirCreatedEvent,
    events.DirMovedEvent,
    events.DirDeletedEvent,
]
_KINDS: Mapping[str, Kind] = {
    events.EVENT_TYPE_CREATED: Kind.CREATED,
    events.EVENT_TYPE_CLOSED: Kind.WRITTEN,
    events.EVENT_TYPE_MODIFIED: Kind.WRITTEN,
    events.EVENT_TYPE_MOVED: Kind.MOVED,
    events.EVENT_TYPE_DELETED: Kind.GONE,
}

Tell = Callable[[Change | None], object]
"""Takes a change; ``None``: everything may differ. Called in threads of watchdog's."""


class Watcher:
    """Watches until it is stopped, whatever becomes of the folders."""

    def __init__(self, root: Path, also: tuple[Path, ...], tell: Tell, *, polls: bool = False) -> None:
        """``also``: further folders that a build reads (themes of an editable checkout, the handbook)."""
        # What it warns of is dealt with here: lost events, folders that are gone.
        logging.getLogger("watchdog").setLevel(logging.CRITICAL)
        self._root, self._also, self._tell = root, also, tell
        self.polls = polls
        """Whether it polls: asked for, or because the system has no native watches left."""
        self._watched: Mapping[Path, tuple[int, int] | None] = {}
        self._observer: BaseObserver | None = None
        self._start()

    def refresh(self) -> bool:
        """Watch the folders that stand there now; whether any was made, removed or replaced. Cheap otherwise.

        A watch belongs to a folder and not to its name: of a folder that takes its place, nothing is told. So
        after ``True`` everything may differ.
        """
        if self._identities() == self._watched:
            return False
        self.stop()
        self._start()
        return True

    def stop(self) -> None:
        """No change is told afterwards."""
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            # A poll of a slow network drive cannot be interrupted; its thread ends with the process.
            observer.join(_JOIN_SECONDS)

    def _start(self) -> None:
        self._watched = self._identities()
        there = [folder for folder, identity in self._watched.items() if identity is not None and folder != self._root]
        if not self.polls:
            try:
                self._observer = self._native(there)
                return
            except OSError:
                # inotify(7): max_user_watches or max_user_instances are used up, or a folder has just gone.
                self.polls = all(map(Path.is_dir, there))
                if not self.polls:
                    # The next refresh sees what stands there then.
                    self._watched = {}
                    return
        from watchdog.observers.polling import PollingObserver

        self._observer = self._started(PollingObserver(timeout=POLL_SECONDS), there, events.FileModifiedEvent)

    def _identities(self) -> dict[Path, tuple[int, int] | None]:
        """Folder → what tells it from another of that name; ``None``: it is not there."""
        found: dict[Path, tuple[int, int] | None] = {}
        for folder in (self._root, *(self._root / top for top in TOPS), *self._also):
            found[folder] = None
            with suppress(OSError):
                status = folder.stat()
                found[folder] = (status.st_dev, status.st_ino)
        return found

    def _native(self, folders: list[Path]) -> BaseObserver:
        """Raises OSError where the system has no watches left."""
        if sys.platform != "linux":
            from watchdog.observers import Observer

            return self._started(Observer(), folders, events.FileModifiedEvent)
        from noroshi.app.live.inotify import Inotify

        observer = Inotify()
        self._started(observer, folders, events.FileClosedEvent)
        try:
            observer.guard(self._root, TOPS, self._unsure)
        except OSError:
            observer.stop()
            raise
        return observer

    def _unsure(self) -> None:
        """Events were lost, or something happened to the folders themselves."""
        self._tell(None)

    def _started(self, observer: BaseObserver, folders: list[Path], written: type[FileSystemEvent]) -> BaseObserver:
        try:
            for folder in folders:
                # A watch of a link is one of the link: what it leads to is watched.
                real = os.path.realpath(folder)
                observer.schedule(
                    _Teller(self._root, folder, real, self._tell),
                    real,
                    recursive=True,
                    event_filter=[*_COMMON, written],
                )
            observer.start()
        except BaseException:
            observer.stop()
            raise
        return observer


class _Teller(FileSystemEventHandler):
    """Events below one folder → changes."""

    def __init__(self, root: Path, folder: Path, real: str, tell: Tell) -> None:
        self._real, self._tell = real, tell
        self._name = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else ""
        """Path from the site's root; empty: outside it, where paths say nothing to a build."""

    def dispatch(self, event: FileSystemEvent) -> None:
        path, to = self._path(event.src_path), self._path(event.dest_path)
        kind = _KINDS.get(event.event_type)
        if kind is None:
            return
        if not self._name or self._name in (path, to):
            self._tell(None)
        elif path and to:
            self._tell(Change(kind, path, to, event.is_directory))
        elif to:
            # Moved here from where nobody looks: whole.
            self._tell(Change(Kind.MOVED, "", to, event.is_directory))
        elif path:
            gone = Kind.GONE if kind is Kind.MOVED else kind
            self._tell(Change(gone, path, "", event.is_directory))

    def _path(self, named: bytes | str) -> str:
        text = os.fsdecode(named)
        if text != self._real and not text.startswith(self._real + os.sep):
            return ""
        return self._name + text[len(self._real) :].replace(os.sep, "/")
