"""A body → prose and notes: the short way where it is simple, else the whole way."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from noroshi.model.prose import Prose
from noroshi.source.prose.rendered import Rendered
from noroshi.source.prose.rewrite import Labels, Setting, labels_for
from noroshi.source.prose.simple import simple
from noroshi.source.prose.written import list_sign

_NONE: Mapping[str, str] = MappingProxyType({})


class Way(Protocol):
    """Renders what is not simple; ``WholeWay`` is the one there is."""

    def render(self, markdown: str, setting: Setting) -> Rendered: ...


class Renderer:
    """Renders bodies of one language. Made once and used again; not by two threads at a time.

    ``glossary`` has (term, plain words) in this language, ``site_url`` is where the site will stand: plain
    text has full addresses. ``labels`` are the words put beside footnotes, tables and images. ``whole`` is
    where bodies go that are not simple; without one it is made, with all that it imports, for the first of them.
    """

    def __init__(
        self,
        *,
        lang: str,
        glossary: tuple[tuple[str, str], ...] = (),
        site_url: str = "",
        labels: Labels | None = None,
        whole: Way | None = None,
    ) -> None:
        self._lang = lang
        self._glossary = dict(glossary)
        self._site_url = site_url
        self._labels = labels or labels_for(lang)
        self._list_sign = list_sign(lang)
        self._whole = whole

    def render(
        self,
        markdown: str,
        *,
        id_prefix: str,
        base: str = "/",
        images: Mapping[str, str] = _NONE,
        heading_base: int = 3,
    ) -> Rendered:
        """A pure function of its arguments; never raises for anything a writer typed.

        ``id_prefix`` (``update-<id>--``) begins every id in the HTML. ``base`` is the path of the body's own
        page from the site's root (``/en/incidents/<id>/``): relative links are read from there. ``images``
        maps what a writer may type (``graph.png``, ``/logo.png``) to percent-encoded paths from the site's root.
        ``heading_base`` is the level of the heading above the body.
        """
        shown = simple(markdown, terms=self._glossary, images=images, list_sign=self._list_sign)
        if shown is not None:
            return Rendered(Prose(markdown, shown.html, shown.plain), ())
        if self._whole is None:
            self._whole = self._whole_way()
        return self._whole.render(markdown, Setting(id_prefix, base, images, heading_base, self._labels))

    def _whole_way(self) -> Way:
        # Python-Markdown, html.parser and nh3 take longer to import than a hundred simple bodies to render.
        from noroshi.source.prose.whole import WholeWay

        return WholeWay(lang=self._lang, glossary=self._glossary, site_url=self._site_url)
