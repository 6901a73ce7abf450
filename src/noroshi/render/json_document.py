"""JSON values → the bytes of a document that people can read too, one value a line; or of one line."""

from __future__ import annotations

import json
from typing import Any, Final

import orjson

# What is no JSON is a mistake of ours, and said.
_ONLY_JSON: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
_WRITTEN: Final = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | _ONLY_JSON


def json_document(value: Any) -> bytes:
    """Dicts with strings as keys, lists, tuples, strings, numbers, booleans, None; with a final line break.

    Raises TypeError for anything else.
    """
    try:
        return orjson.dumps(value, option=_WRITTEN)
    except TypeError:
        # Numbers beyond 64 bits, which somebody may have typed.
        return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def json_line(value: Any) -> bytes:
    """The same in one line, without its end: a row of a document that is written piece by piece."""
    try:
        return orjson.dumps(value, option=_ONLY_JSON)
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
