"""Sanitised HTML of a body → the same on one page: its links written for it, its wide parts scrolling by themselves."""

from __future__ import annotations

import html
import re

from markupsafe import Markup, escape

from noroshi.render.links import Hrefs

# What nh3 writes: attributes in double quotes, never "<" in a text. So a match is always a tag.
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s=>"/]+(?:="[^"]*")?)*)\s*/?>""")
# Of what is changed below, one of these is part.
_CHANGED = ("<pre", "<table", "</table", 'href="/', 'src="/')
_ADDRESS = re.compile(r"""(?<=\s)(href|src)="(/[^"]*)\"""")


def in_page(body: str, links: Hrefs) -> Markup:
    """The body with its site paths as links of the page.

    Tables stand in a box of their own that scrolls, and so does preformatted text; both can be reached by
    keyboard (WCAG 2.2 §2.1.1), since not every browser makes what scrolls focusable.
    """
    # Most bodies have none of it, and to look at each of their tags costs ten times as much.
    if not any(part in body for part in _CHANGED):
        return Markup(body)  # noqa: S704 - sanitised by source

    def address(found: re.Match[str]) -> str:
        return f'{found.group(1)}="{escape(links.href(html.unescape(found.group(2))))}"'

    def tag(found: re.Match[str]) -> str:
        closes, name, attributes = found.groups()
        if name == "table":
            return "</table></div>" if closes else f'<div class="scroll" tabindex="0"><table{attributes}>'
        if name == "pre" and not closes:
            return f'<pre tabindex="0"{attributes}>'
        return _ADDRESS.sub(address, found.group())

    return Markup(_TAG.sub(tag, body))  # noqa: S704 - sanitised by source, and only addresses were changed
