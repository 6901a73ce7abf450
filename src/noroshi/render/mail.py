"""A finished letter → the bytes of an ``.eml``: ASCII lines that end in CRLF, for any server and any reader.

RFC 5322 and 2045–2047; RFC 2369, 2919 and 8058 for lists; RFC 3834 for ``Auto-Submitted``. Nothing here says who
gets it: recipients belong to the envelope. ``To`` is the empty group of RFC 5322 §3.4 all the same, since servers
add a ``To`` where there is none, and what another person approved must arrive as exactly these bytes.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime
from email import quoprimime
from email.utils import format_datetime
from hashlib import sha256
from typing import Final

from noroshi.model.frozen import frozen
from noroshi.render.mail_headers import (
    UNWANTED,
    Address,
    MailRefused,
    address_header,
    folded,
    identifiers_header,
    links_header,
    list_header,
    text_header,
)

__all__ = ["Address", "Mail", "MailRefused", "mail"]

_LINE_END: Final = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LANGUAGE: Final = re.compile("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646 §2.1, its shape
# What 7-bit text may not hold: lines that servers or mailboxes change on the way ("From " in an mbox, spaces at
# the end, a dot alone), lines over 78, and the sign that begins our boundary.
_UNSAFE: Final = re.compile(r"^From |[ \t]$|^\.$|^.{79}|=_|[^\x00-\x7f]", re.MULTILINE)
_MANY_KEYS: Final = 2000
"""Characters of a list of missing facts."""


@frozen
class Mail:
    """A letter with what its headers say."""

    sender: Address
    subject: str
    text: str
    """The whole text, folded for mail; lines end in ``\\n``."""
    html: str
    """The whole document, with its styles inlined."""
    at: datetime
    """Aware, in the site's zone: ``Date`` shows its offset."""
    message_id: str
    """Without ``<>``. A long one is shortened (``mail_headers.identifier``), here and where others refer to it."""
    language: str
    """Its tag, BCP 47."""
    reply_to: Address | None = None
    in_reply_to: str = ""
    """Message-ID of the letter before this one; empty for the first of a thread."""
    references: tuple[str, ...] = ()
    """Message-IDs of the thread, oldest first."""
    list_id: str = ""
    """A name of dotted words; empty: no list."""
    list_name: str = ""
    unsubscribe: str = ""
    """An ``https:``, ``http:``, ``mailto:`` or ``tel:`` address, or several with spaces between; empty where nobody
    can opt out (security, corrections)."""
    importance_high: bool = False
    not_ready: tuple[str, ...] = ()
    """Keys of the facts that are missing; empty: it may be sent."""


def mail(mail: Mail) -> bytes:
    """The message: text first, then HTML (RFC 2046 §5.1.4). The same bytes for the same letter.

    Raises MailRefused for an address, an identifier, a language tag or a link that is none, and for a time without
    a zone; never for a text.
    """
    if mail.at.tzinfo is None:
        raise MailRefused(f"the time of a mail needs a zone: {mail.at.isoformat()}")
    if not _LANGUAGE.fullmatch(mail.language):
        raise MailRefused(f"{mail.language!r} is no language tag, such as ja or en-GB")
    parts = (("plain", _body(mail.text)), ("html", _body(mail.html)))
    digest = sha256("\0".join((mail.message_id, *(body for _, body in parts))).encode()).hexdigest()
    # "=_" stands in no part: quoted-printable and base64 have no such pair of signs, and 7-bit text is refused.
    boundary = f"=_{digest[:32]}"
    lines = [
        *_headers(mail),
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n',
        *(f"\r\n--{boundary}\r\n{_part(subtype, body)}" for subtype, body in parts),
        f"\r\n--{boundary}--\r\n",
    ]
    return "".join(lines).encode("ascii")


def _headers(mail: Mail) -> list[str]:
    """All but the type of the content, in the order in which people look for them."""
    links = mail.unsubscribe.split()
    headers = [address_header("From", mail.sender)]
    if mail.reply_to is not None:
        headers.append(address_header("Reply-To", mail.reply_to))
    headers += [
        folded("To", ["undisclosed-recipients:;"]),
        text_header("Subject", mail.subject),
        folded("Date", [format_datetime(mail.at)]),
        identifiers_header("Message-ID", [mail.message_id]),
    ]
    if mail.in_reply_to:
        headers.append(identifiers_header("In-Reply-To", [mail.in_reply_to]))
    if mail.references:
        headers.append(identifiers_header("References", mail.references))
    headers += [folded("MIME-Version", ["1.0"]), folded("Content-Language", [mail.language])]
    if mail.list_id:
        headers.append(list_header("List-Id", mail.list_id, mail.list_name))
    if links:
        headers.append(links_header("List-Unsubscribe", links))
    if any(link.lower().startswith("https:") for link in links):
        # RFC 8058 §3.1: a promise about the https address; a mailto: alone cannot keep it.
        headers.append(folded("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]))
    headers.append(folded("Auto-Submitted", ["auto-generated"]))
    if mail.importance_high:
        headers.append(folded("Importance", ["high"]))
    if mail.not_ready:
        headers.append(text_header("X-Noroshi-Not-Ready", ", ".join(mail.not_ready), _MANY_KEYS))
    return headers


def _body(text: str) -> str:
    """Lines that end in ``\\n``, the last one too, and nothing in them that no reader should get."""
    text = UNWANTED.sub("", _LINE_END.sub("\n", text))
    return text if text.endswith("\n") else text + "\n"


def _part(subtype: str, body: str) -> str:
    """One part with its headers (RFC 2045 §6), written the shortest way that arrives unchanged."""
    encoding, written = ("7bit", body) if not _UNSAFE.search(body) else min(_encoded(body), key=lambda way: len(way[1]))
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n" + written.replace("\n", "\r\n")
    )


def _encoded(body: str) -> tuple[tuple[str, str], ...]:
    """(encoding, body in it), the more readable one first."""
    # 74 leaves room for what an mbox or a server would change at the beginning of a line (RFC 2049 §3).
    quoted = quoprimime.body_encode(body.encode().decode("latin-1"), maxlinelen=74)
    quoted = re.sub("^From ", "=46rom ", re.sub(r"^\.$", "=2E", quoted, flags=re.MULTILINE), flags=re.MULTILINE)
    based = base64.encodebytes(body.replace("\n", "\r\n").encode()).decode("ascii").removesuffix("\n")
    return ("quoted-printable", quoted), ("base64", based)
