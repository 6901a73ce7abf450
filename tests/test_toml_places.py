"""Which line a key of a TOML file stands on, and where a file stops being TOML."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.source.toml_places import KeyPath, TomlDocument, TomlFault, read_toml


def document(text: str) -> TomlDocument:
    found = read_toml(text)
    assert isinstance(found, TomlDocument)
    return found


def fault(text: str) -> TomlFault:
    found = read_toml(text)
    assert isinstance(found, TomlFault)
    return found


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\nb = 2\n", ("b",), 2),
        ("# a\n\n[t]\n\nk = 'x'\n", ("t", "k"), 5),
        ("[t]\nk = 1\n", ("t",), 1),
        ("[[s]]\nid = 'a'\n\n[[s]]\nid = 'b'\n", ("s", 1, "id"), 5),
        ("[[s]]\n[[s.x]]\n[[s]]\n[[s.x]]\n[[s.x]]\nk = 1\n", ("s", 1, "x", 1, "k"), 6),
        ("[[s]]\nid = 1\n[s.in]\nk = 1\n", ("s", 0, "in", "k"), 4),
        ("[a.b]\n[a.b.c]\nk = 1\n", ("a", "b", "c", "k"), 3),
        ("a.b.c = 1\na.b.d = 2\n", ("a", "b", "d"), 2),
        ("a . b = 1\n", ("a", "b"), 1),
        ("x = 1\nname = {ja = 'あ', en = 'b'}\n", ("name", "en"), 2),
        ("name.ja = 'あ'\nname.en = 'b'\n", ("name", "en"), 2),
        ("l = [\n  1, # one\n\n  'two',\n]\nz = 1\n", ("l", 1), 4),
        ("l = [\n  1,\n]\nz = 1\n", ("z",), 4),
        ("l = [{k = 1},\n {k = 2}]\n", ("l", 1, "k"), 2),
        ('s = """\n[t]\nk = 1\n"""\nz = 1\n', ("z",), 5),
        ("s = '''\n# no\n'''\nz = 1\n", ("z",), 4),
        ('s = """a\\"""b"""""\nz = 1\n', ("z",), 2),
        ('s = "a # b = \\" ]"\nz = 1\n', ("z",), 2),
        ('"quoted key" = 1\n"k.k" = 2\n', ("k.k",), 2),
        ("'a b'.\"c\\u0041\" = 1\n", ("a b", "cA"), 1),
        ('["API"]\nja = "x"\n\n["3-D Secure"]\nja = "y"\n', ("3-D Secure", "ja"), 5),
        ("d = 2026-11-21 15:05:00\nz = 1979-05-27T07:32:00Z # c\n", ("z",), 2),
        ("a = 1\r\nb = 2\r\n", ("b",), 2),
        ("a = 1\rb = 2\r", ("b",), 2),
    ],
)
def test_every_key_has_the_line_it_was_typed_on(text: str, path: KeyPath, line: int) -> None:
    assert document(text).lines[path] == line


def test_what_has_no_line_of_its_own_is_on_the_line_of_what_surrounds_it() -> None:
    found = document("a = 1\n[t]\nk = 'x'\n")
    assert found.line(("t", "missing")) == 2
    assert found.line(("t", "k", "ja")) == 3
    assert found.line(("nowhere",)) == 1
    assert found.line(()) == 1


_KEYS = st.sampled_from(["a", "b", "ja", "key with space", "k.k", "鍵"])
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.integers() | st.booleans() | st.text("ab'\"\\#[]{}=,\n あ", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escapes = {"\n": "\\n", '"': '\\"', "\\": "\\\\"}
        return '"' + "".join(escapes.get(sign, sign) for sign in value) + '"'
    if isinstance(value, list):
        return "[\n" + "".join(f"  {_toml(item)},\n" for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml(item).replace(chr(10), "")}' for key, item in value.items()) + "}"
    return str(value)


def _paths(value: Any, at: KeyPath = ()) -> list[KeyPath]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, item in entries for path in ((*at, key), *_paths(item, (*at, key)))]


@given(st.dictionaries(_KEYS, _VALUES, min_size=1, max_size=4))
def test_no_value_has_a_key_without_a_line(values: dict[str, Any]) -> None:
    text = "".join(f'"{key}" = {_toml(value)}\n' for key, value in values.items())
    assert tomllib.loads(text) == values
    found = document(text)
    assert set(found.lines) == set(_paths(values))
    rows = text.split("\n")
    for key in values:
        assert rows[found.lines[(key,)] - 1].startswith(f'"{key}"')


@pytest.mark.parametrize(
    ("text", "rule", "line", "paste"),
    [
        ("a = 1\nname = Example\n", "toml-syntax", 2, 'name = "Example"'),
        ("name: Example\n", "toml-syntax", 1, 'name = "Example"'),
        ("name = “例”\n", "toml-syntax", 1, 'name = "例"'),
        ("show_sums = yes\n", "toml-syntax", 1, "show_sums = true"),
        ("---\ntitle: x\n---\n", "toml-syntax", 1, ""),
        ("これは設定です\n", "toml-syntax", 1, ""),
        ("a = 1\na = 2\n", "toml-twice", 2, ""),
        ("[t]\nk = 1\n[t]\nl = 1\n", "toml-twice", 3, ""),
        ("a = {b = 1}\na.c = 2\n\n# end\n", "toml-twice", 2, ""),
        ("a = [\n  1,\n  2\nb = 3\n", "toml-not-closed", 1, ""),
        ('a = 1\nb = """\ntext\n\nc = 1\n', "toml-not-closed", 2, ""),
        ('name = "Example\nb = 1\n', "toml-not-closed", 1, 'name = "Example"'),
        ("name = {ja = 'あ',\n  en = 'b'}\n", "toml-not-closed", 1, ""),
        ('a = 1\npath = "C:\\dir"\n', "toml-escape", 2, "path = 'C:\\dir'"),
        ('a = "x\x00y"\n', "toml-control", 1, ""),
        ("n = 1" + "0" * 5000 + "\n", "toml-syntax", 1, 'n = "1' + "0" * 5000 + '"'),
        ("d = 2026-13-45\n", "toml-syntax", 1, 'd = "2026-13-45"'),
        ("a = 1\nb = " + "[" * 5000 + "]" * 5000 + "\n", "toml-too-deep", 2, ""),
        ("x = 1\n" + "a." * 50000 + "a = 1\n", "toml-too-deep", 2, ""),
        ("x = 1\n[" + "'a' . " * 50000 + "a]\n", "toml-too-deep", 2, ""),
    ],
)
def test_what_is_not_toml_is_told_with_its_line_and_what_to_write(text: str, rule: str, line: int, paste: str) -> None:
    found = fault(text)
    assert (found.rule, found.line, found.paste) == (rule, line, paste)


@given(st.text())
def test_any_text_is_a_document_or_a_fault(text: str) -> None:
    found = read_toml(text)
    if isinstance(found, TomlFault):
        assert 1 <= found.line <= text.count("\n") + text.count("\r") + 1


@given(st.text("[]{}=\"'.,#ab1 \n-_", max_size=60))
def test_any_mixture_of_what_toml_is_made_of_is_a_document_or_a_fault(text: str) -> None:
    found = read_toml(text)
    if isinstance(found, TomlDocument):
        assert set(_paths(found.values)) <= set(found.lines)
