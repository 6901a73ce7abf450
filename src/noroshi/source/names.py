"""A file's or folder's name → the id it is, the language it names, or the name to use instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from noroshi.model.terms import STATUSES, Kind, Status
from noroshi.source.nearest import misspelt

LONGEST = 100
SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
"""Ids of incidents and updates: their URLs, anchors and feed ids are made of them."""
LANGUAGE_LIKE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
"""What a language tag looks like (RFC 5646 §2.1, without the rare forms)."""

_LEADING = re.compile(r"(?:\d{8}-\d{6}|\d+)[-_]+")
_CLASH = re.compile(r"-\d+$")
_NUMBER = re.compile(r"第?(?P<digits>\d[\d_\s.-]*)報?[-_\s]*")
"""Everything before the words of a name, however it was typed."""
_STATUS_OF_NAME = {status.value.replace("_", "-"): status for status in Status}


def is_safe(name: str) -> bool:
    """Whether ``name`` may be an id as it stands."""
    return SAFE.fullmatch(name) is not None


def shown(name: str) -> str:
    """``name`` as it can be printed: bytes that are not UTF-8 become U+FFFD."""
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def safe_name(name: str, *, instead_of_nothing: str, taken: Collection[str] = ()) -> str:
    """The id to use for ``name``: lower case, everything else a hyphen, none of ``taken``."""
    text = unicodedata.normalize("NFKD", shown(name))
    text = "".join(sign for sign in text if not unicodedata.combining(sign)).lower()
    text = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9_-]+", "-", text)).strip("-_")[:LONGEST].rstrip("-_")
    text = text or instead_of_nothing
    chosen, number = text, 2
    while chosen in taken:
        chosen = f"{text[: LONGEST - 4]}-{number}"
        number += 1
    return chosen


def status_of(update_id: str, kind: Kind | None) -> tuple[Status | None, Status | None]:
    """(status that the name of an update's file is, status of another kind that it is).

    Leading digits, a tool's time stamp and its ``-2`` for a clash do not count; hyphens and underscores are
    alike. ``kind`` is None where it is not known: then every status counts.
    """
    name = _LEADING.sub("", update_id, count=1).replace("_", "-")
    status = _STATUS_OF_NAME.get(name) or _STATUS_OF_NAME.get(_CLASH.sub("", name))
    if status is None or kind is None or status in STATUSES[kind]:
        return status, None
    return None, status


def status_meant(stem: str, kind: Kind | None) -> Status | None:
    """The status that a file's name without ``.md`` says in other words or misspelt; None where it resembles none."""
    _, words = _number_and_words(stem)
    if not words:
        return None
    return _status_like(_CLASH.sub("", words) or words, kind)


@lru_cache(maxsize=1024)
def _status_like(words: str, kind: Kind | None) -> Status | None:
    """Names repeat the same few words, and each comparison costs a tenth of a millisecond."""
    # Where the kind is not known, what most entries are goes first.
    every = tuple(dict.fromkeys((*STATUSES[Kind.INCIDENT], *Status)))
    allowed = STATUSES[kind] if kind else every
    found = misspelt(words, allowed) or misspelt(misspelt(words, every), allowed)
    return Status(found) if found else None


def update_name(stem: str, kind: Kind | None, *, taken: Collection[str] = ()) -> str:
    """The id to use for an update's file that was named ``stem``: with the status that its words mean."""
    status = status_meant(shown(stem), kind)
    if status is None:
        return safe_name(stem, instead_of_nothing="update", taken=taken)
    number, _ = _number_and_words(shown(stem))
    word = status.value.replace("_", "-")
    name = f"{number}-{word}" if number else word
    if status_of(name, None)[0] is not status:  # a date with hyphens: only digits before the first one are passed over
        name = f"{re.sub(r'[^0-9]', '', number)}-{word}"
    return safe_name(name, instead_of_nothing="update", taken=taken)


def _number_and_words(stem: str) -> tuple[str, str]:
    """(the digits in front, the rest) of a name, each without what divides them."""
    plain = unicodedata.normalize("NFKC", stem)
    number = _NUMBER.match(plain)
    if number is None:
        return "", plain.strip("-_ .")
    return re.sub(r"[\s._]+", "-", number["digits"]).strip("-"), plain[number.end() :].strip("-_ .")
