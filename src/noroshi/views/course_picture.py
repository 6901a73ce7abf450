"""Course → its picture: what began, was found, told and over, and each service's states over time.

It does not look at the clock: what is still open ends with what was said last, and its edge is left open.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.spans import StateSpan
from noroshi.model.standing import Window
from noroshi.model.terms import Impact, Kind, State, Status
from noroshi.model.text import Moment
from noroshi.views.context import Context
from noroshi.views.entries import window_sentence
from noroshi.views.facts import label
from noroshi.views.pictures import Bar, CoursePicture, Lane, Mark, SaidAgain, Tick, Told
from noroshi.views.pieces import Run, Sentence, plain
from noroshi.views.report_timeline import first_told, kind_key
from noroshi.views.time_axis import Unit, day_begins, round_times

PHONE = 22.0
"""Width in letters (1 em) of a picture on the narrowest phone, 320 px: what words have to share."""
_FIRST, _LAST, _LAST_OPEN = 2.0, 98.0, 90.0
_NAMES = PHONE - 2
"""Width that the names of a row may have, beside the first moment's line."""
_GAP = 5
"""Pixels between a moment's line and the words beside it."""
_SLIVER = 0.8
"""No stretch is narrower: four minutes of a week are seen too."""
_AT_WORK = (Status.IN_PROGRESS, Status.VERIFYING)


@frozen
class _Scale:
    """Moments → places."""

    start: datetime
    end: datetime
    last: float
    """Place of ``end``."""
    is_mirrored: bool
    """Right to left: time runs as the text does."""

    def at(self, moment: datetime) -> float:
        share = (min(max(moment, self.start), self.end) - self.start) / (self.end - self.start)
        return self.place(_FIRST + share * (self.last - _FIRST))

    def place(self, percent: float) -> float:
        return neat(100 - percent if self.is_mirrored else percent)

    def bar(self, start: datetime, end: datetime, state: State, *, is_open: bool = False) -> Bar:
        return self.stretch(self.at(start), self.at(end), state.value, state.rank, is_open=is_open)

    def stretch(self, one: float, other: float, code: str, level: int, *, is_open: bool = False) -> Bar:
        left, length = min(one, other), max(abs(other - one), _SLIVER)
        return Bar(left, neat(length), code, level, is_open)


def neat(percent: float) -> float:
    """To a tenth; whole numbers without their point."""
    rounded = round(percent, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def course_picture(context: Context, course: Course) -> CoursePicture | None:
    """``None``: there is nothing to see (a notice, a false alarm, work to come, one single moment)."""
    kind = course.incident.kind
    if course.is_withdrawn or not course.segments or not course.segments[0].knows_start:
        return None
    if kind is Kind.MAINTENANCE and course.is_open:
        return None
    moments = _moments(course)
    window = _planned(course) if kind is Kind.MAINTENANCE else None
    start, end = _ends(course, moments, window)
    if end - start < timedelta(minutes=1):
        return None
    is_open = course.is_open
    scale = _Scale(start, end, _LAST_OPEN if is_open else _LAST, context.language.direction == "rtl")
    marked = [(_word(context, kind, key), scale.at(at.at)) for key, at in moments]
    if window is not None and window.start is not None:
        marked.append((context.say("measure.planned"), scale.at(window.start)))
    if is_open:
        marked.append((context.say("picture.now"), scale.place(_LAST)))
    marks = _marks(marked, mirrored=scale.is_mirrored)
    is_work = kind is Kind.MAINTENANCE
    return CoursePicture(
        title=context.say("page.report_course" if is_work else "picture.course"),
        text=_text(context, start, end, is_work=is_work),
        lines=1 + max(mark.line for mark in marks) if marks else 0,
        edge=scale.place(_FIRST),
        gap=-_GAP if scale.is_mirrored else _GAP,
        plan=_plan_bar(scale, window),
        rows=tuple(_rows(context, course, scale)),
        marks=marks,
        ticks=tuple(_ticks(context, scale)),
        table=said_again(context, _table(context, course, window)),
    )


def said_again(context: Context, rows: Iterable[Told]) -> SaidAgain:
    """Rows as the table beside a picture."""
    return SaidAgain(
        title=context.say("picture.as_table"),
        time=context.say("picture.time"),
        event=context.say("picture.event"),
        rows=tuple(rows),
    )


def _word(context: Context, kind: Kind, key: str) -> str:
    """A mark's word: short, as it stands beside a moment."""
    if key == "first_told":
        return context.say("picture.first_notice")
    if kind is Kind.MAINTENANCE:
        return context.say(kind_key(context, kind, key.removesuffix("_at")))
    return label(context, key, kind)


def _moments(course: Course) -> list[tuple[str, Moment]]:
    """(key of its label, when) of what counts, in the order in which it is to be read where times are the same."""
    found: list[tuple[str, Moment]] = []
    if course.began_at is not None:
        found.append(("began_at", course.began_at))
    if course.incident.kind is not Kind.MAINTENANCE:
        if course.detected_at is not None:
            found.append(("detected_at", course.detected_at))
        if (told := first_told(course)) is not None:
            found.append(("first_told", Moment(told)))
    if isinstance(course.ended_at, Moment):
        found.append(("ended_at", course.ended_at))
    return found


def _planned(course: Course) -> Window | None:
    """The window as it was told last before work began."""
    for step in course.steps:
        if step.standing.status in _AT_WORK and step.before is not None and step.before.window is not None:
            return step.before.window
    return course.window


def _ends(course: Course, moments: Sequence[tuple[str, Moment]], window: Window | None) -> tuple[datetime, datetime]:
    """From the first moment to the last; what is open or over nobody knows when ends with what was said of it."""
    found = [at.at for _, at in moments]
    found += [at for span in course.spans for at in (span.start, span.end) if at is not None]
    found += [at for segment in course.segments for at in (segment.start, segment.end) if at is not None]
    if window is not None:
        found += [at for at in (window.start, window.end) if at is not None]
    if course.is_open:
        found.append(course.latest.update.at)
    elif any(segment.end is None for segment in course.segments):
        found.append(_said_over(course))
    return min(found), max(found)


def _said_over(course: Course) -> datetime:
    """When we first said that it is over."""
    return next((step.update.at for step in course.steps if step.standing.status.is_terminal), course.latest.update.at)


def _text(context: Context, start: datetime, end: datetime, *, is_work: bool) -> str:
    if is_work:
        return plain(context.between(Moment(start), Moment(end), year=True))
    began, ended = context.moment(start, year=True, zone=False), context.moment(end, year=True)
    return context.say("picture.course_text", start=began.text, end=ended.text)


def _plan_bar(scale: _Scale, window: Window | None) -> Bar | None:
    if window is None or window.start is None or window.end is None:
        return None
    return scale.stretch(scale.at(window.start), scale.at(window.end), "plan", State.MAJOR_OUTAGE.rank)


def _rows(context: Context, course: Course, scale: _Scale) -> Iterator[Lane]:
    """A row a service; those of which all is the same share one."""
    alike: dict[tuple[Bar, ...], list[str]] = {}
    for service in course.services:
        spans = [span for span in course.spans if span.service == service]
        alike.setdefault(tuple(_bars(scale, course, spans)), []).append(service)
    for bars, services in alike.items():
        names = [context.service_name(service) for service in services]
        yield Lane(_names(context, [name.text for name in names]), names[0].lang, bars)
    if not course.services:
        state = course.worst_impact.state if course.worst_impact is not Impact.NONE else State.OPERATIONAL
        spans = [StateSpan("", state, item.start, item.end, is_over=item.is_over) for item in course.segments]
        yield Lane("", "", tuple(_bars(scale, course, spans)))


def _names(context: Context, names: Sequence[str]) -> str:
    """As many as fit, and the number of the others."""
    comma = context.say("list.comma")
    for shown in range(len(names), 0, -1):
        rest = f" +{len(names) - shown}" if shown < len(names) else ""
        if width(text := comma.join(names[:shown]) + rest) <= _NAMES or shown == 1:
            return text if width(text) <= _NAMES else _cut(names[0], _NAMES - width(rest)) + rest
    return ""


def _bars(scale: _Scale, course: Course, spans: Iterable[StateSpan]) -> Iterator[Bar]:
    for span in spans:
        if span.end is not None:
            yield scale.bar(span.start, span.end, span.state)
        elif span.is_over:
            yield scale.bar(span.start, _said_over(course), span.state, is_open=True)
        else:
            yield scale.bar(span.start, scale.end, span.state)
            yield scale.stretch(
                scale.at(scale.end), scale.place(_LAST), span.state.value, span.state.rank, is_open=True
            )


def width(text: str) -> float:
    """Width in em, by estimate: full-width signs 1, all others a little more than half."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.58 for sign in text)


def _cut(text: str, most: float) -> str:
    """The text, or as much of it as fits."""
    if width(text) <= most:
        return text
    while text and width(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _marks(found: Sequence[tuple[str, float]], *, mirrored: bool) -> tuple[Mark, ...]:
    """Each word on the first line on which, on the narrowest phone, nothing stands in its way."""
    taken: list[list[tuple[float, float]]] = []
    marks: list[Mark] = []
    for word, place in sorted(found, key=lambda item: -item[1] if mirrored else item[1]):
        long = (width(word) + 1) / PHONE * 100
        side = 0 if max(place, 100 - place) < long else 1 if place <= 50 else -1
        left = place - long * (1 - side) / 2
        line = next(
            (index for index, there in enumerate(taken) if all(left + long <= a or b <= left for a, b in there)),
            len(taken),
        )
        if line == len(taken):
            taken.append([])
        taken[line].append((left, left + long))
        # Where text runs to the left, it starts on the right.
        anchor = {0: "middle", 1: "start", -1: "end"}[-side if mirrored else side]
        marks.append(Mark(place, line, word, anchor, _GAP * side))
    return tuple(marks)


def _ticks(context: Context, scale: _Scale) -> Iterator[Tick]:
    zone, dates = context.site.zone, context.language.dates
    unit, moments = round_times(scale.start, scale.end, zone)
    words = {Unit.CLOCK: dates.time, Unit.DAY: dates.day_short, Unit.MONTH: dates.month}[unit]
    begins = [is_first and unit is Unit.CLOCK for is_first in day_begins(moments, zone)]
    labels = [_placed(scale, at, words(at)) for at in moments]
    days = [_placed(scale, at, dates.day_short(at)) for at, is_first in zip(moments, begins, strict=True) if is_first]
    # Of two days that begin near to each other, the later is said.
    said = dict(_apart([*reversed(days)]))
    for place, (text, anchor) in _apart(labels):
        day, day_anchor = said.get(place, ("", anchor))
        yield Tick(place, day_anchor if day else anchor, text, day)


_Label = tuple[str, str]
"""(text, anchor)"""


def _placed(scale: _Scale, at: datetime, text: str) -> tuple[float, _Label]:
    place, half = scale.at(at), width(text) / PHONE * 50
    if half <= place <= 100 - half:
        return place, (text, "middle")
    return place, (text, "start" if (place < half) is not scale.is_mirrored else "end")


def _apart(labels: Sequence[tuple[float, _Label]]) -> Iterator[tuple[float, _Label]]:
    """Those that do not run into one before them, on the narrowest phone."""
    taken: list[tuple[float, float]] = []
    for place, (text, anchor) in labels:
        long = (width(text) + 0.5) / PHONE * 100
        left = place - long / 2 if anchor == "middle" else place if place < 50 else place - long
        if all(left + long <= a or b <= left for a, b in taken):
            taken.append((left, left + long))
            yield place, (text, anchor)


def _table(context: Context, course: Course, window: Window | None) -> Iterator[Told]:
    kind = course.incident.kind
    rows: list[tuple[datetime, bool, Sentence]] = []
    if window is not None:
        yield Told(window_sentence(context, window, year=True), context.words("measure.planned"))
    for segment in course.segments:
        first, last = segment is course.segments[0], segment is course.segments[-1]
        began = segment.told_start or Moment(segment.start)
        rows.append(
            (began.at, began.about, context.words(kind_key(context, kind, "began" if first else "began_again")))
        )
        if segment.end is not None:
            ended = segment.told_end if isinstance(segment.told_end, Moment) else Moment(segment.end)
            said = context.words(kind_key(context, kind, "ended" if last else "paused"))
            rows.append((ended.at, ended.about, said))
    if kind is not Kind.MAINTENANCE:
        if course.detected_at is not None:
            found = course.detected_at
            rows.append((found.at, found.about, context.words(kind_key(context, kind, "detected"))))
        if (told := first_told(course)) is not None:
            rows.append((told, False, context.words("picture.first_notice")))
    rows += _turns(context, course)
    rows.sort(key=lambda row: row[0])
    moments = dict.fromkeys(at for at, _, _ in rows)
    for moment in moments:
        told_then = [(about, words) for at, about, words in rows if at == moment]
        time: Run = context.told(Moment(moment, about=told_then[0][0]), zone=False)
        yield Told((time,), context.listed([words for _, words in told_then], "list.semicolon"))


def _turns(context: Context, course: Course) -> Iterator[tuple[datetime, bool, Sentence]]:
    """Every change of a state; services that change alike and at once are said together."""
    alike: dict[tuple[datetime, State, State], list[str]] = {}
    for service in course.services:
        spans = [span for span in course.spans if span.service == service]
        for index, span in enumerate(spans):
            before, after = spans[index - 1] if index else None, spans[index + 1] if index + 1 < len(spans) else None
            old = before.state if before is not None and before.end == span.start else State.OPERATIONAL
            alike.setdefault((span.start, old, span.state), []).append(service)
            if span.end is not None and (after is None or after.start != span.end):
                alike.setdefault((span.end, span.state, State.OPERATIONAL), []).append(service)
    for (at, old, new), services in alike.items():
        words = context.sentence(
            "change.state",
            service=context.listed([(context.service_name(service),) for service in services]),
            old=context.say(f"state.{old.value}"),
            new=context.say(f"state.{new.value}"),
        )
        yield at, False, words
