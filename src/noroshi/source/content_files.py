"""incidents/, site_src/ and the handbook → the path and the bytes of every file that is content, and what is not.

What belongs to an export, and where an import may write, is said once, here.
"""

from __future__ import annotations

import os
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from noroshi.model.addresses import one_place
from noroshi.model.frozen import frozen
from noroshi.model.problem import Place, Problem, sorted_problems
from noroshi.source.files import is_inside, read_bytes
from noroshi.source.names import shown
from noroshi.source.site_values import folder_path
from noroshi.source.static import STATIC, WELL_KNOWN
from noroshi.source.walk import is_leftover

TOPS = ("incidents", "site_src")
_OF_HANDBOOK = (".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
"""What of a handbook's folder a site shows; all else in it belongs to the repository alone."""
MAX_FILE = 100 << 20
"""Bytes of one file (100 MiB): large hosts of git take no larger ones."""
MAX_FILES = 500_000
MAX_PATH = 1_000
"""Characters of a path, and bytes that a name of it may have in UTF-8 (255): what file systems hold."""
_MAX_NAME = 255
_NOT_EVERYWHERE = frozenset('\\:"<>|?*')


@frozen
class ContentFiles:
    """The names below :data:`TOPS`, and what the site shows of its handbook."""

    paths: tuple[str, ...]
    """POSIX paths of what can be written down, sorted."""
    left_out: tuple[Problem, ...]
    """What cannot, and why."""
    passed_over: tuple[str, ...]
    """What no build reads either: hidden files, and what editors and systems leave behind."""


def handbook_of(site_toml: str) -> str:
    """The path of the handbook's folder, by the text of site.toml; empty: there is none that a site could have."""
    try:
        table = tomllib.loads(site_toml).get("handbook")
        folder = table.get("folder") if isinstance(table, dict) else None
        return folder_path(folder) if isinstance(folder, str) else ""
    except ValueError:
        return ""


def content_files(root: Path, handbook: str = "") -> ContentFiles:
    """What lies in ``root``; no file is read. Never raises for what is there."""
    paths: list[str] = []
    left_out: list[Problem] = []
    passed_over: list[str] = []
    for top in TOPS:
        if not is_inside(root, top):
            left_out.append(_problem(top, "link-leaves-site"))
            continue
        _walk(root, top, paths, left_out, passed_over)
    if handbook and handbook.partition("/")[0] not in TOPS and is_inside(root, handbook):
        of_handbook: list[str] = []
        _walk(root, handbook, of_handbook, [], [], handbook)
        paths += of_handbook
    places: dict[str, str] = {}
    once = []
    for path in sorted(paths):
        first = places.setdefault(one_place(path), path)
        if first == path:
            once.append(path)
        else:
            left_out.append(_problem(path, "names-collide", value=path, first=first))
    return ContentFiles(tuple(once), sorted_problems(left_out), tuple(sorted(passed_over)))


def read_content(root: Path, path: str) -> tuple[bytes | None, Problem | None]:
    """The bytes of one of the paths, else why it cannot be read."""
    return read_bytes(root, path, MAX_FILE)


def path_fault(path: str, handbook: str = "") -> str:
    """The rule by which no content may stand at ``path``; empty: it may.

    A path is content's where every disk can carry it and nothing but a site reads it: below :data:`TOPS`, or a page or
    picture below ``handbook``, no step upwards, no hidden name (``.git/hooks/``) but ``.well-known/`` of the static
    files.
    """
    names = path.split("/")
    if len(path) > MAX_PATH or any(len(name.encode("utf-8", "surrogatepass")) > _MAX_NAME for name in names):
        return "path-too-long"
    shows = bool(handbook) and path.startswith(f"{handbook}/") and path.lower().endswith(_OF_HANDBOOK)
    if not (shows or names[0] in TOPS) or len(names) < 2 or any(name in ("", ".", "..") for name in names):
        return "path-outside-content"
    if any(_is_odd(name) for name in names):
        return "path-not-everywhere"
    at_top = f"{STATIC}/{WELL_KNOWN}/"
    if any(is_leftover(name) for name in path.removeprefix(at_top).split("/")):
        return "path-hidden"
    return ""


def _is_odd(name: str) -> bool:
    """Whether some system reads the name as another, or cannot carry it."""
    kinds = {unicodedata.category(sign) for sign in name}
    return bool(kinds & {"Cc", "Cs"} or _NOT_EVERYWHERE & set(name) or name[-1:] in (".", " "))


def _walk(
    root: Path, folder: str, paths: list[str], left_out: list[Problem], passed_over: list[str], handbook: str = ""
) -> None:
    for entry in _entries(root, folder, left_out):
        path = f"{folder}/{entry.name}"
        if path != f"{STATIC}/{WELL_KNOWN}" and is_leftover(entry.name):
            passed_over.append(path)
        elif entry.is_dir(follow_symlinks=False):
            _walk(root, path, paths, left_out, passed_over, handbook)
        elif fault := path_fault(path, handbook):
            left_out.append(_problem(path, fault, value=path))
        elif entry.is_symlink() and not Path(entry.path).is_file():
            # A folder behind a link may hold the link: whoever follows it may never come to an end.
            left_out.append(_problem(path, "link-to-no-file", value=path))
        else:
            paths.append(path)


def _entries(root: Path, folder: str, left_out: list[Problem]) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(root / folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        left_out.append(_problem(folder, "unreadable-file", value=error.strerror or ""))
        return
    yield from entries


def _problem(path: str, rule: str, **arguments: str) -> Problem:
    path = shown(path)
    return Problem(
        Place(path), rule, arguments={name: shown(value) for name, value in arguments.items()} | {"path": path}
    )
