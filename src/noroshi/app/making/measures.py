"""A publication → what it says of prevention measures: pages, documents, the feed, the calendar of due dates."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.app.units import Publication
from noroshi.model.artefact import Artefact
from noroshi.render.calendar import calendar
from noroshi.render.feeds import feed_files
from noroshi.render.pages import render_page
from noroshi.render.site_files import data
from noroshi.views.feeds import feeds_of
from noroshi.views.measures_calendar import measures_calendar
from noroshi.views.measures_data import measures_data, measures_of_year_data
from noroshi.views.measures_page import measures_of_year_view, measures_view


def of_now(publication: Publication) -> Iterator[Artefact]:
    """``/measures/`` with its document: what is open, and what was done in the last 13 months."""
    for context in publication.contexts:
        view = measures_view(context)
        yield render_page(publication.theme, view, publication.links)
        yield data(view.frame.json_path, measures_data(context))


def of_year(year: int, publication: Publication) -> Iterator[Artefact]:
    """``/measures/2026/`` with its document."""
    for context in publication.contexts:
        view = measures_of_year_view(context, year)
        yield render_page(publication.theme, view, publication.links)
        yield data(view.frame.json_path, measures_of_year_data(context, year))


def feed(publication: Publication) -> Iterator[Artefact]:
    """``/measures.atom``, ``.rss`` and ``.json``; none without ``feeds.authority``."""
    for context in publication.contexts:
        if feeds := feeds_of(context):
            yield from feed_files([feeds.of_measures()])


def dates(publication: Publication) -> Iterator[Artefact]:
    """``/measures.ics``"""
    for context in publication.contexts:
        yield calendar(measures_calendar(context))
