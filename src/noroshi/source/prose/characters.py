"""Typed text → text whose characters can neither break a document nor turn a page around.

Removed everywhere: C0 and C1 controls except tab and newline, surrogates and noncharacters (not allowed in
XML 1.0 §2.2, so a feed with one is no feed), interlinear annotation, byte order marks, and the nine
characters that open or close a direction (U+202A–202E, U+2066–2069): unbalanced they would turn what
follows. A writer of Hebrew or Arabic has ``<bdi>`` and ``dir``, which cannot be left open. U+200E, U+200F and
U+061C open nothing and stay, as do joiners, which emoji need.
"""

from __future__ import annotations

import re

_LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"
_PLANES = "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    f"\ufeff\ufff9-\ufffb\ufffe\uffff{_PLANES}]"
)

_UNUSUAL = re.compile(
    "[^\n -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2460-\u24ff\u25a0-\u25ff"
    "\u3000-\u3096\u309b-\u30ff\u3400-\u9fff\uff01-\uff9f]"
)

# East Asian Width W, F and H without Hangul, which separates words by spaces (CSS Text 4 §4.1.3).
_WIDE = (
    "\u2e80-\u303e\u3041-\u312f\u3190-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\ufe00-\ufe0f\ufe30-\ufe4f"
    "\uff01-\uff9f\uffe0-\uffe6\U0001b000-\U0001b16f\U0001f200-\U0001f2ff\U00020000-\U0003fffd"
    "\U000e0100-\U000e01ef"
)
# Signs that are wide in Japanese text and narrow elsewhere: they join only with a wide neighbour.
_EITHER = _WIDE + "‥…―—“”‘’→←↑↓×÷±○●◎△▲▽▼□■◇◆☆★※①-⑳"
SOFT_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n[ \t]*(?=[{_EITHER}])|(?<=[{_EITHER}])[ \t]*\n[ \t]*(?=[{_WIDE}])")
"""A line break inside Japanese or Chinese text, which must not become a space."""

_BLANKS = re.compile(r"[ \t]*[\n\t][ \t\n]*")


def is_ordinary(text: str) -> bool:
    """Only what Japanese and European texts are made of: nothing unwanted, no blank but space, newline and U+3000.

    Found in a tenth of the time that looking for what is unwanted takes.
    """
    return not _UNUSUAL.search(text)


def clean_text(text: str) -> str:
    """Text of several lines without unwanted characters; every kind of line end becomes ``\\n``."""
    if is_ordinary(text):
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNWANTED.sub(_instead, text)


def clean_line(text: str) -> str:
    """One line without unwanted characters: for titles, names and facts."""
    return _BLANKS.sub(" ", clean_text(text)).strip()


def unwanted_names(text: str) -> tuple[str, ...]:
    """``U+202E`` for each kind of unwanted character in the text, sorted; line ends are not meant."""
    if is_ordinary(text):
        return ()
    found = set(UNWANTED.findall(text)) - set(_LINE_ENDS)
    return tuple(f"U+{ord(character):04X}" for character in sorted(found))


def _instead(match: re.Match[str]) -> str:
    return "\n" if match[0] in _LINE_ENDS else ""
