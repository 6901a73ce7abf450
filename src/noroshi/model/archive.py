"""All incidents of a site with their courses: who relates to whom, what is going on, what was when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from noroshi.model.availability import Availability, availability
from noroshi.model.clock import Phase, phase, states_now
from noroshi.model.course import Course, course
from noroshi.model.incident import Incident
from noroshi.model.letters import Letter, letters
from noroshi.model.site import Service, Site
from noroshi.model.terms import Kind, State


@dataclass(frozen=True)
class Archive:
    """What is published, seen from ``now``."""

    courses: tuple[Course, ...]
    """Newest first: by first update, then by id."""
    now: datetime
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Incident id → ids shown as related, from both sides, newest first."""

    @cached_property
    def by_id(self) -> Mapping[str, Course]:
        """Incident id → course."""
        return {item.incident.id: item for item in self.courses}

    @cached_property
    def states(self) -> Mapping[str, State]:
        """Service id → worst state now; operational ones are absent."""
        return states_now(self.courses, self.now)

    @cached_property
    def open_incidents(self) -> tuple[Course, ...]:
        """Incidents and security entries that are not over, worst impact first, then newest."""
        found = [item for item in self.courses if item.is_open and item.incident.kind in (Kind.INCIDENT, Kind.SECURITY)]
        return tuple(sorted(found, key=lambda item: -item.standing.impact.rank))

    @cached_property
    def maintenance(self) -> Mapping[Phase, tuple[Course, ...]]:
        """Phase → maintenance in it: what comes next first; of those over, the newest first."""
        found: dict[Phase, list[Course]] = {item: [] for item in Phase}
        for item in self.courses:
            if item.incident.kind is Kind.MAINTENANCE:
                found[phase(item, self.now)].append(item)
        for key in (Phase.BEFORE, Phase.WITHIN, Phase.OVERDUE):
            found[key].sort(key=_window_key)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def notices(self) -> tuple[Course, ...]:
        """Announcements to be shown now: those whose window covers this moment, newest first."""
        return tuple(
            item
            for item in self.courses
            if item.incident.kind is Kind.ANNOUNCEMENT
            and not item.is_withdrawn
            and item.standing.window is not None
            and phase(item, self.now) is Phase.WITHIN
        )

    @cached_property
    def has_drills(self) -> bool:
        """Whether rehearsals are shown among it."""
        return any(item.incident.drill for item in self.courses)

    @cached_property
    def without_drills(self) -> Archive:
        """The same without rehearsals: for all that machines follow, whom no mark on a page would warn."""
        if not self.has_drills:
            return self
        courses = tuple(item for item in self.courses if not item.incident.drill)
        return Archive(courses, self.now, _both_sides(courses))

    def measured(self, service: Service, first: date, last: date, site: Site) -> Availability:
        """The service's availability over some days, reckoned once: pages and documents, in every language, ask."""
        key = (service.id, first, last)
        if key not in self._measured:
            self._measured[key] = availability(
                service,
                self.of_service(service.id),
                first=first,
                last=last,
                known_since=self.known_since,
                now=self.now,
                zone=site.zone,
                weights=site.weights,
            )
        return self._measured[key]

    @cached_property
    def _measured(self) -> dict[tuple[str, date, date], Availability]:
        return {}

    def letters(self, incident_id: str, *, reminder_hours: int) -> tuple[Letter, ...]:
        """Every letter of an incident until ``now``, made once: mails and kits, in every language, ask."""
        whole = self.by_id[incident_id]
        # Only a maintenance is announced again: of all else the hours make no difference.
        hours = reminder_hours if whole.incident.kind is Kind.MAINTENANCE else 0
        key = (incident_id, hours)
        if key not in self._letters:
            self._letters[key] = letters(whole, reminder_hours=hours, now=self.now)
        return self._letters[key]

    @cached_property
    def _letters(self) -> dict[tuple[str, int], tuple[Letter, ...]]:
        return {}

    @cached_property
    def known_since(self) -> datetime:
        """When the site's records begin: its first update, or what that says of before; else ``now``."""
        moments = [item.first_at for item in self.courses]
        moments += [span.start for item in self.courses for span in item.spans]
        return min(moments, default=self.now)

    def of_service(self, service: str) -> tuple[Course, ...]:
        """Every entry that ever named the service, newest first."""
        return self._by_service.get(service, ())

    def ever_of_service(self, service: str) -> tuple[Course, ...]:
        """The same with entries of which only withdrawn updates named it: for what must not lose them."""
        return tuple(item for item in self.courses if service in item.ever_named)

    @cached_property
    def _by_service(self) -> Mapping[str, tuple[Course, ...]]:
        found: dict[str, list[Course]] = {}
        for item in self.courses:
            for service in item.services:
                found.setdefault(service, []).append(item)
        return {service: tuple(items) for service, items in found.items()}


def archive(incidents: Iterable[Incident], now: datetime, *, drills: bool = False) -> Archive:
    """What is published of these incidents at ``now``: no drafts; drills only where asked for."""
    courses = [course(incident) for incident in incidents if not incident.draft and (drills or not incident.drill)]
    courses.sort(key=lambda item: (item.first_at, item.incident.id), reverse=True)
    return Archive(tuple(courses), now, _both_sides(courses))


def _both_sides(courses: Sequence[Course]) -> dict[str, tuple[str, ...]]:
    ids = [item.incident.id for item in courses]
    links: dict[str, set[str]] = {incident_id: set() for incident_id in ids}
    for item in courses:
        targets = set(item.incident.related)
        correction = item.incident.correction
        if correction is not None and isinstance(correction.corrects, str):
            targets.add(correction.corrects.split("/")[0])
        for other in targets:
            if other in links and other != item.incident.id:
                links[item.incident.id].add(other)
                links[other].add(item.incident.id)
    return {incident_id: tuple(other for other in ids if other in links[incident_id]) for incident_id in ids}


def _window_key(item: Course) -> tuple[bool, datetime, str]:
    window = item.standing.window
    start = window.start if window and window.start else item.first_at
    return (window is None, start, item.incident.id)


def as_of(incidents: Iterable[Incident], moment: datetime) -> tuple[tuple[Incident, ...], int]:
    """(the incidents as they stood at a moment, number of later updates and reports left out)."""
    kept: list[Incident] = []
    later = 0
    for incident in incidents:
        updates = tuple(update for update in incident.updates if update.at <= moment)
        report = incident.report if incident.report and incident.report.at <= moment else None
        later += len(incident.updates) - len(updates) + (incident.report is not None and report is None)
        if updates:
            kept.append(replace(incident, updates=updates, report=report))
    return tuple(kept), later
