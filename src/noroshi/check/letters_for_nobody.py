"""letters-for-nobody (warning): an incident whose first letter no audience gets.

What:    of the audiences that an incident is for, none gets the letter of its first update. Only what is open,
         or was said in the last ``outbox_days``, is judged: nobody writes letters of the rest any more.
Why:     it would have a page, short forms and no mail, and nothing else would say so.
Example: ``audience: partners``, where site.toml says ``letters = ["maintenance"]`` for partners.
Write:   ``audience: [customers, partners]``; or the letter's name among ``letters`` of partners in site.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from noroshi.check.document import WARNING, Document, counted, in_incident
from noroshi.model.course import course
from noroshi.model.incident import Incident
from noroshi.model.letters import Letter, addressees, letter_kind
from noroshi.model.problem import Problem

IDS = ("letters-for-nobody",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of letters-for-nobody."""
    audiences = document.site.audiences
    kept = timedelta(days=document.site.mail.outbox_days)
    for incident in document.incidents:
        whole = document.courses[incident.id]
        if incident.drill or not counted(incident) or not (whole.is_open or whole.last_at >= document.now - kept):
            continue
        letter = _first(incident)
        if not addressees(letter, audiences):
            yield in_incident(
                IDS[0],
                WARNING,
                incident,
                "audience",
                value=incident.audience or tuple(audience.id for audience in audiences),
                letter=letter.kind.value,
                allowed=tuple(item.id for item in audiences if addressees(_to(letter, item.id), audiences)),
            )


def _first(incident: Incident) -> Letter:
    first = counted(incident)[0]
    known = course(replace(incident, updates=(first,), report=None))
    return Letter(letter_kind(known, known.steps[0]), known, known.steps[0], first.at)


def _to(letter: Letter, audience: str) -> Letter:
    """The same letter, were its incident for this audience."""
    known = letter.course
    return replace(letter, course=replace(known, incident=replace(known.incident, audience=(audience,))))
