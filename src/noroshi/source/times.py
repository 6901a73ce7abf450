"""A typed time → the moment it means, or what to write instead.

docs/content-format.md, "Times", is the whole grammar: ``2026-11-21 03:12``, seconds optional, ``T`` for the
space, then nothing, ``Z`` or ``+09:00``; full-width signs and ``/`` are read as plain ones. Every moment that
comes out is in UTC: arithmetic on it is elapsed time, whatever clocks are set to in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from noroshi.model.frozen import frozen
from noroshi.source.refusal import Refusal

_PLAIN = str.maketrans("０１２３４５６７８９：／－＋\u3000", "0123456789:/-+ ")
_TIME = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:[ T](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?P<offset>Z|[+-]\d\d:\d\d)?)?"
)
_AS_TAUGHT = re.compile(
    r"(?:19[7-9]|2\d\d)\d-\d\d-\d\d[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
    r"(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?",
    re.ASCII,
)
"""A time of which all but the day of the month is sure to exist, for :func:`_read_at_once`."""
_RELATIVE = re.compile(r"\+(?:(?P<hours>\d{1,4})h)?(?:(?P<minutes>\d{1,4})m)?")
_LOOSE = re.compile(
    r"(?P<year>\d{4})\s*[-./年]\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*日?\s*(?:[(（].{1,3}[)）]\s*)?"
    r"(?:[Tt,]?\s*(?P<half>午前|午後|[AaPp]\.?[Mm]\.?)?\s*(?P<hour>\d{1,2})\s*(?:[:.時]\s*(?P<minute>\d{1,2})?\s*分?)"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?\s*(?P<later_half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>[A-Za-z]{1,5}|[+-]\d{1,2}:?(?:\d\d)?)?)?"
)
_ZONES = {"JST": "+09:00", "UTC": "Z", "GMT": "Z", "Z": "Z", "KST": "+09:00"}
YEARS = (1970, 2999)
"""Outside of these a year is a typing error."""


@frozen
class Relative:
    """Elapsed time after something else: ``+1h30m``."""

    after: timedelta


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment in UTC. Raises Refusal, also for a date alone."""
    moment = _read_at_once(text, zone)
    if moment is not None:
        return moment
    plain, parts = _parts(text)
    if parts["hour"] is None:
        raise Refusal("date-without-time", value=text, example=f"{plain} 09:00")
    return _moment(text, parts, zone)


def read_day(text: str, zone: ZoneInfo) -> date | datetime:
    """A date alone, or a moment in UTC. Raises Refusal."""
    moment = _read_at_once(text, zone)
    if moment is not None:
        return moment
    _, parts = _parts(text)
    if parts["hour"] is None:
        return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    return _moment(text, parts, zone)


def _read_at_once(text: str, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC where ``text`` is one as nearly everyone types it; None where that takes a closer look."""
    taught = _AS_TAUGHT.fullmatch(text)
    if taught is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:  # the 31st of a month that has none
        return None
    if taught[1] is not None:
        return read.astimezone(UTC)
    before, after = (read.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return before if before == after else None


def read_relative(text: str) -> Relative | None:
    """``+30m``, ``+2h``, ``+1h30m``; None where ``text`` does not begin with ``+``. Raises Refusal."""
    plain = text.translate(_PLAIN)
    if not plain.startswith("+"):
        return None
    match = _RELATIVE.fullmatch(plain)
    if match is None or plain == "+":
        raise Refusal("relative-time", value=text, write=_relative_like(plain))
    return Relative(timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0)))


def _relative_like(plain: str) -> tuple[str, ...]:
    found = re.findall(r"(\d{1,4}(?:\.5)?)\s*(時間|分|日|[a-z]+)", plain.lower())
    minutes = 0.0
    for number, unit in found:
        factor = {"h": 60, "時": 60, "m": 1, "分": 1, "d": 1440, "日": 1440}.get(unit[0])
        if factor is None:
            return ()
        minutes += float(number) * factor
    hours, rest = divmod(int(minutes), 60)
    written = f"{hours}h" * bool(hours) + f"{rest}m" * bool(rest)
    return (f"+{written}",) if written and hours < 10000 else ()


def _parts(text: str) -> tuple[str, dict[str, str | Any]]:
    plain = text.translate(_PLAIN).replace("/", "-")
    match = _TIME.fullmatch(plain)
    if match is None:
        raise Refusal("not-a-time", value=text, write=loosely(text))
    parts = match.groupdict()
    suggestion = _nearest(parts)
    if suggestion is not None:
        raise Refusal("impossible-time", value=text, write=(suggestion,))
    return plain, parts


def _moment(text: str, parts: dict[str, Any], zone: ZoneInfo) -> datetime:
    numbers = (int(parts[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second"))
    year, month, day, hour, minute, second = numbers
    naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone follows
    offset = parts["offset"]
    if offset is not None:
        return naive.replace(tzinfo=_offset(text, offset, naive)).astimezone(UTC)
    before, after = (naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if before == after:
        return before
    # Twice: both readings exist. Never: the clock jumped over it, and these are its neighbours (PEP 495).
    rule = "time-occurs-twice" if before < after else "time-never-occurs"
    write = tuple(_written(moment.astimezone(zone), parts["second"]) for moment in sorted((before, after)))
    raise Refusal(rule, value=text, write=write, zone=zone.key or "")


def _written(moment: datetime, second: str | None) -> str:
    return moment.isoformat(" ", "seconds" if second else "minutes")


def _offset(text: str, offset: str, naive: datetime) -> timezone:
    if offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[4:])
    if minutes > 59 or hours * 60 + minutes > 14 * 60:
        raise Refusal("impossible-offset", value=text, example=f"{naive.isoformat(' ', 'minutes')}+09:00")
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1))


def _nearest(parts: dict[str, Any]) -> str | None:
    """The nearest time that exists, written out; None where this one does."""
    import calendar  # and locale with it: few sites have such a time

    year, month, day = int(parts["year"]), int(parts["month"]), int(parts["day"])
    sound_year = min(max(year, YEARS[0]), YEARS[1])
    sound_month = min(max(month, 1), 12)
    sound_day = min(max(day, 1), calendar.monthrange(sound_year, sound_month)[1])
    sound = date(sound_year, sound_month, sound_day)
    is_sound = (year, month, day) == (sound_year, sound_month, sound_day)
    if parts["hour"] is None:
        return None if is_sound else sound.isoformat()
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if is_sound and hour < 24 and minute < 60 and second < 60:
        return None
    # 24:00 and 25:30 are how timetables in Japan write the small hours of the next day.
    if 24 <= hour <= 30 and sound < date(YEARS[1], 12, 31):
        sound, hour = sound + timedelta(days=1), hour - 24
    written = f"{sound.isoformat()} {min(hour, 23):02d}:{min(minute, 59):02d}"
    if parts["second"] is not None:
        written += f":{min(second, 59):02d}"
    return written + (parts["offset"] or "")


def loosely(text: str) -> tuple[str, ...]:
    """What a time in another form that begins with the year would be in ours; empty where nobody can say."""
    match = _LOOSE.fullmatch(text.translate(_PLAIN).strip())
    if match is None:
        return ()
    parts: dict[str, Any] = {name: match[name] for name in ("year", "month", "day", "hour", "second")}
    for name in ("month", "day", "hour", "second"):
        parts[name] = parts[name] and f"{int(parts[name]):02d}"
    if parts["hour"] is None:
        parts |= {"minute": None, "offset": None}
        written = f"{parts['year']}-{parts['month']}-{parts['day']}"
    else:
        half = (match["half"] or match["later_half"] or "").lower().replace(".", "")
        hour = int(parts["hour"])
        if half in ("pm", "午後") and hour < 12:
            hour += 12
        elif half in ("am", "午前") and hour == 12:
            hour = 0
        parts["hour"] = f"{hour:02d}"
        parts["minute"] = f"{int(match['minute'] or 0):02d}"
        parts["offset"] = _zone(match["zone"])
        written = "".join(_pieces(parts))
    return (_nearest(parts) or written,)


def _pieces(parts: dict[str, Any]) -> Iterator[str]:
    yield f"{parts['year']}-{parts['month']}-{parts['day']} {parts['hour']}:{parts['minute']}"
    if parts["second"]:
        yield f":{parts['second']}"
    yield parts["offset"] or ""


def _zone(name: str | None) -> str | None:
    if name is None:
        return None
    numeric = re.fullmatch(r"([+-])(\d{1,2}):?(\d\d)?", name)
    if numeric:
        return f"{numeric[1]}{int(numeric[2]):02d}:{numeric[3] or '00'}"
    return _ZONES.get(name.upper())
