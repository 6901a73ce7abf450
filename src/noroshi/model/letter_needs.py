"""Letter → what must still be typed before it can be sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from noroshi.model.availability import has_passed
from noroshi.model.incident import Report
from noroshi.model.letters import Letter, LetterKind
from noroshi.model.site import Contact
from noroshi.model.terms import FactKey, Kind
from noroshi.model.text import Moment
from noroshi.model.update import Range


def missing(letter: Letter, contact: Contact) -> tuple[str, ...]:
    """Keys that must be typed before a letter is ready, each once; empty: it is ready as far as facts go.

    Only what is absent is missing: ``unknown`` and ``none`` are facts. ``contact``: the desk that it names, the
    incident's own or the site's.
    """
    return tuple(dict.fromkeys(_missing(letter, contact)))


def passed(letter: Letter, contact: Contact, zone: ZoneInfo) -> tuple[str, ...]:
    """Keys whose time was over already when the letter was said: told as still to come they would be wrong."""
    standing, update = letter.step.standing, letter.step.update
    eta = standing.eta
    window = standing.window
    report = letter.said if isinstance(letter.said, Report) else None
    has_report = letter.course.incident.report is not None
    due: list[tuple[str, object]] = [
        ("next_report", report.next_report if report else None),
        ("contact.until", contact.until if letter.kind.goes_to_everyone else None),
        ("suspended.until", update.suspended.until if update.suspended and report is None else None),
    ]
    if report is None:
        due += [
            ("eta", eta.end if isinstance(eta, Range) else eta.at if isinstance(eta, Moment) else None),
            ("next_update", None if letter.kind is LetterKind.MAINTENANCE_REMINDER else update.next_update),
            ("report_by", standing.report_by if letter.kind in _WITH_REPORT_BY and not has_report else None),
        ]
    if letter.kind is LetterKind.DATA_RECOVERY_ESTIMATE and standing.data_recovery is not None:
        due.append(("data_recovery.valid_until", standing.data_recovery.valid_until))
    if letter.kind is LetterKind.CONTINUITY and standing.continuity is not None:
        due.append(("continuity.next_review", standing.continuity.next_review))
        due.append(("continuity.reply_by", standing.continuity.reply_by))
    if report is not None and report.briefing is not None:
        due.append(("briefing.at", report.briefing.at))
        due.append(("briefing.reply_by", report.briefing.reply_by))
    if window is not None and letter.kind in _BEFORE_START:
        due.append(("window.start", window.start))
    if window is not None and letter.kind in _WITH_WINDOW:
        due.append(("window.end", window.end))
    return tuple(key for key, day in due if isinstance(day, date) and has_passed(day, letter.at, zone))


_WITH_REPORT_BY = (
    LetterKind.RESTORED,
    LetterKind.FALSE_ALARM,
    LetterKind.SECURITY_OPENED,
    LetterKind.SECURITY_PROGRESS,
)
_BEFORE_START = (LetterKind.MAINTENANCE_SCHEDULED, LetterKind.MAINTENANCE_REMINDER, LetterKind.MAINTENANCE_POSTPONED)
_FACTS = {
    LetterKind.OPENED: (
        FactKey.SCOPE,
        FactKey.UNAFFECTED,
        FactKey.DATA,
        FactKey.CAUSE,
        FactKey.WORKAROUND,
        FactKey.REQUEST,
    ),
    LetterKind.PROGRESS: (FactKey.SCOPE,),
    LetterKind.REOPENED: (FactKey.SCOPE, FactKey.DATA, FactKey.CAUSE, FactKey.WORKAROUND, FactKey.REQUEST),
    LetterKind.RECOVERING: (FactKey.SCOPE,),
    LetterKind.RESTORED: (FactKey.SCOPE, FactKey.DATA, FactKey.REQUEST),
    LetterKind.FALSE_ALARM: (FactKey.REQUEST,),
    LetterKind.SUSPENDED: (FactKey.SCOPE, FactKey.WORKAROUND),
    LetterKind.CORRECTION: (FactKey.DATA, FactKey.CAUSE, FactKey.REQUEST),
    LetterKind.SECURITY_OPENED: (FactKey.SCOPE, FactKey.CAUSE, FactKey.REQUEST),
    LetterKind.SECURITY_PROGRESS: (FactKey.SCOPE, FactKey.CAUSE, FactKey.REQUEST),
    LetterKind.SECURITY_MEASURES: (FactKey.SCOPE, FactKey.REQUEST),
    LetterKind.MAINTENANCE_SCHEDULED: (FactKey.SCOPE, FactKey.UNAFFECTED, FactKey.REQUEST),
    LetterKind.MAINTENANCE_REMINDER: (FactKey.SCOPE, FactKey.UNAFFECTED, FactKey.REQUEST),
    LetterKind.MAINTENANCE_STARTED: (FactKey.SCOPE, FactKey.UNAFFECTED),
    LetterKind.MAINTENANCE_EXTENDED: (FactKey.SCOPE, FactKey.UNAFFECTED),
    LetterKind.MAINTENANCE_POSTPONED: (FactKey.SCOPE, FactKey.UNAFFECTED, FactKey.REQUEST),
    LetterKind.MAINTENANCE_COMPLETED: (FactKey.REQUEST,),
    LetterKind.MAINTENANCE_CANCELLED: (FactKey.REQUEST,),
}
_WITH_WINDOW = (
    LetterKind.MAINTENANCE_SCHEDULED,
    LetterKind.MAINTENANCE_REMINDER,
    LetterKind.MAINTENANCE_STARTED,
    LetterKind.MAINTENANCE_EXTENDED,
    LetterKind.MAINTENANCE_POSTPONED,
)
_WITH_ETA = (LetterKind.OPENED, LetterKind.PROGRESS, LetterKind.REOPENED)
_OPEN_KINDS = (Kind.INCIDENT, Kind.SECURITY)
_PERSONAL = ("items", "not_included", "secondary_damage", "role")
_DESK = ("responsible", "hours", "until")
_CONTINUITY = ("changes", "why", "effective", "effect", "risks", "next_review", "reply_by")
_WRONG = {"sent_at": "sent_at", "sender": "from", "recipients": "to", "count": "count"}
"""Of the model → as typed."""
_RESULT = ("outcome", "stage", "lost", "next")
_ESTIMATE = ("duration", "cost", "work", "basis", "assumptions", "extra", "valid_until", "next")
_DOCUMENT = ("number", "version", "author")
_REPORT = ("cause", "why_not_prevented", "why_so_long", "credit")
KEYS = (
    *("contact", "services", "window.start", "window.end", "eta", "next_update", "report_by", "body", "began_at"),
    *("measures", "measures.*.due", "measures.*.reason", "report.md", "next_report", "corrects", "mistake", "right"),
    *("suspended.until", "briefing.at", "briefing.reply_by", "data_recovery.risks"),
    *(key.value for key in FactKey),
    *(f"personal_data.{name}" for name in _PERSONAL),
    *(f"contact.{name}" for name in _DESK),
    *(f"continuity.{name}" for name in _CONTINUITY),
    *(f"corrects.{name}" for name in _WRONG.values()),
    *(f"data_recovery.{name}" for name in dict.fromkeys(_RESULT + _ESTIMATE)),
    *(f"document.{name}" for name in _DOCUMENT),
    *_REPORT,
)
"""All that can be missing or passed, ``*`` for the id of a measure: each has a name in every language."""


def _missing(letter: Letter, contact: Contact) -> Iterator[str]:
    standing, update, kind = letter.step.standing, letter.step.update, letter.kind
    incident = letter.course.incident
    if contact.phone is None and contact.email is None:
        yield "contact"
    if incident.kind in _OPEN_KINDS and not letter.course.services and kind is LetterKind.OPENED:
        yield "services"
    wanted = _FACTS.get(kind, ())
    if incident.kind not in _OPEN_KINDS and kind is LetterKind.PROGRESS:
        wanted = ()
    for key in wanted:
        if key not in standing.facts:
            yield key.value
    if kind in _WITH_WINDOW:
        window = standing.window
        if window is None or window.start is None:
            yield "window.start"
        if window is None or window.end is None:
            yield "window.end"
    is_open = incident.kind in _OPEN_KINDS and not standing.status.is_terminal
    if is_open and not isinstance(letter.said, Report):
        # What was expected before it failed again holds no more.
        eta = update.eta if kind is LetterKind.REOPENED else standing.eta
        if eta is None and kind in _WITH_ETA:
            yield "eta"
        if update.next_update is None:
            yield "next_update"
    if kind is LetterKind.RESTORED and standing.report_by is None and incident.report is None:
        yield "report_by"
    if kind is LetterKind.MAINTENANCE_EXTENDED and update.next_update is None:
        yield "next_update"
    if kind in (LetterKind.FALSE_ALARM, LetterKind.CORRECTION, LetterKind.ANNOUNCEMENT) and (
        update.body.original.is_empty
    ):
        yield "body"
    yield from _special(letter, contact)


def _special(letter: Letter, contact: Contact) -> Iterator[str]:
    standing, kind = letter.step.standing, letter.kind
    if kind.family == "security":
        data = standing.personal_data
        for name in _PERSONAL:
            if data is None or getattr(data, name) is None:
                yield f"personal_data.{name}"
        for name in _DESK:
            if getattr(contact, name) is None:
                yield f"contact.{name}"
    if kind is LetterKind.CORRECTION:
        yield from _correction(letter)
    if kind.family == "data_recovery":
        yield from _recovery(letter)
    if kind is LetterKind.CONTINUITY:
        change = standing.continuity
        for name in _CONTINUITY:
            if change is None or getattr(change, name) is None:
                yield f"continuity.{name}"
    if kind in (LetterKind.REPORT, LetterKind.SECURITY_MEASURES):
        yield from _report(letter)
    if kind is LetterKind.MEASURES:
        report = letter.course.incident.report
        for measure_id, moved in letter.step.update.measures.items():
            if moved.due is not None and moved.reason is None:
                yield f"measures.{measure_id}.reason"
        if report is None:
            yield "report.md"


def _correction(letter: Letter) -> Iterator[str]:
    correction = letter.course.incident.correction
    if correction is None or correction.corrects is None:
        yield "corrects"
    elif not isinstance(correction.corrects, str):
        for name, key in _WRONG.items():
            if getattr(correction.corrects, name) is None:
                yield f"corrects.{key}"
    for name in ("mistake", "right"):
        if correction is None or getattr(correction, name) is None:
            yield name


def _recovery(letter: Letter) -> Iterator[str]:
    recovery = letter.step.standing.data_recovery
    if letter.kind is LetterKind.DATA_RECOVERY_RESULT:
        wanted: tuple[str, ...] = _RESULT
    else:
        wanted = _ESTIMATE
        if recovery is None or not recovery.risks:
            yield "data_recovery.risks"
    for name in wanted:
        if recovery is None or getattr(recovery, name) is None:
            yield f"data_recovery.{name}"


def _report(letter: Letter) -> Iterator[str]:
    report = letter.said
    if not isinstance(report, Report):
        return
    document = report.document
    for name in _DOCUMENT:
        if document is None or getattr(document, name) is None:
            yield f"document.{name}"
    for name in _REPORT:
        if getattr(report, name) is None:
            yield name
    if not report.measures:
        yield "measures"
    for measure in report.measures:
        if measure.due is None and measure.done_on is None:
            yield f"measures.{measure.id}.due"
    is_done = all(measure.state == "done" or measure.done_on for measure in report.measures)
    if report.next_report is None and not is_done:
        yield "next_report"
