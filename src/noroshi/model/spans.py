"""Segments of effect and changes of state → spans: when each service was in which state."""

from __future__ import annotations

from datetime import UTC, datetime

from noroshi.model.frozen import frozen
from noroshi.model.terms import Known, State
from noroshi.model.text import Moment


@frozen
class Segment:
    """A stretch of time in which customers were affected."""

    start: datetime
    end: datetime | None
    """``None``: it lasts, or (``is_over``) nobody knows since when it is over."""
    is_over: bool = False
    told_end: Moment | Known | None = None
    """What ``ended_at`` said of it, where it was said."""
    started_by: str = ""
    """Id of the update that began it."""
    told_start: Moment | None = None
    """What ``began_at`` said of it, where it was said."""
    knows_start: bool = True
    """``False``: it was over when it was told, and nobody said since when it had been."""


@frozen
class StateChange:
    """A service changes to a state."""

    service: str
    state: State
    at: datetime
    from_the_start: bool
    """Said by the first update: it holds from the beginning of the first segment."""


@frozen
class StateSpan:
    """A service in one state other than operational."""

    service: str
    state: State
    start: datetime
    end: datetime | None
    """``None``: it lasts, or (``is_over``) nobody knows since when it is over."""
    is_over: bool = False


_EVER = datetime.min.replace(tzinfo=UTC)


def state_spans(segments: tuple[Segment, ...], changes: tuple[StateChange, ...]) -> tuple[StateSpan, ...]:
    """Each service's states within the segments, by service in order of first mention, then by time.

    ``changes`` in the order told. Between segments nothing holds; in a later segment the last state holds
    again unless changed.
    """
    by_service: dict[str, list[tuple[datetime, State]]] = {}
    for change in changes:
        marks = by_service.setdefault(change.service, [])
        at = _EVER if change.from_the_start else change.at
        # The newest word holds: of what was told before, it leaves only what was before its own time.
        while marks and marks[-1][0] >= at:
            marks.pop()
        marks.append((at, change.state))
    return tuple(
        span
        for service, marks in by_service.items()
        for segment in segments
        for span in _within(segment, service, marks)
    )


def _within(segment: Segment, service: str, told: list[tuple[datetime, State]]) -> list[StateSpan]:
    marks: list[tuple[datetime, State]] = []
    for told_at, state in told:
        at = max(told_at, segment.start)
        # A segment whose end nobody knows shows what held at its beginning and changed later as told.
        if segment.end is not None and at >= segment.end:
            break
        if marks and marks[-1][0] == at:
            marks.pop()
        if not marks or marks[-1][1] is not state:
            marks.append((at, state))
    spans = []
    for index, (start, state) in enumerate(marks):
        last = index + 1 == len(marks)
        end = segment.end if last else marks[index + 1][0]
        if state is not State.OPERATIONAL:
            spans.append(StateSpan(service, state, start, end, is_over=segment.is_over or not last))
    return spans
