"""A letter's view → whether it can be sent, and what its readers need explained."""

from __future__ import annotations

from dataclasses import replace

from noroshi.model.letters import Letter, LetterKind
from noroshi.views.context import Context
from noroshi.views.letter import LetterView
from noroshi.views.letter_teller import Teller
from noroshi.views.letter_terms import terms_in


def judged(teller: Teller, letter: Letter, view: LetterView) -> LetterView:
    """The view with what it lacks, in keys and in words, and with the terms that it explains."""
    context, course = teller.context, letter.course
    keys: list[str] = []
    notes: list[str] = []

    def lacks(key: str, note: str) -> None:
        if key not in keys:
            keys.append(key)
            notes.append(note)

    for key in teller.missing:
        lacks(key, context.say("letter.note_missing", what=teller.name(key)))
    for key in teller.passed:
        lacks(key, context.say("letter.note_passed", what=teller.name(key)))
    if course.incident.left_out:
        # What the broken file says is not known here: numbers and changes may be wrong.
        lacks("left_out", context.say("letter.note_left_out", updates=", ".join(course.incident.left_out)))
    ended = view.ended.at if view.ended is not None and letter.kind is LetterKind.RESTORED else None
    if ended is not None and ended > view.sent_at:
        lacks("ended_at", context.say("letter.note_ahead", what=teller.name("ended_at")))
    if not view.company and context.say("letter.sender_has_company") == "yes":
        lacks("organisation.company", context.say("letter.note_missing", what=teller.name("organisation.company")))
    if view.correction is not None and not view.correction.subject:
        lacks("corrects", context.say("letter.note_missing", what=teller.name("corrects")))
    for key in teller.untranslated:
        note = context.say("letter.note_translation", what=teller.name(key), lang=context.tag)
        lacks(f"{key}.{context.tag}", note)
    return replace(view, not_ready=tuple(keys), not_ready_notes=tuple(notes), terms=_terms(context, view))


def _terms(context: Context, view: LetterView) -> tuple[tuple[str, str], ...]:
    """Glossary terms that its facts and its body use, with their plain words."""
    facts = (view.scope, view.unaffected, view.data, view.cause, view.workaround, view.request, view.actions)
    body = view.body.rest if view.name == LetterKind.MAINTENANCE_REMINDER else view.body.text
    return terms_in(context, " ".join([view.title, body, *map(str, facts)]))
