"""What was changed in a body, for the one who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """Each is a rule id of the check room."""

    MARKUP_REMOVED = "markup-removed"
    """An element or attribute outside the allow-list; value: ``iframe``, ``onclick=``."""
    MARKUP_SHOWN = "markup-shown"
    """``<db01>`` is no element: it is shown as it was typed; value: ``db01``."""
    LINK_REMOVED = "link-removed"
    """The text stays, the address goes; value: the address, cut to 200 characters."""
    IMAGE_OFF_SITE = "image-off-site"
    """Became a link; value: its address."""
    IMAGE_MISSING = "image-missing"
    """Not among the site's images: its alternative text stays; value: what was named."""
    CHARACTER_REMOVED = "character-removed"
    """A control, direction or private character; value: ``U+202E``."""
    SHOWN_AS_TYPED = "shown-as-typed"
    """The whole body is shown as preformatted text; value: ``length``, ``effort``, ``depth``, ``parser``."""


@dataclass(frozen=True, order=True)
class Note:
    """One change; the same one is noted once."""

    line: int
    """In the body, from 1; 0 where it cannot be told."""
    kind: NoteKind
    value: str


class Notes:
    """Collects notes on one body and finds their lines."""

    def __init__(self, markdown: str) -> None:
        self._markdown = markdown
        self._folded = ""
        self._found: dict[tuple[NoteKind, str], Note] = {}

    def add(self, kind: NoteKind, value: str, typed: str = "") -> None:
        """``typed`` is how the source may spell it, if not as ``value``."""
        value = value[:200]
        if (kind, value) not in self._found:
            self._found[kind, value] = Note(self._line(typed or value), kind, value)

    def _line(self, typed: str) -> int:
        self._folded = self._folded or self._markdown.casefold()
        at = self._folded.find(typed.casefold()) if typed else -1
        return self._folded.count("\n", 0, at) + 1 if at >= 0 else 0

    def collected(self) -> tuple[Note, ...]:
        """By line."""
        return tuple(sorted(self._found.values()))
