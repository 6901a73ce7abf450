"""A time as somebody types it at a prompt → the moment that is meant, in UTC.

Beside the times of the content format: ``+45m`` and ``-20m`` counted from a moment, and ``15:30`` on the day that
makes sense, all with full-width digits too. A day is only guessed where it cannot be today: what is to come is
tomorrow when today's is hours past, what has been was yesterday when today's is hours away.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from noroshi.model.frozen import frozen
from noroshi.model.problem import Place, Problem
from noroshi.source.meant_times import meant
from noroshi.source.refusal import Refusal
from noroshi.source.times import read_moment, read_relative

_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<rest>\d\d(?::\d\d)?)")
_FAR = timedelta(hours=6)
"""A clock time that lies so far on the wrong side of now is another day's; nearer, it is a slip."""


class Side(Enum):
    """On which side of a moment a time lies."""

    BEFORE = "before"
    """It has been: ``at``, ``ended_at``."""
    AFTER = "after"
    """It is to come: ``eta``, ``next_update``."""
    NEXT = "next"
    """The first one after: the sides of a window."""


@frozen
class Typed:
    """A time that was understood."""

    at: datetime
    """In UTC."""
    days: int = 0
    """Days by which a clock time was moved: 1 tomorrow, -1 yesterday."""


class TimeRefused(ValueError):
    """A time that cannot be meant; ``problem`` says why, as a value of front matter would be told."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.rule)
        self.problem = problem


def plain(text: str) -> str:
    """``text`` without what only looks different: full-width signs, spaces around it."""
    return unicodedata.normalize("NFKC", text).strip()


def typed_time(text: str, base: datetime, zone: ZoneInfo, side: Side, key: str) -> Typed:
    """The moment that ``text`` means beside ``base``. ``key``: what it is typed for. Raises TimeRefused."""
    said = plain(text)
    try:
        if said.startswith("-") and side is Side.BEFORE and (ago := read_relative(f"+{said[1:]}")):
            return Typed(base - ago.after)
        if relative := read_relative(said):
            return Typed(base + relative.after)
        if clock := _CLOCK.fullmatch(said):
            return _on_its_day(f"{int(clock['hour']):02d}:{clock['rest']}", said, base, zone, side)
        return Typed(read_moment(said, zone))
    except Refusal as refused:
        arguments = dict(refused.arguments)
        write = arguments.pop("write", ())
        rule = refused.rule
        if rule == "not-a-time":
            like = meant(said, (key,), {"at": written(base, zone)}, zone)
            rule, write = like.rule, like.write or write
            arguments |= {"example": like.example, "offset": like.offset, "after": like.after}
        arguments |= {"key": key, "paste": write}
        raise TimeRefused(Problem(Place(key), rule, arguments=arguments)) from None
    except OverflowError:
        raise TimeRefused(Problem(Place(key), "not-a-time", arguments={"value": text})) from None


def _on_its_day(clock: str, typed: str, base: datetime, zone: ZoneInfo, side: Side) -> Typed:
    """Raises Refusal, TimeRefused."""
    today = base.astimezone(zone).date()

    def on(days: int) -> datetime:
        return read_moment(f"{today + timedelta(days=days)} {clock}", zone)

    found = on(0)
    if side is Side.BEFORE:
        return Typed(on(-1), -1) if found - base > _FAR else Typed(found)
    if found > base:
        return Typed(found)
    if side is Side.NEXT or base - found > _FAR:
        return Typed(on(1), 1)
    now = base.astimezone(zone).strftime("%H:%M")
    arguments = {"value": typed, "now": now, "paste": f"{today + timedelta(days=1)} {clock}"}
    raise TimeRefused(Problem(Place(typed), "just-past", arguments=arguments))


def written(at: datetime, zone: ZoneInfo) -> str:
    """The moment as tools write it: site time with its offset, to the second."""
    return at.astimezone(zone).isoformat(" ", "seconds")
