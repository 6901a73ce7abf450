"""Requests → answers over HTTP, to this machine: the built site, and beside it what ``serve`` adds."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import socket
import sys
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from noroshi.app.served import TEXT, Answer, Served, header_rules

if TYPE_CHECKING:
    from noroshi.app.live.local import Local

__all__ = ["Server", "header_rules", "is_loopback", "server"]

_SILENT_SECONDS = 60.0
"""How long a browser may say nothing on a connection that it keeps, or take nothing of what it is sent."""
_LOCAL = "/.noroshi"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def server(site: Path, host: str, port: int, base_path: str) -> Server:
    """A server of ``site`` under ``base_path`` (``""`` or ``/status``), listening; call ``serve_forever``.

    It reads the folder anew for every request, so a build that is exchanged meanwhile is seen at once.
    Raises OSError where it cannot listen.
    """
    made = _Server6 if ":" in host else Server
    return made(Served(site, base_path), host, port)


class Server(ThreadingHTTPServer):
    """Each connection has a thread of its own, which ends with the process."""

    local: Local | None = None
    """What is answered beside the site, and put into its pages."""

    def __init__(self, served: Served, host: str, port: int) -> None:
        self.served = served
        super().__init__((host, port), _Handler)
        self._own_names = frozenset({host, "localhost", "127.0.0.1", "[::1]"})
        self._is_open = not is_loopback(host)

    def knows(self, name: str, *, is_private: bool) -> bool:
        """Whether the name in a request is this server's: another's may have been made to lead here (DNS rebinding).

        Who reaches a server that is open to others calls it what they like; not so what is private.
        """
        return name in self._own_names or (self._is_open and not is_private)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Quiet about a browser that went away in the middle of an answer, or fell silent."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Server6(Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "noroshi"
    sys_version = ""
    timeout = _SILENT_SECONDS
    server: Server

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: a status page that is looked at is no news."""

    def _answer(self, *, with_body: bool) -> None:
        if not self.server.knows(self._name(), is_private=False):
            self._send(Answer(HTTPStatus.MISDIRECTED_REQUEST, TEXT, b"unknown host\n"), with_body)
            return
        raw, _, query = self.path.partition("#")[0].partition("?")
        path = "/" + unquote(raw, errors="replace").lstrip("/")
        served, local = self.server.served, self.server.local
        if local is None:
            self._send(served.answer(path), with_body)
        elif path == _LOCAL:
            self._send(Answer(HTTPStatus.MOVED_PERMANENTLY, TEXT, b"", (("Location", f"{_LOCAL}/"),)), with_body)
        elif path == f"{_LOCAL}/events":
            self._events(local, query, with_body)
        elif path.startswith(f"{_LOCAL}/"):
            found = local.answer(path) if self._is_private() else Answer(HTTPStatus.FORBIDDEN, TEXT, b"not from here\n")
            self._send(found, with_body)
        else:
            self._send(local.page(path, served.answer(path)), with_body)

    def _name(self) -> str:
        return re.sub(r":\d+$", "", self.headers.get("Host", ""))

    def _is_private(self) -> bool:
        """Whether the writer asks: from this machine, by its own name, and no other site in its browser for them."""
        return (
            is_loopback(str(self.client_address[0]))
            and self.server.knows(self._name(), is_private=True)
            and self.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
        )

    def _events(self, local: Local, query: str, with_body: bool) -> None:
        from noroshi.app.live.events import stream

        if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            self._send(Answer(HTTPStatus.FORBIDDEN, TEXT, b"not from here\n"), with_body)
            return
        # Without a length it lasts as long as the connection (RFC 9112 §6.3).
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Connection", "close")
        self.end_headers()
        if not with_body:
            return
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        page = "/" + unquote(urlsplit(asked.get("page", "/")).path, errors="replace").lstrip("/")
        stream(
            self.wfile.write,
            local.board,
            lambda: local.signature(page),
            lambda: local.style(page),
            have=asked.get("have", ""),
            lang=asked.get("lang", ""),
            is_private=self._is_private(),
        )

    def _send(self, answer: Answer, with_body: bool) -> None:
        # Of the bytes alone: what a browser has from before a restart is still good.
        tag = f'"{hashlib.blake2b(answer.body, digest_size=16).hexdigest()}"'
        is_known = answer.status is HTTPStatus.OK and tag in self.headers.get("If-None-Match", "")
        self.send_response(HTTPStatus.NOT_MODIFIED if is_known else answer.status)
        if not is_known:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
        if answer.status is HTTPStatus.OK:
            self.send_header("ETag", tag)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if with_body and not is_known:
            self.wfile.write(answer.body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(timestamp, usegmt=True)
