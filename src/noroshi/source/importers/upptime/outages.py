"""What the monitor saw of one service → one incident for each time that it was down.

A pair counts only after a down: 🟩 without a 🟥 before it is an ordinary measurement, and so is another 🟥 of what is
down already. What was up again for less than ten minutes is one incident, in which the pause is told. A service
that was only slow (🟨) makes no incident of its own; it is counted for the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from noroshi.model.frozen import frozen
from noroshi.source.importers.imported import ImportedFile, ImportedService, Remark
from noroshi.source.importers.moments import written
from noroshi.source.importers.told import Said, files_of
from noroshi.source.importers.upptime.commits import DEGRADED, DOWN, UP, Sighting
from noroshi.source.writing import Value
from noroshi.source.zones import zone

LONGEST_PAUSE = timedelta(minutes=10)
SAID_BY = "*Recorded by the monitor (Upptime); nobody wrote about it.*"
"""It stands below the monitor's words in the first update of each such incident, in their language."""
LANGUAGE = "en"
"""Of all that the monitor writes, whatever language its people use."""

_STATES = {
    DOWN: ("investigating", "critical", "major_outage"),
    DEGRADED: ("", "minor", "degraded_performance"),
    UP: ("monitoring", "none", "operational"),
}
"""Of an update that neither begins nor ends the incident."""


@frozen
class Outage:
    """One incident, as the monitor saw it; the first sighting is a down."""

    seen: tuple[Sighting, ...]

    @property
    def ended_at(self) -> datetime | None:
        """None: it is not over."""
        return self.seen[-1].at if self.seen[-1].status == UP else None


@dataclass
class Outages:
    """Those of one service."""

    outages: list[Outage] = field(default_factory=list)
    slow: int = 0
    """How many times it was only slow."""


def outages(sighted: Iterable[Sighting]) -> Outages:
    """Find them; ``sighted`` is oldest first."""
    found = Outages()
    seen: list[Sighting] = []
    """Of the last incident, which may be over."""
    before = UP
    for sighting in sighted:
        is_open = bool(seen) and seen[-1].status != UP
        if sighting.status == DOWN and not is_open:
            if seen and sighting.at - seen[-1].at >= LONGEST_PAUSE:
                found.outages.append(Outage(tuple(seen)))
                seen = []
            seen.append(sighting)
        elif is_open and sighting.status != seen[-1].status:
            seen.append(sighting)
        elif sighting.status == DEGRADED and before != DEGRADED and not is_open:
            found.slow += 1
        before = sighting.status
    if seen:
        found.outages.append(Outage(tuple(seen)))
    return found


@frozen
class Place:
    """Where an outage goes, and where it comes from."""

    id: str
    file: str
    """Of the source: ``history/shop.yml``."""
    service: ImportedService
    is_watched: bool
    """Whether the configuration still has the service."""


def outage_file(outage: Outage, place: Place, now: datetime) -> ImportedFile:
    """The incident's folder and its row of the report."""
    guessed = [Remark("made-by-monitor")]
    said: list[Said] = []
    last = outage.seen[-1]
    for number, sighting in enumerate(outage.seen):
        status, impact, state = _STATES[sighting.status]
        facts: dict[str, Value] = {"impact": impact, "services": {place.service.id: state}}
        text = as_text(sighting.text)
        if sighting.at > now:
            guessed.append(Remark("time-to-come", {"value": written(sighting.at)}))
        if number == 0:
            status, text = "", f"{text}\n\n{SAID_BY}"
        elif sighting is last and sighting.status == UP:
            status, facts = "resolved", {}
        said.append(Said(min(sighting.at, now), text, status, facts=facts))
    if outage.ended_at is None and not place.is_watched:
        # Nobody watches it any more: it would be open for ever.
        guessed.append(Remark("end-unknown", {"value": written(said[-1].at)}))
        said.append(Said(said[-1].at, status="resolved", ended_unknown=True))
    head: dict[str, Value] = {"title": f"{place.service.name} is down", "lang": LANGUAGE}
    files = files_of(head, said, zone("UTC"))
    without_words = sum(not item.text for item in said)
    part = f"#{outage.seen[0].commit}"
    return ImportedFile(place.file, place.id, files, tuple(guessed), without_words=without_words, part=part)


def as_text(line: str) -> str:
    """A line that a program wrote, as Markdown that shows it unchanged."""
    return re.sub(r"([\\`*_\[\]<>#&|~])", r"\\\1", " ".join(line.split()))
