"""A value in a form that many people type and its key does not have → the lines to write instead.

Nothing is guessed into the site: what these functions give is shown beside the problem, to be pasted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from noroshi.source.frontmatter import Document
from noroshi.source.names import is_safe
from noroshi.source.writing import front_matter, scalar

ENDS: Mapping[str, tuple[str, str]] = {"window": ("start", "end"), "eta": ("from", "to"), "periods": ("from", "to")}
"""Keys that take two times, and what their beginning and end are called."""

_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?"
_SPAN = re.compile(
    rf"(?P<start>{_DAY}[ T]{_CLOCK})\s*(?:から|-+>?|[\u2010-\u2015\u2212\u30fc~\u301c\u2192]|to|until)\s*"
    rf"(?P<end>{_DAY}[ T]{_CLOCK}|{_CLOCK}|\+(?:\d+h)?(?:\d+m)?)(?:\s*(?:まで|頃))?"
)
_PARTS = re.compile(
    r"(?:(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T])?(\d{1,2}):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?"  # the same, in parts
)


def span_lines(key: str, value: Any, *, is_item: bool = False) -> tuple[str, ...]:
    """``window: A - B`` as a table; empty where ``value`` is not two times.

    ``is_item``: the lines of one entry of a list, without its key.
    """
    match = _SPAN.fullmatch(unicodedata.normalize("NFKC", value).strip()) if isinstance(value, str) else None
    if match is None or key not in ENDS:
        return ()
    start = _written(match["start"], None)
    end = match["end"] if match["end"].startswith("+") else start and _written(match["end"], start)
    if not start or not end:
        return ()
    first, second = ENDS[key]
    lines = (f"{first}: {start}", f"{second}: {end}")
    return (f"- {lines[0]}", f"  {lines[1]}") if is_item else (f"{key}:", f"  {lines[0]}", f"  {lines[1]}")


def _written(typed: str, after: str | None) -> str:
    """``typed`` in our form; without a day it is the first such time after ``after``. Empty: there is none."""
    match = _PARTS.fullmatch(typed)
    if match is None:
        return ""
    year, month, day, hour, minute, second, offset = match.groups()
    before = datetime.fromisoformat(after[:16]) if after else None
    if year is None and before is None:
        return ""
    try:
        date = before.date() if year is None and before else datetime(int(year), int(month), int(day)).date()  # noqa: DTZ001
        at = datetime(date.year, date.month, date.day, int(hour), int(minute), int(second or 0))  # noqa: DTZ001
    except ValueError:
        return ""
    if year is None and before is not None and at <= before:
        at += timedelta(days=1)
    return at.isoformat(" ", "seconds" if second else "minutes") + (offset or "")


def services_lines(items: Sequence[Any]) -> tuple[str, ...]:
    """A list of services with states as the table that ``services`` is; empty where a state cannot be told."""
    lines = ["services:"]
    for item in items:
        if isinstance(item, str):
            lines.append(f"  {scalar(item)}:")
            continue
        pairs = dict(item) if isinstance(item, Mapping) else {}
        name = next((pairs.pop(key) for key in ("id", "name", "service") if isinstance(pairs.get(key), str)), None)
        state = pairs.pop("state", None) or pairs.pop("status", None) if name else None
        if name is None:
            pairs, entries = {}, list(pairs.items())
        else:
            entries = [(name, state)]
        if pairs or not entries or any(not isinstance(said, str | None) for _, said in entries):
            return ()
        lines += [f"  {scalar(key)}: {scalar(said)}" if said else f"  {scalar(key)}:" for key, said in entries]
    return tuple(lines)


def measures_lines(items: Sequence[Any]) -> tuple[str, ...]:
    """A list of measures as a table with an id for each; empty where an item says nothing."""
    table: dict[str, Any] = {}
    for number, item in enumerate(items, start=1):
        said = {"what": item} if isinstance(item, str) else dict(item) if isinstance(item, Mapping) else {}
        own = said.get("id")
        if isinstance(own, str) and is_safe(own) and own not in table:
            del said["id"]
        else:
            own = f"measure-{number}"
        if not any(said.values()):
            return ()
        table[own] = {key: value for key, value in said.items() if value is not None}
    return tuple(front_matter({"measures": table}).rstrip("\n").split("\n"))


def owner_of(key: str, document: Document, known: Collection[str]) -> str:
    """The key without a value under which ``key`` was probably meant to stand, indented; ``""`` if none.

    ``known``: the keys of the file; unknown ones between the two are its neighbours.
    """
    line = document.line_of((key,))
    above = sorted((at, str(loc[0])) for loc, at in document.lines.items() if len(loc) == 1 and at < line)
    found = next((name for _, name in reversed(above) if name in known), "")
    return found if found and document.values.get(found) is None else ""


def indented_lines(owner: str, keys: Collection[str], document: Document) -> tuple[str, ...]:
    """``owner`` with its ``keys`` indented under it, each with the lines that belong to it."""
    tops = sorted(at for loc, at in document.lines.items() if len(loc) == 1)
    lines = [document.row(document.line_of((owner,))).rstrip()]
    for key in sorted(keys, key=lambda name: document.line_of((name,))):
        line = document.line_of((key,))
        following = next((at for at in tops if at > line), line + 1)
        rows = [document.row(line), *(row for at in range(line + 1, following) if (row := document.row(at)).strip())]
        lines += [f"  {row.rstrip()}" for row in rows]
    return tuple(lines)
