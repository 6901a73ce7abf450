"""Moments → dates and times as a language writes them, in the site's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from noroshi.wording.catalogue import Catalogue

_SKELETONS = {
    "day": "MMMMEEEEd",
    "day_year": "yMMMMEEEEd",
    "day_short": "MMMEd",
    "month": "yMMMM",
    "time": "Hm",
}
_REMEMBERED = 1024
"""Days whose words are kept: an incident says the same few again and again, and so does the next."""


class Dates:
    """Dates of one language in one zone. Patterns come from the catalogue (``date.*``), else from CLDR."""

    # Catalogue and Babel are imported when a date is to be said: who only asks for the time of the site needs neither.

    def __init__(self, lang: str, zone: ZoneInfo, own_words: str = "") -> None:
        """``own_words``: as for ``catalogue``."""
        self._lang = lang
        self._own_words = own_words
        self._zone = zone
        self._iso = lru_cache(_REMEMBERED)(self._written)
        self._length = lru_cache(_REMEMBERED)(self._minutes)

    @cached_property
    def _words(self) -> Catalogue:
        from noroshi.wording.catalogue import catalogue

        return catalogue(self._lang, self._own_words)

    @cached_property
    def _day(self) -> Callable[[date], str]:
        return lru_cache(_REMEMBERED)(self._pattern("day"))

    @cached_property
    def _day_year(self) -> Callable[[date], str]:
        return lru_cache(_REMEMBERED)(self._pattern("day_year"))

    @cached_property
    def _day_short(self) -> Callable[[date], str]:
        return lru_cache(_REMEMBERED)(self._pattern("day_short"))

    @cached_property
    def _month(self) -> Callable[[date], str]:
        return lru_cache(_REMEMBERED)(self._pattern("month"))

    @cached_property
    def _time(self) -> Callable[[date], str]:
        return self._pattern("time")

    def local(self, at: datetime) -> datetime:
        """The moment on the site's clock."""
        return at.astimezone(self._zone)

    def day(self, at: date) -> str:
        """With weekday, without year: 「11月18日（水）」, “Wednesday 18 November”."""
        return self._day(self._date(at))

    def day_year(self, at: date) -> str:
        """With weekday and year: 「2026年11月18日（水）」."""
        return self._day_year(self._date(at))

    def day_short(self, at: date) -> str:
        """As short as it can be with its weekday: 「11/18（水）」, “Wed 18 Nov”."""
        return self._day_short(self._date(at))

    def month(self, at: date) -> str:
        """「2026年11月」, “November 2026”."""
        return self._month(self._date(at))

    def month_name(self, at: date) -> str:
        """Without the year: 「11月」, “November”."""
        return str(self._words.locale.months["format"]["wide"][self._date(at).month])

    def weekday(self, at: date) -> str:
        """In short: 「水」, “Wed”."""
        return str(self._words.locale.days["format"]["abbreviated"][self._date(at).weekday()])

    def time(self, at: datetime) -> str:
        """24 hours, no leading zero in Japanese: 「4:00」, “04:00”."""
        local = self.local(at)
        return self.clock(local.hour, local.minute)

    def clock(self, hour: int, minute: int) -> str:
        """The same of a time on the site's clock."""
        return self._time(datetime(2000, 1, 1, hour, minute, tzinfo=self._zone))

    def zone_name(self, at: datetime) -> str:
        """The zone as people say it: 「日本標準時」, “Japan Standard Time”."""
        from noroshi.wording.cldr import zone_name

        return zone_name(self.local(at), self._words.locale)

    def zone_generic(self) -> str:
        """The zone whatever the season: 「アメリカ東部時間」."""
        from noroshi.wording.cldr import zone_name

        return zone_name(self._zone, self._words.locale)

    def zone_short(self, at: datetime) -> str:
        """The zone beside a time: “JST”; 「UTC+9」 where there is no usual abbreviation."""
        name = self.local(at).tzname() or ""
        return name if name.isalpha() else self.offset(at)

    def offset(self, at: datetime) -> str:
        """``UTC+9``, ``UTC-3:30``, ``UTC``."""
        return _offset(self.local(at).utcoffset() or timedelta())

    def duration(self, length: timedelta) -> str:
        """In days, hours and minutes, at most two of them: 「3時間42分」, “3 h 42 min”."""
        return self._length(round(length.total_seconds() / 60))

    def _minutes(self, minutes: int) -> str:
        if minutes < 1:
            return self._words.template("duration.under_a_minute")
        days, rest = divmod(minutes, 24 * 60)
        hours, minutes = divmod(rest, 60)
        named = [("days", days), ("hours", hours), ("minutes", minutes)]
        first = next(index for index, (_, n) in enumerate(named) if n)
        said = [self._words.template(f"duration.{unit}", n).format(n=n) for unit, n in named[first : first + 2] if n]
        if len(said) == 1:
            return said[0]
        return self._words.template("duration.pair").format(first=said[0], second=said[1])

    def iso(self, at: datetime) -> str:
        """For ``<time datetime>``: with the site's offset, to the second."""
        # The build's own moment notes what it is compared with: it is no key. Without ``fold`` two moments an hour
        # apart would be one, when clocks are set back.
        return self._iso(at, at.fold) if type(at) is datetime else self._written(at, at.fold)

    def _written(self, at: datetime, _: int) -> str:
        return self.local(at).isoformat(timespec="seconds")

    def _date(self, at: date) -> date:
        return at.astimezone(self._zone).date() if isinstance(at, datetime) else at

    def _pattern(self, name: str) -> Callable[[date], str]:
        from noroshi.wording.catalogue import FALLBACK, catalogue
        from noroshi.wording.cldr import compiled, pattern_of

        key, locale = f"date.{name}", self._words.locale
        words = self._words if self._words.has(key) else catalogue(FALLBACK)
        own = "" if self._words.has(key) else pattern_of(locale, _SKELETONS[name])
        return compiled(own or words.template(key), str(locale))


@cache
def _offset(ahead: timedelta) -> str:
    seconds = int(ahead.total_seconds())
    sign, minutes = ("-" if seconds < 0 else "+"), abs(seconds) // 60
    hours, rest = divmod(minutes, 60)
    return "UTC" if not minutes else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
