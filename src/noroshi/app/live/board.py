"""The latest state of the site → everybody who waits for it, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from noroshi.model.frozen import frozen
from noroshi.model.problem import Problem, Severity


@frozen
class News:
    """What came of the latest rebuild."""

    number: int
    """Rises with every rebuild; 0: there was none yet."""
    problems: tuple[Problem, ...] = ()
    stopped: str = ""
    """What stopped the build if the content did not: a full disk, a template, a crash. In the terminal's language."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps something from being published."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


class Board:
    """Holds one piece of news. Whoever was slow sees the latest, so nothing piles up."""

    def __init__(self) -> None:
        self._news = News(0)
        self._readers = 0
        self._is_closed = False
        self._turned = threading.Condition()

    def publish(self, news: News) -> None:
        """Tell everybody."""
        with self._turned:
            self._news = news
            self._turned.notify_all()

    @property
    def news(self) -> News:
        """The latest."""
        return self._news

    @property
    def readers(self) -> int:
        """How many pages are being looked at."""
        return self._readers

    def after(self, number: int, timeout: float) -> News | None:
        """The first news that is later, or the same again after ``timeout`` seconds; ``None``: the end."""
        with self._turned:
            self._turned.wait_for(lambda: self._is_closed or self._news.number > number, timeout)
            return None if self._is_closed else self._news

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Counted among the readers meanwhile."""
        with self._turned:
            self._readers += 1
        try:
            yield
        finally:
            with self._turned:
                self._readers -= 1

    def close(self) -> None:
        """Send everybody home."""
        with self._turned:
            self._is_closed = True
            self._turned.notify_all()
