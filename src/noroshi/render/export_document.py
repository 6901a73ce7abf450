"""The parts of an export → its bytes, piece by piece, so that no long history has to stand in memory twice.

One JSON document (UTF-8): a line for each incident and each file, in a fixed order. Programs read it whole with any
JSON reader; people, ``grep`` and ``diff`` read it by lines.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

from noroshi.model.export_format import FORMAT, VERSION
from noroshi.render.json_document import json_line
from noroshi.views.export_schema import definitions
from noroshi.views.export_values import Json


def export_pieces(
    generator: str, site: Json | None, incidents: Iterable[Json], contents: Iterable[Json], problems: Iterable[Json]
) -> Iterator[bytes]:
    """The document. Raises TypeError for what is no JSON. Each part is asked for when the one before is written."""
    yield b'{\n"format": ' + json_line(FORMAT)
    for name, value in (("version", VERSION), ("generator", {"name": "noroshi", "version": generator}), ("site", site)):
        yield b",\n" + json_line(name) + b": " + json_line(value)
    for name, rows in (("incidents", incidents), ("files", contents), ("problems", problems)):
        yield b",\n" + json_line(name) + b": ["
        first = True
        for row in rows:
            yield (b"\n" if first else b",\n") + json_line(row)
            first = False
        yield b"\n]"
    yield b"\n}\n"


def file_row(path: str, content: bytes) -> Json:
    """One file, exactly: its text as text where it is UTF-8 without NUL, else in base64."""
    try:
        text = content.decode("utf-8")
        encoding, written = "utf-8", text
        if "\0" in text:
            raise ValueError
    except ValueError:
        encoding, written = "base64", base64.b64encode(content).decode("ascii")
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path, "size": len(content), "sha256": digest, "encoding": encoding, "content": written}


def export_schema() -> Json:
    """The document's JSON Schema (2020-12)."""
    outer: dict[str, Any] = json.loads(
        (files("noroshi.render") / "schemas" / f"export-{VERSION}.json").read_text(encoding="utf-8")
    )
    return {**outer, "$defs": {**outer["$defs"], **definitions()}}
