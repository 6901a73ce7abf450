"""Text of help → lines as wide as a terminal: click counts characters, and breaks what has no spaces anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import click

_KEPT = "\b\n"
"""Before a paragraph whose lines click leaves as they are."""
_SPACING, _WIDEST = 2, 30
"""Of the first column of a list, as click sets it."""
_PIECE = re.compile(
    # A space, or the least that stays on one line: a word of ASCII or one sign, with what may not begin or end a line.
    r" +|[（「『【〈《]*(?:[!-~]+|[^ ])[、。，．）」』】〉》！？：；・…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]*"
)


def columns(text: str) -> int:
    """How many columns of a terminal it takes: signs of East Asian scripts take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def folded(text: str, width: int) -> Iterator[str]:
    """The lines of a paragraph, none of them wider than ``width`` columns unless one word is."""
    line = ""
    for piece in _PIECE.findall(" ".join(text.split())):
        if line.strip() and columns(line + piece) > width:
            yield line.rstrip()
            line = ""
        line += piece if line or piece.strip() else ""
    if line:
        yield line.rstrip()


class FoldingFormatter(click.HelpFormatter):
    """click's, with lines as wide as they look."""

    def write_text(self, text: str) -> None:
        """Paragraphs; those that are marked stay as they are."""
        width = max(self.width - self.current_indent, 11)
        super().write_text("\n\n".join(_marked(paragraph, width) for paragraph in text.split("\n\n")))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _WIDEST, col_spacing: int = _SPACING) -> None:
        """Names, and beside them what they are."""
        found = list(rows)
        first = min(max((columns(name) for name, _ in found), default=0), col_max) + col_spacing
        width = max(self.width - first - 2, 10)
        super().write_dl([(name, _marked(said, width)) for name, said in found], col_max, col_spacing)


def _marked(paragraph: str, width: int) -> str:
    if paragraph.startswith(_KEPT) or not paragraph.strip():
        return paragraph
    return _KEPT + "\n".join(folded(paragraph, width))


class FoldingContext(click.Context):
    """What commands are called in, so that their help is folded."""

    formatter_class = FoldingFormatter
