"""Archive → the last twelve months at a glance: of each day the worst state of any service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from noroshi.model.frozen import frozen
from noroshi.model.moments import Month
from noroshi.model.promise_sums import due_day
from noroshi.model.spans import StateSpan
from noroshi.model.terms import State
from noroshi.views.context import Context
from noroshi.views.course_picture import neat, said_again
from noroshi.views.months import month_label, month_path, months
from noroshi.views.parts import StripRun
from noroshi.views.pictures import Tick, Told, YearMonth, YearPicture
from noroshi.views.pieces import Run
from noroshi.views.strips import today

MONTHS = 12
LONGEST = 31
"""Days of the longest month: all are drawn to one scale, so that the same day stands in one column."""
_NO_DATA = "unknown"


@frozen
class _Day:
    """What was on a day."""

    code: str
    entries: int


_QUIET, _UNKNOWN = _Day(State.OPERATIONAL.value, 0), _Day(_NO_DATA, 0)


def last_months(last: date) -> tuple[Month, ...]:
    """The month of ``last`` and the eleven before it, newest first."""
    newest = last.year * 12 + last.month - 1
    return tuple((month // 12, month % 12 + 1) for month in range(newest, newest - MONTHS, -1))


def year_picture(context: Context) -> YearPicture | None:
    """``None`` where nothing was ever told. It may change with the day."""
    if not context.archive.courses:
        return None
    last = today(context)
    shown = last_months(last)
    days = _days(context, date(*shown[-1], 1), last)
    told = months(context)
    found = tuple(_month(context, month, days, last, has_page=month in told) for month in shown)
    return YearPicture(
        title=context.say("picture.year"),
        text=context.say("picture.year_text"),
        scale=tuple(_scale(context)),
        months=found,
        table=said_again(context, (_told(context, month, days) for month in shown)),
    )


def _scale(context: Context) -> Iterator[Tick]:
    for day in (1, 10, 20, 30):
        place = (day - 0.5) / LONGEST * 100
        yield Tick(neat(100 - place if context.language.direction == "rtl" else place), "middle", str(day), "")


def _days(context: Context, first: date, last: date) -> dict[date, _Day]:
    """Each day of which something is known, in order."""
    archive, dates = context.archive, context.language.dates
    worst: dict[date, State] = {}
    entries: dict[date, set[str]] = {}
    for course in archive.courses:
        if course.is_withdrawn:
            continue
        touched = {dates.local(course.first_at).date()}
        for span in course.spans:
            for day in _span_days(context, span, first, last):
                touched.add(day)
                worst[day] = max(worst.get(day, State.OPERATIONAL), span.state, key=lambda state: state.rank)
        for day in touched:
            entries.setdefault(day, set()).add(course.id)
    # A service counts from its own ``since``, else from the first word: of a day one of them is enough.
    since = (due_day(it.since, context.site.zone) for it in context.site.services if it.since is not None)
    began = (dates.local(archive.known_since).date(), *since)
    known = max(first, min(began))
    number = (last - known).days + 1
    return {
        day: _Day(worst.get(day, State.OPERATIONAL).value, len(entries.get(day, ())))
        for day in (known + timedelta(days=ahead) for ahead in range(number))
    }


def _span_days(context: Context, span: StateSpan, first: date, last: date) -> Iterator[date]:
    """The days that it touches; of one whose end nobody knows, the first alone."""
    local = context.language.dates.local
    day = local(span.start).date()
    if day > last or (day == last and context.now < span.start):
        return
    if span.end is None:
        end = day if span.is_over else last
    else:
        # An end at midnight touches no more of the day that begins.
        end = max(day, min(last, local(span.end - timedelta(microseconds=1)).date()))
    day = max(day, first)
    while day <= end:
        yield day
        day += timedelta(days=1)


def _month(context: Context, month: Month, days: dict[date, _Day], last: date, *, has_page: bool) -> YearMonth:
    path = month_path(context, month) if has_page else ""
    shown = [day for day in _of_month(month) if day <= last]
    return YearMonth(
        label=month_label(context, month),
        path=path,
        days=LONGEST,
        runs=tuple(_runs(context, shown, days, path)),
    )


def _of_month(month: Month) -> Iterator[date]:
    day = date(*month, 1)
    while (day.year, day.month) == month:
        yield day
        day += timedelta(days=1)


def _runs(context: Context, shown: list[date], days: dict[date, _Day], path: str) -> Iterator[StripRun]:
    """Neighbouring days on which nothing was are one run."""
    start = 0
    while start < len(shown):
        found, end = days.get(shown[start], _UNKNOWN), start + 1
        if not found.entries:
            while end < len(shown) and days.get(shown[end], _UNKNOWN) == found:
                end += 1
        level = 0 if found is _UNKNOWN else State(found.code).rank
        text = _text(context, found, shown[start], shown[end - 1])
        yield StripRun(start, end - start, found.code, level, text, path if found.entries else "")
        start = end


def _text(context: Context, found: _Day, first: date, last: date) -> str:
    day = context.language.dates.day(first)
    if first != last:
        day = context.say("strip.days", first=day, last=context.language.dates.day(last))
    if found is _UNKNOWN:
        return context.say("strip.day", day=day, state=context.say("strip.no_data"))
    if not found.entries:
        return context.say("picture.day_quiet", day=day)
    # Of a service; that there were no incidents, as a strip says it, would be wrong of one that names no service.
    quiet = found.code == State.OPERATIONAL.value
    state = context.say("state.operational" if quiet else f"strip.{found.code}")
    return context.say("picture.day", day=day, state=state, n=found.entries)


def _told(context: Context, month: Month, days: dict[date, _Day]) -> Told:
    label = month_label(context, month)
    shown = [day for day in _of_month(month) if day in days]
    said = [_text(context, days[day], day, day) for day in shown if days[day].entries]
    if not shown:
        said = [context.say("strip.day", day=label, state=context.say("strip.no_data"))]
    elif not said:
        said = [context.say("picture.day_quiet", day=label)]
    path = month_path(context, month) if month in months(context) else ""
    return Told((Run(label, path=path),), context.listed([(Run(item),) for item in said], "list.semicolon"))
