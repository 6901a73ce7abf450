"""correction-incomplete (warning): a correction that does not say what was wrong, or what is right.

What:    an entry of kind correction lacks ``mistake``, ``right`` or ``corrects``.
Why:     a reader of the wrong message must see at a glance which one it was, what in it was wrong, and what
         holds instead; the page and the letter set the two side by side.
Example: ``kind: correction`` with ``mistake`` and without ``right``.
Write:   ``mistake: メンテナンスは11月21日`` and ``right: メンテナンスは11月22日``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, in_incident
from noroshi.model.problem import Problem
from noroshi.model.terms import Kind

IDS = ("correction-incomplete",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of correction-incomplete."""
    for incident in document.incidents:
        if incident.kind is not Kind.CORRECTION or incident.withdrawn is not None:
            continue
        said = incident.correction
        missing = tuple(
            key
            for key, value in (
                ("corrects", said and said.corrects),
                ("mistake", said and said.mistake),
                ("right", said and said.right),
            )
            if not value
        )
        if missing:
            yield in_incident(IDS[0], WARNING, incident, "kind", value=missing)
