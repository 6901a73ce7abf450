"""A publication → what others show or keep of it: badges, the widget, calendars, its icon."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.app.units import Publication
from noroshi.model.artefact import Artefact
from noroshi.render.badges import badge_json, badge_svg
from noroshi.render.calendar import calendar
from noroshi.render.links import LinksMode
from noroshi.render.widget import widget_js
from noroshi.views.badges import badge_views
from noroshi.views.calendar import calendar_views
from noroshi.views.frames import ICON
from noroshi.views.widget import widget_view


def badges(publication: Publication) -> Iterator[Artefact]:
    """``badge.svg`` and ``badge.json`` of the site and of every service, in every language."""
    for context in publication.contexts:
        for view in badge_views(context.followed):
            yield badge_svg(view)
            yield badge_json(view)


def widget(publication: Publication) -> Iterator[Artefact]:
    """``/widget.js`` in every language."""
    for context in publication.contexts:
        yield widget_js(widget_view(context))


def calendars(publication: Publication) -> Iterator[Artefact]:
    """``/calendar.ics``, and one for every service that ever had maintenance, in every language."""
    for context in publication.contexts:
        yield from map(calendar, calendar_views(context))


def icon(publication: Publication) -> Iterator[Artefact]:
    """``/icon.svg`` of the theme, where the site has neither a logo nor an icon: browsers ask for one."""
    path = ICON.removeprefix("/")
    own = publication.site.theme.logo or path in dict(publication.static)
    if not own and (file := publication.theme.files.get(path)):
        yield Artefact(path, file.read_bytes())


def page_files(publication: Publication) -> Iterator[Artefact]:
    """The theme's sheet for paper, and its script unless the site wants none; not for pages opened from disk."""
    theme = publication.theme
    if publication.links is not LinksMode.SITE:
        return
    if theme.print_sheet:
        yield theme.print_sheet.artefact
    if theme.script and publication.site.theme.script:
        yield theme.script.artefact
