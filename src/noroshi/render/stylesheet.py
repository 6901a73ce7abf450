"""Readable CSS files → the one style text of every page."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PIECE = re.compile(
    r"""
      (?P<comment>/\*.*?\*/)
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<mark>\s*[{};,]\s*)
    | (?P<colon>:\s+)
    | (?P<space>\s+)
    """,
    re.VERBOSE | re.DOTALL,
)


def stylesheet(sheets: Iterable[str]) -> str:
    """One sheet after the other, without comments and without white space that says nothing.

    Strings stay as they are. A space before ``:`` stays, since it is a combinator in a selector.
    """
    bare = re.sub(
        r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/""",
        lambda found: found.group(1) or " ",
        "\n".join(sheets),
        flags=re.DOTALL,
    )
    return _PIECE.sub(_shorter, bare).replace(";}", "}").strip()


def _shorter(found: re.Match[str]) -> str:
    if found.lastgroup == "mark":
        return found.group().strip()
    if found.lastgroup == "colon":
        return ":"
    return found.group() if found.lastgroup == "string" else " "
