"""Course → what happened when: the rows of a report, from the beginning to the notice that it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.spans import Segment
from noroshi.model.standing import Standing, Step, Window
from noroshi.model.terms import Kind, Known, Status
from noroshi.model.text import Moment
from noroshi.model.update import Eta, Range
from noroshi.views.context import Context
from noroshi.views.pieces import Run, Sentence


@frozen
class TimelineRow:
    """One thing that happened, or that we said."""

    at: datetime
    about: bool
    """It happened about then (頃); what we published we know to the minute."""
    words: Sentence
    actions: Sentence = ()
    """What we were doing, as this update told it; empty where it told nothing and for what happened."""


def report_timeline(context: Context, course: Course, until: datetime | None = None) -> tuple[TimelineRow, ...]:
    """Beginning, detection, every published update, end and report, in order of time.

    ``until``: only what was before that moment, for a text that speaks from it. Withdrawn updates are left out;
    where nothing happened (a false alarm, a notice, work that was cancelled) there are only updates.
    """
    rows = [*_happened(context, course), *_published(context, course)]
    # Of the same minute, what happened stands before what we said of it: sorting keeps their order.
    return tuple(sorted((row for row in rows if until is None or row.at < until), key=lambda row: row.at))


def first_told(course: Course) -> datetime | None:
    """When it was first told; ``None`` where every update is withdrawn."""
    return next((step.update.at for step in course.steps if step.update.withdrawn is None), None)


def _happened(context: Context, course: Course) -> Iterator[TimelineRow]:
    segments = course.segments
    if not segments:
        return
    for segment in segments:
        # A window that still lies ahead is a plan, nothing that happened.
        if segment.end is None and course.standing.status is Status.SCHEDULED:
            continue
        if segment.knows_start:
            began = segment.told_start or Moment(segment.start)
            again = "began" if segment is segments[0] else "began_again"
            yield TimelineRow(began.at, began.about, _said(context, course.incident.kind, again))
        if segment is segments[0] and course.detected_at is not None:
            found = course.detected_at
            yield TimelineRow(found.at, found.about, _said(context, course.incident.kind, "detected"))
        if (ended := _end(segment)) is not None:
            last = "ended" if segment is segments[-1] else "paused"
            yield TimelineRow(ended.at, ended.about, _said(context, course.incident.kind, last))


def _end(segment: Segment) -> Moment | None:
    if segment.end is None:
        return None
    return segment.told_end if isinstance(segment.told_end, Moment) else Moment(segment.end)


def kind_key(context: Context, kind: Kind, key: str) -> str:
    """The key of a report's words: a kind may have its own."""
    own = f"report.{kind.value}.{key}"
    return own if context.language.words.has(own) else f"report.{key}"


def _said(context: Context, kind: Kind, key: str) -> Sentence:
    return context.words(kind_key(context, kind, key))


def _published(context: Context, course: Course) -> Iterator[TimelineRow]:
    for step in course.steps:
        update = step.update
        if update.withdrawn is not None:
            continue
        number = context.say("update.number", n=step.number)
        notes = list(_notes(context, course.incident.kind, step))
        words = (
            context.sentence("report.told_with", update=number, notes=context.listed(notes, "list.semicolon"))
            if notes
            else context.words("report.told", update=number)
        )
        actions: Sentence = () if update.actions is None else (context.text(update.actions),)
        yield TimelineRow(update.at, False, words, actions)
    if course.incident.report is not None and not course.is_withdrawn:
        yield TimelineRow(course.incident.report.at, False, context.words("report.published"))


def _notes(context: Context, kind: Kind, step: Step) -> Iterator[Sentence]:
    """What was new in an update, each in a few words."""
    update, before, after = step.update, step.before, step.standing
    if step.reopens or _came_back(before, after):
        yield context.words("report.note_again")
    if before is None or before.status is not after.status:
        key = kind_key(context, kind, f"note_{after.status.value}")
        # Of investigating there is nothing to say: it is how everything begins.
        if context.language.words.has(key) and not (before and after.status is Status.SCHEDULED):
            yield context.words(key)
    if update.suspended is not None:
        yield context.words("report.note_suspended")
    if (recovery := update.data_recovery) is not None:
        if recovery.outcome not in (None, "pending"):
            yield context.words("report.note_recovery_result")
        elif recovery.duration or recovery.cost or recovery.work:
            yield context.words("report.note_recovery_estimate")
    yield from _eta_notes(context, kind, step)
    yield from _window_notes(context, before.window if before else None, step)
    if update.measures:
        yield context.words("report.note_measures")


def _came_back(before: Standing | None, after: Standing) -> bool:
    """What we were only watching is wrong again."""
    wrong = (Status.INVESTIGATING, Status.IDENTIFIED)
    return before is not None and before.status is Status.MONITORING and after.status in wrong


def _eta_notes(context: Context, kind: Kind, step: Step) -> Iterator[Sentence]:
    new, day = step.standing.eta, _day(context, step.update.at)
    old = step.before.eta if step.before else None
    if new is None or new == old:
        return
    if isinstance(new, Known) and old is None:
        yield _said(context, kind, f"eta_{new.value}")
    elif old is None or isinstance(old, Known):
        yield context.sentence(kind_key(context, kind, "eta"), eta=_eta(context, new, day))
    else:
        key = kind_key(context, kind, "eta_moved")
        yield context.sentence(key, old=_eta(context, old, day), new=_eta(context, new, day))


def _eta(context: Context, eta: Eta, day: date) -> Sentence:
    if isinstance(eta, Known):
        return context.eta(eta, short=True)
    if isinstance(eta, Range):
        low = _clock(context, eta.start, day)
        # The day stands once where both are of one day.
        high = _clock(context, eta.end, _day(context, eta.start), about=True)
        return context.sentence("extent", low=low, high=high)
    return (_clock(context, eta.at, day, about=True),)


def _window_notes(context: Context, old: Window | None, step: Step) -> Iterator[Sentence]:
    new, day = step.standing.window, _day(context, step.update.at)
    if old is None or new is None or old == new:
        return
    if old.start != new.start and new.start is not None:
        if old.start is None:
            yield context.sentence("report.window", start=_clock(context, new.start, day))
        else:
            before, after = _clock(context, old.start, day), _clock(context, new.start, day)
            yield context.sentence("report.start_moved", old=before, new=after)
    elif old.end is not None and new.end is not None:
        before, after = _clock(context, old.end, day), _clock(context, new.end, day)
        yield context.sentence("report.end_moved", old=before, new=after)


def _clock(context: Context, at: datetime, day: date, *, about: bool = False) -> Run:
    """The time alone where it is of that day, else with its date."""
    if _day(context, at) == day:
        return context.clock(at, about=about)
    return context.moment(at, about=about, zone=False)


def _day(context: Context, at: datetime) -> date:
    return context.language.dates.local(at).date()
