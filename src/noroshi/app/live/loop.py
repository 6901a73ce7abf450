"""Changes → rebuilds, one after the other in one thread; what came of each is put on the board and told."""

from __future__ import annotations

import queue
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from noroshi.app.console import tell
from noroshi.app.formats import format_text
from noroshi.app.live.board import Board, News
from noroshi.app.live.rebuild import Rebuild, Rebuilt
from noroshi.app.live.settling import SETTLE_SECONDS, Change, Settling
from noroshi.app.settings import Settings, SurroundingsError, UsageError
from noroshi.model.frozen import frozen
from noroshi.model.problem import Severity

TICK_SECONDS = 1.0
"""How often the folders themselves and the clock are looked at."""
NOW_SECONDS = 60.0
"""How old what a page says of the moment may be while somebody looks at it."""
RETRY_SECONDS = 2.0
"""After how long a build that failed is tried again; each time twice as long, up to ``NOW_SECONDS``."""
_SHARE = 10
"""A rebuild for the clock alone may take this part of the time at most, however large the site."""
GIT_SECONDS = 2.0
"""The longest that git is waited for; a lock that it left behind when it was killed is passed over."""
_GIT_LOOK_SECONDS = 0.02

T = TypeVar("T")


@frozen
class _Wanted:
    """Something to be made of the content, between two builds: whoever asked waits in another thread."""

    make: Callable[[], Any]
    made: Future[Any]


class Loop:
    """Everything that reads or builds the site runs in the thread that calls :meth:`run`."""

    def __init__(
        self,
        settings: Settings,
        rebuild: Rebuild,
        board: Board,
        *,
        clock: Callable[[], datetime],
        after: Callable[[Rebuilt], object] = lambda _: None,
    ) -> None:
        """``after`` is called after every rebuild that was no crash, before anybody is told."""
        self._settings, self._rebuild, self._board = settings, rebuild, board
        self._clock, self._after = clock, after
        self._items: queue.SimpleQueue[Change | _Wanted | None] = queue.SimpleQueue()
        self._pending: set[str] | None = None
        self._told = ""
        self._built_at = clock()
        self._took = 0.0
        self._is_over = False
        self._retry_at: float | None = None
        self._patience = RETRY_SECONDS

    def add(self, change: Change | None) -> None:
        """Something happened to the site's files; ``None``: everything may differ. From any thread."""
        self._items.put(change)

    def made(self, make: Callable[[], T]) -> T:
        """What ``make`` gives, called between two builds. From any other thread; raises what it raises.

        Raises CancelledError where the server ends first.
        """
        wanted = _Wanted(make, Future())
        if self._is_over:
            raise CancelledError
        self._items.put(wanted)
        made: T = wanted.made.result()
        return made

    def first(self) -> Rebuilt:
        """Build everything, and tell it as ``noroshi build`` does. Raises what that raises."""
        began = time.monotonic()
        rebuilt = self._rebuild(None)
        if rebuilt.is_published:
            self._pending = set()
        self._took, self._built_at = time.monotonic() - began, self._clock()
        self._told = _errors_text(self._settings, rebuilt)
        self._board.publish(News(1, rebuilt.problems))
        return rebuilt

    def run(self, refresh: Callable[[], bool]) -> None:
        """Until interrupted. ``refresh`` looks after the watched folders: whether everything may differ."""
        try:
            while True:
                try:
                    item = self._items.get(timeout=TICK_SECONDS)
                except queue.Empty:
                    if refresh() or self._is_to_be_tried_again():
                        self._build(None)
                    elif self._is_due():
                        self._build(frozenset(), is_clock=True)
                    continue
                if isinstance(item, _Wanted):
                    _make(item)
                else:
                    self._act_on(item, refresh)
        finally:
            self._is_over = True
            while not self._items.empty():
                item = self._items.get()
                if isinstance(item, _Wanted):
                    item.made.cancel()

    def _act_on(self, first: Change | None, refresh: Callable[[], bool]) -> None:
        """One rebuild for what happened, and for all that happens until its files are whole."""
        settling = Settling()
        settling.add(first)
        later: list[_Wanted] = []
        git_until = time.monotonic() + GIT_SECONDS
        until = time.monotonic() + SETTLE_SECONDS
        while True:
            # git holds this lock while it replaces the files of a work tree, one after the other.
            is_git = time.monotonic() < git_until and _git_lock(self._settings.root).exists()
            is_open = not settling.is_settled and time.monotonic() < until
            wait = _GIT_LOOK_SECONDS if is_git else until - time.monotonic()
            try:
                item = self._items.get(timeout=wait) if is_git or is_open else self._items.get_nowait()
            except queue.Empty:
                if is_git:
                    until = time.monotonic() + SETTLE_SECONDS
                    continue
                break
            if isinstance(item, _Wanted):
                later.append(item)
            else:
                settling.add(item)
        paths = settling.paths
        if paths is None:
            # Before the build: what is written to new folders meanwhile is told.
            refresh()
        if paths is None or paths:
            self._build(paths)
        for wanted in later:
            _make(wanted)

    def _is_to_be_tried_again(self) -> bool:
        """Whether the last build failed for a reason that may be gone: a full disk, another build at work."""
        return self._retry_at is not None and time.monotonic() >= self._retry_at

    def _is_due(self) -> bool:
        """Whether a page that somebody looks at says too old a moment."""
        if self._settings.now is not None or not self._board.readers:
            return False
        passed = (self._clock() - self._built_at).total_seconds()
        return passed >= max(NOW_SECONDS, _SHARE * self._took)

    def _build(self, paths: frozenset[str] | None, *, is_clock: bool = False) -> None:
        # What was not published must be looked at again: a build that failed may have looked at nothing.
        if paths is None or self._pending is None:
            self._pending = None
        else:
            self._pending |= paths
        began = time.monotonic()
        number = self._board.news.number + 1
        try:
            rebuilt = self._rebuild(None if self._pending is None else frozenset(self._pending))
            if rebuilt.is_published:
                self._pending = set()
            self._retry_at, self._patience = None, RETRY_SECONDS
            self._after(rebuilt)
            self._board.publish(News(number, rebuilt.problems))
            self._tell(rebuilt, paths, is_clock=is_clock)
            # Everybody sees it by now.
            rebuilt.rest()
        except (UsageError, SurroundingsError) as error:
            self._failed(number, str(error))
        except OSError as error:
            path, reason = str(error.filename or ""), error.strerror or str(error)
            self._failed(number, self._settings.words.say("surroundings", reason=reason, path=path))
        except Exception as error:
            # Whatever it was, the next change may mend it; who looks for the cause finds it in the terminal.
            traceback.print_exc()
            kind = type(error).__name__
            self._failed(number, self._settings.words.say("rebuild_crashed", kind=kind, reason=str(error)))
        self._took, self._built_at = time.monotonic() - began, self._clock()

    def _failed(self, number: int, message: str) -> None:
        # Nobody knows how far it came.
        self._pending = None
        self._retry_at = time.monotonic() + self._patience
        self._patience = min(self._patience * 2, NOW_SECONDS)
        self._board.publish(News(number, self._board.news.problems, message))
        if message != self._told:
            print(f"{self._time()} {message}", file=sys.stderr)
        self._told = message

    def _tell(self, rebuilt: Rebuilt, paths: frozenset[str] | None, *, is_clock: bool) -> None:
        say = self._settings.words.say
        errors = _errors_text(self._settings, rebuilt)
        if errors and errors != self._told:
            # Under --quiet too, as a build tells it.
            sys.stderr.write(errors)
        was_told, self._told = self._told, errors
        if is_clock and not rebuilt.changed and errors == was_told:
            return
        if not rebuilt.is_published:
            tell(self._settings, f"{self._time()} {say('rebuild_refused')}")
            return
        pages = sum(path.endswith(".html") for path in (*rebuilt.changed, *rebuilt.removed))
        seconds = f"{rebuilt.seconds:.2f}"
        line = say("rebuilt", seconds=seconds, pages=pages, why=self._why(paths, is_clock=is_clock))
        tell(self._settings, f"{self._time()} {line}")

    def _why(self, paths: frozenset[str] | None, *, is_clock: bool) -> str:
        say = self._settings.words.say
        if is_clock:
            return say("rebuilt_clock")
        if not paths:
            return say("rebuilt_everything")
        first, *others = sorted(paths)
        return say("rebuilt_and_more", path=first, n=len(others)) if others else first

    def _time(self) -> str:
        return self._clock().astimezone().strftime("%H:%M:%S")


def _make(wanted: _Wanted) -> None:
    try:
        wanted.made.set_result(wanted.make())
    except Exception as error:
        wanted.made.set_exception(error)
    except BaseException:
        wanted.made.cancel()
        raise


def _errors_text(settings: Settings, rebuilt: Rebuilt) -> str:
    errors = [problem for problem in rebuilt.problems if problem.severity is Severity.ERROR]
    return format_text(errors, settings.words.lang)


def _git_lock(root: Path) -> Path:
    """The lock that git holds while it writes a work tree's files, in the repository that ``root`` lies in."""
    for folder in (root, *root.parents):
        if (folder / ".git").is_dir():
            return folder / ".git" / "index.lock"
    return root / ".git" / "index.lock"
