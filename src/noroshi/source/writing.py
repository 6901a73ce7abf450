"""Plain values → the text of our files: front matter that the strict reader reads back, then the body.

Order is the caller's: keys are written as they come. A text is quoted only where YAML needs it, so that
what a tool wrote looks like what a person would have typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = "str | bool | Sequence[Value] | Mapping[str, Value]"
"""What a key may hold: a line of text (times too), yes or no, a list, or a table."""

# Signs that mean something to YAML at the beginning of a plain text.
_LEADING = "-?:,[]{}#&*!|>'\"%@`~="
# Within a plain text these end it, start a comment, are line ends to YAML 1.1, or are not printable.
_NEEDS_QUOTES = re.compile(r": |:$| #|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P"}


def document(values: Mapping[str, Value], body: str = "") -> str:
    """A whole file: ``---``, one key a line, ``---``, the body; it ends with one line end."""
    text = body.strip("\n")
    return f"---\n{front_matter(values)}---\n" + (f"{text}\n" if text else "")


def front_matter(values: Mapping[str, Value]) -> str:
    """The lines between the fences. An empty list or table is left out: there is nothing to say."""
    return "".join(f"{line}\n" for line in _table(values))


def scalar(text: str) -> str:
    """One line of text as YAML: plain where that reads back the same, else in double quotes.

    Line ends within become spaces: a fact is one line.
    """
    line = re.sub(r"[ \t]*(?:\r\n|\r|\n)\s*", " ", text)
    line = line.encode("utf-8", "replace").decode("utf-8")
    if line and line[0] not in _LEADING and not _NEEDS_QUOTES.search(line) and line == line.strip():
        return line
    return '"' + "".join(_escaped(sign) for sign in line) + '"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign != ":" and _NEEDS_QUOTES.match(sign):
        return f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"\\u{ord(sign):04x}"
    return sign


def _table(values: Mapping[str, Value]) -> list[str]:
    lines: list[str] = []
    for key, value in values.items():
        if isinstance(value, bool):
            lines.append(f"{scalar(key)}: {'true' if value else 'false'}")
        elif isinstance(value, str):
            lines.append(f"{scalar(key)}: {scalar(value)}")
        elif value:
            lines.append(f"{scalar(key)}:")
            inner = _table(value) if isinstance(value, Mapping) else _items(value)
            lines.extend(f"  {line}" for line in inner)
    return lines


def _items(values: Sequence[Value]) -> list[str]:
    lines: list[str] = []
    for value in values:
        if isinstance(value, bool):
            lines.append(f"- {'true' if value else 'false'}")
        elif isinstance(value, str):
            lines.append(f"- {scalar(value)}")
        else:
            inner = _table(value) if isinstance(value, Mapping) else _items(value)
            lines.extend(("- " if number == 0 else "  ") + line for number, line in enumerate(inner))
    return lines
