"""HTML of a simple body → the Markdown that ``html_to_markdown`` would write for it, without asking it.

Most updates are a few paragraphs with an emphasis, a code or a link, perhaps a list. For these its rules are few:
they stand here, and a test asks the library whether they are its own. Of every other body this says ``None``.
"""

from __future__ import annotations

import re
from typing import Final

# White space other than blanks and line breaks, and what nobody sees, are left to the library. Every repetition is
# possessive: whatever a body holds, it is read once.
_ODD: Final = "\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
_ENTITY: Final = "&(?:amp|lt|gt|quot);"
# Blanks at the ends of an element would be put outside of it or cut off; line breaks beside one become blanks.
_WORDS: Final = rf"(?!\n)(?:[^<&{_ODD}]++|{_ENTITY})++(?<!\n)"
_ONE_LINE: Final = rf"(?:[^<&\n{_ODD}]++|{_ENTITY})++"
_CODE: Final = rf"<code>(?! )(?:[^<&`\n{_ODD}]++|{_ENTITY})++(?<! )</code>"
_LINK: Final = rf'<a href="https?://[A-Za-z0-9_/.?=,+%#~-]++"(?: rel="noopener")?>(?! ){_ONE_LINE}(?<! )</a>'


def _line(words: str) -> str:
    inner = rf"(?! ){words}(?<! )"
    element = rf"(?:<strong>{inner}</strong>|<em>{inner}</em>|{_CODE}|{_LINK})"
    # Between two elements something is said: side by side they would become one.
    return rf"(?! |</)(?:{words})?+(?:{element}{words})*+(?:{element})?+(?<! )"


_BLOCK: Final = rf"(?:<p>{_line(_WORDS)}</p>|<ul>\n(?:<li>{_line(_ONE_LINE)}</li>\n)++</ul>)"
_SIMPLE: Final = re.compile(rf"{_BLOCK}(?:\n{_BLOCK})*+")
_TOKEN: Final = re.compile(r"(<code>[^<]*</code>|<a [^<]*</a>|</(?:p|li|ul)>\n?|<ul>\n|<[^>]+>)")
_WRITTEN: Final = {
    "<p>": "",
    "</p>\n": "\n\n",
    "</p>": "",
    "<ul>\n": "",
    "<li>": "* ",
    "</li>\n": "\n",
    "</ul>\n": "\n",
    "</ul>": "",
    "<strong>": "**",
    "</strong>": "**",
    "<em>": "*",
    "</em>": "*",
}
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>&~#|=+-])")
_NUMBER: Final = re.compile(r"([0-9])(?=[.)])")


def simple_markdown(html: str) -> str | None:
    """The same as the library's, without white space at its ends; ``None`` where that must be asked."""
    if "  " in html or " \n" in html or "\n " in html or _SIMPLE.fullmatch(html) is None:
        return None
    pieces = _TOKEN.split(html)
    # All texts are escaped at once: most have nothing to escape, and there are many.
    pieces[::2] = _escaped(_plain("\0".join(pieces[::2]))).split("\0")
    pieces[1::2] = [_WRITTEN[token] if token in _WRITTEN else _element(token) for token in pieces[1::2]]
    return "".join(pieces).rstrip("\n")


def _element(token: str) -> str:
    """A code, or a link."""
    if token.startswith("<code>"):
        return f"`{_plain(token.removeprefix('<code>').removesuffix('</code>'))}`"
    _, address, rest = token.split('"', 2)
    text = _plain(rest.partition(">")[2].removesuffix("</a>"))
    return f"<{address}>" if text == address else f"[{_escaped(text)}]({address})"


def _escaped(text: str) -> str:
    # Split and joined: quicker than a substitution, which asks for every sign what to put there.
    pieces = _MARKUP.split(text)
    pieces[1::2] = ["\\" + sign for sign in pieces[1::2]]
    pieces = _NUMBER.split("".join(pieces))
    pieces[1::2] = [digit + "\\" for digit in pieces[1::2]]
    return "".join(pieces)


def _plain(text: str) -> str:
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
