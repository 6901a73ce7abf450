"""An open incident → the reader's questions: is it mine, until when, when do I hear more, what can I do."""

from __future__ import annotations

from dataclasses import replace

from noroshi.model.course import Course
from noroshi.model.terms import FactKey
from noroshi.views.context import Context
from noroshi.views.facts import row
from noroshi.views.outcomes import with_overdue
from noroshi.views.pieces import Row, Sentence
from noroshi.views.promised import next_update


def answers(context: Context, course: Course) -> tuple[Row, ...]:
    """Scope, eta, next_update, workaround, request: those that are known."""
    standing = course.standing
    found: list[Row] = []

    def add(key: str, value: Sentence) -> None:
        found.append(row(context, key, value, course.incident.kind))

    if FactKey.SCOPE in standing.facts:
        add("scope", context.fact("scope", standing.facts[FactKey.SCOPE]))
    if standing.eta is not None:
        add("eta", context.eta(standing.eta))
    by, is_late = next_update(context, course)
    if by:
        found.append(replace(row(context, "next_update", by, course.incident.kind), is_late=is_late))
    # Last, because they are the longest: what is short must stand in a phone's first screen.
    for key in (FactKey.WORKAROUND, FactKey.REQUEST):
        if key in standing.facts:
            add(key.value, context.fact(key.value, standing.facts[key]))
    return with_overdue(context, course, tuple(found))
