"""Finished letters → one page that shows every form of them beside each other, for the writer alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from noroshi.model.frozen import frozen
from noroshi.render.theme import Theme


@frozen
class PreviewLetter:
    """One letter in one language to one audience."""

    name: str
    lang: str
    audience: str
    at: str
    subject: str
    text: str
    """Folded."""
    html: str
    """The whole document: shown in a frame without scripts, forms or links that leave it."""
    message_id: str
    notes: tuple[str, ...]
    """What is missing; empty: ready."""
    doubts: tuple[str, ...]


@frozen
class PreviewUpdate:
    """One update: its letters side by side, then its short forms."""

    heading: str
    letters: tuple[PreviewLetter, ...]
    short: tuple[tuple[str, str], ...]
    """(name of the file, text)."""


def preview_page(
    theme: Theme, words: Mapping[str, str], lang: str, title: str, updates: Sequence[PreviewUpdate]
) -> str:
    """A page of its own, without anything from elsewhere; ``words`` by the names that its template prints.

    Raises TemplateFailure.
    """
    return theme.render("preview.html", words=words, lang=lang, title=title, updates=updates)
