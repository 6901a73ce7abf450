"""A cState body → its blocks in the order of the file, each with the label, stamp and text that were typed.

``track "T"`` (alone or at a line's end) closes the block above it; a label or a stamp at the beginning of a
paragraph opens one; ``---`` opens one only before a stamp, and ends one at the end of the file. Code fences are left
alone. HTML comments go to the report with all their words, and nothing in them counts. Of the rest every word
stands in some block: only understood ``track`` shortcodes and separators between blocks are taken out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo

from noroshi.source.importers.block import Block, code_lines, with_definitions
from noroshi.source.importers.comments import GONE, LONGEST_LINE, without_comments
from noroshi.source.importers.cstate.labels import Opening, opening
from noroshi.source.importers.imported import Remark
from noroshi.source.importers.moments import Clock, Moment, moment, stamp


@dataclass
class Blocks:
    """The blocks of one body, and what there is to report about it."""

    blocks: list[Block] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)


_RULE = re.compile(r"\s{0,3}([-*_=])(?:\s*\1){2,}\s*")
_TRACK = re.compile(
    r"\{{1,3}\s{0,4}[<%]?\s{0,4}/?\s{0,4}track\b(?P<told>[^{}<>%]{0,200}?)/?\s{0,4}[>%]?\s{0,4}\}{1,3}", re.IGNORECASE
)
_TRACK_BEGUN = re.compile(r"\{{2}\s{0,4}[<%]?\s{0,4}track\b[^{}]{0,200}$", re.IGNORECASE)
_AFTER_TRACK = re.compile(r"(?:[\s.*_)]|</?br\s*/?>|-->)*", re.IGNORECASE)


def blocks(body: str, zone: tzinfo, first_line: int) -> Blocks:
    """Cut a body (LF line ends). ``first_line`` is the body's first line in its file, for the report."""
    found = Blocks()
    lines = without_comments(body, first_line, found.repaired, found.unread)
    _Cutter(lines, zone, first_line, found).cut()
    found.blocks = with_definitions(found.blocks)
    return found


class _Cutter:
    """Walks over the lines; one block is open at any time."""

    def __init__(self, lines: list[str], zone: tzinfo, first_line: int, found: Blocks) -> None:
        self.lines = lines
        self.zone = zone
        self.first_line = first_line
        self.found = found
        self.code = code_lines(lines)
        self.following = [len(lines)] * (len(lines) + 1)
        """For every line the number of the first one from it on that says something."""
        for number in range(len(lines) - 1, -1, -1):
            says = lines[number].strip() and lines[number] != GONE
            self.following[number] = number if says else self.following[number + 1]
        self.held: list[str] = []
        self.head: Opening | None = None
        self.begun = 0

    def cut(self) -> None:
        number = 0
        while number < len(self.lines):
            number = self._take(number)
        self._close(None)

    def _take(self, number: int) -> int:
        line = self.lines[number]
        if line == GONE:
            return number + 1
        if self.code[number]:
            self._hold(line, number)
            return number + 1
        line, joined = self._joined(number)
        if len(line) > LONGEST_LINE:
            self._hold(line, number)
            return number + 1 + joined
        if _RULE.fullmatch(line) and self._separates(number):
            self._close(None)
            return number + 1
        if head := opening(line, self.zone, at_paragraph=self._at_paragraph()):
            self._open(head, number)
            line = head.line
        if "track" in line.lower() and (tracks := list(_TRACK.finditer(line))):
            self._take_tracks(line, tracks, number)
        else:
            self._hold(line, number)
        return number + 1 + joined

    def _joined(self, number: int) -> tuple[str, int]:
        """The line and how many more went into it: a shortcode that was broken over lines is one line."""
        line, joined = self.lines[number], 0
        while joined < 3 and number + joined + 1 < len(self.lines) and _TRACK_BEGUN.search(line[-300:]):
            joined += 1
            line = f"{line} {self.lines[number + joined].strip()}"
        return line, joined

    def _open(self, head: Opening, number: int) -> None:
        self._close(None)
        self.head, self.begun = head, number
        if head.tidied:
            self.found.repaired.append(Remark("label-markup", {"value": head.content.strip()}, self._line(number)))

    def _take_tracks(self, line: str, tracks: list[re.Match[str]], number: int) -> None:
        """Each track closes what stands before it; the words after the last one go on."""
        kept = 0
        text = ""
        for track in tracks:
            text += line[kept : track.start()]
            kept = track.end()
            rest = line[kept:]
            when = moment(_bare(track["told"]), self.zone)
            ends = _AFTER_TRACK.match(rest)
            at_end = ends is not None and ends.end() == len(rest)
            follows = opening(rest.strip(), self.zone, at_paragraph=True) is not None or bool(
                _TRACK.match(rest.strip())
            )
            if when is None or not (at_end or follows):
                self.found.unread.append(Remark("track", {"value": track[0]}, self._line(number)))
                text += track[0]
                continue
            if at_end:
                text, kept = text + rest.replace("-->", "").rstrip(), len(line)
            self._hold(text.rstrip(), number)
            text = ""
            if not self._close(when):
                self.found.unread.append(Remark("track-of-nothing", {"value": track[0]}, self._line(number)))
        text += line[kept:]
        if text.strip():
            if kept and (head := opening(text.strip(), self.zone, at_paragraph=True)):
                self._open(head, number)
                text = head.line
            self._hold(text, number)

    def _at_paragraph(self) -> bool:
        return not self.held or not self.held[-1].strip()

    def _separates(self, number: int) -> bool:
        """Whether a rule is followed by a label, a stamp or the end: else it is a rule of the text."""
        at = self.following[number + 1]
        if at == len(self.lines):
            return True
        following = self.lines[at]
        if opening(following, self.zone, at_paragraph=True):
            return True
        return stamp(following[:40], self.zone) is not None and bool(re.match(r"\W*\d", following))

    def _hold(self, line: str, number: int) -> None:
        if not self.held and not self.head:
            self.begun = number
        self.held.append(line)

    def _close(self, track: Moment | None) -> bool:
        """Close the open block; False if there was nothing in it."""
        head, self.head = self.head, None
        held, self.held = self.held, []
        text = _trimmed(held, head)
        if not text:
            return False
        self.found.blocks.append(
            Block(
                text,
                head.meaning if head else "",
                track or (head.stamp if head else _leading_stamp(text, self.zone)),
                self._line(self.begun),
            )
        )
        return True

    def _line(self, number: int) -> int:
        return self.first_line + number


def _leading_stamp(text: str, zone: tzinfo) -> Moment | Clock | None:
    """The stamp after a ``---`` that was not a label of its own: ``2021-05-03 11:58 UTC we have``."""
    head = text.split("\n", 1)[0][:40]
    return stamp(head, zone) if re.match(r"\W*\d{4}-\d\d?-\d\d?[T\s]+\d\d?[:h]\d\d", head) else None


def _bare(told: str) -> str:
    """``time="2021-05-29 22:41"`` without its name and any kind of quotes."""
    value = re.sub(r"^\s*[a-z]+\s*=\s*", "", told, flags=re.IGNORECASE)
    return value.strip(" \t\"'`“”„‘’«»")


def _trimmed(held: list[str], head: Opening | None) -> str:
    """The text without blank lines and separators at its ends; a label alone on its line is a paragraph of its own."""
    lines = [line for line in held if line != GONE]
    while lines and (not lines[-1].strip() or _RULE.fullmatch(lines[-1])):
        lines.pop()
    while lines and (not lines[0].strip() or _RULE.fullmatch(lines[0])):
        lines.pop(0)
    alone = head is not None and bool(head.meaning) and lines and lines[0].strip(" #*_>") == head.content.strip()
    if alone and len(lines) > 1 and lines[1].strip():
        lines.insert(1, "")
    return "\n".join(line.rstrip() if not line.endswith("  ") else line for line in lines).rstrip()
