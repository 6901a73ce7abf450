"""A site's files → where readers find them: what every such place can do, whatever it is."""

from __future__ import annotations

from typing import Final, Protocol

from noroshi.model.frozen import frozen

MOST_READ: Final = 64 * 1024 * 1024
"""Bytes of a ``build.json`` or a journal of a store; a site of 100,000 files has one of 15 MB."""

TEMPORARY: Final = ".noroshi-new-"
"""How a file is called that is being written, in the root of a store that has folders."""


@frozen
class Said:
    """What is told of a file besides its bytes, where a store can hold it."""

    content_type: str
    cache_control: str
    """Empty: nothing is said."""
    encoding: str = ""
    """``gzip`` or ``br`` for a compressed copy; else empty."""


class StoreRefused(Exception):
    """A store did not do what it was asked. ``path`` may be empty: the store itself; ``reason`` in its own words."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class UnknownHost(Exception):
    """A server showed a key that nobody has called its own. ``host`` as it stands in ``known_hosts``."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


class Store(Protocol):
    """A place below which a site stands.

    Paths are relative, and passed ``names.check_path``. Every method raises StoreRefused and nothing else.
    """

    @property
    def workers(self) -> int:
        """How many calls may be under way at once, from as many threads."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a small file; None: there is none. Refuses more than :data:`MOST_READ`."""

    def has(self, path: str) -> bool:
        """Whether something stands there."""

    def is_empty(self) -> bool:
        """Whether nothing stands there but names of noroshi's own."""

    def put(self, path: str, content: bytes, said: Said) -> None:
        """Let ``content`` stand there, whole from the first moment on. Never through a link into another folder."""

    def remove(self, path: str) -> None:
        """Take it away, with the folders that become empty; what is not there, or is a folder, is no hindrance."""

    def sweep(self) -> None:
        """Remove what a publisher left that was killed in the middle of a file."""

    def close(self) -> None:
        """Nothing is asked any more."""
