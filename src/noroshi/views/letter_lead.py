"""What a letter must begin with → whether its body says it already."""

from __future__ import annotations

import re
from datetime import datetime

from noroshi.model.letters import Letter, LetterKind
from noroshi.model.text import Moment
from noroshi.views import letter_facts
from noroshi.views.context import Context
from noroshi.views.letter import Body
from noroshi.views.letter_teller import Teller
from noroshi.views.letter_times import when

_NO_APOLOGY = frozenset(
    {
        LetterKind.MAINTENANCE_SCHEDULED,
        LetterKind.MAINTENANCE_REMINDER,
        LetterKind.MAINTENANCE_STARTED,
        LetterKind.MAINTENANCE_POSTPONED,
        LetterKind.MAINTENANCE_COMPLETED,
        LetterKind.DATA_RECOVERY_ESTIMATE,
        LetterKind.CONTINUITY,
        LetterKind.ANNOUNCEMENT,
        LetterKind.RECOVERING,
    }
)


def needs_lead(context: Context, letter: Letter, body: Body, *, eta_moved: bool) -> bool:
    """Whether the first paragraph of the body lacks the one time with which the letter begins."""
    if not body:
        return True
    course, standing = letter.course, letter.step.standing
    moment: Moment | None = None
    if letter.kind is LetterKind.RESTORED and isinstance(course.ended_at, Moment):
        moment = course.ended_at
    elif letter.kind is LetterKind.OPENED:
        moment = course.began_at
    elif letter.kind is LetterKind.PROGRESS:
        return eta_moved and not _says_eta(context, letter, body.text)
    elif letter.kind.family == "maintenance" and standing.window and standing.window.start:
        moment = Moment(standing.window.start)
    if moment is None:
        return False
    return not _tells(context, letter, body.first, moment.at)


def _says_eta(context: Context, letter: Letter, text: str) -> bool:
    eta = letter.step.standing.eta
    at = getattr(eta, "at", None) or getattr(eta, "end", None)
    return at is not None and _tells(context, letter, text, at)


def _tells(context: Context, letter: Letter, text: str, at: datetime) -> bool:
    """Whether a text names this hour, of another day with the day."""
    words = when(context, at)
    clock = re.escape(context.language.dates.time(at))
    if not re.search(rf"(?<!\d){clock}(?!\d)", text):
        return False
    days = (words.day.partition("（")[0], words.short)
    return words.day == when(context, letter.at).day or any(day in text for day in days)


def owes_apology(teller: Teller, letter: Letter) -> bool:
    """Whether this kind of letter apologises, by what it has to say."""
    kind = letter.kind
    if kind in _NO_APOLOGY:
        return False
    if kind is LetterKind.MAINTENANCE_CANCELLED:
        return letter.is_late_cancellation
    if kind is LetterKind.PROGRESS:
        return letter_facts.eta_is_later(letter)
    if kind is LetterKind.MEASURES:
        return any(item.is_overdue or item.old_due for item in letter_facts.measure_views(teller, letter))
    return True
