"""Markdown of pages and updates → prose, with a warning for everything that was changed on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.prose import Prose
from noroshi.model.site import Site

if TYPE_CHECKING:
    from noroshi.source.prose import Rendered, Renderer


def page_prose(
    markdown: str, *, site: Site, lang: str, base: str, place: Place, images: Mapping[str, str]
) -> tuple[Prose, tuple[Problem, ...]]:
    """The prose of one page in one language; ids in it begin with ``page--``.

    ``base`` is the page's path from the site's root, ``place`` the first line of ``markdown``, ``images``
    what a writer may type → path from the site's root.
    """
    rendered = _renderer(site, lang).render(markdown, id_prefix="page--", base=base, images=images, heading_base=1)
    return rendered.prose, _warnings(rendered, place)


class UpdateBodies:
    """Makes prose of updates' bodies, with one renderer a language."""

    def __init__(self, site: Site, static: Mapping[str, str]) -> None:
        """``static``: what a writer may type for a file of ``site_src/static/`` → its path from the site's root."""
        self._site = site
        self._static = static
        self._renderers: dict[str, Renderer] = {}

    def prose(
        self, markdown: str, lang: str, id_prefix: str, images: Mapping[str, str], place: Place
    ) -> tuple[Prose, tuple[Problem, ...]]:
        """The prose of one body, whose first line is ``place``.

        ``images``: names beside the update → paths from the site's root. Relative links are read from the
        incident's page in the body's own language.
        """
        folder = "" if lang == self._site.languages[0] else f"/{lang.lower()}"
        incident_id = place.path.rpartition("/")[0].rpartition("/")[2]
        if lang not in self._renderers:
            self._renderers[lang] = _renderer(self._site, lang)
        rendered = self._renderers[lang].render(
            markdown,
            id_prefix=id_prefix,
            base=f"{folder}/incidents/{incident_id}/",
            images={**self._static, **images} if images else self._static,
            heading_base=3,
        )
        return rendered.prose, _warnings(rendered, place)


def _renderer(site: Site, lang: str) -> Renderer:
    """Terms are explained in ``lang`` or not at all."""
    # Compiling what prose is searched for takes longer than an unchanged build may; such a build has no new bodies.
    from noroshi.source.prose import Renderer

    meanings = ((term.term, term.meaning.said(lang)) for term in site.glossary)
    glossary = tuple((term, said.text) for term, said in meanings if said.lang == lang)
    return Renderer(lang=lang, glossary=glossary, site_url=site.url)


def _warnings(rendered: Rendered, place: Place) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            Place(place.path, place.line + max(note.line - 1, 0)),
            str(note.kind),
            Severity.WARNING,
            {"value": note.value},
        )
        for note in rendered.notes
    )
