"""JSON values → the bytes of a document that people can read too: one value a line."""

from __future__ import annotations

import json
from typing import Any, Final

import orjson

_WRITTEN: Final = (
    orjson.OPT_INDENT_2
    | orjson.OPT_APPEND_NEWLINE
    # What is no JSON is a mistake of ours, and said.
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)


def json_document(value: Any) -> bytes:
    """Dicts with strings as keys, lists, tuples, strings, numbers, booleans, None; with a final line break.

    Raises TypeError for anything else.
    """
    try:
        return orjson.dumps(value, option=_WRITTEN)
    except TypeError:
        # Numbers beyond 64 bits, which somebody may have typed.
        return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
