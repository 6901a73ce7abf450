"""One language of a site: its words, its dates, its line breaks."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from noroshi.wording.dates import Dates

if TYPE_CHECKING:
    import budoux

    from noroshi.wording.catalogue import Catalogue

_FORMATTER = string.Formatter()
_DIGITS = re.compile("[#0,.]+")
"""What stands for the number in a pattern of CLDR: ``#,##0 %``."""

_REMEMBERED = 1024
"""Words with a number in them that are kept: nearly every number is small."""


class Language:
    """How a language speaks, in the site's zone. Built once per build and language."""

    def __init__(self, tag: str, zone: ZoneInfo, own_words: str = "") -> None:
        """``own_words``: as for ``catalogue``."""
        self.tag = tag
        self.dates = Dates(tag, zone, own_words)
        self._own_words = own_words
        self._fixed: dict[str, str] = {}
        self._forms: dict[str, Callable[..., str]] = {}
        self._counted = lru_cache(_REMEMBERED)(self._with_number)
        self._groups: dict[str, Mapping[str, str]] = {}

    @cached_property
    def words(self) -> Catalogue:
        """Read when the first is wanted: a build that finds everything kept says nothing in any language."""
        from noroshi.wording.catalogue import catalogue

        return catalogue(self.tag, self._own_words)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return str(self.words.locale.text_direction)

    def say(self, key: str, **values: object) -> str:
        """The words of a key, filled. ``n`` chooses the plural form."""
        if not values:
            if (words := self._fixed.get(key)) is None:
                words = self._fixed[key] = self.words.template(key).format()
            return words
        if "n" not in values:
            if (form := self._forms.get(key)) is None:
                form = self._forms[key] = self.words.template(key).format
            return form(**values)
        n = values["n"]
        if len(values) == 1 and type(n) is int:
            return self._counted(key, n)
        return self.words.template(key, n if isinstance(n, (int, float)) else None).format(**values)

    def _with_number(self, key: str, n: int) -> str:
        return self.words.template(key, n).format(n=n)

    def forms(self, key: str) -> Mapping[str, str]:
        """Every form of a key by its CLDR plural tag, still with placeholders: for whoever counts later."""
        forms = self.words.messages[key]
        return {**dict(zip(self.words.plural_forms, forms, strict=False)), "other": forms[-1]}

    def parts(self, key: str, n: float | None = None) -> tuple[tuple[str, str], ...]:
        """(literal, placeholder) pairs of a key, for sentences whose gaps are not plain text."""
        return _parts(self.words.template(key, n))

    def group(self, prefix: str) -> Mapping[str, str]:
        """Every word whose key begins with ``prefix.``, by the rest of the key."""
        if prefix not in self._groups:
            start = prefix + "."
            found = sorted(self.words.messages.items())
            self._groups[prefix] = {key.removeprefix(start): forms[-1] for key, forms in found if key.startswith(start)}
        return self._groups[prefix]

    def running(self, *sentences: str) -> str:
        """Sentences one after the other, with the space that the language puts between them."""
        text = ""
        for sentence in sentences:
            text = self.say("sentence.pair", first=text, second=sentence) if text and sentence else text or sentence
        return text

    def percent(self, figure: str) -> str:
        """A percentage as the language writes it: ``99.95`` → 「99.95%」, “99,95 %”."""
        pattern, symbols = str(self.words.locale.percent_formats[None].pattern), self.words.locale.number_symbols
        return _DIGITS.sub(figure.replace(".", str(symbols["latn"]["decimal"])), pattern)

    def join(self, words: list[str]) -> str:
        """A list in running text: 「決済API、管理画面」, “Payments API and Dashboard”."""
        if len(words) < 2:
            return "".join(words)
        return self.say("list.last", first=self.say("list.comma").join(words[:-1]), last=words[-1])


@lru_cache(4096)
def phrases(text: str, lang: str) -> tuple[str, ...]:
    """The text in pieces between which a line may break; joined they are the text.

    Japanese by its phrases (文節); other languages break at spaces by themselves.
    """
    if lang.split("-")[0] != "ja" or not text:
        return (text,)
    return tuple(_japanese().parse(text))


@cache
def _japanese() -> budoux.Parser:
    # Only a site with Japanese titles needs it.
    import budoux

    return budoux.load_default_japanese_parser()


@cache
def direction(tag: str) -> str:
    """``ltr`` or ``rtl``, of a language whose words nobody needs."""
    from noroshi.wording.catalogue import locale_of

    locale = locale_of(tag)
    return str(locale.text_direction) if locale else "ltr"


@cache
def language_name(tag: str) -> str:
    """A language's name in itself."""
    from noroshi.wording.catalogue import locale_of

    locale = locale_of(tag)
    return str((locale and locale.get_display_name(locale)) or tag)


@cache
def _parts(template: str) -> tuple[tuple[str, str], ...]:
    """(literal, placeholder after it or ``""``) pairs: ``"{a} to {b}"`` → ``(("", "a"), (" to ", "b"))``."""
    return tuple((literal, name or "") for literal, name, _, _ in _FORMATTER.parse(template))
