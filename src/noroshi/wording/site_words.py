"""A site's own catalogue of a language (``site_src/words/<tag>.po``) → its messages that can be used, and the others.

Such a file adds a language to the pages, or says single words otherwise.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from functools import lru_cache

from babel.core import Locale

from noroshi.model.frozen import frozen
from noroshi.wording.catalogue import FALLBACK, catalogue, forms_of, messages_of
from noroshi.wording.cldr import FIELDS, compiled
from noroshi.wording.po_plain import plain_messages

_KEY = re.compile(r'msgid\s+"(.+)"')
_FORMATTER = string.Formatter()


@frozen
class Fault:
    """A message that cannot be used."""

    line: int
    kind: str
    """``unknown``: no such key · ``gaps``: others than its English has · ``forms``: not as many as the language has
    · ``pattern``: of dates, not of the fields that we write"""
    key: str
    found: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()


@frozen
class SiteWords:
    """What a file says."""

    messages: Mapping[str, tuple[str, ...]]
    """Key → its forms, of those that can be used."""
    faults: tuple[Fault, ...]


@lru_cache(64)
def site_words(text: str, locale: Locale) -> SiteWords | None:
    """What the file ``text`` says in the language of ``locale``; ``None``: it is no catalogue of gettext."""
    found = plain_messages(text)
    if found is None:
        try:
            found = messages_of(text.encode(), is_strict=True)
        except ValueError:
            return None
    lines = {key: number for number, line in enumerate(text.split("\n"), start=1) for key in _KEY.findall(line)}
    known = catalogue(FALLBACK).messages
    forms = forms_of(locale)
    # What stands empty is not translated yet.
    said = {key: it for key, it in found.items() if all(it)}
    faults = tuple(
        Fault(lines.get(key, 1), *fault) for key, it in said.items() for fault in _faults(key, it, known, forms, locale)
    )
    faulty = {fault.key for fault in faults}
    return SiteWords({key: it for key, it in said.items() if key not in faulty}, faults)


@lru_cache(64)
def of_one_number(locale: Locale) -> frozenset[str]:
    """The forms that a language has for one number only: not “one” in Russian, which counts 21 by it too."""
    counted = [locale.plural_form(n) for n in range(200)]
    return frozenset(form for form in set(counted) if counted.count(form) == 1)


def _faults(
    key: str, said: tuple[str, ...], known: Mapping[str, tuple[str, ...]], forms: tuple[str, ...], locale: Locale
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    if key not in known:
        yield "unknown", key, (key,), ()
        return
    if key.startswith("date."):
        try:
            compiled(said[-1], str(locale))
        except ValueError:
            yield "pattern", key, (said[-1],), FIELDS
        return
    wanted = _gaps(known[key][-1])
    if len(said) > 1 and len(said) != len(forms):
        yield "forms", key, (str(len(said)),), forms
        return
    for number, form in enumerate(said):
        # “One day” needs no number, where the form is said of one number alone.
        optional = {"n"} if len(said) > 1 and forms[number] in of_one_number(locale) else set()
        found = _gaps(form)
        if found is None or (found - optional) != ((wanted or set()) - optional):
            yield "gaps", key, tuple(sorted(found)) if found is not None else (form,), tuple(sorted(wanted or ()))
            return


def _gaps(form: str) -> set[str] | None:
    """Names of the gaps; ``None``: a brace that opens none, or a gap that asks for more than what fills it."""
    try:
        found = [(name, spec, how) for _, name, spec, how in _FORMATTER.parse(form) if name is not None]
    except ValueError:
        return None
    # “12,345” is all that is formatted here: {n:>999999999} would be the end of a build.
    return None if any(spec not in ("", ",") or how for _, spec, how in found) else {name for name, _, _ in found}
