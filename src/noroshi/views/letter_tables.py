"""Tables in the plain text of a body → lists, since columns of mail align for nobody and are read aloud as sentences.

The HTML of the same body says what is a table and where its cells end; the words are those of the plain text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import Final

from noroshi.model.frozen import frozen
from noroshi.wording.fold import width_of

MAX_LABEL: Final = 48
"""Columns of a first cell that names its row; what is longer is said with its heading."""

_WORDS = (
    r"頃|約|から|まで|翌日?|午前|午後|\b(?:about|around|from|until|till|to|by|at|[ap]m|JST|UTC|GMT"
    r"|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?)\b"
)
_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{1,2}時(?!間)(?:[0-9]{1,2}分|半)?"
_DAY = (
    r"(?:[0-9]{4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{1,2}日(?=[（(])|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    rf"|\b(?:[0-9]{{1,2}} )?{_MONTHS}\b(?: [0-9]{{1,2}}\b(?!:))?(?:,? [0-9]{{4}}\b)?"
)
_GAP = r"[^\S\n]|[,、/／〜～~–—+\-]|[（(][月火水木金土日祝・]{1,3}[)）]"
# Possessive: a cell of a hundred dates and one other word must not be read in every way there is.
_MOMENT = re.compile(rf"(?:{_CLOCK}|{_DAY}|{_WORDS}|{_GAP})++", re.IGNORECASE)
_SAYS_WHEN = re.compile(rf"{_CLOCK}|{_DAY}", re.IGNORECASE)
_TIMELINE = re.compile(
    rf"^[ \u3000]*+(?:・|- |[0-9]{{1,2}}\. )?(?:{_DAY}|{_GAP}|{_WORDS})*+(?:{_CLOCK})"
    r"(?:頃|から|まで|,|:|[〜～~–-][0-9]{1,2}:[0-9]{2}| (?:JST|UTC)\b)*[ \u3000]+\S",
    re.MULTILINE | re.IGNORECASE,
)

_WHEN_HEAD = re.compile(r"時刻|日時|日付|年月日|^日$|^$|\b(?:time|when|date|JST|UTC|GMT)\b", re.IGNORECASE)
_END_HEAD = re.compile(r"開始|終了|発生|復旧|start|end|from|until|begin|began", re.IGNORECASE)
_OLD_HEAD = re.compile(r"前$|^[旧誤]|^元の|\b(?:before|old|wrong|was|from)\b", re.IGNORECASE)
_PLAIN_HEAD = re.compile(
    r"(?:出来事|できごと|内容|経過|経緯|事象|概要|説明|詳細|件数|数|人数|回数|金額|値|数値|割合|状況|状態|結果|対応|備考"
    r"|what happened|what we did|events?|details?|descriptions?|numbers?|counts?|how many|values?|amounts?|status|state"
    r"|results?|notes?)?",
    re.IGNORECASE,
)
_BARE = frozenset({"thead", "tbody", "tfoot", "strong", "em", "b", "i", "code", "abbr", "span", "sub", "sup"})
_ZONE = re.compile(r"\b(?:JST|UTC|GMT)\b|日本時間|現地時間|協定世界時")


@frozen
class _Cell:
    words: str
    """Its text in the HTML."""
    is_heading: bool
    is_bare: bool = True
    """Whether the plain text says the same: no link, picture or mark."""


class _Tables(HTMLParser):
    """Reads every table's rows, in the order of the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[_Cell]]] = []
        self._open: list[list[list[_Cell]]] = []
        self._in_cell = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append([])
            self.tables.append(self._open[-1])
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open[-1]:
            self._open[-1][-1].append(_Cell("", tag == "th"))
            self._in_cell += 1
        elif tag not in _BARE:
            words = dict(attrs).get("alt") or "" if tag == "img" else " " if tag == "br" else ""
            self._add(words, is_bare=tag == "br")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._open:
            self._open.pop()
        elif tag in ("td", "th") and self._in_cell:
            self._in_cell -= 1

    def handle_data(self, data: str) -> None:
        self._add(data, is_bare=True)

    def _add(self, words: str, *, is_bare: bool) -> None:
        if self._in_cell and self._open and self._open[-1] and self._open[-1][-1]:
            row = self._open[-1][-1]
            row[-1] = replace(row[-1], words=row[-1].words + words, is_bare=row[-1].is_bare and is_bare)


def with_lists(plain: str, html: str, *, is_japanese: bool) -> str:
    """``plain`` with each table of ``html`` as a list: one item a row."""
    if "<table" not in html:
        return plain
    reader = _Tables()
    reader.feed(html)
    reader.close()
    lines = plain.split("\n")
    at = 0
    for table in reader.tables:
        rows = [row for row in table if len(row) > 1 or any(cell.words.strip() or not cell.is_bare for cell in row)]
        start = next((n for n in range(at, len(lines) - len(rows) + 1) if _stands_at(lines, n, rows)), None)
        if start is None or max(map(len, rows), default=0) < 2:
            continue
        before = _before(lines[start])
        cells = [_cells(line, row) or () for line, row in zip(lines[start:], rows, strict=False)]
        has_head = len(rows) > 1 and all(cell.is_heading for cell in rows[0])
        told = _told(cells[0] if has_head else (), cells[1:] if has_head else cells, is_japanese)
        lines[start : start + len(rows)] = [before + line for line in told]
        at = start + len(told)
    return "\n".join(lines)


def has_timeline(text: str) -> bool:
    """Whether a report's body tells its course itself: at least three lines that begin with a time."""
    return len(_TIMELINE.findall(text)) >= 3


def _stands_at(lines: Sequence[str], start: int, rows: Sequence[Sequence[_Cell]]) -> bool:
    return all(_cells(line, row) is not None for line, row in zip(lines[start:], rows, strict=False))


def _before(line: str) -> str:
    found = re.match(r"(?:> ?| )*", line)
    return found.group() if found else ""


def _cells(line: str, row: Sequence[_Cell]) -> tuple[str, ...] | None:
    """The cells of a line, if it is this row: a cell may hold the sign that parts them."""
    parts = f" {line[len(_before(line)) :]} ".split(" | ")
    cells: list[str] = []
    at = 0
    for cell in row:
        count = " ".join(f"_{cell.words}_".split()).count(" | ") + 1
        cells.append(" | ".join(parts[at : at + count]).strip())
        at += count
        if cell.is_bare and "".join(cell.words.split()) != "".join(cells[-1].split()):
            return None
    return tuple(cells) if at == len(parts) else None


def _told(head: Sequence[str], rows: Sequence[Sequence[str]], is_japanese: bool) -> tuple[str, ...]:
    mark, colon, between = ("・", "：", "、") if is_japanese else ("- ", ": ", "; ")
    firsts = [row[0] for row in rows if row and row[0]]
    is_timed = bool(firsts) and all(_MOMENT.fullmatch(cell) and _SAYS_WHEN.search(cell) for cell in firsts)
    if is_timed and head:
        is_timed = bool(_WHEN_HEAD.search(head[0])) and not _END_HEAD.search(head[0])
    is_labelled = not is_timed and bool(firsts) and all(width_of(cell, "ja") <= MAX_LABEL for cell in firsts)
    if is_labelled and head:
        is_labelled = not (_OLD_HEAD.search(head[0]) or _SAYS_WHEN.search(firsts[0]))
    after = "\u3000" if is_japanese and is_timed else colon
    are_pairs = all(len(row) == 2 for row in rows) and (is_timed or is_labelled)
    items: list[str] = []
    for row in rows:
        if are_pairs or not head:
            first, rest = row[0], [cell for cell in row[1:] if cell]
        else:
            named = [
                f"{name}{colon}{cell}" if name else cell
                for name, cell in zip((*head, *("" for _ in row)), row, strict=False)
                if cell
            ]
            first, rest = (row[0], named[1:]) if is_timed and row and row[0] else ("", named)
        if is_japanese and any("、" in cell or "。" in cell for cell in rest[:-1]):
            said = "／".join(rest)
        else:
            said = between.join(rest)
        if first or said:
            items.append(mark + (f"{first}{after}{said}" if first and said else first or said))
    return (*_lead(head, colon, is_timed=is_timed), *items) if are_pairs and head else tuple(items)


def _lead(head: Sequence[str], colon: str, *, is_timed: bool) -> tuple[str, ...]:
    """The second heading above the items, where it says what they do not."""
    name = head[1] if len(head) > 1 else ""
    if _PLAIN_HEAD.fullmatch(name):
        return ()
    zone = _ZONE.search(head[0]) if is_timed and not _ZONE.search(name) else None
    if zone:
        name += f"（{zone.group()}）" if colon == "：" else f" ({zone.group()})"
    return (name + colon.strip(),)
