"""A picture's words → PNG: paper, ink and hairlines, as a chat shows them beside an address.

Drawn as SVG, in which every line is broken and every letter's face is chosen here, and made a PNG by resvg. It is
mostly seen a quarter as large, so there is nothing small: words that do not fit are left out rather than shrunk.
"""

from __future__ import annotations

import unicodedata
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from noroshi.model.artefact import Artefact
from noroshi.render.badges import COLOURS, SHAPES
from noroshi.render.typefaces import BOLD, PLAIN, Piece, Setting, Typefaces
from noroshi.views.pieces import Heading
from noroshi.views.social_picture import HEIGHT, WIDTH, SocialPicture

PAPER: Final = "#faf8f3"
INK: Final = "#211f1b"
_SOFT: Final = "#57524a"
_LINE: Final = "#d9d3c6"

_MARGIN: Final = 80
_ROOM: Final = WIDTH - 2 * _MARGIN
_SIGN: Final = (72, 60, 50)
"""Top and size of the shape, size of its word."""
_FOOT: Final = (520, 584, 42)
"""The hairline above it, its baseline and size."""
_SIZES: Final = ((100, 2), (88, 2), (76, 3), (66, 3))
"""Sizes of a headline, the largest first, and how many lines of it there is room for."""
_LEADING: Final = 1.3
_BETWEEN: Final = (156, 500)
"""The headline stands in the middle of this; without a sign above it, of all down to the second."""
_NOT_FIRST: Final = frozenset("、。，．・：；？！）」』】〕〉》”’…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%,.:;!?)]}")
"""What no line begins with (JIS X 4051 §6.1, in short)."""

_BEFORE_ELLIPSIS: Final = " 、。，．,.:;：；（(「"
_STEPS: Final = 40


def social_png(picture: SocialPicture, typefaces: Typefaces) -> Artefact:
    """The picture; the same words and fonts give the same bytes."""
    import resvg_py

    drawing = Drawing(picture, typefaces)
    svg = drawing.svg()
    content = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=sorted(drawing.files))
    return Artefact(picture.path.removeprefix("/"), bytes(content))


class Drawing:
    """One picture, and the font files that it takes."""

    def __init__(self, picture: SocialPicture, typefaces: Typefaces) -> None:
        self.files: set[str] = set()
        self._picture = picture
        self._typefaces = typefaces
        self._is_rtl = picture.direction == "rtl"

    def svg(self) -> str:
        picture, sign = self._picture, self._picture.sign
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f"xml:lang={quoteattr(picture.lang)}>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        ]
        if sign:
            top, size, word = _SIGN
            at = WIDTH - _MARGIN - size if self._is_rtl else _MARGIN
            parts += [
                f'<path transform="translate({at} {top}) scale({size / 16:g})" fill="{COLOURS[sign.code]}" '
                f'fill-rule="evenodd" d="{SHAPES[sign.code]}"/>',
                self._alone(sign.word, size + 24, top + size * 0.8, word, BOLD, COLOURS[sign.code]),
            ]
        headline = picture.headline
        # 直 is another picture in Japanese than in Chinese, also on a Chinese page.
        setting = self._typefaces.setting(headline.text, headline.lang or picture.lang, BOLD)
        size, lines = fitted(headline, picture.lang, setting)
        first, last = _BETWEEN if sign else (_SIGN[0], _BETWEEN[1])
        # From the top of the first line's letters to the foot of the last.
        height = size * (_LEADING * (len(lines) - 1) + 0.75)
        baseline = first + (last - first - height) / 2 + size * 0.75
        for number, line in enumerate(lines):
            parts.append(self._line(line, setting, 0, baseline + number * size * _LEADING, size, BOLD, INK))
        rule, at_foot, size = _FOOT
        parts += [
            f'<path d="M{_MARGIN} {rule}h{_ROOM}" stroke="{_LINE}" stroke-width="3"/>',
            self._alone(picture.foot, 0, at_foot, size, PLAIN, _SOFT),
            "</svg>",
        ]
        return "".join(parts)

    def _alone(self, text: str, indent: int, baseline: float, size: int, weight: int, colour: str) -> str:
        """One line, cut where it does not fit."""
        setting = self._typefaces.setting(text, self._picture.lang, weight)
        line = _cut(setting.drawn(text).strip(), setting, (_ROOM - indent) / size)
        return self._line(line, setting, indent, baseline, size, weight, colour)

    def _line(
        self, text: str, setting: Setting, indent: int, baseline: float, size: int, weight: int, colour: str
    ) -> str:
        """One line of text, ``indent`` pixels from where lines of this language begin."""
        pieces = setting.pieces(text)
        self.files.update(piece.face.file for piece in pieces)
        common = f'xml:space="preserve" y="{baseline:.1f}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
        if self._is_rtl:
            # A line of a language that is read from the right is one, also where it begins with a Latin name.
            spans = "".join(f"<tspan {_family(piece)}>{escape(piece.text)}</tspan>" for piece in pieces)
            return f'<text {common} x="{WIDTH - _MARGIN - indent}" text-anchor="end">\u202b{spans}\u202c</text>'
        texts, x = [], float(_MARGIN + indent)
        for piece in pieces:
            # Each by itself: beside another, resvg would take one font for both where that has all their letters.
            texts.append(f'<text {common} x="{x:.1f}" {_family(piece)}>{escape(piece.text)}</text>')
            x += setting.width(piece.text) * size
        return "".join(texts)


def fitted(headline: Heading, lang: str, setting: Setting) -> tuple[int, list[str]]:
    """(size, lines): the largest in which all of it stands; else the smallest, with as many words as there is room."""
    words = [part for phrase in headline.phrases for part in _words(setting.drawn(phrase), headline.lang or lang)]
    for size, most in _SIZES:
        lines = _broken(words, setting, _ROOM / size)
        if len(lines) <= most:
            return size, _evened(words, setting, _ROOM / size, lines)
    kept = list(words)
    while len(kept) > 1:
        kept.pop()
        short = [*kept[:-1], kept[-1].rstrip(_BEFORE_ELLIPSIS) + "…"]
        lines = _broken(short, setting, _ROOM / size)
        if len(lines) <= most:
            return size, _evened(short, setting, _ROOM / size, lines)
    return size, [*lines[: most - 1], _cut("".join(lines[most - 1 :]), setting, _ROOM / size)]


def _evened(words: list[str], setting: Setting, room: float, lines: list[str]) -> list[str]:
    """As many lines, as long as each other as may be: no last line of one word."""
    for step in range(_STEPS):
        found = _broken(words, setting, room * (1 / len(lines) + (1 - 1 / len(lines)) * step / _STEPS))
        if len(found) == len(lines):
            return found
    return lines


def _broken(words: list[str], setting: Setting, room: float) -> list[str]:
    """Lines of at most ``room`` em. What is wider than a line is broken within."""
    lines, line = list[str](), ""
    for word in words:
        if line and setting.width((line + word).rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line = line + word if line else word.lstrip()
        while setting.width(line.rstrip()) > room and (end := _fitting(line, setting, room)):
            lines.append(line[:end].rstrip())
            line = line[end:]
    return [*lines, line.rstrip()] if line.strip() else lines


def _fitting(text: str, setting: Setting, room: float) -> int:
    """How many characters of it go on one line; 0: it cannot be broken."""
    end = 1
    while end < len(text) and setting.width(text[: end + 1]) <= room:
        end += 1
    while 1 < end < len(text) and (text[end] in _NOT_FIRST or unicodedata.category(text[end])[0] == "M"):
        end -= 1
    return end if end < len(text) else 0


def _cut(line: str, setting: Setting, room: float) -> str:
    """What of it fits, with an ellipsis where that is not all."""
    if setting.width(line) <= room:
        return line
    while line and setting.width(line + "…") > room:
        line = line[:-1]
    return line.rstrip(_BEFORE_ELLIPSIS) + "…"


def _family(piece: Piece) -> str:
    family = f'"{piece.face.family}"'
    return f"font-family={quoteattr(family)}"


def _words(phrase: str, lang: str) -> list[str]:
    """Words with the space behind them; of Chinese, which has none, characters, each with what must not begin a line.

    Japanese comes in phrases.
    """
    by_character = lang.partition("-")[0] in ("zh", "yue")
    found: list[str] = []
    for letter in phrase:
        alone = by_character and unicodedata.east_asian_width(letter) in "WF" and letter not in _NOT_FIRST
        if not found or found[-1].endswith(" ") or alone:
            found.append(letter)
        else:
            found[-1] += letter
    return found
