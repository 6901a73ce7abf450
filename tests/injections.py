"""Text files of attempted injections → attempts, and a judge of HTML that knows only what is allowed.

The judge reads with html5lib, a parser other than the one that sanitised, and its lists are written down
here on purpose and not imported: a list that is loosened by mistake is noticed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import html5lib

_FILE = Path(__file__).parent / "data" / "injections.toml"
_HTML = "{http://www.w3.org/1999/xhtml}"

_ELEMENTS = """
p br hr wbr strong em b i u s del ins small code pre kbd samp var sub sup mark q cite dfn abbr time span bdi
ruby rt rp a img h1 h2 h3 h4 h5 h6 blockquote ul ol li dl dt dd div figure figcaption details summary
table caption thead tbody tfoot tr th td
"""
ELEMENTS = set(_ELEMENTS.split())
ATTRIBUTES = {
    "": {"id", "title", "lang", "dir", "class"},
    "a": {"href", "rel", "role", "aria-label"},
    "img": {"src", "alt", "width", "height", "decoding"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "details": {"open"},
    "div": {"role", "tabindex", "aria-label"},
}
CLASSES = {
    "table",
    "image",
    "align-right",
    "align-center",
    "footnotes",
    "footnotes-title",
    "footnote-ref",
    "footnote-back",
}
ADDRESS = re.compile(
    r"https?://[^/?#@\s\\]+(?:[/?#][^\s\\]*)?|mailto:[^\s\\]+|tel:[+0-9().;=a-z\-]+|#[^\s\\]*|/(?![/\\])[^\s\\]*"
)
DIRECTION_SIGNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Attempt:
    """One text that somebody might type."""

    kind: str
    """Its class, a key of ``data/injections.toml``."""
    number: int
    """Its place in the class, from 1."""
    text: str

    @property
    def name(self) -> str:
        """For a test's name: ``css-3``."""
        return f"{self.kind}-{self.number}"


def attempts() -> tuple[Attempt, ...]:
    """All of them, in the order of the file."""
    classes: dict[str, list[str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(Attempt(kind, number, text) for kind, texts in classes.items() for number, text in enumerate(texts, 1))


def parsed(html: str) -> Any:
    """The fragment as html5lib reads it, an ElementTree element."""
    return html5lib.parseFragment(html, treebuilder="etree")


def serialised(tree: Any) -> str:
    """A tree as HTML in one canonical form."""
    for pre in tree.iter(f"{_HTML}pre"):
        # A parser takes the first newline away, but html5lib not in a table's cell.
        pre.text = (pre.text or "").lstrip("\n")
    written: str = html5lib.serialize(
        tree, tree="etree", quote_attr_values="always", omit_optional_tags=False, resolve_entities=False
    )
    return written


def faults(html: str, id_prefix: str, *, again: bool = True) -> Iterator[str]:
    """Everything in a body's HTML that is not explicitly allowed; nothing if it is safe.

    ``again``: read it a second time, as it would be written.
    """
    tree = parsed(html)
    ids = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            yield f"a comment: {element.text!r}"
            continue
        name = element.tag.removeprefix(_HTML)
        if element is not tree and name not in ELEMENTS:
            yield f"<{name}>"
        for attribute, value in element.attrib.items():
            if attribute not in ATTRIBUTES[""] | ATTRIBUTES.get(name, set()):
                yield f"<{name} {attribute}={value!r}>"
            if DIRECTION_SIGNS.search(value):
                yield f"a direction sign in {attribute} of <{name}>"
        if DIRECTION_SIGNS.search((element.text or "") + (element.tail or "")):
            yield f"a direction sign in or after <{name}>"
        href = element.get("href")
        if href is not None and not ADDRESS.fullmatch(href):
            yield f"the address {href!r}"
        if name == "img" and not re.match(r"/(?![/\\])", element.get("src", "")):
            yield f"the image {element.get('src')!r}"
        if not set(element.get("class", "").split()) <= CLASSES:
            yield f"the class {element.get('class')!r}"
        if "id" in element.attrib:
            ids.append(element.get("id"))
    yield from (f"the id {name!r}" for name in ids if not name.startswith(id_prefix) or re.search(r"\s", name))
    if len(set(ids)) < len(ids):
        yield "an id twice"
    once = serialised(tree) if again else html
    # What is written just as it was read is read just as it was.
    if once != html and serialised(parsed(once)) != once:
        yield "reads differently when it is written again"
