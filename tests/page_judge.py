"""A published page → everything in it that noroshi's theme and sanitiser never write.

Read with html5lib. The lists are written down here on purpose: one that is loosened by mistake is noticed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import html5lib
from injections import ADDRESS, ELEMENTS

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
_PAGE = """
html head meta title link style script body header nav main footer section article fieldset legend label input
picture source aside
"""
PAGE_ELEMENTS = ELEMENTS | set(_PAGE.split())
SVG_ELEMENTS = {"svg", "g", "path", "circle", "rect", "line", "text", "title", "desc"}
GLOBAL = {
    "id", "class", "lang", "dir", "title", "role", "tabindex",
    "aria-label", "aria-labelledby", "aria-current", "aria-hidden",
}  # fmt: skip
ATTRIBUTES: Mapping[str, set[str]] = {
    "a": {"href", "rel", "hreflang", "target"},
    "link": {"rel", "href", "hreflang", "type", "media"},
    "meta": {"charset", "name", "content", "http-equiv", "property", "media"},
    "script": {
        "type",
        "src",
        "defer",
        "data-yours",
        "data-built",
        "data-hours",
        "data-old",
        "data-newer",
        "data-show",
        "data-begun",
    },
    "img": {"src", "alt", "width", "height", "decoding"},
    "source": {"srcset", "media"},
    "input": {"type", "name", "value", "checked", "autocomplete"},
    "li": {"value", "data-kind", "data-begins"},
    "ol": {"start", "reversed"},
    "time": {"datetime"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "details": {"open"},
    "td": {"colspan", "rowspan", "data-label"},
    "th": {"colspan", "rowspan", "scope"},
}
SVG_ATTRIBUTES = {
    "class", "viewBox", "width", "height", "d", "cx", "cy", "r", "x", "y", "rx", "transform", "preserveAspectRatio",
    "paint-order", "x2", "y1", "y2", "dx", "text-anchor", "lang", "id", "role", "aria-labelledby", "aria-describedby",
    "aria-hidden", "focusable", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "fill-rule",
}  # fmt: skip
CALENDAR = re.compile(r"webcal://[^/?#@\s\\]+/(?:[a-z0-9/_-]*/)?calendar\.ics")
ASSETS = r"(?:(?:\.\./)+|/(?:[\w./-]*/)?|)assets/"
"""Where a page finds what it loads beside itself."""
RELATIVE = re.compile(r"(?:\.{1,2}/)+(?!/)[^\s\\]*|[a-z0-9_-]+[^\s\\:]*|#[^\s\\]*")


def parsed(page: str) -> Any:
    """The page as html5lib reads it, every mistake in its syntax an exception."""
    return html5lib.HTMLParser(strict=True).parse(page)


def faults(page: str, style: str) -> Iterator[str]:
    """What must not be in a page whose style is ``style``; nothing if it is safe."""
    if page.count("<style>") != 1 or f"<style>{style}</style>" not in page:
        yield "the style is not the theme's"
    # Parsing the same sheet again for every page would be most of the work.
    tree = parsed(page.replace(f"<style>{style}</style>", "<style></style>", 1))
    ids = [element.get("id") for element in tree.iter() if element.get("id") is not None]
    yield from (f"the id {name!r} twice" for name in {name for name in ids if ids.count(name) > 1})
    for element in tree.iter():
        if not isinstance(element.tag, str):
            yield f"a comment: {element.text!r}"
        elif element.tag.startswith(SVG):
            yield from _svg_faults(element)
        else:
            yield from _html_faults(element)


def _svg_faults(element: Any) -> Iterator[str]:
    name = element.tag.removeprefix(SVG)
    if name not in SVG_ELEMENTS:
        yield f"<svg:{name}>"
    yield from (f"<svg:{name} {key}={value!r}>" for key, value in element.attrib.items() if key not in SVG_ATTRIBUTES)


def _html_faults(element: Any) -> Iterator[str]:
    name = element.tag.removeprefix(HTML)
    if name not in PAGE_ELEMENTS:
        yield f"<{name}>"
    for key, value in element.attrib.items():
        if key not in GLOBAL | ATTRIBUTES.get(name, set()):
            yield f"<{name} {key}={value!r}>"
        if key in ("href", "src", "srcset") and not any(
            known.fullmatch(value) for known in (ADDRESS, RELATIVE, CALENDAR)
        ):
            yield f"<{name} {key}={value!r}>"
        if key in ("src", "srcset") and re.match(r"(?:https?:)?//", value):
            yield f"<{name} {key}={value!r}> of another host"
    if name == "link" and element.get("rel") == "stylesheet":
        sheet = re.fullmatch(rf"{ASSETS}print\.[0-9a-f]{{8}}\.css", element.get("href") or "")
        if element.get("media") != "print" or not sheet:
            yield f"the style sheet {element.get('href')!r}"
    elif name == "link" and element.get("rel") not in ("canonical", "alternate", "icon"):
        yield f"<link rel={element.get('rel')!r}>"
    if name == "input" and element.get("type") != "radio":
        yield f"<input type={element.get('type')!r}>"
    if name == "meta":
        yield from _meta_faults(element)
    if name == "script":
        yield from _script_faults(element)


def _meta_faults(element: Any) -> Iterator[str]:
    kind, content = element.get("http-equiv"), element.get("content") or ""
    if kind == "refresh":
        address = content.removeprefix("0; url=")
        if address == content or not (RELATIVE.fullmatch(address) or re.fullmatch(r"/(?!/)[^\s\\]*", address)):
            yield f"a refresh to {content!r}"
    elif kind not in (None, "Content-Security-Policy"):
        yield f"<meta http-equiv={kind!r}>"
    elif kind and "script-src" in content.replace("; script-src 'self'; connect-src 'self'; ", "; "):
        yield f"the policy {content!r}"


def _script_faults(element: Any) -> Iterator[str]:
    text = element.text or ""
    if re.fullmatch(rf"{ASSETS}page\.[0-9a-f]{{8}}\.js", element.get("src") or ""):
        if text or element.get("type"):
            yield "a script with something in it"
        return
    if element.get("src") or element.get("type") != "application/ld+json":
        yield f"<script type={element.get('type')!r}>"
    if "<" in text:
        yield "a < in JSON-LD"
    try:
        json.loads(text)
    except ValueError:
        yield f"JSON-LD that is none: {text[:80]!r}"
