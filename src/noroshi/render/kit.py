"""A kit view → ``<incident>/kit.<lang>.md``, with every reply as a text to copy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, Final

from noroshi.model.artefact import Artefact
from noroshi.model.frozen import frozen
from noroshi.render.letters import SUBJECTS, LetterTemplates, LetterText
from noroshi.render.markdown import line
from noroshi.views.kit import REPLIES, KitView

_FENCE: Final = re.compile(r"^\s*(`{3,})", re.MULTILINE)


@frozen
class Reply:
    """One reply in one variant, finished but for its slots."""

    name: str
    """``reply_holding``"""
    variant: str
    """before · after · unaffected"""
    letter: LetterText

    def document(self, prefix: str) -> str:
        """As a letter is written: the line of the subject, an empty line, the text."""
        return f"{prefix}{self.letter.subject}\n\n{self.letter.text}"


def kit_files(templates: LetterTemplates, view: KitView) -> Iterator[Artefact]:
    """Its one file; none in a language that has no kit. Raises TemplateFailure."""
    if templates.has(view.lang, "kit", ending=".md.j2"):
        yield Artefact(f"{view.incident}/kit.{view.lang}.md", kit_text(templates, view).encode())


def kit_text(templates: LetterTemplates, view: KitView) -> str:
    """The whole kit, Markdown that reads well as plain text too. Raises TemplateFailure."""
    made = replies(templates, view)
    values = {field.name: getattr(view, field.name) for field in fields(view)}
    values["replies"] = {
        name: [(item.variant, item.document(_subject(view.lang)).rstrip("\n")) for item in made if item.name == name]
        for name in REPLIES
    }
    texts = [text for pairs in values["replies"].values() for _, text in pairs]
    # A fence longer than any that a fact might hold: what is copied is never cut off.
    longest = max((len(found) for text in texts for found in _FENCE.findall(text)), default=0)
    values["md"] = _markdown
    values["fence"] = "`" * max(3, longest + 1)
    return templates.fill(view.lang, "kit", values, ending=".md.j2")


def replies(templates: LetterTemplates, view: KitView) -> tuple[Reply, ...]:
    """Every reply in every variant that there is, in the kit's order. Raises TemplateFailure."""
    found = []
    for name in REPLIES:
        for variant in view.variants:
            values = _values(view, variant)
            text = templates.fill(view.lang, name, values)
            # Only the terms that this reply uses are explained in it.
            terms = tuple((term, meaning) for term, meaning in view.letter.terms if term in text)
            if terms:
                text = templates.fill(view.lang, name, {**values, "terms": terms})
            explained = frozenset(term for term, _ in terms)
            found.append(Reply(name, variant, templates.split(view.lang, name, text, explained)))
    return tuple(found)


def _values(view: KitView, variant: str) -> Mapping[str, Any]:
    """What a reply may print: the facts of the newest letter, which variant it is, and what it may promise."""
    values = {field.name: getattr(view.sayable, field.name) for field in fields(view.sayable)}
    return values | {
        "matter": view.kind,
        "variant": variant,
        "is_over": view.is_over,
        "deadline": view.deadline,
        "reply_until": view.reply_until,
        "answered_by": view.answered_by,
        "next_by": view.next_by,
        "eta_has_passed": view.eta_has_passed,
        "credit": view.credit,
        "terms": (),
    }


def _markdown(value: object) -> str:
    """What a writer typed, within a line, as it was typed."""
    return line(str(value))


def _subject(lang: str) -> str:
    return SUBJECTS.get(lang.split("-")[0], SUBJECTS["en"])
