"""Service → state, availability and its last entries as data, for ``/services/<id>/index.json``.

The figures are those of the service's page; rehearsals are no part of them. The document changes with every
build, as the page does: ``as_of`` says from which moment it looks.
"""

from __future__ import annotations

from noroshi.model.availability import Availability, DayRecord
from noroshi.model.course import Course
from noroshi.model.moments import Month
from noroshi.model.site import Service
from noroshi.model.terms import State
from noroshi.views import data_values as value
from noroshi.views.calendar import has_calendar
from noroshi.views.context import Context
from noroshi.views.data_values import Json
from noroshi.views.follow import SERVICE_FEEDS
from noroshi.views.home_page import is_current
from noroshi.views.months import month_path
from noroshi.views.services_page import ENTRIES, going_on, measured_months, needed_by
from noroshi.views.strips import last_days, method, percent, today


def service_data(context: Context, service: Service, months: frozenset[Month]) -> Json:
    """Everything the service's page says, as JSON values; ``months``: those that have a page."""
    context = context.followed
    path = context.path(f"/services/{service.id}/")
    group = next((group for group in context.site.groups if group.id == service.group), None)
    entries = context.archive.of_service(service.id)[:ENTRIES]
    return {
        **value.head(context, "service"),
        "id": service.id,
        "url": context.url(path),
        "language": context.tag,
        "as_of": value.at(context, context.now),
        "demonstration": context.site.demonstration is not None,
        "name": value.text(context, service.name),
        "description": value.optional_text(context, service.description),
        "group": {"id": group.id, "name": value.text(context, group.name)} if group else None,
        "link": service.link,
        "depends_on": [other for other in service.depends_on if other in context.services],
        "needed_by": list(needed_by(context, service)),
        "since": value.day(context, service.since),
        "until": value.day(context, service.until),
        "current": is_current(service, today(context), context.site.zone),
        "state": context.archive.states.get(service.id, State.OPERATIONAL).value,
        "open": [_entry(context, course) for course in going_on(context, service)],
        "availability": _availability(context, service, months),
        "incidents": [_entry(context, course) for course in entries],
        "addresses": _addresses(context, service, path),
    }


def _entry(context: Context, course: Course) -> Json:
    return context.kept("data", course.id, lambda: value.entry(context, course))


def _availability(context: Context, service: Service, months: frozenset[Month]) -> Json:
    days = last_days(context, service)
    return {
        "method": method(context),
        "weights": {state.value: weight for state, weight in context.site.weights.items()},
        "total": sums(days),
        "days": [_day(day) for day in days.days],
        "months": [
            {
                "month": f"{month[0]:04}-{month[1]:02}",
                "url": context.url(month_path(context, month)) if month in months else None,
                **sums(record),
            }
            for month, record in measured_months(context, service)
        ],
    }


def _day(day: DayRecord) -> Json:
    known = day.counted_seconds > 0 or bool(day.incidents)
    return {
        "day": day.day.isoformat(),
        "state": day.worst.value if known else None,
        "counted_seconds": _seconds(day.counted_seconds),
        "down_seconds": _seconds(day.down_seconds),
        "incidents": list(day.incidents),
    }


def sums(record: Availability) -> Json:
    """The figures of a stretch of days."""
    return {
        "ratio": record.ratio,
        "percent": percent(record.ratio) or None,
        "counted_seconds": _seconds(record.counted_seconds),
        "down_seconds": _seconds(record.down_seconds),
        "not_counted": record.not_counted,
        "incidents": len(record.touched),
    }


def _seconds(seconds: float) -> float | int:
    """To the millisecond: weights make fractions of them."""
    rounded = round(seconds, 3)
    return int(rounded) if rounded.is_integer() else rounded


def _addresses(context: Context, service: Service, path: str) -> Json:
    """Where to follow this service; feeds need ``[feeds] authority``, a calendar some maintenance."""
    feeds = SERVICE_FEEDS if context.site.has_feeds else ()
    return {
        "feeds": [context.url(path + name) for name in feeds],
        "calendar": context.url(path + "calendar.ics") if has_calendar(context, service.id) else None,
        "badge_svg": context.url(path + "badge.svg"),
        "badge_json": context.url(path + "badge.json"),
    }
