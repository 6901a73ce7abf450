"""An incident that customers write about → the kit of those who answer them, in one language: plain, complete values.

Everything comes from the newest letter of the incident, so a kit cannot say more than customers were told.
What it says in words stands in its templates (``kit.md.j2``, ``reply_*.txt.j2``); here is only what holds.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import TypeVar

from noroshi.model.availability import has_passed
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.incident import Report
from noroshi.model.letters import Letter
from noroshi.model.promises import eta_has_passed
from noroshi.model.site import Audience
from noroshi.model.standing import Step
from noroshi.model.terms import Kind, Known
from noroshi.views.context import Context
from noroshi.views.faq import faq, is_asked
from noroshi.views.letter import LetterView, NoticeView
from noroshi.views.letter_body import person
from noroshi.views.letter_said import ABSENT, Said, When
from noroshi.views.letter_times import when
from noroshi.views.letter_views import everybody, letter_view
from noroshi.views.pieces import plain
from noroshi.views.working_days import knows_holidays, next_working_day

REPLIES = (
    "reply_first",
    "reply_answer",
    "reply_confirm",
    "reply_holding",
    "reply_complaint",
    "reply_apology",
    "reply_thanks",
)
"""Names of the seven replies and of their templates, in the order of the kit."""

SOONEST = timedelta(hours=2)
"""A personal answer is promised no sooner than this after the kit is made."""


@frozen
class SentView:
    """A notice that went out, or was made to go out."""

    kind: str
    """Name of the letter: ``opened``."""
    number: int
    """第n報; 0 where it has none."""
    at: When
    to: str
    """Audience, as it is addressed; else its id."""


@frozen
class KitView:
    """The kit of one incident in one language."""

    incident: str
    lang: str
    kind: str
    """incident · security · correction"""
    letter: LetterView
    """The newest: every fact, with marks where one is missing."""
    sayable: LetterView
    """The same for replies: what is missing is absent, since no reply may show a mark."""
    is_over: bool
    variants: tuple[str, ...]
    """before · after · unaffected: the replies there are; first the one that holds now. ``unaffected`` is left
    out while nobody knows who is affected."""
    replaces: NoticeView | None
    """The notice whose kit must not be used any more; ``None``: it is the first kit."""
    replaces_withdrawn: bool
    written_at: When
    next_by: When | None
    """By when the next notice comes; ``None``: none is owed, or it is late."""
    next_is_late: bool
    eta_has_passed: bool
    deadline: When
    """By when a personal answer is promised: the end of the next working day; the time of the next notice, where
    that comes before it and not too soon (``SOONEST``)."""
    reply_until: When
    """A customer's own reply that is here by then is answered by ``answered_by``, the working day after it."""
    answered_by: When
    knows_holidays: bool
    """Whether these days leave out Japan's public holidays; else weekends alone."""
    sent: tuple[SentView, ...]
    """Oldest first, one for each letter and audience."""
    not_yet: tuple[str, ...]
    """What must not be said yet: fixed · cause · eta · eta_firm · data · data_beyond · count · count_beyond ·
    misuse · who · report · credit. That nobody guesses always holds and is not among them."""
    credit: Said
    """What was said of charges and credit; absent: nothing."""
    lead: str
    """Who leads the response; empty where site.toml does not say."""
    speaker: str
    responsible: str
    faq: tuple[tuple[str, str], ...]
    """(question, answer)"""


def kit_view(context: Context, course: Course) -> KitView | None:
    """The kit of an incident, a security entry or a correction that customers write about; else ``None``.

    Asked about is what is open, and what ended less than ``mail.outbox_days`` ago: then the replies for after
    the recovery hold. A correction is a notice and never open by its status: it is asked about while its newest
    update is younger than that, or a next update that it promised is still to come. Of rehearsals, drafts, false
    alarms and withdrawn incidents there is none.
    """
    context = context.followed
    if course.incident.id not in context.archive.by_id or not is_asked(context, course):
        return None
    every = context.archive.letters(course.incident.id, reminder_hours=0)
    if not every:
        return None
    newest = every[-1]
    audience = next(iter(everybody(context, newest)), Audience("customers"))
    letter = letter_view(context, newest, audience)
    kind = course.incident.kind
    is_over = not course.is_open and kind is not Kind.CORRECTION
    zone = context.site.zone
    promised = None if isinstance(newest.said, Report) else newest.step.update.next_update
    is_late = promised is not None and has_passed(promised, context.now, zone)
    next_by = promised if promised is not None and not is_late else None
    working_day = next_working_day(context.now, zone)
    deadline = next_by if next_by and context.now + SOONEST <= next_by < working_day else working_day
    late = eta_has_passed(newest.step.standing.eta, context.now, zone)
    replaces = _replaced(course, newest)
    credit = letter.report.credit if letter.report is not None else ABSENT
    return KitView(
        incident=course.incident.id,
        lang=context.tag,
        kind=kind.value,
        letter=letter,
        sayable=_sayable(letter, newest, context),
        is_over=is_over,
        variants=_variants(letter, is_over=is_over),
        replaces=NoticeView(replaces.number, when(context, replaces.update.at)) if replaces else None,
        replaces_withdrawn=replaces is not None and replaces.update.withdrawn is not None,
        written_at=when(context, context.now),
        next_by=when(context, next_by) if next_by else None,
        next_is_late=is_late,
        eta_has_passed=late,
        deadline=when(context, deadline),
        reply_until=when(context, working_day),
        answered_by=when(context, next_working_day(working_day, zone)),
        knows_holidays=knows_holidays(zone),
        sent=tuple(_sent(context, every)),
        not_yet=_not_yet(letter, credit, is_over=is_over, is_late=late),
        credit=credit,
        lead=person(context.plain(context.site.lead), context.tag),
        speaker=person(context.plain(context.site.speaker), context.tag),
        responsible=person(letter.contact.responsible, context.tag),
        faq=tuple((item.question.text, plain(item.answer)) for item in faq(context, course)),
    )


_View = TypeVar("_View")


def without_marks(view: _View) -> _View:
    """A view in which every fact that is missing is absent."""
    if not is_dataclass(view) or isinstance(view, type):
        return view
    changed: dict[str, object] = {}
    for field in fields(view):
        value = getattr(view, field.name)
        if isinstance(value, Said):
            if value.state == "missing":
                changed[field.name] = ABSENT
        elif is_dataclass(value) and not isinstance(value, type):
            changed[field.name] = without_marks(value)
    return replace(view, **changed)


def _sayable(letter: LetterView, newest: Letter, context: Context) -> LetterView:
    """Also without a date of the report that has passed: no reply tells what is past as to come."""
    view = without_marks(letter)
    due = newest.step.standing.report_by
    if due is None or isinstance(due, Known) or not has_passed(due, context.now, context.site.zone):
        return view
    return replace(view, report_by=ABSENT)


def _replaced(course: Course, newest: Letter) -> Step | None:
    """The update that was the newest before what holds now came to hold."""
    if course.steps[-1].update.withdrawn is not None:
        return course.steps[-1]
    earlier = course.steps if isinstance(newest.said, Report) else course.steps[: course.steps.index(course.latest)]
    return earlier[-1] if earlier else None


def _variants(letter: LetterView, *, is_over: bool) -> tuple[str, ...]:
    now = "after" if is_over else "before"
    if letter.personal_data is not None:
        is_known = letter.personal_data.subjects.is_known
    elif letter.correction is not None:
        is_known = bool(letter.correction.recipients) or letter.scope.is_known
    else:
        is_known = not letter.scope.is_unknown and (bool(letter.services) or letter.unaffected.is_known)
    return (now, "unaffected") if is_known else (now,)


def _sent(context: Context, every: tuple[Letter, ...]) -> list[SentView]:
    return [
        SentView(
            letter.kind.value,
            letter.number or 0,
            when(context, letter.at),
            context.plain(audience.salutation) or audience.id,
        )
        for letter in every
        for audience in everybody(context, letter)
    ]


def _not_yet(letter: LetterView, credit: Said, *, is_over: bool, is_late: bool) -> tuple[str, ...]:
    personal = letter.personal_data
    counted = personal.subjects if personal is not None else letter.scope
    is_correction = letter.correction is not None
    is_expected = letter.eta.is_known and not is_late
    # What a report found has been published, though no update says it.
    is_found = letter.report is not None and letter.report.is_confirmed and letter.report.cause.is_known
    rules = (
        ("fixed", not is_over and not is_correction),
        ("cause", not (letter.cause.is_known or letter.cause.is_none or is_found)),
        ("eta", not is_over and letter.kind == "incident" and not is_expected),
        ("eta_firm", not is_over and is_expected),
        ("data", not (letter.data.is_known or letter.data.is_none)),
        ("data_beyond", letter.data.is_known),
        ("count", not counted.is_known),
        ("count_beyond", counted.is_known),
        ("misuse", personal is not None and personal.damage_state != "found"),
        ("who", personal is not None or is_correction),
        ("report", letter.report is None and not letter.report_by.is_known),
        ("credit", not credit.is_known),
    )
    return tuple(code for code, holds in rules if holds)
