"""Course → its letters: what each update says to customers by e-mail.

The kind is chosen by the first row that fits, in the order of docs/letters.md; nobody picks a template at
3 a.m. A letter sees its incident as it was known when it was said, never what was told later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from noroshi.model.course import Course, course, courses
from noroshi.model.frozen import frozen
from noroshi.model.incident import Report
from noroshi.model.site import Audience
from noroshi.model.standing import Standing, Step, Window
from noroshi.model.terms import Impact, Kind, Status

LATE_NOTICE = timedelta(hours=24)
"""A cancellation that comes nearer to the start than this, or after it, is late: it apologises."""


class LetterKind(StrEnum):
    """What a letter is: the name of its template."""

    FALSE_ALARM = "false_alarm"
    SECURITY_OPENED = "security_opened"
    SECURITY_PROGRESS = "security_progress"
    SECURITY_MEASURES = "security_measures"
    CORRECTION = "correction"
    REPORT = "report"
    RESTORED = "restored"
    REOPENED = "reopened"
    RECOVERING = "recovering"
    DATA_RECOVERY_ESTIMATE = "data_recovery_estimate"
    DATA_RECOVERY_RESULT = "data_recovery_result"
    SUSPENDED = "suspended"
    OPENED = "opened"
    MEASURES = "measures"
    PROGRESS = "progress"
    MAINTENANCE_SCHEDULED = "maintenance_scheduled"
    MAINTENANCE_REMINDER = "maintenance_reminder"
    MAINTENANCE_STARTED = "maintenance_started"
    MAINTENANCE_EXTENDED = "maintenance_extended"
    MAINTENANCE_POSTPONED = "maintenance_postponed"
    MAINTENANCE_COMPLETED = "maintenance_completed"
    MAINTENANCE_CANCELLED = "maintenance_cancelled"
    CONTINUITY = "continuity"
    ANNOUNCEMENT = "announcement"

    @property
    def family(self) -> str:
        """What an audience may ask for as a whole: ``maintenance``, ``security``, ``data_recovery``; else itself."""
        for name in ("maintenance", "security", "data_recovery"):
            if self.value.startswith(name + "_"):
                return name
        return self.value

    @property
    def goes_to_everyone(self) -> bool:
        """Whether everyone concerned gets it, opted out or not: then it carries no List-Unsubscribe."""
        return self.family in ("security", "correction")


@frozen
class Letter:
    """One letter, before it is addressed to anyone or said in any language."""

    kind: LetterKind
    course: Course
    """As known when it was said: nothing later, and no report before its time."""
    said: Step | Report
    """The update or the report that it says; a reminder: the last update that set the window."""
    at: datetime
    """When it is said: the update's ``at``; of a reminder the start of the window less the reminder's hours."""

    @property
    def step(self) -> Step:
        """The update that it says; of a report, the last one before it."""
        return self.course.latest if isinstance(self.said, Report) else self.said

    @property
    def number(self) -> int | None:
        """第n報; ``None``: a report and a reminder have no number."""
        if isinstance(self.said, Report) or self.kind is LetterKind.MAINTENANCE_REMINDER:
            return None
        return self.said.number

    @property
    def update_id(self) -> str:
        """Id of the update, or ``report``."""
        return self.said.id if isinstance(self.said, Report) else self.said.update.id

    @property
    def is_late_cancellation(self) -> bool:
        """Whether a maintenance is called off when people have already prepared for it."""
        start = self.step.standing.window.start if self.step.standing.window else None
        return self.kind is LetterKind.MAINTENANCE_CANCELLED and start is not None and self.at > start - LATE_NOTICE


def letters(whole: Course, *, reminder_hours: int, now: datetime) -> tuple[Letter, ...]:
    """Every letter of one incident until ``now``, oldest first; none of rehearsals and withdrawn incidents."""
    incident = whole.incident
    if incident.drill or incident.draft or whole.is_withdrawn:
        return ()
    found: list[Letter] = []
    for known in courses(incident):
        step = known.steps[-1]
        if step.update.withdrawn is None and step.update.at <= now:
            found.append(Letter(letter_kind(known, step), known, step, step.update.at))
    if incident.report is not None and incident.report.at <= now:
        found.append(_report_letter(whole, incident.report))
    found += _reminders(whole, found, reminder_hours, now)
    return tuple(sorted(found, key=lambda letter: letter.at))


def letter_kind(known: Course, step: Step) -> LetterKind:
    """The first row that fits an update; ``known``: its incident until then."""
    update, before, status, kind = step.update, step.before, step.standing.status, known.incident.kind
    becomes = before is None or before.status is not status
    if status is Status.FALSE_ALARM and becomes:
        return LetterKind.FALSE_ALARM
    if step.standing.personal_data is not None:
        first = before is None or before.personal_data is None
        return LetterKind.SECURITY_OPENED if first else LetterKind.SECURITY_PROGRESS
    if kind is Kind.CORRECTION and before is None:
        return LetterKind.CORRECTION
    if status is Status.RESOLVED and becomes:
        return LetterKind.RESTORED
    if before is not None and kind is not Kind.MAINTENANCE and _reopens(before.status, status):
        return LetterKind.REOPENED
    if status is Status.MONITORING and becomes:
        return LetterKind.RECOVERING
    if (recovery := update.data_recovery) is not None:
        now = step.standing.data_recovery
        outcome = recovery.outcome or (now.outcome if now else None)
        is_over = outcome is not None and outcome != "pending"
        return LetterKind.DATA_RECOVERY_RESULT if is_over else LetterKind.DATA_RECOVERY_ESTIMATE
    if update.suspended is not None:
        return LetterKind.SUSPENDED
    if before is None and kind in (Kind.INCIDENT, Kind.SECURITY):
        return LetterKind.OPENED
    if update.measures:
        return LetterKind.MEASURES
    if kind in (Kind.INCIDENT, Kind.SECURITY, Kind.CORRECTION):
        return LetterKind.PROGRESS
    if kind is Kind.MAINTENANCE:
        return _maintenance_kind(step.standing, before)
    return LetterKind.CONTINUITY if kind is Kind.CONTINUITY and update.continuity else LetterKind.ANNOUNCEMENT


def _reopens(before: Status, now: Status) -> bool:
    if before.is_terminal:
        return not now.is_terminal and before is not Status.PUBLISHED
    return before is Status.MONITORING and now in (Status.INVESTIGATING, Status.IDENTIFIED)


def _maintenance_kind(now: Standing, before: Standing | None) -> LetterKind:
    changes = before is None or before.status is not now.status
    if changes and now.status is Status.COMPLETED:
        return LetterKind.MAINTENANCE_COMPLETED
    if changes and now.status is Status.CANCELLED:
        return LetterKind.MAINTENANCE_CANCELLED
    again = before is not None and before.status.is_terminal and not now.status.is_terminal
    if before is not None and not again and not now.status.is_terminal:
        moved = window_change(before.window, now.window)
        if moved is not None:
            return moved
    if changes and now.status is Status.IN_PROGRESS:
        return LetterKind.MAINTENANCE_STARTED
    # One that was cancelled and is planned once more has not moved: it is announced as new.
    had_window = before is not None and before.window is not None and before.window.start is not None
    first_window = not had_window and now.window is not None and now.window.start is not None
    if before is None or (now.status is Status.SCHEDULED and (again or first_window)):
        return LetterKind.MAINTENANCE_SCHEDULED
    # A further word, or the checks after the work: no letter of its own.
    return LetterKind.ANNOUNCEMENT


def window_change(before: Window | None, now: Window | None) -> LetterKind | None:
    """What becomes of a window that moves: a later end is an extension, any other move a postponement."""
    if before is None or now is None or before == now or before.start is None:
        return None
    if before.start == now.start and now.end is not None and (before.end is None or now.end > before.end):
        return LetterKind.MAINTENANCE_EXTENDED
    return LetterKind.MAINTENANCE_POSTPONED


def _report_letter(whole: Course, report: Report) -> Letter:
    updates = tuple(update for update in whole.incident.updates if update.at <= report.at) or whole.incident.updates
    known = course(replace(whole.incident, updates=updates))
    personal = known.standing.personal_data is not None
    return Letter(LetterKind.SECURITY_MEASURES if personal else LetterKind.REPORT, known, report, report.at)


def _reminders(whole: Course, told: list[Letter], hours: int, now: datetime) -> Iterator[Letter]:
    """The reminders of a maintenance: each of the update that set the window last when the reminder was due.

    What is said later changes none that was sent: a window that moves afterwards brings one more.
    """
    if whole.incident.kind is not Kind.MAINTENANCE or hours <= 0:
        return
    updates = [letter for letter in told if not isinstance(letter.said, Report)]
    for setting in updates:
        window = setting.step.standing.window
        if setting.step.update.window is None or window is None or window.start is None:
            continue
        at = window.start - timedelta(hours=hours)
        if at <= setting.at or at > now:
            continue
        until = [letter for letter in updates if letter.at <= at]
        last = [letter for letter in until if letter.step.update.window is not None][-1]
        if last is not setting or until[-1].step.standing.status is not Status.SCHEDULED:
            continue
        known = until[-1].course
        step = next(item for item in known.steps if item.update.id == setting.step.update.id)
        # Of the update that set the window, but with the facts as they are known when it goes out.
        step = replace(step, standing=until[-1].step.standing)
        yield Letter(LetterKind.MAINTENANCE_REMINDER, known, step, at)


def addressees(letter: Letter, audiences: tuple[Audience, ...]) -> tuple[Audience, ...]:
    """Who gets the letter: of a site's audiences those of its incident that want its kind, in their order."""
    ids = letter.course.incident.audience
    named = [item for item in audiences if not ids or item.id in ids] or [Audience("customers")]
    if letter.kind.goes_to_everyone:
        return tuple(named)
    return tuple(item for item in named if not item.letters or _wants(item, letter))


def _wants(audience: Audience, letter: Letter) -> bool:
    """By name or by family; a further word about a maintenance goes where its other letters go."""
    if letter.kind is LetterKind.ANNOUNCEMENT and letter.course.incident.kind is Kind.MAINTENANCE:
        return any(name.startswith("maintenance") for name in audience.letters)
    return letter.kind.value in audience.letters or letter.kind.family in audience.letters


def is_important(letter: Letter) -> bool:
    """Whether its subject may say 【重要】: ``opened``, ``progress``, ``suspended`` of impact major and above."""
    if letter.kind.family == "security":
        return True
    important = (LetterKind.OPENED, LetterKind.PROGRESS, LetterKind.SUSPENDED)
    return letter.kind in important and letter.step.standing.impact.rank >= Impact.MAJOR.rank
