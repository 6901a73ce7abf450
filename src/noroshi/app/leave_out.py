"""Problems → what may be published all the same (``--keep-going``): everything but the updates with errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from noroshi.model.course import Course
from noroshi.model.course import course as course_of
from noroshi.model.frozen import frozen
from noroshi.model.incident import Incident
from noroshi.model.problem import Problem, Severity
from noroshi.source.names import is_safe

_LINKS = frozenset({"unknown-incident", "unknown-update", "alias-taken"})
"""Errors in ``related``, ``corrects`` and ``aliases``."""


@frozen
class Kept:
    """What remains when everything with an error is left out."""

    courses: tuple[Course, ...] = ()
    """Of every incident, each without its broken updates, which ``left_out`` names."""
    updates: tuple[tuple[str, str], ...] = ()
    """(incident id, update id) of what was left out."""
    incidents_left_out: tuple[str, ...] = ()
    """Ids of incidents of which nothing can be published, by id; none whose name could never be an address."""
    in_doubt: bool = False
    """Whether one of which nothing can be published may be open: then nobody knows that all is well."""


def leave_out(
    courses: tuple[Course, ...],
    problems: tuple[Problem, ...],
    check: Callable[[tuple[Course, ...]], tuple[Problem, ...]],
    unseen: Callable[[Problem], bool] = lambda _: False,
    may_be_open: Callable[[Problem], bool] = lambda _: True,
) -> Kept:
    """Leave out updates with errors, and incidents whose errors are not in one update.

    ``unseen`` says whether the incident of a problem would not have been public anyway, ``may_be_open`` whether
    nothing tells that it is over.

    What is left is checked again, since without an update another may be wrong (the first that remains
    might be before the beginning), until nothing more has to go.
    """
    if not any(map(_is_error, problems)):
        return Kept(courses)
    kept, found = courses, problems
    # Incidents that the source could not make at all never came here.
    here = {course.id for course in courses}
    never = [
        problem for problem in problems if _is_error(problem) and problem.incident and problem.incident not in here
    ]
    lost = {problem.incident for problem in never} - {problem.incident for problem in never if unseen(problem)}
    # One whose files have errors comes with the names of its broken updates.
    touched = {problem.incident for problem in problems if _is_error(problem)}
    while any(map(_is_error, problems)):
        concerned = {problem.incident for problem in problems if _is_error(problem)}
        touched |= concerned
        bad = {
            (problem.incident, problem.update)
            for problem in problems
            if _is_error(problem) and problem.rule not in _LINKS
        }
        smaller: list[Course] = []
        for course in kept:
            remaining = _smaller(course, problems, bad) if course.id in concerned else course
            if remaining is None:
                lost.add(course.id)
            else:
                smaller.append(remaining)
        if all(one is other for one, other in zip(smaller, kept, strict=False)) and len(smaller) == len(kept):
            break
        kept = tuple(smaller)
        problems = check(kept)
    named = {(course.id, update) for course in kept if course.id in touched for update in course.incident.left_out}
    # These were no addresses before, so none has to say that something is missing.
    hidden = {course.id for course in courses if course.draft or course.drill}
    addresses = {incident_id for incident_id in lost - hidden if is_safe(incident_id)}
    whose = [problem for problem in (*found, *problems) if _is_error(problem) and problem.incident in lost - hidden]
    in_doubt = any(map(may_be_open, whose))
    return Kept(kept, tuple(sorted(named)), tuple(sorted(addresses)), in_doubt)


def _smaller(whole: Course, problems: tuple[Problem, ...], bad: set[tuple[str, str]]) -> Course | None:
    """The very same course where nothing has to go."""
    incident = whole.incident
    remaining = _without(_unlinked(incident, problems), bad)
    if remaining is None:
        return None
    return whole if remaining is incident else course_of(remaining)


def _is_error(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _unlinked(incident: Incident, problems: tuple[Problem, ...]) -> Incident:
    """Without the links that lead nowhere: that loses the link alone, not the incident."""
    wrong = {
        str(problem.arguments["value"])
        for problem in problems
        if problem.incident == incident.id and problem.rule in _LINKS
    }
    if not wrong:
        return incident
    correction = incident.correction
    if correction is not None and isinstance(correction.corrects, str) and correction.corrects in wrong:
        correction = replace(correction, corrects=None)
    return replace(
        incident,
        related=tuple(name for name in incident.related if name not in wrong),
        aliases=tuple(alias for alias in incident.aliases if alias not in wrong),
        correction=correction,
    )


def _without(incident: Incident, bad: set[tuple[str, str]]) -> Incident | None:
    if (incident.id, "") in bad:
        return None
    broken = {update for other, update in bad if other == incident.id}
    if not broken:
        return incident
    updates = tuple(update for update in incident.updates if update.id not in broken)
    report = None if incident.report and incident.report.id in broken else incident.report
    if not updates:
        return None
    left_out = tuple(sorted({*incident.left_out, *broken}))
    return replace(incident, updates=updates, report=report, left_out=left_out)
