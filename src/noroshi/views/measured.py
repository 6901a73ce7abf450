"""Archive → the prevention measures of the whole site: what is overdue, what comes, what was done and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from noroshi.model.availability import start_of_day
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.measures import MeasureState, measures
from noroshi.model.text import Day
from noroshi.views.context import Context
from noroshi.views.measured_courses import current, day_of, done_in, since_kept, year_of

SOON = 14
"""Days."""
_NO_DATE = datetime.max.replace(tzinfo=UTC)


@frozen
class Measured:
    """A measure and the incident that it is to prevent from happening again."""

    course: Course
    state: MeasureState


@frozen
class Account:
    """What a partner asks for, months after the apology."""

    overdue: tuple[Measured, ...]
    """What has waited longest first."""
    soon: tuple[Measured, ...]
    """By date."""
    later: tuple[Measured, ...]
    """By date; what has none last."""
    done: tuple[Measured, ...]
    """What was done last first."""

    @property
    def all(self) -> tuple[Measured, ...]:
        """In this order."""
        return (*self.overdue, *self.soon, *self.later, *self.done)


def account(context: Context) -> Account:
    """All that is open, and what was done in the last 13 months."""
    archive, zone = context.followed.archive, context.site.zone
    is_recent = since_kept(archive, zone)
    found = _of(context, current(context))
    today = archive.now.astimezone(zone).date()
    is_open = [item for item in found if item.state.closed is None]
    overdue = [item for item in is_open if item.state.is_overdue]
    soon = [item for item in is_open if not item.state.is_overdue and _is_soon(item.state.due, today, zone)]
    return Account(
        overdue=_by_date(overdue, zone),
        soon=_by_date(soon, zone),
        later=_by_date((item for item in is_open if item not in overdue and item not in soon), zone),
        done=_last_first((item for item in found if item.state.closed and is_recent(item.state.closed)), zone),
    )


def account_of_year(context: Context, year: int) -> Account:
    """What was done in that year. Looks at no clock."""
    zone = context.site.zone
    found = [
        item
        for item in _of(context, done_in(context, year))
        if item.state.closed is not None and year_of(item.state.closed, zone) == year
    ]
    return Account((), (), (), _last_first(found, zone))


def _of(context: Context, courses: Iterable[Course]) -> list[Measured]:
    now, zone = context.now, context.site.zone
    return [Measured(course, state) for course in courses for state in measures(course, now, zone)]


def _is_soon(due: Day | None, today: date, zone: ZoneInfo) -> bool:
    return due is not None and (day_of(due, zone) - today).days <= SOON


def _key(item: Measured) -> tuple[str, str]:
    return item.course.id, item.state.measure.id


def _by_date(found: Iterable[Measured], zone: ZoneInfo) -> tuple[Measured, ...]:
    def when(item: Measured) -> tuple[datetime, tuple[str, str]]:
        due = item.state.due
        return (start_of_day(due, zone) if due is not None else _NO_DATE), _key(item)

    return tuple(sorted(found, key=when))


def _last_first(found: Iterable[Measured], zone: ZoneInfo) -> tuple[Measured, ...]:
    def when(item: Measured) -> tuple[datetime, tuple[str, str]]:
        done = item.state.closed
        return (start_of_day(done, zone) if done is not None else _NO_DATE), _key(item)

    return tuple(sorted(found, key=when, reverse=True))
