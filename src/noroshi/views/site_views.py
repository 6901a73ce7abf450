"""Archive → every page of the site in every language, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.model.course import Course
from noroshi.model.figures import Reported
from noroshi.model.moments import Month
from noroshi.model.site import Service
from noroshi.views.context import Context
from noroshi.views.embed_page import embed_view
from noroshi.views.figures import FiguresIndexView, FiguresView
from noroshi.views.figures_page import figures_index_view, figures_view
from noroshi.views.gone import gone_view
from noroshi.views.history_page import history_view, month_view
from noroshi.views.home_page import home_view
from noroshi.views.incident_page import incident_view
from noroshi.views.maintenance_page import maintenance_view
from noroshi.views.measures_page import MeasuresView
from noroshi.views.months import months
from noroshi.views.pages import (
    EmbedView,
    HistoryView,
    HomeView,
    IncidentView,
    MaintenanceView,
    MonthView,
    NotFoundView,
    RedirectView,
    ServiceView,
    TextView,
)
from noroshi.views.removed_entries import gone_entries
from noroshi.views.search_page import SearchView, search_view
from noroshi.views.services_page import service_view
from noroshi.views.subscribe_page import subscribe_view
from noroshi.views.subscribing import SubscribeView
from noroshi.views.text_pages import about_view, left_out_view, not_found_view, page_view, redirect_view

PageView = (
    HomeView
    | IncidentView
    | HistoryView
    | MonthView
    | ServiceView
    | MaintenanceView
    | SubscribeView
    | TextView
    | NotFoundView
    | RedirectView
    | EmbedView
    | SearchView
    | FiguresView
    | FiguresIndexView
    | MeasuresView
)


INCIDENTS = "/incidents/"
"""Leads to the history."""


def of_the_moment(contexts: tuple[Context, ...]) -> Iterator[PageView]:
    """What says how things are now: they say when, too, so no two builds make the same of them."""
    for context in contexts:
        yield home_view(context)
        yield maintenance_view(context)
        yield embed_view(context.followed)


def of_history(contexts: tuple[Context, ...]) -> Iterator[PageView]:
    """The index of months, and the newest entries. Reads every incident's outline."""
    for context in contexts:
        yield history_view(context)


def of_no_incident(contexts: tuple[Context, ...]) -> Iterator[PageView]:
    """What says nothing of any incident that could be read."""
    for context in contexts:
        for incident_id in context.left_out:
            yield left_out_view(context, incident_id)
        for gone in gone_entries(context):
            yield gone_view(context, gone)
        yield subscribe_view(context)
        if context.site.search:
            yield search_view(context)
        yield about_view(context)
        for page in context.site.pages:
            if page.id != "about":
                yield page_view(context, page)
        yield redirect_view(context, INCIDENTS, "/history/")
    yield not_found_view(contexts)


def of_incident(context: Context, course: Course) -> Iterator[PageView]:
    """An incident's page, and its former addresses. Reads this incident, and those that it is related to."""
    yield incident_view(context, course)
    target = f"{INCIDENTS}{course.id}/"
    for rest in context.former_paths.get(target, ()):
        yield redirect_view(context, rest, target)


def of_month(context: Context, month: Month) -> MonthView:
    """The page of a month. Reads its incidents, and those of the months beside it."""
    return month_view(context, month, months(context))


def of_service(context: Context, service: Service) -> ServiceView:
    """The page of a service. Reads the incidents that name it, and the states of all services."""
    return service_view(context, service, months(context))


def of_report(context: Context, it: Reported) -> FiguresView:
    """The report of a month or a year. Reads the entries that reach into it."""
    return figures_view(context, it)


def of_reports(contexts: tuple[Context, ...]) -> Iterator[PageView]:
    """The page that lists them. Reads every incident's outline."""
    for context in contexts:
        yield figures_index_view(context)
