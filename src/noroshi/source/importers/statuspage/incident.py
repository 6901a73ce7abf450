"""One incident or scheduled maintenance of a page → one incident folder, and its row of the report."""

from __future__ import annotations

from datetime import datetime, tzinfo

from noroshi.model.addresses import one_place
from noroshi.model.frozen import frozen
from noroshi.source.importers.imported import ImportedFile, Remark, plain_line
from noroshi.source.importers.moments import written
from noroshi.source.importers.statuspage.services import Registry, is_no_service
from noroshi.source.importers.statuspage.timeline import DEGRADED, INCIDENT, MAINTENANCE, OVER, Timeline, Told
from noroshi.source.importers.statuspage.times import shortened
from noroshi.source.importers.statuspage.values import Event
from noroshi.source.importers.told import Said, files_of
from noroshi.source.refusal import Refusal
from noroshi.source.values import alias
from noroshi.source.writing import Value, document

_STATES = frozenset({"operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"})
_IMPACTS = frozenset({"none", "minor", "major", "critical"})
_UNKNOWN_IMPACT = "minor"


@frozen
class Context:
    """What an incident needs to know of the rest."""

    file: str
    part: str
    """Where it stands in that file: ``#k1l2m3n4o5p6``."""
    id: str
    language: str
    zone: tzinfo
    services: Registry
    now: datetime
    taken: set[str]
    """Addresses that lead somewhere, as ``one_place`` has them; its own is added."""


def incident(event: Event, context: Context) -> ImportedFile:
    """The folder's files and what there is to say about them. Never raises for what stands in the event."""
    return _Reading(event, context).file()


class _Reading:
    def __init__(self, event: Event, context: Context) -> None:
        self.event = event
        self.context = context
        is_planned = event.is_scheduled or event.scheduled_for is not None or event.impact == MAINTENANCE
        self.kind = MAINTENANCE if is_planned else INCIDENT
        self.timeline = Timeline(event, self.kind, context.zone, context.now)
        self.told = self.timeline.told
        self.guessed = [*event.guessed, *self.timeline.guessed]
        self.unread = [*event.unread, *self.timeline.unread]
        self.noted: set[tuple[str, str]] = set()
        """(rule, value) of what is told of services."""
        self.listed: tuple[str, ...] = ()
        """Services that it names without a state."""

    def file(self) -> ImportedFile:
        """All of it."""
        last = max(item.at for item in self.told)
        self._name_services(last)
        head = self._head()
        said = [self._said(item, first=number == 0) for number, item in enumerate(self.told)]
        files = files_of(head, said, self.context.zone)
        if self.timeline.report is not None:
            at, text = self.timeline.report
            files["report.md"] = document({"at": written(at)}, text)
        return ImportedFile(
            self.context.file,
            self.context.id,
            files,
            tuple(self.guessed),
            _once(self.timeline.repaired),
            tuple(self.unread),
            sum(not item.text for item in self.told),
            self.context.part,
        )

    # ---- whom it concerns

    def _name_services(self, last: datetime) -> None:
        named: dict[str, None] = {}
        for item in self.told:
            self._take_states(item, named, last)
        self._drop_after_end()
        listed: dict[str, None] = {}
        for component in self.event.components:
            if (id := self._service(component.id, component.name, last)) is not None:
                listed[id] = None
        first = self.told[0]
        everybody = {**listed, **named}
        if self.kind == MAINTENANCE:
            if first.states:
                first.states = {**dict.fromkeys(everybody, "under_maintenance"), **first.states}
            else:
                self.listed = tuple(everybody)
            return
        if any(item.states for item in self.told):
            stated = {id for item in self.told for id in item.states}
            unnamed = [id for id in everybody if id not in stated]
            first.states = {**first.states, **dict.fromkeys(unnamed, "operational")} if unnamed else first.states
            if first.status == OVER[self.kind]:
                # Nothing but what held until then may stand beside an end.
                first.states = {id: state for id, state in first.states.items() if state != "operational"}
        else:
            self.listed = tuple(everybody)

    def _take_states(self, item: Told, named: dict[str, None], last: datetime) -> None:
        is_over = item.status in {OVER[self.kind], "cancelled"}
        for affected in item.update.affected:
            id = self._service(affected.code, affected.name, last)
            if id is None:
                continue
            named[id] = None
            old, new = affected.old, affected.new
            if new and new not in _STATES:
                self.unread.append(Remark("unknown-state", {"value": new, "name": affected.name}))
            elif is_over:
                held = new if new in DEGRADED else old
                if item is self.told[0] and held in DEGRADED:
                    # It was told when it was over: what held until then.
                    item.states[id] = held
            elif item.is_degraded:
                item.states.update({id: new} if new in DEGRADED else {})
            elif self.kind == MAINTENANCE and new not in DEGRADED:
                # Its services are under maintenance while it lasts, and only then.
                continue
            elif new and new != (old or "operational"):
                item.states[id] = new

    def _drop_after_end(self) -> None:
        """What is told after the end, without opening it again, changes nothing."""
        is_over = False
        for item in self.told:
            is_over = item.status in {OVER[self.kind], "cancelled"} if item.status else is_over
            if is_over and item is not self.told[0]:
                for id, state in item.states.items():
                    if state != "operational":
                        self.unread.append(Remark("state-after-end", {"value": f"{id}: {state}"}))
                item.states = {}

    def _service(self, code: str, name: str, last: datetime) -> str | None:
        services = self.context.services
        if is_no_service(name):
            if not name.lower().startswith("no component"):
                self._guess(Remark("no-service", {"value": name}))
            return None
        if services.is_group(code):
            return None
        id, is_listed = services.take(code, name, last)
        if not is_listed:
            self._guess(Remark("unlisted-service", {"value": name, "id": id}))
        return id

    def _guess(self, remark: Remark) -> None:
        """Once for each value: every update may name the same."""
        key = (remark.rule, remark.arguments["value"])
        if key not in self.noted:
            self.noted.add(key)
            self.guessed.append(remark)

    # ---- what it is

    def _said(self, item: Told, *, first: bool) -> Said:
        facts: dict[str, Value] = self._facts(item) if first else {}
        if item.states:
            facts["services"] = item.states
        elif first and self.listed:
            facts["services"] = self.listed
        return Said(item.at, item.text, item.status, item.ended_unknown, facts)

    def _facts(self, first: Told) -> dict[str, Value]:
        facts: dict[str, Value] = {}
        impact = self.event.impact
        if self.kind == MAINTENANCE:
            if impact in _IMPACTS - {"none"}:
                facts["impact"] = impact
            facts["window"] = self._window()
            return facts
        if impact not in _IMPACTS:
            self.guessed.append(Remark("severity", {"value": impact}))
            impact = _UNKNOWN_IMPACT
        facts["impact"] = impact
        started = self.event.started_at
        if started is not None and (started := started.replace(microsecond=0)) < first.at:
            facts["began_at"] = written(started)
        return facts

    def _window(self) -> dict[str, Value]:
        start, end = self.event.scheduled_for, self.event.scheduled_until
        if start is None:
            working = [item.at for item in self.told if item.status == "in_progress"]
            start = working[0] if working else self.told[0].at
            self.guessed.append(Remark("window-start", {"value": written(start)}))
        start = start.replace(microsecond=0)
        window: dict[str, Value] = {"start": written(start)}
        if end is not None and end.replace(microsecond=0) > start:
            window["end"] = written(end.replace(microsecond=0))
        else:
            self.guessed.append(Remark("window-without-end"))
        return window

    def _head(self) -> dict[str, Value]:
        title = plain_line(self.event.name)
        if title != " ".join(self.event.name.split()):
            self.unread.append(Remark("title-cleaned", {"value": self.event.name}))
        if not title:
            title = self.context.id
            self.guessed.append(Remark("no-title-id", {"value": title}))
        head: dict[str, Value] = {"title": title}
        if self.kind != INCIDENT:
            head["kind"] = self.kind
        head["lang"] = self.context.language
        if self.event.id and self.event.id.casefold() != self.context.id:
            head["aliases"] = self._aliases(f"/incidents/{self.event.id}/")
        return head

    def _aliases(self, address: str) -> list[str]:
        """The former address, where it can be one and no other leads there."""
        place = one_place(address)
        try:
            is_free = self.event.id.count("/") == 0 and alias(address) and place not in self.context.taken
        except Refusal:
            is_free = False
        if not is_free:
            self.unread.append(Remark("address-lost", {"value": shortened(address)}))
            return []
        self.context.taken.add(place)
        return [address]


def _once(remarks: list[Remark]) -> tuple[Remark, ...]:
    kept: list[Remark] = []
    for remark in remarks:
        if remark not in kept:
            kept.append(remark)
    return tuple(kept)
