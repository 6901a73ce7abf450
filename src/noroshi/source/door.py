"""A front matter as typed → values by the schema, or one problem for each thing that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from noroshi.model.problem import Problem
from noroshi.model.terms import FactKey
from noroshi.source import front_shapes
from noroshi.source.frontmatter import Document
from noroshi.source.shapes import Shape
from noroshi.source.values import Surroundings

INCIDENT, UPDATE, REPORT = "incident", "update", "report"
TRANSLATION_OF = {INCIDENT: "incident translation", UPDATE: "update translation", REPORT: "report translation"}
_EMPTY_MEANS = frozenset({*FactKey, "eta", "draft", "drill", "emergency", "withdrawn", "title"})
"""Any other key without a value says nothing; but a fact is taken back so, and yes or no is not to be guessed."""
SHAPES: Mapping[str, Shape] = {
    INCIDENT: front_shapes.INCIDENT,
    UPDATE: front_shapes.UPDATE,
    REPORT: front_shapes.REPORT,
    TRANSLATION_OF[INCIDENT]: front_shapes.INCIDENT_TRANSLATION,
    TRANSLATION_OF[UPDATE]: front_shapes.UPDATE_TRANSLATION,
    TRANSLATION_OF[REPORT]: front_shapes.REPORT_TRANSLATION,
}

Found = tuple[str, Problem]
"""A problem with the top-level key it belongs to; ``""`` where it is none's."""


def validated(name: str, document: Document, around: Surroundings) -> tuple[Any, tuple[Found, ...]]:
    """(the values, problems). Keys with problems count as not said.

    The values are None where a required key is missing or refused. ``name`` is one of the constants above.
    """
    given = {key: value for key, value in document.values.items() if value is not None or key in _EMPTY_MEANS}
    try:
        return SHAPES[name].read(given, around), ()
    except ValueError:
        from noroshi.source.judgement import judged

        return judged(name, given, document, around)
