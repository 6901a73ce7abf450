"""What was typed for a time, its key and the file's other times → what was probably meant, in our form.

Only hints come of it: nothing here is ever read as a time without the writer's agreement.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from noroshi.model.frozen import frozen
from noroshi.model.terms import Known
from noroshi.source.nearest import known_like, misspelt
from noroshi.source.times import loosely

Loc = tuple[Any, ...]

_EXAMPLE = "2026-11-21 03:12"
_SPANS = frozenset({("eta",), ("next_update",), ("window", "end"), ("eta", "from"), ("eta", "to")})
_ABOUT = frozenset({("began_at",), ("detected_at",), ("ended_at",)})
_KNOWN: Mapping[Loc, tuple[Known, ...]] = {
    ("eta",): tuple(Known),
    ("ended_at",): (Known.UNKNOWN,),
    ("report_by",): (Known.NONE,),
}
_DAYS = frozenset(
    {"report_by", "due", "done_on", "valid_until", "effective", "next_review", "reply_by", "next_report"}
    | {"sent_at", "known_at", "on", "until", "since"}
)
"""Last keys of values that may be a date alone."""
_SIBLINGS = {"end": "start", "to": "from", "start": "end", "from": "to"}
_LATER = frozenset({"eta", "next_update", "end", "to", "until"})
_EARLIER = frozenset({"began_at", "detected_at", "since"})
_NOW = frozenset(
    ("now", "just now", "right now", "今", "いま", "現在", "只今", "ただいま", "たった今", "現時刻", "$(date)")
)

_ABOUT_BEFORE = re.compile(
    r"(?:[~〜約]|およそ|おおよそ|だいたい|(?:about|around|approx(?:imately)?|circa|roughly|ca?)\b\.?)\s*", re.IGNORECASE
)
_ABOUT_BEHIND = re.compile(r"\s*(?:頃|ごろ|ころ|くらい|ぐらい|前後)$")
_MINUTES = {"h": 60, "時": 60, "m": 1, "分": 1, "d": 1440, "日": 1440}
_LENGTH = re.compile(
    r"(?P<number>\d{1,4}(?:\.\d+)?)\s*"
    r"(?P<unit>hours?|hrs?|h|minutes?|mins?|m|days?|d|時間|分間?|日間(?=後)|日(?=後))\.?(?P<half>半)?",
    re.IGNORECASE,
)
_ONE_LENGTH = re.sub(r"[?]P<[a-z]+>", "?:", _LENGTH.pattern)
_SPAN = re.compile(
    rf"(?:in|within|after|あと|\+)?\s*(?P<lengths>(?:{_ONE_LENGTH}\s*(?:and|と|,)?\s*)+)"
    r"(?:後|以内|later|from now)?",
    re.IGNORECASE,
)
_ERA = re.compile(r"(?:(?P<reiwa>令和|R)|(?:平成|H))\s*\.?(?P<year>\d{1,2}|元)\s*[年./-]", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_MONTH = re.compile(
    rf"(?P<day>\d\d?)(?:st|nd|rd|th)?[ -]{_MONTH},?[ -](?P<year>\d{{4}})\b(?P<rest>.*)", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    rf"{_MONTH}\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b(?P<rest>.*)", re.IGNORECASE
)
_YEAR_LAST = re.compile(r"(?P<first>\d\d?)(?P<sign>[./-])(?P<second>\d\d?)(?P=sign)(?P<year>\d{4})\b(?P<rest>.*)")
_NO_YEAR = re.compile(r"(?P<first>\d\d?)(?:[/-]|月)(?P<second>\d\d?)(?:日|\b)(?P<rest>.*)")
_CLOCK = re.compile(r"(?:午前|午後|[ap]m)?\s*\d{1,2}\s*[:時].*", re.IGNORECASE)
_HOUR = re.compile(r"(?<![:\d])(\d{1,2})\s*([ap])\.?m\.?", re.IGNORECASE)
_DAYS_AWAY = {
    "今日": 0,
    "本日": 0,
    "today": 0,
    "明日": 1,
    "翌日": 1,
    "tomorrow": 1,
    "昨日": -1,
    "前日": -1,
    "yesterday": -1,
}
_HALF_DAY = timedelta(hours=12)
_NEAR = timedelta(days=31)
_TYPED = re.compile(r"[~〜～]?\s*(\d{4}-\d\d-\d\d[ T]\d\d:\d\d)(?::\d\d)?(Z|[+-]\d\d:\d\d)?")


@frozen
class Meant:
    """What to say about a value that is no time."""

    rule: str
    write: tuple[str, ...]
    """Values to write instead; empty where nobody can say."""
    example: str
    offset: str
    """The site's offset about that time, ``+09:00``."""
    after: str
    """The key after which a span counts; empty where none may stand."""


def meant(typed: str, loc: Loc, values: Mapping[str, Any], zone: ZoneInfo) -> Meant:
    """What ``typed``, which is no time, was meant to say at ``loc`` of the front matter ``values``."""
    plain_loc = tuple(part for part in loc if isinstance(part, str))
    base, offset = _base(loc, values)
    written = base.isoformat(" ", "minutes") if base else _EXAMPLE
    ours = _offset(zone, base or datetime.fromisoformat(_EXAMPLE))
    after = ("start" if plain_loc[0] == "window" else "at") if plain_loc in _SPANS else ""
    text = " ".join(unicodedata.normalize("NFKC", typed).split())

    def told(rule: str, *write: str, example: str = written) -> Meant:
        return Meant(rule, write, example, ours, after)

    if text.casefold() in _NOW:
        return told("time-now", example=f"{written}{ours}")
    known = known_like(text) or misspelt(text, Known)
    if known in _KNOWN.get(plain_loc, ()):
        return told("not-a-time", str(known))
    is_about = bool(_ABOUT_BEFORE.match(text) or _ABOUT_BEHIND.search(text))
    text = _ABOUT_BEHIND.sub("", _ABOUT_BEFORE.sub("", text, count=1) if _ABOUT_BEFORE.match(text) else text)
    span = _span(text)
    if span and plain_loc in _SPANS:
        return told("not-a-time", span)
    found = tuple(dict.fromkeys(time for form in _forms(text, plain_loc, base, offset) for time in loosely(form)))
    if found and ":" not in found[0] and plain_loc[-1] not in _DAYS:
        return told("date-without-time", example=f"{found[0]} 09:00")
    if is_about and found and plain_loc in _ABOUT:
        return told("not-a-time", *(f"~{time}" for time in found))
    if is_about and found:
        return told("about-not-here", *found)
    return told("date-either-way" if len(found) > 1 else "not-a-time", *found)


def example_offset(zone: ZoneInfo) -> str:
    """The offset of ``zone`` at the time that stands in examples."""
    return _offset(zone, datetime.fromisoformat(_EXAMPLE))


def _offset(zone: ZoneInfo, at: datetime) -> str:
    return at.replace(tzinfo=zone).isoformat()[19:25]


def _base(loc: Loc, values: Mapping[str, Any]) -> tuple[datetime | None, str]:
    """(a time of the file that the value is near to, as typed, its offset as typed)."""
    places: list[Loc] = [(*loc[:-1], _SIBLINGS[loc[-1]])] if loc[-1] in _SIBLINGS else []
    places += [("began_at",)] if loc == ("ended_at",) else []
    places += [("at",), ("began_at",), ("window", "start"), ("detected_at",), ("ended_at",), ("eta",), ("next_update",)]
    for place in places:
        found = _TYPED.fullmatch(_at(values, place).replace("/", "-")) if place != loc else None
        if found:
            try:
                return datetime.fromisoformat(found[1]), found[2] or ""
            except ValueError:
                continue
    return None, ""


def _at(values: Any, loc: Loc) -> str:
    for part in loc:
        if isinstance(values, list) and isinstance(part, int) and part < len(values):
            values = values[part]
        elif isinstance(values, Mapping) and isinstance(part, str):
            values = values.get(part)
    return unicodedata.normalize("NFKC", values) if isinstance(values, str) else ""


def _span(text: str) -> str:
    text = re.sub(r"\bhalf an hour\b", "30m", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:an?|one) (?=hour|minute)", "1 ", text, flags=re.IGNORECASE)
    text = "30m" + text[3:] if text.startswith("半時間") else text
    match = _SPAN.fullmatch(text)
    if match is None:
        return ""
    minutes = 0.0
    for length in _LENGTH.finditer(match["lengths"] + text[match.end("lengths") :]):
        factor = _MINUTES[length["unit"][0].lower()]
        minutes += (float(length["number"]) + (0.5 if length["half"] else 0)) * factor
    hours, rest = divmod(round(minutes), 60)
    return f"+{f'{hours}h' * bool(hours)}{f'{rest}m' * bool(rest)}" if 0 < minutes < 10000 * 60 else ""


def _forms(text: str, loc: Loc, base: datetime | None, offset: str) -> Iterator[str]:
    """``text`` with its year first, in every way in which it can be read."""
    text = _HOUR.sub(r"\1:00 \2m", _WEEKDAY.sub("", text, count=1) if _WEEKDAY.match(text) else text)
    text = _ERA.sub(_western, text, count=1)
    for name, days in _DAYS_AWAY.items():
        if base is not None and text.casefold().startswith(name):
            rest = re.sub(r"^\s*(?:の|at\b|,)?\s*", "", text[len(name) :], flags=re.IGNORECASE)
            yield f"{base.date() + timedelta(days=days)} {rest}{offset}".strip()
            return
    named = _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text)
    if named:
        yield _joined(int(named["year"]), _MONTHS[named["month"].lower()], int(named["day"]), named["rest"])
    elif _CLOCK.fullmatch(text):
        yield from _clock_times(text, loc, base, offset)
    elif last := _YEAR_LAST.fullmatch(text):
        days_of_year = _either_way(int(last["first"]), int(last["second"]), (int(last["year"]),), base)
        yield from (_joined(day.year, day.month, day.day, last["rest"]) for day in days_of_year)
    elif base is not None and (short := _NO_YEAR.fullmatch(text)):
        years = (base.year, base.year + 1, base.year - 1)
        nearest = sorted(
            _either_way(int(short["first"]), int(short["second"]), years, base), key=lambda day: abs(day - base.date())
        )[:1]
        yield from (_joined(day.year, day.month, day.day, short["rest"]) for day in nearest)
    else:
        yield text


def _western(match: re.Match[str]) -> str:
    year = 1 if match["year"] == "元" else int(match["year"])
    return f"{(2018 if match['reiwa'] else 1988) + year}年"


def _joined(year: int, month: int, day: int, rest: str) -> str:
    rest = re.sub(r"^(?:[\s,T]|at\b)+", "", rest, flags=re.IGNORECASE)
    return f"{year}-{month:02d}-{day:02d} {rest}".strip()


def _either_way(first: int, second: int, years: tuple[int, ...], base: datetime | None) -> tuple[date, ...]:
    """The days that ``first/second`` may be, month or day in front; of two, the one near to ``base``."""
    days: list[date] = []
    for year in years:
        for month, day in dict.fromkeys(((first, second), (second, first))):
            try:
                days.append(date(year, month, day))
            except ValueError:
                continue
    near = tuple(day for day in days if base is not None and abs(day - base.date()) <= _NEAR)
    return near if len(near) == 1 else tuple(days)


def _clock_times(text: str, loc: Loc, base: datetime | None, offset: str) -> Iterator[str]:
    """A time of day alone, on the day that fits: what ends is later than what begins."""
    if base is None:
        return
    for time in loosely(f"{base.date()} {text}"):
        try:
            moment = datetime.fromisoformat(time[:16])
        except ValueError:
            continue
        if moment <= base and (loc[-1] in _LATER or (loc == ("ended_at",) and base - moment > _HALF_DAY)):
            moment += timedelta(days=1)
        elif moment > base and loc[-1] in _EARLIER:
            moment -= timedelta(days=1)
        yield f"{moment.isoformat(' ', 'minutes')}{time[16:] or offset}"
