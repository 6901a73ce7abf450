"""Problem → what it says to the person who can mend it, in Japanese or English.

The words stand in ``problems/*.toml``, one table a rule::

    [unknown-service]
    en = "unknown service '{value}'"
    ja = "「{value}」というサービスはありません"
    en_hint = "one of: {allowed} — did you mean '{near}'?"
    ja_hint = ["次のどれか: {allowed}", "「{near}」ではありませんか"]

A placeholder is filled with the problem's argument of that name; ``{{`` and ``}}`` are braces. A hint is
one line or several; parts of a line are divided by " — ", and a part with a placeholder that has nothing
to say is left out. A hint line that is one placeholder alone, as ``{paste}`` often is, gives one line for
each item or line of its argument.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from noroshi.model.problem import Problem

Words = Mapping[str, Mapping[str, str | list[str]]]
"""Rule id → ``en``, ``ja``, ``en_hint``, ``ja_hint``."""

LONGEST = 80
"""Characters of one value that are shown."""
LONGEST_PASTE = 1000
"""What is meant for pasting must be whole; only an attack is longer than this."""
_WHOLE = frozenset(("paste", "restore", "alias", "file", "there", "indent", "changes"))
"""Arguments that are lines to paste, paths, or are bounded where they are made."""
MOST_ITEMS = 40
"""Names of one list that are shown."""

NO_WORDS: Words = MappingProxyType({})
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")
_DIVIDER = " — "
_COMMA = {"ja": "、", "en": ", "}


@cache
def built_in_words() -> Words:
    """The words of every rule of noroshi's own. Raises ValueError where two files word one rule."""
    words: dict[str, Mapping[str, str | list[str]]] = {}
    folder = resources.files("noroshi.app") / "problems"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for rule, said in tomllib.loads(file.read_text(encoding="utf-8")).items():
                if rule in words:
                    raise ValueError(f"problems/{file.name}: the rule '{rule}' has words in another file too")
                words[rule] = said
    return words


class ProblemWords:
    """Says problems in one language."""

    def __init__(self, lang: str, own: Words = NO_WORDS) -> None:
        """``lang`` is a language tag; any but Japanese reads English. ``own``: a site's own rules' words."""
        self.lang = "ja" if lang.lower().partition("-")[0] == "ja" else "en"
        self.words: Words = {**built_in_words(), **own}

    def said(self, problem: Problem) -> tuple[str, tuple[str, ...]]:
        """(headline, hint lines). A rule without words says its id and what was found.

        A rule of a site's own may carry its words in the argument ``words``.
        """
        words = self.words.get(problem.rule) or _carried(problem)
        headline = words.get(self.lang) or words.get("en")
        if not isinstance(headline, str):
            value = self._shown("value", problem.arguments.get("value"))
            return (f"{problem.rule}: {value}" if value else problem.rule), ()
        hints = words.get(f"{self.lang}_hint", [])
        lines = [hints] if isinstance(hints, str) else hints
        return self._filled(headline, problem.arguments), tuple(
            said for line in lines for said in self._hint(line, problem.arguments)
        )

    def _hint(self, line: str, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        alone = _PLACEHOLDER.fullmatch(line.strip())
        if alone is not None and alone.group(1):
            value = arguments.get(alone.group(1), "")
            items = value if isinstance(value, (tuple, list)) else str(value).split("\n")
            return tuple(shown for item in items if (shown := self._shown(alone.group(1), item)))
        said = [
            self._filled(part, arguments)
            for part in line.split(_DIVIDER)
            if all(self._shown(name, arguments.get(name)) for name in _PLACEHOLDER.findall(part) if name)
        ]
        return (_DIVIDER.join(said),) if said else ()

    def _filled(self, text: str, arguments: Mapping[str, Any]) -> str:
        # One pass, and no format strings: what a writer typed is never itself read as a pattern.
        def fill(match: re.Match[str]) -> str:
            name = match.group(1)
            return self._shown(name, arguments.get(name)) if name else match.group()[0]

        return _PLACEHOLDER.sub(fill, text)

    def _shown(self, name: str, value: object) -> str:
        if value is None:
            return ""
        longest = LONGEST_PASTE if name in _WHOLE else LONGEST
        if isinstance(value, (tuple, list)):
            items = [shortened(visible(str(item)), longest) for item in value[:MOST_ITEMS]]
            return _COMMA[self.lang].join([*items, "…"] if len(value) > MOST_ITEMS else items)
        # Shortened before and after: the first keeps the work small, the second the escapes.
        return shortened(visible(shortened(str(value), longest)), longest)


def _carried(problem: Problem) -> Mapping[str, Any]:
    words = problem.arguments.get("words")
    return words if isinstance(words, Mapping) else {}


def visible(text: str) -> str:
    r"""``text`` in one line, with every character that a terminal would obey, or an eye not see, as ``\x1b``.

    Control and format characters (bidirectional marks, zero-width ones), line and paragraph separators, and
    the surrogates by which Python carries bytes of file names that are not UTF-8.
    """
    return "".join(
        _escape(sign) if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in text
    )


def _escape(sign: str) -> str:
    short = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}.get(sign)
    if short is not None:
        return short
    return f"\\x{ord(sign):02x}" if ord(sign) < 256 else sign.encode("ascii", "backslashreplace").decode()


def shortened(text: str, longest: int = LONGEST) -> str:
    """At most ``longest`` characters, the last of them "…" where something was cut off."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
