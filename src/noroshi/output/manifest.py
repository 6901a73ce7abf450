"""Digests of a build's files → ``build.json``, and back."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path

from noroshi.model.frozen import frozen
from noroshi.output.names import check_path

MANIFEST = "build.json"
SCHEMA = 1
"""Rises when a reader of the former shape would misread the new one."""

_GENERATOR = "noroshi "
_YEARS = range(1000, 9000)
"""Outside of them there is not every moment that is counted from the one of a build."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")

Option = bool | str | tuple[str, ...]
"""The value of an option of ``noroshi build``."""


@frozen(slots=True)
class FileDigest:
    """What a file must be."""

    sha256: str
    """64 hexadecimal digits, lower case."""
    size: int
    """Bytes; ``bytes`` in the JSON."""


@frozen
class Made:
    """How a build was made, as far as that changes its bytes: what somebody needs who makes it again."""

    options: Mapping[str, Option] = field(default_factory=dict)
    """Option of ``noroshi build`` without its dashes (``url``, ``keep-going``) → value; only what is not the default.
    ``clock``: True, the moment was read from the clock, and there were updates of a later one."""
    history: str = ""
    """How much of git's history it knew: ``complete``, ``shallow``, ``none``; empty: it does not say."""
    shallow_since: str = ""
    """The first commit that it knew, where the history was cut off; else empty."""


NOT_SAID = Made()


@frozen
class Manifest:
    """What a build was made of and what it made."""

    version: str
    """noroshi's; in the JSON ``generator`` is ``noroshi`` and this."""
    commit: str | None
    built_at: datetime
    """Aware."""
    files: Mapping[str, FileDigest]
    """Path → digest, of every file but ``build.json``."""
    made: Made = NOT_SAID

    def to_json(self) -> bytes:
        """The same facts give the same bytes: keys sorted, UTF-8, the moment in UTC, a newline at the end.

        Raises ValueError for a naive ``built_at``.
        """
        if self.built_at.tzinfo is None:
            raise ValueError("built_at has no offset")
        made = self.made
        value: dict[str, object] = {
            "built_at": self.built_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "commit": self.commit,
            "files": {path: {"bytes": it.size, "sha256": it.sha256} for path, it in self.files.items()},
            "generator": _GENERATOR + self.version,
            "schema": SCHEMA,
        }
        # Each only where it says something. All of them come after "files": what begins the file is read by browsers.
        said = {"history": made.history, "options": dict(made.options), "shallow_since": made.shallow_since}
        value.update((key, it) for key, it in said.items() if it)
        # Without indent: the C encoder, and half the size; it has one entry for every file of the site.
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def digest_of(content: bytes) -> FileDigest:
    """The digest that a manifest says of ``content``."""
    return FileDigest(hashlib.sha256(content).hexdigest(), len(content))


def read_manifest(site: Path) -> Manifest | None:
    """What ``site``'s ``build.json`` says, or None: no such file, damaged, a link, or not of noroshi.

    It says who made the folder; whether the files are still what it says is for the reader to compare.
    Raises OSError where the file is there and cannot be read.
    """
    content = manifest_text(site)
    return None if content is None else manifest_of(content)


def manifest_text(site: Path) -> bytes | None:
    """The bytes of ``site``'s ``build.json``; None: there is none, or it is no plain file. Raises OSError."""
    path = site / MANIFEST
    try:
        return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None
    except (FileNotFoundError, NotADirectoryError):
        return None


def manifest_of(content: bytes) -> Manifest | None:
    """What these bytes say; None where they are not all that noroshi would have written."""
    try:
        return _manifest(json.loads(content.decode("utf-8")))
    except (ValueError, RecursionError):
        return None


def _manifest(value: object) -> Manifest:
    """Raises ValueError at the first thing that noroshi would not have written."""
    if not isinstance(value, dict):
        raise ValueError("not an object")
    if type(value.get("schema")) is not int or value["schema"] != SCHEMA:
        raise ValueError("not a schema that this version writes")
    generator = _text(value.get("generator"))
    if not generator.startswith(_GENERATOR):
        raise ValueError("made by another program")
    commit = value.get("commit")
    built_at = datetime.fromisoformat(_text(value.get("built_at")))
    if built_at.tzinfo is None or built_at.year not in _YEARS:
        raise ValueError("built_at has no offset, or is no moment of a build")
    files = value.get("files")
    if not isinstance(files, dict):
        raise ValueError("no files")
    return Manifest(
        version=generator.removeprefix(_GENERATOR),
        commit=None if commit is None else _text(commit),
        built_at=built_at,
        files={path: _file_digest(path, entry) for path, entry in files.items()},
        made=_made(value),
    )


def _made(value: dict[str, object]) -> Made:
    options = value.get("options", {})
    if not isinstance(options, dict):
        raise ValueError("no options")
    since = _text(value.get("shallow_since", ""))
    if since and not _COMMIT.fullmatch(since):
        raise ValueError("not a commit")
    return Made({name: _option(it) for name, it in options.items()}, _text(value.get("history", "")), since)


def _option(value: object) -> Option:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return tuple(_text(item) for item in value)
    raise ValueError("not the value of an option")


def _file_digest(path: str, value: object) -> FileDigest:
    check_path(path)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    sha256, size = _text(value.get("sha256")), value.get("bytes")
    if _SHA256.fullmatch(sha256) is None or type(size) is not int or size < 0:
        raise ValueError("not a digest")
    return FileDigest(sha256, size)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    # JSON can name halves of signs, which no file of ours holds: UnicodeEncodeError is a ValueError.
    value.encode()
    return value
