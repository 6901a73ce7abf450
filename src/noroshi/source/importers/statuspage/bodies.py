"""The body of an update → Markdown that shows the same signs.

Statuspage shows an update as text with a little HTML: a line end is a line end, ``*`` is a star, four spaces
mean nothing. So line ends become ``<br>``, HTML stays, and where Markdown would show other signs than the old page
did, they get a backslash. Whether it would is not guessed: the body is rendered, and what is seen is compared.
Lists (``- item``) stay, for they look like what they are. Reports (``postmortem``) are Markdown there as here.
"""

from __future__ import annotations

import html
import re
from functools import cache

from noroshi.model.frozen import frozen
from noroshi.source.importers.imported import Remark
from noroshi.source.prose import Renderer, clean_text
from noroshi.source.prose.allowed import UnstableError, sanitised

# A comment that another one opens within is none: looking for its end would take long where there are many.
_TAG = re.compile(r"<!--(?:(?!<!--).)*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|div|ul|ol|li|dl|dt|dd|h[1-6]|table|thead|tbody|tr|td|th|blockquote|pre|hr|figure|details)\b", re.I
)
_BREAK = re.compile(r"<br\s*/?>\s*$", re.IGNORECASE)
_ITEM = re.compile(r"^[-*+] +(?=\S)")
_ADDRESS = re.compile(r"<(https?://[^<>\s]+|[^<>\s@]+@[^<>\s@]+\.[^<>\s@]+)>")
_MERGE_MARK = re.compile(r"^([<=>|])(?=\1{6}(?: |$))", re.MULTILINE)
_ENTITIES = {"<": "&lt;", "=": "&#61;", ">": "&gt;", "|": "&#124;", "~": "&#126;", ":": "&#58;"}
_SIGNS = re.compile(r"[\\`*_{}\[\]|]")
_BEGINNING = re.compile(r"(?m)^([#>+=~:-]|\d+(?=[.)]))")


@frozen
class Body:
    """Markdown, and what there is to say about it."""

    text: str
    repaired: tuple[Remark, ...] = ()


def body_of(typed: str, *, is_markdown: bool) -> Body:
    """The Markdown of a body; ``is_markdown``: the old tool read it as such, so it stays as it is."""
    text = clean_text(typed)
    repaired: list[Remark] = []
    if lost := len(typed.replace("\r\n", "\n")) - len(text):
        repaired.append(Remark("control-characters", {"value": str(lost)}))
    text = text.strip("\n")
    if not is_markdown:
        plain, seen = _lines_kept(text), _seen(text)
        if shown(plain) != seen:
            # In a block of HTML nothing is Markdown; where a writer's own blocks are, backslashes would be seen.
            ways = [escaped(plain), f"<div>\n{plain}\n</div>", f"<div>\n{_safe(plain)}\n</div>"]
            wanted = {seen, _signs(_safe(text))}
            plain = next((way for way in ways if shown(way) in wanted), ways[-1])
            repaired.append(Remark("signs-escaped" if shown(plain) in wanted else "signs-differ"))
        text = plain
    if _MERGE_MARK.search(text):
        repaired.append(Remark("merge-conflict"))
        text = _MERGE_MARK.sub(lambda mark: _ENTITIES[mark[1]], text)
    return Body(text.strip(), tuple(repaired))


def escaped(text: str) -> str:
    """Text whose signs mean nothing to Markdown; HTML in it, and lists, stay."""
    written: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        written += (_SIGNS.sub(r"\\\g<0>", text[at : tag.start()]), tag[0])
        at = tag.end()
    written.append(_SIGNS.sub(r"\\\g<0>", text[at:]))
    return "\n".join(_line_escaped(line) for line in "".join(written).split("\n"))


def _line_escaped(line: str) -> str:
    if line.startswith("\\* ") or _ITEM.match(line):
        return line.removeprefix("\\")
    return _BEGINNING.sub(_beginning, line)


def _beginning(found: re.Match[str]) -> str:
    if found[1].isdigit():
        return found[1] + "\\"
    return _ENTITIES.get(found[1], f"\\{found[1]}")


def _lines_kept(text: str) -> str:
    """Lines without what stands around them, each on a line of its own when shown."""
    lines = [line.strip() for line in text.split("\n")]
    if _BLOCK.search(text):
        return "\n".join(lines)
    kept: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        kept.append(line)
        if not line or not following or _ITEM.match(following):
            continue
        if _ITEM.match(line):
            # Without an empty line it would belong to the item.
            kept.append("")
        elif not _BREAK.search(line):
            kept[-1] = f"{line}<br>"
    return "\n".join(kept)


def _seen(typed: str) -> str:
    """The signs that the old page showed, but for blanks and the signs of lists."""
    # An address in pointed brackets is a link to Markdown, and no HTML at all.
    lines = [_ITEM.sub("", line.strip()) for line in _ADDRESS.sub(r"\1", typed).split("\n")]
    return _signs(_safe("\n".join(lines)))


def shown(markdown: str) -> str:
    """The signs that our page shows of this Markdown, but for blanks and the signs of lists."""
    return _signs(_renderer().render(markdown, id_prefix="update--").prose.html)


def _safe(markup: str) -> str:
    try:
        return sanitised(markup)
    except UnstableError:
        return html.escape(markup)


def _signs(markup: str) -> str:
    return "".join(html.unescape(_TAG.sub("", markup)).split())


@cache
def _renderer() -> Renderer:
    """One is enough: nothing but the signs is looked at."""
    return Renderer(lang="en")
