"""Measured availability → a table in plain text, with how it was counted."""

from __future__ import annotations

from noroshi.model.digest import Measured
from noroshi.model.frozen import frozen
from noroshi.model.terms import State
from noroshi.views.context import Context
from noroshi.views.digest_days import Days
from noroshi.views.strips import percent
from noroshi.wording.fold import width_of

_STATES = (State.MAJOR_OUTAGE, State.PARTIAL_OUTAGE, State.DEGRADED_PERFORMANCE, State.UNDER_MAINTENANCE)


@frozen
class AvailabilityView:
    """Availability over a period. A figure never stands without how it was counted."""

    title: str
    """With the days and their number."""
    lines: tuple[str, ...]
    """「決済API　　　 99.34%」: a service and its figure, in two columns."""
    covers: str
    """Over how much of an unfinished period it was counted; else empty."""
    method: str
    not_counted: str
    """How many incidents could not be counted; empty for none."""


def availability_view(days: Days, measured: tuple[Measured, ...]) -> AvailabilityView:
    """The table of one digest."""
    say = days.context.say
    unknown = sum(item.availability.not_counted for item in measured)
    return AvailabilityView(
        title=_title(days),
        lines=_lines(days, measured),
        covers=_covers(days),
        method=_method(days.context),
        not_counted=say("service.not_counted", n=unknown) if unknown else "",
    )


def _title(days: Days) -> str:
    say, period, n = days.context.say, days.period, days.whole_days
    if n < period.day_count:
        last = max(days.context.language.dates.local(days.now).date(), period.first)
        return say("digest.section.availability_part", days=days.heading_days(period.first, last))
    key = "digest.section.availability_days" if period.day_count > 1 else "digest.section.availability_day"
    return say(key, n=n, days=days.heading_days(period.first, period.last))


def _covers(days: Days) -> str:
    n, context = days.whole_days, days.context
    if n >= days.period.day_count:
        return ""
    local = context.language.dates.local(days.now)
    words = {"day": days.day(local.date()), "clock": context.language.dates.time(local)}
    return context.say("digest.covers", n=n, **words) if n else context.say("digest.covers_part", **words)


def _lines(days: Days, measured: tuple[Measured, ...]) -> tuple[str, ...]:
    context, tag = days.context, days.context.tag
    # Full-width blanks keep Japanese columns even in the fonts of Japanese mail.
    blank = "\u3000" if tag.split("-")[0] == "ja" else " "
    names = [context.service_name(item.service.id).text for item in measured]
    figures = [_figure(context, item) for item in measured]
    left = max((width_of(name, tag) for name in names), default=0)
    right = max((width_of(figure, tag) for figure in figures), default=0)
    lines = []
    for item, name, figure in zip(measured, names, figures, strict=True):
        gap = left + 2 - width_of(name, tag) + right - width_of(figure, tag)
        wide, narrow = divmod(gap, width_of(blank, tag))
        lines.append(f"{name}{blank * wide}{' ' * narrow}{figure}{_of_days(days, item)}")
    return tuple(lines)


def _figure(context: Context, item: Measured) -> str:
    """As pages say it, with two digits everywhere, so that the column is even: 「100.00%」 for 「100%」."""
    words = percent(item.availability.ratio)
    return "100.00%" if words == "100%" else words or context.say("digest.figure_none")


def _of_days(days: Days, item: Measured) -> str:
    """Of how many days the figure is, where they are not all of them."""
    if item.whole_days >= days.whole_days or item.availability.ratio is None:
        return ""
    say = days.context.say
    return say("digest.figure_days", n=item.whole_days) if item.whole_days else say("digest.figure_part")


def _method(context: Context) -> str:
    """How availability is counted, in two sentences."""
    weights, say = context.site.weights, context.say
    counted, free = [], []
    for state in _STATES:
        weight, words = weights.get(state, 0), say(f"digest.state.{state.value}")
        if weight >= 1:
            counted.append(say("digest.counted.full", state=words))
        elif weight > 0:
            counted.append(say("digest.counted.share", state=words, percent=f"{weight * 100:g}%"))
        else:
            free.append(words)
    return context.language.running(
        say("digest.counted", states=_joined(context, "digest.and", counted)) if counted else "",
        say("digest.uncounted", states=_joined(context, "digest.or", free)) if free else "",
    )


def _joined(context: Context, key: str, words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return context.say(key, first=context.say("list.comma").join(words[:-1]), last=words[-1])
