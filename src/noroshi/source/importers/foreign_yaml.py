"""Another tool's YAML → plain texts, lists and tables; what breaks YAML's rules is read line by line.

Only events of the C parser are looked at: nothing is constructed, so no date is guessed, no tag runs and no
alias is followed (a "YAML bomb" stays as small as it was typed). Every scalar is the text that was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"

DEEPEST = 20
MOST_EVENTS = 100_000
_NOTHING = {"", "~", "null", "Null", "NULL"}


@dataclass
class Foreign:
    """A mapping as it was typed."""

    values: dict[str, Tree] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """Line of each top-level key, from 1."""
    notes: list[tuple[str, str, int]] = field(default_factory=list)
    """``(rule, value, line)``.

    What was not followed (``alias``), dropped (``duplicate-key``) or not understood (``line``).
    """
    broken: str = ""
    """Why it was read line by line; empty where it was YAML."""


class _Refused(Exception):
    """Valid YAML that no front matter of a person looks like."""


@dataclass
class _Open:
    """A list or table that is being filled."""

    holder: list[Tree] | dict[str, Tree]
    key: str | None = None
    dropped: bool = False
    """The value to come belongs to a key that was there before."""


def read(text: str) -> Foreign:
    """Read a mapping; never raises. Times and sizes are bounded by the length of the text."""
    try:
        return _by_events(text)
    except (yaml.YAMLError, _Refused) as cause:
        found = _by_lines(text)
        found.broken = _reason(cause)
        return found


def _reason(cause: Exception) -> str:
    problem = getattr(cause, "problem", None) or str(cause)
    mark = getattr(cause, "problem_mark", None)
    where = f" ({mark.line + 1}:{mark.column + 1})" if mark is not None else ""
    return " ".join(str(problem).split())[:200] + where


def _by_events(text: str) -> Foreign:
    found = Foreign()
    stack: list[_Open] = []
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if number > MOST_EVENTS:
            raise _Refused("more values than anybody types")
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentEndEvent):
            break
        if isinstance(event, yaml.AliasEvent):
            found.notes.append(("alias", f"*{event.anchor}", line))
            _put(found, stack, "", line)
        elif isinstance(event, yaml.ScalarEvent):
            plain_nothing = not event.style and event.value in _NOTHING
            _put(found, stack, "" if plain_nothing else event.value, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(stack) >= DEEPEST:
                raise _Refused("nested too deeply")
            holder: list[Tree] | dict[str, Tree]
            if not stack:
                if not isinstance(event, yaml.MappingStartEvent):
                    raise _Refused("a list where keys were expected")
                holder = found.values
            else:
                holder = {} if isinstance(event, yaml.MappingStartEvent) else []
                _put(found, stack, holder, line)
            stack.append(_Open(holder))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
    return found


def _put(found: Foreign, stack: list[_Open], value: Tree, line: int) -> None:
    if not stack:
        if value:
            raise _Refused("a text where keys were expected")
        return
    place = stack[-1]
    if isinstance(place.holder, list):
        place.holder.append(value)
    elif place.key is None:
        if not isinstance(value, str):
            raise _Refused("a key that is not a word")
        place.key = value
        place.dropped = value in place.holder
        if len(stack) == 1 and not place.dropped:
            found.lines[value] = line
    else:
        if place.dropped:
            found.notes.append(("duplicate-key", f"{place.key}: {flat(value)}", line))
        else:
            place.holder[place.key] = value
        place.key = None


_PAIR = re.compile(r"([A-Za-z_][\w-]*)\s*[:=](?:\s+|$|(?=[\"'\[{\d]))(.*)")
_ITEM = re.compile(r"\s*-\s+(.*)")


def _by_lines(text: str) -> Foreign:
    """``key: value`` (or ``=``), ``- item`` below a key; whatever else there is becomes a note."""
    found = Foreign()
    key = ""
    for number, typed in enumerate(text.split("\n"), start=1):
        line = typed.rstrip()
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if pair := _PAIR.fullmatch(line):
            name, rest = pair.groups()
            if name in found.values:
                found.notes.append(("duplicate-key", line, number))
                key = ""
                continue
            key = name
            found.lines[key] = number
            found.values[key] = _loose_value(rest)
        elif key and (item := _ITEM.fullmatch(line)) and found.values[key] in ("", []):
            found.values[key] = [_unquoted(item[1])]
        elif key and item and isinstance(held := found.values[key], list):
            held.append(_unquoted(item[1]))
        elif key and line[0] in " \t" and isinstance(before := found.values[key], str):
            found.values[key] = f"{before} {line.strip()}".strip()
        else:
            found.notes.append(("line", line, number))
    return found


def _loose_value(text: str) -> Tree:
    value = text.strip()
    if value in {"|", ">", "|-", ">-"}:
        return ""
    if value.startswith("[") and (end := value.rfind("]")) > 0:
        items = [_unquoted(part) for part in value[1:end].split(",")]
        return [item for item in items if item]
    return _unquoted(value)


def _unquoted(text: str) -> str:
    value = text.strip()
    if quoted := re.fullmatch(r"([\"'])(.*)\1(?:\s+#.*)?", value):
        return quoted[2]
    value = re.sub(r"(?:^|\s+)#.*$", "", value)
    return "" if value in _NOTHING else value


def tree(value: object, depth: int = 0) -> Tree:
    """A value of JSON or TOML as it would be typed in YAML."""
    if depth > DEEPEST:
        return "…"
    if isinstance(value, dict):
        return {str(key): tree(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [tree(item, depth + 1) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def flat(value: Tree) -> str:
    """Any value as one line, for a report."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return "[" + ", ".join(flat(item) for item in value) + "]"
    return "{" + ", ".join(f"{key}: {flat(item)}" for key, item in value.items()) + "}"
