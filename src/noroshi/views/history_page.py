"""Archive → the index of months, and each month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from noroshi.model.course import Course
from noroshi.model.moments import Month
from noroshi.model.terms import Kind
from noroshi.views.context import Context
from noroshi.views.entries import count_words, entry_row
from noroshi.views.figures_of import months_of, path_of
from noroshi.views.frames import frame
from noroshi.views.gone import gone_sentence, gone_sentences
from noroshi.views.months import month_label, month_path, months
from noroshi.views.pages import HistoryView, KindFilter, MonthLink, MonthView, YearIndex
from noroshi.views.removed_entries import gone_by_month, gone_entries
from noroshi.views.times_picture import times_picture
from noroshi.views.year_picture import year_picture

NEWEST = 30


def history_view(context: Context) -> HistoryView:
    """``/history/``"""
    by_month = months(context)
    newest = context.archive.courses[:NEWEST]
    years: dict[int, list[MonthLink]] = {}
    reported = frozenset(months_of(context))
    for month, courses in by_month.items():
        link = _link(context, month, courses)
        if month in reported:
            link = replace(link, report_path=path_of(context, month))
        years.setdefault(month[0], []).append(link)
    heading = context.say("history.heading")
    gone = gone_entries(context)
    lead = context.language.running(
        context.say("history.lead", n=len(context.archive.courses)) if newest or not gone else "",
        context.say("record.removed", n=len(gone)) if gone else "",
    )
    return HistoryView(
        frame=frame(context, "/history/", title=heading, description=lead),
        heading=heading,
        lead=lead,
        newest=tuple(entry_row(context, course, year=True) for course in newest),
        newest_title=context.say("history.newest"),
        filters=filters(context, newest),
        years=tuple(YearIndex(context.say("history.year", year=year), tuple(links)) for year, links in years.items()),
        year=year_picture(context),
        times=times_picture(context),
        gone=() if newest else tuple(gone_sentence(context, it) for it in gone[:NEWEST]),
    )


def month_view(context: Context, month: Month, by_month: Mapping[Month, tuple[Course, ...]]) -> MonthView:
    """``/history/2026/11/``"""
    order = list(by_month)
    index = order.index(month)
    courses = by_month[month]
    label = month_label(context, month)
    heading = context.say("month.heading", month=label)
    lead = _counts(context, month, courses)
    rest = f"/history/{month[0]:04}/{month[1]:02}/"
    # A month of rehearsals alone has no document.
    has_document = any(not course.drill for course in courses)
    return MonthView(
        frame=frame(
            context,
            rest,
            title=heading,
            description=f"{label} {lead}",
            json_path=context.path(rest + "index.json") if has_document else "",
        ),
        heading=heading,
        lead=lead,
        filters=filters(context, courses),
        entries=tuple(entry_row(context, course) for course in courses),
        newer=_link(context, order[index - 1], by_month[order[index - 1]]) if index else None,
        older=_link(context, order[index + 1], by_month[order[index + 1]]) if index + 1 < len(order) else None,
        index_path=context.path("/history/"),
        gone=gone_sentences(context, month),
    )


def _link(context: Context, month: Month, courses: tuple[Course, ...]) -> MonthLink:
    return MonthLink(month_path(context, month), month_label(context, month), _counts(context, month, courses))


def _counts(context: Context, month: Month, courses: tuple[Course, ...]) -> str:
    gone = len(gone_by_month(context).get(month, ()))
    said = [count_words(context, courses), context.say("count.removed", n=gone) if gone else ""]
    return context.say("list.comma").join(it for it in said if it)


def filters(context: Context, courses: tuple[Course, ...]) -> tuple[KindFilter, ...]:
    """Choices by kind, ``all`` first; empty where there is nothing to choose."""
    counts: dict[Kind, int] = {}
    for course in courses:
        counts[course.kind] = counts.get(course.kind, 0) + 1
    if len(counts) < 2:
        return ()
    found = [KindFilter("all", context.say("filter.all"), len(courses))]
    found += [
        KindFilter(kind.value, context.say(f"kind.{kind.value}"), counts[kind]) for kind in Kind if kind in counts
    ]
    return tuple(found)
