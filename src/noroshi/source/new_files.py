"""Text → a new file of an incident: its name, its folder, and never over what somebody else has written.

A folder and a file are made so that they fail where they are there already (``mkdir``, ``O_EXCL``): of two people
who write in the same second each gets a name of their own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from noroshi.model.frozen import frozen
from noroshi.model.terms import Kind, Status
from noroshi.source.files import is_inside
from noroshi.source.names import LONGEST, is_safe, safe_name

TOP = "incidents"
INCIDENT = "incident"
_YEAR = re.compile(r"[0-9]{4}")
_MOST_TRIES = 100
_SLUG = 48
"""Characters of a title that an id takes."""


class PlaceRefused(OSError):
    """A folder that a link leads out of the site."""


@frozen
class NewFile:
    """A file that was made."""

    incident: str
    path: str
    """POSIX, relative to the site's root."""
    made_folder: bool = False

    @property
    def stem(self) -> str:
        """The update's id."""
        return self.path.rpartition("/")[2].removesuffix(".md")

    @property
    def folder(self) -> str:
        """Its incident's."""
        return self.path.rpartition("/")[0]


def homes(root: Path) -> dict[str, str]:
    """Incident id → its folder (POSIX, relative to the root). Only names are read; what is no folder is passed over."""
    found: dict[str, str] = {}
    for name in _folders(root, TOP):
        if _YEAR.fullmatch(name):
            found.update((inner, f"{TOP}/{name}/{inner}") for inner in _folders(root, f"{TOP}/{name}"))
        else:
            found[name] = f"{TOP}/{name}"
    return found


def _folders(root: Path, path: str) -> list[str]:
    try:
        with os.scandir(root / path) as scan:
            return sorted(item.name for item in scan if not item.name.startswith(".") and item.is_dir())
    except OSError:
        return []


def home_for(taken: Iterable[str], year: int) -> str:
    """Where a new incident's folder belongs: below its year, where most of the site's are. ``taken``: its folders."""
    depths = [path.count("/") for path in taken]
    in_years = sum(depth > 1 for depth in depths)
    return f"{TOP}/{year:04d}" if in_years * 2 > len(depths) else TOP


def new_id(title: str, kind: Kind, services: tuple[str, ...], at: datetime) -> str:
    """The id of a new incident: its day in the site's zone and what its title says, else its service and kind."""
    words = re.findall(r"[a-z0-9]+", title.lower()) if title.isascii() else []
    slug = words[0][:_SLUG] if words else ""
    for word in words[1:]:
        if len(slug) + len(word) >= _SLUG:
            break
        slug += f"-{word}"
    if not slug:
        named = [] if kind is Kind.INCIDENT and services else [kind.value]
        slug = "-".join([*services[:1], *named])
    return safe_name(f"{at.date().isoformat()}-{slug}", instead_of_nothing="incident")


def update_stem(at: datetime, status: Status | None) -> str:
    """The name of a new update's file without ``.md``: site time with seconds, then the status."""
    return f"{at:%Y%m%d-%H%M%S}-{status.value.replace('_', '-') if status else 'update'}"


def add_incident(root: Path, parent: str, name: str, text: str, *, taken: Iterable[str], exactly: bool) -> NewFile:
    """A new folder with its incident.md; ``-2`` is added to a name of ``taken``, or of a folder that is there.

    ``exactly``: that name or none. Raises FileExistsError, OSError; then nothing is left.
    """
    if not is_safe(name):
        raise ValueError(name)
    used = set(taken)
    _make(root, parent)
    for number in range(1, _MOST_TRIES):
        chosen = name if number == 1 else f"{name[: LONGEST - 4]}-{number}"
        if chosen not in used:
            folder = f"{parent}/{chosen}"
            try:
                (root / folder).mkdir()
            except FileExistsError:
                pass
            else:
                try:
                    return NewFile(chosen, _written(root, f"{folder}/{INCIDENT}.md", text), made_folder=True)
                except OSError:
                    with suppress(OSError):
                        (root / folder).rmdir()
                    raise
        if exactly:
            break
    raise FileExistsError(f"{parent}/{name}")


def add_file(root: Path, folder: str, stem: str, text: str, *, exactly: bool = False) -> NewFile:
    """A new file in a folder that is there; ``-2`` is added where its name is taken.

    ``exactly``: that name or none. Raises FileExistsError, OSError; then nothing is left.
    """
    if not is_inside(root, folder):
        raise PlaceRefused(f"{folder}: a link that leads out of the site")
    for number in range(1, 2 if exactly else _MOST_TRIES):
        chosen = stem if number == 1 else f"{stem}-{number}"
        with suppress(FileExistsError):
            return NewFile(folder.rpartition("/")[2], _written(root, f"{folder}/{chosen}.md", text))
    raise FileExistsError(f"{folder}/{stem}.md")


def write_again(root: Path, file: NewFile, text: str) -> None:
    """Another text for a file that was just made: whole, or it stays as it was. Raises OSError."""
    beside = root / file.folder / f".{file.stem}.md.writing"
    beside.unlink(missing_ok=True)  # what a killed one has left
    _put(beside, text)
    beside.replace(root / file.path)


def take_back(root: Path, file: NewFile) -> None:
    """Remove a file that was just made, and the folder where that was made for it and holds nothing else."""
    (root / file.path).unlink(missing_ok=True)
    if file.made_folder:
        with suppress(OSError):
            (root / file.folder).rmdir()


def _make(root: Path, parent: str) -> None:
    if not is_inside(root, parent):
        raise PlaceRefused(f"{parent}: a link that leads out of the site")
    (root / parent).mkdir(parents=True, exist_ok=True)


def _written(root: Path, path: str, text: str) -> str:
    _put(root / path, text)
    return path


def _put(path: Path, text: str) -> None:
    """Raises FileExistsError; where the disk is full nothing is left."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        # A full disk says of itself that it is full, and not where.
        error.filename = error.filename or str(path)
        raise
