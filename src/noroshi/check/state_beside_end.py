"""state-beside-end (error), impact-beside-end, state-in-notice (warnings): what does not count where it stands.

What:    an update whose status is terminal, or stays so, gives a service a state other than operational, or
         says another impact than before (not the first update: there both say what held); or a notice gives
         a service a state.
Why:     an end sets every service to operational, so the state and the impact would be lost without a word.
         Notices (correction, continuity, announcement) never change a service.
Example: ``status: resolved`` with ``services: {payment-api: partial_outage}``, or with ``impact: major``.
Write:   ``status: monitoring`` while it is not over; ``investigating`` opens it again; an impact in an update
         before the end, or nothing; a new incident for what is wrong beside a notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.document import ERROR, WARNING, Document, in_update
from noroshi.model.problem import Problem
from noroshi.model.terms import STATUSES, Impact, State

IDS = ("state-beside-end", "state-in-notice", "impact-beside-end")


def check(document: Document) -> Iterator[Problem]:
    """Findings of state-beside-end, impact-beside-end and state-in-notice."""
    for incident in document.incidents:
        if incident.withdrawn is not None:
            continue
        kind = incident.kind
        active = tuple(status.value for status in STATUSES[kind] if not status.is_terminal)
        told = Impact.NONE
        for step in document.courses[incident.id].steps:
            status, update = step.standing.status, step.update
            if update.withdrawn is not None:
                continue
            is_over = status.is_terminal and step.before is not None
            if not status.is_terminal:
                told = step.standing.impact
            # To repeat what was told loses nothing.
            if is_over and update.impact not in (None, Impact.NONE, told):
                said = {"value": f"impact: {update.impact}", "status": status.value}
                yield in_update(IDS[2], WARNING, incident, update, "impact", **said)
            lost = [change for change in update.services if change.state not in (None, State.OPERATIONAL)]
            for change in lost:
                if kind.is_notice:
                    rule, severity = IDS[1], WARNING
                elif is_over:
                    rule, severity = IDS[0], ERROR
                else:
                    continue
                yield in_update(
                    rule,
                    severity,
                    incident,
                    update,
                    f"services.{change.service}",
                    value=f"{change.service}: {change.state}",
                    status=status.value,
                    kind=kind.value,
                    active=active,
                )
