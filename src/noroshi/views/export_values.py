"""Values of the model → JSON values of an export: every fact as it was said, in all its languages.

Nothing depends on a page, a language or a moment. Each class of the model is an object with its fields under the
names of front matter; what was not said is not there. Moments are UTC (``2026-11-20T18:12:00Z``), days are dates.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from noroshi.model.incident import Incident, Report, WrongMessage
from noroshi.model.prose import Prose
from noroshi.model.site import Feeds, Mail, Site
from noroshi.model.text import Body, Text
from noroshi.model.update import Extent, Period, Range, Update

Json = dict[str, Any]
Shown = Callable[[Prose], str]
"""A body's HTML as it may stand anywhere: its addresses are whole."""

_NAMES: Mapping[tuple[type, str], str] = {
    (Incident, "lang"): "language",
    (WrongMessage, "sender"): "from",
    (WrongMessage, "recipients"): "to",
    (Extent, "low"): "from",
    (Extent, "high"): "to",
    (Period, "start"): "from",
    (Period, "end"): "to",
    (Range, "start"): "from",
    (Range, "end"): "to",
    (Mail, "sender"): "from",
    (Site, "weights"): "availability",
}
"""Fields that front matter and site.toml call by another name."""
_NOT_TOLD: frozenset[tuple[type, str]] = frozenset(
    {
        *((kind, name) for kind in (Incident, Update, Report) for name in ("lines", "place")),
        (Update, "elsewhere"),
        # Each update of it is told with what held after it.
        (Incident, "updates"),
        (Incident, "report"),
        (Site, "zone"),
        (Site, "words"),
        (Feeds, "typed"),
        (Feeds, "line"),
    }
)
"""Where something stands in a file, and what is a file of its own."""


@cache
def told_fields(kind: type) -> tuple[tuple[str, str, Any], ...]:
    """(field, its name in the document, its type) of a class of the model."""
    hints = typing.get_type_hints(kind)
    return tuple(
        (item.name, _NAMES.get((kind, item.name), item.name), hints[item.name])
        for item in fields(kind)
        if (kind, item.name) not in _NOT_TOLD
    )


def exported(value: Any, shown: Shown) -> Any:
    """A value of the model as JSON. Raises TypeError for what is none."""
    kind = type(value)
    if value is None or kind in (str, int, float, bool):
        return value
    if kind is Text:
        return _text(value)
    if kind is Body:
        return _body(value, shown)
    if kind is tuple:
        return [exported(item, shown) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): exported(item, shown) for key, item in value.items()}
    if not is_dataclass(kind):
        raise TypeError(f"not told in an export: {kind.__name__}")
    found: Json = {}
    for name, told, _ in told_fields(kind):
        item = getattr(value, name)
        # Booleans and numbers are told always: no reader has to know what is usual.
        if item is not None and item != () and item != {}:
            found[told] = exported(item, shown)
    return found


def moment(at: datetime) -> str:
    """RFC 3339 in UTC; with a fraction only where one was typed."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _text(text: Text) -> Json:
    said: Json = {"language": text.lang, "text": text.original}
    if text.translations:
        said["translations"] = dict(text.translations)
    return said


def _body(body: Body, shown: Shown) -> Json:
    said: Json = {"language": body.lang, **_prose(body.original, shown)}
    if body.translations:
        said["translations"] = {tag: _prose(prose, shown) for tag, prose in body.translations}
    return said


def _prose(prose: Prose, shown: Shown) -> Json:
    return {"markdown": prose.markdown, "html": shown(prose), "text": prose.plain}
