"""A month of the archive → its entries as data, for ``/history/<yyyy>/<mm>/index.json``.

Months are calendar months of the site's zone; an entry stands in the month of its first update. A month in
which nothing was told has no document, and rehearsals are no part of any.
"""

from __future__ import annotations

from collections.abc import Mapping

from noroshi.model.course import Course
from noroshi.model.moments import Month
from noroshi.model.terms import Kind
from noroshi.views import data_values as value
from noroshi.views.context import Context
from noroshi.views.data_values import Json
from noroshi.views.months import month_path


def month_data(context: Context, month: Month, by_month: Mapping[Month, tuple[Course, ...]]) -> Json:
    """One month; ``by_month``: all of ``context.followed``, newest first."""
    context = context.followed
    order = list(by_month)
    index = order.index(month)
    courses = by_month[month]
    return {
        **value.head(context, "month"),
        "month": _name(month),
        "url": context.url(month_path(context, month)),
        "language": context.tag,
        "demonstration": context.site.demonstration is not None,
        "counts": {kind.value: sum(course.incident.kind is kind for course in courses) for kind in Kind},
        "incidents": [value.entry(context, course) for course in courses],
        "newer": _link(context, order[index - 1]) if index else None,
        "older": _link(context, order[index + 1]) if index + 1 < len(order) else None,
    }


def _link(context: Context, month: Month) -> Json:
    return {"month": _name(month), "url": context.url(month_path(context, month))}


def _name(month: Month) -> str:
    return f"{month[0]:04}-{month[1]:02}"
