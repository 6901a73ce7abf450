"""Linux's inotify → an observer of watchdog's that also tells when events were lost and when its root was moved."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from pathlib import Path

from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyFullEmitter
from watchdog.observers.inotify_c import (
    CallbackId,
    InotifyConstants,
    InotifyEvent,
    InotifyFD,
    Mask,
    WatchDescriptor,
)


class Inotify(BaseObserver):
    """As watchdog's own observer, with a moved file told as moved though its other end is not watched."""

    def __init__(self) -> None:
        self.notifier = InotifyFD()
        self.notifier.start()
        super().__init__(InotifyFullEmitter, inotify_fd=self.notifier)

    def guard(self, root: Path, names: Iterable[str], tell: Callable[[], object]) -> None:
        """Call ``tell`` when the kernel lost events, and when ``root``, or anything called so in it, comes or goes.

        To be called last. watchdog passes in silence over folders for which the system has no watch left; this
        one then raises OSError.
        """
        guard = _Guard(frozenset(map(os.fsencode, names)), tell)
        self.notifier.add_callback(os.fsencode(root), guard.mask, guard, CallbackId(id(guard)))

    def on_thread_stop(self) -> None:
        """Close what :meth:`__init__` opened."""
        super().on_thread_stop()
        self.notifier.stop()


class _Guard:
    """A ``WatchCallback`` of watchdog's."""

    mask = Mask(
        reduce(
            or_,
            (
                InotifyConstants.IN_ONLYDIR,
                InotifyConstants.IN_MOVE,
                InotifyConstants.IN_CREATE,
                InotifyConstants.IN_DELETE,
                InotifyConstants.IN_DELETE_SELF,
                InotifyConstants.IN_MOVE_SELF,
            ),
        )
    )

    def __init__(self, names: frozenset[bytes], tell: Callable[[], object]) -> None:
        self._names, self._tell = names, tell

    def on_event(self, event: InotifyEvent) -> None:
        # Others come and go in a root too: each build exchanges the output, which would ask for another build.
        if event.name in self._names or not event.name:
            self._tell()

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        """Its folder is gone, which an event has told, or nobody watches any more."""

    def on_queue_overflow(self) -> None:
        self._tell()
