"""site_src/static/ → the files that are published as they are, and what may not be."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from noroshi.model.addresses import one_place
from noroshi.model.problem import Place, Problem, Severity, sorted_problems
from noroshi.source.files import is_below, is_inside
from noroshi.source.names import shown
from noroshi.source.reserved import is_reserved_path

STATIC = "site_src/static"
LARGE_BYTES = 5 * 1024 * 1024
"""Above this a file makes a page slow on the network of somebody whose own is broken."""
DEEPEST = 20
WELL_KNOWN = ".well-known"
"""The one hidden name that is published (RFC 8615)."""
_LEFTOVERS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


def load_static(
    root: Path, *, languages: tuple[str, ...] = (), pages: tuple[str, ...] = ()
) -> tuple[tuple[tuple[str, Path], ...], tuple[Problem, ...]]:
    """(path in the output, file to read) by path, and what is wrong with names and files.

    ``languages`` and ids of ``pages`` are the site's: their folders belong to the build. Hidden files but
    ``.well-known/``, and what file managers leave behind, are passed over in silence.
    """
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    spelt: dict[str, str] = {}
    if is_inside(root, STATIC):
        _walk(root, "", found, spelt, problems)
    else:
        problems.append(_problem("", "static-link-leaves", value=STATIC))
    for path in found:
        if is_reserved_path(path, languages, pages):
            problems.append(_problem(path, "static-reserved", value=path.partition("/")[0]))
    kept = sorted(path for path in found if not is_reserved_path(path, languages, pages))
    return tuple((path, found[path]) for path in kept), sorted_problems(problems)


def _walk(root: Path, inside: str, found: dict[str, Path], spelt: dict[str, str], problems: list[Problem]) -> None:
    folder = f"{STATIC}/{inside}".rstrip("/")
    try:
        with os.scandir(root / folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        problems.append(_problem(inside, "unreadable-file", value=error.strerror or "", path=folder))
        return
    for entry in listed:
        name = entry.name
        if (name.startswith(".") and (inside or name != WELL_KNOWN)) or name.lower() in _LEFTOVERS:
            continue
        path = f"{inside}/{name}" if inside else name
        if not _is_plain(name):
            problems.append(_problem(path, "static-name", value=shown(name)))
            continue
        # Disks that fold case or compose letters would keep only one of the two.
        first = spelt.setdefault(one_place(path), path)
        if first != path:
            problems.append(_problem(path, "static-names-collide", value=path, first=first))
            continue
        _take(root, path, entry, found, spelt, problems)


def _take(
    root: Path,
    path: str,
    entry: os.DirEntry[str],
    found: dict[str, Path],
    spelt: dict[str, str],
    problems: list[Problem],
) -> None:
    if entry.is_symlink():
        if not is_below(root / STATIC, path):
            problems.append(_problem(path, "static-link-leaves", value=path))
            return
        # A link to a folder may lead in a circle; one to a hidden file would publish it.
        real = Path(os.path.realpath(root / STATIC / path)).relative_to(os.path.realpath(root / STATIC))
        hidden = any(part.startswith(".") and part != WELL_KNOWN for part in real.parts)
        if hidden or not os.path.isfile(root / STATIC / path):  # noqa: PTH113 - False, never an error
            problems.append(_problem(path, "static-link", value=path))
            return
    try:
        facts = entry.stat()
    except OSError as error:
        problems.append(_problem(path, "unreadable-file", value=error.strerror or "", path=f"{STATIC}/{path}"))
        return
    if stat.S_ISDIR(facts.st_mode):
        if path.count("/") + 2 > DEEPEST:
            problems.append(_problem(path, "static-too-deep", value=path, limit=DEEPEST))
        else:
            _walk(root, path, found, spelt, problems)
    elif not stat.S_ISREG(facts.st_mode):
        problems.append(_problem(path, "static-not-a-file", value=path))
    elif not os.access(root / STATIC / path, os.R_OK):
        problems.append(_problem(path, "unreadable-file", value=os.strerror(13), path=f"{STATIC}/{path}"))
    else:
        if facts.st_size > LARGE_BYTES:
            size = f"{facts.st_size / 1048576:.1f} MiB"
            problems.append(_problem(path, "static-large", Severity.WARNING, value=size, limit="5 MiB"))
        found[path] = root / STATIC / path


def _is_plain(name: str) -> bool:
    """Whether every disk and URL can carry the name: UTF-8, no control characters, no backslash or colon."""
    return name.isprintable() and not set(name) & set('\\:"<>|?*#%') and name == name.strip() and name[-1] != "."


def _problem(path: str, rule: str, severity: Severity = Severity.ERROR, /, **arguments: object) -> Problem:
    return Problem(Place(shown(f"{STATIC}/{path}".rstrip("/"))), rule, severity, arguments)
