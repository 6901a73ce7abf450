"""Times as people and tools typed them → aware moments, with what had to be assumed.

A moment keeps the offset it was typed with; a naive one gets the source's zone. An ambiguous local time takes
the earlier reading. Nothing here guesses a time that was not typed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

from noroshi.model.frozen import frozen

EARLIEST_YEAR, LATEST_YEAR = 1971, 2199

_CLOCK = r"""
    (?P<hour>\d{1,2}) [:h] (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?P<fraction>[.,]\d+)? )?
    (?: \s* (?P<half>[ap]m)\b )?
    (?: \s* \(? (?P<zone> Z\b | UTC\b | GMT\b | [+\-−]\d{2}:?\d{2}\b ) \)? )?
"""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_FLAGS = re.VERBOSE | re.IGNORECASE
_ISO = re.compile(rf"(?P<date>\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}) (?: [T\s,]+ (?:(?:at|-|–)\s+)? {_CLOCK} )", _FLAGS)
_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}")
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? \s+ (?:of\s+)? {_MONTH} ,? \s+ (?P<year>\d{{4}})"
    rf"[\s,–-]+ (?:at\s+)? {_CLOCK}",
    _FLAGS,
)
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH} \s+ (?P<day>\d{{1,2}})(?:st|nd|rd|th)? ,? \s+ (?P<year>\d{{4}})"
    rf"[\s,–-]+ (?:at\s+)? {_CLOCK}",
    _FLAGS,
)
_TIME = re.compile(rf"(?<![\d:]){_CLOCK}", _FLAGS)


@frozen
class Moment:
    """A time that was typed, made aware."""

    at: datetime
    assumed: str = ""
    """Rule of what had to be assumed; empty: nothing.

    ``naive-time``, ``ambiguous-time``, ``missing-time``, ``date-only``.
    """
    repaired: bool = False
    """It held something that our form has no place for: fractions of a second."""


@frozen
class Clock:
    """A time of day without its day, as in ``[Update 15:20 UTC]``."""

    time: time
    zone: tzinfo


def moment(text: str, zone: tzinfo) -> Moment | None:
    """The whole text as one time (``2021-05-29T9:41:00Z``, ``2021-05-29 22:41``, ``2021-05-29``), or None."""
    typed = " ".join(text.split())
    if found := _ISO.fullmatch(typed):
        return _from_match(found, zone)
    if _DATE.fullmatch(typed):
        year, month, day = (int(part) for part in re.split("[-/]", typed))
        local = _made(year, month, day, 0, 0, 0)
        return None if local is None else Moment(local.replace(tzinfo=zone), "date-only")
    return None


def stamp(text: str, zone: tzinfo) -> Moment | Clock | None:
    """The first time within a text: with its day where it is told, else a time of day.

    A time of day counts only with UTC, GMT or an offset beside it: "at 07:15" may be anybody's.
    """
    for form in (_ISO, _DAY_FIRST, _MONTH_FIRST):
        if (found := form.search(text)) and (whole := _from_match(found, zone)):
            return whole
    for found in _TIME.finditer(text):
        offset = _offset(found["zone"]) if found["zone"] else None
        if offset and (local := _made(2000, 1, 1, *_clock(found))):
            return Clock(local.time(), offset)
    return None


def _from_match(found: re.Match[str], zone: tzinfo) -> Moment | None:
    groups = found.groupdict()
    if groups.get("date"):
        year, month, day = (int(part) for part in re.split("[-/]", groups["date"]))
    else:
        month = _MONTHS.index(groups["month"].lower()) + 1
        year, day = int(groups["year"]), int(groups["day"])
    local = _made(year, month, day, *_clock(found))
    if local is None:
        return None
    fraction = bool((groups["fraction"] or "").strip(".,0"))
    if groups["zone"]:
        offset = _offset(groups["zone"])
        return Moment(local.replace(tzinfo=offset), "", fraction) if offset else None
    early, late = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    assumed = "naive-time"
    if early.utcoffset() != late.utcoffset():
        # Before a gap the offset is the smaller one, before a repeated hour the larger one.
        repeated = (early.utcoffset() or timedelta()) > (late.utcoffset() or timedelta())
        assumed = "ambiguous-time" if repeated else "missing-time"
    return Moment(early, assumed, fraction)


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    hour = int(found["hour"])
    half = (found["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, int(found["minute"]), int(found["second"] or 0)


def _made(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone is put on by the caller
    except ValueError:
        return None


def _offset(text: str) -> tzinfo | None:
    """None where no place on earth has that offset."""
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = text[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if int(digits[2:]) > 59 or size > timedelta(hours=14):
        return None
    return timezone(-size if text[0] in "-−" else size) if size else UTC


def written(at: datetime) -> str:
    """A moment as our files say it: ``2021-05-29 22:41:00+00:00``; no offset is ever left out."""
    return at.strftime("%Y-%m-%d %H:%M:%S") + _written_offset(at)


def _written_offset(at: datetime) -> str:
    offset = at.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
