"""no-impact-no-states, services-without-impact (warnings): nobody says how bad it is.

What:    no update of an incident says ``impact`` or names a service; or an update lists services without
         states while no ``impact`` was said: they count as minor.
Why:     minor is a guess. It colours the page, and degraded performance costs no availability.
Example: ``services: payment-api`` without ``impact``.
Write:   ``impact: major``, or the states: ``services: {payment-api: partial_outage}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, counted, in_update
from noroshi.model.problem import Problem
from noroshi.model.terms import Impact, Kind, Status

IDS = ("no-impact-no-states", "services-without-impact")


def check(document: Document) -> Iterator[Problem]:
    """Findings of no-impact-no-states and services-without-impact."""
    allowed = tuple(impact.value for impact in Impact)
    for incident in document.incidents:
        updates = counted(incident)
        if incident.kind not in (Kind.INCIDENT, Kind.SECURITY) or not updates:
            continue
        if document.courses[incident.id].standing.status is Status.FALSE_ALARM:
            continue
        if all(update.impact is None and not update.services for update in updates):
            yield in_update(IDS[0], WARNING, incident, updates[0], "impact", allowed=allowed, paste="impact: minor")
        is_said = False
        is_over = False
        for number, update in enumerate(updates):
            is_over = update.status.is_terminal if update.status is not None else is_over
            if is_over and number > 0:
                continue  # Beside an end a list says only which services it was about.
            is_said = is_said or update.impact is not None
            bare = tuple(change.service for change in update.services if change.state is None)
            if bare and not is_said:
                yield in_update(
                    IDS[1], WARNING, incident, update, "services", value=bare, allowed=allowed, paste="impact: minor"
                )
