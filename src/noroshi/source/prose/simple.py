"""A body of sentences and plain lists → its HTML and plain text, without Python-Markdown.

Nine updates in ten are paragraphs and lists of one level with ``**strong**``, ``*emphasis*``, code, links and
addresses. Whatever else a body holds, ``simple`` says ``None`` and it goes the whole way. Written down here is
what is accepted, not what is refused; ``tests/test_prose_fast.py`` compares both ways on random bodies.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import NamedTuple

from noroshi.source.prose.characters import SOFT_BREAK, is_ordinary
from noroshi.source.prose.terms import Terms
from noroshi.source.prose.written import beside, escaped

_MAX_CHARACTERS = 4_000
"""No text of the signs below reaches the bound of ``effort`` with so few; an ordinary update has 600."""

_OTHER_SIGNS = "\\&|\u3000"
"""What begins escapes, entities and tables, and the blank that is taken away where a Japanese paragraph begins."""
_OTHER_BLOCK = re.compile(r"[-+=#>~:]|\* |\d+\.|[・●○◎■□◆◇▲△▼▽▶►※★☆【①-⑳❶-❿]").match
"""How a line begins that is no sentence: headings, quotes, rules, numbered lists, Japanese list signs."""

_ITEM = re.compile(r"(?:[-*]|([0-9]{1,9})\.) ").match

_PLAIN = r"[^\s*`\[\]<_](?:[^\n*`\[\]<_]*[^\s*`\[\]<_])?"
_PATH = r"(?:/[A-Za-z0-9./_~?=#\-]*)?"
_SITE = r"https?://[A-Za-z0-9.\-]*[A-Za-z0-9]"
_IN_ADDRESS = r"A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%"
# Each way begins with its sign and looks at nothing before it: so the search leaps from sign to sign.
_MARKED = re.compile(
    rf"\*\*(?P<strong>{_PLAIN})\*\*(?!\*)"
    rf"|\*(?P<em>{_PLAIN})\*(?!\*)"
    r"|`(?P<code>[^\s`<](?:[^\n`<]*[^\s`<])?)`(?!`)"
    rf"|\[(?P<text>{_PLAIN})\]\((?P<href>{_SITE}{_PATH})\)"
    rf"|<(?P<address>{_SITE}{_PATH})>"
).finditer
_ADDRESS = re.compile(rf"{_SITE}(?:{_PATH}[A-Za-z0-9/=#\-])?(?=[.,;:!?')]*(?:[^{_IN_ADDRESS}]|$))").finditer
"""Ends where the sentence goes on, as ``rewrite`` reads it."""
_MARK = re.compile(r"[*`\[\]<]").search
_UNDERLINE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])").search
"""One that is not inside a word."""


class Shown(NamedTuple):
    """The same words twice."""

    html: str
    plain: str


def simple(markdown: str, *, terms: Mapping[str, str], images: Container[str], list_sign: str) -> Shown | None:
    """Exactly what the whole way makes of this body, or ``None`` where that is not certain.

    ``terms`` is the glossary, each term in one line; ``images`` is what a writer may type for a file of the
    site; ``list_sign`` begins an item in plain text. What is shown calls for no note.
    """
    if len(markdown) > _MAX_CHARACTERS:
        return None
    text = markdown.strip("\n")
    if not text:
        return Shown("", "")
    # Emoji, too, go the whole way: their joiners would need a proof of their own.
    if not is_ordinary(text) or any(sign in text for sign in _OTHER_SIGNS):
        return None
    # Breaks, indentation, code.
    if text[0] == " " or text[-1] == " " or "  " in text or " \n" in text or "\n " in text:
        return None
    return _Simple(Terms(terms, text) if terms else None, images, list_sign).blocks(text)


class _Simple:
    """The work on one body; what is not simple ends it with ``None``."""

    def __init__(self, terms: Terms | None, images: Container[str], list_sign: str) -> None:
        self._terms = terms
        self._images = images
        self._list_sign = list_sign

    def blocks(self, text: str) -> Shown | None:
        html: list[str] = []
        plain: list[str] = []
        after_list = False
        for block in text.split("\n\n"):
            lines = block.strip("\n").split("\n")
            if lines == [""]:
                continue
            first_item = next((at for at, line in enumerate(lines) if _ITEM(line)), len(lines))
            if first_item:
                shown = self._paragraph(lines[:first_item])
                if shown is None:
                    return None
                html.append(f"<p>{shown.html}</p>")
                plain.append(shown.plain)
            elif after_list:
                return None  # one list, whose items are paragraphs
            after_list = first_item < len(lines)
            if after_list:
                shown = self._list(lines[first_item:])
                if shown is None:
                    return None
                html.append(shown.html)
                plain.append(shown.plain)
        return Shown("\n".join(html), "\n\n".join(plain))

    def _paragraph(self, lines: list[str]) -> Shown | None:
        if len(lines) == 1:
            return self._line(lines[0])
        if any(_OTHER_BLOCK(line) for line in lines):
            return None
        block = "\n".join(lines)
        if not block.isascii():
            if "*" in block or "`" in block or "[" in block:
                return None  # Japanese lines are joined by the signs that are shown, not by those typed
            lines = SOFT_BREAK.sub("", block).split("\n")
        shown = [self._line(line) for line in lines]
        whole = [line for line in shown if line is not None]
        if len(whole) < len(shown):
            return None
        return Shown("\n".join(line.html for line in whole), " ".join(line.plain for line in whole))

    def _list(self, lines: list[str]) -> Shown | None:
        first = _ITEM(lines[0])
        tag = "ol" if first and first[1] else "ul"
        if tag == "ol" and not lines[0].startswith("1."):
            return None
        html = [f"<{tag}>"]
        plain: list[str] = []
        for number, line in enumerate(lines, 1):
            sign = _ITEM(line)
            item = self._line(line[sign.end() :]) if sign and bool(sign[1]) == (tag == "ol") else None
            if not item or not item.plain:
                return None
            html.append(f"<li>{item.html}</li>")
            plain.append((f"{number}. " if tag == "ol" else self._list_sign) + item.plain)
        return Shown("\n".join([*html, f"</{tag}>"]), "\n".join(plain))

    def _line(self, line: str) -> Shown | None:
        if _OTHER_BLOCK(line):
            return None
        html: list[str] = []
        plain: list[str] = []
        at = 0
        for match in _MARKED(line):
            before = line[at : match.start()]
            words = self._between(before)
            marked = self._marked(match, before)
            if words is None or marked is None:
                return None
            html += (words, marked.html)
            plain += (before, marked.plain)
            at = match.end()
        rest = line[at:]
        words = self._between(rest)
        if words is None:
            return None
        return Shown("".join((*html, words)), "".join((*plain, rest)))

    def _marked(self, match: re.Match[str], before: str) -> Shown | None:
        kind = match.lastgroup or ""
        words = match[kind]
        if kind == "code":
            return Shown(f"<code>{escaped(words)}</code>", words)
        if kind == "address":
            return None if words in self._images else Shown(_link(words, words), words)
        if kind == "href":
            href, words = words, match["text"]
            if href in self._images or "://" in words or before.endswith("!"):
                return None
            return Shown(_link(href, words), beside(words, href))
        return None if "://" in words else Shown(f"<{kind}>{self._words(words)}</{kind}>", words)

    def _between(self, text: str) -> str | None:
        """HTML of text between marks, in which addresses become links."""
        if _MARK(text) or ("_" in text and _UNDERLINE(text)):
            return None
        if "://" not in text:
            return self._words(text)
        html: list[str] = []
        at = 0
        for match in _ADDRESS(text):
            before = text[at : match.start()]
            if "://" in before:
                return None
            html += (self._words(before), _link(match[0], match[0]))
            at = match.end()
        return None if "://" in text[at:] else "".join((*html, self._words(text[at:])))

    def _words(self, text: str) -> str:
        """Text as HTML; terms of the glossary are explained at their first use."""
        if self._terms is None:
            return escaped(text)
        return "".join(
            f'<abbr title="{escaped(meaning)}">{escaped(piece)}</abbr>' if meaning else escaped(piece)
            for piece, meaning in self._terms.split(text)
        )


def _link(href: str, words: str) -> str:
    return f'<a href="{href}" rel="noopener">{escaped(words)}</a>'
