"""A body of Markdown → Markdown, safe HTML and plain text, and notes on what was changed.

The whole way of a body, one module a step: ``characters`` (what may be typed at all) → ``effort`` (is it worth
reading) → ``dialect`` (Python-Markdown) → ``allowed`` (the allow-list, nh3) → ``tree`` → ``rewrite``
(links, images, ids, headings, terms) → ``written`` (HTML and plain text). ``whole`` walks it. Most bodies need
none of that: ``simple`` writes the same for sentences and plain lists. ``render`` chooses.
"""

from __future__ import annotations

from noroshi.source.prose.characters import clean_line, clean_text
from noroshi.source.prose.effort import MAX_CHARACTERS
from noroshi.source.prose.notes import Note, NoteKind
from noroshi.source.prose.render import Renderer
from noroshi.source.prose.rendered import Rendered
from noroshi.source.prose.rewrite import ENGLISH, JAPANESE, Labels, labels_for

__all__ = [
    "ENGLISH",
    "JAPANESE",
    "MAX_CHARACTERS",
    "Labels",
    "Note",
    "NoteKind",
    "Rendered",
    "Renderer",
    "clean_line",
    "clean_text",
    "labels_for",
]
