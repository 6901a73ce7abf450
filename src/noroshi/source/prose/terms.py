"""Glossary terms → where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from noroshi.source.prose.characters import clean_line

_LETTER = "A-Za-z0-9_\u00c0-\u024f"


class Terms:
    """The terms of one body. Each is found once, at its first use; the longest one wins."""

    def __init__(self, meanings: Mapping[str, str], markdown: str) -> None:
        folded = markdown.lower()
        self._meanings = {
            term: meaning for term, meaning in meanings.items() if term and meaning and term.lower() in folded
        }
        names = tuple(sorted(self._meanings, key=lambda term: (-len(term), term)))
        self._pattern = _pattern(names) if names else None

    def split(self, text: str) -> Iterator[tuple[str, str]]:
        """Pieces of the text in order, each with the meaning of the term that it is, or ``""``."""
        at = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            found = match[0]
            term = found if found in self._meanings else found[0].lower() + found[1:]
            meaning = self._meanings.pop(term, "")
            if meaning:
                if match.start() > at:
                    yield text[at : match.start()], ""
                yield found, clean_line(meaning)
                at = match.end()
        if at < len(text):
            yield text[at:], ""


@lru_cache(maxsize=256)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_alternative(term) for term in terms))


def _alternative(term: str) -> str:
    """A whole word in Latin letters, wherever it stands in Japanese, which has no word ends."""
    body = re.escape(term)
    if term.islower() and term.isascii():
        # At the beginning of an English sentence it has a capital.
        body = f"[{re.escape(term[0])}{re.escape(term[0].upper())}]{re.escape(term[1:])}"
    before = f"(?<![{_LETTER}])" if re.match(f"[{_LETTER}]", term) else ""
    after = f"(?![{_LETTER}])" if re.match(f"[{_LETTER}]", term[-1]) else ""
    return before + body + after
