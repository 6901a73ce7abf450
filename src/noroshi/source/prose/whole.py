"""A body → prose and notes, step by step: the whole way, for everything that can be typed.

It brings Python-Markdown and nh3 along, so ``render`` imports it when the first body needs them.
"""

from __future__ import annotations

from collections.abc import Mapping

from noroshi.model.prose import Prose
from noroshi.source.prose.allowed import UnstableError, note_removed, sanitised
from noroshi.source.prose.characters import clean_text, unwanted_names
from noroshi.source.prose.dialect import Converted, Dialect
from noroshi.source.prose.effort import unreadable
from noroshi.source.prose.notes import NoteKind, Notes
from noroshi.source.prose.rendered import Rendered
from noroshi.source.prose.rewrite import Rewriting, Setting
from noroshi.source.prose.terms import Terms
from noroshi.source.prose.tree import TooDeepError, parse
from noroshi.source.prose.written import escaped, html, plain


class WholeWay:
    """Renders bodies of one language with one Python-Markdown; not by two threads at a time."""

    def __init__(self, *, lang: str, glossary: Mapping[str, str], site_url: str) -> None:
        """``glossary``: term → plain words; ``site_url``: what addresses on the site begin with in plain text."""
        self._lang = lang
        self._glossary = glossary
        self._site_url = site_url
        self._dialect = Dialect()

    def render(self, markdown: str, setting: Setting) -> Rendered:
        """A pure function of its arguments; never raises for anything a writer typed."""
        text = clean_text(markdown)
        notes = Notes(text)
        for name in unwanted_names(markdown):
            notes.add(NoteKind.CHARACTER_REMOVED, name)
        if not text.strip():
            return Rendered(Prose(text, "", ""), notes.collected())
        reason = unreadable(text)
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
