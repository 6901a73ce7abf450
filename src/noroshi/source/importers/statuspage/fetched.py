"""The address of a page → the documents of its public API, as bytes, with bounds on size, time and redirects.

Only http and https. A redirect is followed on the same host alone, and never from https to http: somebody who names
one page must not get another one's incidents. Of the documents only ``incidents.json`` has to be there; hosted tools
that speak the same shape lack some of the others.
"""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import IO
from urllib.parse import SplitResult, urlsplit

from noroshi.model.frozen import frozen
from noroshi.source.importers.imported import Remark
from noroshi.source.importers.statuspage.documents import LARGEST_DOCUMENT, Raw

DOCUMENTS = ("incidents.json", "scheduled-maintenances.json", "summary.json", "components.json")
"""Below ``/api/v2/``; the first one has to be there."""
SECONDS = 30.0
"""For one document, from the first sign to the last."""
MOST_REDIRECTS = 5
_PIECE = 65_536
_NOT_THERE = frozenset({403, 404, 405, 410})


class FetchFailed(Exception):
    """A document that is needed did not come."""

    def __init__(self, reason: str, address: str, **values: str) -> None:
        super().__init__(reason, address)
        self.reason = reason
        """``address``, ``status``, ``redirect``, ``redirects``, ``too_large``, ``slow``, ``unreachable``, ``html``,
        ``not_json``."""
        self.values = {"address": address, **values}


@frozen
class Bounds:
    """What one document may cost."""

    seconds: float = SECONDS
    bytes: int = LARGEST_DOCUMENT


def is_address(source: str) -> bool:
    """Whether SOURCE is meant as an address: ``scheme://``; no path is written like that."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source))


def fetched(source: str, bounds: Bounds | None = None) -> list[Raw]:
    """The documents of a page, named by their path below ``/api/v2/``. Raises FetchFailed.

    ``source`` is the page, its ``/api/v2/``, or one document, which is then all that is asked for.
    """
    limits = bounds or Bounds()
    base, alone = _base(source)
    raws: list[Raw] = []
    for name in [alone] if alone else DOCUMENTS:
        address = f"{base}/{name}"
        try:
            raws.append(Raw(name, _answer(address, limits)))
        except FetchFailed as failed:
            status = failed.values.get("status", "")
            if name == (alone or DOCUMENTS[0]) or not status.isdigit() or int(status) not in _NOT_THERE:
                raise
            raws.append(Raw(name, refusal=Remark("not-there", {"value": address, "status": status})))
    return raws


def _base(source: str) -> tuple[str, str]:
    """(address of ``/api/v2`` or of the folder of the one document, name of that document or empty)."""
    try:
        parts = urlsplit(source.strip())
        known = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known or parts.username is not None or not re.fullmatch(r"[!-~]+", source.strip()):
        raise FetchFailed("address", source)
    path = parts.path.rstrip("/")
    root = f"{parts.scheme.lower()}://{parts.netloc}"
    if path.endswith(".json"):
        folder, _, name = path.rpartition("/")
        return f"{root}{folder}", name
    return f"{root}{path.removesuffix('/api/v2').removesuffix('/api')}/api/v2", ""


def _answer(address: str, bounds: Bounds) -> bytes:
    """The document. Raises FetchFailed, also after ``bounds.seconds``, whatever the server does with them.

    Of a thread of its own: headers that come drop by drop, and a server that says "go on" for ever, end no wait of
    a socket's.
    """
    found: list[bytes | Exception] = []

    def ask() -> None:
        try:
            found.append(_asked(address, bounds))
        except Exception as error:
            found.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(bounds.seconds)
    answer = found[0] if found else FetchFailed("slow", address, seconds=f"{bounds.seconds:g}")
    if isinstance(answer, Exception):
        raise answer
    return answer


def _asked(address: str, bounds: Bounds) -> bytes:
    until = time.monotonic() + bounds.seconds
    opener = urllib.request.build_opener(_SameHost(address))
    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        address, headers={"Accept": "application/json", "User-Agent": "noroshi-import"}
    )
    try:
        with opener.open(request, timeout=bounds.seconds) as response:
            content = _within(response.read1, address, bounds, until)
            kind = response.headers.get_content_type()
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
    try:
        # What was cut off on the way, too, is no JSON; its incidents must not be taken for all there are.
        json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        is_page = content.lstrip()[:1] == b"<" or kind == "text/html"
        raise FetchFailed("html" if is_page else "not_json", address) from None
    return content


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
