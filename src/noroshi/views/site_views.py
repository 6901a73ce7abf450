"""Archive → every page of the site in every language, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.views.context import Context
from noroshi.views.embed_page import embed_view
from noroshi.views.history_page import history_view, month_view, months
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


def page_views(contexts: tuple[Context, ...]) -> Iterator[PageView]:
    """Every page: by language in the site's order, then by path's kind."""
    for context in contexts:
        by_month = months(context)
        yield home_view(context)
        for course in context.archive.courses:
            yield incident_view(context, course)
        for incident_id in context.left_out:
            yield left_out_view(context, incident_id)
        yield history_view(context)
        for month in by_month:
            yield month_view(context, month, by_month)
        for service in context.site.services:
            yield service_view(context, service, by_month)
        yield maintenance_view(context)
        yield subscribe_view(context)
        yield about_view(context)
        yield embed_view(context.followed)
        for page in context.site.pages:
            if page.id != "about":
                yield page_view(context, page)
        for rest, target in context.redirects:
            yield redirect_view(context, rest, target)
    yield not_found_view(contexts)


def page_count(contexts: tuple[Context, ...]) -> int:
    """How many pages ``page_views`` yields: for a progress bar."""
    if not contexts:
        return 0
    first = contexts[0]
    texts = sum(1 for page in first.site.pages if page.id != "about")
    one = 6 + len(first.archive.courses) + len(first.left_out) + len(months(first)) + len(first.site.services) + texts
    return one * len(contexts) + sum(len(context.redirects) for context in contexts) + 1
