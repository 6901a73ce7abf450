"""Figures of a month or a year → JSON values, for ``index.json`` beside its page."""

from __future__ import annotations

from noroshi.model.figures import Figures, Reported, Waits
from noroshi.model.moments import moment_of
from noroshi.model.promise_sums import KindSums
from noroshi.model.promises import PromiseKind
from noroshi.model.share import MeasureShare, Recomputed
from noroshi.views import data_values as value
from noroshi.views.context import Context
from noroshi.views.data_values import Json
from noroshi.views.figures_edits import Edited, record
from noroshi.views.figures_of import (
    CSV,
    beside,
    days_of,
    figures_of,
    key_of,
    knows_history,
    measure_of,
    name_of,
    path_of,
    rest_of,
)
from noroshi.views.service_data import sums
from noroshi.views.strips import method

STANDINGS = ("overdue", "due", "done")


def figures_data(context: Context, it: Reported) -> Json:
    """Everything that the page counts; rehearsals are no part of it."""
    context = context.followed
    found = figures_of(context, it)
    first, last = days_of(found, context)
    return {
        **value.head(context, "report"),
        "period": name_of(key_of(it)),
        "url": context.url(context.path(rest_of(it))),
        "csv": context.url(context.path(rest_of(it) + CSV)),
        "language": context.tag,
        "demonstration": context.site.demonstration is not None,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "finished": found.is_finished,
        "until": value.at(context, found.until),
        "left_out": len(context.left_out),
        "availability": _availability(context, found),
        "incidents": {
            "total": found.incidents,
            "by_impact": {impact.value: number for impact, number in found.impacts.items()},
        },
        "first_notice": _waits(found.first_notice),
        "recovery": _waits(found.recovery),
        "promises": _promises(context, found) if context.site.show_sums else None,
        "measures": {
            standing: [_measure(context, name, item) for name, item in found.measures_of(standing)]
            for standing in STANDINGS
        },
        "recomputed": [_after(context, name, item) for name, item in found.recomputed],
        "edits": _edits(context, it),
        "months": [_link(context, month) for month in it.months],
        "newer": _link(context, beside(it, 1)) if found.is_finished else None,
        "older": _link(context, beside(it, -1)) if it.older else None,
    }


def _availability(context: Context, found: Figures) -> Json:
    return {
        "method": method(context),
        "weights": {state.value: weight for state, weight in context.site.weights.items()},
        "services": [
            {
                "id": item.service.id,
                "name": value.text(context, item.service.name),
                **sums(item.availability),
            }
            for item in found.services
        ],
    }


def _waits(found: Waits) -> Json:
    spread = found.spread
    return {
        "counted": spread.number if spread else 0,
        "median_seconds": spread.median.total_seconds() if spread else None,
        "longest_seconds": spread.longest.total_seconds() if spread else None,
        "longest": found.worst or None,
        "not_counted": dict(found.missing),
    }


def _promises(context: Context, found: Figures) -> Json:
    return {kind.value: _kind(context, found.promises.of(kind)) for kind in PromiseKind}


def _kind(context: Context, sums: KindSums) -> Json:
    worst = sums.worst
    return {
        "kept": sums.kept,
        "late": sums.late,
        "overdue": sums.overdue,
        "replaced": sums.replaced,
        "open": sums.open,
        "median_late_seconds": sums.median_late.total_seconds() if sums.median_late is not None else None,
        "latest_seconds": worst.late_by.total_seconds() if worst else None,
        "latest": worst.incident if worst else None,
        "published_late": sums.published_late if knows_history(context) else None,
    }


def _edits(context: Context, it: Reported) -> Json | None:
    found = record(context, it)
    if found is None:
        return None
    return {
        "known": context.history.known.value,
        **_counts(found.total),
        "entries": [{"incident": item.incident, **_counts(item)} for item in found.entries],
        "removed_entries": [item.id for item in found.gone],
    }


def _counts(it: Edited) -> Json:
    return {"edited": it.edited, "without_reason": it.unexplained, "removed": it.removed}


def _measure(context: Context, incident: str, item: MeasureShare) -> Json:
    text, lang = measure_of(context, incident, item.id)
    return {
        "incident": incident,
        "id": item.id,
        "what": {"text": text, "language": lang},
        "due": item.due or None,
        "done_on": item.done or None,
    }


def _after(context: Context, incident: str, item: Recomputed) -> Json:
    anchor = f"#{item.anchor}" if item.anchor else ""
    return {
        "at": value.at(context, moment_of(item.at)),
        "how": item.how,
        "incident": incident,
        "url": context.url(context.path(f"/incidents/{incident}/")) + anchor,
        "figures": list(item.figures),
    }


def _link(context: Context, month: tuple[int, int] | int) -> Json:
    return {"period": name_of(month), "url": context.url(path_of(context, month))}
