"""A letter's logical lines → its blocks: headings, paragraphs, lists, rows, signature.

A letter is written and read as plain text; this is the reading of a person who sees it: ``■`` and a short line above
its text are headings, ``・`` is a list, 「期間：　…」 under one another are rows. No mark is added to the text for it.
Whatever is nothing of that is a paragraph, so no line is ever lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import ClassVar, Final

from noroshi.model.frozen import frozen
from noroshi.render.letter_links import LINK, PHONE, Line, pieces
from noroshi.wording.fold import MAIL_ADDRESS, width_of

MAX_HEADING: Final = 72
"""Characters of a heading in a language that has no mark for one."""
MAX_FIRM: Final = 40
"""Characters of a company's name under the name of who signs."""
MAX_LABEL: Final = 26
"""Columns of a row's label."""
MAX_SIGNED: Final = 3
"""Paragraphs of a signature that no rule frames."""
SHORT_LABEL: Final = 14
NARROW_LABEL: Final = 8


@frozen
class Heading:
    kind: ClassVar[str] = "heading"
    text: str
    level: int
    """2, or 3 below a heading."""


@frozen
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    lines: tuple[Line, ...]
    """At least one."""
    depth: int = 0
    """How far in, in steps of one full-width character, from the text of its section."""


@frozen
class Item:
    mark: str
    """``(1)`` and ``1.`` are words of the letter; empty where a point is drawn."""
    lines: tuple[Line, ...]
    below: Items | None = None


@frozen
class Items:
    kind: ClassVar[str] = "items"
    items: tuple[Item, ...]
    """At least one."""
    depth: int = 0

    @property
    def is_written(self) -> bool:
        """Whether its marks are words of the letter: nothing is drawn before them."""
        return bool(self.items[0].mark)


@frozen
class Row:
    label: str
    lines: tuple[Line, ...]


@frozen
class Rows:
    kind: ClassVar[str] = "rows"
    rows: tuple[Row, ...]
    """At least two, or one that is labelled by 「：　」."""

    @property
    def breadth(self) -> str:
        """``narrow``, ``short`` or ``wide``: what the longest label needs so that none is broken without need."""
        longest = max(width_of(row.label, "ja") for row in self.rows)
        return "narrow" if longest <= NARROW_LABEL else "short" if longest <= SHORT_LABEL else "wide"


@frozen
class Separator:
    """A line drawn across."""

    kind: ClassVar[str] = "separator"


@frozen
class Signature:
    """Who writes, and how to reach them: what stands between two rules."""

    kind: ClassVar[str] = "signature"
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Items | Rows | Separator | Signature

_RULE = re.compile(r"[─━―—]{4,}|[-=_*]{8,}")
_DRAWN = re.compile(r"([・•‣]\u3000?|[-*–] +)(?=\S)")
_WRITTEN = re.compile(r"([（(][0-9]{1,2}[)）]|[①-⑳]|[0-9]{1,2}\.(?= ))[ \u3000]*(?=\S)")
_CLAUSE = re.compile(r"[（(][0-9]{1,2}[)）]")
_NUMBERED = re.compile(r"[0-9]{1,2}\. \S")
_LABEL = re.compile(r"(?P<label>[^：。、\s][^：。、]*：)(?P<gap>\u3000*)(?P<value>[^\s\u3000].*)")
_COLUMNS = re.compile(r"(?P<label>\S(?:[^\s\u3000]| (?! ))*)(?P<gap> {2,}|\u3000[ \u3000]*)(?P<value>\S.*)")
_TIME = re.compile(r"(?P<label>[^：:]{0,20}\b[0-9]{1,2}:[0-9]{2}[^：:]{0,20}:)(?P<gap> )(?P<value>\S.*)")
_REACHED = re.compile(f"{MAIL_ADDRESS}|{PHONE.pattern}")


def letter_blocks(text: str, lang: str) -> tuple[Block, ...]:
    """The blocks of a letter's text (without its subject), in order.

    ``text`` is unfolded: one logical line a line. ``lang`` decides what a heading looks like: ``■ …`` everywhere; in
    Japanese ``1. …`` above indented lines; elsewhere a short line without a full stop directly above its text.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    before, signed, after = _signed(lines)
    reader = _Reader(lang.split("-")[0].lower() == "ja")
    signature = (Signature(_signature_blocks(signed)),) if any(signed) else ()
    return (*reader.blocks(before), *signature, *reader.blocks(after))


def _signed(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """(lines before the signature, its own, those after it). The last two rules frame it; one rule begins it."""
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line.strip())]
    if len(rules) > 1:
        return lines[: rules[-2]], lines[rules[-2] + 1 : rules[-1]], lines[rules[-1] + 1 :]
    if rules:
        return lines[: rules[0]], lines[rules[0] + 1 :], ()
    start = _unruled_signature(lines)
    return lines[:start], lines[start:], ()


def _unruled_signature(lines: Sequence[str]) -> int:
    """Where the last paragraph begins that says, below its first line, how to reach the writer; else the end."""
    starts = [at for at in range(1, len(lines)) if lines[at] and not lines[at - 1]]
    for at in reversed(starts[-MAX_SIGNED:]):
        paragraph = list(takewhile(bool, lines[at:]))
        is_plain = not any(_mark(line) or _indent(line) for line in paragraph)
        if is_plain and any(_REACHED.search(line) for line in paragraph[1:]):
            return at
    return len(lines)


def _signature_blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    paragraph: list[Line] = []
    for line in (*lines, ""):
        if line:
            paragraph.append(pieces(line.strip(" \u3000"), phones=True))
        elif paragraph:
            blocks.append(Paragraph(tuple(paragraph)))
            paragraph = []
    return tuple(blocks)


class _Reader:
    """Reads lines from the first to the last; knows where the text of the section begins."""

    def __init__(self, is_japanese: bool) -> None:
        self._is_japanese = is_japanese
        self._base = 0
        self._under_heading = False

    def blocks(self, lines: Sequence[str]) -> tuple[Block, ...]:
        blocks: list[Block] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            if not line.strip(" \u3000"):
                at += 1
                continue
            block, taken = self._block(lines, at)
            blocks.append(block)
            at += taken
        return tuple(blocks)

    def _block(self, lines: Sequence[str], at: int) -> tuple[Block, int]:
        line = lines[at]
        if _RULE.fullmatch(line.strip()):
            return Separator(), 1
        if heading := self._heading(lines, at):
            self._base = 2 if self._is_japanese else 0
            self._under_heading = True
            return heading, 1
        if _indent(line) < self._base:
            self._base = _indent(line)
        for reading in (self._rows, self._items):
            read = reading(lines, at)
            if read:
                return read
        return self._paragraph(lines, at)

    def _depth(self, line: str) -> int:
        return max(0, min(4, (_indent(line) - self._base) // 2))

    # --- headings

    def _heading(self, lines: Sequence[str], at: int) -> Heading | None:
        line, above = lines[at], lines[at - 1] if at else ""
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if re.match(r"■\s*\S", line):
            return Heading(line.removeprefix("■").strip(" \u3000"), 2)
        if line[:1] in " \u3000":
            return None
        if self._is_japanese:
            stands_above = below[:1] == "\u3000" or _CLAUSE.match(below) or _DRAWN.match(below)
            if _NUMBERED.match(line) and not above and stands_above:
                return Heading(line, 2)
            if self._under_heading and _CLAUSE.match(line) and _indent(below) == 2:
                return Heading(line, 3)
            return None
        if above or not below or len(line) > MAX_HEADING or line[-1] in ".!:,;" or LINK.search(line):
            return None
        if _is_signed(lines, at):
            return None
        is_listed = _DRAWN.match(line) or (_WRITTEN.match(line) and _WRITTEN.match(below))
        return None if is_listed or _COLUMNS.fullmatch(line) or _REACHED.search(below) else Heading(line, 2)

    # --- rows

    def _rows(self, lines: Sequence[str], at: int) -> tuple[Rows, int] | None:
        for pattern, enough in ((_LABEL, self._are_labels), (_COLUMNS, _are_columns), (_TIME, _are_columns)):
            rows: list[Row] = []
            gaps: list[str] = []
            taken = 0
            inside = _indent(lines[at])
            for line in lines[at:]:
                found = _row(pattern, line) if _indent(line) == inside else None
                if found:
                    rows.append(Row(found["label"], (pieces(found["value"]),)))
                    gaps.append(found["gap"])
                elif rows and line and _indent(line) >= inside + max(4, width_of(rows[-1].label, "ja")):
                    below = pieces(line.strip(" \u3000"))
                    rows[-1] = Row(rows[-1].label, (*rows[-1].lines, below))
                else:
                    break
                taken += 1
            if rows and enough(rows, gaps):
                return Rows(tuple(rows)), taken
        return None

    def _are_labels(self, rows: Sequence[Row], gaps: Sequence[str]) -> bool:
        return self._is_japanese and (len(rows) > 1 or bool(gaps[0]))

    # --- lists

    def _items(self, lines: Sequence[str], at: int) -> tuple[Items, int] | None:
        if not _mark(lines[at]):
            return None
        inside, end = _indent(lines[at]), at + 1
        while end < len(lines) and _is_of_list(lines[end], inside):
            end += 1
        return Items(_nested(lines[at:end]), self._depth(lines[at])), end - at

    # --- paragraphs

    def _paragraph(self, lines: Sequence[str], at: int) -> tuple[Paragraph, int]:
        read = [lines[at]]
        for number in range(at + 1, len(lines)):
            line = lines[number]
            ends = not line.strip(" \u3000") or _indent(line) != _indent(lines[at]) or _RULE.fullmatch(line.strip())
            if ends or _mark(line) or self._heading(lines, number) or self._rows(lines, number):
                break
            read.append(line)
        return Paragraph(tuple(pieces(line.strip(" \u3000")) for line in read), self._depth(lines[at])), len(read)


def _is_signed(lines: Sequence[str], at: int) -> bool:
    """Whether the line is a person with a title, and all that stands below is the firm."""
    below, after = lines[at + 1], lines[at + 2] if at + 2 < len(lines) else ""
    return ", " in lines[at] and not after and not _mark(below) and len(below) <= MAX_FIRM and below[-1] not in "!?:;"


def _row(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    text = line.strip(" \u3000")
    if _mark(line) or text.startswith("■"):
        return None
    found = pattern.fullmatch(text)
    return found if found and width_of(found["label"], "ja") <= MAX_LABEL and not LINK.match(text) else None


def _are_columns(rows: Sequence[Row], gaps: Sequence[str]) -> bool:
    return len(rows) > 1


def _indent(line: str) -> int:
    return width_of(line[: len(line) - len(line.lstrip(" \u3000"))], "ja")


def _mark(line: str) -> re.Match[str] | None:
    text = line.lstrip(" \u3000")
    return _DRAWN.match(text) or _WRITTEN.match(text)


def _is_of_list(line: str, inside: int) -> bool:
    """A line further in than the mark belongs to the item above it."""
    if not line or _RULE.fullmatch(line.strip()):
        return False
    return _indent(line) > inside or (_indent(line) == inside and bool(_mark(line)))


def _nested(lines: Sequence[str]) -> tuple[Item, ...]:
    """Items whose first line is no further in than any other; items further in are theirs."""
    items: list[Item] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and (not _mark(lines[end]) or _indent(lines[end]) > _indent(lines[at])):
            end += 1
        own = list(takewhile(lambda line: not _mark(line), lines[at + 1 : end]))
        text = lines[at].strip(" \u3000")
        mark = _mark(text)
        cut = mark.end() if mark else 0
        written = mark.group(1) if mark and not _DRAWN.match(text) else ""
        body = (pieces(text[cut:]), *(pieces(line.strip(" \u3000")) for line in own))
        below = _nested(lines[at + 1 + len(own) : end])
        items.append(Item(written, body, Items(below) if below else None))
        at = end
    return tuple(items)
