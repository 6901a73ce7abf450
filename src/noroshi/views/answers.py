"""An open incident → the reader's questions: is it mine, until when, when do I hear more, what can I do."""

from __future__ import annotations

from noroshi.model.course import Course
from noroshi.model.promises import Outcome, PromiseKind, promises
from noroshi.model.terms import FactKey
from noroshi.views.context import Context
from noroshi.views.facts import row
from noroshi.views.pieces import Row, Sentence
from noroshi.views.timeline import promise_sentence


def answers(context: Context, course: Course) -> tuple[tuple[Row, ...], bool]:
    """(scope, eta, next_update, workaround, request: those that are known; whether the next update is late)."""
    standing = course.standing
    found: list[Row] = []

    def add(key: str, value: Sentence) -> None:
        found.append(row(context, key, value, course.incident.kind))

    if FactKey.SCOPE in standing.facts:
        add("scope", context.fact("scope", standing.facts[FactKey.SCOPE]))
    if standing.eta is not None:
        add("eta", context.eta(standing.eta))
    owed = [
        item
        for item in promises(course, context.now, context.site.zone)
        if item.kind is PromiseKind.NEXT_UPDATE and item.outcome in (Outcome.OPEN, Outcome.OVERDUE)
    ]
    if owed:
        promise = owed[-1]
        by = context.sentence("promise.by", due=context.deadline(promise.due))
        add("next_update", by if promise.outcome is Outcome.OPEN else promise_sentence(context, promise))
    # Last, because they are the longest: what is short must stand in a phone's first screen.
    for key in (FactKey.WORKAROUND, FactKey.REQUEST):
        if key in standing.facts:
            add(key.value, context.fact(key.value, standing.facts[key]))
    return tuple(found), any(item.outcome is Outcome.OVERDUE for item in owed)
