"""Sanitised HTML → a tree.

nh3 writes in one way only: lower-case names, attributes in double quotes, every element closed. So this
reads no HTML in general, and what it does not know it takes for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

MAX_DEPTH = 100
"""Browsers flatten what is deeper than some hundreds, each in its own way."""

VOID = frozenset({"br", "hr", "img", "wbr"})
_INLINE = """
strong em b i u s del ins small code kbd samp var sub sup mark q cite dfn abbr time span bdi ruby rt rp a img wbr
"""
INLINE = frozenset(_INLINE.split())
"""What stands in a line; ``br`` ends one."""

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9-]*)((?: [^\s=<>"]+="[^"]*")*)>|[^<]+|<')
_ATTRIBUTE = re.compile(r' ([^\s=<>"]+)="([^"]*)"')


class TooDeepError(Exception):
    """More than MAX_DEPTH elements in each other."""


@dataclass(eq=False)
class Element:
    """An element while it is worked on; text is plain ``str`` among its children."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """All elements below, in document order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    def is_blank(self) -> bool:
        """Whether it shows nothing: no word, no image with words for it."""
        return not self.text().strip() and not any(node.attributes.get("alt") for node in self)

    def text(self) -> str:
        """All text below."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def parse(html: str) -> Element:
    """A ``div`` that holds the document. Raises TooDeepError."""
    root = Element("div")
    open_elements = [root]
    for token in _TOKEN.finditer(html):
        slash, tag, attributes = token.groups()
        here = open_elements[-1]
        if tag is None:
            here.children.append(unescape(token[0]))
        elif slash:
            if here.tag == tag and len(open_elements) > 1:
                open_elements.pop()
        else:
            element = Element(tag)
            if attributes:
                element.attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}
            here.children.append(element)
            if tag not in VOID:
                open_elements.append(element)
                if len(open_elements) > MAX_DEPTH:
                    raise TooDeepError
    return root
