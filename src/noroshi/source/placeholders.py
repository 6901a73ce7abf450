"""A reason that somebody typed → whether it is only what stood for one in the lines that were to be pasted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

PLACEHOLDERS = (
    "(what was wrong, in a few words)",
    "(why it was taken away, in a few words)",
    "(why, in a few words)",
    "(for example: the time was mistyped)",
    "（何が誤っていたかを短く）",
    "（削除した理由を短く）",
    "（取り下げる理由を短く）",
    "（例: 日時の打ち間違い）",
)
"""As `noroshi check --against` prints them (app/problems/against.toml)."""


def is_placeholder(text: str) -> bool:
    """Whether the words were left as they were; brackets of either width."""
    return _plain(text) in _KNOWN


def reasons_not_given(values: Any) -> Iterator[tuple[str, str]]:
    """(key, what stands there) of a file's values, where a reason was to be typed."""
    typed = [("edited", edit.why) for edit in getattr(values, "edited", ())]
    for key, reason in [("withdrawn", getattr(values, "withdrawn", "")), *typed]:
        if isinstance(reason, str) and is_placeholder(reason):
            yield key, reason


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


_KNOWN = frozenset(map(_plain, PLACEHOLDERS))
