"""A body → its paragraphs as a letter prints them, and what it says already."""

from __future__ import annotations

import re
from collections.abc import Mapping

from noroshi.views.letter import Body
from noroshi.views.letter_tables import with_lists
from noroshi.wording.rules import apologies

_INCONVENIENCE = {"ja": re.compile("ご不便をおかけ|ご迷惑をおかけ"), "en": re.compile(r"(?!)")}
_NOTE = re.compile(r"\[(\d{1,3})\]")
_NOTE_FIRST = re.compile(r"^\[(\d{1,3})\]", re.MULTILINE)
_NOTE_AFTER = re.compile(r"\s?\[(\d{1,3})\]")
_NOTES_HEAD = re.compile(r"^(?:脚注|Footnotes)$", re.MULTILINE)
_TWO_SCRIPTS = re.compile(r"^([^（(]*[^\x00-\x7f][^（(]*)[（(]([\x20-\x7e]+)[）)]$")
_BULLET = re.compile(r"^(\s*)- ", re.MULTILINE)


def letter_body(plain: str, html: str, lang: str, pictures: Mapping[str, str]) -> Body:
    """The plain text of a body, with list marks, tables and footnotes as mail of that language writes them.

    ``html``: the same body; it says what is a table. ``pictures``: the text that stands for a picture → how a letter
    names it.
    """
    ja = _base(lang) == "ja"
    text = with_lists(plain.strip("\n"), html, is_japanese=ja)
    text = _NOTES_HEAD.sub("", text)
    text = _NOTE.sub(r"（注\1）", text) if ja else _NOTE_AFTER.sub(r" (note \1)", _NOTE_FIRST.sub(r"(note \1)", text))
    if ja:
        text = _BULLET.sub(r"\1・", text)
    paragraphs = [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]
    paragraphs = [pictures.get(part, part) for part in paragraphs]
    if not paragraphs:
        return Body()
    return Body(paragraphs[0], "\n\n".join(paragraphs[1:]))


def person(name: str, lang: str) -> str:
    """A name typed in two scripts, 「相良 直人（Naoto Sagara）」, as readers of a language write it."""
    found = _TWO_SCRIPTS.match(name)
    if found is None:
        return name
    return found[1].strip() if _base(lang) in ("ja", "zh", "ko") else found[2].strip()


def apologises(text: str, lang: str) -> bool:
    """Whether it says that we are sorry."""
    return apologies(text, lang) > 0


def asks_for_understanding(text: str, lang: str) -> bool:
    """Whether a notice of maintenance speaks of the inconvenience itself."""
    pattern = _INCONVENIENCE.get(_base(lang))
    return bool(pattern and pattern.search(text))


def _base(lang: str) -> str:
    return lang.split("-")[0].lower()
