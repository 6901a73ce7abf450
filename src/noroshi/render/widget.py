"""The words of a language → ``widget.js``, the script that other sites put into their pages.

``widget.js`` and ``widget.css`` beside this file are the script and its style, to be read. What is sent has neither
their comments nor their white space, and is pure ASCII, since a page of another site may have another encoding.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from noroshi.model.artefact import Artefact
from noroshi.model.terms import State
from noroshi.render.badges import COLOURS, SHAPES
from noroshi.render.stylesheet import stylesheet
from noroshi.views.widget import WidgetView

_PIECE = re.compile(
    r"""
      (?P<string>"(?:[^"\\]|\\.)*")
    | (?<=\w)(?P<between>\s+)(?=\w)
    | (?P<space>\s+)
    # Neither a property (item.status, {minor: 2}) nor a part of another name; “...names” is one.
    | (?:(?<![\w.])|(?<=\.\.\.))(?P<name>[A-Za-z]\w*)(?!\w|:)
    """,
    re.VERBOSE,
)


def widget_js(view: WidgetView) -> Artefact:
    """``/widget.js`` in the language of the view."""
    words = {
        "lang": view.lang,
        "dir": view.direction,
        "label": view.label,
        "close": view.close,
        "opens": view.new_window,
        "many": view.incidents,
        "states": [(state.value, sign.word) for state, sign in zip(State, view.signs, strict=True)],
    }
    look = "".join(
        f".s{n}{{--s:{COLOURS[sign.code]};--p:path(evenodd,'{SHAPES[sign.code]}')}}"
        for n, sign in enumerate(view.signs)
    )
    filled = {"WORDS": words, "STYLE": look + _style()}
    # JSON is JavaScript (ECMA-262, since 2019).
    text = re.sub(r"\b(?:WORDS|STYLE)\b", lambda found: json.dumps(filled[found[0]], separators=(",", ":")), _script())
    return Artefact(view.path.removeprefix("/"), text.encode("ascii"))


@cache
def _script() -> str:
    """``widget.js`` without comments and white space, its own names one letter each."""
    lines = (line for line in _source("widget.js").splitlines() if not line.lstrip().startswith("//"))
    text = "\n".join(lines)
    declared = re.findall(r"\b(?:const|let) (\w+(?:, \w+)*)|\(?(\w+(?:, \w+)*)\)? =>", text)
    names = sorted({name for one, other in declared for name in (one or other).split(", ")})
    short = dict(zip(names, string.ascii_letters, strict=False))
    return _PIECE.sub(lambda found: _shorter(found, short), text)


def _shorter(found: re.Match[str], short: Mapping[str, str]) -> str:
    if found["name"]:
        return short.get(found["name"], found["name"])
    return found["string"] or (found["between"] and " ") or ""


@cache
def _style() -> str:
    return stylesheet([_source("widget.css")])


def _source(name: str) -> str:
    return (files("noroshi.render") / name).read_text(encoding="utf-8")
