"""What a build says of its files, what is published, what building again makes → where they differ."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from noroshi.model.frozen import frozen
from noroshi.output.delivery_plan import plain
from noroshi.output.manifest import FileDigest, Manifest

_DRAWN = re.compile(r"[^/]+\.[0-9a-f]{8}\.png")
"""Name of a picture for chats: its letters are drawn with the fonts of the machine that builds."""
_BEFORE, _AFTER = 24, 48
"""Signs that are shown around a difference."""
_Content = TypeVar("_Content", bytes, str)


class Fault(StrEnum):
    """What is not as it should be."""

    PUBLISHED = "published"
    """What is published is not what ``build.json`` says."""
    BUILD = "build.json"
    """What ``build.json`` says is not what building again makes."""


class Reason(StrEnum):
    """In which way."""

    OTHER = "other"
    MISSING = "missing"
    """``build.json`` has it; it is not published, or not made by building again."""
    EXTRA = "extra"
    """It is published, or made by building again, and ``build.json`` does not have it."""
    STALE = "stale"
    """A cache in between has an older one: asked past it, the right one came."""
    NOT_SERVED = "not_served"
    """A host keeps it to itself, or leads elsewhere as the site itself asks: nobody can say what it is. No fault."""
    TOO_LARGE = "too_large"
    """More than what it should be, so that it was not read to its end."""
    ELSEWHERE = "elsewhere"
    """A link out of the folder."""
    COPY = "copy"
    """A compressed copy of something else than the file beside it."""


@frozen
class Where:
    """The first place at which two contents differ."""

    byte: int
    """From 0."""
    line: int = 0
    """From 1; 0: one of them is no text."""
    published: str = ""
    """Some signs of it, around the place; untrusted."""
    rebuilt: str = ""


@frozen
class Difference:
    """Of one file."""

    path: str
    fault: Fault
    reason: Reason
    where: Where | None = None


@frozen
class Again:
    """``build.json`` beside what building again made."""

    differences: tuple[Difference, ...]
    drawn: tuple[str, ...]
    """Pictures that were drawn otherwise, which the fonts of this machine can explain."""


def with_rebuilt(said: Manifest, rebuilt: Mapping[str, FileDigest], drawn_in: Collection[str]) -> Again:
    """What building again makes otherwise than ``build.json`` says; by path.

    ``drawn_in``: the folders of the pictures for chats; a picture that a writer chose is a file like any other.
    Compressed copies are left to whoever unpacks them: their bytes depend on the library that packed them.
    """
    copies = frozenset(path for path in said.files if copied(path, said))
    found: list[Difference] = []
    drawn: list[str] = []
    for path in sorted((said.files.keys() - copies) | rebuilt.keys()):
        ours, theirs = rebuilt.get(path), said.files.get(path)
        if ours == theirs:
            continue
        folder, _, name = path.rpartition("/")
        if ours and theirs and folder in drawn_in and _DRAWN.fullmatch(name):
            drawn.append(path)
            continue
        reason = Reason.OTHER if ours and theirs else Reason.MISSING if theirs else Reason.EXTRA
        found.append(Difference(path, Fault.BUILD, reason))
    return Again(tuple(found), tuple(drawn))


def copied(path: str, said: Manifest) -> str:
    """The file of which ``path`` is a compressed copy that the build made; empty: it is none."""
    encodings = said.made.options.get("precompress", ())
    original = plain(path)
    made = isinstance(encodings, tuple) and path.rpartition(".")[2] in encodings
    return original if made and original != path and original in said.files else ""


def first_difference(published: bytes, rebuilt: bytes) -> Where | None:
    """Where two contents differ at first; ``None``: nowhere."""
    if published == rebuilt:
        return None
    byte = _unlike(published, rebuilt)
    texts = [_text(content) for content in (published, rebuilt)]
    if None in texts:
        return Where(byte)
    # Of signs, not bytes: a cut must not go through one.
    one, other = (text or "" for text in texts)
    at = _unlike(one, other)
    line = one.count("\n", 0, at) + 1
    return Where(byte, line, _around(one, at), _around(other, at))


def _unlike(one: _Content, other: _Content) -> int:
    """The first place at which they differ, found by halves: contents have megabytes."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _text(content: bytes) -> str | None:
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _around(text: str, at: int) -> str:
    """Within its line, which may be long."""
    begin = max(text.rfind("\n", 0, at) + 1, at - _BEFORE)
    end = text.find("\n", at)
    return text[begin : min(end if end >= 0 else len(text), at + _AFTER)]
