"""An untrusted file → its text, or why it cannot be read."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from noroshi.model.problem import Place, Problem
from noroshi.source.names import shown

MAX_BYTES = 1 << 20
"""A text file may be this large (1 MiB): two hundred times the longest report seen."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CONTROL_BYTES = bytes((*range(9), 11, 12, *range(14, 32), 127))
_BEFORE_C1 = b"\xc2"
"""The first byte in UTF-8 of U+0080 to U+00BF, whose lower half is controls."""
# Neither constant is there on every system.
_AS_IT_IS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)


def read_text(root: Path, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of ``root / path`` (POSIX, relative): no byte order mark, every line end a line feed.

    None where something makes the file unreadable; then there is at least one problem. Never raises for
    what a file is or holds.
    """
    content, problem = read_bytes(root, path, MAX_BYTES)
    if content is None:
        return None, (problem,) if problem else ()
    return decoded(content, path)


def read_bytes(root: Path, path: str, limit: int) -> tuple[bytes | None, Problem | None]:
    """The bytes of a regular file inside ``root`` of at most ``limit`` bytes, else the problem."""
    try:
        found = _unlinked(root, path)
        if found is None and not is_inside(root, path):
            return None, _problem(path, "link-leaves-site")
        flags = _AS_IT_IS if found is None else _AS_IT_IS | _NO_LINKS
        full = os.path.join(root, path)
        found = found or os.stat(full)
        if not stat.S_ISREG(found.st_mode):
            return None, _problem(path, "not-a-file")
        if found.st_size > limit:
            return None, _too_large(path, found.st_size, limit)
        content = _read(full, flags, found.st_size, limit)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else ""
        return None, _problem(path, "unreadable-file", value=reason)
    if len(content) > limit:
        return None, _too_large(path, len(content), limit)
    return content, None


def _unlinked(root: Path, path: str) -> os.stat_result | None:
    """What lies at ``root / path``, where no name of ``path`` is a link: then it is inside. None: that is to be seen.

    Three lstat calls instead of the dozen by which two paths are resolved.
    """
    if os.name != "posix":  # there are more kinds of link than lstat tells
        return None
    at, found = os.fspath(root), None
    for name in path.split("/"):
        if name in ("", ".", ".."):
            return None
        at = f"{at}/{name}"
        try:
            found = os.lstat(at)
        except (OSError, ValueError):
            return None
        if stat.S_ISLNK(found.st_mode):
            return None
    return found


def _read(full: str, flags: int, size: int, limit: int) -> bytes:
    """The content of a file said to have ``size`` bytes; where it has grown, little more than ``limit`` at most."""
    descriptor = os.open(full, flags)
    try:
        content = os.read(descriptor, size + 1)
        while len(content) <= limit and (more := os.read(descriptor, 4096)):
            content += more
        return content
    finally:
        os.close(descriptor)


def decoded(content: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """The text that ``content`` is, see :func:`read_text`."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        from noroshi.source.encodings import looks_like

        line = content[: error.start].count(b"\n") + 1
        encoding = looks_like(content)
        if encoding and encoding.startswith("UTF-"):
            line = 1
        return None, (_not_utf8(path, line, encoding or ""),)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    # Two looks at the bytes, five times as fast as the pattern, let nearly every file pass.
    is_clean = _BEFORE_C1 not in content and content.translate(None, _CONTROL_BYTES) == content
    if is_clean or _CONTROL.search(text) is None:
        return text, ()
    from noroshi.source.encodings import looks_like

    encoding = looks_like(content)
    if encoding is not None:
        return None, (_not_utf8(path, 1, encoding),)
    problems: dict[tuple[int, str], Problem] = {}
    for number, line_text in enumerate(text.split("\n"), start=1):
        for sign in _CONTROL.findall(line_text):
            code = f"U+{ord(sign):04X}"
            problems.setdefault((number, code), _problem(path, "control-character", number, value=code))
        if len(problems) >= 20:
            break
    return None, tuple(problems.values())


def is_below(root: Path, path: str) -> bool:
    """Whether ``root / path``, every link followed, lies in ``root``."""
    return _inner(*_followed(root, path)) is not None


def is_inside(root: Path, path: str) -> bool:
    """Whether ``root / path``, every link followed, lies in the site's ``root`` and not in what is private there.

    A link may not lead to a hidden name (``.git/config`` may hold a token) nor to what was built (``_outbox/``).
    """
    base, real = _followed(root, path)
    inner = _inner(base, real)
    if not inner or real == os.path.normpath(os.path.join(base, path)):
        return inner is not None
    return not inner.startswith("_") and not any(name.startswith(".") for name in inner.split(os.sep))


def _followed(root: Path, path: str) -> tuple[str, str]:
    """(``root``, ``root / path``) with every link followed."""
    base = os.path.realpath(root)
    return base, os.path.realpath(os.path.join(base, path))


def _inner(base: str, real: str) -> str | None:
    """The path from ``base``; None where ``real`` is not in it."""
    if real == base:
        return ""
    start = base.rstrip(os.sep) + os.sep
    return real.removeprefix(start) if real.startswith(start) else None


def _not_utf8(path: str, line: int, encoding: str) -> Problem:
    from noroshi.source.encodings import command_for

    paste = command_for(encoding, shown(path)) if encoding else ""
    return _problem(path, "not-utf8", line, encoding=encoding, paste=paste)


def _too_large(path: str, size: int, limit: int) -> Problem:
    return _problem(path, "file-too-large", value=f"{size / 1048576:.1f} MiB", limit=f"{limit / 1048576:.0f} MiB")


def _problem(path: str, rule: str, line: int = 1, **arguments: str) -> Problem:
    path = shown(path)
    return Problem(Place(path, line), rule, arguments={**arguments, "path": path})
