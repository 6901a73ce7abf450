"""Course → how long customers waited: from the beginning to our first notice, and to the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.terms import Kind
from noroshi.model.text import Moment


@frozen
class ResponseTimes:
    """Of one incident; ``None``: nobody has told the times, or it is not over."""

    first_notice: timedelta | None
    recovery: timedelta | None


_UNKNOWN = ResponseTimes(None, None)


def response_times(course: Course) -> ResponseTimes:
    """Of an incident or a security notice: everything from the beginning that its page says.

    That is ``began_at``, the earliest ``since`` of a service or the first of ``periods``. Where none of these is told
    an incident begins with its first update: the time to recovery counts from there, as everywhere, but how long
    customers waited for a notice nobody knows. A notice before the beginning took no time. Of several periods the
    time to recovery goes from the beginning of the first to the end of the last, pauses included: so long nobody could
    rely on it. (Availability counts without the pauses.) Rehearsals, false alarms, withdrawn and other entries have
    no times.
    """
    if course.kind not in (Kind.INCIDENT, Kind.SECURITY) or course.drill or course.is_withdrawn:
        return _UNKNOWN
    told = next((step.update.at for step in course.steps if step.update.withdrawn is None), None)
    if told is None or course.began_at is None or not course.segments:
        return _UNKNOWN
    began, ended = course.began_at.at, None if course.is_open else course.ended_at
    recovery = ended.at - began if isinstance(ended, Moment) and ended.at >= began else None
    by_periods = any(update.periods for update in course.incident.updates if update.withdrawn is None)
    if began == told and course.segments[0].told_start is None and not by_periods:
        return ResponseTimes(None, recovery)
    return ResponseTimes(max(told - began, timedelta()), recovery)


@frozen
class Spread:
    """Several durations in three figures, never without their number."""

    number: int
    """At least one."""
    shortest: timedelta
    median: timedelta
    """Of an even number the middle between the two in the middle."""
    longest: timedelta


def spread(durations: Sequence[timedelta]) -> Spread | None:
    """``None``: there are none."""
    if not durations:
        return None
    seconds = [item.total_seconds() for item in durations]
    return Spread(len(seconds), min(durations), timedelta(seconds=median(seconds)), max(durations))
