"""Archive → how long it took to tell and to recover, by month, as ranges with their medians."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from math import log

from noroshi.model.course import Course
from noroshi.model.moments import Month
from noroshi.model.response_times import Spread, response_times, spread
from noroshi.model.terms import Kind
from noroshi.views.context import Context
from noroshi.views.course_picture import neat
from noroshi.views.months import month_label, months
from noroshi.views.pictures import Bar, Tick, TimesChart, TimesMonth, TimesPicture
from noroshi.views.strips import today
from noroshi.views.year_picture import last_months

CHARTS = ("first_notice", "recovery")
_FIRST, _LAST = 36.0, 97.0
"""Months stand on the left of the bars."""
_HOUR, _DAY = 60, 24 * 60
_ROUND = tuple(
    timedelta(minutes=minutes)
    for minutes in (
        *(1, 2, 5, 10, 20, 30),
        *(_HOUR, 2 * _HOUR, 4 * _HOUR, 8 * _HOUR, 12 * _HOUR),
        *(_DAY, 2 * _DAY, 4 * _DAY, 7 * _DAY, 14 * _DAY, 30 * _DAY, 90 * _DAY, 365 * _DAY, 3650 * _DAY),
    )
)
"""From a minute to years: the scale grows by factors, or all that is told in minutes would stand on one spot."""
Durations = Mapping[Month, Sequence[timedelta]]


def times_picture(context: Context) -> TimesPicture | None:
    """``None`` where nothing was ever told."""
    if not context.archive.courses:
        return None
    shown = last_months(today(context))
    first_notice: dict[Month, list[timedelta]] = {}
    recovery: dict[Month, list[timedelta]] = {}
    told = months(context)
    for month in shown:
        for course in told.get(month, ()):
            if course.kind not in (Kind.INCIDENT, Kind.SECURITY):
                continue
            to_notice, to_end = _kept_times(context, course)
            if to_notice is not None:
                first_notice.setdefault(month, []).append(timedelta(seconds=to_notice))
            if to_end is not None:
                recovery.setdefault(month, []).append(timedelta(seconds=to_end))
    found: tuple[tuple[str, Durations], ...] = tuple(zip(CHARTS, (first_notice, recovery), strict=True))
    charts = tuple(_chart(context, key, shown, durations) for key, durations in found if durations)
    return TimesPicture(
        title=context.say("times.heading"),
        lead=context.say("times.lead"),
        as_table=context.say("picture.as_table"),
        median=context.say("times.median"),
        longest=context.say("times.longest"),
        charts=charts,
        none="" if charts else context.say("times.none"),
    )


def _kept_times(context: Context, course: Course) -> Sequence[float | None]:
    """In seconds, as they are kept from build to build: most incidents are not read again for it."""

    def make() -> Sequence[float | None]:
        times = response_times(course)
        return [None if item is None else item.total_seconds() for item in (times.first_notice, times.recovery)]

    return context.kept("times", course.id, make)


def _chart(context: Context, key: str, shown: tuple[Month, ...], durations: Durations) -> TimesChart:
    every = [item for month in shown for item in durations.get(month, ())]
    scale = _Scale(min(every), max(every), is_mirrored=context.language.direction == "rtl")
    whole = spread(every)
    return TimesChart(
        key=key,
        title=context.say(f"times.{key}"),
        facts=_facts(context, whole) if whole else (),
        months=tuple(_month(context, month, spread(durations.get(month, ())), scale) for month in shown),
        ticks=tuple(scale.ticks(context)),
    )


def _facts(context: Context, found: Spread) -> tuple[str, ...]:
    return (
        context.say("api.fact", label=context.say("times.median"), value=_length(context, found.median)),
        context.say("api.fact", label=context.say("times.longest"), value=_length(context, found.longest)),
        context.say("count.incident", n=found.number),
    )


def _month(context: Context, month: Month, found: Spread | None, scale: _Scale) -> TimesMonth:
    label = month_label(context, month)
    if found is None:
        return TimesMonth(label, scale.label_at, None, 0, "", "", "")
    return TimesMonth(
        label=label,
        label_at=scale.label_at,
        bar=scale.bar(found),
        median_at=scale.at(found.median),
        incidents=context.say("count.incident", n=found.number),
        median=_length(context, found.median),
        longest=_length(context, found.longest),
    )


def _length(context: Context, length: timedelta) -> str:
    return context.language.dates.duration(length)


class _Scale:
    """Durations → places, from a round one below the shortest to a round one above the longest."""

    def __init__(self, shortest: timedelta, longest: timedelta, *, is_mirrored: bool) -> None:
        below = [item for item in _ROUND if item <= shortest] or [_ROUND[0]]
        above = [item for item in _ROUND if item >= longest and item > below[-1]] or [max(longest, _ROUND[-1])]
        self.low, self.high = below[-1], above[0]
        self._is_mirrored = is_mirrored
        self.label_at = 100 if is_mirrored else 0

    def at(self, duration: timedelta) -> float:
        place = self._place(duration)
        return neat(100 - place if self._is_mirrored else place)

    def _place(self, duration: timedelta) -> float:
        share = log(max(duration, self.low) / self.low) / log(self.high / self.low)
        return _FIRST + min(share, 1.0) * (_LAST - _FIRST)

    def bar(self, found: Spread) -> Bar:
        one, other = self.at(found.shortest), self.at(found.longest)
        return Bar(min(one, other), neat(abs(other - one)), "notice", 1, is_open=False)

    def ticks(self, context: Context) -> Iterator[Tick]:
        """Both ends, and the round one nearest to the middle between them."""
        middle = (_FIRST + _LAST) / 2
        inside = [item for item in _ROUND if self.low < item < self.high]
        between = sorted(inside, key=lambda item: abs(self._place(item) - middle))[:1]
        for item in (self.low, *between, self.high):
            anchor = "end" if item == self.high else "middle"
            yield Tick(self.at(item), anchor, _length(context, item), "")
