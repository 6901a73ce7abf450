"""Archive → the incidents of which the pages, feed and calendar of prevention measures tell.

By their outlines alone: of a long history few have a report, and fewer of them say anything new. Apart from what
makes these files, since every build asks for it. Rehearsals and withdrawn incidents promise nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from heapq import nlargest
from zoneinfo import ZoneInfo

from noroshi.model.archive import Archive
from noroshi.model.availability import start_of_day
from noroshi.model.course import Course
from noroshi.model.text import Day
from noroshi.views.context import Context
from noroshi.views.months import first_day

MEASURES = "/measures/"
KEPT = timedelta(days=13 * 31)
"""How long what was done stands beside what is to do."""


def current(context: Context) -> tuple[Course, ...]:
    """What ``/measures/`` reads: incidents with a measure that is open, or was done in the last 13 months."""
    archive, zone = context.followed.archive, context.site.zone

    def find() -> tuple[Course, ...]:
        is_recent = since_kept(archive, zone)
        return tuple(
            course
            for course in archive.measured_courses
            if any(done is None or is_recent(done) for _, done in course.measure_days)
        )

    return archive.at_now(("measures", zone), find)


def years(context: Context) -> tuple[int, ...]:
    """Years in which something was done, newest first: each has a page, which no later moment changes."""
    zone = context.site.zone
    found = {
        year_of(done, zone)
        for course in context.followed.archive.measured_courses
        for _, done in course.measure_days
        if done is not None
    }
    return tuple(sorted(found, reverse=True))


def done_in(context: Context, year: int) -> tuple[Course, ...]:
    """Incidents with a measure that was done in that year."""
    zone = context.site.zone
    return tuple(
        course
        for course in context.followed.archive.measured_courses
        if any(done is not None and year_of(done, zone) == year for _, done in course.measure_days)
    )


def courses_told(context: Context) -> tuple[Course, ...]:
    """Those of which the feed tells: by their outlines, as many as have its newest entries."""
    measured = context.followed.archive.measured_courses
    said = ((at, course.id, course) for course in measured for at in course.measures_said)
    newest = nlargest(context.site.feeds.entries, said, key=lambda it: it[:2])
    return tuple({course.id: course for _, _, course in newest}.values())


def courses_dated(context: Context) -> tuple[Course, ...]:
    """Incidents with a due date that stands in the calendar."""
    archive, zone = context.followed.archive, context.site.zone

    def find() -> tuple[Course, ...]:
        since = first_day(context).date()
        dated = [
            (max(day_of(due, zone) for due, _ in course.measure_days if due is not None), course)
            for course in archive.measured_courses
            if any(due is not None for due, _ in course.measure_days)
        ]
        # A calendar that had something is never empty again: some programs take an empty one for a broken one.
        last = max((day for day, _ in dated), default=since)
        return tuple(course for day, course in dated if day >= min(since, last))

    return archive.at_now(("due dates", zone), find)


def day_of(day: Day, zone: ZoneInfo) -> date:
    """The day of a deadline, in the site's zone."""
    return day.astimezone(zone).date() if isinstance(day, datetime) else day


def year_of(day: Day, zone: ZoneInfo) -> int:
    """Its year there."""
    return day_of(day, zone).year


def since_kept(archive: Archive, zone: ZoneInfo) -> Callable[[Day], bool]:
    """Whether what was done on a day still stands beside what is to do."""
    since = archive.now - KEPT
    return lambda day: start_of_day(day, zone) > since
