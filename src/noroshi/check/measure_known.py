"""unknown-measure, measure-without-report (errors): an update speaks of a measure that no report names.

What:    ``measures`` of an update has an id that report.md does not have, or there is no report.md.
Why:     report.md says what a measure is; without it a date or a state belongs to nothing and is lost.
Example: ``measures: {limit: {state: done}}`` where report.md says ``limits``.
Write:   the id as in report.md; a measure that is new goes there, under ``measures``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import ERROR, Document, each_update, in_update
from noroshi.model.problem import Problem
from noroshi.source.nearest import nearest

IDS = ("unknown-measure", "measure-without-report")


def check(document: Document) -> Iterator[Problem]:
    """Findings of unknown-measure and measure-without-report."""
    for incident, update in each_update(document):
        report = incident.report
        known = tuple(measure.id for measure in report.measures) if report else ()
        for name in update.measures:
            key = f"measures.{name}"
            if report is not None and name not in known:
                yield in_update(
                    IDS[0], ERROR, incident, update, key, value=name, allowed=known, near=nearest(name, known)
                )
            elif report is None and f"{incident.id}/report" not in document.known_elsewhere:
                yield in_update(IDS[1], ERROR, incident, update, key, value=name)
