"""What a writer typed, in the languages in which it was typed."""

from __future__ import annotations

from datetime import date, datetime

from noroshi.model.frozen import frozen
from noroshi.model.prose import Prose
from noroshi.model.terms import Known


@frozen
class Said:
    """A text as one reader gets it: perhaps not in the language of the page."""

    text: str
    lang: str


@frozen
class Text:
    """One line, in its original language and in translations."""

    lang: str
    """Language tag of the original."""
    original: str
    translations: tuple[tuple[str, str], ...] = ()
    """(language tag, text), by language tag; never the original's language."""

    def said(self, lang: str) -> Said:
        """The text for a reader of ``lang``: the translation, else the original with its own tag."""
        if lang != self.lang:
            for tag, text in self.translations:
                if tag == lang:
                    return Said(text, tag)
        return Said(self.original, self.lang)

    @property
    def languages(self) -> tuple[str, ...]:
        """Tags of every language it exists in, the original's first."""
        return (self.lang, *(tag for tag, _ in self.translations))


@frozen
class Body:
    """A Markdown body, in its original language and in translations."""

    lang: str
    original: Prose
    translations: tuple[tuple[str, Prose], ...] = ()
    """(language tag, prose), by language tag."""

    def said(self, lang: str) -> tuple[Prose, str]:
        """(prose, its language tag) for a reader of ``lang``; an empty translation counts as missing."""
        if lang != self.lang:
            for tag, prose in self.translations:
                if tag == lang and not prose.is_empty:
                    return prose, tag
        return self.original, self.lang


Fact = Text | Known
"""A fact as known now."""

Day = date | datetime
"""A deadline or a date: a bare ``date`` ends with that day in the site's zone; a ``datetime`` is aware."""


@frozen
class Moment:
    """A time as customers are told it."""

    at: datetime
    """Aware."""
    about: bool = False
    """Typed with ``~``: about then (頃)."""
