"""One value → one header of a mail: ASCII lines of at most 78 characters that every reader puts together again.

Whatever a writer typed stays one value. Line ends become spaces, control and direction signs are left out, and text
that looks like an encoded-word is encoded once more, so that it arrives as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.utils import parseaddr
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from noroshi.model.frozen import frozen
from noroshi.render.encoded_words import WIDTH as ENCODED_WIDTH
from noroshi.render.encoded_words import encoded_words

WIDTH: Final = 78
"""Characters of a line (RFC 5322 §2.1.1)."""
LONGEST_TEXT: Final = 250
"""Characters of a value. Our subjects have 50; servers cut or refuse headers that never end."""
LONGEST_IDENTIFIER: Final = WIDTH - len("In-Reply-To: <>")
"""Of a Message-ID: it cannot be folded, and some programs miss one that does not begin on its header's first line."""

_BREAKS: Final = re.compile("[ \t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""What no reader should get: controls, signs that turn the direction of what follows, what UTF-8 cannot say."""

_ATEXT = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM: Final = re.compile(rf"{_ATEXT}(?:\.{_ATEXT})*")  # RFC 5322 §3.2.3
_PHRASE: Final = re.compile(rf"{_ATEXT}(?: {_ATEXT})*")
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_DOMAIN: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_LIST_ID: Final = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_LINK: Final = re.compile("(?:https?|mailto|tel):.+", re.IGNORECASE)
_IN_LINKS: Final = "%/:?#[]@!$&'()*+;=~-._"
# Python's codec is IDNA 2003, which sends these four elsewhere than today's registries do (UTS 46 §7).
_AMBIGUOUS: Final = re.compile("[ßς\u200c\u200d]")


class MailRefused(ValueError):
    """No mail can be made of this address, identifier, tag or link. The argument says which, and why."""


@frozen
class Address:
    """One mailbox: ``name@example.com``, perhaps with the name that people see."""

    email: str
    name: str = ""

    @classmethod
    def typed(cls, value: str) -> Address:
        """From ``Name <name@example.com>`` or the address alone, as site.toml has it."""
        name, email = parseaddr(value)
        return cls(email, name)


def text_header(name: str, value: str, longest: int = LONGEST_TEXT) -> str:
    """A header whose value is free text (RFC 5322 §3.2.5), with its line end; ``longest`` in characters."""
    value = one_line(value, longest)
    words = value.split(" ")
    # A word that fits no line cannot be folded, and one that must leave the first line leaves that one empty.
    is_foldable = max(map(len, words)) < WIDTH and len(name) + len(": ") + len(words[0]) <= WIDTH
    if not (is_foldable and _is_plain(value)):
        words = encoded_words(value, len(name) + len(": "))
    return folded(name, words)


def address_header(name: str, address: Address) -> str:
    """A header with one mailbox. Raises MailRefused where there is no such address."""
    email = ascii_address(address.email)
    who = one_line(address.name)
    return folded(name, [*_phrase(name, who), f"<{email}>"] if who else [email])


def list_header(name: str, value: str, about: str) -> str:
    """``List-Id`` (RFC 2919 §2): an identifier, behind a description if there is one. Raises MailRefused."""
    if not _LIST_ID.fullmatch(value):
        raise MailRefused(f"{name}: {value!r} is no name of dotted words, such as status.example.com")
    return folded(name, [*_phrase(name, one_line(about)), f"<{value}>"])


def links_header(name: str, links: Iterable[str]) -> str:
    """A header with addresses of the web or of mail in ``<>`` (RFC 2369 §2). Raises MailRefused for another scheme."""
    written = []
    for link in links:
        if not _LINK.fullmatch(link):
            raise MailRefused(f"{name}: {link!r} is no https:, http:, mailto: or tel: address")
        # Without a comma: to some readers it begins the next address.
        written.append(f"<{quote(_with_ascii_host(link), safe=_IN_LINKS)}>")
    return folded(name, ", ".join(written).split(" "))


def identifiers_header(name: str, identifiers: Iterable[str]) -> str:
    """A header with Message-IDs, one or more (RFC 5322 §3.6.4). Raises MailRefused."""
    return folded(name, [f"<{identifier(value)}>" for value in identifiers])


def identifier(value: str) -> str:
    """A Message-ID without its ``<>`` that fits into a line; the same for the same value.

    Of a longer one the end of the part before ``@`` becomes a digest of the whole. Raises MailRefused.
    """
    local, at, domain = value.partition("@")
    if not (at and _DOT_ATOM.fullmatch(local) and _DOT_ATOM.fullmatch(domain)):
        raise MailRefused(f"{value!r} is no Message-ID: words with dots, @, a domain")
    if len(value) <= LONGEST_IDENTIFIER:
        return value
    digest = sha256(value.encode("ascii")).hexdigest()[:20]
    kept = local[: max(0, LONGEST_IDENTIFIER - len(f".{digest}@{domain}"))].rstrip(".")
    return f"{kept}.{digest}@{domain}" if kept else f"{digest}@{domain}"


def ascii_address(email: str) -> str:
    """The address as every server takes it, without SMTPUTF8: its domain in ASCII (RFC 5890).

    Raises MailRefused for what is no address, and for a part before ``@`` outside ASCII, which has no such form.
    """
    local, at, domain = email.rpartition("@")
    if not local.isascii():
        raise MailRefused(f"{email!r}: the part before @ must be ASCII, or not every server takes it")
    if _AMBIGUOUS.search(domain):
        raise MailRefused(f"{email!r}: this domain has two forms in ASCII; write the one that is meant, xn--…")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    # RFC 5321 §4.5.3.1: how long each part may be.
    fits = len(local) <= 64 and len(domain) <= 253 and all(len(label) <= 63 for label in domain.split("."))
    if not (at and fits and _DOT_ATOM.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise MailRefused(f"{email!r} is no mail address, such as status@example.com")
    return f"{local}@{domain}"


def _with_ascii_host(link: str) -> str:
    """Raises MailRefused for a host that has no such form."""
    parts = urlsplit(link)
    if parts.netloc.isascii():
        return link
    try:
        return urlunsplit(parts._replace(netloc=parts.netloc.encode("idna").decode("ascii")))
    except UnicodeError:
        raise MailRefused(f"{link!r}: its host has no form in ASCII") from None


def one_line(value: str, longest: int = LONGEST_TEXT) -> str:
    """A text on one line: single spaces, none of any width at its ends; what is too long is cut and ends in ``…``."""
    value = _BREAKS.sub(" ", UNWANTED.sub("", _BREAKS.sub(" ", value))).strip()
    return value if len(value) <= longest else value[: longest - 1] + "…"


def folded(name: str, words: Iterable[str]) -> str:
    """``Name: word word`` on lines of at most ``WIDTH`` characters, with its line end.

    A word that is longer (an address cannot be folded) gets a line of its own.
    """
    lines, words = [f"{name}:"], tuple(words)
    width = ENCODED_WIDTH if any(word.startswith("=?") for word in words) else WIDTH
    for word in words:
        if len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "".join(f"{line}\r\n" for line in lines)


def _phrase(header: str, name: str) -> list[str]:
    """RFC 5322 §3.2.5: the words of a name as it stands, between quotation marks, or encoded."""
    if not name:
        return []
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if len(header) + len(": ") + len(quoted) > WIDTH or not _is_plain(name):
        return encoded_words(name, len(header) + len(": "))
    return name.split(" ") if _PHRASE.fullmatch(name) else [quoted]


def _is_plain(value: str) -> bool:
    """Whether it can stand as it is: a reader would decode what looks like an encoded-word."""
    return value.isascii() and "=?" not in value
