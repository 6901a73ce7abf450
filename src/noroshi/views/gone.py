"""Incidents that were published and whose folders are no more → what history and their old addresses tell of them."""

from __future__ import annotations

from noroshi.model.moments import Month
from noroshi.model.provenance import Act, Gone, Known
from noroshi.model.revisions import is_id
from noroshi.views.context import Context
from noroshi.views.edits import absence, named
from noroshi.views.frames import frame
from noroshi.views.months import months
from noroshi.views.pages import TextView
from noroshi.views.pieces import Sentence, plain


def gone_entries(context: Context) -> tuple[Gone, ...]:
    """Those whose address nothing else has now, by id: not what came back, is left out, or has moved."""
    if context.history.known is Known.FICTION or not context.history.gone:
        return ()
    taken = {*context.archive.by_id, *context.left_out}
    moved = {old for old, _ in context.redirects}
    return tuple(
        it for it in context.history.gone if is_id(it.id) and it.id not in taken and f"/incidents/{it.id}/" not in moved
    )


def gone_sentences(context: Context, month: Month | None) -> tuple[Sentence, ...]:
    """Of the entries of a month; ``None``: of all months that have no page."""
    by_month = months(context)
    return tuple(
        gone_sentence(context, it)
        for it in gone_entries(context)
        if (own := _month(context, it)) == month or (month is None and own not in by_month)
    )


def _month(context: Context, gone: Gone) -> Month:
    at = context.language.dates.local(gone.published.commit.committed_at)
    return at.year, at.month


def gone_sentence(context: Context, gone: Gone) -> Sentence:
    """When it was published, and when it was removed."""
    if gone.published.act is not Act.PUBLISHED:
        return absence(context, gone.id, gone.removed.commit, None)
    published, removed = (context.moment(it.commit.committed_at, year=True) for it in (gone.published, gone.removed))
    return context.sentence("removed.entry", id=named(context, gone.id), published=published, removed=removed)


def gone_view(context: Context, gone: Gone) -> TextView:
    """The address of an entry that was removed: it says so instead of being gone too."""
    heading, said = context.say("word.removed"), plain(gone_sentence(context, gone))
    return TextView(
        frame=frame(context, f"/incidents/{gone.id}/", title=heading, description=said, no_index=True),
        heading=context.own_heading(heading),
        body=None,
        translation_note=said,
        legend=(),
        method="",
    )
