"""What a body became, whichever way it went."""

from __future__ import annotations

from noroshi.model.frozen import frozen
from noroshi.model.prose import Prose
from noroshi.source.prose.notes import Note


@frozen
class Rendered:
    """What a body became, and what its writer should know."""

    prose: Prose
    notes: tuple[Note, ...]
    """By line; empty when everything is shown as it was meant."""
