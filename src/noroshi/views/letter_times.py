"""Moments → the forms of a time that letters need."""

from __future__ import annotations

from datetime import UTC, datetime

from noroshi.model.text import Day, Moment
from noroshi.views.context import Context
from noroshi.views.letter_said import When


def when(context: Context, at: datetime, *, about: bool = False) -> When:
    """A moment. In languages that name the zone beside a time, UTC stands beside it too."""
    dates = context.language.dates
    local = dates.local(at)
    clock = context.clock(at, about=about, zone=True).text
    both = with_utc(context, local, clock)
    day, day_year = dates.day(local.date()), dates.day_year(local.date())
    return When(
        text=context.say("letter.moment", day=day, clock=both),
        text_year=context.say("letter.moment", day=day_year, clock=both),
        clock=clock,
        clock_utc=both,
        day=day,
        day_year=day_year,
        short=short(context, local),
        at=local,
    )


def with_utc(context: Context, local: datetime, clock: str) -> str:
    """``clock``, the words of a local time, with UTC beside it in languages that name it."""
    if context.say("letter.with_utc") != "yes" or not local.utcoffset():
        return clock
    in_utc = local.astimezone(UTC)
    words = in_utc.strftime("%H:%M")
    if in_utc.date() == local.date():
        return context.say("letter.clock_utc", clock=clock, utc=words)
    return context.say("letter.clock_utc_day", clock=clock, utc=words, day=short(context, in_utc.date()))


def told(context: Context, moment: Moment) -> When:
    """A moment as customers are told it (頃)."""
    return when(context, moment.at, about=moment.about)


def deadline(context: Context, day: Day) -> When:
    """A day, or a moment where one was given."""
    if isinstance(day, datetime):
        return when(context, day)
    dates = context.language.dates
    words, with_year = dates.day(day), dates.day_year(day)
    return When(words, with_year, "", "", words, with_year, short(context, day))


def short(context: Context, day: Day) -> str:
    """A day in a subject: 「11/18」, “18 November”."""
    month = context.language.dates.month_name(day)
    return context.say("letter.short_day", month=day.month, day=day.day, month_name=month)
