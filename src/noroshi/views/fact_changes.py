"""Facts of a file before and after an edit → what changed in each, by the names and words that pages have for them."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.model.provenance import AsWritten
from noroshi.model.terms import Impact, Kind, Known, State, Status
from noroshi.views.context import Context
from noroshi.views.facts import label
from noroshi.views.parts import FactChange
from noroshi.wording.difference import Stretch, difference

_IMPACTS, _STATUSES, _STATES, _KNOWN = (
    frozenset(word.value for word in words) for words in (Impact, Status, State, Known)
)


def fact_changes(
    context: Context, before: AsWritten, after: AsWritten, lang: str, kind: Kind | None
) -> Iterator[FactChange]:
    """In the order of the file as it is now; what is no more stands behind. ``lang``: of the file."""
    old, new = dict(before.facts), dict(after.facts)
    for key in dict.fromkeys((*new, *old)):
        one, other = old.get(key, ""), new.get(key, "")
        if one == other:
            continue
        words = _words(context, key, one, kind), _words(context, key, other, kind)
        if _is_said(one, other, *words) or (any(words) and lang == context.tag):
            said = _replaced(words[0] or one, words[1] or other)
            yield FactChange(key, _label(context, key, kind), said)
        elif said := difference(one, other, lang):
            yield FactChange(key, _label(context, key, kind), said, "" if lang == context.tag else lang)


def _is_said(one: str, other: str, before: str, after: str) -> bool:
    """Whether the page has words for both, as far as there are two."""
    return bool(before or not one) and bool(after or not other)


def _replaced(one: str, other: str) -> tuple[Stretch, ...]:
    both = Stretch("removed", one), Stretch("added", other)
    return tuple(it for it in both if it.text)


def _words(context: Context, key: str, value: str, kind: Kind | None) -> str:
    """What pages say for a code; empty: it is none, or has no words of its own here."""
    has = context.language.words.has
    parts = key.split(".")
    names: tuple[str, ...] = ()
    if key == "impact" and value in _IMPACTS:
        names = (f"impact.{value}",)
    elif key == "status" and value in _STATUSES:
        names = (f"status.{kind.value}.{value}" if kind else "", f"status.{value}")
    elif parts[0] == "services" and value in _STATES:
        names = (f"state.{value}",)
    elif parts[0] == "services" and value in context.services:
        return context.service_name(value).text
    elif value in _KNOWN:
        names = (f"fact.{key}.{value}", f"{key}.{value}")
    return next((context.say(name) for name in names if has(name)), "")


def _label(context: Context, key: str, kind: Kind | None) -> str:
    """The fact's label; empty where it has none."""
    has = context.language.words.has
    parts = [part for part in key.split(".") if not part.isdigit()]
    if parts[0] == "services":
        return context.service_name(parts[1]).text if parts[1:] else label(context, "services")
    if key == "status":
        return context.say("markdown.status")
    for name in (key, "_".join(parts), parts[-1]):
        if has(f"label.{name}"):
            return label(context, name, kind)
    if parts[1:] and has(f"label.{parts[0]}"):
        return label(context, parts[0], kind) + context.say("strip.titles", titles=key)
    return ""
