"""JSON values → their text, one value a line: ``json.dumps(value, ensure_ascii=False, indent=1)``, byte for byte.

Asked to indent, Python's encoder leaves its compiled core and hands on every bracket and comma by itself. Here
each object is joined at once, and the compiled core writes its strings.
"""

from __future__ import annotations

import json
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any


def json_text(value: Any) -> str:
    """Dicts with strings as keys, lists, tuples, strings, numbers, booleans, None; without a final line break.

    Raises TypeError for anything else.
    """
    return _text(value, "\n")


def _text(value: Any, margin: str) -> str:
    """``margin``: the line break and the indentation of the line that ``value`` begins on."""
    if isinstance(value, dict):
        if not value:
            return "{}"
        inner = margin + " "
        # Most values are strings or nothing: they are worth no call.
        items = [
            _key(key) + (_quoted(item) if type(item) is str else "null" if item is None else _text(item, inner))
            for key, item in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(items)}{margin}}}"
    if isinstance(value, list | tuple):
        if not value:
            return "[]"
        inner = margin + " "
        items = [_quoted(item) if type(item) is str else _text(item, inner) for item in value]
        return f"[{inner}{f',{inner}'.join(items)}{margin}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if type(value) is int:
        return str(value)
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    return f"{_quoted(name)}: "
