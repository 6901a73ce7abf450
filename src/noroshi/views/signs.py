"""States → signs: a shape and a word."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from noroshi.model.clock import Phase, phase
from noroshi.model.course import Course
from noroshi.model.standing import Step
from noroshi.model.terms import Impact, Kind, State, Status
from noroshi.views.context import Context
from noroshi.views.pieces import Sign


def state_sign(context: Context, state: State) -> Sign:
    """A service's state."""
    return context.once(_state_signs)[state]


def _state_signs(context: Context) -> dict[State, Sign]:
    return {state: Sign(state.value, context.say(f"state.{state.value}")) for state in State}


def status_word(context: Context, kind: Kind, status: Status) -> str:
    """A status as the page says it; a kind may have its own word for one."""
    return context.once(_status_words)[kind, status]


def _status_words(context: Context) -> dict[tuple[Kind, Status], str]:
    """Of every pair that there is a word for."""
    has, found = context.language.words.has, dict[tuple[Kind, Status], str]()
    for kind in Kind:
        for status in Status:
            own = f"status.{kind.value}.{status.value}"
            key = f"kind.{kind.value}" if kind.is_notice else own if has(own) else f"status.{status.value}"
            if has(key):
                found[kind, status] = context.say(key)
    return found


def _code(kind: Kind, impact: Impact, status: Status) -> str:
    if kind.is_notice or status in (Status.FALSE_ALARM, Status.CANCELLED):
        return "notice"
    if status.is_terminal:
        return State.OPERATIONAL.value
    if kind is Kind.MAINTENANCE:
        return State.UNDER_MAINTENANCE.value
    return impact.state.value if impact is not Impact.NONE else "notice"


def entry_sign(context: Context, course: Course) -> Sign:
    """Of an entry: while it is open the shape of the worst it was, once it is over the ring with the tick.

    The word says where it stands. A shape of trouble beside it would read as trouble that goes on.
    """
    kind, status = course.incident.kind, course.standing.status
    if course.is_withdrawn:
        return Sign("notice", context.say("word.withdrawn"))
    return Sign(
        _code(kind, course.worst_impact, status), phase_word(context, course) or status_word(context, kind, status)
    )


def phase_word(context: Context, course: Course) -> str:
    """Of a maintenance that the clock has brought further than its last update said; else empty."""
    if course.incident.kind is not Kind.MAINTENANCE:
        return ""
    step = phase(course, context.now)
    begun = step is Phase.WITHIN and course.standing.status is Status.SCHEDULED
    return context.say(f"phase.{step.value}") if begun or step is Phase.OVERDUE else ""


def step_sign(context: Context, course: Course, step: Step) -> Sign:
    """Of an update: the shape of how bad it is after it; once it is over, the ring with the tick."""
    return context.once(_step_signs)(course.incident.kind, step.standing.impact, step.standing.status)


def _step_signs(context: Context) -> Callable[[Kind, Impact, Status], Sign]:
    return cache(lambda kind, impact, status: Sign(_code(kind, impact, status), status_word(context, kind, status)))
