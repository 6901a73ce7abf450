"""Documents are written as ``json.dumps`` would write them."""

from __future__ import annotations

import json
from enum import IntEnum, StrEnum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noroshi.model.terms import State
from noroshi.render.json_text import json_text

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.tuples(inner, inner), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=15,
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(VALUES)
def test_values_are_written_as_python_writes_them_indented(value: object) -> None:
    assert json_text(value) == json.dumps(value, ensure_ascii=False, indent=1)


def test_codes_and_counts_of_ours_are_written_as_what_they_are() -> None:
    class Count(IntEnum):
        TWO = 2

    class Word(StrEnum):
        QUOTED = 'a "word"'

    value = {"state": State.MAJOR_OUTAGE, "count": Count.TWO, "all": [Word.QUOTED, {}, [], ()], "\n\u2028": "\x7f/"}
    assert json_text(value) == json.dumps(value, ensure_ascii=False, indent=1)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        json_text({"at": object()})
    with pytest.raises(TypeError):
        json_text({1: "a"})
