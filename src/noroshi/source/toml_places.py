"""A TOML text → its values with the line of each key, or where it stops being TOML.

tomllib gives values without places, so a second, smaller reader walks over the text that tomllib has
accepted and notes only where keys and array items stand. It may therefore trust the text to be valid.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import field
from typing import Any

from noroshi.model.frozen import frozen
from noroshi.model.problem import Place, Problem
from noroshi.source.merge_marks import merge_conflict

KeyPath = tuple[str | int, ...]
"""Keys and indexes from the top: ``("services", 0, "name", "ja")``."""


@frozen
class TomlFault:
    """Where and how a text stops being TOML."""

    rule: str
    line: int
    """From 1."""
    value: str
    """The line as typed, without its indent."""
    paste: str = ""
    """The line to write instead, where that can be said."""
    sides: tuple[str, ...] = ()
    """The lines of what a merge left standing side by side."""

    def problem(self, path: str) -> Problem:
        """The fault as a problem of the file ``path``."""
        arguments = {"value": self.value, "paste": self.paste, "sides": self.sides}
        return Problem(Place(path, self.line), self.rule, arguments=arguments)


@frozen
class TomlDocument:
    """Values, and where they stand."""

    values: Mapping[str, Any]
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    """Line, from 1, of every key, table header and array item."""

    def line(self, path: KeyPath) -> int:
        """The line of ``path``, or of the nearest thing around it that has one; 1 for the top."""
        for length in range(len(path), 0, -1):
            found = self.lines.get(path[:length])
            if found is not None:
                return found
        return 1


def read_toml(text: str) -> TomlDocument | TomlFault:
    """The document, or its first fault. ``text`` may have any line ends; never raises."""
    # TOML knows LF and CRLF, but no lone CR, which old editors leave: a line is a line.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    conflict = merge_conflict(text.split("\n"), "")
    if conflict is not None:
        said = conflict.arguments
        return TomlFault(conflict.rule, conflict.place.line, said["value"], sides=said["sides"])
    deep = _DEEP_KEY.search(text)
    if deep is not None:
        # tomllib needs memory by the square of a dotted key's parts.
        return TomlFault("toml-too-deep", text.count("\n", 0, deep.start()) + 1, "")
    try:
        values = tomllib.loads(text)
        return TomlDocument(values, _Reader(text).lines())
    except RecursionError:
        return TomlFault("toml-too-deep", _Reader(text).left_open() or 1, "")
    except ValueError as error:  # TOMLDecodeError, and int() refusing numbers of thousands of digits
        return _fault(text, str(error))


_KEY_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(rf"{_KEY_PART}(?:[ \t]*+\.[ \t]*+{_KEY_PART}){{30}}")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^\s,\]}#]*(?: \d[^\s,\]}#]*)?")
_AT = re.compile(r"\(at line (\d+), column \d+\)$")
_PAIR = re.compile(rf"^({_KEY_PART}\s*=\s*)(\S.*?)\s*$")
_TWICE = re.compile("overwrite|twice|immutable|Duplicate", re.IGNORECASE)


def _fault(text: str, message: str) -> TomlFault:
    """Which of our rules the parser's English means, and where. Its words change between versions of
    Python, so whatever is not recognised is plainly "not TOML"."""
    lines = text.split("\n")
    at = _AT.search(message)
    last = max((number for number, line in enumerate(lines, 1) if line.strip()), default=1)
    number = min(int(at.group(1)), last) if at else last
    line = lines[number - 1].strip()
    if _TWICE.search(message):
        return TomlFault("toml-twice", number, line)
    if _has_control(line):
        return TomlFault("toml-control", number, line)
    if "escape" in message.lower():
        return TomlFault("toml-escape", number, line, _with_single_quotes(line))
    # What was opened on an earlier line and never closed is the fault; the parser stumbles later.
    opened = _Reader(text).left_open()
    # An inline table may not go over several lines: there its brace is missed.
    if "inline table" in message or line.count("{") > line.count("}"):
        opened = number
    if opened is not None and opened <= number:
        line = lines[opened - 1].strip()
        return TomlFault("toml-not-closed", opened, line, _with_quotes(line))
    return TomlFault("toml-syntax", number, line, _with_quotes(line))


def _is_toml(line: str) -> bool:
    try:
        tomllib.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _has_control(line: str) -> bool:
    return any((ord(sign) < 32 and sign != "\t") or ord(sign) == 127 for sign in line)


def _with_quotes(line: str) -> str:
    """The line as it was meant: ``=`` for ``:``, quotes around a text; empty where that is not the fault."""
    match = _PAIR.match(re.sub(rf"^({_KEY_PART})\s*:\s+", r"\1 = ", line))
    if match is None or _is_toml(line):
        return ""
    key, value = match.groups()
    bare = value.strip("“”„‟«»「」『』'\"")
    if bare.lower() in ("true", "yes", "on", "false", "no", "off"):
        pasted = f"{key}{'true' if bare.lower() in ('true', 'yes', 'on') else 'false'}"
    elif not bare or value[0] in "[{" or any(sign in bare for sign in '#"\\') or _has_control(bare):
        return ""
    else:
        pasted = f'{key}"{bare}"'
    return pasted if _is_toml(pasted) else ""


def _with_single_quotes(line: str) -> str:
    """``'…'``, in which a backslash is only a backslash; empty where it would not help."""
    match = _PAIR.match(line)
    if match is None:
        return ""
    key, value = match.groups()
    inner = value[1:-1]
    plain = len(value) > 1 and value[0] == value[-1] == '"' and not set(inner) & {"'", '"'}
    return f"{key}'{inner}'" if plain else ""


class _Reader:
    """Walks over valid TOML, noting lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.found: dict[KeyPath, int] = {}
        self.arrays: dict[KeyPath, int] = {}
        """Arrays of tables → index of the latest table."""
        self.opened: list[int] = []
        """Lines on which strings, arrays and tables were opened that are not closed yet."""

    def left_open(self) -> int | None:
        """In a text that is not TOML: the line of the outermost thing left open."""
        with suppress(LookupError, ValueError, RecursionError):
            self.lines()
        return self.opened[0] if self.opened else None

    def lines(self) -> dict[KeyPath, int]:
        """Key path → line. Each path keeps the line at which it was first named."""
        base: KeyPath = ()
        while True:
            self.skip_blank()
            if self.at >= len(self.text):
                return self.found
            if self.text.startswith("[[", self.at):
                self.at += 2
                *around, name = self.key()
                array = (*self.resolved(tuple(around)), name)
                index = self.arrays.get(array, -1) + 1
                self.arrays[array] = index
                self.note((array, (*array, index)))
                base = (*array, index)
                self.at += 2
            elif self.text[self.at] == "[":
                self.at += 1
                base = self.resolved(self.key())
                self.note(base[:length] for length in range(1, len(base) + 1))
                self.at += 1
            else:
                self.pair(base)

    def note(self, paths: Iterable[KeyPath]) -> None:
        for path in paths:
            self.found.setdefault(path, self.line)

    def resolved(self, key: KeyPath) -> KeyPath:
        """The header's key with the index of the latest table behind every array of tables in it."""
        path: KeyPath = ()
        for part in key:
            path = (*path, part)
            if path in self.arrays:
                path = (*path, self.arrays[path])
        return path

    def skip_blank(self, comma: bool = False) -> None:
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif sign in " \t\n" or (comma and sign == ","):
                self.line += sign == "\n"
                self.at += 1
            else:
                return

    def key(self) -> KeyPath:
        """A dotted key, up to the sign behind it."""
        parts: list[str | int] = []
        while True:
            self.skip_blank()
            sign = self.text[self.at]
            if sign in "\"'":
                start = self.at
                self.string()
                # Escapes in a key are rare; tomllib reads them better than a second table of them.
                parts.append(next(iter(tomllib.loads(f"{self.text[start : self.at]}=0"))))
            else:
                match = _BARE_KEY.match(self.text, self.at)
                if match is None:
                    raise ValueError("not TOML")  # caught in stopped_at: only there it can be
                parts.append(match.group())
                self.at = match.end()
            self.skip_blank()
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def pair(self, base: KeyPath) -> None:
        line = self.line
        path = (*base, *self.key())
        for length in range(len(base) + 1, len(path) + 1):
            self.found.setdefault(path[:length], line)
        self.at += 1  # the "="
        self.skip_blank()
        self.value(path)

    def value(self, path: KeyPath) -> None:
        sign = self.text[self.at]
        if sign in "\"'":
            self.string()
        elif sign == "[":
            self.at += 1
            self.items(path)
        elif sign == "{":
            self.at += 1
            self.opened.append(self.line)
            self.skip_blank(comma=True)
            while self.text[self.at] != "}":
                self.pair(path)
                self.skip_blank(comma=True)
            self.at += 1
            self.opened.pop()
        else:
            match = _BARE_VALUE.match(self.text, self.at)  # a date and its time may have a space between
            if match is None or match.end() == self.at:
                raise ValueError("not TOML")
            self.at = match.end()

    def items(self, path: KeyPath) -> None:
        index = 0
        self.opened.append(self.line)
        self.skip_blank(comma=True)
        while self.text[self.at] != "]":
            self.found[(*path, index)] = self.line
            self.value((*path, index))
            index += 1
            self.skip_blank(comma=True)
        self.at += 1
        self.opened.pop()

    def string(self) -> None:
        """Step behind a string of any of the four kinds."""
        quote = self.text[self.at]
        many = self.text.startswith(quote * 3, self.at)
        close = quote * 3 if many else quote
        start = self.at
        self.opened.append(self.line)
        self.at += len(close)
        while not self.text.startswith(close, self.at):
            if not many and self.text[self.at] == "\n":
                raise ValueError("not TOML")
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(close)
        while many and self.text.startswith(quote, self.at):  # up to two quotes may end the text itself
            self.at += 1
        self.opened.pop()
        self.line += self.text.count("\n", start, self.at)
