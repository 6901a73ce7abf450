"""A Statusfy body → its general words, and its ``::: update NAME | T`` blocks in the order of the file.

A block ends at ``:::``, where the next one opens, or with the file. What stands outside of the blocks, wherever, is
general. HTML comments go to the report; ``language code: en``, which Statusfy itself writes into every file, does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo

from noroshi.source.importers.block import Block, CodeFence, with_definitions
from noroshi.source.importers.comments import GONE, LONGEST_LINE, without_comments
from noroshi.source.importers.imported import Remark
from noroshi.source.importers.moments import Moment, moment, written

_OPEN = re.compile(r"\s{0,3}(?P<fence>:{3,})\s{0,4}update\b(?P<told>.*)", re.IGNORECASE)
_CLOSE = re.compile(r"\s{0,3}:{3,}\s*")
_LANGUAGE_CODE = re.compile(r"-?\s*language code:\s*[\w-]*", re.IGNORECASE)


@dataclass
class Blocks:
    """What one body says, and what there is to report about it."""

    general: str = ""
    blocks: list[Block] = field(default_factory=list)
    """``meaning`` is NAME as typed, with ``| T`` behind it where T is no time."""
    guessed: list[Remark] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)
    is_naive: bool = False
    """A time has no offset."""
    has_fractions: bool = False


def blocks(body: str, zone: tzinfo, first_line: int) -> Blocks:
    """Cut a body (LF line ends). ``first_line`` is the body's first line in its file, for the report."""
    found = Blocks()
    lines = without_comments(body, first_line, found.repaired, found.unread)
    found.unread = [remark for remark in found.unread if not _LANGUAGE_CODE.fullmatch(remark.arguments["value"])]
    general: list[str] = []
    held = general
    heads: list[tuple[str, int, list[str]]] = []
    code = CodeFence()
    for number, line in enumerate(lines, start=first_line):
        if line == GONE:
            continue
        inside = held is not general
        # As Statusfy's reader: within a block a code fence hides no end.
        if (not inside and code.takes(line)) or len(line) > LONGEST_LINE:
            held.append(line)
        elif opening := _OPEN.fullmatch(line):
            if inside:
                found.repaired.append(Remark("unclosed-update", {"value": _one_line(heads[-1][0])}, heads[-1][1]))
            if general[-1:] != [""]:
                general.append("")
            held = []
            heads.append((opening["told"], number, held))
        elif inside and _CLOSE.fullmatch(line):
            held = general
        elif inside or line.strip() or general[-1:] != [""]:
            held.append(line if line.strip() else "")
    told = [Block(_text(general))] + [_block(told, line, inner, zone, found) for told, line, inner in heads]
    lead, *found.blocks = with_definitions(told)
    found.general = lead.text
    return found


def _block(told: str, line: int, lines: list[str], zone: tzinfo, found: Blocks) -> Block:
    name, bar, typed = told.rpartition("|")
    if not bar:
        name, typed = typed, ""
    typed = typed.strip()
    when = moment(typed, zone) if typed else None
    if when is not None:
        _note(when, typed, line, found)
        return Block(_text(lines), _one_line(name) or "Update", when, line)
    if typed:
        found.unread.append(Remark("unreadable-time", {"value": typed}, line))
    return Block(_text(lines), _one_line(told) or "Update", None, line)


def _note(when: Moment, typed: str, line: int, found: Blocks) -> None:
    if when.assumed == "naive-time":
        found.is_naive = True
    elif when.assumed:
        found.guessed.append(Remark(when.assumed, {"value": typed, "at": written(when.at)}, line))
    found.has_fractions = found.has_fractions or when.repaired


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(lines: list[str]) -> str:
    return "\n".join(lines).rstrip().strip("\n")
