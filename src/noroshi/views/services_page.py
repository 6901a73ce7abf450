"""Service → its page: state, neighbours, availability by day and month, its last entries."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from noroshi.model.clock import Phase, phase
from noroshi.model.course import Course
from noroshi.model.site import Service
from noroshi.model.terms import Kind, State
from noroshi.views.context import Context
from noroshi.views.entries import entry_row, service_mark
from noroshi.views.frames import frame
from noroshi.views.history_page import Month, month_label, month_path
from noroshi.views.home_page import is_current
from noroshi.views.pages import MonthFigure, ServiceView
from noroshi.views.parts import ServiceMark
from noroshi.views.pieces import Sentence
from noroshi.views.strips import measured, method, percent, strip, today

ENTRIES = 50
MONTHS = 13


def service_view(context: Context, service: Service, by_month: dict[Month, tuple[Course, ...]]) -> ServiceView:
    """``/services/<id>/``"""
    name = context.plain(service.name)
    state = context.archive.states.get(service.id, State.OPERATIONAL)
    entries = context.archive.of_service(service.id)
    current = is_current(service, today(context), context.site.zone)
    sentence = _sentence(context, service, state) if current else ()
    figures, not_counted = _months(context, service, by_month)
    return ServiceView(
        frame=frame(
            context,
            f"/services/{service.id}/",
            title=name,
            description="".join(run.text for run in sentence) or context.say("service.ended_short", service=name),
            built=True,
        ),
        mark=service_mark(context, service.id, state),
        heading=context.heading(service.name),
        description=context.text(service.description) if service.description else None,
        link=service.link or "",
        sentence=sentence,
        ended=""
        if current or service.until is None
        else context.say("service.ended", day=context.deadline(service.until, year=True).text),
        open_entries=tuple(entry_row(context, course) for course in entries if _is_going_on(context, course)),
        depends_on=tuple(_mark(context, other) for other in service.depends_on if other in context.services),
        needed_by=tuple(
            _mark(context, other.id)
            for other in context.site.services
            if service.id in other.depends_on and is_current(other, today(context), context.site.zone)
        ),
        strip=strip(context, service),
        months=figures,
        method=method(context),
        not_counted=context.say("service.not_counted", n=not_counted) if not_counted else "",
        entries=tuple(entry_row(context, course, year=True) for course in entries[:ENTRIES]),
        history_path=context.path("/history/"),
    )


def _is_going_on(context: Context, course: Course) -> bool:
    if course.incident.kind is Kind.MAINTENANCE:
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
    context: Context, service: Service, by_month: dict[Month, tuple[Course, ...]]
) -> tuple[tuple[MonthFigure, ...], int]:
    """(the last thirteen months for which something is known, newest first; stretches not counted)."""
    last = today(context)
    figures: list[MonthFigure] = []
    not_counted = 0
    year, month = last.year, last.month
    for _ in range(MONTHS):
        first = date(year, month, 1)
        end = min(date(year, month, monthrange(year, month)[1]), last)
        record = measured(context, service, first, end)
        not_counted += record.not_counted
        if record.counted_seconds > 0:
            down = sum(day.down_seconds for day in record.days)
            touched = {incident for day in record.days for incident in day.incidents}
            figures.append(
                MonthFigure(
                    label=month_label(context, (year, month)),
                    path=month_path(context, (year, month)) if (year, month) in by_month else "",
                    percent=percent(record.ratio),
                    down=context.length(timedelta(seconds=down)) if down >= 30 else "",
                    incidents=len(touched),
                )
            )
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return tuple(figures), not_counted
