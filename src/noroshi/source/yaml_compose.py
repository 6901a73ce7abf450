"""The YAML of a front matter → texts, lists and tables as typed, with the line of each.

The C parser's events are composed here, so that what a front matter may not contain is refused before it
costs anything: anchors, aliases and tags, duplicate keys, a second document, more than ``DEPTH`` levels or
``NODES`` values. Nothing is guessed: every value is the text that was typed; an empty plain value is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from yaml._yaml import CParser

from noroshi.model.problem import Place, Problem
from noroshi.source.yaml_values import Composed, Cut, Loc, Value, quoted_line

DEPTH = 8
"""The deepest key there is (``personal_data.secondary_damage.text``) takes three."""
NODES = 5000


@dataclass
class _Open:
    """A list or table that is being read."""

    value: list[Value] | dict[str, Value]
    loc: Loc
    key: str | None = None
    """The key whose value comes next."""
    ignored: bool = False
    """The value of a duplicate key is read past."""


class _Refused(Exception):
    """Reading further would cost too much."""

    def __init__(self, rule: str, line: int) -> None:
        super().__init__(rule)
        self.rule, self.line = rule, line


def compose(text: str, path: str, first_line: int = 1) -> Composed:
    """The one document in ``text``, whose first line is line ``first_line`` of the file.

    Raises yaml.YAMLError where ``text`` is not YAML.
    """
    composer = _Composer(text, path, first_line)
    try:
        composer.run()
    except _Refused as refused:
        composer.problem(refused.rule, refused.line)
        composer.made.value = None
    return composer.made


class _Composer:
    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.rows = text.split("\n")
        self.path = path
        self.first_line = first_line
        self.made = Composed()
        self.stack: list[_Open] = []
        self.nodes = 0

    def problem(self, rule: str, line: int, **arguments: Any) -> None:
        self.made.problems.append(Problem(Place(self.path, line), rule, arguments=arguments))

    def run(self) -> None:
        parser = CParser(self.text)
        try:
            while True:
                event = parser.get_event()
                if event is None or isinstance(event, yaml.StreamEndEvent):
                    return
                self.take(event)
        finally:
            parser.dispose()

    def take(self, event: Any) -> None:
        line = event.start_mark.line + self.first_line
        if isinstance(event, yaml.ScalarEvent):
            self.check_marks(event, line)
            self.put(self.scalar(event), line)
        elif isinstance(event, yaml.MappingStartEvent):
            self.check_marks(event, line)
            self.open({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.check_marks(event, line)
            self.open([], line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self.problem("yaml-mark", line, value="*", paste=quoted_line(self.row(line)))
            self.put("", line)

    def row(self, line: int) -> str:
        return self.rows[line - self.first_line] if 0 <= line - self.first_line < len(self.rows) else ""

    def check_marks(self, event: Any, line: int) -> None:
        self.nodes += 1
        if self.nodes > NODES:
            raise _Refused("yaml-too-long", line)
        if event.anchor is not None:
            self.problem("yaml-mark", line, value="&", paste=quoted_line(self.row(line)))
        elif event.tag is not None:
            self.problem("yaml-mark", line, value="!", paste=quoted_line(self.row(line)))

    def scalar(self, event: Any) -> Value:
        value: str = event.value
        if event.style:  # quoted, or a block
            return value or None
        end = event.end_mark
        rest = self.rows[end.line][end.column :] if end.line < len(self.rows) else ""
        # An empty value ends where its key does, so that its comment follows ": ".
        rest = rest.lstrip(": \t") if not value else rest.lstrip(" \t")
        if rest.startswith("#"):
            return Cut(value)
        return value or None

    def open(self, value: list[Value] | dict[str, Value], line: int) -> None:
        if len(self.stack) >= DEPTH:
            raise _Refused("yaml-too-deep", line)
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            raise _Refused("yaml-key", line)
        loc, ignored = self.put(value, line)
        self.stack.append(_Open(value, loc, ignored=ignored))

    def put(self, value: Value, line: int) -> tuple[Loc, bool]:
        """Where the value went, and whether it is only read past."""
        if not self.stack:
            if self.made.value is None:
                self.made.value = value
            return (), False
        inside = self.stack[-1]
        if isinstance(inside.value, list):
            loc: Loc = (*inside.loc, len(inside.value))
            self.made.lines.setdefault(loc, line)
            if isinstance(value, str):
                # A list of names is often read as a table of them: the name leads to its line too.
                self.made.lines.setdefault((*inside.loc, str(value)), line)
            inside.value.append(value)
            return loc, inside.ignored
        if inside.key is None:
            inside.key = str(value or "")
            loc = (*inside.loc, inside.key)
            if inside.key in inside.value:
                first = self.made.lines.get(loc, self.first_line)
                self.problem("duplicate-key", line, value=inside.key, first=first)
                inside.ignored = True
            else:
                self.made.lines.setdefault(loc, line)
                inside.ignored = False
            return loc, inside.ignored
        loc, ignored = (*inside.loc, inside.key), inside.ignored
        if not ignored:
            inside.value[inside.key] = value
        inside.key = None
        return loc, ignored
