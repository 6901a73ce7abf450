"""The tree ``incidents/`` → one folder an incident, with the names in it that count, in a fixed order.

``incidents/<id>/`` and ``incidents/<four digits>/<id>/`` are incidents. Hidden files and what editors and
systems leave behind are passed over in silence; whatever else would not be published is told.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from noroshi.model.addresses import one_place
from noroshi.model.frozen import frozen
from noroshi.model.problem import Place, Problem, Severity
from noroshi.source.files import MAX_BYTES, is_inside, read_bytes
from noroshi.source.names import is_safe, safe_name, shown, status_meant, status_of

IMAGES = ("png", "jpg", "gif", "webp")
"""What is published beside an incident's page."""

_YEAR = re.compile(r"[0-9]{4}")
_LEFTOVER = re.compile(r"\..*|.*~|#.*#|.*\.sw[a-p]|thumbs\.db|desktop\.ini|__pycache__|__macosx", re.IGNORECASE)
_MARKDOWN = re.compile(r"(?P<stem>.*)\.(?:md|markdown|mdown|mkdn?|mdwn)", re.IGNORECASE | re.DOTALL)
_TEXT = re.compile(r"(?P<stem>.*?)(?P<markdown>\.md)?\.(?:txt|text)", re.IGNORECASE | re.DOTALL)
_IMAGE = re.compile(r"(?P<stem>.*)\.(?P<kind>png|jpe?g|jfif|gif|webp)", re.IGNORECASE | re.DOTALL)


@frozen
class Folder:
    """An incident's folder, before anything in it is read."""

    id: str
    path: str
    """POSIX, relative to the site's root."""
    texts: tuple[str, ...]
    """Names that end in ``.md``, sorted; unsafe ones too."""
    images: tuple[str, ...]
    """Names of safe images, sorted."""
    misnamed: tuple[tuple[str, str], ...] = ()
    """(name, the part of it that names an update) of texts that would be lost: they do not end in ``.md``."""
    found: tuple[Problem, ...] = ()
    """What is wrong with the names in it."""


@frozen
class _Entry:
    name: str
    path: str
    is_folder: bool


def is_leftover(name: str) -> bool:
    """Whether an editor or a system left it behind: hidden, a backup, a swap file."""
    return _LEFTOVER.fullmatch(name) is not None


def walk(root: Path, top: str = "incidents") -> tuple[tuple[Folder, ...], tuple[Problem, ...]]:
    """Every incident folder by id, and what is wrong with names.

    A folder whose id stands twice is left out with all its namesakes: nobody can say which one is meant.
    """
    folders, problems = walked(root, top)
    return folders, (*problems, *(problem for folder in folders for problem in folder.found))


def walked(root: Path, top: str = "incidents") -> tuple[tuple[Folder, ...], tuple[Problem, ...]]:
    """The same, where the second is without what the folders themselves say in ``found``."""
    problems: list[Problem] = []
    if not is_inside(root, top):
        return (), (_problem(top, "link-leaves-site", value=top),)
    found: dict[str, list[Folder]] = {}
    for folder in _folders(root, top, problems):
        found.setdefault(folder.id, []).append(folder)
    for namesakes in found.values():
        for folder in namesakes[1:]:
            problems.append(_problem(folder.path, "duplicate-id", folder.id, value=folder.id, first=namesakes[0].path))
        if len(namesakes) > 1:
            problems += [problem for folder in namesakes for problem in folder.found]
    once = tuple(found[name][0] for name in sorted(found) if len(found[name]) == 1)
    return once, tuple(problems)


def folder_at(root: Path, path: str) -> Folder:
    """One folder of :func:`walk`, which has seen it before, looked at again."""
    return _folder(root, _Entry(path.rpartition("/")[2], path, is_folder=True))


def _folders(root: Path, top: str, problems: list[Problem], *, in_year: bool = False) -> Iterator[Folder]:
    found: list[Problem] = []
    entries = tuple(_entries(root, top, found))
    problems.extend(replace(problem, incident=problem.update, update="") for problem in found)
    taken = {entry.name for entry in entries}
    for entry in entries:
        name = shown(entry.name)
        if not entry.is_folder:
            problems.extend(_loose(entry, top))
        elif _YEAR.fullmatch(entry.name):
            if in_year:
                problems.append(_problem(entry.path, "year-in-year", value=name))
            else:
                yield from _folders(root, entry.path, problems, in_year=True)
        else:
            if not is_safe(entry.name):
                write = safe_name(entry.name, instead_of_nothing="incident", taken=taken)
                problems.append(_problem(entry.path, "unsafe-name", name, value=name, write=write))
            yield _folder(root, entry)


def _folder(root: Path, entry: _Entry) -> Folder:
    texts: list[str] = []
    images: list[str] = []
    misnamed: list[tuple[str, str]] = []
    found: list[Problem] = []
    entries = tuple(_entries(root, entry.path, found))
    taken = {item.name for item in entries}
    for item in entries:
        name = shown(item.name)
        if item.is_folder:
            found.append(_problem(item.path, "folder-in-incident", update=name, value=name))
        elif item.name.endswith(".md"):
            texts.append(item.name)
        elif markdown := _MARKDOWN.fullmatch(item.name):
            misnamed.append((item.name, markdown["stem"]))
        elif (text := _TEXT.fullmatch(item.name)) and _is_update(root, item, text):
            misnamed.append((item.name, text["stem"]))
        elif image := _IMAGE.fullmatch(item.name):
            kind = image["kind"].lower()
            kind = kind if kind in IMAGES else "jpg"
            if is_safe(image["stem"]) and image["kind"] == kind:
                images.append(item.name)
            else:
                stem = safe_name(image["stem"], instead_of_nothing="image")
                found.append(
                    _problem(item.path, "unsafe-name", update=name, value=name, write=_free(stem, kind, taken))
                )
        else:
            found.append(_problem(item.path, "unknown-file", severity=Severity.WARNING, value=name))
    identity = shown(entry.name)
    told = tuple(replace(problem, incident=identity) for problem in found)
    return Folder(identity, entry.path, tuple(texts), tuple(images), tuple(misnamed), told)


_BEGINS_LIKE_AN_UPDATE = re.compile(rb"(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n[a-z_]+[ \t]*:")


def _is_update(root: Path, item: _Entry, text: re.Match[str]) -> bool:
    """Whether a plain text was meant to be an update: its name says a status or ``.md``, or it has front matter.

    A number alone says nothing: logs are named so too.
    """
    stem = shown(text["stem"])
    if text["markdown"] or status_of(stem, None)[0] or status_meant(stem, None):
        return True
    content, _ = read_bytes(root, item.path, MAX_BYTES)
    return content is not None and _BEGINS_LIKE_AN_UPDATE.match(content) is not None


def _free(stem: str, suffix: str, taken: Iterable[str]) -> str:
    """``stem.suffix``, or the next name of that kind that is not taken."""
    stems = {name.removesuffix(f".{suffix}") for name in taken if name.endswith(f".{suffix}")}
    return f"{safe_name(stem, instead_of_nothing=stem, taken=stems)}.{suffix}"


def _loose(entry: _Entry, top: str) -> Iterator[Problem]:
    """A file where only folders belong: an update would be lost, anything else is only not published."""
    name = shown(entry.name)
    if name.lower().startswith("readme"):
        return
    markdown = _MARKDOWN.fullmatch(entry.name)
    if markdown is None:
        yield _problem(entry.path, "unknown-file", severity=Severity.WARNING, value=name)
        return
    stem = safe_name(markdown["stem"], instead_of_nothing="incident")
    yield _problem(entry.path, "file-outside-incident", stem, value=name, write=f"{top}/{stem}/incident.md")


def _entries(root: Path, path: str, problems: list[Problem]) -> Iterator[_Entry]:
    """What lies in a folder, sorted by name, without leftovers, links out of the site and namesakes."""
    spelt: dict[str, str] = {}
    try:
        with os.scandir(root / path) as scan:
            listed = sorted(scan, key=lambda item: item.name)
    except FileNotFoundError:
        return
    except OSError as error:
        problems.append(_problem(path, "unreadable-file", value=error.strerror or ""))
        return
    for item in listed:
        if is_leftover(item.name):
            continue
        inner = f"{path}/{item.name}"
        name = shown(item.name)
        first = spelt.setdefault(one_place(name), name)
        if first != name:
            problems.append(_problem(inner, "names-collide", update=_stem(name), value=name, first=first))
            continue
        if item.is_symlink() and not is_inside(root, inner):
            problems.append(_problem(inner, "link-leaves-site", update=_stem(name), value=name))
            continue
        try:
            is_folder = item.is_dir()
        except OSError as error:  # a link that leads in a circle
            problems.append(_problem(inner, "unreadable-file", update=_stem(name), value=error.strerror or ""))
            continue
        yield _Entry(item.name, inner, is_folder)


def _stem(name: str) -> str:
    return name.removesuffix(".md")


def _problem(
    path: str,
    rule: str,
    incident: str = "",
    *,
    update: str = "",
    severity: Severity = Severity.ERROR,
    **arguments: str,
) -> Problem:
    return Problem(
        Place(shown(path)),
        rule,
        severity=severity,
        arguments={name: shown(value) for name, value in arguments.items()},
        incident=incident,
        update=update,
    )
