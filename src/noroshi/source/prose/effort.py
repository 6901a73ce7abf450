"""Markdown → is it worth reading? A bound on what Python-Markdown would spend on it.

Python-Markdown looks for the end of a bracket, a tag or a heading from each possible beginning, so a
hundred kilobytes of ``[`` would take hours. The bound counts exactly these searches. It is a function of the
text alone: a time limit would make builds differ.
"""

from __future__ import annotations

import re

MAX_NANOSECONDS = 3_000_000_000
"""Estimated on the machine where it was measured; an ordinary update needs about a millionth of it."""
MAX_CHARACTERS = 100_000
"""Longer bodies are shown as typed; a long final report has some 30,000."""
MAX_LEVELS = 24
"""Quotes and lists in each other. A parser that recurses must not depend on how deep its caller stands."""

_BLOCKS = re.compile(r"\n[ \t]*\n")
_FENCE = re.compile(r"`{3,}|~{3,}")
_HEAVY_LINE = re.compile(r"^(?:[ ]{0,3}#|\*\[|[ ]{0,3}[-=_*][-=_* ]*$)", re.MULTILINE)
_LEVEL = re.compile(r"[ ]*(?:>|[-*+][ ]|\d{1,9}\.[ ])")
_LIST_LINE = re.compile(r"( *)(?:[-*+]|\d{1,9}\.)[ ]")
_PAIRS = re.compile(r"\]\(|[\[\]()]")


def unreadable(markdown: str) -> str:
    """Why it is not read but shown as typed: ``length``, ``depth`` or ``effort``; ``""`` for what people write."""
    if len(markdown) > MAX_CHARACTERS:
        return "length"
    if is_too_deep(markdown):
        return "depth"
    return "effort" if nanoseconds(markdown) > MAX_NANOSECONDS else ""


def nanoseconds(markdown: str) -> int:
    """An upper estimate of the time that reading this Markdown takes."""
    text = _without_fences(markdown) if "```" in markdown or "~~~" in markdown else markdown
    total = 20 * text.count("<") * len(text) + 300 * text.count("[^") ** 2
    for block in _BLOCKS.split(text):
        size = len(block)
        ticks = block.count("`")
        escapes = block.count("\\") + ticks + block.count("&") + block.count("*")
        total += (escapes + (8 * ticks if "|" in block else 0)) * size // 2
        total += (block.count("\n") + 20 * len(_HEAVY_LINE.findall(block))) * size
        if "[" in block:
            total += 120 * _search_lengths(block)
        if total > MAX_NANOSECONDS:
            break
    return total


def is_too_deep(markdown: str) -> bool:
    """Whether a line opens more quotes and lists than anyone means."""
    for line in markdown.split("\n"):
        at = levels = 0
        while levels <= MAX_LEVELS and (match := _LEVEL.match(line, at)):
            at = match.end()
            levels += 1
        indent = _LIST_LINE.match(line)
        if levels + (len(indent[1]) // 4 if indent else 0) > MAX_LEVELS:
            return True
    return False


def _without_fences(markdown: str) -> str:
    """The Markdown with an empty line for each piece of fenced code, which is not searched for anything."""
    lines = markdown.split("\n")
    last_ends = {line.rstrip(" "): at for at, line in enumerate(lines) if line.startswith(("```", "~~~"))}
    written: list[str] = []
    until = ""
    for at, line in enumerate(lines):
        if until:
            until = "" if line.rstrip(" ") == until else until
        elif (fence := _FENCE.match(line)) and last_ends.get(fence[0], -1) > at:
            until = fence[0]
            written.append("")
        else:
            written.append(line)
    return "\n".join(written)


def _search_lengths(block: str) -> int:
    """Sum of the distances from each ``[`` and ``](`` to its closing sign, or to the end of the block."""
    brackets: list[int] = []
    parentheses: list[int] = []
    total = 0
    for match in _PAIRS.finditer(block):
        sign, at = match[0], match.start()
        if sign == "[":
            brackets.append(at)
        elif sign == "(":
            continue
        elif sign == ")":
            total += at - parentheses.pop() if parentheses else 0
        else:
            total += at - brackets.pop() if brackets else 0
            if sign == "](":
                parentheses.append(at)
    return total + sum(len(block) - at for at in brackets) + sum(len(block) - at for at in parentheses)
