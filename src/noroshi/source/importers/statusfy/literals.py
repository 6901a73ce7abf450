"""A configuration in JavaScript → what stands in it as plain literals; nothing of it is ever run.

Read is the object behind ``module.exports =`` or ``export default``, or the one of the name that stands there. Texts,
numbers, ``true`` and ``false``, lists and objects are taken; names, calls, sums and texts with ``${}`` are skipped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from noroshi.source.importers.foreign_yaml import DEEPEST, Tree

_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)
    |(?P<open>"(?:[^"\\\n]*\\.)+|'(?:[^'\\\n]*\\.)+|`(?:[^`\\]*\\.)+)
    |(?P<number>[+-]?\d[\w.]*)
    |(?P<word>[A-Za-z_$][\w$]*)
    |(?P<sign>\.{3}|=>|.)""",
    re.VERBOSE | re.DOTALL,
)
"""``open`` is a text that never ends, up to its last escape: looked for again at each it would take long."""
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_WORDS = {"true": "true", "false": "false", "null": "", "undefined": ""}


@dataclass
class Literals:
    """What was read of a program."""

    values: dict[str, Tree] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    """Keys whose values are no literals, by their way: ``analytics.ga``."""
    found: bool = False
    """Whether there is an object at all."""


def literals(text: str) -> Literals:
    """Read a program; never raises. Time is bounded by the length of the text."""
    tokens = [(found.lastgroup or "", found[0]) for found in _TOKEN.finditer(text) if found.lastgroup != "blank"]
    start = _start([typed for _, typed in tokens])
    answer = Literals()
    if start is not None:
        answer.found = True
        _Reader(tokens, start, answer.skipped).object_into(answer.values, "", 0)
    return answer


def _start(typed: list[str]) -> int | None:
    """Where the exported object opens."""
    for number in range(len(typed)):
        if typed[number : number + 4] == ["module", ".", "exports", "="]:
            after = number + 4
        elif typed[number : number + 2] == ["export", "default"]:
            after = number + 2
        else:
            continue
        if typed[after : after + 1] == ["{"]:
            return after
        opening = [*typed[after : after + 1], "=", "{"]
        return next((at + 2 for at in range(len(typed) - 2) if typed[at : at + 3] == opening), None)
    return None


class _Reader:
    """Walks over the tokens of one object; where they end too early, what was read until then counts."""

    def __init__(self, tokens: list[tuple[str, str]], start: int, skipped: list[str]) -> None:
        self.tokens = tokens
        self.at = start
        self.skipped = skipped

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else "end"

    @property
    def typed(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def object_into(self, values: dict[str, Tree], way: str, depth: int) -> None:
        """Read from ``{`` to behind its ``}``."""
        self.at += 1
        while self.kind != "end" and self.typed != "}":
            if self.typed == ",":
                self.at += 1
                continue
            key = _plain_text(self.typed) if self.kind == "text" else self.typed
            place = f"{way}.{key}" if way else key
            named = self.kind in {"text", "word", "number"}
            self.at += 1
            if named and self.typed == ":":
                self.at += 1
                value = self._value(place, depth)
                if value is not None:
                    values[key] = value
            else:
                # ``...others``, ``[name]: …``, ``title,``, ``hook() {}``.
                self.at -= 1
                self._skip(place)
        self.at += 1

    def _list(self, way: str, depth: int) -> list[Tree]:
        items: list[Tree] = []
        self.at += 1
        while self.kind != "end" and self.typed != "]":
            if self.typed == ",":
                self.at += 1
                continue
            value = self._value(way, depth)
            if value is not None:
                items.append(value)
        self.at += 1
        return items

    def _value(self, way: str, depth: int) -> Tree | None:
        """One value, and the reader behind it; None for an expression, which is skipped and told."""
        value: Tree | None = None
        if depth >= DEEPEST:
            self._skip(way)
            return None
        told = len(self.skipped)
        if self.kind == "text" and not (self.typed[0] == "`" and "${" in self.typed):
            value = _plain_text(self.typed)
            self.at += 1
        elif self.kind == "number" or self.typed in _WORDS:
            value = _WORDS.get(self.typed, self.typed)
            self.at += 1
        elif self.typed == "{":
            value = {}
            self.object_into(value, way, depth + 1)
        elif self.typed == "[":
            value = self._list(way, depth + 1)
        if value is not None and self.typed in {",", "}", "]", ""}:
            return value
        # ``"a" + b``, ``[…].map(…)``: the whole of it is an expression.
        del self.skipped[told:]
        self._skip(way)
        return None

    def _skip(self, way: str) -> None:
        """To the ``,``, ``}`` or ``]`` that ends an expression."""
        self.skipped.append(way)
        begun, depth = self.at, 0
        while self.kind != "end":
            if self.kind == "sign" and self.typed in {"(", "[", "{"}:
                depth += 1
            elif self.kind == "sign" and self.typed in {")", "]", "}"}:
                if depth == 0 and self.typed != ")":
                    break
                depth = max(0, depth - 1)
            elif depth == 0 and self.typed == ",":
                break
            self.at += 1
        # A sign that is out of place must not be met for ever.
        self.at = max(self.at, begun + 1)


def _plain_text(typed: str) -> str:
    def sign(found: re.Match[str]) -> str:
        if code := found[1] or found[2] or found[3]:
            number = int(code, 16)
            return chr(number) if number <= 0x10FFFF else "\ufffd"
        return _LETTERS.get(found[4], found[4])

    return _ESCAPE.sub(sign, typed[1:-1])
