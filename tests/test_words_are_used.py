"""Every word in a catalogue is said somewhere, and every word that is said stands in a catalogue."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from enum import EnumType
from functools import cache
from pathlib import Path

import pytest
from small_site import CHECKOUT

from noroshi.app.problem_words import built_in_words
from noroshi.model import clock, letter_needs, letters, periods, promises, share, terms
from noroshi.source.schemas import json_schema
from noroshi.wording.catalogue import catalogue

SOURCE = CHECKOUT / "src" / "noroshi"
SPEAKING = ("views", "wording", "render")
GAP = "\0"
ZONES = re.compile(r"zone\.\w+/\w+")
SAYING = {"say", "sentence", "words", "template", "running"}


@cache
def trees(*rooms: str) -> tuple[ast.Module, ...]:
    found = (path for room in rooms for path in sorted((SOURCE / room).rglob("*.py")))
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in found)


def texts(*rooms: str) -> set[str]:
    """Every text of the program; a gap in an f-string is ``GAP``."""
    return {said for tree in trees(*rooms) for node in ast.walk(tree) if (said := text_of(node)) is not None}


def text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(GAP if isinstance(part, ast.FormattedValue) else str(text_of(part)) for part in node.values)
    return None


def codes() -> set[str]:
    """What may fill the gap of a key: codes of the model and of front matter, and those that the views name."""
    enums = (found for module in (terms, clock, letters, periods, promises, share) for found in vars(module).values())
    of_model = {str(code.value) for found in enums if isinstance(found, EnumType) for code in found}
    schemas = json.dumps([json_schema(name) for name in ("incident", "update", "report")])
    of_files = {code for codes in re.findall(r'"enum": (\[.*?\])', schemas) for code in json.loads(codes)}
    of_letters = {key.replace("*.", "") for key in letter_needs.KEYS}
    return of_model | of_files | of_letters | texts(*SPEAKING)


def keys_asked_for() -> Iterator[str]:
    """The first argument of all that says something, where it is written out."""
    for tree in trees(*SPEAKING):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAYING:
                first = node.args[0] if node.args else None
                for part in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                    said = text_of(part) if part is not None else None
                    if said is not None and "." in said:
                        yield said


def words_of_templates() -> set[str]:
    folder = CHECKOUT / "themes" / "default"
    found = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.html")))
    return {f"page.{key}" for key in re.findall(r'words\["(\w+)"\]', found)}


def filled(pattern: str, gap: str) -> re.Pattern[str]:
    return re.compile(gap.join(re.escape(part) for part in pattern.split(GAP)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_key_of_a_catalogue_is_said_by_a_view_or_a_template(lang: str) -> None:
    said = texts(*SPEAKING) | words_of_templates()
    patterns = [filled(text, "(.+)") for text in said if GAP in text and text.strip(GAP + ".")]
    known = codes()

    def is_said(key: str) -> bool:
        if key in said:
            return True
        matches = (match for pattern in patterns if (match := pattern.fullmatch(key)))
        return any(all(gap in known or is_said(gap) for gap in match.groups()) for match in matches)

    unsaid = {key for key in catalogue(lang).messages if not is_said(key) and not ZONES.fullmatch(key)}
    assert unsaid == set()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_whatever_a_view_or_a_template_says_has_words(lang: str) -> None:
    keys = catalogue(lang).messages
    missing = {
        asked
        for asked in {*keys_asked_for(), *words_of_templates()}
        if not any(filled(asked, ".+").fullmatch(key) for key in keys)
    }
    assert missing == set()


def test_every_remark_of_an_import_is_made_somewhere_and_has_words_in_both_languages() -> None:
    tables = [
        set(tomllib.loads((SOURCE / "app" / "words" / f"import.{lang}.toml").read_text(encoding="utf-8")))
        for lang in ("ja", "en")
    ]
    assert tables[0] == tables[1]
    assert tables[0] - texts("source/importers") == set()


def test_no_rule_has_words_that_nothing_raises() -> None:
    said = texts("source", "check", "render", "app")
    patterns = [filled(text, "[a-z-]+") for text in said if GAP in text and re.search("[a-z]-", text)]
    unsaid = {
        rule for rule in built_in_words() if rule not in said and not any(found.fullmatch(rule) for found in patterns)
    }
    assert unsaid == set()


def test_the_catalogues_say_the_same_keys_but_for_words_that_one_language_sets_apart() -> None:
    japanese, english = (
        set(re.findall(r'^msgid "(.+)"', path.read_text(encoding="utf-8"), re.M))
        for path in (SOURCE / "wording" / "catalogues" / name for name in ("ja.po", "en.po"))
    )
    apart = japanese ^ english
    general = {re.sub(r"^(status|summary|label)\.[a-z]+\.(?=[a-z])", r"\1.", key) for key in apart}
    assert general <= japanese & english, apart


@pytest.mark.parametrize("name", sorted(path.name for path in (CHECKOUT / "themes" / "default" / "css").glob("*.css")))
def test_every_class_of_the_default_style_stands_in_a_template(name: str) -> None:
    folder = CHECKOUT / "themes" / "default"
    style = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", Path(folder / "css" / name).read_text(encoding="utf-8"), flags=re.S)
    html = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*")) if path.suffix != ".css")
    named = set(re.findall(r"\.([a-z][\w-]*)", style))
    # Classes with a code of the model end in a gap of the template: s-{{ sign.code }}.
    beginnings = tuple(re.findall(r"([\w-]+)\{\{", html))
    written = set(re.findall(r"[\w-]+", html)) | {"footnote"}
    unused = {found for found in named if found not in written and not found.startswith(beginnings)}
    assert unused == set()
