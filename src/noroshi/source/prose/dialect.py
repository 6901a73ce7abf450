"""Cleaned Markdown → unsafe HTML, as people type Markdown at night.

Python-Markdown with tables, fenced code, footnotes, abbreviations and sane lists, and four habits of
CommonMark and of Japanese notices: a list may follow a paragraph without a blank line; two or three spaces
are enough to put a list into a list; ``#tag`` is no heading; a line that begins with a list sign (・※■【①)
stays a line of its own.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Mapping
from hashlib import blake2s
from typing import Any

from markdown import Markdown
from markdown.extensions.abbr import AbbrBlockprocessor
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from noroshi.model.frozen import frozen

_ITEM = re.compile(r"( *)([-*+]|(\d{1,9})\.)[ ]+(?=\S)")
_NO_HEADING = re.compile(r"#+(?![# \t]|$)")
_CLOSED_HEADING = re.compile(r"(#{1,6}[ \t].*[^# \t])[ \t]+#+[ \t]*$")
_MARK = re.compile("[ \u3000]{0,3}[・●○◎■□◆◇▲△▼▽▶►※★☆【①-⑳❶-❿]")
_INDENTED = (" ", "\u3000", "\t")

_SIGNS_OF_PATTERNS = {
    "backtick": "`",
    "escape": "\\#",  # the habits put a backslash before #tag
    "footnote": "[",
    "reference": "[",
    "link": "[",
    "image_link": "[",
    "image_reference": "[",
    "short_reference": "[",
    "short_image_ref": "[",
    "autolink": "<",
    "automail": "<",
    "html": "<",
    "entity": "&",
    "em_strong": "*_",
    "em_strong2": "_",
}
"""Inline patterns that find nothing in a body without one of these signs."""

_FENCED = '<pre><code class="language-'
"""How Python-Markdown writes a fence with a language."""
_NEVER_TYPED = "\x01"
"""Control characters have been removed before, so no body can hold this."""


@frozen
class Converted:
    """What Python-Markdown made of a body."""

    html: str
    """Not safe."""
    raw: tuple[str, ...]
    """Pieces of HTML that the writer typed."""
    abbreviations: Mapping[str, str]
    """``*[SLA]: service level agreement``, by term."""
    mark: str
    """What classes, ids and fragments of footnotes begin with; ``""`` where there are none."""


class Dialect:
    """One Python-Markdown, used for body after body."""

    def __init__(self) -> None:
        self._abbreviations: dict[str, str] = {}
        self._markdown = Markdown(
            extensions=[
                TableExtension(use_align_attribute=True),
                FencedCodeExtension(),
                SaneListExtension(),
                _Footnotes(PLACE_MARKER=_NEVER_TYPED, BACKLINK_TITLE="{}", USE_DEFINITION_ORDER=False),
            ],
            output_format="html",
        )
        # Only the definitions: terms are marked in the sanitised tree, once each and not only at Latin word ends.
        definitions = AbbrBlockprocessor(self._markdown.parser, self._abbreviations)
        self._markdown.parser.blockprocessors.register(definitions, "abbr", 16)
        self._marks = _FootnoteMarks(self._markdown)
        self._markdown.treeprocessors.register(self._marks, "footnote-marks", 5)
        # The library's types disagree about what this one holds.
        self._inline: Any = self._markdown.treeprocessors["inline"]
        self._patterns: dict[tuple[bool, ...], Any] = {}
        # After fences (25) and raw blocks (20), which are not lines of prose.
        self._markdown.preprocessors.register(_Habits(self._markdown), "habits", 15)

    def converted(self, markdown: str) -> Converted:
        """May raise whatever Python-Markdown raises; the object is then to be thrown away."""
        self._markdown.reset()
        self._abbreviations.clear()
        # What no body can contain, because it depends on all of it: a writer's own class or id can never
        # pass for one of ours.
        digest = blake2s(markdown.encode(), digest_size=12).hexdigest()
        self._marks.mark = "n" + digest if "[^" in markdown else ""
        self._inline.inlinePatterns = self._patterns_for(markdown)
        html = self._markdown.convert(markdown)
        raw = (piece for piece in self._markdown.htmlStash.rawHtmlBlocks if isinstance(piece, str))
        typed = tuple(piece for piece in raw if "<" in piece and not piece.startswith(_FENCED))
        return Converted(html, typed, dict(self._abbreviations), self._marks.mark)

    def _patterns_for(self, markdown: str) -> Any:
        """Those that can find anything: each is tried on every piece of text, and a notice in Japanese needs one."""
        there = tuple(sign in markdown for sign in "`\\#[<&*_")
        if there not in self._patterns:
            found = self._markdown.inlinePatterns[:]
            for name, signs in _SIGNS_OF_PATTERNS.items():
                if name in found and not any(sign in markdown for sign in signs):
                    found.deregister(name)
            self._patterns[there] = found
        return self._patterns[there]


class _Footnotes(FootnoteExtension):
    """Also a footnote in which nothing is said yet gets its way back, which the extension counts on."""

    def makeFootnotesDiv(self, root: etree.Element) -> etree.Element | None:
        div = super().makeFootnotesDiv(root)
        for item in div.iterfind("ol/li") if div is not None else ():
            if item.find(".//a[@class='footnote-backref']") is None:
                href = "#" + self.makeFootnoteRefId(item.get("id", "").removeprefix("fn:"))
                back = {"href": href, "class": "footnote-backref", "title": ""}
                etree.SubElement(etree.SubElement(item, "p"), "a", back)
        return div


class _FootnoteMarks(Treeprocessor):
    """Puts the mark on what the footnote extension made; raw HTML is not in this tree yet."""

    mark = ""

    def run(self, root: etree.Element) -> None:
        if not self.mark:
            return
        for element in root.iter():
            kind = element.get("class", "")
            if kind.startswith("footnote"):
                element.set("class", self.mark + kind)
                if element.tag == "a":
                    element.set("href", "#" + self.mark + element.get("href", "")[1:])
            if element.get("id"):
                element.set("id", self.mark + element.get("id", ""))


class _Habits(Preprocessor):
    """Lines → lines; what is indented by four spaces outside a list is code and stays."""

    def run(self, lines: list[str]) -> list[str]:
        written: list[str] = []
        before = ""
        step = 0  # spaces of the first item inside an item; 0 outside lists
        in_list = in_marks = False
        for line in lines:
            item = _ITEM.match(line)
            blank = not line.strip()
            if not blank and not item and not line.startswith(" ") and not before.strip():
                in_list = False
            if item and (in_list or len(item[1]) < 4):
                if not in_list and before.strip() and item[3] in (None, "1"):
                    written.append("")
                elif not in_list and before.strip():
                    item = None
                if item:
                    step = 0 if not in_list else step
                    in_list = True
                    indent = len(item[1])
                    step = step or (indent if indent > 1 else 0)
                    if step:
                        line = " " * (4 * ((indent + step // 2) // step)) + line[indent:]
            elif not in_list:
                line = self._heading(line)
                is_mark = bool(_MARK.match(line))
                stands_alone = is_mark or (in_marks and not line.startswith(_INDENTED))
                if stands_alone and before.strip() and not blank:
                    written[-1] += "  "
                in_marks = not blank and (is_mark or in_marks)
            if blank:
                in_marks = False
            written.append(line)
            before = line
        return written

    def _heading(self, line: str) -> str:
        if not line.startswith("#"):
            return line
        if _NO_HEADING.match(line):
            return "\\" + line
        closed = _CLOSED_HEADING.match(line)
        return closed[1] if closed else line
