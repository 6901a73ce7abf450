"""What was said at once, and the link definitions that it needs to stand alone."""

from __future__ import annotations

import re
from dataclasses import replace

from noroshi.model.frozen import frozen
from noroshi.source.importers.moments import Clock, Moment

_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})(.*)")
_DEFINITION = re.compile(r"\s{0,3}\[(?P<name>[^\]]+)\]:\s*\S+.*")
_USE = re.compile(r"\[(?P<name>[^\[\]]+)\](?!:)")


@frozen
class Block:
    """What was said at once."""

    text: str
    meaning: str = ""
    """As ``labels.Opening.meaning``; empty without a label."""
    stamp: Moment | Clock | None = None
    line: int = 0
    """First line in the source file."""


class CodeFence:
    """Takes the lines of a text one after the other; an unclosed fence lasts to the end."""

    def __init__(self) -> None:
        self._open = ""

    def takes(self, line: str) -> bool:
        """Whether the next line belongs to a code fence, its edges included."""
        edge = _FENCE.fullmatch(line)
        if self._open:
            if edge and edge[1].startswith(self._open) and not edge[2].strip():
                self._open = ""
            return True
        if edge and not (edge[1][0] == "`" and "`" in edge[2]):
            self._open = edge[1]
        return bool(self._open)


def code_lines(lines: list[str]) -> list[bool]:
    """For every line whether it belongs to a code fence."""
    fence = CodeFence()
    return [fence.takes(line) for line in lines]


def with_definitions(found: list[Block]) -> list[Block]:
    """Give every block the link definitions (``[name]: address``) that it uses and another block holds.

    A block of nothing else, as at the end of a file, is then dissolved; what nobody uses goes to the one above.
    """
    own = [_definitions(block) for block in found]
    lines: dict[str, str] = {}
    for definitions in own:
        for name, line in definitions.items():
            lines.setdefault(name, line)
    if not lines:
        return found
    answer: list[Block] = []
    given: set[str] = set()
    for block, definitions in zip(found, own, strict=True):
        used = dict.fromkeys(use["name"].lower() for use in _USE.finditer(block.text))
        needed = [name for name in used if name in lines and name not in definitions]
        given.update(needed)
        answer.append(_followed(block, [lines[name] for name in needed], apart=not definitions))
    kept: list[Block] = []
    for block, original, definitions in zip(answer, found, own, strict=True):
        if kept and not block.meaning and block.stamp is None and _is_only_definitions(original, definitions):
            unused = [line for name, line in definitions.items() if name not in given]
            kept[-1] = _followed(kept[-1], unused, apart=True)
        else:
            kept.append(block)
    return kept


def _definitions(block: Block) -> dict[str, str]:
    """Name in lower case → line."""
    found: dict[str, str] = {}
    lines = block.text.split("\n")
    for line, is_code in zip(lines, code_lines(lines), strict=True):
        if not is_code and (definition := _DEFINITION.fullmatch(line)):
            found.setdefault(definition["name"].lower(), line)
    return found


def _is_only_definitions(block: Block, definitions: dict[str, str]) -> bool:
    lines = [line for line in block.text.split("\n") if line.strip()]
    return len(lines) == len(definitions) and set(lines) == set(definitions.values())


def _followed(block: Block, lines: list[str], *, apart: bool) -> Block:
    if not lines:
        return block
    return replace(block, text=block.text + ("\n\n" if apart else "\n") + "\n".join(lines))
