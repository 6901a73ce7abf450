"""Incidents that were published and whose folders are no more → what history and their old addresses tell of them."""

from __future__ import annotations

from datetime import date, timedelta

from noroshi.model.moments import Month
from noroshi.model.provenance import Act, Gone
from noroshi.views.context import Context
from noroshi.views.edits import absence, named
from noroshi.views.frames import frame
from noroshi.views.months import month_label, month_path
from noroshi.views.pages import TextView
from noroshi.views.pieces import Run, Sentence, plain
from noroshi.views.public_record import reason
from noroshi.views.removed_entries import gone_by_month, gone_entries, removal_is_named
from noroshi.views.strips import DAYS, today


def gone_sentences(context: Context, month: Month) -> tuple[Sentence, ...]:
    """One of each entry that was published in a month and is no more."""
    return tuple(gone_sentence(context, it) for it in gone_by_month(context).get(month, ()))


def gone_sentence(context: Context, gone: Gone) -> Sentence:
    """When it was published and removed, and what the commit says that removed it."""
    sentence = _sentence(context, gone)
    for said in _reason(context, gone):
        sentence = context.running(sentence, said)
    return sentence


def _sentence(context: Context, gone: Gone) -> Sentence:
    """When it was published, and when it was removed."""
    if gone.published.act is not Act.PUBLISHED:
        return absence(context, gone.id, gone.removed.commit, None)
    published, removed = (context.moment(it.commit.committed_at, year=True) for it in (gone.published, gone.removed))
    return context.sentence("removed.entry", id=named(context, gone.id), published=published, removed=removed)


def _reason(context: Context, gone: Gone) -> tuple[Sentence, ...]:
    return reason(context, gone.removed.commit) if removal_is_named(context, gone) else ()


def gone_lately(context: Context) -> Sentence:
    """How many entries of the days of which strips tell are no more, and where to read of them; empty for none."""
    last = today(context)
    first = last - timedelta(days=DAYS - 1)
    found = [it for it in gone_entries(context) if first <= published_on(context, it) <= last]
    if not found:
        return ()
    months = [month for month, gone in gone_by_month(context).items() if any(it in gone for it in found)]
    links: list[Sentence] = [
        (Run(month_label(context, month), path=month_path(context, month)),) for month in sorted(months)
    ]
    return context.sentence("overall.removed", n=len(found), days=str(DAYS), months=context.listed(links))


def published_on(context: Context, gone: Gone) -> date:
    """The day in the site's zone; of what was there when the known history begins, the first day that is known."""
    return context.language.dates.local(gone.published.commit.committed_at).date()


def gone_view(context: Context, gone: Gone) -> TextView:
    """The address of an entry that was removed: it says so instead of being gone too."""
    heading, said = context.say("word.removed"), plain(_sentence(context, gone))
    return TextView(
        frame=frame(context, f"/incidents/{gone.id}/", title=heading, description=said, no_index=True),
        heading=context.own_heading(heading),
        body=None,
        translation_note=said,
        legend=(),
        method="",
        notes=_reason(context, gone),
    )
