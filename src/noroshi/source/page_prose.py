"""A page's Markdown → prose, with a warning for everything that was changed on the way."""

from __future__ import annotations

from collections.abc import Mapping

from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.prose import Prose
from noroshi.model.site import Site
from noroshi.source.prose import Renderer


def page_prose(
    markdown: str, *, site: Site, lang: str, base: str, place: Place, images: Mapping[str, str]
) -> tuple[Prose, tuple[Problem, ...]]:
    """The prose of one page in one language; ids in it begin with ``page--``.

    ``base`` is the page's path from the site's root, ``place`` the first line of ``markdown``, ``images``
    what a writer may type → path from the site's root. Terms are explained in ``lang`` or not at all.
    """
    meanings = ((term.term, term.meaning.said(lang)) for term in site.glossary)
    glossary = tuple((term, said.text) for term, said in meanings if said.lang == lang)
    renderer = Renderer(lang=lang, glossary=glossary, site_url=site.url)
    rendered = renderer.render(markdown, id_prefix="page--", base=base, images=images, heading_base=1)
    problems = tuple(
        Problem(
            Place(place.path, place.line + max(note.line - 1, 0)),
            str(note.kind),
            Severity.WARNING,
            {"value": note.value},
        )
        for note in rendered.notes
    )
    return rendered.prose, problems
