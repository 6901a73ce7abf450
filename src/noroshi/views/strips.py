"""Availability by day → the strip of ninety days, its figure and its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from noroshi.model.availability import Availability, DayRecord
from noroshi.model.site import Service
from noroshi.model.terms import State
from noroshi.views.context import Context
from noroshi.views.parts import Strip, StripRun
from noroshi.views.pieces import Run

DAYS = 90
_NO_DATA = "unknown"
_QUIET = (_NO_DATA, State.OPERATIONAL.value)


def today(context: Context) -> date:
    """The day of the build in the site's zone."""
    return context.language.dates.local(context.now).date()


def measured(context: Context, service: Service, first: date, last: date) -> Availability:
    """The service's availability over some days."""
    return context.archive.measured(service, first, last, context.site)


def percent(ratio: float | None) -> str:
    """「99.95%」, cut and not rounded: nothing short of everything is 100%."""
    if ratio is None:
        return ""
    hundredths = int(ratio * 10000 + 1e-6)
    return f"{hundredths / 100:.2f}%" if hundredths < 10000 else "100%"


def said_percent(context: Context, ratio: float | None) -> str:
    """The same as the language writes it: “99,95 %”."""
    figure = percent(ratio)
    return figure and context.language.percent(figure[:-1])


def last_days(context: Context, service: Service) -> Availability:
    """The last ninety days, today included."""
    last = today(context)
    return measured(context, service, last - timedelta(days=DAYS - 1), last)


def strip(context: Context, service: Service) -> Strip:
    """The same as the page draws it, made once: the start page and the service's own ask."""
    return context.archive.at_now(("strip", context.tag, service.id), lambda: _strip(context, service))


def _strip(context: Context, service: Service) -> Strip:
    last = today(context)
    record = last_days(context, service)
    return Strip(
        days=DAYS,
        runs=tuple(_runs(context, record.days)),
        sentence=_sentence(context, record),
        first=context.day(record.days[0].day),
        last=Run(context.say("strip.today"), datetime=last.isoformat()),
        percent=said_percent(context, record.ratio),
        covers=context.say("strip.covers", n=known) if (known := _known_days(record)) else context.say("strip.no_data"),
    )


def _runs(context: Context, days: Sequence[DayRecord]) -> Iterator[StripRun]:
    """Days one after the other; neighbours on which nothing was are one run."""
    start = 0
    while start < len(days):
        first, code = days[start], _code(days[start])
        end = start + 1
        if code in _QUIET:
            while end < len(days) and _code(days[end]) == code:
                end += 1
        alone = end == start + 1
        incidents = first.incidents if alone else ()
        level = 0 if code == _NO_DATA else State(code).rank
        text = _text(context, code, first.day, days[end - 1].day, incidents)
        yield StripRun(start, end - start, code, level, text, _path(context, incidents))
        start = end


def _path(context: Context, incidents: tuple[str, ...]) -> str:
    return context.path(f"/incidents/{incidents[0]}/") if incidents else ""


def _known_days(record: Availability) -> int:
    return sum(_code(day) != _NO_DATA for day in record.days)


def _code(day: DayRecord) -> str:
    if day.counted_seconds <= 0 and not day.incidents:
        return _NO_DATA
    return day.worst.value


def _text(context: Context, code: str, first: date, last: date, incidents: tuple[str, ...]) -> str:
    days = context.language.dates.day(first)
    if first != last:
        days = context.say("strip.days", first=days, last=context.language.dates.day(last))
    word = context.say("strip.no_data" if code == _NO_DATA else f"strip.{code}")
    text = context.say("strip.day", day=days, state=word)
    titles = [_title(context, item) for item in incidents]
    return text + (context.say("strip.titles", titles=context.say("list.comma").join(titles)) if titles else "")


def _title(context: Context, incident: str) -> str:
    return context.kept("title", incident, lambda: context.plain(context.archive.by_id[incident].incident.title))


def _sentence(context: Context, record: Availability) -> str:
    known = _known_days(record)
    if not known or record.ratio is None:
        return context.say("strip.nothing_known")
    bad = [day for day in record.days if day.worst.rank > State.UNDER_MAINTENANCE.rank]
    figure = said_percent(context, record.ratio)
    if not bad:
        return context.say("strip.sentence_quiet", days=known, percent=figure)
    return context.language.running(
        context.say("strip.sentence", n=len(bad), days=known, percent=figure),
        context.say("service.not_counted", n=record.not_counted) if record.not_counted else "",
    )


def method(context: Context) -> str:
    """How availability is counted, in one paragraph."""
    weights = context.site.weights
    counted = [
        context.say(
            "method.weight",
            state=context.say(f"state.{state.value}"),
            percent=context.language.percent(f"{weights[state] * 100:g}"),
        )
        for state in (
            State.MAJOR_OUTAGE,
            State.PARTIAL_OUTAGE,
            State.DEGRADED_PERFORMANCE,
            State.UNDER_MAINTENANCE,
        )
        if weights.get(state, 0) > 0
    ]
    free = [
        context.say(f"state.{state.value}")
        for state in (State.PARTIAL_OUTAGE, State.DEGRADED_PERFORMANCE, State.UNDER_MAINTENANCE)
        if weights.get(state, 0) <= 0
    ]
    return context.language.running(
        context.say("method.counted", weights=context.language.join(counted)),
        context.say("method.free", states=context.language.join(free)) if free else "",
        context.say("method.unknown"),
    )
