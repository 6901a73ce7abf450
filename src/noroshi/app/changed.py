"""What is not as it was between two revisions of a site, as plain values."""

from __future__ import annotations

from enum import StrEnum

from noroshi.model.frozen import frozen


class Wrote(StrEnum):
    """What became of a page, an update, a letter."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@frozen
class UpdateChange:
    """An update, or the report."""

    id: str
    wrote: Wrote
    status: str
    """As in front matter; empty: it is withdrawn, or the report."""
    at: str
    """With offset."""


@frozen
class IncidentChange:
    """The pages of an incident, all languages together."""

    id: str
    wrote: Wrote
    title: str
    summary: str
    """The sentence under the heading, in the site's first language; empty: the page is gone."""
    updates: tuple[UpdateChange, ...]
    """Empty: what changed is not said by an update, but stands around it."""


@frozen
class LetterChange:
    """A letter to one audience in one language."""

    folder: str
    """``<incident>/<update>``."""
    wrote: Wrote
    name: str
    lang: str
    audience: str
    subject: str
    missing: tuple[str, ...]
    """In words, in the letter's language; empty: it is ready."""


@frozen
class MessageChange:
    """A message for telephones (``sms``) or social networks (``social``)."""

    folder: str
    wrote: Wrote
    kind: str
    lang: str
    text: str


@frozen
class Changed:
    """All of it."""

    against: str
    """The beginning of a commit's hash."""
    why_not: str
    """Why nothing is compared: then all that there is counts as added. Empty: it is compared."""
    errors: int
    warnings: int
    published: bool
    """Whether the work tree could be built, perhaps without what has errors."""
    incidents: tuple[IncidentChange, ...] = ()
    others: tuple[tuple[Wrote, int], ...] = ()
    """How many other pages."""
    letters: tuple[LetterChange, ...] = ()
    letters_gone: int = 0
    messages: tuple[MessageChange, ...] = ()
