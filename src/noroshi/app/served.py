"""The path of a request → what a built site answers, with the headers that its ``_headers`` asks for."""

from __future__ import annotations

import mimetypes
import re
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from noroshi.model.frozen import frozen

Headers = tuple[tuple[str, str], ...]

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": HTML,
    ".ics": "text/calendar; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": TEXT,
    ".webp": "image/webp",
    ".xml": "application/xml; charset=utf-8",
}
_WILD = {"*": ".*", ":": "[^/]+"}
_HIDDEN = frozenset({"_headers", "_redirects"})
"""Read by hosts, not shown by them."""
_OURS = ".noroshi"
"""What the names of noroshi's own files begin with: trees beside the site, its cache, its lock."""


@frozen
class Answer:
    """What is sent to a browser."""

    status: HTTPStatus
    kind: str
    """Media type."""
    body: bytes
    headers: Headers = ()

    @property
    def is_page(self) -> bool:
        """Whether a person reads it in a browser."""
        return self.kind == HTML


@frozen
class HeaderRule:
    """A block of ``_headers``."""

    pattern: re.Pattern[str]
    headers: Headers


@lru_cache(maxsize=4)
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


class Served:
    """A site under its base path. It is read anew for every request, so a build that is exchanged is seen at once."""

    def __init__(self, site: Path, base_path: str) -> None:
        self.site = site
        self.base_path = base_path
        """``""`` or ``/status``; may change while it is served."""

    @property
    def is_there(self) -> bool:
        """Whether there is a site at all."""
        return (self.site / "404.html").exists()

    def answer(self, path: str) -> Answer:
        """``path`` is decoded and begins with one slash."""
        base_path = self.base_path
        if base_path:
            if path in ("/", base_path):
                return _moved(f"{base_path}/")
            if not path.startswith(base_path + "/"):
                return self._not_found()
            path = path.removeprefix(base_path)
        try:
            file = self._file(path)
            if file is not None and file.is_dir():
                if not path.endswith("/"):
                    return _moved(quote(base_path + path) + "/")
                file = file / "index.html"
            content = file.read_bytes() if file is not None else None
        except (OSError, RuntimeError):
            # Gone while a build was exchanged, a name that no file system takes, or links in a circle.
            file = content = None
        if file is None or content is None:
            return self._not_found()
        return Answer(HTTPStatus.OK, media_type(file.name), content, self._headers(path))

    def _file(self, path: str) -> Path | None:
        """The file of a path, if it lies in the site and is meant to be seen."""
        parts = [part for part in path.split("/") if part]
        if any(part in ("..", ".") or "\\" in part or "\0" in part or part.startswith(_OURS) for part in parts):
            return None
        if parts and parts[0] in _HIDDEN:
            return None
        file = self.site.joinpath(*parts)
        inside = file.resolve().is_relative_to(self.site.resolve())
        return file if inside and file.exists() else None

    def _headers(self, path: str) -> Headers:
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

    def _not_found(self) -> Answer:
        try:
            body = (self.site / "404.html").read_bytes()
        except OSError:
            return Answer(HTTPStatus.NOT_FOUND, TEXT, b"not found\n")
        return Answer(HTTPStatus.NOT_FOUND, HTML, body, self._headers("/404.html"))


def _moved(target: str) -> Answer:
    return Answer(HTTPStatus.MOVED_PERMANENTLY, TEXT, b"", (("Location", target),))


def media_type(name: str) -> str:
    """By the end of a file's name or path."""
    suffix = PurePosixPath(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
