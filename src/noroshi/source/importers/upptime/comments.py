"""A Markdown text → what a reader of GitHub sees of it, and its HTML comments apart.

Code, in a fence or between backticks, is left alone. A comment that never ends hides nothing: its beginning
becomes visible text.
"""

from __future__ import annotations

import re

from noroshi.model.frozen import frozen


@frozen
class Shown:
    """A text taken apart."""

    text: str
    comments: tuple[str, ...] = ()
    """Each as one line."""
    is_open: bool = False
    """A comment never ends."""


_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})([^`]*)")
LONGEST_LINE = 20_000
"""A longer line is text: nobody types it."""


def without_comments(text: str) -> Shown:
    """Take the comments out; a line of which nothing is left goes with them."""
    lines = text.split("\n")
    last_end = max((number for number, line in enumerate(lines) if "-->" in line), default=-1)
    kept: list[str] = []
    comments: list[str] = []
    inside: list[str] | None = None
    fence, is_open = "", False
    for number, line in enumerate(lines):
        edge = _FENCE.fullmatch(line) if inside is None else None
        if fence or edge or (inside is None and ("<!--" not in line or len(line) > LONGEST_LINE)):
            if edge and not fence:
                fence = edge[1]
            elif edge and edge[1].startswith(fence) and not edge[2].strip():
                fence = ""
            kept.append(line)
            continue
        shown, rest = "", line
        while rest or inside is not None:
            if inside is not None:
                words, end, rest = rest.partition("-->")
                inside.append(words)
                if not end:
                    break
                comments.append(" ".join(" ".join(inside).split()))
                inside = None
                continue
            before, begun, rest = rest.partition("<!--")
            shown += before
            if not begun:
                break
            if before.count("`") % 2 and "`" in rest:
                # Within code on this line.
                code, _, rest = rest.partition("`")
                shown += f"<!--{code}`"
            elif number < last_end or "-->" in rest:
                inside = []
            else:
                shown, is_open = f"{shown}&lt;!--", True
        if shown.strip():
            kept.append(shown)
    return Shown("\n".join(kept), tuple(comments), is_open)
