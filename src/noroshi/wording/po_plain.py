"""A gettext catalogue as noroshi's own are written → its messages: the fast path past Babel's reader.

Babel's reads whatever gettext allows, with places, flags and history, which costs more than the first page of a site.
What is not as plain as ours (contexts, flags, former messages, a key over several lines) is left to it.
"""

from __future__ import annotations

import re

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_ESCAPED = re.compile(r"\\(.)")


def plain_messages(text: str) -> dict[str, tuple[str, ...]] | None:
    """Key → its forms, in order, as Babel reads them; ``None``: it is not plain."""
    found: dict[str, list[str]] = {}
    forms: list[str] | None = None
    for line in text.split("\n"):
        if not line or line.startswith(("# ", "#. ")):
            continue
        word, quote, rest = line.partition('"')
        if not quote or not rest.endswith('"') or (said := _unescaped(rest[:-1])) is None:
            return None
        if word == "msgid " and said not in found:
            forms = found[said] = []
        elif forms is None:
            return None
        elif word == "msgid_plural " and not forms:
            continue
        elif word == f"msgstr[{len(forms)}] " or (word == "msgstr " and not forms):
            forms.append(said)
        elif not word and forms:
            forms[-1] += said
        else:
            return None
    found.pop("", None)
    return {key: tuple(said) for key, said in found.items()}


def _unescaped(said: str) -> str | None:
    """``None``: something in it that gettext does not allow."""
    if "\\" not in said:
        return None if '"' in said else said
    if '"' in _ESCAPED.sub("", said) or any(sign not in _ESCAPES for sign in _ESCAPED.findall(said)):
        return None
    return _ESCAPED.sub(lambda sign: _ESCAPES[sign[1]], said)
