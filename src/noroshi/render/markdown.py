"""Views → Markdown (CommonMark with tables) in which nothing that a writer typed is mark-up of its own.

What a writer typed as one line is escaped. A body is converted from its sanitised HTML, never from the
Markdown that was typed: raw HTML may stand in that. Headings of a body are moved below the heading that it
stands under, so that they never look like parts of the document.
"""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from noroshi.model.artefact import Artefact
from noroshi.render.links import SAFE_SCHEMES
from noroshi.render.simple_bodies import simple_markdown
from noroshi.views.incident_markdown import MarkdownView, Part
from noroshi.views.pieces import Html, Row, Run, Sentence

if TYPE_CHECKING:
    from html_to_markdown import ConversionOptions

_BREAKS = re.compile("[\\t-\\r\\x1c-\\x1f\\x85\u2028\u2029]")
_MARKUP = re.compile(r"[\\`*_\[\]<>~#|]")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]+;)")
"""What would be read as another sign. Not every Markdown knows a backslash before it."""
_SPECIAL = re.compile("[\\\\`*_\\[\\]<>~#|&\\t-\\r\\x1c-\\x1f\\x85\u2028\u2029]")
"""All signs that one of the three may be about."""
_BLOCK = re.compile(r"(?:[-+=:]|[0-9]{1,9}(?=[.)]))")
"""What opens a block or underlines one at the beginning of a line, beside what is always escaped."""
_ADDRESS = "!#$%&'*+,/:;=?@~-._"
"""Left as they are in an address; brackets, quotes and blanks would end it."""

# What source writes: lower-case names, attributes in double quotes, never "<" in a text. A match is always a tag.
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:\s+[a-z:-]+(?:="[^"]*")?)*)\s*/?>""")
_ATTRIBUTE = re.compile(r"""\s([a-z:-]+)="([^"]*)\"""")
_HEADING = re.compile(r"<h([1-6])\b")
_LOWEST = 6


def markdown_file(view: MarkdownView) -> Artefact:
    """The whole document."""
    blocks = [block for part in view.parts for block in _part(view, part)]
    return Artefact(view.path.removeprefix("/"), ("\n\n".join(blocks) + "\n").encode())


def line(text: str) -> str:
    """Text within a line, which reads as it was typed."""
    # Most words have nothing of it: looked for once, not three times.
    if _SPECIAL.search(text) is None:
        return text
    return _MARKUP.sub(r"\\\g<0>", _ENTITY.sub("&amp;", _BREAKS.sub(" ", text)))


def link(text: str, url: str) -> str:
    """A link with a text that is not escaped yet; the text alone where the address has no safe scheme."""
    if not url.lower().startswith(SAFE_SCHEMES):
        return line(text)
    address = _address(url)
    return f"<{url}>" if text == url == address else f"[{line(text)}]({address})"


def paragraph(words: str) -> str:
    """What is already Markdown within a line, as a block of its own."""
    words = words.strip()
    opening = _BLOCK.match(words)
    if opening is None:
        return words
    # Before a digit a backslash would be one: there it is the dot behind that is escaped.
    end = opening.end()
    return f"{words[:end]}\\{words[end:]}" if words[0].isdigit() else "\\" + words


def _part(view: MarkdownView, part: Part) -> list[str]:
    found = [f"{'#' * part.level} {_sentence(view, part.title).strip()}"]
    found += [paragraph(_sentence(view, words)) for words in part.lead]
    if part.body is not None:
        found.append(_body(part.body, part.level + 1))
    if part.rows:
        found.append("\n".join(_row(view, row) for row in part.rows))
    found += [paragraph(_sentence(view, words)) for words in part.notes]
    return [block for block in found if block]


def _row(view: MarkdownView, row: Row) -> str:
    value = _sentence(view, row.value).strip()
    return f"- **{_label(row.label)}**: {value}" if row.label else f"- {paragraph(value)}"


@lru_cache(maxsize=1024)
def _label(words: str) -> str:
    return line(words).strip()


def _sentence(view: MarkdownView, sentence: Sentence) -> str:
    words = "".join([run.text for run in sentence])
    # Most sentences have no link, and nothing to escape: they are looked through once, not run by run.
    if _SPECIAL.search(words) is None and not any(run.path for run in sentence):
        return words
    return "".join([_run(view, run) for run in sentence])


def _run(view: MarkdownView, run: Run) -> str:
    if not run.path:
        return line(run.text)
    return link(run.text, view.site_url + run.path if run.path.startswith("/") else run.path)


def _address(url: str) -> str:
    return _ENTITY.sub("%26", quote(url, safe=_ADDRESS))


def _body(body: Html, level: int) -> str:
    """A body's Markdown, its highest heading at ``level``."""
    simple = simple_markdown(body.html)
    if simple is not None:
        return simple
    from html_to_markdown import convert  # Its compiled core is loaded only where a body needs it.

    levels = [int(found) for found in _HEADING.findall(body.html)]
    down = max(0, level - min(levels, default=level))
    return (convert(_Simpler(down).html(body.html), options()).content or "").strip()


@cache
def options() -> ConversionOptions:
    from html_to_markdown import ConversionOptions

    return ConversionOptions(
        # Another bullet than that of our own lists, so that a list of a body's end and ours after it stay two.
        bullets="*",
        escape_misc=True,
        escape_asterisks=True,
        escape_underscores=True,
        compact_tables=True,
        extract_metadata=False,
    )


class _Simpler:
    """HTML of a body → the same with only what the converter writes without a doubt."""

    def __init__(self, down: int) -> None:
        self._down = down
        self._meanings: list[str] = []

    def html(self, source: str) -> str:
        return _TAG.sub(self._tag, source)

    def _tag(self, match: re.Match[str]) -> str:
        closes, name, typed = match.groups()
        attributes = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(typed)}
        if name == "abbr":
            # The converter would write an explanation unescaped; in the text it is escaped like all the rest.
            return self._abbreviation(closes, attributes.get("title", ""))
        if name[0] == "h" and name[1:].isdigit():
            name = f"h{min(_LOWEST, int(name[1:]) + self._down)}"
        if closes:
            return f"</{name}>"
        kept = "".join(f' {key}="{html.escape(value)}"' for key, value in self._kept(attributes))
        return f"<{name}{kept}>"

    def _abbreviation(self, closes: str, title: str) -> str:
        if not closes:
            self._meanings.append(title)
            return ""
        meaning = self._meanings.pop() if self._meanings else ""
        if not meaning:
            return ""
        return f" ({html.escape(meaning)})" if meaning.isascii() else f"（{html.escape(meaning)}）"

    def _kept(self, attributes: dict[str, str]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for key, value in attributes.items():
            if key in ("href", "src"):
                found.append((key, _address(value)))
            elif key == "alt":
                found.append((key, re.sub(r"[\\`\[\]<>&]", " ", value)))
            elif key == "start" and value.isdigit():
                found.append((key, value))
        return found
