"""A built site → a plain server on this machine, with the headers that ``_headers`` asks for."""

from __future__ import annotations

import ipaddress
import mimetypes
import re
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".xml": "application/xml; charset=utf-8",
}
_WILD = {"*": ".*", ":": "[^/]+"}
_HIDDEN = frozenset({"_headers", "_redirects"})
"""Read by hosts, not shown by them."""


@dataclass(frozen=True)
class HeaderRule:
    """A block of ``_headers``."""

    pattern: re.Pattern[str]
    headers: tuple[tuple[str, str], ...]


def header_rules(text: str) -> tuple[HeaderRule, ...]:
    """The blocks of a ``_headers`` file: a path, then indented ``Name: value`` lines.

    In the path ``*`` is anything, and ``:name`` anything within one folder.
    """
    rules: list[HeaderRule] = []
    pattern, found = "", list[tuple[str, str]]()

    def close() -> None:
        if pattern:
            parts = re.split(r"(\*|:[A-Za-z]\w*)", pattern)
            expression = "".join(_WILD.get(part[:1], re.escape(part)) for part in parts)
            rules.append(HeaderRule(re.compile(expression), tuple(found)))

    for line in text.splitlines():
        if line and not line[0].isspace():
            close()
            pattern, found = line.strip(), []
        elif ":" in line:
            name, _, value = line.strip().partition(":")
            found.append((name.strip(), value.strip()))
    close()
    return tuple(rules)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def server(site: Path, host: str, port: int, base_path: str) -> ThreadingHTTPServer:
    """A server of ``site`` under ``base_path`` (``""`` or ``/status``), listening; call ``serve_forever``.

    It reads the folder anew for every request, so a build that is exchanged meanwhile is seen at once.
    Raises OSError where it cannot listen.
    """

    class Handler(_Handler):
        pass

    Handler.site, Handler.base_path = site, base_path
    found = _Server6((host, port), Handler) if ":" in host else _Server((host, port), Handler)
    # A name of another host that was made to lead here (DNS rebinding) must not read the site.
    known = {host, "localhost", "127.0.0.1", "[::1]"}
    Handler.knows_host = staticmethod((lambda name: name in known) if is_loopback(host) else lambda _: True)
    return found


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Quiet about a browser that went away in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "noroshi"
    sys_version = ""
    site: Path
    base_path: str
    knows_host: Callable[[str], bool]

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: a status page that is looked at is no news."""

    def _answer(self, *, with_body: bool) -> None:
        name = re.sub(r":\d+$", "", self.headers.get("Host", ""))
        if not self.knows_host(name):
            self._send(HTTPStatus.MISDIRECTED_REQUEST, "text/plain; charset=utf-8", b"unknown host\n", (), with_body)
            return
        path = "/" + unquote(re.split("[?#]", self.path, maxsplit=1)[0], errors="replace").lstrip("/")
        if self.base_path:
            if path == "/" or path == self.base_path:
                self._redirect(f"{self.base_path}/")
                return
            if not path.startswith(self.base_path + "/"):
                self._not_found(with_body)
                return
            path = path.removeprefix(self.base_path)
        try:
            file = self._file(path)
            if file is not None and file.is_dir():
                if not path.endswith("/"):
                    self._redirect(quote(self.base_path + path) + "/")
                    return
                file = file / "index.html"
            content = file.read_bytes() if file is not None else None
        except OSError:
            # Gone while a build was exchanged, or a name that no file system takes.
            file = content = None
        if file is None or content is None:
            self._not_found(with_body)
            return
        self._send(HTTPStatus.OK, _type(file), content, self._headers(path), with_body)

    def _file(self, path: str) -> Path | None:
        """The file of a path, if it lies in the site and is meant to be seen."""
        parts = [part for part in path.split("/") if part]
        if any(part in ("..", ".") or "\\" in part or "\0" in part for part in parts):
            return None
        if parts and parts[0] in _HIDDEN:
            return None
        file = self.site.joinpath(*parts)
        inside = file.resolve().is_relative_to(self.site.resolve())
        return file if inside and file.exists() else None

    def _headers(self, path: str) -> tuple[tuple[str, str], ...]:
        try:
            rules = header_rules((self.site / "_headers").read_text(encoding="utf-8"))
        except OSError:
            return ()
        found: dict[str, str] = {}
        for rule in rules:
            if rule.pattern.fullmatch(path):
                for name, value in rule.headers:
                    # As hosts do: every block that matches has its say (RFC 9110 §5.3).
                    found[name] = f"{found[name]}, {value}" if name in found else value
        # What the file is, the server knows itself.
        return tuple((name, value) for name, value in found.items() if name != "Content-Type")

    def _not_found(self, with_body: bool) -> None:
        try:
            body, kind = (self.site / "404.html").read_bytes(), _TYPES[".html"]
        except OSError:
            body, kind = b"not found\n", _TYPES[".txt"]
        self._send(HTTPStatus.NOT_FOUND, kind, body, self._headers("/404.html"), with_body)

    def _redirect(self, target: str) -> None:
        self._send(HTTPStatus.MOVED_PERMANENTLY, "text/plain; charset=utf-8", b"", (("Location", target),), False)

    def _send(
        self, status: HTTPStatus, kind: str, body: bytes, headers: tuple[tuple[str, str], ...], with_body: bool
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(timestamp, usegmt=True)


def _type(file: Path) -> str:
    return _TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
