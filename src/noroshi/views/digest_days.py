"""A digest's period and moments → days and times in words of one language."""

from __future__ import annotations

from datetime import date, datetime

from noroshi.model.frozen import frozen
from noroshi.model.periods import Period, PeriodKind
from noroshi.model.text import Day, Moment
from noroshi.views.context import Context
from noroshi.views.letter_desk import zone_words
from noroshi.views.letter_times import with_utc


@frozen
class Days:
    """Says the times of one digest. The zone is said once for all of them."""

    context: Context
    period: Period

    @property
    def now(self) -> datetime:
        """The moment as of which the digest speaks."""
        return self.context.now

    @property
    def whole_days(self) -> int:
        """Days of the period that are over."""
        today = self.context.language.dates.local(self.now).date()
        return self.period.day_count if today > self.period.last else max((today - self.period.first).days, 0)

    def day(self, day: date) -> str:
        """With the year where it is another than that of the digest."""
        dates = self.context.language.dates
        local = dates.local(day) if isinstance(day, datetime) else day
        same = local.year == dates.local(self.context.now).year
        return dates.day(local) if same else dates.day_year(local)

    def clock(self, moment: Moment, *, zone: bool = False) -> str:
        """Hours and minutes; the zone is said once for the whole digest."""
        return self.context.clock(moment.at, about=moment.about, zone=zone).text

    def at(self, moment: Moment, *, zone: bool = False) -> str:
        """A time with its day."""
        return self.context.say("digest.at", day=self.day(moment.at), clock=self.clock(moment, zone=zone))

    def due(self, due: Day) -> str:
        """A day, or a time where one was given."""
        return self.at(Moment(due)) if isinstance(due, datetime) else self.day(due)

    def span(self, start: Moment, end: Moment) -> str:
        """From … to …; within one day the day stands once."""
        dates, say = self.context.language.dates, self.context.say
        # Across a change of clocks 02:30 may be before 02:30.
        zone = dates.offset(start.at) != dates.offset(end.at)
        if dates.local(start.at).date() == dates.local(end.at).date():
            clocks = {"start": self.clock(start, zone=zone), "end": self.clock(end, zone=zone)}
            return say("digest.span_day", day=self.day(start.at), **clocks)
        return say("digest.span_days", start=self.at(start, zone=zone), end=self.at(end, zone=zone))

    def subject(self) -> str:
        """The period in a subject; a week of two months is long enough without being called one."""
        first, last = self.period.first, self.period.last
        if self.now < self.period.end:
            today = self._short_day(max(first, self.context.language.dates.local(self.now).date()))
            return self.context.say(f"digest.unfinished.{self.period.kind.value}", short=self.short(), today=today)
        if self.period.kind is PeriodKind.WEEKLY and first.month == last.month:
            return self.context.say("digest.subject_week", short=self.short())
        return self.short()

    def short(self) -> str:
        """The period in few characters: 「11/16（月）〜11/22（日）」, “16 to 22 November”, “October 2026”."""
        if self.period.kind is PeriodKind.MONTHLY:
            return self.context.language.dates.month(self.period.first)
        return self._short_range(self.period.first, self.period.last)

    def _short_range(self, first: date, last: date) -> str:
        begin, end = self._short_day(first), self._short_day(last)
        if first == last:
            return begin
        same = (first.year, first.month) == (last.year, last.month)
        key = "digest.short_in_month" if same else "digest.short_range"
        return self.context.say(key, first=begin, last=end, day=first.day)

    def _short_day(self, day: date) -> str:
        dates = self.context.language.dates
        return self.context.say(
            "digest.short_day",
            month=day.month,
            day=day.day,
            month_name=dates.month_name(day),
            weekday=dates.weekday(day),
        )

    def long(self) -> str:
        """The period in running text, with the year."""
        say, dates, period = self.context.say, self.context.language.dates, self.period
        first, last = self._two_days(period.first, period.last)
        if period.kind is PeriodKind.PERIOD and not self._is_whole_days():
            start, end = dates.local(period.start), dates.local(period.end)
            first, last = self._two_days(start.date(), end.date())
            first = say("digest.at", day=first, clock=dates.time(start))
            last = say("digest.at", day=last, clock=dates.time(end))
        elif period.first == period.last:
            return dates.day_year(period.first)
        return say("digest.period_days", first=first, last=last)

    def _two_days(self, first: date, last: date) -> tuple[str, str]:
        """With the year once, where the language says it, or with both where they differ."""
        dates = self.context.language.dates
        if first.year != last.year:
            return dates.day_year(first), dates.day_year(last)
        if self.context.say("digest.year_first") == "yes":
            return dates.day_year(first), dates.day(last)
        return dates.day(first), dates.day_year(last)

    def _is_whole_days(self) -> bool:
        dates = self.context.language.dates
        return all(dates.local(at).strftime("%H%M%S") == "000000" for at in (self.period.start, self.period.end))

    def days(self, first: date, last: date) -> str:
        """Days in running text."""
        day = self.day
        return day(first) if first == last else self.context.say("digest.days", first=day(first), last=day(last))

    def heading_days(self, first: date, last: date) -> str:
        """Days in a heading."""
        whole_month = self.period.kind is PeriodKind.MONTHLY and (first, last) == (self.period.first, self.period.last)
        if whole_month:
            return self.short()
        short, days = self._short_range(first, last), self.days(first, last)
        return self.context.say("digest.heading_days", days=days, short=short)

    def as_of(self) -> str:
        """The moment as of which the digest speaks."""
        dates = self.context.language.dates
        local = dates.local(self.now)
        same = self.context.say("digest.year_first") == "yes" and local.year == self.period.first.year
        day = dates.day(local) if same else dates.day_year(local)
        return self.context.say("digest.as_of", day=day, clock=with_utc(self.context, local, dates.time(local)))

    def zone(self) -> str:
        """In whose time it speaks, said once."""
        context, now = self.context, self.now
        zone, offset = zone_words(context, now), context.language.dates.offset(now)
        return zone if zone == offset else context.say("digest.zone", zone=zone, offset=offset)
