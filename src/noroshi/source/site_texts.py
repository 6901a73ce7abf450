"""A text per language, as typed → one value that knows what each reader gets."""

from __future__ import annotations

from collections.abc import Mapping

from noroshi.model.text import Text


def text_of(typed: Mapping[str, str] | None, languages: tuple[str, ...]) -> Text | None:
    """The text, ``None`` where nothing was typed; ``languages`` are the site's.

    Its original is in the site's first language, or in the first of the site's that it exists in. One text
    for all languages, under ``""``, is said as it is in each of them: nothing of it is left to translate.
    """
    said = {tag: text for tag, text in (typed or {}).items() if text}
    if "" in said:
        return Text(languages[0], said[""], tuple(sorted((tag, said[""]) for tag in languages[1:])))
    known = [tag for tag in languages if tag in said]
    if not known:
        return None
    return Text(known[0], said[known[0]], tuple(sorted((tag, said[tag]) for tag in known[1:])))
