"""Moments → dates and times as a language writes them, in the site's zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import get_timezone_name, match_skeleton, tokenize_pattern

from noroshi.wording.catalogue import FALLBACK, Catalogue, catalogue

_SKELETONS = {"day": "MMMMEEEEd", "day_year": "yMMMMEEEEd", "month": "yMMMM", "time": "Hm"}
_REMEMBERED = 1024
"""Days whose words are kept: an incident says the same few again and again, and so does the next."""
_FIELDS = frozenset(["y", "M", "MM", "MMM", "MMMM", "LLLL", "d", "dd", "E", "EEE", "EEEE", "H", "HH", "mm"])


class Dates:
    """Dates of one language in one zone. Patterns come from the catalogue (``date.*``), else from CLDR."""

    def __init__(self, words: Catalogue, zone: ZoneInfo) -> None:
        self._words = words
        self._zone = zone
        self._locale = words.locale
        patterns = {name: lru_cache(_REMEMBERED)(self._pattern(name)) for name in ("day", "day_year", "month")}
        self._day, self._day_year, self._month = patterns["day"], patterns["day_year"], patterns["month"]
        self._time = self._pattern("time")

    def local(self, at: datetime) -> datetime:
        """The moment on the site's clock."""
        return at.astimezone(self._zone)

    def day(self, at: date) -> str:
        """With weekday, without year: 「11月18日（水）」, “Wednesday 18 November”."""
        return self._day(self._date(at))

    def day_year(self, at: date) -> str:
        """With weekday and year: 「2026年11月18日（水）」."""
        return self._day_year(self._date(at))

    def month(self, at: date) -> str:
        """「2026年11月」, “November 2026”."""
        return self._month(self._date(at))

    def month_name(self, at: date) -> str:
        """Without the year: 「11月」, “November”."""
        return str(self._locale.months["format"]["wide"][self._date(at).month])

    def weekday(self, at: date) -> str:
        """In short: 「水」, “Wed”."""
        return str(self._locale.days["format"]["abbreviated"][self._date(at).weekday()])

    def time(self, at: datetime) -> str:
        """24 hours, no leading zero in Japanese: 「4:00」, “04:00”."""
        local = self.local(at)
        return self.clock(local.hour, local.minute)

    def clock(self, hour: int, minute: int) -> str:
        """The same of a time on the site's clock."""
        return self._time(datetime(2000, 1, 1, hour, minute, tzinfo=self._zone))

    def zone_name(self, at: datetime) -> str:
        """The zone as people say it: 「日本標準時」, “Japan Standard Time”."""
        return str(get_timezone_name(self.local(at), width="long", locale=self._locale))

    def zone_generic(self) -> str:
        """The zone whatever the season: 「アメリカ東部時間」."""
        return str(get_timezone_name(self._zone, width="long", locale=self._locale))

    def zone_short(self, at: datetime) -> str:
        """The zone beside a time: “JST”; 「UTC+9」 where there is no usual abbreviation."""
        name = self.local(at).tzname() or ""
        return name if name.isalpha() else self.offset(at)

    def offset(self, at: datetime) -> str:
        """``UTC+9``, ``UTC-3:30``, ``UTC``."""
        return _offset(self.local(at).utcoffset() or timedelta())

    def duration(self, length: timedelta) -> str:
        """In days, hours and minutes, at most two of them: 「3時間42分」, “3 h 42 min”."""
        minutes = round(length.total_seconds() / 60)
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
        return self.local(at).isoformat(timespec="seconds")

    def _date(self, at: date) -> date:
        return at.astimezone(self._zone).date() if isinstance(at, datetime) else at

    def _pattern(self, name: str) -> Callable[[date], str]:
        key = f"date.{name}"
        words = self._words if self._words.has(key) else catalogue(FALLBACK)
        own = "" if self._words.has(key) else _cldr_pattern(self._locale, _SKELETONS[name])
        return _compiled(own or words.template(key), str(self._locale))


def _cldr_pattern(locale: Locale, skeleton: str) -> str:
    """CLDR's pattern nearest to a skeleton; empty where there is none of the fields we write."""
    patterns = locale.datetime_skeletons
    chosen = skeleton if skeleton in patterns else match_skeleton(skeleton, patterns)
    pattern = str(patterns[chosen].pattern) if chosen else ""
    return pattern if {field for _, field in _pieces(pattern) if field} <= _FIELDS else ""


def _pieces(pattern: str) -> list[tuple[str, str]]:
    """(literal, ``""``) or (``""``, field) of a pattern, in order."""
    found: list[tuple[str, str]] = []
    for kind, value in tokenize_pattern(pattern):
        found.append((str(value), "") if kind == "chars" else ("", value[0] * int(value[1])))
    return found


@cache
def _offset(ahead: timedelta) -> str:
    seconds = int(ahead.total_seconds())
    sign, minutes = ("-" if seconds < 0 else "+"), abs(seconds) // 60
    hours, rest = divmod(minutes, 60)
    return "UTC" if not minutes else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def _saying(literal: str) -> Callable[[date], str]:
    return lambda _: literal


@cache
def _compiled(pattern: str, locale: str) -> Callable[[date], str]:
    """A CLDR pattern as a function, for the few fields we use: it is called for every date of every page."""
    names = Locale.parse(locale)
    # Plain dictionaries: Babel's look twice for every name.
    weekdays = {width: dict(found) for width, found in names.days["format"].items()}
    months = {width: dict(found) for width, found in names.months["format"].items()}
    fields: dict[str, Callable[[date], str]] = {
        "y": lambda at: str(at.year),
        "M": lambda at: str(at.month),
        "MM": lambda at: f"{at.month:02}",
        "MMM": lambda at: str(months["abbreviated"][at.month]),
        "MMMM": lambda at: str(months["wide"][at.month]),
        # Not the stand-alone names: Babel 2.18 shares them between languages and overwrites them, so that French
        # asked for after Chinese would have Chinese months.
        "LLLL": lambda at: str(months["wide"][at.month]),
        "d": lambda at: str(at.day),
        "dd": lambda at: f"{at.day:02}",
        "E": lambda at: str(weekdays["abbreviated"][at.weekday()]),
        "EEE": lambda at: str(weekdays["abbreviated"][at.weekday()]),
        "EEEE": lambda at: str(weekdays["wide"][at.weekday()]),
        "H": lambda at: str(at.hour) if isinstance(at, datetime) else "",
        "HH": lambda at: f"{at.hour:02}" if isinstance(at, datetime) else "",
        "mm": lambda at: f"{at.minute:02}" if isinstance(at, datetime) else "",
    }
    steps: list[Callable[[date], str]] = []
    for literal, field in _pieces(pattern):
        if not field:
            steps.append(_saying(literal))
        elif field in fields:
            steps.append(fields[field])
        else:
            raise ValueError(f"date pattern {pattern!r}: {field!r} is not one of {', '.join(fields)}")
    return lambda at: "".join(step(at) for step in steps)
