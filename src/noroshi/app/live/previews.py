"""Content that nobody sees yet → pages for the writer: drafts and drills as they would look, letters as they would go.

Nothing of it is written anywhere. A draft's page is made alone, without the rest of a site that has it: what it links
to is the site as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from noroshi.app.build import BuildOptions
from noroshi.app.content import Checked, contexts_of
from noroshi.app.fresh import fresh, is_fresh
from noroshi.app.letter_outputs import desk, written
from noroshi.app.lettering import letters_page
from noroshi.app.live.rebuild import Look
from noroshi.app.settings import Settings
from noroshi.model.course import course
from noroshi.model.frozen import frozen
from noroshi.model.incident import Incident
from noroshi.model.site import Site
from noroshi.render.links import LinksMode
from noroshi.render.pages import render_page
from noroshi.render.theme import Theme
from noroshi.views.context import Context
from noroshi.views.incident_page import incident_view
from noroshi.views.letter_views import every


@frozen
class Hidden:
    """An incident that is not published."""

    id: str
    title: str
    is_draft: bool
    """Else a drill."""
    path: str
    """Path of its page as a site path: ``/incidents/<id>/``."""


class Previews:
    """Everything is made of the content as the latest rebuild read it, in that thread."""

    def __init__(self, settings: Settings, options: BuildOptions, look: Look, clock: Callable[[], datetime]) -> None:
        self._settings, self._options, self._look, self._clock = settings, options, look, clock

    def hidden(self) -> tuple[Hidden, ...]:
        """Drafts and drills, by id."""
        result = self._look()
        if result.content.site is None:
            return ()
        tag = result.content.site.languages[0]
        return tuple(
            Hidden(item.id, item.title.said(tag).text, item.draft, f"/incidents/{item.id}/")
            for item in self._hidden(result)
        )

    def drafts(self) -> Mapping[str, bytes]:
        """Site path → bytes of the pages of drafts and drills in every language, and of their pictures.

        Raises TemplateFailure.
        """
        result = self._look()
        found: dict[str, bytes] = {}
        if (parts := _usable(result)) is None:
            return found
        hidden = self._hidden(result)
        for context in self._contexts(result, parts[0]) if hidden else ():
            for incident in hidden:
                course = context.archive.by_id.get(incident.id)
                if course is not None:
                    view = incident_view(context, course)
                    found[view.frame.path] = render_page(parts[1], view, LinksMode.SITE).content
        for incident in hidden:
            for image in incident.images:
                path = f"/incidents/{incident.id}/{image.name}"
                found[path] = (self._settings.root / image.path).read_bytes()
        return found

    def with_letters(self) -> tuple[str, ...]:
        """Ids of incidents whose letters can be looked at: fresh or open ones and drafts, by id."""
        result = self._look()
        if (parts := _usable(result)) is None:
            return ()
        context = self._contexts(result, parts[0])[0].followed
        drafts = {item.id for item in result.kept.courses if item.draft and not item.drill}
        return tuple(sorted({course.incident.id for course in fresh(context)} | drafts))

    def letters(self, incident: str) -> str | None:
        """The page of an incident's letters in all languages, a draft's too; ``None``: there are none.

        Raises TemplateFailure and MailRefused.
        """
        result = self._look()
        if (parts := _usable(result)) is None:
            return None
        made = desk(self._settings.root, self._contexts(result, parts[0]), parts[1])
        found = []
        for context in made.contexts:
            course = context.archive.by_id.get(incident)
            if course is not None:
                recent = partial(is_fresh, context, course)
                found += list(written(made, course, context, recent)) or list(written(made, course, context, every))
        return letters_page(self._settings, made, incident, found) if found else None

    def _hidden(self, result: Checked) -> tuple[Incident, ...]:
        shown = self._options.drills
        found = [item.incident for item in result.kept.courses if item.draft or (item.drill and not shown)]
        return tuple(sorted(found, key=lambda item: item.id))

    def _contexts(self, result: Checked, site: Site) -> tuple[Context, ...]:
        """The site as if its drafts were none, with its drills."""
        if self._options.url:
            site = replace(site, url=self._options.url)
        settings = replace(self._settings, clock=self._clock())
        now, _ = settings.moment(site.demonstration, site.zone)
        # Only these: of the others a stored course need not be read.
        courses = tuple(
            course(replace(item.incident, draft=False)) if item.draft else item for item in result.kept.courses
        )
        return contexts_of(site, replace(result, kept=replace(result.kept, courses=courses)), now, drills=True)


def _usable(result: Checked) -> tuple[Site, Theme] | None:
    site, theme = result.content.site, result.theme
    return None if site is None or theme is None or not result.is_publishable else (site, theme)
