"""An archive and what has become of a few of its courses → the archive of now, without sorting ten thousand again.

For a program that stays: what was found out about the courses that are as they were is taken over. The result is the
archive that ``archive_of`` would make of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from noroshi.model.archive import Archive
from noroshi.model.availability import by_end
from noroshi.model.course import Course
from noroshi.model.moments import Month, Months
from noroshi.model.watch import Watch, watched

_Groups = Mapping[Any, tuple[Course, ...]]


def archive_again(before: Archive, changed: Mapping[str, Course], now: datetime) -> Archive | None:
    """The archive at ``now`` with the courses of ``changed`` in place of those with their ids.

    ``None``: more than that has changed. A course came, went, or was first told at another time; relations may have
    changed; or there are rehearsals.
    """
    was = {name: before.by_id[name] for name in changed if name in before.by_id}
    if len(was) < len(changed) or before.has_drills:
        return None
    for name, new in changed.items():
        old = was[name]
        if new.draft or new.drill or new.first_us != old.first_us or name in before.related:
            return None
        if new.related or new.corrects:
            return None
    courses = tuple(changed.get(item.id, item) for item in before.courses)
    watch = Watch()
    found = Archive(courses, watched(now, watch), before.related, watch)
    inside = found.__dict__
    inside["by_id"] = {**before.by_id, **changed}
    inside["has_drills"] = False
    for name, (keys, order) in _GROUPED.items():
        if name in before.__dict__:
            inside[name] = _patched(before.__dict__[name], was, changed, keys, order)
    said = [at for new in changed.values() for at in new.said_us]
    inside["_months"] = {zone: _reaching(months, said) for zone, months in before._months.items()}
    inside["_by_month"] = {
        zone: {**found_in, **_in_place(found_in, changed, inside["_months"][zone])}
        for zone, found_in in before._by_month.items()
    }
    inside["_said_in_months"] = {
        zone: _patched(found_in, was, changed, _months_of(inside["_months"][zone]), _newest_first)
        for zone, found_in in before._said_in_months.items()
    }
    return found


def _newest_first(courses: Iterable[Course]) -> list[Course]:
    return sorted(courses, key=lambda item: (item.first_us, item.id), reverse=True)


def _ended_last_first(courses: Iterable[Course]) -> list[Course]:
    # As all of them are sorted: those that end at one moment stand as in the archive.
    return by_end(_newest_first(courses))


_Keys = Callable[[Course], Iterable[Any]]
_GROUPED: Mapping[str, tuple[_Keys, Callable[[Iterable[Course]], list[Course]]]] = {
    "_by_service": (lambda item: item.services, _newest_first),
    "_by_service_ever": (lambda item: item.ever_named, _newest_first),
    "_not_over": (lambda item: () if item.is_over else item.services, _newest_first),
    "_by_end": (lambda item: item.services, _ended_last_first),
}
"""Cached groups of an archive → under what a course stands in them, in which order."""


def _patched(
    groups: _Groups,
    was: Mapping[str, Course],
    now: Mapping[str, Course],
    keys: _Keys,
    order: Callable[[Iterable[Course]], list[Course]],
) -> _Groups:
    found = dict(groups)
    touched = {key for courses in (was, now) for item in courses.values() for key in keys(item)}
    for key in touched:
        members = [item for item in found.get(key, ()) if item.id not in now]
        members += [item for item in now.values() if key in keys(item)]
        if members:
            found[key] = tuple(order(members))
        else:
            found.pop(key, None)
    return found


def _reaching(months: Months, said: Iterable[int]) -> Months:
    """The same months, or more where something was said before or after them."""
    first, last = min([months.first, *said]), max([months.last, *said])
    return months if (first, last) == (months.first, months.last) else Months(first, last, months.zone)


def _months_of(months: Months) -> _Keys:
    return lambda item: set(map(months.of, item.said_us))


def _in_place(groups: _Groups, changed: Mapping[str, Course], months: Months) -> dict[Month, tuple[Course, ...]]:
    """The months in which the changed courses were first told: each stands where it stood."""
    touched = {months.of(item.first_us) for item in changed.values()}
    return {month: tuple(changed.get(item.id, item) for item in groups[month]) for month in touched}
