"""What the YAML of a front matter holds, as values with their lines; and how to write a text in YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from noroshi.model.problem import Problem

Value = Any
"""``str``, None for an empty one, ``list`` or ``dict`` of these; a cut text is a :class:`Cut`."""
Loc = tuple[str | int, ...]
"""Keys and positions from the top: ``("data_recovery", "risks", 0, "what")``."""


class Cut(str):
    """A plain text behind which `` #`` begins what YAML takes for a comment."""

    __slots__ = ()


@dataclass
class Composed:
    """One YAML document."""

    value: Value = None
    lines: dict[Loc, int] = field(default_factory=dict)
    """Where each key or item stands, as a line of the file."""
    problems: list[Problem] = field(default_factory=list)


def quoted(text: str) -> str:
    """``text`` as YAML that needs no further thought: in double quotes, or in single ones if it has those."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def quoted_line(line: str) -> str:
    """``line`` with its value in quotes: what to paste where a text needs them."""
    start, value = split_line(line)
    if len(value) > 2 and value[0] in "“„" and value[-1] in "”“":
        value = value[1:-1]  # the quotes of a word processor, meant for YAML's
    return f"{start}{quoted(value)}" if value else line.rstrip()


def split_line(line: str) -> tuple[str, str]:
    """(everything up to the value, the value without spaces around it) of ``key: value`` or ``- value``."""
    rest = line.lstrip(" ")
    start = len(line) - len(rest)
    while rest.startswith("- "):
        start += 2
        rest = rest[2:]
    key, colon, value = rest.partition(":")
    if colon and value[:1] in (" ", "\t", "") and not set(key) & set("\"'#{[,"):
        indent = len(value) - len(value.lstrip())
        return line[: start + len(key) + 1] + " " * bool(indent), value.strip()
    return line[:start], rest.strip()
