"""Prevention measures of the whole site → ``/measures/index.json``, and one for each year in which some were done."""

from __future__ import annotations

from noroshi.views import data_values as value
from noroshi.views.context import Context
from noroshi.views.data_values import Json
from noroshi.views.measured import Measured, account, account_of_year
from noroshi.views.measured_courses import MEASURES, years
from noroshi.views.measures_page import year_path


def measures_data(context: Context) -> Json:
    """What is open, and what was done in the last 13 months, in the page's order."""
    context = context.followed
    return _data(context, MEASURES, None, account(context).all)


def measures_of_year_data(context: Context, year: int) -> Json:
    """What was done in a year."""
    context = context.followed
    return _data(context, year_path(year), year, account_of_year(context, year).all)


def _data(context: Context, rest: str, year: int | None, found: tuple[Measured, ...]) -> Json:
    def url(rest: str) -> str:
        return context.url(context.path(rest))

    return {
        **value.head(context, "measures"),
        "url": url(rest),
        "language": context.tag,
        "demonstration": context.site.demonstration is not None,
        "year": year,
        "feed": url("/measures.json") if context.site.has_feeds else None,
        "calendar": url("/measures.ics"),
        "measures": [_measure(context, item) for item in found],
        "years": [{"year": other, "url": url(year_path(other))} for other in years(context)],
    }


def _measure(context: Context, item: Measured) -> Json:
    incident, words = item.course.incident, item.state.words
    return {
        **value.measure(context, item.state),
        "overdue": item.state.is_overdue,
        "promised_at": value.at(context, words[0].at),
        "updated_at": value.at(context, words[-1].at),
        "incident": {
            "id": incident.id,
            "url": context.url(context.path(f"/incidents/{incident.id}/")),
            "title": value.text(context, incident.title),
        },
    }
