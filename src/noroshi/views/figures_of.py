"""A month or a year of which there is a report → its figures, its addresses, its name: for page, JSON and CSV alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import date
from functools import partial
from typing import Any

from noroshi.model.figures import Figures, Reported, figures, months_reported
from noroshi.model.moments import Month
from noroshi.model.promise_sums import KindSums, PromiseSums, due_day
from noroshi.model.promises import PromiseKind, promises
from noroshi.model.provenance import Known
from noroshi.model.share import Share, share
from noroshi.views.context import Context
from noroshi.views.months import month_label
from noroshi.views.outcomes import published_late

INDEX = "/reports/"
CSV = "report.csv"


def rest_of(it: Reported) -> str:
    """Its address without the language's prefix."""
    return f"{INDEX}{it.year:04}/{it.month:02}/" if it.month else f"{INDEX}{it.year:04}/"


def path_of(context: Context, month: Month | int) -> str:
    """Site path of the report of a month, or of a year."""
    if isinstance(month, int):
        return context.path(f"{INDEX}{month:04}/")
    return context.path(f"{INDEX}{month[0]:04}/{month[1]:02}/")


def label_of(context: Context, month: Month | int) -> str:
    """「2026年11月」, “November 2026”; 「2026年」, “2026”."""
    return context.say("history.year", year=month) if isinstance(month, int) else month_label(context, month)


def key_of(it: Reported) -> Month | int:
    """The month, or the year."""
    return (it.year, it.month) if it.month else it.year


def name_of(month: Month | int) -> str:
    """``2026-11``, ``2026``"""
    return f"{month:04}" if isinstance(month, int) else f"{month[0]:04}-{month[1]:02}"


def beside(it: Reported, by: int) -> Month | int:
    """The month, or year, that many after it."""
    if not it.month:
        return it.year + by
    number = it.year * 12 + it.month - 1 + by
    return number // 12, number % 12 + 1


def months_of(context: Context) -> tuple[Month, ...]:
    """The months of which there are reports, oldest first. It may change with the day."""
    archive = context.followed.archive
    return months_reported(context.now, archive.known_since, context.site.zone) if archive.courses else ()


def figures_of(context: Context, it: Reported) -> Figures:
    """Its figures, reckoned once: page and documents, in every language, ask. ``context`` has no rehearsals."""
    return context.archive.at_now(("figures", it.year, it.month), lambda: _figures(context, it))


def _figures(context: Context, it: Reported) -> Figures:
    archive, site = context.archive, context.site
    period, now = it.period(site.zone), archive.now
    is_over = now >= period.end

    def of(name: str) -> Share:
        found = archive.by_id[name]
        if is_over:
            return share(found, period, now, site.zone)
        # Every build looks at what is not over: most incidents are not read again for it.
        kept: Sequence[Any] = context.kept(
            f"share {name_of(key_of(it))}", name, lambda: astuple(share(found, period, now, site.zone))
        )
        return Share.of(kept)

    found = figures(archive, site, period, {name: of(name) for name in it.entries})
    return replace(found, promises=_with_published(context, it, found)) if knows_history(context) else found


def knows_history(context: Context) -> bool:
    """Whether anything is known of when things were published."""
    return context.history.known in (Known.COMPLETE, Known.SHALLOW)


def _with_published(context: Context, it: Reported, found: Figures) -> PromiseSums:
    """The same, with how many of those kept were published late."""
    zone, period = context.site.zone, found.period
    until = period.end if found.is_finished else context.archive.now

    def late(name: str) -> list[str]:
        course = context.archive.by_id[name]
        return [
            promise.kind.value
            for promise in promises(course, until, zone)
            if period.first <= due_day(promise.due, zone) <= period.last
            and published_late(context, course, promise) is not None
        ]

    name_of_kept = f"published late {name_of(key_of(it))}"
    kinds = [kind for name in it.entries for kind in context.kept(name_of_kept, name, partial(late, name))]

    def counted(kind: PromiseKind) -> KindSums:
        return replace(found.promises.of(kind), published_late=kinds.count(kind.value))

    sums = found.promises
    return PromiseSums(sums.first, sums.last, *map(counted, PromiseKind))


def days_of(found: Figures, context: Context) -> tuple[date, date]:
    """The first and the last day that its figures are of."""
    if found.is_finished:
        return found.period.first, found.period.last
    return found.period.first, context.language.dates.local(found.until).date()


def title_of(context: Context, incident: str) -> str:
    """An incident's title."""
    return context.kept("title", incident, lambda: context.plain(context.archive.by_id[incident].incident.title))


def measure_of(context: Context, incident: str, measure: str) -> tuple[str, str]:
    """(what a measure is, its language)"""

    def said() -> Sequence[str]:
        report = context.archive.by_id[incident].incident.report
        what = next(item.what for item in report.measures if item.id == measure) if report else None
        found = what.said(context.tag) if what else None
        return (found.text, found.lang) if found else ("", context.tag)

    text, lang = context.kept(f"measure {measure}", incident, said)
    return text, lang
