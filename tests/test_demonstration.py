"""The demonstration shows everything that content-format.md knows, at a moment when much is going on."""

from __future__ import annotations

import dataclasses
import importlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from letter_desk import demonstration
from small_site import CHECKOUT, noroshi

from noroshi.app.commands.site import SCHEMAS
from noroshi.model.archive import Archive, archive
from noroshi.model.clock import Phase
from noroshi.model.incident import Incident
from noroshi.model.site import Contact, Site
from noroshi.model.terms import STATUSES, FactKey, Impact, Kind, Known, State, Status
from noroshi.model.text import Body, Moment, Said, Text
from noroshi.model.update import Range
from noroshi.source.load import Content
from noroshi.wording.language import Language


@pytest.fixture(scope="module")
def content() -> Content:
    return demonstration()


@pytest.fixture(scope="module")
def site(content: Content) -> Site:
    assert content.site is not None
    return content.site


@pytest.fixture(scope="module")
def shown(content: Content, site: Site) -> Archive:
    assert site.demonstration is not None
    return archive(content.incidents, site.demonstration)


def each(incidents: tuple[Incident, ...], kind: type) -> Iterator[Any]:
    """Every value of a type anywhere in the incidents."""
    waiting: list[Any] = list(incidents)
    while waiting:
        value = waiting.pop()
        if isinstance(value, kind):
            yield value
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            waiting += [getattr(value, field.name) for field in dataclasses.fields(value)]
        elif isinstance(value, tuple):
            waiting += value
        elif isinstance(value, Mapping):
            waiting += [*value.keys(), *value.values()]


# ---- it covers everything

NEVER: Mapping[Kind, set[Status]] = {kind: set() for kind in Kind} | {Kind.SECURITY: {Status.FALSE_ALARM}}
"""A false alarm about security would only repeat what the one about an incident shows."""


def test_every_kind_status_impact_and_state_occurs(content: Content, shown: Archive) -> None:
    assert {incident.kind for incident in content.incidents} == set(Kind)
    for kind in Kind:
        steps = [step for course in shown.courses if course.incident.kind is kind for step in course.steps]
        assert {step.standing.status for step in steps} >= set(STATUSES[kind]) - NEVER[kind]
    assert set(each(content.incidents, Impact)) == set(Impact)
    assert set(each(content.incidents, State)) == set(State)


def test_every_fact_is_said_taken_back_none_and_unknown_somewhere(content: Content) -> None:
    said: dict[FactKey, set[str]] = {key: set() for key in FactKey}
    for incident in content.incidents:
        for update in incident.updates:
            for key, fact in update.facts.items():
                said[key].add("taken back" if fact is None else fact.value if isinstance(fact, Known) else "text")
    assert all("text" in ways for ways in said.values()), said
    assert set().union(*said.values()) == {"text", "none", "unknown", "taken back"}


PARTS = ("noroshi.model.incident", "noroshi.model.update", "noroshi.model.text")


def model_types() -> list[type]:
    """Every dataclass of which an incident is made."""
    found = [
        value
        for name in PARTS
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == name
        if value is not Said  # what a reader gets of a text, and no part of an incident
    ]
    return [*found, Contact]


NEVER_IN_A_SOUND_SITE = {("Incident", "left_out")}
ANOTHER_WAY_OF_WRITING = {("Update", "elsewhere")}
"""Facts in an incident.md without ``at``: the reader sees no difference."""


@pytest.mark.parametrize("kind", model_types(), ids=lambda kind: kind.__name__)
def test_every_field_of_the_model_is_filled_somewhere(content: Content, kind: type) -> None:
    found = list(each(content.incidents, kind))
    for field in dataclasses.fields(kind):
        if (kind.__name__, field.name) in NEVER_IN_A_SOUND_SITE | ANOTHER_WAY_OF_WRITING:
            continue
        values = [getattr(value, field.name) for value in found]
        assert any(values), f"no {kind.__name__} in the demonstration has {field.name}"


def test_every_form_of_a_value_occurs(content: Content) -> None:
    updates = [update for incident in content.incidents for update in incident.updates]
    assert {type(update.eta) for update in updates} == {type(None), Moment, Range, Known}
    assert Known.UNKNOWN in {update.eta for update in updates}
    assert {type(update.ended_at) for update in updates} == {type(None), Moment, Known}
    assert Known.NONE in {update.report_by for update in updates}
    assert any(moment.about for moment in each(content.incidents, Moment))
    assert any(change.state is None for update in updates for change in update.services)
    assert any(change.since for update in updates for change in update.services)
    assert any(update.window and update.window.start is None for update in updates)
    assert {incident.draft for incident in content.incidents} == {True, False}
    assert {incident.drill for incident in content.incidents} == {True, False}


def test_every_key_of_front_matter_and_site_toml_is_typed_or_shown_as_a_comment() -> None:
    typed: set[str] = set()
    for path in (CHECKOUT / "incidents").rglob("*.md"):
        typed |= set(front_matter(path))
    wanted = set().union(*(json.loads(noroshi(None, "schema", name, now="").out)["properties"] for name in SCHEMAS[:3]))
    # Every entry is written in Japanese first, so none says its language.
    assert wanted - typed == {"lang"}
    text = (CHECKOUT / "site_src/site.toml").read_text(encoding="utf-8")
    schema = json.loads(noroshi(None, "schema", "site", now="").out)
    for name in keys_of(schema, schema):
        assert f"{name} = " in text or f"[{name}]" in text or f"[[{name}]]" in text, name


class _Editor(yaml.SafeLoader):
    """YAML as an editor reads it: its newer version knows no dates, and no word for yes but true."""


_Editor.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool", ":int"))]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), list("tf"))
_Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("-?[0-9]+$"), list("-0123456789"))


def front_matter(path: Path) -> dict[str, Any]:
    """What stands between the fences."""
    found = re.match(r"---\n(.*?\n)---\n", path.read_text(encoding="utf-8"), re.DOTALL)
    return (yaml.load(found.group(1), Loader=_Editor) or {}) if found else {}


def keys_of(schema: Any, part: Any) -> Iterator[str]:
    """Every key that a JSON Schema knows, of inner tables too; languages are no keys."""
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rpartition("/")[2]]
    for name, inner in part.get("properties", {}).items():
        yield name
        yield from keys_of(schema, inner)
    for inner in [*part.get("anyOf", ()), *([part["items"]] if "items" in part else ())]:
        yield from keys_of(schema, inner)


# ---- at a moment when much is going on


def test_it_has_a_year_of_incidents_and_a_dozen_services(shown: Archive, site: Site) -> None:
    assert len(shown.courses) >= 15
    firsts = [course.first_at for course in shown.courses]
    assert max(firsts) - min(firsts) > timedelta(days=300)
    current = [service for service in site.services if service.until is None]
    assert 8 <= len(current) <= 12
    assert any(service.depends_on for service in current)
    assert len(site.groups) > 1
    assert {service.group for service in current} == {group.id for group in site.groups}


def test_one_incident_is_open_one_is_watched_and_a_maintenance_is_coming(shown: Archive) -> None:
    statuses = sorted(course.standing.status for course in shown.open_incidents)
    assert statuses.count(Status.MONITORING) == 1
    assert len(statuses) == 2
    assert len(shown.maintenance[Phase.BEFORE]) >= 1
    assert shown.states


def test_its_moment_is_the_now_of_every_command(site: Site, demonstration: Path) -> None:
    assert isinstance(site.demonstration, datetime)
    built_at = json.loads((demonstration / "build.json").read_text(encoding="utf-8"))["built_at"]
    assert datetime.fromisoformat(built_at) == site.demonstration


# ---- it is without fault


def test_check_finds_nothing_at_all() -> None:
    ran = noroshi(CHECKOUT, "check", "--strict", "--format", "json", now="")
    assert (ran.status, json.loads(ran.out)) == (0, [])


def test_every_page_says_that_it_is_a_demonstration(demonstration: Path) -> None:
    for path in demonstration.rglob("index.html"):
        text = path.read_text(encoding="utf-8")
        said = 'class="demonstration"' in text or "これは見本" in text or "This is a demonstration" in text
        assert said or 'http-equiv="refresh"' in text, path


def test_every_japanese_text_has_its_english(content: Content, site: Site) -> None:
    texts = list(each(content.incidents, Text))
    texts += [text for part in (site.services, site.groups, site.pages) for text in each(part, Text)]
    for text in texts:
        if text.lang == "ja" and any("ぁ" <= sign <= "龠" for sign in text.original):
            assert "en" in text.languages, text.original
    for body in [*each(content.incidents, Body), *each(site.pages, Body)]:
        assert body.original.is_empty or dict(body.translations).get("en", body.original if body.lang == "en" else None)


def test_no_page_says_that_a_part_is_not_translated(demonstration: Path, site: Site) -> None:
    notes = [Language(lang, site.zone).say("note.untranslated") for lang in site.languages]
    assert all(notes)
    for path in demonstration.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not any(note in text for note in notes), path


# ---- and editors agree


@pytest.mark.parametrize("name", SCHEMAS)
def test_its_files_are_valid_by_the_schemas_that_editors_use(name: str) -> None:
    schema = json.loads(noroshi(None, "schema", name, now="").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    if name == "site":
        settings = tomllib.loads((CHECKOUT / "site_src/site.toml").read_text(encoding="utf-8"))
        validator.validate(json.loads(json.dumps(settings, default=str)))
        return
    originals = [path for path in sorted((CHECKOUT / "incidents").rglob("*.md")) if path.name.count(".") == 1]
    for path in originals:
        kind = path.stem if path.stem in ("incident", "report") else "update"
        if kind == name:
            validator.validate(front_matter(path))
