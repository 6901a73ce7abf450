"""A gettext catalogue → the words of one language.

Message ids are keys (``status.resolved``), not English sentences: Japanese and English are each written whole,
by their own habits, and neither is a translation of the other. A message may have a plural: then its
placeholder ``{n}`` chooses the form by the language's CLDR rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from io import StringIO
from pathlib import Path

from babel.core import Locale, UnknownLocaleError

from noroshi.model.frozen import frozen
from noroshi.wording.po_plain import plain_messages

FALLBACK = "en"
"""The catalogue that fills what another language's lacks."""


@frozen
class Catalogue:
    """Words by key, each as its plural forms (one form where it has none)."""

    lang: str
    messages: Mapping[str, tuple[str, ...]]
    plural_forms: tuple[str, ...]
    """CLDR plural tags in the order of the forms: ``("one", "other")``."""
    locale: Locale
    """For dates and direction."""
    lent: frozenset[str] = frozenset()
    """Keys whose words are English, and counted in English, though the language is another."""

    def has(self, key: str) -> bool:
        """Whether the key has words."""
        return key in self.messages

    def template(self, key: str, n: float | None = None) -> str:
        """The words of a key, still with placeholders. Raises KeyError for an unknown key (ours)."""
        forms = self.messages[key]
        if len(forms) == 1 or n is None:
            return forms[-1]
        locale, tags = (_ENGLISH, _ENGLISH_FORMS) if key in self.lent else (self.locale, self.plural_forms)
        return forms[min(tags.index(locale.plural_form(n)), len(forms) - 1)]


@cache
def catalogue(lang: str, own_words: str = "") -> Catalogue:
    """The catalogue of a language; missing keys come from English.

    ``own_words``: a site's own catalogue, whose messages come before ours (see ``site_words``). Of a language without
    a file the whole catalogue is English; its dates are still its own (CLDR).
    """
    locale = locale_or_english(lang)
    own = next((found for name in _files(lang, locale) if (found := _messages(name))), {})
    if own_words:
        from noroshi.wording.site_words import site_words

        said = site_words(own_words, locale)
        own = {**own, **(said.messages if said else {})}
    # English says in which order a date stands in English, not in another language that CLDR knows.
    borrowed = {key: forms for key, forms in _messages(FALLBACK).items() if not key.startswith("date.")}
    messages = {**(_messages(FALLBACK) if locale.language == FALLBACK else borrowed), **own}
    lent = frozenset() if locale.language == FALLBACK else messages.keys() - own.keys()
    return Catalogue(lang, messages, forms_of(locale), locale, frozenset(lent))


def forms_of(locale: Locale) -> tuple[str, ...]:
    """CLDR's tags of the forms that a language counts in, in their order in a catalogue."""
    tags = {*locale.plural_form.tags, "other"}
    return tuple(tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in tags)


_ENGLISH = Locale.parse(FALLBACK)
_ENGLISH_FORMS = forms_of(_ENGLISH)


def _files(lang: str, locale: Locale) -> tuple[str, ...]:
    """Where the words of a language may stand, the nearest first: zh-TW → zh-TW, zh-Hant, zh."""
    base = lang.split("-")[0].lower()
    with_script = (f"{base}-{locale.script}",) if locale.script else ()
    # A script that is not the usual one of its language would not be read by whoever asked for this one.
    return (lang, *with_script, *_ALSO.get(base, ()), base)


_ALSO = {"no": ("nb",), "nn": ("nb",), "iw": ("he",), "in": ("id",)}
"""Tags that name the same language, or one that its readers read."""


def locale_or_english(lang: str) -> Locale:
    """As :func:`locale_of`; English where CLDR knows nothing."""
    return locale_of(lang) or Locale.parse(FALLBACK)


def locale_of(lang: str) -> Locale | None:
    """What CLDR knows of a language, by the longest beginning of its tag; ``None``: nothing."""
    parts = lang.split("-")
    while parts:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (UnknownLocaleError, ValueError):
            parts.pop()
    return None


@cache
def _messages(lang: str) -> Mapping[str, tuple[str, ...]]:
    source = Path(__file__).parent / "catalogues" / f"{lang}.po"
    if not source.is_file():
        return {}
    content = source.read_bytes()
    plain = plain_messages(content.decode())
    found = messages_of(content) if plain is None else plain
    return {key: forms for key, forms in found.items() if all(forms)}


def messages_of(content: bytes, *, is_strict: bool = False) -> dict[str, tuple[str, ...]]:
    """Key → its forms, by Babel: whatever gettext allows. ``is_strict``: raises ValueError where it is no catalogue."""
    from babel.messages.pofile import PoFileError, read_po

    found: dict[str, tuple[str, ...]] = {}
    try:
        # As text: a file may say that it is in another encoding, and is read as UTF-8 all the same.
        messages = read_po(StringIO(content.decode()), abort_invalid=is_strict)
    except (PoFileError, LookupError) as error:
        raise ValueError(str(error)) from error
    for message in messages:
        if message.id and not message.fuzzy:
            key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            found[key] = tuple(form or "" for form in forms)
    return found
