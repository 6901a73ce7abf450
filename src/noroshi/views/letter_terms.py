"""What a letter says → the glossary terms in it, with their plain words."""

from __future__ import annotations

from noroshi.views.context import Context


def terms_in(context: Context, said: str) -> tuple[tuple[str, str], ...]:
    """(term, plain words) of those that the text uses and its language explains, in the glossary's order."""
    # Whoever uses a service knows the words of its name.
    for service in context.site.services:
        said = said.replace(service.name.said(context.tag).text, "")
    found = []
    for term in context.site.glossary:
        meaning = term.meaning.said(context.tag)
        if term.term in said and meaning.lang == context.tag:
            found.append((term.term, meaning.text))
    return tuple(found)
