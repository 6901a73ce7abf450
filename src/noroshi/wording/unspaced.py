"""Text of languages that put no spaces between words → the same, each sign a word of its own, for a search index.

Programs that cut such text into words cut a sentence and a few typed words differently, so what stands there is not
found. Signs need no cutting: who looks for a row of signs finds exactly that row.
"""

from __future__ import annotations

import re
from typing import Final

_RANGES: Final = (
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3038, 0x303B),
    (0x3041, 0x3096),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x323AF),
)
"""Han, Hiragana and Katakana (Unicode 15.1), without their punctuation."""

SIGNS: Final = "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in _RANGES)
"""The same for a character class in JavaScript, with its flag ``u``."""

_CLASS: Final = "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
_SEAM: Final = re.compile(rf"(?<=[{_CLASS}])(?=\w)|(?<=\w)(?=[{_CLASS}])")
_EDGE: Final = re.compile(rf"(?<=[{_CLASS}])(?=\S)|(?<=\S)(?=[{_CLASS}])")


def is_unspaced(lang: str) -> bool:
    """Whether nearly all text of a language is made of such signs."""
    return lang.partition("-")[0].lower() in ("ja", "zh")


def separated(text: str, lang: str) -> str:
    """``text`` with a space around each of such signs.

    It is one of no width where the indexer divides words by that: in languages made of such signs. Elsewhere it is a
    common one, also beside punctuation, which there divides nothing.
    """
    return _SEAM.sub("\u200b", text) if is_unspaced(lang) else _EDGE.sub(" ", text)
