"""Promises to speak → what pages say of them, in one voice wherever they stand."""

from __future__ import annotations

from datetime import datetime

from noroshi.model.course import Course
from noroshi.model.promises import Outcome, Promise, PromiseKind, owed
from noroshi.model.text import Day
from noroshi.views.context import Context
from noroshi.views.pieces import Sentence


def promise_sentence(context: Context, promise: Promise, published: datetime | None = None) -> Sentence:
    """When we speak next, and whether that was kept. ``published``: see ``outcomes.published_late``."""
    due = context.deadline(promise.due)
    if published is not None:
        return kept_late(context, context.sentence("promise.open", due=due), published)
    if promise.outcome is Outcome.LATE and promise.kept_at and promise.late_by:
        return context.sentence(
            "promise.late", due=due, at=context.moment(promise.kept_at), late=context.length(promise.late_by)
        )
    return context.sentence(f"promise.{promise.outcome.value}", due=due)


def kept_late(context: Context, promise: Sentence, published: datetime) -> Sentence:
    """What was promised, kept by the time that its answer states, and when that answer was published."""
    return context.sentence("promise.published_late", promise=promise, at=context.moment(published))


def by(context: Context, due: Day, *, year: bool = False) -> Sentence:
    """「15:30までに」: a promise is a limit, not an appointment."""
    return context.sentence("promise.by", due=context.deadline(due, year=year))


def next_update(context: Context, course: Course) -> tuple[Sentence, bool]:
    """(by when the next update is owed, or that it is late; whether it is); empty where nothing is owed."""
    found = [item for item in owed(course, context.now, context.site.zone) if item.kind is PromiseKind.NEXT_UPDATE]
    if not found:
        return (), False
    promise = found[-1]
    if promise.outcome is Outcome.OVERDUE:
        return promise_sentence(context, promise), True
    return by(context, promise.due), False
