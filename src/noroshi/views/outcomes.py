"""Promises of recovery and of a report → the facts that made them, with what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from noroshi.model.availability import has_passed
from noroshi.model.course import Course
from noroshi.model.promises import Outcome, Promise, PromiseKind, promises
from noroshi.model.provenance import AsWritten
from noroshi.model.revisions import Told
from noroshi.model.update import Update
from noroshi.views.context import Context
from noroshi.views.edits import SOON, imported, told_of
from noroshi.views.facts import report_by, row
from noroshi.views.pieces import Row, Sentence
from noroshi.views.promised import kept_late

_FACTS = {PromiseKind.ETA: "eta", PromiseKind.REPORT: "report_by"}
"""Kind → key of its fact. A next update has a sentence of its own: ``promised``."""
_KEYS = {**_FACTS, PromiseKind.NEXT_UPDATE: "next_update"}


def with_outcomes(
    context: Context, course: Course, update: Update, rows: tuple[Row, ...], made: Iterable[Promise]
) -> tuple[Row, ...]:
    """What an update said, where a time was promised with what became of it; ``made``: its promises.

    A time that moved has no row of its own, since a sentence tells the change: it gets one once its outcome is known.
    That one is overdue is said by ``with_overdue``, where it is read first.
    """
    ended = {
        key: row(context, key, changed_later(context, course, promise, said), course.kind)
        for promise in made
        if promise.outcome not in (Outcome.OPEN, Outcome.OVERDUE) and (key := _FACTS.get(promise.kind))
        for said in (_outcome(context, promise, update, published_late(context, course, promise)),)
    }
    # Other rows may share a key: an update may tell of several measures.
    stand = [ended.pop(item.key, item) for item in rows]
    return (*stand, *ended.values())


def with_overdue(context: Context, course: Course, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """What is known now, where a time has passed for which something was promised with a word about that."""
    if not any(item.key in _FACTS.values() for item in rows):
        return rows
    updates = {step.update.id: step.update for step in course.steps}
    late = {
        _FACTS[promise.kind]: _outcome(context, promise, updates[promise.made_in])
        for promise in promises(course, context.now, context.site.zone)
        if promise.outcome is Outcome.OVERDUE and promise.kind in _FACTS
    }
    return tuple(replace(item, value=late[item.key], is_late=True) if item.key in late else item for item in rows)


def published_late(context: Context, course: Course, promise: Promise) -> datetime | None:
    """When the answer of a promise was published that its own time keeps, where git says that this was too late.

    ``None`` too where the two times are a few minutes apart and the answer's time is the one that it was published
    with, where nobody knows when it was published, and where all of it came into the record afterwards.
    """
    if promise.outcome is not Outcome.KEPT or promise.kept_at is None or not promise.kept_in:
        return None
    known = told_of(context, course, promise.kept_in)
    if known is None or known.published is None or imported(context, course) is not None:
        return None
    published = known.published.committed_at
    if not has_passed(promise.due, published, context.site.zone):
        return None
    return published if published - promise.kept_at > SOON or _time_was_edited(known) else None


def changed_later(context: Context, course: Course, promise: Promise, said: Sentence) -> Sentence:
    """What is said of a promise that was kept, and, where git says so, that its time was changed after publication."""
    known = told_of(context, course, promise.made_in) if promise.outcome is Outcome.KEPT else None
    moved = [
        edit.commit.committed_at
        for edit in (known.edits if known else ())
        for file in edit.files
        if file.before and file.after and not file.lang
        if _named(file.before, promise.kind) != _named(file.after, promise.kind)
    ]
    return context.sentence("promise.changed", promise=said, at=context.moment(max(moved))) if moved else said


def _named(said: AsWritten, kind: PromiseKind) -> list[tuple[str, str]]:
    """What a file says of a promise of that kind, as typed: ``eta`` may be a table."""
    return [(key, value) for key, value in said.facts if key.partition(".")[0] == _KEYS[kind]]


def _time_was_edited(known: Told) -> bool:
    texts = ((file.before, file.after) for edit in known.edits for file in edit.files if not file.lang)
    return any(dict(old.facts).get("at") != dict(new.facts).get("at") for old, new in texts if old and new)


def _outcome(context: Context, promise: Promise, update: Update, published: datetime | None = None) -> Sentence:
    """The time that ``update`` named, and what became of it."""
    if promise.outcome is Outcome.OVERDUE and promise.kind is PromiseKind.REPORT:
        return context.sentence("promise.report_overdue", due=context.deadline(promise.due, year=True))
    expected = update.eta if promise.kind is PromiseKind.ETA else None
    due = report_by(context, promise.due) if expected is None else context.eta(expected)
    if promise.outcome is Outcome.OVERDUE:
        return context.sentence("promise.eta_overdue", due=due)
    at = promise.replaced_at or promise.kept_at
    if at is None:
        return due
    when = context.moment(at)
    if promise.outcome is Outcome.KEPT:
        return context.sentence("promise.met", due=due) if published is None else kept_late(context, due, published)
    if promise.late_by is None:
        return context.sentence("promise.revised", due=due, at=when)
    key = "promise.revised_late" if promise.replaced_at else "promise.missed"
    return context.sentence(key, due=due, at=when, late=context.length(promise.late_by))
