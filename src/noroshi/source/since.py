"""A commit and the work tree → the incidents that differ, with what each file of theirs said then and says now.

git is asked four times, whatever the number of files: what differs, what is new, what there was, and what it said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from noroshi.model.frozen import frozen
from noroshi.source.files import MAX_BYTES, read_bytes
from noroshi.source.git import git_says
from noroshi.source.names import is_safe
from noroshi.source.revision import MOST_FILES, Blob, NoFiles, blobs_of, committed_at, contents_of
from noroshi.source.walk import IMAGES

_TOP = "incidents"
_FILE = re.compile(rf"{_TOP}/(?:[0-9]{{4}}/)?(?P<incident>(?![0-9]{{4}}/)[^/]+)/(?P<stem>[^/]+)\.(?P<kind>[a-z]+)")
_SIDES = re.compile(r":[0-7]{6} [0-7]{6} [0-9a-f]+ [0-9a-f]+ (?P<way>[A-Z])[0-9]*")
_LIKE = "70%"
"""How much of a file must stand in another one for that to be it under another name. Front matters resemble each other:
at git's own 50% an update is easily taken for the next."""
_MOST_LIKENESSES = 1000
"""Files that git compares with each other to find renamed ones."""

_MOST_FOLDERS = 200
"""That git is asked for by name; of more it is asked for all. It looks each file up, which costs."""


@frozen
class FileSince:
    """A file that is not as it was, or whose incident moved."""

    name: str
    """``02-identified.md``, ``02-identified.en.md``, ``graph.png``."""
    was: str
    """Where it stood, POSIX from the site's root; empty: it was not there."""
    now: str
    """Where it stands; empty: it is gone."""
    before: bytes | None = None
    """What a text said; ``None`` for pictures too."""
    after: bytes | None = None
    renamed: str = ""
    """Where git finds most of what stood in a file that is gone."""
    is_same: bool = False
    """A picture that is what it was: it moved with its incident, or may be run now."""


@frozen
class IncidentSince:
    """An incident of which some file is not as it was."""

    id: str
    was: str
    """Its folder then; empty: there was none."""
    now: str
    """Its folder in the work tree; empty: it is gone."""
    files: tuple[FileSince, ...]
    """Those that are not as they were, by name."""
    texts: Mapping[str, bytes]
    """Name of each text that there was → what it said."""


@frozen
class Since:
    """What differs between a commit and the work tree."""

    commit: str
    at: datetime
    """When that commit came to stand where it stands, UTC."""
    incidents: tuple[IncidentSince, ...]
    """By id."""


@frozen
class _Key:
    incident: str
    name: str


@dataclass
class _Sides:
    """The files of one incident that differ, and all that it had; by name."""

    gone: dict[str, str] = field(default_factory=dict)
    """Where each stood that does not stand there as it was."""
    here: dict[str, str] = field(default_factory=dict)
    """Where each stands that is not as it was."""
    there: dict[str, Blob] = field(default_factory=dict)


def since(root: Path, commit: str, environ: Mapping[str, str] | None = None) -> Since:
    """What of ``root``'s incidents is not as it was in ``commit``: committed or not. Raises NoFiles."""
    found: dict[str, _Sides] = {}
    renamed: dict[str, str] = {}
    for old, new in _differing(root, commit, environ):
        if old and (key := _key(old)):
            found.setdefault(key.incident, _Sides()).gone[key.name] = old
        if new and (key := _key(new)):
            found.setdefault(key.incident, _Sides()).here[key.name] = new
        if old and new and old != new:
            renamed[old] = new
    folders = {path.rpartition("/")[0] for it in found.values() for path in (*it.gone.values(), *it.here.values())}
    if folders:
        within = sorted(folders) if len(folders) <= _MOST_FOLDERS else (_TOP,)
        for blob in blobs_of(root, commit, environ, within):
            if (key := _key(blob.path)) and key.incident in found:
                found[key.incident].there[key.name] = blob
    blobs = [
        blob
        for sides in found.values()
        for name, blob in sides.there.items()
        if _is_text(name) and blob.size <= MAX_BYTES
    ]
    said = {blob.path: content for blob, content in contents_of(root, blobs, environ)}
    # git does not look for renamed files among those that it was not told of.
    new_ones = [path for it in found.values() for name, path in it.here.items() if name not in it.gone]
    unknown = {read_bytes(root, path, MAX_BYTES)[0]: path for path in new_ones}
    for path, content in said.items():
        if content in unknown:
            renamed.setdefault(path, unknown[content])
    incidents = tuple(_incident(root, name, found[name], said, renamed) for name in sorted(found))
    return Since(commit, committed_at(root, commit, environ), incidents)


def _incident(
    root: Path, incident: str, sides: _Sides, said: Mapping[str, bytes], renamed: Mapping[str, str]
) -> IncidentSince:
    names = sorted(sides.gone.keys() | sides.here.keys())
    files = tuple(_file(root, name, sides, said, renamed) for name in names)
    left = (blob.path for name, blob in sides.there.items() if name not in sides.gone)
    stands = next(iter(sides.here.values()), "") or next(left, "")
    stood = next((blob.path for blob in sides.there.values()), "")
    texts = {name: said[blob.path] for name, blob in sides.there.items() if blob.path in said}
    return IncidentSince(incident, stood.rpartition("/")[0], stands.rpartition("/")[0], files, texts)


def _file(root: Path, name: str, sides: _Sides, said: Mapping[str, bytes], renamed: Mapping[str, str]) -> FileSince:
    was, now, blob = sides.gone.get(name, ""), sides.here.get(name, ""), sides.there.get(name)
    if not _is_text(name):
        # Only its mode is another one, or the folder around it.
        is_same = blob is not None and bool(now) and _is_blob(root, now, blob)
        return FileSince(name, was, now, is_same=is_same)
    after = read_bytes(root, now, MAX_BYTES)[0] if now else None
    return FileSince(name, was, now, said.get(was), after, "" if now else renamed.get(was, ""))


def _is_text(name: str) -> bool:
    return name.endswith(".md")


def _is_blob(root: Path, path: str, blob: Blob) -> bool:
    """Whether a file holds what git knows under that name (a digest of SHA-1 or SHA-256, by the repository)."""
    content, _ = read_bytes(root, path, blob.size)
    if content is None:
        return False
    kind = "sha1" if len(blob.name) == 40 else "sha256"
    return hashlib.new(kind, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest() == blob.name


def _there(root: Path, commit: str, environ: Mapping[str, str] | None, touched: set[str]) -> dict[_Key, Blob]:
    """Every file that the touched incidents had."""
    found = ((_key(blob.path), blob) for blob in blobs_of(root, commit, environ, (_TOP,)))
    return {key: blob for key, blob in found if key and key.incident in touched}


def _differing(root: Path, commit: str, environ: Mapping[str, str] | None) -> Iterator[tuple[str, str]]:
    """(path then, path now) of each file that is not as it was; empty: not there. Raises NoFiles."""
    raw = git_says(
        root, environ, "diff", "--raw", "-z", f"-M{_LIKE}", f"-l{_MOST_LIKENESSES}", "--relative", "--no-ext-diff",
        "--no-textconv", "--ignore-submodules=all", commit, "--", _TOP,
    )  # fmt: skip
    new = git_says(root, environ, "ls-files", "--others", "--exclude-standard", "-z", "--", _TOP)
    if raw is None or new is None:
        raise NoFiles("unreadable")
    # A change so large is no site's, and each of its files is read below.
    if raw.count("\0") + new.count("\0") > 2 * MOST_FILES:
        raise NoFiles("size")
    for path in filter(None, new.split("\0")):
        yield "", path
    parts = iter(raw.split("\0"))
    for part in parts:
        # Of a file in conflict git says two things, and the first is that it is; the check says so too.
        if (sides := _SIDES.fullmatch(part)) is None:
            continue
        path = next(parts, "")
        if sides["way"] == "A":
            yield "", path
        elif sides["way"] == "D":
            yield path, ""
        elif sides["way"] == "R":
            yield path, next(parts, "")
        elif sides["way"] != "U":
            yield path, path


def _key(path: str) -> _Key | None:
    """Which file of which incident stands there; ``None``: none that is published."""
    found = _FILE.fullmatch(path)
    if found is None or not is_safe(found["incident"]):
        return None
    base, _, tag = found["stem"].rpartition(".")
    is_text = found["kind"] == "md" and is_safe(base if base and tag else found["stem"])
    is_picture = found["kind"] in IMAGES and is_safe(found["stem"])
    return _Key(found["incident"], f"{found['stem']}.{found['kind']}") if is_text or is_picture else None
