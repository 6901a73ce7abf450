"""A printed sample → the form it has: what stands around its values, to be filled with others.

Of a thousand feeds every document has the same few shapes. feedgen prints a sample of each shape once, and says by
it how such a document is written; filling it in gives what feedgen would print, at a hundredth of the cost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from noroshi.model.frozen import frozen


@frozen
class Form:
    """One shape of a document or a part of it."""

    opening: str
    gaps: tuple[tuple[str, Callable[[str], str], str], ...]
    """(name of a value, how it is escaped there, what follows it)."""

    def filled(self, values: Mapping[str, str]) -> str:
        """With these values, which XML must be able to hold. Raises KeyError for one that is missing."""
        parts = [self.opening]
        for name, escaped, rest in self.gaps:
            parts += (escaped(values[name]), rest)
        return "".join(parts)


def form(printed: str, values: Mapping[str, str]) -> Form:
    """The form of XML that was printed with these values: each its own, none a part of another or of the rest."""
    names = {value: name for name, value in values.items()}
    opening, *pieces = re.split("(" + "|".join(map(re.escape, names)) + ")", printed)
    gaps = []
    before = opening
    for value, rest in zip(pieces[::2], pieces[1::2], strict=True):
        gaps.append((names[value], attribute if before.endswith('="') else text, rest))
        before = rest
    return Form(opening, tuple(gaps))


def text(value: str) -> str:
    """As libxml2 writes it between tags."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


@lru_cache(maxsize=4096)
def attribute(value: str) -> str:
    """As libxml2 writes it in quotes. The same few stand in every entry."""
    return text(value).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
