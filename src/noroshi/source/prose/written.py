"""A published tree → HTML, and the same as plain text."""

from __future__ import annotations

import re

from noroshi.source.prose.tree import INLINE, VOID, Element

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_AROUND_BREAK = re.compile(r"[ \t\u3000]*\n[ \t]*")


def html(root: Element) -> str:
    """The children of ``root``. Quotes are escaped in text too: see ``Prose.html_at``."""
    pieces: list[str] = []
    _write(root, pieces)
    return "".join(pieces).strip()


def _write(element: Element, pieces: list[str]) -> None:
    for child in element.children:
        if isinstance(child, str):
            pieces.append(escaped(child))
            continue
        pieces.append("<" + child.tag)
        pieces.extend(f' {name}="{escaped(value)}"' for name, value in child.attributes.items())
        pieces.append(">")
        if child.tag not in VOID:
            _write(child, pieces)
            pieces.append(f"</{child.tag}>")


def escaped(text: str) -> str:
    """Text as it stands in an element or a quoted attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def beside(text: str, address: str) -> str:
    """A link in plain text: the words, and behind them where they lead."""
    # Beside Japanese its own brackets, and blanks, at which every program that finds addresses stops.
    return f"{text} ({address})" if text.isascii() else f"{text}（ {address} ）"


def plain(root: Element, *, lang: str, site_url: str) -> str:
    """Paragraphs a blank line apart, ``text (address)`` for links, ``・`` or ``- `` for lists, code as it is.

    Addresses on the site begin with ``site_url`` (no ``/`` at its end); without one they are left out.
    """
    return _Plain(list_sign(lang), site_url).blocks(root).strip("\n")


def list_sign(lang: str) -> str:
    """How an item begins in plain text."""
    return "・" if lang.lower().split("-")[0] == "ja" else "- "


class _Plain:
    def __init__(self, list_sign: str, site_url: str) -> None:
        self._sign = list_sign
        self._site_url = site_url.rstrip("/")

    def blocks(self, element: Element, between: str = "\n\n") -> str:
        """What stands in the element, block by block."""
        written: list[str] = []
        line: list[Element | str] = []

        def flush() -> None:
            if text := _tidy("".join(self._inline(node) for node in line)):
                written.append(text)
            line.clear()

        for child in element.children:
            if isinstance(child, str) or child.tag in INLINE or child.tag == "br":
                line.append(child)
                continue
            flush()
            if text := self._block(child):
                written.append(text)
        flush()
        return between.join(written)

    def _block(self, element: Element) -> str:
        tag = element.tag
        if tag == "pre":
            return element.text().strip("\n")
        if tag == "hr":
            return "----"
        if tag in ("ul", "ol"):
            return self._list(element)
        if tag == "table":
            return self._table(element)
        if tag == "dl":
            return self.blocks(element, "\n")
        if tag in ("dd", "blockquote"):
            before = "> " if tag == "blockquote" else "  "
            return "\n".join((before + line).rstrip() for line in self.blocks(element).split("\n"))
        if element.attributes.get("class") == "footnotes":
            return self._footnotes(element)
        return self.blocks(element)

    def _list(self, element: Element, form: str = "{}. ") -> str:
        start = element.attributes.get("start", "1")
        number, step = int(start), 1
        items = [child for child in element.children if isinstance(child, Element) and child.tag == "li"]
        if "reversed" in element.attributes:
            number, step = (number if "start" in element.attributes else len(items)), -1
        written: list[str] = []
        for item in items:
            sign = form.format(number) if element.tag == "ol" else self._sign
            number += step
            indent = " " * (2 if sign == "・" else len(sign))
            lines = self.blocks(item, "\n").split("\n")
            below = (indent + line if line else "" for line in lines[1:])
            written.append("\n".join([sign + lines[0], *below]))
        others = [child for child in element.children if isinstance(child, str) or child.tag != "li"]
        rest = self.blocks(Element("div", {}, others))
        return "\n".join([*written, rest] if rest else written)

    def _footnotes(self, element: Element) -> str:
        written = [
            self._list(child, "[{}] ") if child.tag == "ol" else self.blocks(child)
            for child in element.children
            if isinstance(child, Element)
        ]
        return "\n".join(text for text in written if text)

    def _table(self, table: Element) -> str:
        lines: list[str] = []
        for part in table:
            if part.tag == "caption":
                lines.append(self.blocks(part, " "))
            elif part.tag == "tr":
                cells = [cell for cell in part.children if isinstance(cell, Element)]
                lines.append(" | ".join(self.blocks(cell, " ").replace("\n", " ") for cell in cells).strip())
        return "\n".join(line for line in lines if line)

    def _inline(self, node: Element | str) -> str:
        if isinstance(node, str):
            return _BLANKS.sub(" ", node)
        tag, attributes = node.tag, node.attributes
        if tag == "br":
            return "\n"
        if tag == "img":
            return attributes["alt"]
        if tag not in INLINE:
            return f" {self._block(node)} "
        inner = "".join(self._inline(child) for child in node.children)
        if tag == "a":
            return self._link(inner, attributes)
        if tag == "rt":
            return f"({inner})"
        if tag == "rp":
            return ""
        if tag in ("del", "s"):
            return f"~~{inner}~~"
        return f"“{inner}”" if tag == "q" else inner

    def _link(self, text: str, attributes: dict[str, str]) -> str:
        if attributes.get("role") == "doc-noteref":
            return f"[{text}]"
        if attributes.get("role") == "doc-backlink":
            return ""
        href = attributes["href"]
        if href.startswith("/"):
            href = self._site_url + href if self._site_url else ""
        shown = href.split(":", 1)[1] if href.startswith(("mailto:", "tel:")) else href
        if not shown or shown.startswith("#") or text.strip() in (shown, href):
            return text
        if not text.strip():
            return shown
        return beside(text, shown)


def _tidy(text: str) -> str:
    lines = _AROUND_BREAK.sub("\n", text).split("\n")
    return "\n".join(re.sub(" {2,}", " ", line).strip(" \xa0") for line in lines).strip("\n")
