"""A body → prose and notes, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from noroshi.model.prose import Prose
from noroshi.source.prose.allowed import UnstableError, note_removed, sanitised
from noroshi.source.prose.characters import clean_text, unwanted_names
from noroshi.source.prose.dialect import Converted, Dialect
from noroshi.source.prose.effort import MAX_NANOSECONDS, is_too_deep, nanoseconds
from noroshi.source.prose.notes import Note, NoteKind, Notes
from noroshi.source.prose.rewrite import Labels, Rewriting, Setting, labels_for
from noroshi.source.prose.terms import Terms
from noroshi.source.prose.tree import TooDeepError, parse
from noroshi.source.prose.written import escaped, html, plain

MAX_CHARACTERS = 100_000
"""Longer bodies are shown as typed; a long final report has some 30,000."""

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Rendered:
    """What a body became, and what its writer should know."""

    prose: Prose
    notes: tuple[Note, ...]
    """By line; empty when everything is shown as it was meant."""


class Renderer:
    """Renders bodies of one language. Made once and used again; not by two threads at a time.

    ``glossary`` has (term, plain words) in this language, ``site_url`` is where the site will stand: plain
    text has full addresses. ``labels`` are the words put beside footnotes, tables and images.
    """

    def __init__(
        self,
        *,
        lang: str,
        glossary: tuple[tuple[str, str], ...] = (),
        site_url: str = "",
        labels: Labels | None = None,
    ) -> None:
        self._lang = lang
        self._glossary = dict(glossary)
        self._site_url = site_url
        self._labels = labels or labels_for(lang)
        self._dialect = Dialect()

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
        text = clean_text(markdown)
        notes = Notes(text)
        for name in unwanted_names(markdown):
            notes.add(NoteKind.CHARACTER_REMOVED, name)
        if not text.strip():
            return Rendered(Prose(text, "", ""), notes.collected())
        setting = Setting(id_prefix, base, images, heading_base, self._labels)
        reason = _unreadable(text)
        if not reason:
            try:
                return Rendered(self._prose(text, setting, notes), notes.collected())
            except TooDeepError:
                reason = "depth"
            except UnstableError:
                reason = "parser"
            except Exception:
                # Python-Markdown meets something it did not expect, and its state is no longer to be trusted.
                self._dialect = Dialect()
                reason = "parser"
        notes = Notes(text)
        notes.add(NoteKind.SHOWN_AS_TYPED, reason)
        return Rendered(Prose(text, f"<pre>\n{escaped(text)}</pre>", text.strip("\n")), notes.collected())

    def _prose(self, text: str, setting: Setting, notes: Notes) -> Prose:
        converted = self._dialect.converted(text)
        if converted.raw:
            note_removed(converted.raw, notes)
        tree = parse(sanitised(converted.html))
        terms = Terms(self._meanings(converted), text)
        published = Rewriting(setting, notes, terms, converted.mark).run(tree)
        words = plain(published, lang=self._lang, site_url=self._site_url)
        if not words and not any(element.tag in ("img", "hr") for element in published):
            return Prose(text, "", "")
        return Prose(text, html(published), words)

    def _meanings(self, converted: Converted) -> Mapping[str, str]:
        return {**self._glossary, **converted.abbreviations} if converted.abbreviations else self._glossary


def _unreadable(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        return "length"
    if is_too_deep(text):
        return "depth"
    return "effort" if nanoseconds(text) > MAX_NANOSECONDS else ""
