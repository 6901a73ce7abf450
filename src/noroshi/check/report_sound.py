"""report-before-incident, report-without-cause (warnings): a report that does not fit its incident.

What:    report.md is dated before the incident's first update; or neither it nor any update says ``cause``,
         and the report does not say that the cause is still being looked for.
Why:     the one is a typing error in a date. The other is a report without what it is for: the page has no line
         for the cause, and customers look for it first.
Example: report.md with ``at: 2026-10-25 10:00`` for an incident of 2026-11-18.
Write:   the right ``at``; ``cause: …`` in one line, or ``cause: unknown``, or ``cause_state: investigating``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, in_report, written
from noroshi.model.problem import Problem
from noroshi.model.terms import FactKey

IDS = ("report-before-incident", "report-without-cause")


def check(document: Document) -> Iterator[Problem]:
    """Findings of report-before-incident and report-without-cause."""
    zone = document.site.zone
    for incident in document.incidents:
        report = incident.report
        if report is None or incident.withdrawn is not None:
            continue
        course = document.courses[incident.id]
        if report.at < course.first_at:
            times = {"value": written(report.at, zone), "first": written(course.first_at, zone)}
            yield in_report(IDS[0], WARNING, incident, report, "at", **times)
        is_sought = report.cause_state == "investigating"
        if report.cause is None and FactKey.CAUSE not in course.standing.facts and not is_sought:
            yield in_report(IDS[1], WARNING, incident, report, "cause", paste="cause: unknown")
