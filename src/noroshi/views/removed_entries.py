"""What git knows of all incidents → those that were published and whose folders are no more, and the month of each."""

from __future__ import annotations

from collections.abc import Mapping

from noroshi.model.moments import Month
from noroshi.model.provenance import Gone, Known
from noroshi.model.revisions import is_id
from noroshi.views.context import Context


def gone_entries(context: Context) -> tuple[Gone, ...]:
    """Those whose address nothing else has now, by id: not what came back, is left out, or has moved."""
    return context.once(_gone_entries)


def _gone_entries(context: Context) -> tuple[Gone, ...]:
    if context.history.known is Known.FICTION or not context.history.gone:
        return ()
    taken = {*context.archive.by_id, *context.left_out}
    moved = {old for old, _ in context.redirects}
    return tuple(
        it for it in context.history.gone if is_id(it.id) and it.id not in taken and f"/incidents/{it.id}/" not in moved
    )


def gone_by_month(context: Context) -> Mapping[Month, tuple[Gone, ...]]:
    """Month of publication → what was published in it and is no more; only months with such an entry."""
    return context.once(_gone_by_month)


def _gone_by_month(context: Context) -> Mapping[Month, tuple[Gone, ...]]:
    found: dict[Month, tuple[Gone, ...]] = {}
    for it in gone_entries(context):
        at = it.published.commit.committed_at.astimezone(context.site.zone)
        month = at.year, at.month
        found[month] = (*found.get(month, ()), it)
    return found


def removal_is_named(context: Context, gone: Gone) -> bool:
    """Whether the commit that removed it may be named: not where it may show what must not be shown any more."""
    known = context.history.of(gone.id)
    return known is None or not any(step.is_withheld for file in known.files for step in file.revisions)
