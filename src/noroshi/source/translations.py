"""A translation beside its base → what it translates that the base does not say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from noroshi.model.problem import Place, Problem
from noroshi.model.terms import FactKey, Known
from noroshi.source.door import Found
from noroshi.source.frontmatter import Document
from noroshi.source.yaml_values import Loc

_KNOWN = frozenset(known.value for known in Known)
_FACTS = frozenset((*FactKey, "items", "not_included", "subjects", "credit"))
"""Keys in which ``none`` and ``unknown`` are facts."""
_ALONE = {"suspended": "reason"}
"""Tables that may be written as the text of one key."""


def translation_problems(base: Document, other: Document, refused: Collection[str]) -> Iterator[Found]:
    """One problem for each text of ``other`` that has no counterpart in ``base``.

    ``refused``: top-level keys of which something worse has been said.
    """
    for key, value in other.values.items():
        if key not in refused:
            for problem in _compared(base.values.get(key), value, (key,), base, other):
                yield key, problem


def _compared(original: Any, translated: Any, loc: Loc, base: Document, other: Document) -> Iterator[Problem]:
    if translated is None:
        return
    if original is None:
        yield _problem("translation-of-nothing", loc, base, other)
        return
    alone = _ALONE.get(str(loc[-1]))
    if alone is not None:
        original = {alone: original} if isinstance(original, str) else original
        translated = {alone: translated} if isinstance(translated, str) else translated
    if isinstance(original, list) or isinstance(translated, list):
        originals, others = (value if isinstance(value, list) else [value] for value in (original, translated))
        # An edit may be translated later than it is made; in other lists every position counts.
        if len(others) > len(originals) or (len(others) < len(originals) and loc != ("edited",)):
            numbers = {"found": str(len(others)), "expected": str(len(originals))}
            yield _problem("translation-list", loc, base, other, **numbers)
            return
        for number, (first, second) in enumerate(zip(originals, others, strict=False)):
            yield from _compared(first, second, (*loc, number), base, other)
    elif isinstance(original, dict) and isinstance(translated, dict):
        for key, value in translated.items():
            yield from _compared(original.get(key), value, (*loc, key), base, other)
    elif loc[-1] in _FACTS and (_known(original) or _known(translated)):
        word = original if _known(original) else translated
        yield _problem("known-word-translated", loc, base, other, word=str(word))


def _known(value: Any) -> bool:
    return isinstance(value, str) and value in _KNOWN


def _problem(rule: str, loc: Loc, base: Document, other: Document, **more: str) -> Problem:
    key = ".".join(str(part) for part in loc if isinstance(part, str))
    file = base.path.rpartition("/")[2]
    return Problem(Place(other.path, other.line_of(loc)), rule, arguments={"value": key, "file": file, **more})
