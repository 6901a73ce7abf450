"""All incidents of a site with their courses: who relates to whom, what is going on, what was when."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Any, TypeVar, cast

from noroshi.model.availability import Availability, History, by_end, end_of_day
from noroshi.model.clock import Phase, phase, states_now
from noroshi.model.course import Course, course
from noroshi.model.frozen import frozen
from noroshi.model.incident import Incident
from noroshi.model.letters import Letter, letters
from noroshi.model.moments import Month, Months, microseconds, moment_of
from noroshi.model.site import Service, Site
from noroshi.model.terms import Kind, State
from noroshi.model.watch import Watch, plain_micros, unwatched, watched

_Found = TypeVar("_Found")


@frozen
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
        return self.at_now("states", lambda: states_now(self._restless, self.now))

    @cached_property
    def _restless(self) -> tuple[Course, ...]:
        """Those of which a span may hold now or later: in a long history, few."""
        now = plain_micros(self.now)
        return tuple(item for item in self.courses if item.quiet_us is None or item.quiet_us > now)

    @cached_property
    def open_incidents(self) -> tuple[Course, ...]:
        """Incidents and security entries that are not over, worst impact first, then newest."""
        found = [item for item in self.courses if item.is_open and item.kind in (Kind.INCIDENT, Kind.SECURITY)]
        return tuple(sorted(found, key=lambda item: -item.standing.impact.rank))

    @property
    def maintenance(self) -> Mapping[Phase, tuple[Course, ...]]:
        """Phase → maintenance in it: what comes next first; of those over, the newest first."""
        return self.at_now("maintenance", self._by_phase)

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
        return self.at_now("notices", self._shown_now)

    def _shown_now(self) -> tuple[Course, ...]:
        return tuple(
            item
            for item in self.courses
            if item.kind is Kind.ANNOUNCEMENT
            and not item.is_withdrawn
            and item.window is not None
            and phase(item, self.now) is Phase.WITHIN
        )

    def at_now(self, name: Hashable, make: Callable[[], _Found]) -> _Found:
        """What was found out with ``now``, once; whoever asks for it again depends on the same moments."""
        if name not in self._found:
            with self.watch.recording() as until:
                found = make()
            self._found[name] = (found, until.until)
        found, holds_until = self._found[name]
        self.watch.note(holds_until)
        return cast("_Found", found)

    @cached_property
    def _found(self) -> dict[Hashable, tuple[Any, datetime]]:
        return {}

    @cached_property
    def has_drills(self) -> bool:
        """Whether rehearsals are shown among it."""
        return any(item.drill for item in self.courses)

    @cached_property
    def measured_courses(self) -> tuple[Course, ...]:
        """Those whose report promises prevention measures, newest first: of a long history, few."""
        return tuple(item for item in self.courses if item.measures_said)

    @cached_property
    def has_measures(self) -> bool:
        """Whether any was promised, in rehearsals apart."""
        return any(not item.drill for item in self.measured_courses)

    @cached_property
    def without_drills(self) -> Archive:
        """The same without rehearsals: for all that machines follow, whom no mark on a page would warn."""
        if not self.has_drills:
            return self
        courses = tuple(item for item in self.courses if not item.drill)
        return Archive(courses, self.now, _both_sides(courses), self.watch)

    def by_month(self, zone: tzinfo) -> Mapping[Month, tuple[Course, ...]]:
        """(year, month) in that zone, by the day an entry was first told → its entries; both newest first."""
        if zone not in self._by_month:
            found: dict[Month, list[Course]] = {}
            months = self.months(zone)
            for item in self.courses:
                found.setdefault(months.of(item.first_us), []).append(item)
            self._by_month[zone] = {month: tuple(items) for month, items in found.items()}
        return self._by_month[zone]

    @cached_property
    def _by_month(self) -> dict[tzinfo, Mapping[Month, tuple[Course, ...]]]:
        return {}

    def said_in_months(self, zone: tzinfo) -> Mapping[Month, tuple[Course, ...]]:
        """Month in that zone → the courses of which something was said in it, newest first; months in no order."""
        if zone not in self._said_in_months:
            found: dict[Month, list[Course]] = {}
            months = self.months(zone)
            for item in self.courses:
                for month in dict.fromkeys(map(months.of, item.said_us)):
                    found.setdefault(month, []).append(item)
            self._said_in_months[zone] = {month: tuple(items) for month, items in found.items()}
        return self._said_in_months[zone]

    @cached_property
    def _said_in_months(self) -> dict[tzinfo, Mapping[Month, tuple[Course, ...]]]:
        return {}

    def months(self, zone: tzinfo) -> Months:
        """The months of that zone, from the first word to the last."""
        if zone not in self._months:
            said = [at for item in self.courses for at in item.said_us]
            self._months[zone] = Months(min(said, default=0), max(said, default=0), zone)
        return self._months[zone]

    @cached_property
    def _months(self) -> dict[tzinfo, Months]:
        return {}

    def measured(self, service: Service, first: date, last: date, site: Site) -> Availability:
        """The service's availability over some days, reckoned once: pages and documents, in every language, ask."""

        def measure() -> Availability:
            if end_of_day(last, site.zone) > self.now:
                # Until now is counted. What is over does not change as time goes by.
                self.watch.note(unwatched(self.now))
            return self._history(service, site).stretch(first, last)

        return self.at_now(("measured", service.id, first, last), measure)

    def _history(self, service: Service, site: Site) -> History:
        if service.id not in self._histories:
            self._histories[service.id] = History(
                service,
                self.last_to_end(service.id),
                known_since=unwatched(self.known_since),
                now=unwatched(self.now),
                zone=site.zone,
                weights=site.weights,
            )
        return self._histories[service.id]

    @cached_property
    def _histories(self) -> dict[str, History]:
        return {}

    def letters(self, incident_id: str, *, reminder_hours: int) -> tuple[Letter, ...]:
        """Every letter of an incident until ``now``, made once: mails and kits, in every language, ask."""
        whole = self.by_id[incident_id]
        # Only a maintenance is announced again: of all else the hours make no difference.
        hours = reminder_hours if whole.kind is Kind.MAINTENANCE else 0
        return self.at_now(f"letters {incident_id} {hours}", lambda: letters(whole, reminder_hours=hours, now=self.now))

    @cached_property
    def known_since(self) -> datetime:
        """When the site's records begin: its first update, or what that says of before; else ``now``."""
        found = min((item.since_us for item in self.courses), default=None)
        return self.now if found is None else moment_of(found)

    def of_service(self, service: str) -> tuple[Course, ...]:
        """Every entry that ever named the service, newest first."""
        return self._by_service.get(service, ())

    def ever_of_service(self, service: str) -> tuple[Course, ...]:
        """The same with entries of which only withdrawn updates named it: for what must not lose them."""
        return self._by_service_ever.get(service, ())

    @cached_property
    def _by_service_ever(self) -> Mapping[str, tuple[Course, ...]]:
        return _by_service(self.courses, lambda item: item.ever_named)

    @cached_property
    def _by_service(self) -> Mapping[str, tuple[Course, ...]]:
        return _by_service(self.courses, lambda item: item.services)

    def not_over(self, service: str) -> tuple[Course, ...]:
        """The entries that ever named the service and that no update has ended, newest first."""
        return self._not_over.get(service, ())

    @cached_property
    def _not_over(self) -> Mapping[str, tuple[Course, ...]]:
        return _by_service((item for item in self.courses if not item.is_over), lambda item: item.services)

    def last_to_end(self, service: str) -> tuple[Course, ...]:
        """The entries that ever named the service, in the order of ``availability.by_end``."""
        return self._by_end.get(service, ())

    @cached_property
    def _by_end(self) -> Mapping[str, tuple[Course, ...]]:
        return _by_service(by_end(self.courses), lambda item: item.services)


def _by_service(
    courses: Iterable[Course], services: Callable[[Course], tuple[str, ...]]
) -> Mapping[str, tuple[Course, ...]]:
    found: dict[str, list[Course]] = {}
    for item in courses:
        for service in services(item):
            found.setdefault(service, []).append(item)
    return {service: tuple(items) for service, items in found.items()}


def archive(incidents: Iterable[Incident], now: datetime, *, drills: bool = False) -> Archive:
    """What is published of these incidents at ``now``: no drafts; drills only where asked for."""
    return archive_of(map(course, incidents), now, drills=drills)


def archive_of(courses: Iterable[Course], now: datetime, *, drills: bool = False) -> Archive:
    """The same of their courses. Its ``watch`` knows until when what was said of ``now`` holds."""
    found = [item for item in courses if not item.draft and (drills or not item.drill)]
    found.sort(key=lambda item: (item.first_us, item.id), reverse=True)
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
    later, until = 0, microseconds(moment)
    for item in courses:
        if item.last_us <= until:
            kept.append(item)
            continue
        incident = item.incident
        updates = tuple(update for update in incident.updates if update.at <= moment)
        report = incident.report if incident.report and incident.report.at <= moment else None
        later += len(incident.updates) - len(updates) + (incident.report is not None and report is None)
        if updates:
            kept.append(course(replace(incident, updates=updates, report=report)))
    return tuple(kept), later
