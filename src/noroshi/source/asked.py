"""An address → what it answers, as bytes, with bounds on size, time and redirects.

Only http and https. A redirect is followed on the same host alone, and never from https to http: whoever names one
site must not be told what another one says.
"""

from __future__ import annotations

import http.client
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import IO
from urllib.parse import SplitResult, urlsplit

from noroshi.model.frozen import frozen

SECONDS = 30.0
"""For one answer, from the first sign to the last."""
MOST_REDIRECTS = 5
_PIECE = 65_536


class FetchFailed(Exception):
    """What is needed did not come."""

    def __init__(self, reason: str, address: str, **values: str) -> None:
        super().__init__(reason, address)
        self.reason = reason
        """``address``, ``status``, ``redirect``, ``redirects``, ``too_large``, ``slow``, ``unreachable``, ``html``,
        ``not_json``."""
        self.values = {"address": address, **values}


@frozen
class Bounds:
    """What one answer may cost."""

    seconds: float = SECONDS
    bytes: int = 64 << 20


@frozen
class Answered:
    """What came."""

    content: bytes
    kind: str
    """Media type, as the server says."""
    address: str
    """Where it came from at last: after redirects another one than was asked."""


def is_address(source: str) -> bool:
    """Whether SOURCE is meant as an address: ``scheme://``; no path is written like that."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source))


def parts_of(source: str) -> SplitResult:
    """An address of http or https, without a user. Raises FetchFailed (``address``)."""
    try:
        parts = urlsplit(source.strip())
        known = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        raise FetchFailed("address", source) from None
    if not known or parts.username is not None or not re.fullmatch(r"[!-~]+", source.strip()):
        raise FetchFailed("address", source)
    return parts


def answer(address: str, bounds: Bounds, headers: dict[str, str]) -> Answered:
    """The answer. Raises FetchFailed, also after ``bounds.seconds``, whatever the server does with them.

    Of a thread of its own: headers that come drop by drop, and a server that says "go on" for ever, end no wait of
    a socket's.
    """
    found: list[Answered | Exception] = []

    def ask() -> None:
        try:
            found.append(_asked(address, bounds, headers))
        except Exception as error:
            found.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(bounds.seconds)
    result = found[0] if found else FetchFailed("slow", address, seconds=f"{bounds.seconds:g}")
    if isinstance(result, Exception):
        raise result
    return result


def _asked(address: str, bounds: Bounds, headers: dict[str, str]) -> Answered:
    until = time.monotonic() + bounds.seconds
    opener = urllib.request.build_opener(_SameHost(address))
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - the scheme was looked at
    try:
        with opener.open(request, timeout=bounds.seconds) as response:
            content = _within(response.read1, address, bounds, until)
            return Answered(content, response.headers.get_content_type(), response.geturl())
    except urllib.error.HTTPError as error:
        error.close()
        if 300 <= error.code < 400:
            # To something that is no http at all, or to nowhere.
            raise FetchFailed("redirect", address, target=error.headers.get("Location") or "-") from None
        raise FetchFailed("status", address, status=str(error.code)) from None
    except TimeoutError:
        raise FetchFailed("slow", address, seconds=f"{bounds.seconds:g}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        cause = getattr(error, "reason", error)
        if isinstance(cause, TimeoutError):
            raise FetchFailed("slow", address, seconds=f"{bounds.seconds:g}") from None
        raise FetchFailed("unreachable", address, cause=getattr(cause, "strerror", None) or str(cause)) from None


def _within(read: Callable[[int], bytes], address: str, bounds: Bounds, until: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > bounds.bytes:
            raise FetchFailed("too_large", address, most=str(bounds.bytes))
        if time.monotonic() > until:
            raise FetchFailed("slow", address, seconds=f"{bounds.seconds:g}")
    return b"".join(pieces)


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect to the same host, to https where it was https."""

    max_repeats = max_redirections = MOST_REDIRECTS + 1
    """Ours are counted below, and say more."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._followed = 0

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """The next request. Raises FetchFailed for another host, a weaker scheme, or too many of them."""
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        self._followed += 1
        if self._followed > MOST_REDIRECTS:
            raise FetchFailed("redirects", self._address, most=str(MOST_REDIRECTS))
        if not _is_same(before, after):
            raise FetchFailed("redirect", self._address, target=newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_same(before: SplitResult, after: SplitResult) -> bool:
    if before.hostname != after.hostname:
        return False
    if before.scheme == after.scheme:
        return before.port == after.port
    return before.scheme == "http" and after.scheme == "https"
