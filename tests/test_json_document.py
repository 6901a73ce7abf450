"""Documents are written as ``json.dumps`` would write them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from noroshi.model.terms import State
from noroshi.render.json_document import json_document

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-9999, 9999).map(lambda thousandths: thousandths / 1000),
    st.text(max_size=8),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.tuples(inner, inner), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=15,
)


def as_python_writes(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(VALUES)
def test_values_are_written_as_python_writes_them_indented(value: object) -> None:
    assert json_document(value) == as_python_writes(value)


def test_codes_counts_and_html_of_ours_are_written_as_what_they_are() -> None:
    class Count(IntEnum):
        TWO = 2

    class Word(StrEnum):
        QUOTED = 'a "word"'

    value = {"state": State.MAJOR_OUTAGE, "count": Count.TWO, "all": [Word.QUOTED, {}, [], ()], "\n\u2028": "\x7f/"}
    assert json_document(value) == as_python_writes(value)
    assert json_document([Markup("<b>")]) == as_python_writes(["<b>"])


def test_a_number_of_any_length_is_written() -> None:
    assert json_document({"count": 10**30, "title": "障害"}) == as_python_writes({"count": 10**30, "title": "障害"})


def test_what_is_no_json_is_refused() -> None:
    @dataclass
    class Model:
        id: str

    for value in ({"at": object()}, {"at": datetime(2026, 11, 1, tzinfo=UTC)}, [Model("a")]):
        with pytest.raises(TypeError):
            json_document(value)
