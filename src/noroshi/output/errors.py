"""Why a folder is not written to: typed refusals; their words are made at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path


class Reason(StrEnum):
    """What speaks against a folder being noroshi's."""

    NOT_A_FOLDER = "not-a-folder"
    NO_MANIFEST = "no-manifest"
    """It holds something, and no ``build.json``."""
    BAD_MANIFEST = "bad-manifest"
    """Its ``build.json`` is damaged, or another program's, or a later noroshi's."""


class OutputError(Exception):
    """Nothing was written. ``id`` is kebab-case, ``arguments`` fill its words."""

    id: str = "output"

    def __init__(self, arguments: Mapping[str, str]) -> None:
        self.arguments: Mapping[str, str] = dict(arguments)
        # For a traceback only: people read the words the edge makes of id and arguments.
        super().__init__(f"{self.id}: " + ", ".join(f"{key}={value}" for key, value in self.arguments.items()))


class NotOurs(OutputError):
    """The folder may hold somebody's work. Arguments: ``path``, ``reason`` (a :class:`Reason`)."""

    id = "output-not-ours"

    def __init__(self, path: Path, reason: Reason) -> None:
        super().__init__({"path": str(path), "reason": reason})


class HoldsRepository(OutputError):
    """The site has a ``.git`` in it, which an exchange would throw away. Argument: ``path``."""

    id = "output-holds-repository"

    def __init__(self, path: Path) -> None:
        super().__init__({"path": str(path)})


class MountPoint(OutputError):
    """The folder cannot be renamed: a mount point, or a layer of a container image.

    Arguments: ``path``; ``instead``, a folder in it that would do.
    """

    id = "output-mount-point"

    def __init__(self, path: Path) -> None:
        super().__init__({"path": str(path), "instead": str(path / "site")})


class Inside(OutputError):
    """The folder is, contains or lies in another that must stay apart. Arguments: ``path``, ``other``."""

    id = "output-inside"

    def __init__(self, path: Path, other: Path) -> None:
        super().__init__({"path": str(path), "other": str(other)})


class Busy(OutputError):
    """Another build is writing the same folder. Argument: ``path``."""

    id = "output-busy"

    def __init__(self, path: Path) -> None:
        super().__init__({"path": str(path)})
