"""Sums of promises → what a report says of them: how many were kept, how late the others were, how it is counted."""

from __future__ import annotations

from dataclasses import replace

from noroshi.model.frozen import frozen
from noroshi.model.promise_sums import KindSums, LatePromise, PromiseSums
from noroshi.model.promises import Outcome, PromiseKind
from noroshi.views.context import Context
from noroshi.views.facts import label
from noroshi.views.pieces import Run, Sentence

_LABELS = {PromiseKind.NEXT_UPDATE: "next_update", PromiseKind.ETA: "eta", PromiseKind.REPORT: "report_by"}
_ORDER = (Outcome.KEPT, Outcome.LATE, Outcome.REPLACED, Outcome.OVERDUE, Outcome.OPEN)


@frozen
class OutcomeCount:
    """How many promises of a kind ended so."""

    code: str
    """kept · late · replaced · overdue · open"""
    label: str
    """The words of the code: head of its column."""
    count: str


@frozen
class PromiseRow:
    """Promises of one kind."""

    kind: str
    """next_update · eta · report"""
    label: str
    counts: tuple[OutcomeCount, ...]
    """Every outcome, in one order for all rows."""
    lateness: Sentence
    """Median and worst of the late ones, with a link to the worst; empty where none was late."""
    published_late: str = ""
    """How many of those kept were published too late; empty: none, as far as that is known."""


@frozen
class PromiseSumsView:
    """Promises of a span of days."""

    title: str
    rows: tuple[PromiseRow, ...]
    """Kinds of which anything was promised; empty where the sums are hidden."""
    method: str
    """How it is counted, by which times too; empty without rows."""
    note: str
    """That nothing was promised, or that the site hides the sums; else empty."""


def promise_sums_view(context: Context, sums: PromiseSums) -> PromiseSumsView:
    """What ``sums`` says in one language, or that ``[promises] show_sums`` hides it."""
    title = context.say("promises.title")
    if not context.site.show_sums:
        return PromiseSumsView(title, (), "", context.say("promises.hidden"))
    rows = tuple(_row(context, kind, sums.of(kind)) for kind in PromiseKind if sums.of(kind).total)
    if not rows:
        return PromiseSumsView(title, (), "", context.say("promises.none"))
    method = context.say("sentence.pair", first=context.say("promises.method"), second=context.say("promises.by_at"))
    return PromiseSumsView(title, rows, method, "")


def _row(context: Context, kind: PromiseKind, sums: KindSums) -> PromiseRow:
    counted = {
        Outcome.KEPT: sums.kept,
        Outcome.LATE: sums.late,
        Outcome.REPLACED: sums.replaced,
        Outcome.OVERDUE: sums.overdue,
        Outcome.OPEN: sums.open,
    }
    return PromiseRow(
        kind=kind.value,
        label=label(context, _LABELS[kind]),
        counts=tuple(
            OutcomeCount(outcome.value, context.say(f"promises.{outcome.value}"), str(counted[outcome]))
            for outcome in _ORDER
        ),
        lateness=_lateness(context, sums),
        published_late=context.say("promises.published_late", count=sums.published_late) if sums.published_late else "",
    )


def _lateness(context: Context, sums: KindSums) -> Sentence:
    if sums.worst is None or sums.median_late is None:
        return ()
    return context.sentence(
        "promises.lateness",
        median=context.length(sums.median_late),
        worst=context.length(sums.worst.late_by),
        incident=_link(context, sums.worst),
    )


def _link(context: Context, worst: LatePromise) -> Run:
    """The incident's title, leading to the update that made the promise."""
    title = context.text(context.archive.by_id[worst.incident].incident.title)
    return replace(title, path=context.path(f"/incidents/{worst.incident}/#update-{worst.update}"))
