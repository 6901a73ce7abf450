"""Words → whether pictures can show them: what views ask of the fonts that there are."""

from __future__ import annotations

from typing import Protocol


class Lettering(Protocol):
    """The fonts of this build."""

    @property
    def stamp(self) -> str:
        """Another one where other fonts, or another program, draw."""

    def missing(self, text: str, lang: str) -> str:
        """The letters of ``text`` that no font has, each once; empty: it can be drawn."""
