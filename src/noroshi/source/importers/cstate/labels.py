"""One line of a cState body → the label or time stamp that opens a block there.

Real sites write them in brackets (``[Final Message]``, ``[Update - 2023-03-29 15h50 UTC]``), in emphasis
(``*Investigating* -``, ``**Update at 2021-06-08 11:20 UTC**``), or plainly (``Final message:``), and nothing
else is taken for one: the words of a label come from a closed list, so ``[update site] is down`` is prose.
"""

from __future__ import annotations

import re
from datetime import tzinfo

from noroshi.model.frozen import frozen
from noroshi.source.importers.moments import Clock, Moment, stamp

INITIAL, FINAL, UPDATE = "initial", "final", "update"

_MEANINGS = {
    INITIAL: r"initial|opening|opened|open|first",
    FINAL: r"final|closing|closed|close|end\ of\ (?:the\ )?(?:outage|incident|maintenance)|last",
    UPDATE: r"updated|update|edited|edit|post-?mortem|fixed",
    "investigating": r"investigating",
    "identified": r"identified",
    "monitoring": r"monitoring",
    "resolved": r"resolved|restored|completed|complete",
}
_WORD = "|".join(f"(?P<{name}>{words})" for name, words in _MEANINGS.items())
# What may follow the word inside a label: what is told, a number, a day, a time. Anything else is prose.
# Possessive throughout: a long run of dashes must not be tried in every division.
_REST = r"""(?: [\s\-–—:,.@#()+/]++ | messages?\b | updates?\b | issues?\b | incidents?\b | maintenances?\b | outages?\b
    | at\b | on\b | of\b | the\b | utc\b | gmt\b | (?<=\d)(?:st|nd|rd|th|h|z|am|pm|t)(?=\b|\d) | \d++
    | (?:mon|tues|wednes|thurs|fri|satur|sun)day\b
    | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*+\b )*+"""
_FLAGS = re.VERBOSE | re.IGNORECASE
_CONTENT = re.compile(rf"\s*(?:{_WORD})\b{_REST}", _FLAGS)

_BRACKETS = re.compile(
    r"(?P<before>\s{0,3}(?:\#{1,6}\s+|>\s+)?)\[(?P<content>[^\[\]`*_<>]{1,80})\](?![(\[])(?P<after>.*)", _FLAGS
)
_EMPHASIS = re.compile(
    r"""(?P<before>\s{0,3}(?:\#{1,6}\s+)?) (?P<mark>\*{1,3}|_{1,3}) (?P<content>[^\s*_`][^*_`\n]{0,79}?)
    \s* (?P<close>(?P=mark)|$) (?P<after>.*)""",
    _FLAGS,
)
_PLAIN = re.compile(
    r"\s{0,3}(?:\#{1,6}\s+)?(?P<content>(?:initial|final|update|closing|opening)\s+message)\s*:(?P<after>.*)", _FLAGS
)
_STAMP_HEAD = re.compile(
    r"""\s{0,3} (?:\#{1,6}\s+)? (?P<open>[*_\[(]{0,3}) \s{0,3}
    (?P<content> (?:update[d]?|edit)? [\s:,\-–]{0,6} (?:(?:at|on)\s+)?
        (?: \d{4}[-/]\d{1,2}[-/]\d{1,2} (?:[T\s,]+|\s*[-–]\s*) )?
        \d{1,2}[:h]\d{2} (?: :\d{2}(?:[.,]\d+)? )? (?:\s*[ap]m\b)? (?:\s* \(?(?:Z|UTC|GMT|[+\-]\d{2}:?\d{2})\b\)? )? )
    [\])*_]{0,3} \s* (?P<end>$|[-–—:|.])(?P<after>.*)""",
    _FLAGS,
)


@frozen
class Opening:
    """A line that opens a block."""

    meaning: str
    """``initial`` ``final`` ``update``, or a status word of the source; empty for a bare time stamp."""
    content: str
    """The label's words as typed, without their mark-up."""
    line: str
    """The line to keep: the label as bold text. Every word of it stands."""
    stamp: Moment | Clock | None
    tidied: bool = False
    """The mark-up did not close, or a ``-->`` without its beginning hung on it."""


def opening(line: str, zone: tzinfo, *, at_paragraph: bool) -> Opening | None:
    """The label or stamp at the beginning of a line. A bare stamp counts only where a paragraph begins."""
    for form in (_BRACKETS, _EMPHASIS, _PLAIN):
        found = form.fullmatch(line)
        if found and (meaning := _meaning(found["content"])):
            kept, tidied = (line.rstrip(), False) if form is _PLAIN else _as_emphasis(line, found)
            return Opening(meaning, found["content"], kept, stamp(found["content"], zone), tidied)
    if at_paragraph and (found := _STAMP_HEAD.fullmatch(line)) and _may_stand_alone(found):
        when = stamp(found["content"], zone)
        return Opening("", found["content"], line.rstrip(), when) if when else None
    return None


def _meaning(content: str) -> str:
    found = _CONTENT.fullmatch(content)
    if not found:
        return ""
    return next(name for name in _MEANINGS if found[name])


def _as_emphasis(line: str, found: re.Match[str]) -> tuple[str, bool]:
    """The line with its label in emphasis, and whether its mark-up had to be put right."""
    groups = found.groupdict()
    unclosed = groups.get("close") == ""
    stray = groups["after"].strip() == "-->"
    if "mark" in groups and not unclosed and not stray:
        return line.rstrip(), False
    mark = groups.get("mark", "**")
    after = "" if stray else groups["after"]
    return f"{groups['before']}{mark}{groups['content'].strip()}{mark}{after}".rstrip(), unclosed or stray


def _may_stand_alone(found: re.Match[str]) -> bool:
    """``12:30. We`` is a sentence; ``**12:30 UTC**`` alone, or a time before a dash or colon, is a stamp."""
    return found["end"] != "." or not found["after"].strip()


_LEAD = re.compile(
    r"\s*(?:\#{1,6}\s+)?(?P<mark>\*{1,3}|_{1,2})(?P<content>[^\s*_][^*_]{0,299}?)(?P=mark)(?!\w)", re.DOTALL
)
_DONE = re.compile(r"\b(?:resolved|restored|completed?)\b", re.IGNORECASE)
_DONE_IN_PROSE = re.compile(r"\b(?:resolved|restored|completed|(?:is|are|now)\s+complete)\b", re.IGNORECASE)
_WATCHED = re.compile(r"(?:we(?:['’]re|\s+are)\s+)?(?:now\s+|still\s+|currently\s+)?monitoring\b", re.IGNORECASE)
_FOUND_OUT = re.compile(r"\bidentified\b", re.IGNORECASE)
_NOT_YET = re.compile(
    r"n['’]t\b|\b(?:not|never|mostly|partially|partly|almost|nearly|half|halfway|soon|will|be|until|once|when|if|before"
    r"|except|unresolved|incomplete|a\s+complete)\b",
    re.IGNORECASE,
)


def told_status(text: str, meaning: str) -> str:
    """``resolved``, ``monitoring``, ``identified`` or nothing, by a block's label or its first words."""
    if meaning in {"resolved", "monitoring", "identified"}:
        return meaning
    lead = _LEAD.match(text)
    if lead and (_meaning(lead["content"]) in {INITIAL, FINAL, UPDATE} or stamp_only(lead["content"])):
        text = text[lead.end() :].lstrip(" \t\n-–—:")
        lead = _LEAD.match(text)
    if lead:
        return _by_words(lead["content"], _DONE)
    return "" if meaning == INITIAL else _by_words(" ".join(text.split()[:5]), _DONE_IN_PROSE)


def stamp_only(content: str) -> bool:
    """Whether a label says nothing but a time."""
    return bool(re.fullmatch(r"[\s\d:/TZ+\-]*(?:UTC|GMT)?\s*", content))


def _by_words(words: str, done: re.Pattern[str]) -> str:
    if _NOT_YET.search(words):
        return ""
    if done.search(words):
        return "resolved"
    if _WATCHED.match(words.strip()):
        return "monitoring"
    return "identified" if _FOUND_OUT.search(words) else ""
