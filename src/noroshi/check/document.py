"""A site with its incidents at one moment → what every rule looks at, and the findings it yields.

A rule is a callable that takes a :class:`Document` and yields problems; it never raises one. A site adds
its own in build.py, beside noroshi's::

    from noroshi.check import RULES, Document
    from noroshi.model.problem import Place, Problem, Severity

    def every_incident_names_a_service(document: Document):
        for incident in document.incidents:
            if not document.courses[incident.id].services:
                yield Problem(
                    incident.place,
                    "our-service",
                    Severity.WARNING,
                    {"words": {"en": "which service is it about?", "ja": "どのサービスのことですか"}},
                    incident=incident.id,
                )

    noroshi.main(root, rules=[*RULES, every_incident_names_a_service])

Such a rule carries its words: the argument ``words`` says the headline in ``en`` and ``ja``, and where there
is something to write instead, ``en_hint`` and ``ja_hint`` (a text or a tuple of lines). Names in braces are
filled with the other arguments. Rule ids are kebab-case and not among noroshi's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from noroshi.model.course import Course, course
from noroshi.model.frozen import frozen
from noroshi.model.incident import Incident, Report
from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.site import Site
from noroshi.model.update import Update

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@frozen
class Document:
    """Everything that is checked, drafts and drills included."""

    site: Site
    courses: Mapping[str, Course]
    """Incident id → course. Under an explicit ``now`` without later updates: see ``archive.as_of``. What a course
    itself says (``id``, ``kind``, ``related``, …) costs nothing; its ``incident`` may have to be read first."""
    now: datetime
    now_is_explicit: bool
    """Somebody named the moment (``--now``, ``SOURCE_DATE_EPOCH``, ``demonstration``)."""
    known_elsewhere: Set[str] = frozenset()
    """``incident`` and ``incident/update`` that exist without being here: told later than ``now``, or with
    errors of their own. To name them is no mistake."""

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """Of every one of ``courses``."""
        return tuple(course.incident for course in self.courses.values())


Rule = Callable[[Document], Iterable[Problem]]


def document_of(
    site: Site,
    incidents: Iterable[Incident],
    now: datetime,
    *,
    now_is_explicit: bool = False,
    known_elsewhere: Set[str] = frozenset(),
) -> Document:
    """The document of these incidents. Of two with one id the last one counts."""
    courses = {incident.id: course(incident) for incident in incidents}
    return Document(site, courses, now, now_is_explicit, known_elsewhere)


def counted(incident: Incident) -> tuple[Update, ...]:
    """Updates whose facts count, oldest first; none of a withdrawn incident."""
    if incident.withdrawn is not None:
        return ()
    return tuple(update for update in incident.updates if update.withdrawn is None)


def each_update(document: Document) -> Iterator[tuple[Incident, Update]]:
    """Every update whose facts count."""
    for incident in document.incidents:
        for update in counted(incident):
            yield incident, update


def in_update(rule: str, severity: Severity, incident: Incident, update: Update, key: str, **arguments: Any) -> Problem:
    """A finding at ``key`` of an update; dotted where it is within another (``window.end``)."""
    return Problem(update.where(key), rule, severity, arguments, incident.id, update.id)


def in_incident(rule: str, severity: Severity, incident: Incident, at_key: str, **arguments: Any) -> Problem:
    """A finding at the key ``at_key`` of incident.md."""
    place = Place(incident.place.path, incident.lines.get(at_key, incident.place.line))
    return Problem(place, rule, severity, arguments, incident.id)


def in_report(rule: str, severity: Severity, incident: Incident, report: Report, key: str, **arguments: Any) -> Problem:
    """A finding at ``key`` of report.md."""
    place = Place(report.place.path, report.lines.get(key, report.place.line))
    return Problem(place, rule, severity, arguments, incident.id, report.id)


def written(moment: datetime, zone: tzinfo) -> str:
    """A moment as a writer would type it: ``2026-11-18 13:58+09:00``, with seconds where there are any."""
    local = moment.astimezone(zone)
    return local.isoformat(" ", "seconds" if local.second else "minutes")
