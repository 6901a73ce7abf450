"""Service → its page: state, neighbours, availability by day and month, its last entries."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from noroshi.model.availability import Availability
from noroshi.model.clock import Phase, phase
from noroshi.model.course import Course
from noroshi.model.moments import Month
from noroshi.model.site import Service
from noroshi.model.terms import Kind, State
from noroshi.views.context import Context
from noroshi.views.entries import entry_row, printed_row, service_mark
from noroshi.views.follow import service_links
from noroshi.views.frames import frame
from noroshi.views.gone import gone_lately
from noroshi.views.home_page import is_current
from noroshi.views.months import month_label, month_path
from noroshi.views.pages import MonthFigure, ServiceView
from noroshi.views.parts import EntryRow, ServiceMark
from noroshi.views.pieces import Sentence
from noroshi.views.strips import measured, method, said_percent, strip, today

ENTRIES = 50
MONTHS = 13


def service_view(context: Context, service: Service, by_month: Mapping[Month, tuple[Course, ...]]) -> ServiceView:
    """``/services/<id>/``"""
    name = context.plain(service.name)
    state = context.archive.states.get(service.id, State.OPERATIONAL)
    entries = context.archive.of_service(service.id)[:ENTRIES]
    current = is_current(service, today(context), context.site.zone)
    sentence = _sentence(context, service, state) if current else ()
    figures, not_counted = _months(context, service, by_month)
    return ServiceView(
        frame=frame(
            context,
            f"/services/{service.id}/",
            title=name,
            description="".join(run.text for run in sentence) or context.say("service.ended_short", service=name),
            json_path=context.path(f"/services/{service.id}/index.json"),
            built=True,
            with_feeds=True,
        ),
        mark=service_mark(context, service.id, state),
        heading=context.heading(service.name),
        description=context.text(service.description) if service.description else None,
        link=service.link or "",
        sentence=sentence,
        ended=""
        if current or service.until is None
        else context.say("service.ended", day=context.deadline(service.until, year=True).text),
        open_entries=tuple(entry_row(context, course) for course in going_on(context, service)),
        depends_on=tuple(_mark(context, other) for other in service.depends_on if other in context.services),
        needed_by=tuple(_mark(context, other) for other in needed_by(context, service)),
        strip=strip(context, service),
        months=figures,
        method=method(context),
        removed=gone_lately(context),
        not_counted=context.say("service.not_counted", n=not_counted) if not_counted else "",
        entries=tuple(_row(context, course) for course in entries),
        history_path=context.path("/history/"),
        follow=service_links(context, service.id),
        subscribe_path=context.path("/subscribe/"),
    )


def _row(context: Context, course: Course) -> EntryRow:
    return printed_row(context, course, "with year", lambda: entry_row(context, course, year=True))


def needed_by(context: Context, service: Service) -> tuple[str, ...]:
    """Ids of the services of today that depend on it."""
    return tuple(
        other.id
        for other in context.site.services
        if service.id in other.depends_on and is_current(other, today(context), context.site.zone)
    )


def going_on(context: Context, service: Service) -> tuple[Course, ...]:
    """Entries of the service that are open, and maintenance to come, newest first."""
    return tuple(course for course in context.archive.not_over(service.id) if _is_going_on(context, course))


def _is_going_on(context: Context, course: Course) -> bool:
    if course.kind is Kind.MAINTENANCE:
        return phase(course, context.now) in (Phase.WITHIN, Phase.OVERDUE, Phase.BEFORE)
    return course.is_open


def _sentence(context: Context, service: Service, state: State) -> Sentence:
    name = context.plain(service.name)
    if state is State.OPERATIONAL:
        return context.words("service.operational", service=name)
    return context.words(f"overall.{state.value}", services=name)


def _mark(context: Context, service_id: str) -> ServiceMark:
    return service_mark(context, service_id, context.archive.states.get(service_id, State.OPERATIONAL))


def _months(
    context: Context, service: Service, by_month: Mapping[Month, tuple[Course, ...]]
) -> tuple[tuple[MonthFigure, ...], int]:
    """(the last thirteen months for which something is known, newest first; stretches not counted)."""
    records = measured_months(context, service)
    figures: list[MonthFigure] = []
    for month, record in records:
        if record.counted_seconds > 0:
            down = record.down_seconds
            figures.append(
                MonthFigure(
                    label=month_label(context, month),
                    path=month_path(context, month) if month in by_month else "",
                    percent=said_percent(context, record.ratio),
                    down=context.length(timedelta(seconds=down)) if down >= 30 else "",
                    incidents=len(record.touched),
                )
            )
    return tuple(figures), sum(record.not_counted for _, record in records)


def measured_months(context: Context, service: Service) -> tuple[tuple[Month, Availability], ...]:
    """The last thirteen months, newest first; of the newest the days until today."""
    last = today(context)
    found: list[tuple[Month, Availability]] = []
    year, month = last.year, last.month
    for _ in range(MONTHS):
        end = min(date(year, month, monthrange(year, month)[1]), last)
        found.append(((year, month), measured(context, service, date(year, month, 1), end)))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return tuple(found)
