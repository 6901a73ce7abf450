"""What a writer put into a link → an address a reader may follow, or nothing.

Allowed are https, http, mailto and tel, fragments, and places on this site. Refused is everything that a
browser, a mail reader or a server that decodes once too often could take for something else: other schemes,
``//host``, backslashes, control characters, names and passwords before a host. The text is judged as typed,
percent-decoded up to three times, and with full-width letters made plain.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote, urlsplit

from noroshi.source.prose.characters import UNWANTED

SCHEMES = frozenset({"https", "http", "mailto", "tel"})

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HOST = re.compile(r"""https?://[^/?#\s@"'<>\\^`{|}%]+(?=[/?#]|$)""", re.IGNORECASE)
_TELEPHONE = re.compile(r"tel:\+?[0-9().\-]+(?:;ext=[0-9]+)?", re.IGNORECASE)
_MAIL = re.compile(r"""mailto:[^\s"'<>@?]+@[^\s"'<>@?]+(?:\?.*)?""", re.IGNORECASE)
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2060\u3000\ufeff]+")
_TO_QUOTE = re.compile(r"""[\s"<>`{}|^]""")


def address(typed: str, base: str) -> str | None:
    """``https://…``, ``mailto:…``, ``tel:…``, ``#fragment``, or ``/path`` from the site's root; else None.

    ``base`` is the path, from the site's root, of the page on which the text stands; it begins and ends
    with ``/``. Paths never climb above the site's root.
    """
    text = typed.strip(" \t\n\r\f")
    if not text or "\\" in text or UNWANTED.search(text) or "\n" in text or "\t" in text:
        return None
    if not all(_harmless(reading) for reading in _readings(text)):
        return None
    scheme = _SCHEME.match(text)
    if not scheme:
        return _quoted(text) if text.startswith("#") else _quoted(_on_site(text, base))
    name = scheme[1].lower()
    rest = text[len(name) :]
    if name in ("https", "http"):
        if not _HOST.match(text):
            return None
        try:
            urlsplit(text)
        except ValueError:  # a bracketed host that is no IPv6 address
            return None
    elif not (_TELEPHONE.fullmatch(text) if name == "tel" else _MAIL.fullmatch(text)):
        return None
    return _quoted(name + rest)


def _readings(text: str) -> list[str]:
    """The text, and whatever too eager decoders could make of it."""
    readings = [text]
    for _ in range(3):
        if "%" not in readings[-1]:
            break
        readings.append(unquote(readings[-1]))
    if not text.isascii():
        readings += [unicodedata.normalize("NFKC", reading) for reading in readings]
    return readings


def _harmless(reading: str) -> bool:
    scheme = _SCHEME.match(reading)
    if scheme and scheme[1].lower() in SCHEMES:
        return True
    compact = _BLANK.sub("", reading)
    if compact.startswith(("//", "\\", "/\\")) or re.match(r"[./]*(?:\\|/[/\\])", compact):
        return False
    return not _SCHEME.match(compact)


def _on_site(text: str, base: str) -> str:
    path, sign, rest = text, "", ""
    for mark in "?#":
        path, found, behind = path.partition(mark)
        if found:
            sign, rest = found, behind + sign + rest
    if not path:
        return base + sign + rest
    segments: list[str] = [] if path.startswith("/") else [s for s in base.split("/") if s]
    parts = [part for part in path.split("/") if part]
    for part in parts:
        plain = part.lower().replace("%2e", ".")
        if plain == "..":
            del segments[-1:]
        elif plain != ".":
            segments.append(part)
    is_folder = path.endswith("/") or (parts and parts[-1].lower().replace("%2e", ".") in (".", ".."))
    joined = "/" + "/".join(segments)
    return joined + ("/" if is_folder and segments else "") + sign + rest


def _quoted(text: str) -> str:
    return _TO_QUOTE.sub(lambda match: quote(match[0]), text)
