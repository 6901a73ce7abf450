"""The schemas that stand in ``schemas/`` → the same as they are published.

A published schema stands alone: of what ``schemas/shared.json`` defines it holds what it uses. Its objects
are open, so that a document may gain fields without breaking anybody who validates (docs/data.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from noroshi.model.artefact import Artefact
from noroshi.render.site_files import data
from noroshi.views.data_values import SCHEMA, SCHEMAS, Json, schema_path

_FOLDER = files("noroshi.render") / "schemas"


def schemas(site_url: str) -> Iterator[Artefact]:
    """The schemas (JSON Schema 2020-12) at ``/api/schemas/``, under their own addresses."""
    for name in SCHEMAS:
        yield data(schema_path(name), schema(name, site_url))


def schema(name: str, site_url: str) -> Json:
    """One schema as it is published. Raises OSError for a name that has none."""
    own, shared = _read(f"{name}-{SCHEMA}"), _read("shared")["$defs"]
    used: Json = {}
    _collect({key: value for key, value in own.items() if key != "$schema"}, {**shared, **own["$defs"]}, used)
    ordered = {key: used[key] for key in sorted(used)}
    return {"$schema": own.pop("$schema"), "$id": site_url + schema_path(name), **own, "$defs": ordered}


def _read(name: str) -> Json:
    found: Json = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _collect(node: Any, known: Json, used: Json) -> None:
    """Puts every definition that ``node`` refers to into ``used``."""
    if isinstance(node, list):
        for item in node:
            _collect(item, known, used)
    if not isinstance(node, dict):
        return
    reference = node.get("$ref")
    if isinstance(reference, str):
        name = reference.removeprefix("#/$defs/")
        if name not in used:
            used[name] = known[name]
            _collect(known[name], known, used)
    for item in node.values():
        _collect(item, known, used)
