"""An incident that could not be read → what a glance at its files tells, without understanding them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from noroshi.source.files import read_text

_HIDDEN = re.compile(r"^(?:draft|drill)[ \t]*:(?![ \t]*false\b)", re.MULTILINE)
_NOT_GOING_ON = re.compile(
    r"^(?:kind[ \t]*:[ \t]*(?:maintenance|correction|continuity|announcement)"
    r"|status[ \t]*:[ \t]*(?:resolved|false_alarm|completed|cancelled)"
    r"|withdrawn[ \t]*:)",
    re.MULTILINE,
)
_END = re.compile(r"(?:^|[0-9]-)(?:resolved|false[-_]alarm|completed|cancelled)\.md")


def is_hidden(root: Path, folder: str) -> bool:
    """Whether it is a draft or a drill: what would not have been public anyway."""
    text, _ = read_text(root, f"{folder}/incident.md") if folder else (None, ())
    return text is not None and _HIDDEN.search(text) is not None


def may_be_open(root: Path, folder: str) -> bool:
    """Whether customers may be affected now: no file says that it is over, or that it is another kind of entry."""
    names = sorted(path.name for path in (root / folder).glob("*.md")) if folder else []
    if any(_END.search(name) for name in names):
        return False
    return not any(_NOT_GOING_ON.search(text) for text in _texts(root, folder, names))


def _texts(root: Path, folder: str, names: Iterable[str]) -> Iterable[str]:
    for name in names:
        text, _ = read_text(root, f"{folder}/{name}")
        if text is not None:
            yield text
