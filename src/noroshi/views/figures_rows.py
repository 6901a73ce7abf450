"""Figures of a month or a year → rows of a table that a spreadsheet reads: a figure a row, none without its count."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.model.figures import Figures, Reported, Waits
from noroshi.model.promises import Outcome, PromiseKind
from noroshi.views.context import Context
from noroshi.views.figures_edits import record
from noroshi.views.figures_of import days_of, figures_of, key_of, knows_history, name_of

COLUMNS = (
    "period",
    "first",
    "last",
    "finished",
    "figure",
    "of",
    "name",
    "value",
    "unit",
    "counted",
    "counted_unit",
    "not_counted",
    "incident",
    "recomputed",
)
"""Keys of the columns: they may become more, at the end, and keep their meaning."""
Cell = str | int | float
Line = tuple[Cell, ...]
_PART = {
    "availability": "availability",
    "downtime": "availability",
    "incidents": "incidents",
    "first_notice_median": "times",
    "first_notice_longest": "times",
    "recovery_median": "times",
    "recovery_longest": "times",
    "measures": "measures",
    "edits_edited": "",
    "edits_without_reason": "",
    "edits_removed": "",
    "edits_removed_entries": "",
}
"""Figure → which part of the report it belongs to, empty: none; every other one is about promises."""


def figures_rows(context: Context, it: Reported) -> tuple[Line, ...]:
    """The rows in the order of the page. Names are in the context's language; empty is what is not known."""
    context = context.followed
    found = figures_of(context, it)
    first, last = days_of(found, context)
    head = (name_of(key_of(it)), first.isoformat(), last.isoformat(), _yes(found.is_finished))
    touched = {figure for _, item in found.recomputed for figure in item.figures}
    return tuple(
        (*head, *row, _yes(_PART.get(str(row[0]), "promises") in touched)) for row in _rows(context, it, found)
    )


def _yes(it: bool) -> str:
    return "true" if it else "false"


def _rows(context: Context, it: Reported, found: Figures) -> Iterator[Line]:
    """(figure, of, name, value, unit, counted, counted_unit, not_counted, incident)"""
    for item in found.services:
        record = item.availability
        named = (item.service.id, context.plain(item.service.name))
        counted = (_number(record.counted_seconds), "seconds", record.not_counted, "")
        # Cut, as everywhere: nothing short of everything is 100.
        percent = "" if record.ratio is None else _number(int(record.ratio * 1e8 + 1e-6) / 1e6)
        yield "availability", *named, percent, "percent", *counted
        yield "downtime", *named, _number(record.down_seconds), "seconds", *counted
    for impact, number in found.impacts.items():
        name = context.say(f"impact.{impact.value}")
        yield "incidents", impact.value, name, number, "incidents", found.incidents, "incidents", 0, ""
    yield from _waits("first_notice", context.say("times.first_notice"), found.first_notice)
    yield from _waits("recovery", context.say("times.recovery"), found.recovery)
    if context.site.show_sums:
        yield from _promises(context, found)
    for standing in ("overdue", "due", "done"):
        number = len(found.measures_of(standing))
        yield "measures", standing, "", number, "measures", len(found.measures), "measures", 0, ""
    yield from _edits(context, it)


def _waits(key: str, name: str, found: Waits) -> Iterator[Line]:
    spread = found.spread
    rest = (spread.number if spread else 0, "incidents", found.missing_number)
    median = _number(spread.median.total_seconds()) if spread else ""
    longest = _number(spread.longest.total_seconds()) if spread else ""
    yield f"{key}_median", "", name, median, "seconds", *rest, ""
    yield f"{key}_longest", "", name, longest, "seconds", *rest, found.worst


def _edits(context: Context, it: Reported) -> Iterator[Line]:
    found = record(context, it)
    total = found.total if found else None
    for key, number in (
        ("edited", total.edited if total else ""),
        ("without_reason", total.unexplained if total else ""),
        ("removed", total.removed if total else ""),
    ):
        yield f"edits_{key}", "", "", number, "updates", "", "", "", ""
    yield "edits_removed_entries", "", "", len(found.gone) if found else "", "entries", "", "", "", ""


def _promises(context: Context, found: Figures) -> Iterator[Line]:
    for kind in PromiseKind:
        sums = found.promises.of(kind)
        for outcome in Outcome:
            number = getattr(sums, outcome.value)
            yield f"promises_{outcome.value}", kind.value, "", number, "promises", sums.total, "promises", 0, ""
        published = sums.published_late if knows_history(context) else ""
        yield "promises_published_late", kind.value, "", published, "promises", sums.kept, "promises", 0, ""
        late, worst = sums.median_late, sums.worst
        median = _number(late.total_seconds()) if late is not None else ""
        latest = _number(worst.late_by.total_seconds()) if worst else ""
        counted = (sums.late, "promises", sums.overdue)
        yield "promises_late_median", kind.value, "", median, "seconds", *counted, ""
        yield "promises_late_longest", kind.value, "", latest, "seconds", *counted, worst.incident if worst else ""


def _number(it: float) -> float | int:
    """To the millisecond, or the millionth of a per cent."""
    rounded = round(it, 6)
    return int(rounded) if rounded == int(rounded) else rounded
