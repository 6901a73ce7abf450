"""A value that a type of ours refuses → pydantic's error, with the rule's id for its type."""

from __future__ import annotations

import re
import typing
from typing import Any, cast

if typing.TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

LONGEST_TEXT = 1000
"""Characters of one text; a page of prose belongs in ``site_src/pages/``."""


def refuse(rule: str, **arguments: object) -> PydanticCustomError:
    """The error by which a validator refuses a value."""
    from pydantic_core import PydanticCustomError

    # pydantic asks for literals, which every rule id is where this is called.
    return PydanticCustomError(cast(Any, rule), cast(Any, rule), dict(arguments))


_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
"""Control characters, the nine that turn the direction of what follows, and what XML may not contain."""


def one_line(value: str) -> str:
    """``value`` without blanks around it, where it is one line of printable text."""
    unwanted = _UNWANTED.search(value)
    if unwanted is not None:
        raise refuse("site-text-control", value=value, code=f"U+{ord(unwanted.group()):04X}")
    value = value.strip()
    if re.search("[\n\r\t\u2028\u2029]", value):
        import json

        raise refuse("site-text-lines", value=value, paste=json.dumps(" ".join(value.split()), ensure_ascii=False))
    if len(value) > LONGEST_TEXT:
        raise refuse("site-text-long", value=value, limit=LONGEST_TEXT)
    return value
