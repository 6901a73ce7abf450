"""``noroshi import noroshi``: the document of ``noroshi export`` → the files that it holds.

Only ``files`` is read. What else the document says was made from them, for programs that know no Markdown of ours; a
file that was changed in it no longer fits its digest and is refused, rather than half of a change taken over.

Nothing is believed: a document with one path that leads elsewhere, one digest that does not fit, or two names that
some disk takes for one gives nothing at all.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

from noroshi.model.addresses import one_place
from noroshi.model.export_format import FORMAT, VERSION
from noroshi.model.frozen import frozen
from noroshi.source.content_files import MAX_FILE, MAX_FILES, handbook_of, path_fault

MOST_FAULTS = 20
"""Of a document; more say no more."""


@frozen
class Fault:
    """Why a document is refused; its words are made at the edge."""

    rule: str
    path: str = ""
    """Of the file in it, as it stands there."""
    value: str = ""


class NoExport(Exception):
    """The document is refused. The argument is a tuple of :class:`Fault`, at most :data:`MOST_FAULTS`."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why."""
        found: tuple[Fault, ...] = self.args[0]
        return found


@frozen
class ExportedFile:
    """A file of a site."""

    path: str
    """POSIX, below ``incidents/`` or ``site_src/``."""
    content: bytes


def exported_files(document: bytes) -> tuple[ExportedFile, ...]:
    """The files of a document, by path. Raises NoExport."""
    rows = _rows(document)
    faults: list[Fault] = []
    found: dict[str, ExportedFile] = {}
    handbook = _handbook(rows)
    for number, row in enumerate(rows):
        made = _file(row, number, handbook)
        if isinstance(made, Fault):
            faults.append(made)
        elif (first := found.setdefault(one_place(made.path), made)) is not made:
            faults.append(Fault("export-twice", made.path, first.path))
        if len(faults) >= MOST_FAULTS:
            break
    faults += [
        Fault("export-file-and-folder", file.path, found[above].path)
        for place, file in found.items()
        for above in _above(place)
        if above in found
    ]
    if faults:
        raise NoExport(tuple(faults[:MOST_FAULTS]))
    return tuple(sorted(found.values(), key=lambda file: file.path))


def _rows(document: bytes) -> list[Any]:
    try:
        said = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise NoExport((Fault("export-no-json", value=str(error)),)) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise NoExport((Fault("export-other-format", value=FORMAT),))
    version, rows = said.get("version"), said.get("files")
    if type(version) is not int or version != VERSION:
        raise NoExport((Fault("export-other-version", value=str(version)[:40]),))
    if not isinstance(rows, list) or len(rows) > MAX_FILES:
        raise NoExport((Fault("export-no-files", value=f"{MAX_FILES:,}"),))
    return rows


def _handbook(rows: list[Any]) -> str:
    """Where the exported site has its handbook: pages and pictures may stand there too."""
    said = (row.get("content") for row in rows if isinstance(row, dict) and row.get("path") == "site_src/site.toml")
    text = next(said, "")
    return handbook_of(text) if isinstance(text, str) and len(text) <= MAX_FILE else ""


def _file(row: Any, number: int, handbook: str) -> ExportedFile | Fault:
    place = f"files[{number}]"
    if not isinstance(row, dict):
        return Fault("export-no-file", place)
    path, encoding, content, digest = (row.get(key) for key in ("path", "encoding", "content", "sha256"))
    if not (isinstance(path, str) and isinstance(content, str) and isinstance(digest, str)):
        return Fault("export-no-file", path if isinstance(path, str) else place)
    if rule := path_fault(path, handbook):
        return Fault(rule, path)
    if len(content) > 2 * MAX_FILE:
        return Fault("export-too-large", path, f"{MAX_FILE >> 20}")
    if encoding not in ("utf-8", "base64"):
        return Fault("export-encoding", path, str(encoding)[:40])
    try:
        data = content.encode("utf-8") if encoding == "utf-8" else base64.b64decode(content, validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError) as error:
        return Fault("export-encoding", path, str(error))
    if len(data) > MAX_FILE:
        return Fault("export-too-large", path, f"{MAX_FILE >> 20}")
    if hashlib.sha256(data).hexdigest() != digest:
        return Fault("export-changed", path)
    return ExportedFile(path, data)


def _above(path: str) -> list[str]:
    names = path.split("/")
    return ["/".join(names[:end]) for end in range(1, len(names))]
