"""HTML of anyone → HTML of the allow-list, in a form that every parser reads the same.

Elements that are no part of the list are taken away around their text before nh3 reads anything, so that
no foreign content (SVG, MathML), no raw text element and no form ever changes how the rest is parsed; what is
no element at all (``<db01>``) becomes the text it was. Only scripts and style sheets lose their content.
"""

from __future__ import annotations

import re

import nh3

from noroshi.source.prose.address import SCHEMES
from noroshi.source.prose.notes import NoteKind, Notes

_ELEMENTS = """
p br hr wbr strong em b i u s del ins small code pre kbd samp var sub sup mark q cite dfn abbr time span bdi
ruby rt rp a img h1 h2 h3 h4 h5 h6 blockquote ul ol li dl dt dd div figure figcaption details summary
table caption thead tbody tfoot tr th td
"""
ELEMENTS = frozenset(_ELEMENTS.split())
EVERYWHERE = frozenset({"id", "title", "lang", "dir"})
ATTRIBUTES = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ol": frozenset({"start", "reversed"}),
    "li": frozenset({"value"}),
    "td": frozenset({"colspan", "rowspan", "align"}),
    "th": frozenset({"colspan", "rowspan", "align", "scope"}),
    "time": frozenset({"datetime"}),
    "del": frozenset({"datetime"}),
    "ins": frozenset({"datetime"}),
    "details": frozenset({"open"}),
}
"""Beside those that may stand everywhere."""

_DROPPED_WHOLE = frozenset({"script", "style"})
_OTHERS = """
html head body title base link meta style script noscript template slot section article aside nav main header footer
address hgroup search form input button select option optgroup datalist textarea label fieldset legend output
progress meter iframe frame frameset noframes object embed param video audio source track picture canvas map area
dialog menu menuitem col colgroup data bdo font center big tt strike basefont marquee blink applet acronym dir
isindex keygen listing plaintext xmp nobr noembed bgsound image multicol spacer layer ilayer rb rtc portal
fencedframe selectedcontent command content shadow element
svg g path rect circle ellipse line polyline polygon text tspan textpath defs symbol use desc metadata switch view
marker pattern mask clippath filter lineargradient radialgradient stop foreignobject animate animatetransform
animatemotion set mpath discard fegaussianblur feimage feoffset feblend femerge femergenode
math mi mo mn ms mtext mrow mfrac msqrt mroot msup msub msubsup mover munder munderover mtable mtr mtd mstyle
mspace mpadded mphantom menclose merror maction mglyph malignmark semantics annotation annotation-xml
"""
"""Elements of HTML, SVG and MathML as far as they are typed or pasted, that are not allowed."""
_KNOWN = frozenset(_OTHERS.split())
_GONE = "x-gone"
"""Unknown to HTML, so nh3 takes it away and keeps what is inside."""

_OPENING = re.compile(r"<(?:(/?)([a-zA-Z][^\s/<>]*)|\?|!(?!--))")
_PRE = re.compile(r"(<pre(?: [^<>]*)?>)\n+")
"""A parser takes the first newline of a ``pre`` away, and nh3 does not write it back."""
_TAG = re.compile(r"<([a-zA-Z][^\s/<>]*)([^<>]*)")
_ATTRIBUTE = re.compile(r"""[\s/"']([^\s"'<>/=]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]*))?""")

# Some refused schemes pass here, so that the refusal can be told: ``rewrite`` judges every address.
_CLEANER = nh3.Cleaner(
    tags=set(ELEMENTS),
    clean_content_tags=set(_DROPPED_WHOLE),
    attributes={"*": set(EVERYWHERE) | {"class"}, **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
    link_rel=None,
    url_schemes={*SCHEMES, "javascript", "vbscript", "data", "file", "ftp", "magnet", "blob"},
)


class UnstableError(Exception):
    """The HTML reads differently each time it is written."""


def sanitised(html: str) -> str:
    """Nothing outside the list remains, and parsing what it returns gives the same again.

    Class attributes and addresses are still a writer's. Raises UnstableError for HTML that four readings
    do not settle; what settles in none is an attack or an accident.
    """
    written = _CLEANER.clean(_OPENING.sub(_Neutral(html), html))
    for _ in range(4):
        written = _PRE.sub(r"\1", written)
        again = _CLEANER.clean(written)
        if again == written:
            return written
        written = again
    raise UnstableError


def note_removed(raw: tuple[str, ...], notes: Notes) -> None:
    """Notes what ``sanitised`` takes away from these pieces of typed HTML."""
    for piece in raw:
        for tag in _TAG.finditer(piece):
            name = tag[1].lower()
            if name not in ELEMENTS:
                kind = NoteKind.MARKUP_REMOVED if name in _KNOWN else NoteKind.MARKUP_SHOWN
                notes.add(kind, name, "<" + name)
                continue
            kept = EVERYWHERE | ATTRIBUTES.get(name, frozenset())
            for attribute in _ATTRIBUTE.finditer(tag[2]):
                if attribute[1].lower() not in kept:
                    notes.add(NoteKind.MARKUP_REMOVED, attribute[1].lower() + "=", attribute[1])


class _Neutral:
    """``<form`` → ``<x-gone``, ``<db01`` and ``<?php`` → ``&lt;db01``, allowed elements and comments as they are."""

    def __init__(self, html: str) -> None:
        # One without an end would take the rest of the body with it.
        folded = html.lower()
        self._last_end = {name: folded.rfind("</" + name) for name in _DROPPED_WHOLE}

    def __call__(self, match: re.Match[str]) -> str:
        if match[2] is None:
            return "&lt;" + match[0][1:]
        slash, name = match[1], match[2].lower()
        if name in ELEMENTS:
            return match[0]
        if name in _DROPPED_WHOLE and (slash or match.start() < self._last_end[name]):
            return match[0]
        return f"<{slash}{_GONE}" if name in _KNOWN else f"&lt;{slash}{match[2]}"
