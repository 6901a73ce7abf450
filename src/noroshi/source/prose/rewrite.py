"""A sanitised tree → the tree that is published: addresses, images, ids, headings, terms, footnotes, tables.

Every element and attribute is written anew here, from its own list of what may be said; nothing passes
because nobody thought of it. Classes are ours alone: ``table``, ``image``, ``align-right``, ``align-center``,
``footnotes``, ``footnotes-title``, ``footnote-ref``, ``footnote-back``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from noroshi.model.frozen import frozen
from noroshi.source.prose.address import address
from noroshi.source.prose.characters import SOFT_BREAK, clean_line, clean_text
from noroshi.source.prose.notes import NoteKind, Notes
from noroshi.source.prose.terms import Terms
from noroshi.source.prose.tree import INLINE, Element


@frozen
class Labels:
    """The words that this room itself puts into a body."""

    footnotes: str
    """Stands above the footnotes."""
    back: str
    """Names the link from a footnote to the text."""
    table: str
    """Names a table that has no caption, for those who hear it."""
    image: str
    """Names the link to an off-site image without alternative text."""


JAPANESE = Labels(footnotes="脚注", back="本文へ戻る", table="表", image="画像")
ENGLISH = Labels(footnotes="Footnotes", back="Back to text", table="Table", image="Image")


def labels_for(lang: str) -> Labels:
    """Japanese for ``ja`` and its variants, else English."""
    return JAPANESE if lang.lower().split("-")[0] == "ja" else ENGLISH


@frozen
class Setting:
    """Where a body stands."""

    id_prefix: str
    """``update-02-identified--``: what every id in the body begins with."""
    base: str
    """Path of its page from the site's root, with ``/`` at both ends."""
    images: Mapping[str, str]
    """What a writer may type → path from the site's root, with ``/`` at the beginning."""
    heading_base: int
    """Level of the heading above the body, 1 to 5."""
    labels: Labels


_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-[A-Za-z0-9]{4,8}){0,2}")
_CHECKED = {
    "lang": _LANG,
    "dir": re.compile(r"ltr|rtl|auto"),
    "start": re.compile(r"-?[0-9]{1,6}"),
    "value": re.compile(r"-?[0-9]{1,6}"),
    "colspan": re.compile(r"[1-9][0-9]?"),
    "rowspan": re.compile(r"[1-9][0-9]?"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
    "datetime": re.compile(r"[0-9TZPDHMSWtz:+. \-]{1,40}"),
    "reversed": re.compile(r".*", re.DOTALL),
    "open": re.compile(r".*", re.DOTALL),
}
_BOOLEAN = frozenset({"reversed", "open"})
_LITERAL = frozenset({"pre", "code", "kbd", "samp", "var"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_TERMS = _LITERAL | {"a", "abbr", "dfn"} | _HEADINGS
_WEB = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_PAGE_ANCHOR = "update-"


@dataclass
class Rewriting:
    """The work on one body."""

    setting: Setting
    notes: Notes
    terms: Terms
    mark: str
    """What our own classes and ids begin with in the tree; ``""`` where there are none."""
    _ids: dict[str, str] = field(default_factory=dict)
    _headings: list[int] = field(default_factory=list)
    _later: list[Element] = field(default_factory=list)

    def run(self, root: Element) -> Element:
        """The published tree, under a ``div`` that is not itself part of it."""
        self._name_ids(root)
        _join_lines(root)
        return Element("div", {}, self._children(root, frozenset()))

    # --- ids

    def _name_ids(self, root: Element) -> None:
        taken: set[str] = set()
        elements = [element for element in root if element.attributes.get("id")]
        # Footnotes first: their names do not give way to a writer's.
        for element in sorted(elements, key=lambda element: not self._ours(element.attributes["id"])):
            typed = element.attributes["id"]
            if typed in self._ids:
                del element.attributes["id"]  # an id twice: the first one is meant
                continue
            bare = typed[len(self.mark) :] if self._ours(typed) else typed
            wanted = re.sub(r"[^\w.\-]+", "-", bare)[:80].strip("-") or "id"
            name, number = wanted, 2
            while name in taken:
                name, number = f"{wanted}-{number}", number + 1
            taken.add(name)
            self._ids[typed] = self.setting.id_prefix + name

    def _ours(self, text: str) -> bool:
        return bool(self.mark) and text.startswith(self.mark)

    def _fragment(self, typed: str) -> str | None:
        for name in (typed, unquote(typed)):
            if name in self._ids:
                return "#" + self._ids[name]
        return "#" + typed if typed.startswith(_PAGE_ANCHOR) else None

    # --- nodes

    def _children(self, element: Element, inside: frozenset[str]) -> list[Element | str]:
        written: list[Element | str] = []
        for child in element.children:
            if isinstance(child, str):
                written += self._text(clean_text(child), inside)
            else:
                written += self._element(child, inside | {child.tag})
        return written

    def _element(self, element: Element, inside: frozenset[str]) -> list[Element | str]:
        tag = element.tag
        if tag == "a":
            return self._link(element, inside)
        if tag == "img":
            return self._image(element, inside)
        written = Element(tag, self._attributes(element))
        if tag in _HEADINGS:
            written.tag = self._heading(int(tag[1]))
        elif tag == "div" and element.attributes.get("class") == self.mark + "footnote" and self.mark:
            return [self._footnotes(element, inside)]
        written.children = self._children(element, inside)
        if (tag == "p" or written.tag in _HEADINGS) and not written.attributes.get("id") and written.is_blank():
            return []
        return [self._table(written)] if tag == "table" else [written]

    def _attributes(self, element: Element) -> dict[str, str]:
        written: dict[str, str] = {}
        for name, value in element.attributes.items():
            if name == "id":
                if value in self._ids:
                    written["id"] = self._ids[value]
            elif name == "title":
                if title := clean_line(value):
                    written["title"] = title
            elif name == "align":
                if element.tag in ("td", "th") and value.lower() in ("right", "center"):
                    written["class"] = "align-" + value.lower()
            elif (shape := _CHECKED.get(name)) and shape.fullmatch(value):
                written[name] = "" if name in _BOOLEAN else value
        return written

    def _heading(self, level: int) -> str:
        """Below the page's own, and never leaving one out, whatever levels the writer used."""
        while self._headings and self._headings[-1] >= level:
            self._headings.pop()
        self._headings.append(level)
        return f"h{min(6, self.setting.heading_base + len(self._headings))}"

    def _table(self, table: Element) -> Element:
        """A frame that scrolls sideways, by keyboard too; no region, since a page would have too many."""
        caption = next((child.text() for child in table if child.tag == "caption"), "")
        label = clean_line(caption) or self.setting.labels.table
        frame = {"class": "table", "role": "group", "tabindex": "0", "aria-label": label}
        return Element("div", frame, [table])

    def _footnotes(self, element: Element, inside: frozenset[str]) -> Element:
        title = Element("p", {"class": "footnotes-title"}, [self.setting.labels.footnotes])
        body = Element("div", {}, [child for child in element.children if _tag(child) != "hr"])
        return Element("div", {"class": "footnotes"}, [title, *self._children(body, inside)])

    # --- links

    def _link(self, element: Element, inside: frozenset[str]) -> list[Element | str]:
        attributes = self._attributes(element)
        typed = element.attributes.get("href")
        if self._ours(element.attributes.get("class", "")):
            return self._footnote_link(element, typed or "")
        href = None
        if typed is not None:
            # A picture lies in one place, whichever language's page links to it.
            href = _published(typed.strip(), self.setting.images) or address(typed, self.setting.base)
        if href is not None and href.startswith("#"):
            href = self._fragment(href[1:])
        if href is None:
            self.notes.add(NoteKind.LINK_REMOVED, clean_line(typed or element.text()))
            children = self._children(element, inside - {"a"})
            return [Element("span", attributes, children)] if attributes else children
        outer, self._later = self._later, []
        link = Element("a", {"href": href, **attributes, "rel": "noopener"}, self._children(element, inside))
        if link.is_blank():
            link.children.append(href)  # one could neither see nor hear it
        images, self._later = self._later, outer
        return [link, *(node for image in images for node in (" ", image))]

    def _footnote_link(self, element: Element, href: str) -> list[Element | str]:
        target = self._ids.get(href[1:])
        if element.attributes["class"] == self.mark + "footnote-ref":
            number = list(element.children)
            if target is None:
                return number
            attributes = {"href": "#" + target, "role": "doc-noteref", "class": "footnote-ref"}
            return [Element("a", attributes, number)]
        if target is None:  # a footnote to which nothing refers
            return []
        label = f"{self.setting.labels.back} ({element.attributes.get('title', '')})"
        attributes = {"href": "#" + target, "role": "doc-backlink", "class": "footnote-back"}
        attributes["aria-label"] = label
        return [Element("a", attributes, ["↩\ufe0e"])]

    def _image(self, element: Element, inside: frozenset[str]) -> list[Element | str]:
        typed = element.attributes.get("src", "").strip()
        alt = clean_line(element.attributes.get("alt", ""))
        source = _published(typed, self.setting.images)
        if source:
            attributes = {"src": source, "alt": alt}
            for name in ("width", "height"):
                if re.fullmatch(r"[1-9][0-9]{0,3}", element.attributes.get(name, "")):
                    attributes[name] = element.attributes[name]
            # Not loaded lazily: what was not scrolled to would be missing on paper.
            attributes |= {"decoding": "async", "class": "image"}
            return [Element("img", attributes | self._attributes(element))]
        href = address(typed, self.setting.base)
        if href is None or not href.startswith(("https:", "http:")):
            self.notes.add(NoteKind.IMAGE_MISSING, clean_line(typed) or alt)
            return [alt] if alt else []
        self.notes.add(NoteKind.IMAGE_OFF_SITE, href, typed)
        label = self.setting.labels.image
        link = Element("a", {"href": href, "rel": "noopener"}, [alt or label])
        if "a" not in inside:
            return [link]
        # A link holds no link: this one follows right behind.
        link.children = [label]
        self._later.append(link)
        return [alt] if alt else []

    # --- text

    def _text(self, text: str, inside: frozenset[str]) -> list[Element | str]:
        if inside & _LITERAL or not text.strip():
            return [text]
        if "://" not in text or "a" in inside:
            return self._terms(text, inside)
        written: list[Element | str] = []
        at = 0
        for match in _WEB.finditer(text):
            typed = _without_sentence_end(match[0])
            href = address(typed, self.setting.base)
            if href is None:
                continue
            written += self._terms(text[at : match.start()], inside)
            written.append(Element("a", {"href": href, "rel": "noopener"}, [typed]))
            at = match.start() + len(typed)
        return written + self._terms(text[at:], inside)

    def _terms(self, text: str, inside: frozenset[str]) -> list[Element | str]:
        if inside & _NO_TERMS:
            return [text] if text else []
        return [
            Element("abbr", {"title": meaning}, [piece]) if meaning else piece
            for piece, meaning in self.terms.split(text)
        ]


def _tag(node: Element | str) -> str:
    return node.tag if isinstance(node, Element) else ""


def _without_sentence_end(url: str) -> str:
    while True:
        shorter = url.rstrip(".,;:!?'*_~")
        for opening, closing in ("()", "[]"):
            if shorter.endswith(closing) and shorter.count(closing) > shorter.count(opening):
                shorter = shorter[:-1]
        if shorter == url:
            return url
        url = shorter


def _published(typed: str, images: Mapping[str, str]) -> str | None:
    """The image that is meant; a name may be percent-encoded, begin with ``./``, or come from a Mac (NFD)."""
    for name in (typed, unquote(typed)):
        name = name.removeprefix("./")
        for spelling in (name, unicodedata.normalize("NFC", name)):
            if spelling in images:
                return images[spelling]
    return None


def _join_lines(root: Element) -> None:
    """Takes line breaks out from between Japanese characters, also where an element begins or ends there."""
    run: list[tuple[Element, int, str]] = []

    def flush() -> None:
        whole = "".join(piece for _, _, piece in run)
        if "\n" in whole:
            gone = {at for match in SOFT_BREAK.finditer(whole) for at in range(*match.span())}
            start = 0
            for element, index, piece in run if gone else ():
                kept = "".join(sign for at, sign in enumerate(piece, start) if at not in gone)
                element.children[index] = kept
                start += len(piece)
        run.clear()

    def walk(element: Element) -> None:
        for index, child in enumerate(element.children):
            if isinstance(child, str):
                run.append((element, index, child))
            elif child.tag == "pre":
                flush()
            elif child.tag in INLINE:
                walk(child)
            else:
                flush()
                walk(child)
                flush()

    walk(root)
    flush()
