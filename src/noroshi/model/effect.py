"""Statuses and told times of an incident → segments: when customers were affected.

A phase begins with the first update or a re-opening, and ends with a terminal status. ``began_at``,
``ended_at`` and a maintenance's window say when its effect really began and ended; ``periods`` replace
every phase begun until then. The rules are those of docs/content-format.md, "Updates".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from noroshi.model.spans import Segment
from noroshi.model.terms import Impact, Kind, Known, State, Status
from noroshi.model.text import Moment
from noroshi.model.update import Update

AT_WORK = frozenset({Status.IN_PROGRESS, Status.VERIFYING})


@dataclass
class _Phase:
    """From the update that opened it to the one that closed it."""

    update: str
    opened_at: datetime
    since: datetime | None = None
    """The earliest ``since`` of its services: where no ``began_at`` is told, it began then."""
    closed_at: datetime | None = None
    told_start: Moment | None = None
    told_end: Moment | Known | None = None
    work_at: datetime | None = None
    """First ``in_progress`` of a maintenance."""
    window_start: datetime | None = None
    at_once: bool = False
    """Opened and closed by one update."""
    until_closed: bool = False
    """What went on beside told periods: it shows while open; once over, the periods say it all."""

    @property
    def start(self) -> datetime:
        if self.told_start is not None:
            return self.told_start.at
        return self.opened_at if self.since is None else min(self.since, self.opened_at)

    @property
    def end(self) -> datetime | None:
        """Where it is over: when, as told; ``None``: nobody knows."""
        if isinstance(self.told_end, Moment):
            return self.told_end.at
        if self.told_end is not None:
            return None
        # Said after the fact, without times: no duration is known, which is not a duration of zero.
        return None if self.at_once and self.told_start is None and self.since is None else self.closed_at


class Effect:
    """Takes the counting updates of one incident in their order."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.began: Moment | None = None
        """The newest ``began_at``."""
        self.ended: Moment | Known | None = None
        """The newest ``ended_at``."""
        self._phases: list[_Phase] = []
        self._periods: tuple[Segment, ...] = ()

    def take(self, update: Update, status: Status, before: Status | None, window_start: datetime | None) -> None:
        """``status`` after the update, ``before`` it; ``window_start`` as known now."""
        self.began = update.began_at or self.began
        self.ended = update.ended_at or self.ended
        closed = before is not None and before.is_terminal
        # Work that stopped and waits for another date: nothing holds until then.
        halted = status is Status.SCHEDULED and before in AT_WORK
        if halted:
            self._close(update.at)
        if before is None or halted or (closed and not status.is_terminal):
            self._phases.append(_Phase(update.id, update.at))
        if self._phases:
            self._take_times(update, status, before, window_start)
        if update.periods:
            self._replace_by_periods(update, status)
        if status.is_terminal and not closed:
            if self._phases and before is None:
                self._phases[-1].at_once = True
            self._close(update.at)
        if status is Status.FALSE_ALARM:
            self._phases.clear()
            self._periods = ()

    def _take_times(self, update: Update, status: Status, before: Status | None, window_start: datetime | None) -> None:
        phase = self._phases[-1]
        if phase.until_closed and not status.is_terminal and _says_effect(update):
            # Told after the periods and in so many words: it is one more stretch.
            phase.until_closed, phase.opened_at, phase.update = False, update.at, update.id
        if status in AT_WORK and phase.work_at is None:
            phase.work_at = update.at
        phase.window_start = window_start or phase.window_start
        if not status.is_terminal or before is None:
            self._take_since(phase, update)
        if update.began_at is not None and not self._in_periods(update.began_at.at):
            self._begun_in(update.began_at.at).told_start = update.began_at
        if update.ended_at is not None:
            ended = update.ended_at
            if isinstance(ended, Known) or not self._in_periods(ended.at):
                self._ended_in(ended).told_end = ended

    def _take_since(self, phase: _Phase, update: Update) -> None:
        sinces = [change.since for change in update.services if change.since and change.state is not State.OPERATIONAL]
        earliest = min(sinces, default=None)
        if earliest is None or self._in_periods(earliest):
            return
        # A change dated into an earlier phase corrects that one; it does not begin this one.
        last_end = self._phases[-2].closed_at if len(self._phases) > 1 else None
        if last_end is None or earliest > last_end:
            phase.since = earliest if phase.since is None else min(phase.since, earliest)

    def _in_periods(self, at: datetime) -> bool:
        """Whether the told periods, which stand as they are, speak for that time."""
        return bool(self._periods) and at <= max(segment.end or segment.start for segment in self._periods)

    def _begun_in(self, at: datetime) -> _Phase:
        """The phase that a told beginning belongs to: the first that was not over by then."""
        for phase in self._phases:
            if phase.closed_at is None or at <= (phase.end or phase.closed_at):
                return phase
        return self._phases[-1]

    def _ended_in(self, ended: Moment | Known) -> _Phase:
        """The phase that a told end belongs to: the last that had begun by then."""
        for phase in reversed(self._phases):
            if isinstance(ended, Known) or ended.at >= phase.start:
                return phase
        return self._phases[0]

    def _replace_by_periods(self, update: Update, status: Status) -> None:
        self._periods = tuple(
            Segment(period.start, period.end, is_over=True, started_by=update.id)
            for period in sorted(update.periods, key=lambda period: period.start)
            if period.end > period.start
        )
        replaced = self._phases[-1] if self._phases else None
        self._phases.clear()
        if not status.is_terminal:
            last = max((segment.end for segment in self._periods if segment.end), default=update.at)
            phase = _Phase(update.id, max(update.at, last), until_closed=True)
            if replaced is not None:
                phase.work_at = update.at if replaced.work_at else None
                phase.window_start = replaced.window_start
            self._phases.append(phase)

    def _close(self, at: datetime) -> None:
        if self._phases and self._phases[-1].until_closed:
            self._phases.pop()
        elif self._phases:
            self._phases[-1].closed_at = at

    def told(self, segments: tuple[Segment, ...], *, over: bool) -> tuple[Moment | None, Moment | Known | None]:
        """(when it began, when it ended) as customers are told, of these segments."""
        if not segments:
            return self.began, self.ended if over else None
        first, last = segments[0], segments[-1]
        began = first.told_start or (Moment(first.start) if first.knows_start else None)
        if not over:
            return began, None
        return began, last.told_end or (Moment(last.end) if last.end else Known.UNKNOWN)

    def segments(self) -> tuple[Segment, ...]:
        """Oldest first; none overlaps the next."""
        place = self._by_window if self.kind is Kind.MAINTENANCE else self._by_phase
        placed = [segment for phase in self._phases if (segment := place(phase)) is not None]
        periods = list(self._periods)
        if periods:
            periods[0] = replace(periods[0], told_start=self.began)
            periods[-1] = replace(periods[-1], told_end=None if placed else self.ended)
        found: list[Segment] = []
        for segment in (*periods, *placed):
            if found:
                # Contradicting times never count a moment twice: the later stretch stays the later one.
                earlier = found[-1]
                start = max(segment.start, earlier.start)
                segment = replace(segment, start=start, end=segment.end and max(segment.end, start))
                if earlier.end is not None and earlier.end > start:
                    found[-1] = replace(earlier, end=start)
            found.append(segment)
        return tuple(found)

    def _by_phase(self, phase: _Phase) -> Segment | None:
        if phase.closed_at is None:
            return Segment(phase.start, None, started_by=phase.update, told_start=phase.told_start)
        start, end = phase.start, phase.end
        begun_unknown = phase.at_once and phase.told_start is None and phase.since is None
        knows_start = True
        if end is not None and (end < start or (end == start and begun_unknown)):
            # Said after the fact with an end alone: nobody knows when it began.
            knows_start = not begun_unknown
            start, end = min(start, end), None
        return Segment(
            start,
            end,
            is_over=True,
            told_end=phase.told_end,
            started_by=phase.update,
            told_start=phase.told_start,
            knows_start=knows_start,
        )

    def _by_window(self, phase: _Phase) -> Segment | None:
        """From the window's start, or from ``in_progress`` where that came first."""
        starts = [at for at in (phase.work_at, phase.window_start) if at is not None]
        if phase.told_start is not None:
            starts = [phase.told_start.at]
        if not starts:
            return None
        start = min(starts)
        if (self._periods or phase is not self._phases[0]) and phase.told_start is None:
            start = max(start, phase.opened_at)
        if phase.closed_at is None:
            return Segment(start, None, started_by=phase.update, told_start=phase.told_start)
        end = phase.end if phase.told_end is not None else phase.closed_at
        if phase.closed_at <= start or (end is not None and end <= start):
            return None
        return Segment(
            start,
            end,
            is_over=True,
            told_end=phase.told_end,
            started_by=phase.update,
            told_start=phase.told_start,
        )


def _says_effect(update: Update) -> bool:
    """Whether it says in so many words that something is wrong from here on."""
    if update.impact not in (None, Impact.NONE):
        return True
    return any(change.state is not State.OPERATIONAL for change in update.services)
