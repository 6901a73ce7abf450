"""All incidents of a site with their courses: who relates to whom, what is going on, what was when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Any, TypeVar, cast

from noroshi.model.availability import Availability, availability
from noroshi.model.clock import Phase, phase, states_now
from noroshi.model.course import Course, course
from noroshi.model.incident import Incident
from noroshi.model.letters import Letter, letters
from noroshi.model.site import Service, Site
from noroshi.model.terms import Kind, State
from noroshi.model.watch import Watch, unwatched, watched

_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Archive:
    """What is published, seen from ``now``."""

    courses: tuple[Course, ...]
    """Newest first: by first update, then by id."""
    now: datetime
    """Watched by ``watch``, where there is one."""
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Incident id → ids shown as related, from both sides, newest first."""
    watch: Watch = field(default_factory=Watch, compare=False, repr=False)

    @cached_property
    def by_id(self) -> Mapping[str, Course]:
        """Incident id → course."""
        return {item.id: item for item in self.courses}

    @property
    def states(self) -> Mapping[str, State]:
        """Service id → worst state now; operational ones are absent."""
        return self._at_now("states", lambda: states_now(self._restless, self.now))

    @cached_property
    def _restless(self) -> tuple[Course, ...]:
        """Those of which a span may hold now or later: in a long history, few."""
        now = unwatched(self.now)
        return tuple(item for item in self.courses if item.quiet_at is None or item.quiet_at > now)

    @cached_property
    def open_incidents(self) -> tuple[Course, ...]:
        """Incidents and security entries that are not over, worst impact first, then newest."""
        found = [item for item in self.courses if item.is_open and item.kind in (Kind.INCIDENT, Kind.SECURITY)]
        return tuple(sorted(found, key=lambda item: -item.standing.impact.rank))

    @property
    def maintenance(self) -> Mapping[Phase, tuple[Course, ...]]:
        """Phase → maintenance in it: what comes next first; of those over, the newest first."""
        return self._at_now("maintenance", self._by_phase)

    def _by_phase(self) -> Mapping[Phase, tuple[Course, ...]]:
        found: dict[Phase, list[Course]] = {item: [] for item in Phase}
        for item in self.courses:
            if item.kind is Kind.MAINTENANCE:
                found[phase(item, self.now)].append(item)
        for key in (Phase.BEFORE, Phase.WITHIN, Phase.OVERDUE):
            found[key].sort(key=_window_key)
        return {key: tuple(value) for key, value in found.items()}

    @property
    def notices(self) -> tuple[Course, ...]:
        """Announcements to be shown now: those whose window covers this moment, newest first."""
        return self._at_now("notices", self._shown_now)

    def _shown_now(self) -> tuple[Course, ...]:
        return tuple(
            item
            for item in self.courses
            if item.kind is Kind.ANNOUNCEMENT
            and not item.is_withdrawn
            and item.window is not None
            and phase(item, self.now) is Phase.WITHIN
        )

    def _at_now(self, name: str, make: Callable[[], _Found]) -> _Found:
        """What was found out with ``now``, once; whoever asks for it again depends on the same moments."""
        if name not in self._found:
            with self.watch.recording() as until:
                found = make()
            self._found[name] = (found, until.until)
        found, holds_until = self._found[name]
        self.watch.note(holds_until)
        return cast("_Found", found)

    @cached_property
    def _found(self) -> dict[str, tuple[Any, datetime]]:
        return {}

    @cached_property
    def has_drills(self) -> bool:
        """Whether rehearsals are shown among it."""
        return any(item.drill for item in self.courses)

    @cached_property
    def without_drills(self) -> Archive:
        """The same without rehearsals: for all that machines follow, whom no mark on a page would warn."""
        if not self.has_drills:
            return self
        courses = tuple(item for item in self.courses if not item.drill)
        return Archive(courses, self.now, _both_sides(courses), self.watch)

    def by_month(self, zone: tzinfo) -> Mapping[tuple[int, int], tuple[Course, ...]]:
        """(year, month) in that zone, by the day an entry was first told → its entries; both newest first."""
        if zone not in self._by_month:
            found: dict[tuple[int, int], list[Course]] = {}
            for item in self.courses:
                at = item.first_at.astimezone(zone)
                found.setdefault((at.year, at.month), []).append(item)
            self._by_month[zone] = {month: tuple(items) for month, items in found.items()}
        return self._by_month[zone]

    @cached_property
    def _by_month(self) -> dict[tzinfo, Mapping[tuple[int, int], tuple[Course, ...]]]:
        return {}

    def measured(self, service: Service, first: date, last: date, site: Site) -> Availability:
        """The service's availability over some days, reckoned once: pages and documents, in every language, ask."""
        return self._at_now(
            f"measured {service.id} {first} {last}",
            lambda: availability(
                service,
                self.of_service(service.id),
                first=first,
                last=last,
                known_since=self.known_since,
                now=self.now,
                zone=site.zone,
                weights=site.weights,
            ),
        )

    def letters(self, incident_id: str, *, reminder_hours: int) -> tuple[Letter, ...]:
        """Every letter of an incident until ``now``, made once: mails and kits, in every language, ask."""
        whole = self.by_id[incident_id]
        # Only a maintenance is announced again: of all else the hours make no difference.
        hours = reminder_hours if whole.kind is Kind.MAINTENANCE else 0
        return self._at_now(
            f"letters {incident_id} {hours}", lambda: letters(whole, reminder_hours=hours, now=self.now)
        )

    @cached_property
    def known_since(self) -> datetime:
        """When the site's records begin: its first update, or what that says of before; else ``now``."""
        return min((item.since for item in self.courses), default=self.now)

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
    return archive_of(map(course, incidents), now, drills=drills)


def archive_of(courses: Iterable[Course], now: datetime, *, drills: bool = False) -> Archive:
    """The same of their courses. Its ``watch`` knows until when what was said of ``now`` holds."""
    found = [item for item in courses if not item.draft and (drills or not item.drill)]
    found.sort(key=lambda item: (item.first_at, item.id), reverse=True)
    watch = Watch()
    return Archive(tuple(found), watched(now, watch), _both_sides(found), watch)


def _both_sides(courses: Sequence[Course]) -> dict[str, tuple[str, ...]]:
    order = {item.id: place for place, item in enumerate(courses)}
    links: dict[str, set[str]] = {}
    for item in courses:
        targets = set(item.related)
        if item.corrects:
            targets.add(item.corrects.split("/")[0])
        for other in targets:
            if other in order and other != item.id:
                links.setdefault(item.id, set()).add(other)
                links.setdefault(other, set()).add(item.id)
    return {incident_id: tuple(sorted(others, key=order.__getitem__)) for incident_id, others in links.items()}


def _window_key(item: Course) -> tuple[bool, datetime, str]:
    window = item.window
    start = window.start if window and window.start else item.first_at
    return (window is None, start, item.id)


def as_of(incidents: Iterable[Incident], moment: datetime) -> tuple[tuple[Incident, ...], int]:
    """(the incidents as they stood at a moment, number of later updates and reports left out)."""
    kept, later = courses_as_of(map(course, incidents), moment)
    return tuple(item.incident for item in kept), later


def courses_as_of(courses: Iterable[Course], moment: datetime) -> tuple[tuple[Course, ...], int]:
    """The same of their courses; one of which nothing is left out stays the very same."""
    kept: list[Course] = []
    later = 0
    for item in courses:
        if item.last_at <= moment:
            kept.append(item)
            continue
        incident = item.incident
        updates = tuple(update for update in incident.updates if update.at <= moment)
        report = incident.report if incident.report and incident.report.at <= moment else None
        later += len(incident.updates) - len(updates) + (incident.report is not None and report is None)
        if updates:
            kept.append(course(replace(incident, updates=updates, report=report)))
    return tuple(kept), later
