"""A publication → pages, through the theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from noroshi.app.units import Publication
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.figures import Reported
from noroshi.model.moments import Month
from noroshi.model.site import Service
from noroshi.render.pages import render_page
from noroshi.views import site_views
from noroshi.views.site_views import PageView


def of_incident(publication: Publication, course: Course) -> Iterator[Artefact]:
    """The incident's page, and its former addresses, in every language."""
    for context in publication.contexts:
        yield from _pages(publication, site_views.of_incident(context, course))


def of_month(month: Month, publication: Publication) -> Iterator[Artefact]:
    """The month's page in every language."""
    return _pages(publication, (site_views.of_month(context, month) for context in publication.contexts))


def of_service(service: Service, publication: Publication) -> Iterator[Artefact]:
    """The service's page in every language."""
    return _pages(publication, (site_views.of_service(context, service) for context in publication.contexts))


def of_the_moment(publication: Publication) -> Iterator[Artefact]:
    """What says how things are now."""
    return _pages(publication, site_views.of_the_moment(publication.contexts))


def of_history(publication: Publication) -> Iterator[Artefact]:
    """The index of months."""
    return _pages(publication, site_views.of_history(publication.contexts))


def of_report(it: Reported, publication: Publication) -> Iterator[Artefact]:
    """The report of a month or a year in every language."""
    return _pages(publication, (site_views.of_report(context, it) for context in publication.contexts))


def of_reports(publication: Publication) -> Iterator[Artefact]:
    """The page that lists them."""
    return _pages(publication, site_views.of_reports(publication.contexts))


def of_no_incident(publication: Publication) -> Iterator[Artefact]:
    """What says nothing of any incident."""
    return _pages(publication, site_views.of_no_incident(publication.contexts))


def _pages(publication: Publication, views: Iterable[PageView]) -> Iterator[Artefact]:
    for view in views:
        yield render_page(publication.theme, view, publication.links)
