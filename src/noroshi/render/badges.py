"""Badges → SVG, and JSON for shields.io.

A badge stands in other people's pages and READMEs: as a picture that knows no style sheet, no font of ours and no
script, so it carries everything in attributes. It is drawn for the fonts that most machines have; where another is
used, ``textLength`` fits its letters into the room that was reckoned for them.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from noroshi.model.artefact import Artefact
from noroshi.views.badges import BadgeView

COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "operational": "#10593b",
        "degraded_performance": "#956905",
        "partial_outage": "#92411a",
        "major_outage": "#7d0e1a",
        "under_maintenance": "#476dc3",
        "unknown": "#716d64",
        "notice": "#57524a",
    }
)
"""``Sign.code`` → what white words stand on, at 4.5:1 or more (WCAG 2.2, 1.4.3)."""
SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "operational": "M8 .6a7.4 7.4 0 1 0 0 14.8A7.4 7.4 0 0 0 8 .6zm0 2a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6z"
        "M4 8.8 5.5 7.3l1.7 1.6 3.5-4 1.5 1.4-4.9 5.6z",
        "degraded_performance": "M8 .3 16.2 14.8H-.2zm0 4.1-4.8 8.4h9.6z",
        "partial_outage": "M1 1h14v14H1zm2 2v5h10V3z",
        "major_outage": "M1 1h14v14H1z",
        "under_maintenance": "M8 .5 13.9 6.4H7.5v3.2h6.4L8 15.5.5 8z",
        "unknown": "M1 7h14v2H1z",
        "notice": "M2 3.2h12v2H2zM2 7h12v2H2zm0 3.8h7v2H2z",
    }
)
"""``Sign.code`` → its silhouette in a square of 16, filled by the even-odd rule. Those of the pages, each in one path;
``unknown``, here only of what no longer exists, is a dash."""
LABEL_COLOUR: Final = "#3b3731"
CACHE_SECONDS: Final = 300
"""The least that shields.io grants."""

_FONTS: Final = "Helvetica,Arial,Hiragino Sans,Noto Sans CJK JP,Yu Gothic UI,Meiryo,sans-serif"
_SIZE: Final = 11
_PAD: Final = 6
_SHAPE: Final = 11
_GAP: Final = 4
_ADVANCES: Final[Mapping[int, str]] = MappingProxyType(
    {
        191: "'",
        222: "ijl",
        260: "|",
        278: " !,./:;I[\\]ft",
        333: "()-`r",
        355: '"',
        389: "*",
        469: "^",
        500: "Jcksvxyz",
        556: "0123456789#$?L_abdeghnopqu",
        584: "+<=>~",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1015: "@",
    }
)
"""Thousandths of an em → the characters that wide in Helvetica, Arial and their metric twins."""
_ADVANCE: Final[Mapping[str, int]] = MappingProxyType(
    {letter: advance for advance, letters in _ADVANCES.items() for letter in letters}
)
_OTHER_LETTER: Final = 600
"""Of a letter that no table knows: Greek, Cyrillic, Arabic … ``textLength`` does the rest."""


def text_width(text: str) -> float:
    """How wide a text is, in em: a full-width character is 1, a combining one 0 (UAX #11)."""
    return sum(_advance(character) for character in unicodedata.normalize("NFC", text)) / 1000


def _advance(character: str) -> int:
    # “é” is as wide as its “e”.
    base = unicodedata.normalize("NFD", character)[0]
    if (known := _ADVANCE.get(character) or _ADVANCE.get(base)) is not None:
        return known
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    width = unicodedata.east_asian_width(character)
    if width == "H":
        return 500
    # Ambiguous ones (○, ※, …) are full-width beside Japanese; Greek and Cyrillic letters, ambiguous too, are not.
    if width in "WF" or (width == "A" and not character.isalpha()):
        return 1000
    return _OTHER_LETTER


def badge_svg(view: BadgeView) -> Artefact:
    """``badge.svg``: 20 pixels high, as wide as its words."""
    label, word = (round(text_width(text) * _SIZE, 1) for text in (view.label, view.sign.word))
    # Whole pixels, so that no seam is seen between the halves.
    left = math.ceil(label) + 2 * _PAD
    at_word = left + _PAD + _SHAPE + _GAP
    width = at_word + math.ceil(word) + _PAD + 1
    text = f'<text y="14" font-family={quoteattr(_FONTS)} font-size="{_SIZE}" fill="#fff"'
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" viewBox="0 0 {width} 20" role="img" '
        f"aria-label={quoteattr(view.title)} xml:lang={quoteattr(view.lang)}>",
        f"<title>{escape(view.title)}</title>",
        f'<path d="M{left} 0H3a3 3 0 0 0-3 3v14a3 3 0 0 0 3 3H{left}z" fill="{LABEL_COLOUR}"/>',
        f'<path d="M{left} 0H{width - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{COLOURS[view.sign.code]}"/>',
        f'{text} x="{_PAD}"{_fitted(label)}{_language(view.label_lang)}>{escape(view.label)}</text>',
        f'<path transform="translate({left + _PAD} 4.5) scale({_SHAPE / 16:g})" fill="#fff" fill-rule="evenodd" '
        f'd="{SHAPES[view.sign.code]}"/>',
        f'{text} x="{at_word}"{_fitted(word)}>{escape(view.sign.word)}</text>',
        "</svg>",
    )
    return Artefact(f"{view.path}.svg".removeprefix("/"), ("\n".join(lines) + "\n").encode())


def _fitted(width: float) -> str:
    return f' textLength="{width:g}" lengthAdjust="spacingAndGlyphs"' if width else ""


def _language(lang: str) -> str:
    return f" xml:lang={quoteattr(lang)}" if lang else ""


def badge_json(view: BadgeView) -> Artefact:
    """``badge.json``: what https://shields.io/badges/endpoint-badge reads."""
    said = {
        "schemaVersion": 1,
        "label": view.label,
        "message": view.sign.word,
        "color": COLOURS[view.sign.code],
        "labelColor": LABEL_COLOUR,
        # Whoever shows the badge may choose another colour, but not while something is broken.
        "isError": view.is_trouble,
        "cacheSeconds": CACHE_SECONDS,
    }
    text = json.dumps(said, ensure_ascii=False, indent=1)
    return Artefact(f"{view.path}.json".removeprefix("/"), (text + "\n").encode())
