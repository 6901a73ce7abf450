"""Views → HTML, through the theme's templates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from noroshi.model.artefact import Artefact
from noroshi.render.csp import content_security_policy
from noroshi.render.links import Links, LinksMode
from noroshi.render.site_files import sitemap_line
from noroshi.render.theme import Theme
from noroshi.views.figures import FiguresIndexView, FiguresView
from noroshi.views.measures_page import MeasuresView
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
from noroshi.views.search_page import SearchView
from noroshi.views.site_views import PageView
from noroshi.views.subscribing import SubscribeView

TEMPLATES: Final[Mapping[type, str]] = MappingProxyType(
    {
        HomeView: "home.html",
        IncidentView: "incident.html",
        HistoryView: "history.html",
        MonthView: "month.html",
        ServiceView: "service.html",
        MaintenanceView: "maintenance.html",
        SubscribeView: "subscribe.html",
        TextView: "text.html",
        NotFoundView: "not_found.html",
        RedirectView: "redirect.html",
        EmbedView: "embed.html",
        SearchView: "search.html",
        FiguresView: "figures.html",
        FiguresIndexView: "figures_index.html",
        MeasuresView: "measures.html",
    }
)
"""View → the template that prints it."""


def render_page(theme: Theme, view: PageView, links_mode: LinksMode) -> Artefact:
    """One page. Raises TemplateFailure where the theme's template cannot print the view."""
    frame = view.frame
    # From disk a page may load nothing beside itself.
    sheet = theme.print_sheet if links_mode is LinksMode.SITE and not isinstance(view, _NEVER_PRINTED) else None
    style = theme.style(frame.brand, TEMPLATES[type(view)], with_print=links_mode is not LinksMode.SITE)
    # A page opened from disk is of no origin: a browser lets it load no script.
    may_run = links_mode is LinksMode.SITE
    script = theme.script if frame.with_script and may_run else None
    search = theme.search_script if isinstance(view, SearchView) and may_run else None

    def printed(between: str) -> str:
        return theme.render(
            TEMPLATES[type(view)],
            view=view,
            frame=frame,
            words=frame.words,
            links=Links(
                frame.path,
                frame.base_path,
                links_mode,
                is_anywhere=isinstance(view, (NotFoundView, RedirectView)),
            ),
            style=between,
            print_sheet=sheet.path if sheet else "",
            script=script.path if script else "",
            search_script=search.path if search else "",
            policy=_policy(style.hash_source, links_mode, script is not None, search is not None, sheet is not None),
            paper=theme.settings,
        )

    content = _with_style(printed(_STYLE), style.content)
    if content is None:
        content = printed(style.text).encode()
    return Artefact(page_file(frame.path), content, listed=sitemap_line(frame))


_NEVER_PRINTED: Final = (EmbedView, RedirectView)

_STYLE: Final = "\0style\0"
"""Printed in place of the style, which is most of a page and on every page the same: so it is encoded once. No text
has a NUL in it."""


def _with_style(page: str, style: bytes) -> bytes | None:
    """The page with what the policy allows between ``<style>`` and ``</style>``; ``None``: a theme has it elsewhere."""
    before, found, after = page.partition(f"<style>{_STYLE}</style>")
    if "\0" in before or "\0" in after:
        return None
    return b"".join((before.encode(), b"<style>", style, b"</style>", after.encode())) if found else before.encode()


IMAGE_SOURCES: Final[Mapping[LinksMode, str]] = MappingProxyType(
    {LinksMode.SITE: "'self'", LinksMode.FILES: "'self' file:"}
)
"""Pages opened from disk have no origin of their own in some browsers, so 'self' alone would hide pictures."""


@cache
def _policy(style: str, links_mode: LinksMode, scripts: bool, wasm: bool, sheets: bool) -> str:
    images = IMAGE_SOURCES[links_mode]
    return content_security_policy((style,), image_sources=images, scripts=scripts, wasm=wasm, sheets=sheets)


def page_file(path: str) -> str:
    """The file that holds the page of a site path: ``/en/history/`` → ``en/history/index.html``."""
    name = path.removeprefix("/")
    return name + "index.html" if not name or name.endswith("/") else name
