"""A language → its dates as CLDR writes them: what ``dates`` asks of Babel, apart, since most builds say no date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import get_timezone_name, match_skeleton, tokenize_pattern

FIELDS = ("y", "M", "MM", "MMM", "MMMM", "LLLL", "d", "dd", "E", "EEE", "EEEE", "H", "HH", "mm")
"""What a pattern of dates and times may be made of."""


def pattern_of(locale: Locale, skeleton: str) -> str:
    """CLDR's pattern nearest to a skeleton; empty where there is none of the fields we write."""
    patterns = locale.datetime_skeletons
    chosen = skeleton if skeleton in patterns else match_skeleton(skeleton, patterns)
    pattern = str(patterns[chosen].pattern) if chosen else ""
    return pattern if {field for _, field in _pieces(pattern) if field} <= set(FIELDS) else ""


def _pieces(pattern: str) -> list[tuple[str, str]]:
    """(literal, ``""``) or (``""``, field) of a pattern, in order."""
    found: list[tuple[str, str]] = []
    for kind, value in tokenize_pattern(pattern):
        found.append((str(value), "") if kind == "chars" else ("", value[0] * int(value[1])))
    return found


def zone_name(at: datetime | ZoneInfo, locale: Locale) -> str:
    """A zone as people say it, at a moment or whatever the season."""
    return str(get_timezone_name(at, width="long", locale=locale))


def _saying(literal: str) -> Callable[[date], str]:
    return lambda _: literal


def _alone(locale: Locale) -> dict[int, str]:
    """Names of months that stand without a day (ноябрь, not ноября), by number.

    Asked of copies: Babel 2.18 writes what it finds into data that languages share, so that French asked for after
    Chinese would have Chinese months.
    """
    return dict(locale.months.copy()["stand-alone"].copy()["wide"])


@cache
def compiled(pattern: str, locale: str) -> Callable[[date], str]:
    """A CLDR pattern as a function, for the few fields we use: it is called for every date of every page."""
    names = Locale.parse(locale)
    # Plain dictionaries: Babel's look twice for every name.
    weekdays = {width: dict(found) for width, found in names.days["format"].items()}
    months = {width: dict(found) for width, found in names.months["format"].items()}
    alone = _alone(names)
    fields: dict[str, Callable[[date], str]] = {
        "y": lambda at: str(at.year),
        "M": lambda at: str(at.month),
        "MM": lambda at: f"{at.month:02}",
        "MMM": lambda at: str(months["abbreviated"][at.month]),
        "MMMM": lambda at: str(months["wide"][at.month]),
        "LLLL": lambda at: str(alone[at.month]),
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
