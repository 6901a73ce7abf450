"""A table of a base file with the same table of its translations → the model's texts, facts and bodies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from noroshi.model.terms import Known
from noroshi.model.text import Fact, Text


class Said:
    """One table as its base file says it, beside what each translation says of it.

    Attributes are read by name from schema objects: a translation has those of its base that are texts.
    """

    def __init__(self, lang: str, base: Any, others: tuple[tuple[str, Any], ...] = ()) -> None:
        """``others``: (language tag, the translation's table), by language tag."""
        self.lang = lang
        self.base = base
        self.others = others

    def text(self, name: str) -> Text | None:
        """The text under ``name``; None where the base does not say it."""
        original = getattr(self.base, name)
        if not original:
            return None
        return Text(self.lang, str(original), self._translations(name))

    def required(self, name: str) -> Text:
        """The text under ``name``, which the schema has made sure of."""
        return Text(self.lang, str(getattr(self.base, name)), self._translations(name))

    def fact(self, name: str) -> Fact | None:
        """The fact under ``name``; the two known words are the same in every language."""
        original = getattr(self.base, name)
        return original if isinstance(original, Known) else self.text(name)

    def inner(self, name: str) -> Said | None:
        """The table under ``name``."""
        base = getattr(self.base, name)
        if base is None or isinstance(base, str):
            return None
        return Said(self.lang, base, self._present((tag, getattr(other, name)) for tag, other in self._with(name)))

    def items(self, name: str) -> Iterator[Said]:
        """The tables of a list, each with those in the same position of the translations' lists."""
        for number, base in enumerate(getattr(self.base, name)):
            yield Said(
                self.lang,
                base,
                self._present(
                    (tag, getattr(other, name)[number])
                    for tag, other in self._with(name)
                    if number < len(getattr(other, name))
                ),
            )

    def entries(self, name: str) -> Iterator[tuple[str, Said]]:
        """(key, table) for a table of tables."""
        for key, base in getattr(self.base, name).items():
            yield (
                key,
                Said(
                    self.lang,
                    base,
                    self._present((tag, getattr(other, name).get(key)) for tag, other in self._with(name)),
                ),
            )

    def _with(self, name: str) -> Iterator[tuple[str, Any]]:
        return ((tag, other) for tag, other in self.others if hasattr(other, name))

    def _present(self, others: Iterator[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
        return tuple((tag, other) for tag, other in others if other is not None)

    def _translations(self, name: str) -> tuple[tuple[str, str], ...]:
        if not self.others:
            return ()
        found = ((tag, getattr(other, name, None)) for tag, other in self.others)
        return tuple((tag, text) for tag, text in found if text and not isinstance(text, Known))
