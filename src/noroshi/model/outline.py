"""Course → what lists need of it, in plain values; and back: a course that is read whole only when it must be.

An archive of ten years is mostly asked when things were and which services they touched. An :class:`Outline` knows
that; the incident behind it is loaded at the first question that it does not answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from noroshi.model.course import Course, course
from noroshi.model.incident import Incident
from noroshi.model.moments import microseconds, moment_of
from noroshi.model.spans import StateSpan
from noroshi.model.standing import Window
from noroshi.model.terms import Kind, State
from noroshi.model.text import Day

Plain = int
"""A moment: microseconds since 1970."""


class Outline(NamedTuple):
    """An incident and its course, as lists know them; everything as on :class:`Course`, in plain values."""

    id: str
    kind: str
    draft: bool
    drill: bool
    is_withdrawn: bool
    is_open: bool
    is_over: bool
    first_at: Plain
    last_at: Plain
    changed_at: Plain
    quiet_at: Plain | None
    since: Plain
    reach: tuple[Plain, Plain | None]
    services: tuple[str, ...]
    ever_named: tuple[str, ...]
    spans: tuple[tuple[str, str, Plain, Plain | None, bool], ...]
    window: tuple[Plain | None, Plain | None] | None
    related: tuple[str, ...]
    corrects: str
    aliases: tuple[str, ...]
    said_at: tuple[Plain, ...]
    told_ids: tuple[str, ...]
    has_links: bool
    has_images: bool
    measure_days: tuple[tuple[Plain | str | None, Plain | str | None], ...]
    """A day without a time is ``2026-11-21``."""
    measures_said: tuple[Plain, ...]


def outline(found: Course) -> Outline:
    """What lists need of a course."""
    window = found.window
    return Outline(
        id=found.id,
        kind=found.kind.value,
        draft=found.draft,
        drill=found.drill,
        is_withdrawn=found.is_withdrawn,
        is_open=found.is_open,
        is_over=found.is_over,
        first_at=found.first_us,
        last_at=found.last_us,
        changed_at=found.changed_us,
        quiet_at=found.quiet_us,
        since=found.since_us,
        reach=found.reach,
        services=found.services,
        ever_named=found.ever_named,
        spans=tuple(
            (span.service, span.state.value, microseconds(span.start), _maybe_plain(span.end), span.is_over)
            for span in found.spans
        ),
        window=None if window is None else (_maybe_plain(window.start), _maybe_plain(window.end)),
        related=found.related,
        corrects=found.corrects,
        aliases=found.aliases,
        said_at=found.said_us,
        told_ids=found.told_ids,
        has_links=found.has_links,
        has_images=found.has_images,
        measure_days=tuple((_plain_day(due), _plain_day(done)) for due, done in found.measure_days),
        measures_said=found.measures_said,
    )


Load = Callable[[], Incident]
_ALL_OF_INCIDENT = tuple(item.name for item in fields(Incident))
_ALL_OF_COURSE = frozenset(item.name for item in fields(Course))
_SAME_OF_INCIDENT = ("id", "draft", "drill", "related", "aliases")


class StoredIncident(Incident):
    """An incident of which only the outline is there; the rest is loaded by the first question about it."""

    __slots__ = ("_load",)
    _load: Load

    def __getattr__(self, name: str) -> Any:
        # Only asked for what is not there: the slots of the outline are filled.
        if name not in _ALL_OF_INCIDENT:
            raise AttributeError(name)
        whole = self._load()
        for field in _ALL_OF_INCIDENT:
            object.__setattr__(self, field, getattr(whole, field))
        return getattr(self, name)


class StoredCourse(Course):
    """A course of which only the outline is there."""

    def __getattr__(self, name: str) -> Any:
        if name not in _ALL_OF_COURSE:
            raise AttributeError(name)
        inside = self.__dict__
        if name == "incident":
            made = inside[name] = _incident(inside["_outline"], inside["_load"])
            return made
        whole = course(self.incident)
        for field in _READ:
            inside[field] = getattr(whole, field)
        return inside[name]


def stored(known: Outline, load: Load) -> Course:
    """The course of an outline; ``load`` reads the incident, at the first question about the rest."""
    made = StoredCourse.__new__(StoredCourse)
    inside = made.__dict__
    inside["_outline"] = known
    inside["_load"] = load
    inside["id"] = known.id
    inside["kind"] = _KINDS[known.kind]
    inside["first_us"] = known.first_at
    inside["last_us"] = known.last_at
    inside["changed_us"] = known.changed_at
    inside["since_us"] = known.since
    inside["quiet_us"] = known.quiet_at
    inside["reach"] = known.reach
    inside["said_us"] = known.said_at
    inside["services"] = known.services
    inside["drill"] = known.drill
    inside["draft"] = known.draft
    inside["is_open"] = known.is_open
    inside["is_over"] = known.is_over
    inside["is_withdrawn"] = known.is_withdrawn
    inside["related"] = known.related
    inside["aliases"] = known.aliases
    inside["corrects"] = known.corrects
    inside["ever_named"] = known.ever_named
    inside["told_ids"] = known.told_ids
    inside["has_links"] = known.has_links
    inside["has_images"] = known.has_images
    inside["measures_said"] = known.measures_said
    if not known.measure_days:
        # Of nearly every incident: nothing is to be converted.
        inside["measure_days"] = ()
    return made


def forget(found: Course) -> None:
    """Give back the memory of what was loaded of a stored course; it is loaded again when somebody asks."""
    if isinstance(found, StoredCourse):
        for name in ("incident", *_READ):
            found.__dict__.pop(name, None)


def _maybe_plain(moment: datetime | None) -> Plain | None:
    return None if moment is None else microseconds(moment)


def _maybe(plain: Plain | None) -> datetime | None:
    return None if plain is None else moment_of(plain)


def _plain_day(day: Day | None) -> Plain | str | None:
    return microseconds(day) if isinstance(day, datetime) else day.isoformat() if day is not None else None


def _day(plain: Plain | str | None) -> Day | None:
    return date.fromisoformat(plain) if isinstance(plain, str) else _maybe(plain)


_KINDS = {kind.value: kind for kind in Kind}
_STATES = {state.value: state for state in State}
_CONVERTED: dict[str, Callable[[Outline], Any]] = {
    "first_at": lambda known: moment_of(known.first_at),
    "last_at": lambda known: moment_of(known.last_at),
    "changed_at": lambda known: moment_of(known.changed_at),
    "quiet_at": lambda known: _maybe(known.quiet_at),
    "since": lambda known: moment_of(known.since),
    "spans": lambda known: tuple(
        StateSpan(service, _STATES[state], moment_of(start), _maybe(end), is_over=over)
        for service, state, start, end, over in known.spans
    ),
    "window": lambda known: known.window and Window(_maybe(known.window[0]), _maybe(known.window[1])),
    "said_at": lambda known: tuple(moment_of(at) for at in known.said_at),
    "measure_days": lambda known: tuple((_day(due), _day(done)) for due, done in known.measure_days),
}


def _converted(name: str, convert: Callable[[Outline], Any]) -> None:
    """Let a stored course answer ``name`` from its outline, in place of the way of any other course."""
    made: cached_property[Any] = cached_property(lambda course: convert(course.__dict__["_outline"]))
    made.__set_name__(StoredCourse, name)
    setattr(StoredCourse, name, made)


for _name, _convert in _CONVERTED.items():
    _converted(_name, _convert)
_READ = _ALL_OF_COURSE - _CONVERTED.keys() - {"incident", "services"}
"""What the outline does not answer."""


def _incident(known: Outline, load: Load) -> Incident:
    made = StoredIncident.__new__(StoredIncident)
    for name in _SAME_OF_INCIDENT:
        object.__setattr__(made, name, getattr(known, name))
    object.__setattr__(made, "kind", _KINDS[known.kind])
    object.__setattr__(made, "_load", load)
    return made
