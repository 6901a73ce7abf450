"""pydantic's findings about site.toml → problems, each with its line and what to write instead."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from pydantic_core import ErrorDetails

from noroshi.model.problem import Place, Problem
from noroshi.source.nearest import nearest
from noroshi.source.site_schema import example_of, homes_of, keys_of
from noroshi.source.toml_places import KeyPath, TomlDocument

_RULES: Mapping[str, str] = {
    "string_type": "site-not-text",
    "dict_type": "site-not-text",
    "int_type": "site-not-whole-number",
    "float_type": "site-not-number",
    "finite_number": "site-not-number",
    "bool_type": "site-not-boolean",
    "model_type": "site-not-table",
    "list_type": "site-not-list",
    "too_short": "site-empty-list",
    "greater_than_equal": "site-too-small",
    "less_than_equal": "site-too-large",
    "extra_forbidden": "site-unknown-key",
    "missing": "site-missing-key",
}
"""pydantic's own error types; every other type is the id of the rule that refused."""


def problem_of(error: ErrorDetails, document: TomlDocument, path: str, languages: Sequence[str] = ()) -> Problem:
    """The problem that ``error`` says; its ``key`` names the place as ``services.link``.

    ``languages``: those the site names, in which examples are shown.
    """
    loc = place_of(error)
    found = error["type"]
    arguments: dict[str, Any] = {"value": shown(error["input"]), **_plain(error.get("ctx", {}))}
    arguments["key"] = dotted(loc)
    if found in _RULES and isinstance(error["input"], str):
        arguments["value"] = toml_value(error["input"])  # "1" is no number, and the quotes are why
    if found == "extra_forbidden" and (homes := homes_of(str(loc[-1]))):
        return _elsewhere(loc, homes, document, path)
    if found == "extra_forbidden":
        allowed = keys_of(loc[:-1])
        arguments |= {"value": str(loc[-1]), "allowed": allowed, "near": nearest(str(loc[-1]), allowed)}
        arguments["table"] = dotted(loc[:-1])
    elif found == "missing":
        arguments = {"value": str(loc[-1]), "table": dotted(loc[:-1]), "paste": _example_line(loc, languages)}
    elif found in ("greater_than_equal", "less_than_equal"):
        arguments["limit"] = f"{arguments.pop('ge', arguments.pop('le', '')):g}"
    elif found == "model_type":
        arguments["paste"] = f"[[{loc[0]}]]" if len(loc) > 1 else f"[{loc[0]}]"
    elif found == "list_type":
        tables = example_of(loc) is None
        arguments["paste"] = f"[[{dotted(loc)}]]" if tables else _in_brackets(loc, error["input"])
    elif found in ("int_type", "float_type", "bool_type", "too_short", "finite_number"):
        arguments["paste"] = _example_line(loc)
    return Problem(Place(path, document.line(loc)), _RULES.get(found, found), arguments=arguments)


def place_of(error: ErrorDetails) -> KeyPath:
    """Keys and indexes of what was refused, as they stand in the file."""
    loc = error["loc"]
    if loc and loc[-1] == "[key]":
        loc = loc[:-1]
    return loc[:-1] if len(loc) > 1 and loc[-1] == "" else loc  # a text that is the same in every language


def dotted(path: Sequence[str | int]) -> str:
    """The keys of ``path`` without indexes; the line says which one of a list."""
    return ".".join(part for part in path if isinstance(part, str))


def shown(value: object) -> str:
    """A value roughly as it was typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, int, float, list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, (tuple, int, float)) and not isinstance(value, bool) else shown(value)
        for name, value in arguments.items()
        if name not in ("class_name", "field_type", "actual_length", "min_length")
    }


def _elsewhere(loc: KeyPath, homes: Sequence[str], document: TomlDocument, path: str) -> Problem:
    """A key that stands in another table than its own."""
    key = str(loc[-1])
    arguments: dict[str, Any] = {"value": key, "table": dotted(loc[:-1])}
    place = Place(path, document.line(loc))
    if is_misplaced_top_key(loc, document):
        return Problem(place, "site-key-of-top", arguments=arguments)
    tables = tuple(home for home in homes if home)
    return Problem(place, "site-key-elsewhere", arguments={**arguments, "allowed": tables})


def is_misplaced_top_key(loc: KeyPath, document: TomlDocument) -> bool:
    """Whether the key at ``loc``, unknown there, is one of the top that is missing there."""
    return len(loc) > 1 and "" in homes_of(str(loc[-1])) and loc[-1] not in document.values


def _in_brackets(path: KeyPath, typed: object) -> str:
    """A text where a list belongs, as a list."""
    names = [name for name in re.split(r"[\s,、，]+", typed) if name] if isinstance(typed, str) else []
    return f"{dotted(path[-1:])} = {toml_value(names)}" if names else _example_line(path)


def _example_line(path: KeyPath, languages: Sequence[str] = ()) -> str:
    example = example_of(path)
    if isinstance(example, dict) and languages:
        texts = {tag: example.get(tag, example["en"]) for tag in languages}
        example = texts if len(texts) > 1 else texts[languages[0]]
    key = dotted(path[-1:]) or dotted(path[-2:-1])
    return f"{key} = {toml_value(example)}" if example is not None else ""


def toml_value(value: object) -> str:
    """A text, number, list or flat table as TOML writes it in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
