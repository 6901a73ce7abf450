"""Text outside ASCII → the words in which a mail's headers carry it (RFC 2047), for every reader to put together.

The standard library's own folding (``email.policy.SMTP``) is not used: it writes words of 76 octets where RFC 2047
§2 allows 75, and pads words in the middle of a value, at which GMime (notmuch, mu) stops reading.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Final

WIDTH: Final = 76
"""Characters of a line that holds such words (RFC 2047 §2)."""
LONGEST: Final = 75
_AROUND: Final = len("=?UTF-8?B??=")


def encoded_words(value: str, column: int) -> list[str]:
    """The whole value in as few words as can be, each to be read alone; the first fits behind ``column`` characters.

    No word but the last is padded, and none ends within a character. So words are cut where their bytes are a
    multiple of three. Where no such place comes (``DB`` in front of Japanese), one or two characters get a word of
    their own in the encoding that knows no padding.
    """
    following = [len(value)] * (len(value) + 1)
    """For each beginning of a word, where the next one begins."""
    count = [0] * (len(value) + 1)
    """Words from there to the end."""
    for start in reversed(range(len(value))):
        room = min(LONGEST, WIDTH - column) if start == 0 else LONGEST
        following[start] = min(_ends(value, start, room), key=lambda end: (count[end], -end))
        count[start] = count[following[start]] + 1
    words, start = [], 0
    while start < len(value):
        words.append(_word(value[start : following[start]], is_last=following[start] == len(value)))
        start = following[start]
    return words


def _ends(value: str, start: int, room: int) -> Iterator[int]:
    """Where a word of at most ``room`` characters may end."""
    size = 0
    for end in range(start + 1, len(value) + 1):
        size += len(value[end - 1].encode())
        if size > (room - _AROUND) // 4 * 3:
            return
        if size % 3 == 0 or end == len(value) or end - start <= 2:
            yield end


def _word(text: str, *, is_last: bool) -> str:
    octets = text.encode()
    if is_last or len(octets) % 3 == 0:
        return f"=?UTF-8?B?{base64.b64encode(octets).decode('ascii')}?="
    # RFC 2047 §4.2, as strict as its §5 (3) asks for in names.
    return f"=?UTF-8?Q?{''.join(map(_quoted, text))}?="


def _quoted(sign: str) -> str:
    return sign if sign.isascii() and sign.isalnum() else "".join(f"={octet:02X}" for octet in sign.encode())
