"""The types of the model → the definitions that the schema of an export refers to: one a class, as it is told."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from noroshi.model.incident import Incident, Report
from noroshi.model.site import Site
from noroshi.model.text import Body, Moment, Text
from noroshi.model.update import Update
from noroshi.views.export_facts import BESIDE_SAID
from noroshi.views.export_values import Json, told_fields

_PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
_BY_HAND = {datetime: "moment", date: "day", Text: "text", Body: "body", Moment: "moment_told"}
"""Those that stand in the schema's own file."""


def definitions() -> Json:
    """Name → schema (2020-12) of every class of the model that an export tells."""
    made: Json = {}
    for name, kind in (("site", Site), ("incident_said", Incident), ("update_said", Update), ("report_said", Report)):
        made[name] = _object(kind, made)
    said = made["update_said"]
    said["properties"] = {key: value for key, value in said["properties"].items() if key not in BESIDE_SAID}
    said["required"] = [key for key in said["required"] if key not in BESIDE_SAID]
    return {name: made[name] for name in sorted(made)}


def _object(kind: type, made: Json) -> Json:
    properties: Json = {}
    required: list[str] = []
    for _, told, hint in told_fields(kind):
        said = [inner for inner in _choices(hint) if inner is not type(None)]
        properties[told] = _any_of(said, made)
        # What is empty or was not said is not there.
        if len(said) == len(_choices(hint)) and typing.get_origin(hint) not in (tuple, Mapping):
            required.append(told)
    description = " ".join((kind.__doc__ or "").split())
    return {"description": description, "type": "object", "required": required, "properties": properties}


def _choices(hint: Any) -> tuple[Any, ...]:
    is_union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    return typing.get_args(hint) if is_union else (hint,)


def _any_of(hints: typing.Sequence[Any], made: Json) -> Json:
    found = [_of(hint, made) for hint in hints]
    return found[0] if len(found) == 1 else {"anyOf": found}


def _of(hint: Any, made: Json) -> Json:
    """The schema of a type. Raises TypeError for one that has no JSON."""
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if hint in _BY_HAND:
        return {"$ref": f"#/$defs/{_BY_HAND[hint]}"}
    if len(_choices(hint)) > 1:
        return _any_of(_choices(hint), made)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and inner[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [_of(each, made) for each in inner], "items": False}
    if origin is tuple:
        return {"type": "array", "items": _of(inner[0], made)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _of(inner[1], made)}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [code.value for code in hint]}
    if not (isinstance(hint, type) and is_dataclass(hint)):
        raise TypeError(f"not told in an export: {hint}")
    name = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in hint.__name__).lstrip("_")
    if name not in made:
        made[name] = {}
        made[name] = _object(hint, made)
    return {"$ref": f"#/$defs/{name}"}
