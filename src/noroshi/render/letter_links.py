"""A line of a letter → its pieces: addresses that a reader may follow, and the text between them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from noroshi.model.frozen import frozen
from noroshi.wording.fold import MAIL_ADDRESS, WEB_ADDRESS


@frozen
class Piece:
    """A part of a line."""

    text: str
    href: str = ""
    """``https:``, ``http:``, ``mailto:`` or ``tel:``; empty where it is no link."""


Line = tuple[Piece, ...]

LINK = re.compile(f"(?P<web>{WEB_ADDRESS})|(?P<to>mailto:)?(?P<mail>{MAIL_ADDRESS})")
PHONE = re.compile(
    r"(?<![0-9A-Za-z-])"
    r"(?:\+[1-9][0-9]{0,2}[ -](?:[0-9]{1,4}[ -]){1,3}|0[0-9]{1,4}-[0-9]{1,4}-)[0-9]{3,4}"
    r"(?![0-9-])"
)
_TRAILING = ".,:;!?'*_~"
_BRACKETS = {")": "(", "]": "["}


def pieces(line: str, *, phones: bool = False) -> Line:
    """A line with its addresses as links; ``phones``: and its telephone numbers. Joined, the texts are the line."""
    found: list[tuple[int, int, str]] = []
    for match in LINK.finditer(line):
        start, end = match.span()
        if match["web"]:
            end = start + len(_bare(match["web"]))
            href = line[start:end]
            if _is_harmless(href):
                found.append((start, end, href))
        elif "%" not in match["mail"]:  # could be decoded to a header of the answer
            found.append((start, end, f"mailto:{match['mail']}"))
    if phones:
        taken = tuple(found)
        for match in PHONE.finditer(line):
            if not any(start < match.end() and match.start() < end for start, end, _ in taken):
                found.append((*match.span(), "tel:" + re.sub(r"[ -]", "", match.group())))
    made: list[Piece] = []
    at = 0
    for start, end, href in sorted(found):
        if start > at:
            made.append(Piece(line[at:start]))
        made.append(Piece(line[start:end], href))
        at = end
    if at < len(line) or not made:
        made.append(Piece(line[at:]))
    return tuple(made)


def _bare(address: str) -> str:
    """Without what belongs to the sentence around it."""
    while address:
        last = address[-1]
        if last in _TRAILING or (last in _BRACKETS and address.count(last) > address.count(_BRACKETS[last])):
            address = address[:-1]
        else:
            break
    return address


def _is_harmless(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # a bracketed host that is no IPv6 address
        return False
    # A name before the host makes a stranger's host look like ours.
    return bool(parts.hostname) and "@" not in parts.netloc
