"""One address of site.toml, of the web or of mail → the same address, checked and in its canonical form."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from urllib.parse import SplitResult, quote, urlsplit

from noroshi.source.site_refusal import one_line, refuse

LONGEST = 2000
"""Characters of an address; browsers and mail programs agree on hardly more."""
_WEB = ("https", "http")
_LINK = (*_WEB, "mailto", "tel")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?|[0-9a-f:.]+")


def _split(value: str, schemes: tuple[str, ...]) -> tuple[str, SplitResult] | None:
    """(host and port as a URL writes them, parts); ``None``: not an address that a page may link to."""
    if len(value) > LONGEST or any(_is_unsafe(sign) for sign in value):
        return None
    try:
        parts = urlsplit(value)
        port = f":{parts.port}" if parts.port is not None else ""
        host = parts.hostname or ""
        host = host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in schemes:
        return None
    if parts.scheme not in _WEB:
        return ("", parts) if parts.path else None
    if parts.username is not None or not _HOST.fullmatch(host):
        return None
    return (f"[{host}]" if ":" in host else host) + port, parts


def _is_unsafe(sign: str) -> bool:
    return sign.isspace() or sign in '<>"\\^`{|}' or unicodedata.category(sign) in ("Cc", "Cf", "Cs")


def _with_scheme(value: str) -> str:
    """``value`` as the link it was meant to be, or ``""``."""
    if ":" in value or "." not in value:
        return ""
    guess = f"mailto:{value}" if _is_mail_address(value) else f"https://{value}"
    return guess if _split(guess, _LINK) else ""


def site_url(value: str) -> str:
    """Without a slash at its end, query or fragment; its host in lower case and ASCII."""
    split = _split(value, _WEB)
    if split is None:
        raise refuse("site-url", value=value, paste=_with_scheme(value.strip().strip("/").lower()))
    where, parts = split
    path = quote(parts.path, safe="/%-._~!$&'()*+,;=:@").rstrip("/")
    address = f"{parts.scheme}://{where}{path}"
    if "?" in value or "#" in value:
        raise refuse("site-url-extra", value=value, paste=address)
    names = path.split("/")[1:]
    if any(name in ("", ".", "..") for name in names):
        tidy = "/".join((f"{parts.scheme}://{where}", *(name for name in names if name not in ("", "."))))
        raise refuse("site-url", value=value, paste="" if ".." in names else tidy)
    return address


def link(value: str) -> str:
    """An address with one of the schemes that noroshi lets into a page."""
    if _split(value, _LINK) is None:
        raise refuse("site-link", value=value, paste=_with_scheme(value))
    return value


def link_or_mail(value: str) -> str:
    """An address with one of the schemes of :func:`link`; a mail address alone gets its ``mailto:``."""
    return link(f"mailto:{value}" if _is_mail_address(value) else value)


def web_link(value: str) -> str:
    """An address that a browser opens."""
    if _split(value, _WEB) is None:
        raise refuse("site-web-link", value=value, paste=_with_scheme(value))
    return value


def commit_url(value: str) -> str:
    """Always with ``{commit}``: an address without it gets the hash behind a slash."""
    address = value if "{commit}" in value else value.rstrip("/") + "/{commit}"
    if _split(address.replace("{commit}", "0"), _WEB) is None:
        raise refuse("site-web-link", value=value, paste=_with_scheme(value))
    return address


_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_MAIL_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})+")


def _is_mail_address(value: str) -> bool:
    return len(value) <= 254 and _MAIL_ADDRESS.fullmatch(value) is not None  # RFC 5321 §4.5.3.1.3


def mail_address(value: str) -> str:
    """``name@example.com`` (RFC 5321 §4.1.2, without its quoted forms)."""
    if not _is_mail_address(value):
        raise refuse("site-mail-address", value=value)
    return value


def mailbox(value: str) -> str:
    """An address, or a name with one: ``Example <status@example.com>`` (RFC 5322 §3.4)."""
    from email.utils import parseaddr  # not before a site has one: it takes a hundredth of a second

    value = one_line(value)
    _, address = parseaddr(value)
    if not _is_mail_address(address) or not (value == address or value.endswith(f"<{address}>")):
        raise refuse("site-mail-address", value=value)
    return value


_SECURITY = ("https", "mailto", "tel")


def security_contact(value: str) -> str:
    """``https:``, ``mailto:`` or ``tel:`` (RFC 9116 §2.5.3); a mail address alone gets its ``mailto:``."""
    address = f"mailto:{value}" if _is_mail_address(value) else value
    split = _split(address, _SECURITY)
    is_mail = address.startswith("mailto:")
    if split is None or (is_mail and not _is_mail_address(split[1].path)):
        secure = re.sub("^http:", "https:", value)
        raise refuse(
            "site-security-contact", value=value, paste=secure if secure != value else _with_scheme(value.strip())
        )
    return quote(address, safe="%/:?#[]@!$&'()*+,;=~-._")


_LIST_ID = re.compile(r"(?:[^<>]*<)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+>?")


def list_id(value: str) -> str:
    """RFC 2919 §2: a name of dotted words, perhaps in ``<>`` behind a description."""
    value = one_line(value)
    if not _LIST_ID.fullmatch(value) or ("<" in value) != value.endswith(">"):
        raise refuse("site-list-id", value=value)
    return value


_AUTHORITY = re.compile(
    r"(?P<who>(?:[a-z0-9._-]+@)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*),"
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
)


def authority(value: str) -> str:
    """``domain,YYYY[-MM[-DD]]`` (RFC 4151 §2.1)."""
    value = one_line(value)
    match = _AUTHORITY.fullmatch(value)
    try:
        if match is None:
            raise ValueError(value)
        date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    except ValueError:
        plain = re.sub(r"^(tag:|https?://)|/[^,]*|[\s:]", "", value.lower())
        pasted = plain if match is None and _AUTHORITY.fullmatch(plain) else ""
        raise refuse("site-authority", value=value, paste=pasted) from None
    return value
