"""A site's own words → what in them cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.model.problem import Place, Problem
from noroshi.model.site import Site
from noroshi.source.nearest import nearest
from noroshi.source.own_words import WORDS


def word_problems(site: Site) -> tuple[Problem, ...]:
    """Every message that the pages cannot say."""
    return tuple(problem for tag, text in site.words.items() for problem in _problems(tag, text))


def _problems(tag: str, text: str) -> Iterator[Problem]:
    # Only sites with words of their own need these.
    from noroshi.wording.catalogue import FALLBACK, catalogue, locale_or_english
    from noroshi.wording.site_words import site_words

    path = f"{WORDS}/{tag}.po"
    found = site_words(text, locale_or_english(tag))
    if found is None:
        yield Problem(Place(path), "words-unreadable", arguments={"value": tag})
        return
    for fault in found.faults:
        place = Place(path, fault.line)
        if fault.kind == "unknown":
            near = nearest(fault.key, tuple(catalogue(FALLBACK).messages))
            yield Problem(place, "words-key", arguments={"value": fault.key, "near": near})
        elif fault.kind == "forms":
            wanted = {"n": len(fault.wanted), "forms": fault.wanted}
            yield Problem(place, "words-forms", arguments={"key": fault.key, "value": fault.found[0], **wanted})
        elif fault.kind == "pattern":
            said = {"value": fault.found[0], "allowed": fault.wanted}
            yield Problem(place, "words-pattern", arguments={"key": fault.key, **said})
        else:
            gaps = {"found": _shown(fault.found), "wanted": _shown(fault.wanted)}
            yield Problem(place, "words-gaps", arguments={"key": fault.key, **gaps})


def _shown(gaps: tuple[str, ...]) -> str:
    return " ".join(f"{{{gap}}}" for gap in gaps) or "–"
