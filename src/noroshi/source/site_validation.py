"""site.toml's values → the file as the schema has it, with stand-ins for what was refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from noroshi.model.problem import Problem
from noroshi.source.site_problems import is_misplaced_top_key, place_of, problem_of
from noroshi.source.site_schema import SiteFile
from noroshi.source.site_values import languages_of
from noroshi.source.toml_places import KeyPath, TomlDocument
from noroshi.source.zones import zone_like

_STAND_INS: Mapping[str, Any] = {
    "name": "?",
    "url": "https://status.invalid",
    "languages": ["ja"],
    "timezone": "UTC",
}
_ROUNDS = 6
"""A refused id makes its service incomplete, which makes it go: three rounds are the most that was seen."""


def validated(document: TomlDocument, path: str) -> tuple[SiteFile | None, tuple[Problem, ...]]:
    """The file, and a problem for every value that was refused.

    ``None`` only where nothing could be made of it.
    """
    values: Any = document.values
    context = {"languages": languages_of(values)}
    problems: tuple[Problem, ...] = ()
    for turn in range(_ROUNDS):
        try:
            return SiteFile.model_validate(values, context=context), problems
        except ValidationError as error:
            found = error.errors(include_url=False)
            if turn == 0:  # later rounds only find the gaps that the round before has left
                told = _without_misplaced(found, document)
                problems = tuple(problem_of(one, document, path, context["languages"]) for one in told)
            values = _mended(values, found, document.values)
    return None, problems


def _without_misplaced(found: Sequence[ErrorDetails], document: TomlDocument) -> list[ErrorDetails]:
    """Without what is missing at the top only because it stands in a table."""
    there = {
        (place[-1],)
        for one in found
        if one["type"] == "extra_forbidden" and is_misplaced_top_key(place := place_of(one), document)
    }
    return [one for one in found if one["type"] != "missing" or place_of(one) not in there]


def _mended(values: Any, found: Sequence[ErrorDetails], typed: Mapping[str, Any]) -> Any:
    """``values`` without what was refused, and with stand-ins for what cannot be absent."""
    missing = {place_of(one) for one in found if one["type"] == "missing"}
    refused = {place_of(one) for one in found} - missing
    for place in missing:
        entry_id = _at(values, place[:-1]).get("id")
        if place[-1] == "name" and isinstance(entry_id, str):
            values = _with(values, place, entry_id)  # so that incidents may still name it
        elif len(place) > 1:
            refused.add(place[:-1])
    values = _without(values, refused)
    for place in missing | refused:
        if place[0] == "languages":
            values = _with(values, place[:1], list(languages_of(typed)) or _STAND_INS["languages"])
        elif place == ("timezone",):
            values = _with(values, place, zone_like(str(typed.get("timezone", ""))) or _STAND_INS["timezone"])
        elif len(place) == 1 and place[0] in _STAND_INS:
            values = _with(values, place, _STAND_INS[str(place[0])])
    return values


def _at(values: Any, place: KeyPath) -> Any:
    for part in place:
        values = values[part]
    return values


def _with(value: Any, place: KeyPath, new: Any) -> Any:
    """A copy of ``value`` in which ``new`` stands at ``place``."""
    if not place:
        return new
    if isinstance(value, list):
        return [_with(item, place[1:], new) if index == place[0] else item for index, item in enumerate(value)]
    return {**value, place[0]: _with(value.get(place[0]), place[1:], new)}


def _without(value: Any, refused: Collection[KeyPath]) -> Any:
    """``value`` without what stands at the places ``refused``, each counted from it."""
    if not refused:
        return value  # however deep it goes on: nothing in there was refused
    entries = enumerate(value) if isinstance(value, list) else value.items()
    kept = [
        (key, _without(item, {place[1:] for place in refused if place[0] == key}))
        for key, item in entries
        if (key,) not in refused
    ]
    return [item for _, item in kept] if isinstance(value, list) else dict(kept)
