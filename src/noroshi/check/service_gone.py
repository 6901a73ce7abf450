"""service-gone (warning): an update names a service that no longer existed.

What:    ``at`` of an update is after ``until`` of a service that it names.
Why:     nothing after ``until`` counts in availability, so the disruption would not; one of the two is wrong.
Example: ``services: fax`` on 2026-11-18, where site.toml says ``until = 2026-03-31``.
Write:   another service, or a later ``until`` in site.toml.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, each_update, in_update
from noroshi.model.availability import has_passed
from noroshi.model.problem import Problem
from noroshi.model.terms import Kind

IDS = ("service-gone",)


def check(document: Document) -> Iterator[Problem]:
    """Findings of service-gone."""
    until = {service.id: service.until for service in document.site.services if service.until is not None}
    for incident, update in each_update(document):
        if incident.kind not in (Kind.INCIDENT, Kind.SECURITY, Kind.MAINTENANCE):
            continue  # An announcement may well say that a service has ended.
        for change in update.services:
            last = until.get(change.service)
            if last is not None and has_passed(last, change.since or update.at, document.site.zone):
                yield in_update(
                    IDS[0],
                    WARNING,
                    incident,
                    update,
                    f"services.{change.service}",
                    value=change.service,
                    until=last.isoformat(),
                )
