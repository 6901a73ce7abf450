"""A gettext catalogue → the words of one language.

Message ids are keys (``status.resolved``), not English sentences: Japanese and English are each written whole,
by their own habits, and neither is a translation of the other. A message may have a plural: then its
placeholder ``{n}`` chooses the form by the language's CLDR rule.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from babel.core import Locale
from babel.messages.pofile import read_po

_FORMATTER = string.Formatter()
FALLBACK = "en"
"""The catalogue that fills what another language's lacks."""


@dataclass(frozen=True)
class Catalogue:
    """Words by key, each as its plural forms (one form where it has none)."""

    lang: str
    messages: Mapping[str, tuple[str, ...]]
    plural_forms: tuple[str, ...]
    """CLDR plural tags in the order of the forms: ``("one", "other")``."""
    locale: Locale

    def has(self, key: str) -> bool:
        """Whether the key has words."""
        return key in self.messages

    def template(self, key: str, n: float | None = None) -> str:
        """The words of a key, still with placeholders. Raises KeyError for an unknown key (ours)."""
        forms = self.messages[key]
        if len(forms) == 1 or n is None:
            return forms[-1]
        return forms[min(self.plural_forms.index(self.locale.plural_form(n)), len(forms) - 1)]


@cache
def catalogue(lang: str) -> Catalogue:
    """The catalogue of a language; missing keys come from English.

    Of a language without a file the whole catalogue is English; its dates are still its own (CLDR).
    """
    base = lang.split("-")[0]
    locale = Locale.parse(lang, sep="-")
    messages = dict(_messages(FALLBACK))
    own = _messages(lang) or _messages(base)
    messages.update(own)
    tags = (*sorted(locale.plural_form.tags), "other")
    order = [tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in tags]
    return Catalogue(lang, messages, tuple(order), locale)


def _messages(lang: str) -> dict[str, tuple[str, ...]]:
    source = files("noroshi.wording") / "catalogues" / f"{lang}.po"
    if not source.is_file():
        return {}
    with source.open("rb") as stream:
        read = read_po(stream)
    found: dict[str, tuple[str, ...]] = {}
    for message in read:
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if all(forms):
            found[key] = tuple(form for form in forms if form)
    return found


@cache
def parts(template: str) -> tuple[tuple[str, str], ...]:
    """(literal, placeholder after it or ``""``) pairs: ``"{a} to {b}"`` → ``(("", "a"), (" to ", "b"))``."""
    return tuple((literal, name or "") for literal, name, _, _ in _FORMATTER.parse(template))
