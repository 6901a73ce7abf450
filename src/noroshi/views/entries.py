"""Course → a row in a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from noroshi.model.course import Course
from noroshi.model.standing import Window
from noroshi.model.terms import Impact, Kind, Known, State
from noroshi.model.text import Moment
from noroshi.views.context import Context
from noroshi.views.parts import EntryRow, ServiceMark
from noroshi.views.pieces import Sentence
from noroshi.views.signs import entry_sign, state_sign


def entry_row(context: Context, course: Course, *, year: bool = False) -> EntryRow:
    """An incident in a list; ``year``: the list spans years, so dates name theirs."""
    incident = course.incident
    impact = course.worst_impact
    # A maintenance is listed by its window; how long the work took beside it would only confuse.
    duration = None if incident.kind is Kind.MAINTENANCE else course.duration
    return EntryRow(
        id=incident.id,
        path=context.path(f"/incidents/{incident.id}/"),
        kind=incident.kind.value,
        # A notice's sign says its kind already.
        kind_word="" if incident.kind.is_notice else context.say(f"kind.{incident.kind.value}"),
        title=context.heading(incident.title),
        sign=entry_sign(context, course),
        impact=context.say(f"impact.{impact.value}") if impact is not Impact.NONE else "",
        when=when(context, course, year=year),
        duration=lasted(context, course, duration) if duration and not course.is_open else "",
        services=tuple(context.service_name(service) for service in course.services),
        is_open=course.is_open,
        is_withdrawn=course.is_withdrawn,
    )


class PrintedRow(EntryRow):
    """A row that may have been printed before: then nothing is asked of it, and nothing of its entry is read."""

    _context: Context
    _course: Course
    _kind: str
    _make: Callable[[], EntryRow]

    def printed(self, where: str, make: Callable[[], str]) -> str:
        """``make()``, what a page prints of the row, or what that gave before. ``where``: how it stands there."""
        return self._context.kept(f"row {self._kind} {where}", self._course.id, make)

    def __getattr__(self, name: str) -> Any:
        # Only asked for what is not there yet.
        if name not in EntryRow.__dataclass_fields__:
            raise AttributeError(name)
        self.__dict__.update(vars(self._make()))
        return self.__dict__[name]


def printed_row(context: Context, course: Course, kind: str, make: Callable[[], EntryRow]) -> EntryRow:
    """The row that ``make`` gives, for lists that every build makes: it is made when somebody looks at it.

    ``kind``: which of the rows that there are of this entry it is.
    """
    row = PrintedRow.__new__(PrintedRow)
    path = context.path(f"/incidents/{course.id}/")
    row.__dict__.update(_context=context, _course=course, _kind=kind, _make=make, path=path)
    return row


def lasted(context: Context, course: Course, duration: timedelta) -> str:
    """How long it lasted in all; of several periods their number too, or the sum would look wrong beside the ends."""
    ended, periods = course.ended_at, len(course.segments)
    about = bool((course.began_at and course.began_at.about) or (isinstance(ended, Moment) and ended.about))
    length = context.length(duration, about=about)
    return context.say("duration.in_periods", n=periods, length=length) if periods > 1 else length


def when(context: Context, course: Course, *, year: bool = False) -> Sentence:
    """Began … ended, or the window, or when it was published."""
    kind = course.incident.kind
    if kind.is_notice or course.is_withdrawn:
        return (context.day(course.first_at, year=year),)
    if kind is Kind.MAINTENANCE and course.standing.window:
        return window_sentence(context, course.standing.window, year=year)
    began, ended = course.began_at, course.ended_at
    if began is None:
        return (context.moment(course.first_at, year=year),)
    if isinstance(ended, Moment):
        if ended.at <= began.at:
            return (context.told(ended, year=year),)
        return context.between(began, ended, year=year)
    if ended is Known.UNKNOWN:
        return context.sentence("range.unknown_end", start=context.told(began, year=year))
    if not course.is_open:
        # A false alarm whose times nobody told: nothing lasted.
        return (context.told(began, year=year),)
    return context.since(began, year=year)


def window_sentence(context: Context, window: Window, *, year: bool = False) -> Sentence:
    """From … to …; what is not known is said."""
    if window.start is None:
        if window.end is None:
            return context.words("window.unknown")
        return context.sentence("window.until", end=context.moment(window.end, year=year))
    if window.end is None:
        return context.sentence("window.open", start=context.moment(window.start, year=year))
    return context.between(Moment(window.start), Moment(window.end), year=year)


def service_mark(context: Context, service: str, state: State) -> ServiceMark:
    """A service with a state."""
    return ServiceMark(service, context.service_name(service, link=True), state_sign(context, state))


def touched_services(context: Context, course: Course) -> tuple[ServiceMark, ...]:
    """Every service it named: with its state now while it is open, else with the worst it had."""
    worst: dict[str, State] = dict.fromkeys(course.services, State.OPERATIONAL)
    for span in course.spans:
        if span.state.rank > worst[span.service].rank:
            worst[span.service] = span.state
    held = course.standing.states if course.is_open else worst
    marks = [service_mark(context, service, held.get(service, State.OPERATIONAL)) for service in course.services]
    return tuple(marks)


def names(context: Context, services: tuple[str, ...]) -> Sentence:
    """Services in running text, linked."""
    runs: list[Sentence] = [(context.service_name(service, link=True),) for service in services]
    return context.listed(runs)


def count_words(context: Context, courses: tuple[Course, ...]) -> str:
    """「障害 3件、メンテナンス 1件」; empty for none."""
    counts: dict[Kind, int] = {}
    for course in courses:
        counts[course.kind] = counts.get(course.kind, 0) + 1
    said = [context.say(f"count.{kind.value}", n=counts[kind]) for kind in Kind if kind in counts]
    return context.say("list.comma").join(said)
