"""The moment of a build, watched: until when would a later moment have given the same?

Whoever looks at the clock only asks whether it is before or after another moment, so the answers of one ``now``
hold until it passes the next moment that it was compared with. :class:`Now` is a ``datetime`` that keeps account
of that. Everything else that one can do with a moment (print it, subtract another) depends on all of it: then the
answer holds at that moment alone. So nobody has to say by hand how long a page may stand, and nobody can forget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Self, overload

from noroshi.model.moments import microseconds

FOREVER = datetime.max.replace(tzinfo=UTC)
"""``until`` of what does not depend on the clock."""


class Watch:
    """What was found out with a moment, and until when it holds."""

    def __init__(self) -> None:
        self.until: datetime = FOREVER
        """Aware: the first moment from which on an answer may be another; FOREVER: none was asked."""

    def note(self, until: datetime) -> None:
        """An answer was given that holds until then."""
        self.until = min(self.until, until)

    @contextmanager
    def recording(self) -> Iterator[Watch]:
        """A watch of its own for what is done meanwhile; it counts for this one too."""
        before, self.until = self.until, FOREVER
        inner = Watch()
        try:
            yield inner
        finally:
            inner.until = self.until
            self.until = before
            self.note(inner.until)


class Now(datetime):
    """A moment whose every use is noted in its watch. Made by :func:`watched`."""

    _watch: Watch
    _ahead: timedelta
    """How much the build's moment is later than this one: ``now - 14 days`` passes a moment 14 days after it."""

    _plain: datetime
    """The same moment, which notes nothing."""

    def _passes(self, other: datetime) -> None:
        """An answer was given that changes when this passes ``other``, which it has not yet."""
        try:
            # In UTC, since within a zone Python reckons by the wall clock.
            self._watch.note(other.astimezone(UTC) + self._ahead)
        except OverflowError:
            # Beyond the calendar: never.
            return

    def _used(self) -> datetime:
        """The plain moment, for who needs all of it."""
        self._watch.note(self._plain.astimezone(UTC) + self._ahead)
        return self._plain

    def _compared(self, other: Any, found: bool, until_passed: bool) -> bool:
        """``found``, which is ``until_passed`` as long as this has not passed ``other``."""
        plain = _plain(other)
        if isinstance(plain, datetime) and plain.tzinfo is self.tzinfo is not UTC:
            # Within a zone by the wall clock, which shows an hour twice when it is set back.
            self._used()
        elif found is until_passed:
            self._passes(plain)
        return found

    def __lt__(self, other: Any) -> bool:
        return self._compared(other, self._plain.__lt__(_plain(other)), True)

    def __le__(self, other: Any) -> bool:
        return self._compared(other, self._plain.__le__(_plain(other)), True)

    def __gt__(self, other: Any) -> bool:
        return self._compared(other, self._plain.__gt__(_plain(other)), False)

    def __ge__(self, other: Any) -> bool:
        return self._compared(other, self._plain.__ge__(_plain(other)), False)

    def __eq__(self, other: object) -> bool:
        plain = _plain(other)
        found = bool(self._plain == plain)
        if found:
            self._used()
        elif isinstance(plain, datetime) and plain.tzinfo is not None and self._plain < plain:
            self._compared(plain, True, True)
        return found

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._used())

    @overload  # type: ignore[override]
    def __sub__(self, other: timedelta) -> Self: ...
    @overload
    def __sub__(self, other: datetime) -> timedelta: ...
    def __sub__(self, other: timedelta | datetime) -> Self | timedelta:
        if isinstance(other, timedelta):
            return self._moved(-other)
        taken: timedelta = self._used() - _plain(other)
        return taken

    def __rsub__(self, other: datetime) -> timedelta:
        taken: timedelta = _plain(other) - self._used()
        return taken

    def __add__(self, other: timedelta) -> Self:
        return self._moved(other)

    __radd__ = __add__

    def _moved(self, by: timedelta) -> Self:
        if self.tzinfo is not UTC:
            # By the wall clock: how far that is depends on whether clocks are set in between.
            self._used()
        moved: Self = _made(type(self), self._plain + by, self._watch, self._ahead - by)
        return moved

    def astimezone(self, tz: tzinfo | None = None) -> Self:
        """The same moment in another zone, watched by the same watch."""
        moved: Self = _made(type(self), self._plain.astimezone(tz), self._watch, self._ahead)
        return moved

    def date(self) -> date:
        """The day in its zone; that answer holds until the next one begins."""
        plain, zone = self._plain, self._plain.tzinfo
        day = plain.date()
        try:
            # Some zones have days that begin an hour later: by then the day has changed too.
            following = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=1)
        except OverflowError:
            return day
        self._passes(following.astimezone(plain.tzinfo))
        return day


def _plain(other: Any) -> Any:
    return other._plain if isinstance(other, Now) else other


def _made(kind: type[Any], moment: datetime, watch: Watch, ahead: timedelta) -> Any:
    made = kind(
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.microsecond,
        moment.tzinfo,
        fold=moment.fold,
    )
    made._plain, made._watch, made._ahead = moment, watch, ahead
    return made


def _whole(name: str) -> Callable[..., Any]:
    def used(self: Now, *arguments: Any, **named: Any) -> Any:
        return getattr(self._used(), name)(*arguments, **named)

    used.__name__ = name
    return used


def _part(name: str) -> property:
    def asked(self: Now) -> Any:
        return getattr(self._used(), name)

    return property(asked)


# All the rest of a datetime is about the whole moment.
_ASKED = frozenset(vars(Now)) | {"tzinfo", "__class__", "__new__", "__init__", "__getattribute__", "__dict__"}
for _name in dir(datetime):
    if _name in _ASKED or _name in ("min", "max", "resolution", "__doc__", "__init_subclass__", "__subclasshook__"):
        continue
    _found = getattr(datetime, _name)
    if _name in ("__setattr__", "__delattr__", "__dir__", "__sizeof__", "__getstate__") or isinstance(_found, type):
        continue
    if isinstance(vars(object).get(_name), staticmethod) or getattr(_found, "__self__", None) is datetime:
        continue  # Class methods: they make other moments.
    setattr(Now, _name, _whole(_name) if callable(_found) else _part(_name))


def watched(moment: datetime, watch: Watch) -> datetime:
    """``moment`` (aware), whose every use is noted in ``watch``."""
    made: datetime = _made(Now, _plain(moment), watch, timedelta())
    return made


def unwatched(moment: datetime) -> datetime:
    """The plain moment of one that may be watched; nothing is noted."""
    plain: datetime = _plain(moment)
    return plain


def plain_micros(moment: datetime) -> int:
    """Microseconds since 1970, for records; nothing is noted."""
    return microseconds(unwatched(moment))
