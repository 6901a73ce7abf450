"""Archive → every page of the site in every language, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.model.course import Course
from noroshi.model.site import Service
from noroshi.views.context import Context
from noroshi.views.embed_page import embed_view
from noroshi.views.history_page import Month, history_view, month_view, months
from noroshi.views.home_page import home_view
from noroshi.views.incident_page import incident_view
from noroshi.views.maintenance_page import maintenance_view
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
    SubscribeView,
    TextView,
)
from noroshi.views.services_page import service_view
from noroshi.views.subscribe_page import subscribe_view
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
)


def of_site(contexts: tuple[Context, ...]) -> Iterator[PageView]:
    """What says something of everything, of the moment, or of no incident at all."""
    for context in contexts:
        yield home_view(context)
        for incident_id in context.left_out:
            yield left_out_view(context, incident_id)
        yield history_view(context)
        yield maintenance_view(context)
        yield subscribe_view(context)
        yield about_view(context)
        yield embed_view(context.followed)
        for page in context.site.pages:
            if page.id != "about":
                yield page_view(context, page)
        for rest, target in context.redirects:
            if not target.startswith(_INCIDENTS):
                yield redirect_view(context, rest, target)
    yield not_found_view(contexts)


def of_incident(context: Context, course: Course) -> Iterator[PageView]:
    """An incident's page, and its former addresses. Reads this incident, and those that it is related to."""
    yield incident_view(context, course)
    target = f"{_INCIDENTS}{course.id}/"
    for rest in context.former_paths.get(target, ()):
        yield redirect_view(context, rest, target)


def of_month(context: Context, month: Month) -> MonthView:
    """The page of a month. Reads its incidents, and those of the months beside it."""
    return month_view(context, month, months(context))


def of_service(context: Context, service: Service) -> ServiceView:
    """The page of a service. Reads the incidents that name it, and the states of all services."""
    return service_view(context, service, months(context))


def page_count(contexts: tuple[Context, ...]) -> int:
    """How many pages there are: for a progress bar."""
    if not contexts:
        return 0
    first = contexts[0]
    texts = sum(1 for page in first.site.pages if page.id != "about")
    one = 6 + len(first.archive.courses) + len(first.left_out) + len(months(first)) + len(first.site.services) + texts
    return one * len(contexts) + sum(len(context.redirects) for context in contexts) + 1


_INCIDENTS = "/incidents/"
