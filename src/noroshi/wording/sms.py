"""A short text → how long it is as an SMS and as a social post.

Counted here and not by a library: 138 signs of a standard that has not changed for years are less to trust than
a codec (gsm0338) or a parser of posts that nobody keeps (twitter-text-parser); both were compared with this.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from babel import Locale

from noroshi.model.frozen import frozen

GSM_7: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet: one septet each (3GPP TS 23.038 §6.2.1); its escape is no character."""

GSM_7_EXTENSION: Final = frozenset("\f^{}\\[~]|€")
"""Two septets each: the escape comes before them (3GPP TS 23.038 §6.2.1.1)."""

_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ", "→": "->", "`": "'"}
)
"""Typographic signs for which GSM-7 has a plain one: a single one of them would cut an SMS from 160 to 70."""

_NOT_SHOWN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks that turn the direction of writing or hide between signs: a link must read as it is."""


@frozen
class Length:
    """How long a text is, and how long it may be, in the same unit."""

    units: int
    limit: int
    encoding: str
    """``GSM-7`` (septets), ``UCS-2`` (UTF-16 units) or ``weighted``."""

    @property
    def fits(self) -> bool:
        """Whether it can be sent whole."""
        return self.units <= self.limit


def sms_length(text: str) -> Length:
    """As one SMS: 160 septets, or 70 UTF-16 units where any sign is outside GSM-7 (3GPP TS 23.040 §9.2.3.24)."""
    if all(sign in GSM_7 or sign in GSM_7_EXTENSION for sign in text):
        return Length(sum(2 if sign in GSM_7_EXTENSION else 1 for sign in text), 160, "GSM-7")
    return Length(utf16_length(text), 70, "UCS-2")


def utf16_length(text: str) -> int:
    """UTF-16 code units: signs beyond U+FFFF are two. LINE counts so, too."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain_gsm(text: str) -> str:
    """The text with plain quotes and dashes where it is GSM-7 then; else as it is."""
    plain = text.translate(_PLAIN)
    return plain if sms_length(plain).encoding == "GSM-7" else text


_WEIGHT_ONE = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_URL_WEIGHT = 23
_URL = re.compile(r"https?://[!-~]+|(?<![\w.@-])(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?![\w-])(?:/[!-~]*)?", re.IGNORECASE)


def post_length(text: str) -> Length:
    """As a social post: 280 weighted units, after the public configuration v3 of twitter-text.

    A URL counts 23 whatever its length, and so may anything that looks like a host: it is never counted shorter
    than it is posted. An emoji of several code points may be counted longer.
    """
    text = unicodedata.normalize("NFC", text)
    units, end = 0, 0
    for match in _URL.finditer(text):
        own = _weight(match[0])
        units += _weight(text[end : match.start()])
        units += _URL_WEIGHT if match[0].lower().startswith("http") else max(own, _URL_WEIGHT)
        end = match.end()
    return Length(units + _weight(text[end:]), 280, "weighted")


def _weight(text: str) -> int:
    return sum(1 if any(low <= ord(sign) <= high for low, high in _WEIGHT_ONE) else 2 for sign in text)


_JA_DATE = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日(?:（[月火水木金土日]）)?(\s?(?=\d{1,2}:\d{2}))?")


def brief_dates(text: str, locale: Locale) -> str:
    """The text with the dates in it as short as a message of few characters needs them.

    「11月17日（火）16:00」 → 「11/17 16:00」, “Tuesday 17 November” → “Tue 17 Nov” (the abbreviations of CLDR).
    """
    text = _JA_DATE.sub(lambda match: f"{match[1]}/{match[2]}" + (" " if match[3] is not None else ""), text)
    for names, pattern in ((locale.days, r"\b{}(?= \d)"), (locale.months, r"(?<=\d ){}\b")):
        forms = names["format"]
        for number, name in forms["wide"].items():
            text = re.sub(pattern.format(re.escape(name)), forms["abbreviated"][number], text)
    return text


def one_line(text: str) -> str:
    """The text on one line, single spaces, without control signs and marks that are not shown."""
    kept = (sign if unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp") else " " for sign in text)
    return " ".join(_NOT_SHOWN.sub("", "".join(kept)).split())
