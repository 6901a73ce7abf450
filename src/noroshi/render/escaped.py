"""What a template prints → HTML: ``markupsafe.escape``, which remembers the words that every page has."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

_of_text = lru_cache(maxsize=8192)(escape)
"""Of plain ``str`` alone: ``Markup("<b>")`` equals ``"<b>"``, so they would be one key, but are escaped differently."""


def escaped(value: Any) -> str:
    """Equal to ``escape(value)``: text with its special characters replaced, ``Markup`` as it is.

    Half of what pages print they print again and again (labels, words, states, the names of services).
    """
    kind = type(value)
    if kind is str:
        return _of_text(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return escape(value)
