"""A word that is not one of ours → the one that was probably meant, by meaning first, then by spelling."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

from noroshi.model.terms import Known
from noroshi.source.synonyms import KNOWN_WORDS, SYNONYMS

_POLITE = re.compile(r"(?:済み?|しました|いたしました|致しました|です|の?お知らせ|の?ご?報告|の?ご?連絡)?[。.]?$")
"""What is added to a word without changing what it means."""
_SAME_ENOUGH = 0.8


def nearest(word: str, allowed: Iterable[str]) -> str:
    """The name of ``allowed`` that ``word`` was meant to be, or ``""``.

    Case, width, hyphens and underscores weigh nothing.
    """
    names: dict[str, str] = {}
    for name in allowed:
        names.setdefault(_plain(name), name)
    # A typed name is short; difflib's time grows by the square of the length.
    wanted = _plain(word[:200])
    if not wanted or wanted in names:
        return names.get(wanted, "")
    for synonym in SYNONYMS.get(wanted, ()):
        if synonym in names.values():
            return synonym
    found = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    if not found and len(wanted) >= 4:
        found = [name for name in names if name.startswith(wanted) or (wanted.startswith(name) and len(name) >= 4)][:1]
    return names[found[0]] if found else ""


def misspelt(word: str, allowed: Iterable[str]) -> str:
    """The name of ``allowed`` that ``word`` surely was meant to be, or ``""``: an equal, a synonym or a typing error.

    Stricter than :func:`nearest`, for words that may as well mean something else: ``not-resolved`` and
    ``unresolved`` are nobody's misspelling of ``resolved``.
    """
    plain = {name: _plain(name) for name in allowed}
    names = {spelt.replace("_", ""): name for name, spelt in plain.items()}
    wanted = _plain(word[:200])
    for form in (wanted, _POLITE.sub("", wanted)):
        if form.replace("_", "") in names:
            return names[form.replace("_", "")]
        for synonym in SYNONYMS.get(form, ()):
            if synonym in names.values():
                return synonym
    letters = wanted.replace("_", "")
    near = difflib.get_close_matches(letters, names, n=1, cutoff=_SAME_ENOUGH)
    if not near or letters[0] != near[0][0] or abs(len(letters) - len(near[0])) > 2:
        return ""
    # One word more is another name: identified-eu.
    return names[near[0]] if wanted.count("_") <= plain[names[near[0]]].count("_") else ""


def known_like(text: str) -> Known | None:
    """``none`` or ``unknown`` where the whole ``text`` says just that in other words."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return KNOWN_WORDS.get(plain) or KNOWN_WORDS.get(_POLITE.sub("", plain))


def _plain(name: str) -> str:
    return "_".join(unicodedata.normalize("NFKC", name).casefold().replace("-", " ").replace("_", " ").split())
