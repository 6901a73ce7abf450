"""A body → its lines without HTML comments, which no reader saw; every comment goes to the report, word for word."""

from __future__ import annotations

from noroshi.source.importers.block import code_lines
from noroshi.source.importers.imported import Remark

LONGEST_LINE = 20_000
"""A longer line is text, whatever it holds: nobody types it, and looking for signs in it would take long."""

GONE = "\x00"
"""A line of which nothing is left. It keeps line numbers right and, unlike an empty one, cuts no paragraph."""


def without_comments(body: str, first_line: int, repaired: list[Remark], unread: list[Remark]) -> list[str]:
    """The lines of a body (LF line ends) without HTML comments, as many as before; ``GONE`` where nothing is left.

    One that never ends is no comment: its ``<!--`` becomes visible text. ``first_line`` is the body's first line in
    its file, for the report.
    """
    lines = body.split("\n")
    code = code_lines(lines)
    kept: list[str] = []
    comment: list[str] | None = None
    begun = 0
    last_end = max((number for number, line in enumerate(lines) if "-->" in line), default=-1)
    for number, line in enumerate(lines):
        rest, text, touched = line, "", False
        if comment is None and (code[number] or len(line) > LONGEST_LINE):
            kept.append(line)
            continue
        while rest:
            if comment is not None:
                inside, end, rest = rest.partition("-->")
                comment.append(inside)
                touched = True
                if end:
                    _report_comment(comment, first_line + begun, unread)
                    comment = None
            else:
                before, start, after = rest.partition("<!--")
                if start and before.count("`") % 2 and "`" in after:
                    # Within `code` on this line.
                    inside, _, rest = after.partition("`")
                    text = f"{text}{before}{start}{inside}`"
                    continue
                text += before
                rest = after
                if start:
                    touched = True
                    if number < last_end or "-->" in after:
                        comment, begun = [], number
                    else:
                        repaired.append(Remark("comment-never-ends", {}, first_line + number))
                        text = f"{text}&lt;!--"
        if comment is not None and not line:
            comment.append("")
            touched = True
        kept.append((text if text.strip() else GONE) if touched else line)
    return kept


def _report_comment(comment: list[str], line: int, unread: list[Remark]) -> None:
    words = " ".join(" ".join(comment).split())
    if words:
        unread.append(Remark("html-comment", {"value": words}, line))
