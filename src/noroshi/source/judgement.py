"""A front matter in which something is wrong → what is sound of it, and one problem for each thing that is not.

Import this module only where something has to be told: pydantic takes a tenth of a second to load.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from noroshi.model.problem import Place, Problem
from noroshi.source import schema, schema_translations
from noroshi.source.door import INCIDENT, REPORT, TRANSLATION_OF, UPDATE, Found
from noroshi.source.frontmatter import Document
from noroshi.source.meant_times import meant
from noroshi.source.nearest import nearest
from noroshi.source.refusal import Refusal
from noroshi.source.rewrites import ENDS, indented_lines, measures_lines, owner_of, services_lines, span_lines
from noroshi.source.values import Surroundings, shown
from noroshi.source.yaml_values import Loc, quoted_line

_EXAMPLES = {
    "at": "at: 2026-11-21 03:40",
    "to": "to: 2026-11-21 05:00",
    "from": "from: 2026-11-21 03:00",
}
_TITLES = {"ja": "title: 決済APIでエラーが発生しています"}
_TITLE = "title: Some payments are failing"
_NOT_TYPED = ("<word>", "<table>", "[key]")
"""What pydantic puts into a place besides the keys: ours for a form that was meant, its own for a key."""
_MODELS: Mapping[str, type[BaseModel]] = {
    INCIDENT: schema.IncidentFile,
    UPDATE: schema.UpdateFile,
    REPORT: schema.ReportFile,
    TRANSLATION_OF[INCIDENT]: schema_translations.IncidentTranslation,
    TRANSLATION_OF[UPDATE]: schema_translations.UpdateTranslation,
    TRANSLATION_OF[REPORT]: schema_translations.ReportTranslation,
}


def judged(name: str, given: dict[str, Any], document: Document, around: Surroundings) -> tuple[Any, tuple[Found, ...]]:
    """What :func:`noroshi.source.door.validated` says of a file in which something is wrong.

    ``given``: its keys without those whose emptiness says nothing.
    """
    model = _MODELS[name]
    problems: list[Found] = []
    for _ in range(2):
        try:
            return model.model_validate(given, context=around), tuple(problems)
        except ValidationError as error:
            found = list(_problems(error.errors(include_url=False), name, document, around))
            if not problems:
                problems = found
            refused = {entry["loc"][0] for entry in error.errors(include_url=False) if entry["loc"]}
            given = {key: value for key, value in given.items() if key not in refused}
    return None, tuple(problems)


def _problems(errors: list[Any], name: str, document: Document, around: Surroundings) -> Iterator[Found]:
    owners = _owners(errors, name, document, around)
    for owner in dict.fromkeys(owners.values()):
        yield owner, _not_indented(owner, [key for key, its in owners.items() if its == owner], document)
    unknown = {
        nearest(str(entry["loc"][-1]), _keys(_model_at(_MODELS[name], entry["loc"][:-1])))
        for entry in errors
        if entry["type"] == "extra_forbidden"
    }
    for entry in errors:
        if entry["type"] == "missing" and entry["loc"][-1] in unknown:
            continue  # "did you mean …?" has said it
        top = str(entry["loc"][0]) if entry["loc"] else ""
        if len(entry["loc"]) == 1 and top in owners:
            continue
        yield top, _problem(entry, name, document, around)


def _owners(errors: list[Any], name: str, document: Document, around: Surroundings) -> dict[str, str]:
    """Unknown key → the key under which it stands unindented, for those that have one."""
    model = _MODELS[name]
    owners = {}
    for entry in errors:
        if entry["type"] == "extra_forbidden" and len(entry["loc"]) == 1:
            key = str(entry["loc"][0])
            owner = owner_of(key, document, _keys(model))
            inner = around.service_ids if owner == "services" else _keys(_model_at(model, (owner,)))
            if owner and key in inner:
                owners[key] = owner
    return owners


def _not_indented(owner: str, keys: list[str], document: Document) -> Problem:
    line = min(document.line_of((key,)) for key in keys)
    arguments = {"value": tuple(keys), "key": owner, "paste": indented_lines(owner, keys, document)}
    return Problem(Place(document.path, line), "key-not-indented", arguments=arguments)


def _problem(entry: Any, name: str, document: Document, around: Surroundings) -> Problem:
    loc: Loc = entry["loc"]
    if loc not in document.lines:
        loc = tuple(part for part in loc if part not in _NOT_TYPED)
    line = document.line_of(loc)
    named = loc[:-1] if entry["loc"][-1:] == ("[key]",) else loc
    key = next((part for part in reversed(named) if isinstance(part, str)), "")
    kind = entry["type"]
    error = entry.get("ctx", {}).get("error")
    if isinstance(error, Refusal):
        return _refused(error, loc, key, line, document, around)
    arguments: dict[str, Any] = {"key": key, "value": shown(entry["input"])}
    if kind == "extra_forbidden":
        rule, said = _unknown_key(loc, name)
        return Problem(Place(document.path, line), rule, arguments=said)
    if kind == "missing":
        line = document.line_of(loc[:-1])
        return Problem(
            Place(document.path, line), "missing-key", arguments={"key": key, "example": _example(key, around)}
        )
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        rewritten = _rewritten(loc, key, entry["input"], document)
        if rewritten is not None:
            return rewritten
        inner = _model_at(_MODELS[name], loc)
        allowed = () if kind == "dict_type" else tuple(_keys(inner))
        return Problem(Place(document.path, line), "not-a-table", arguments={**arguments, "allowed": allowed})
    if kind == "string_pattern_mismatch":
        return Problem(Place(document.path, line), "not-an-id", arguments=arguments)
    return Problem(Place(document.path, line), "unknown-value", arguments=arguments)


def _rewritten(loc: Loc, key: str, typed: Any, document: Document) -> Problem | None:
    """What is told of a value whose form is not its key's, where its lines in that form can be shown."""
    whole = document.values.get(key)
    if loc == ("measures",) and isinstance(typed, list):
        rule, paste = "measures-list", measures_lines(typed)
    elif key in ENDS and loc[:1] == (key,):
        rule, paste = "span-as-text", span_lines(key, typed, is_item=isinstance(whole, list))
    else:
        return None
    arguments = {"key": key, "value": shown(typed), "paste": paste}
    return Problem(Place(document.path, document.line_of(loc)), rule, arguments=arguments) if paste else None


def _example(key: str, around: Surroundings) -> str:
    """A line that says ``key``; what is a text, in the language of the site's files."""
    if key == "title":
        return _TITLES.get(around.languages[0].partition("-")[0], _TITLE)
    return _EXAMPLES.get(key, "")


def _refused(error: Refusal, loc: Loc, key: str, line: int, document: Document, around: Surroundings) -> Problem:
    arguments = {"key": key, **error.arguments}
    rule = error.rule
    if rule == "not-a-time" and loc == ("eta",):
        rewritten = _rewritten(loc, key, error.arguments["value"], document)
        if rewritten is not None:
            return rewritten
    if rule == "services-list":
        arguments["paste"] = services_lines(document.values["services"])
    if arguments.pop("quotes", False):
        row = document.row(line).strip()
        arguments["paste"] = quoted_line(row)
        if arguments["paste"] == row:  # a list over several lines: quotes would not make it a text
            rule, arguments["paste"] = "not-a-text", ""
    write = arguments.pop("write", ())
    if rule in ("not-a-time", "about-not-here"):
        time = meant(str(arguments["value"]), loc, document.values, around.zone)
        if time.rule != "not-a-time":
            rule = time.rule
        write = time.write or write
        arguments |= {"example": time.example, "offset": time.offset, "after": time.after}
    if write:
        start = "- " if isinstance(loc[-1], int) and loc in document.lines else f"{key}: "
        arguments["paste"] = tuple(f"{start}{value}" for value in write)
    return Problem(Place(document.path, line), rule, arguments=arguments)


def _unknown_key(loc: Loc, name: str) -> tuple[str, dict[str, Any]]:
    """(rule, arguments) for a key that the file cannot have: it has another home, or it is nobody's."""
    key = str(loc[-1])
    arguments: dict[str, Any] = {"key": str(loc[-2]) if len(loc) > 1 else "", "value": key}
    base = next((base for base, translation in TRANSLATION_OF.items() if translation == name), None)
    if base is not None and key in _keys(_model_at(_MODELS[base], loc[:-1])):
        return "fact-in-translation", arguments
    home = _home(key, name) if len(loc) == 1 else ""
    if home:
        return "key-elsewhere", {**arguments, "file": home}
    allowed = _keys(_model_at(_MODELS[name], loc[:-1]))
    near = nearest(key, allowed)
    return "unknown-key", {**arguments, "near": near, "allowed": () if near else allowed}


def _home(key: str, name: str) -> str:
    """The file in which ``key`` may stand instead."""
    translated = name in TRANSLATION_OF.values()
    for home, file in ((INCIDENT, "incident.md"), (REPORT, "report.md")):
        other = TRANSLATION_OF[home] if translated else home
        if other != name and key in _keys(_MODELS[other]):
            return file.replace(".md", ".LANG.md") if translated else file
    return ""


@cache
def _keys(model: type[BaseModel] | None) -> tuple[str, ...]:
    if model is None:
        return ()
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _model_at(model: type[BaseModel] | None, loc: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model of the table at ``loc``; names of services and positions in lists lead nowhere further."""
    for part in loc:
        if model is None or not isinstance(part, str):
            continue
        field = next((field for name, field in model.model_fields.items() if (field.alias or name) == part), None)
        if field is not None:
            model = next(_models_in(field.annotation), None) or next(_models_in(tuple(field.metadata)), None)
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in annotation if isinstance(annotation, tuple) else typing.get_args(annotation):
        yield from _models_in(inner)
