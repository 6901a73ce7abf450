"""future-time (error): a time more than ten minutes after the moment of the build.

What:    ``at``, ``began_at``, ``detected_at``, ``ended_at`` or a period's ``to`` of an update, or ``at`` of
         report.md, lies ahead.
Why:     nothing can have been said, begun or ended then; an update of tomorrow would stand above today's. The
         usual cause is a wrong zone: a time in UTC without ``Z``, or local time with it. Ten minutes are
         allowed because clocks differ. Under an explicit ``--now`` later updates were left out before.
Example: ``at: 2026-11-21 12:12Z`` at 03:12 UTC, on a site in Tokyo.
Write:   the time with its offset, ``at: 2026-11-21 12:12+09:00``; a text for later is a ``draft``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from noroshi.check.document import ERROR, Document, in_report, in_update, written
from noroshi.model.problem import Problem
from noroshi.model.text import Moment
from noroshi.model.update import Update

IDS = ("future-time",)
ALLOWED = timedelta(minutes=10)


def check(document: Document) -> Iterator[Problem]:
    """Findings of future-time."""
    latest = document.now + ALLOWED
    for incident in document.incidents:
        for update in incident.updates:
            for key, moment in _moments(update):
                if moment > latest:
                    arguments = _arguments(document, key.rpartition(".")[2], moment)
                    yield in_update(IDS[0], ERROR, incident, update, key, **arguments)
        report = incident.report
        if report is not None and report.at > latest:
            yield in_report(IDS[0], ERROR, incident, report, "at", **_arguments(document, "at", report.at))


def _moments(update: Update) -> Iterator[tuple[str, datetime]]:
    yield "at", update.at
    for key, told in (
        ("began_at", update.began_at),
        ("detected_at", update.detected_at),
        ("ended_at", update.ended_at),
    ):
        if isinstance(told, Moment) and update.withdrawn is None:
            yield key, told.at
    if update.withdrawn is None:
        for number, period in enumerate(update.periods):
            yield f"periods.{number}.to", period.end


def _arguments(document: Document, key: str, moment: datetime) -> dict[str, str]:
    """``as_utc`` and ``as_local``: the line to write if that zone was meant, where it would make sense."""
    zone, latest = document.site.zone, document.now + ALLOWED
    as_utc = moment.astimezone(zone).replace(tzinfo=UTC)
    as_local = moment.astimezone(UTC).replace(tzinfo=zone)
    return {
        "value": f"{key}: {written(moment, zone)}",
        "now": written(document.now, zone),
        "zone": document.site.timezone,
        "as_utc": f"{key}: {as_utc:%Y-%m-%d %H:%M}Z" if as_utc <= latest else "",
        "as_local": f"{key}: {written(as_local, zone)}" if as_local <= latest else "",
    }
