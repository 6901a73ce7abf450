"""A commit and the work tree → the incidents that differ, with what each file of theirs said then and says now.

git is asked four times, whatever the number of files: what differs, what is new, what there was, and what it said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
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
    """A picture that only moved with its incident."""


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


def since(root: Path, commit: str, environ: Mapping[str, str] | None = None) -> Since:
    """What of ``root``'s incidents is not as it was in ``commit``: committed or not. Raises NoFiles."""
    gone: dict[_Key, str] = {}
    here: dict[_Key, str] = {}
    renamed: dict[str, str] = {}
    for old, new in _differing(root, commit, environ):
        if old and (key := _key(old)):
            gone[key] = old
        if new and (key := _key(new)):
            here[key] = new
        if old and new and old != new:
            renamed[old] = new
    touched = {key.incident for key in (*gone, *here)}
    there = _there(root, commit, environ, touched) if touched else {}
    texts = [blob for key, blob in there.items() if key.name.endswith(".md") and blob.size <= MAX_BYTES]
    said = {blob.path: content for blob, content in contents_of(root, texts, environ)}
    # git does not look for renamed files among those that it was not told of.
    unknown = {read_bytes(root, path, MAX_BYTES)[0]: path for key, path in here.items() if key not in gone}
    for path, content in said.items():
        if content in unknown:
            renamed.setdefault(path, unknown[content])
    found = []
    for name in sorted(touched):
        before = {key.name: blob for key, blob in there.items() if key.incident == name}
        names = sorted({key.name for key in (*gone, *here) if key.incident == name})
        files = tuple(_file(root, _Key(name, it), gone, here, said, renamed, before.get(it)) for it in names)
        left = [it for it in before if _Key(name, it) not in gone]
        stands = next((file.now for file in files if file.now), before[left[0]].path if left else "")
        stood = next((blob.path for blob in before.values()), "")
        kept = {it: said[blob.path] for it, blob in before.items() if blob.path in said}
        found.append(IncidentSince(name, stood.rpartition("/")[0], stands.rpartition("/")[0], files, kept))
    return Since(commit, committed_at(root, commit, environ), tuple(found))


def _file(
    root: Path,
    key: _Key,
    gone: Mapping[_Key, str],
    here: Mapping[_Key, str],
    said: Mapping[str, bytes],
    renamed: Mapping[str, str],
    blob: Blob | None,
) -> FileSince:
    was, now = gone.get(key, ""), here.get(key, "")
    if not key.name.endswith(".md"):
        is_same = blob is not None and bool(was and now) and was != now and _is_blob(root, now, blob)
        return FileSince(key.name, was, now, is_same=is_same)
    after = read_bytes(root, now, MAX_BYTES)[0] if now else None
    return FileSince(key.name, was, now, said.get(was), after, "" if now else renamed.get(was, ""))


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
