"""One incident or scheduled maintenance of a page → one incident folder, and its row of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from noroshi.model.frozen import frozen
from noroshi.source.importers.imported import ImportedFile, Remark, plain_line
from noroshi.source.importers.moments import written
from noroshi.source.importers.statuspage.bodies import body_of, escaped
from noroshi.source.importers.statuspage.services import Registry, is_no_service
from noroshi.source.importers.statuspage.values import Event, Update
from noroshi.source.importers.told import Said, files_of
from noroshi.source.writing import Value, document

INCIDENT, MAINTENANCE = "incident", "maintenance"
_STATES = frozenset({"operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"})
_IMPACTS = frozenset({"none", "minor", "major", "critical"})
_UNKNOWN_IMPACT = "minor"
_STATUSES: Mapping[str, Mapping[str, str]] = {
    INCIDENT: {
        "investigating": "investigating",
        "identified": "identified",
        "monitoring": "monitoring",
        "resolved": "resolved",
        "in_progress": "identified",
        "verifying": "monitoring",
        "completed": "resolved",
    },
    MAINTENANCE: {
        "scheduled": "scheduled",
        "in_progress": "in_progress",
        "verifying": "verifying",
        "completed": "completed",
        "cancelled": "cancelled",
        "canceled": "cancelled",
        "investigating": "in_progress",
        "identified": "in_progress",
        "monitoring": "verifying",
        "resolved": "completed",
    },
}
"""By kind: status as told → ours. What a maintenance says of itself when it is none is read all the same."""
_OVER = {INCIDENT: "resolved", MAINTENANCE: "completed"}
_WATCHED = {INCIDENT: "monitoring", MAINTENANCE: "verifying"}
_POSTMORTEM = "postmortem"


@frozen
class Context:
    """What an incident needs to know of the rest."""

    file: str
    id: str
    language: str
    zone: tzinfo
    services: Registry
    now: datetime


@dataclass
class _Told:
    """An update on its way."""

    at: datetime
    update: Update
    text: str
    status: str
    states: dict[str, Value] = field(default_factory=dict)
    ended_unknown: bool = False


def begun_at(event: Event) -> datetime | None:
    """The first moment that it tells of itself."""
    said = [update.at for update in event.updates if update.at]
    known = [at for at in (event.created_at, event.started_at, event.scheduled_for) if at]
    return min(said) if said else (known[0] if known else event.resolved_at or event.updated_at)


def incident(event: Event, context: Context) -> ImportedFile:
    """The folder's files and what there is to say about them. Never raises for what stands in the event."""
    return _Reading(event, context).file()


class _Reading:
    def __init__(self, event: Event, context: Context) -> None:
        self.event = event
        self.context = context
        self.guessed = list(event.guessed)
        self.repaired: list[Remark] = []
        self.unread = list(event.unread)
        is_planned = event.is_scheduled or event.scheduled_for is not None or event.impact == MAINTENANCE
        self.kind = MAINTENANCE if is_planned else INCIDENT
        self.report: tuple[datetime, str] | None = None
        self.listed: tuple[str, ...] = ()
        """Services that it names without a state."""
        self.told = self._told()

    def file(self) -> ImportedFile:
        """All of it."""
        self._end()
        last = max(item.at for item in self.told)
        self._name_services(last)
        head = self._head()
        said = [self._said(item, first=number == 0) for number, item in enumerate(self.told)]
        files = files_of(head, said, self.context.zone)
        if self.report is not None:
            at, text = self.report
            files["report.md"] = document({"at": written(at)}, text)
        return ImportedFile(
            self.context.file,
            self.context.id,
            files,
            tuple(self.guessed),
            _once(self.repaired),
            tuple(self.unread),
            sum(not item.text for item in self.told),
        )

    # ---- what was said

    def _told(self) -> list[_Told]:
        ordered = self._ordered()
        told: list[_Told] = []
        reports: list[_Told] = []
        before = self._limited(begun_at(self.event) or self.context.now)
        for update in ordered:
            at = self._limited(update.at) if update.at else before
            text = self._text(update)
            if update.at is None:
                value = {"value": _beginning(text), "at": written(at)}
                self.guessed.append(Remark("shared-time", value))
            before = at
            item = _Told(at, update, text, _STATUSES[self.kind].get(update.status, ""))
            if update.status == _POSTMORTEM:
                reports.append(item)
            else:
                told.append(self._with_word(item))
        self._take_reports(reports, told)
        if not told:
            at = self._limited(begun_at(self.event) or self.context.now)
            rule = "first-without-words" if self.report or reports else "no-updates"
            self.guessed.append(Remark(rule, {"value": written(at)}))
            told.append(_Told(at, _NOTHING, "", _STATUSES[self.kind].get(self.event.status, "")))
            if told[0].status == _OVER[self.kind]:
                told[0].status = ""
        told.sort(key=lambda item: item.at)
        return told

    def _ordered(self) -> list[Update]:
        """Oldest first. The API tells the newest first; updates of one moment keep that order."""
        updates = list(self.event.updates)
        known = [update.at for update in updates if update.at]
        if not (known and known[0] < known[-1]):
            updates.reverse()
        begun = begun_at(self.event) or self.context.now
        filled: list[tuple[datetime, datetime, Update]] = []
        before = begun
        for update in updates:
            before = update.at or before
            filled.append((before, update.created_at or before, update))
        filled.sort(key=lambda item: item[:2])
        return [update for _, _, update in filled]

    def _limited(self, at: datetime) -> datetime:
        """To the second, in the page's zone; nothing was said after now."""
        at = at.astimezone(self.context.zone).replace(microsecond=0)
        if at <= self.context.now:
            return at
        self.guessed.append(Remark("time-to-come", {"value": written(at)}))
        known = (self.event.updated_at, self.event.created_at)
        limit = next((item for item in known if item and item <= self.context.now), self.context.now)
        return limit.astimezone(self.context.zone).replace(microsecond=0)

    def _text(self, update: Update) -> str:
        is_markdown = update.status == _POSTMORTEM or self.event.speaks_markdown
        body = body_of(update.body, is_markdown=is_markdown)
        self.repaired += body.repaired
        return body.text

    def _with_word(self, item: _Told) -> _Told:
        """The word of a status that is none of ours stays, as the old page showed it before the text."""
        word = item.update.status
        if item.status or not word:
            return item
        label = f"**{escaped(word.replace('_', ' ').capitalize())}**"
        if item.text.startswith("<") or item.text[:2] in {"- ", "* ", "+ "}:
            item.text = f"{label}\n\n{item.text}"
        else:
            item.text = f"{label} - {item.text}" if item.text else label
        if word != "update":
            self.guessed.append(Remark("unknown-status", {"value": word}))
        return item

    def _take_reports(self, reports: list[_Told], told: list[_Told]) -> None:
        """The last postmortem is the report; earlier ones stay updates."""
        event = self.event
        if event.postmortem.strip():
            body = body_of(event.postmortem, is_markdown=True).text
            if all(body.split() != item.text.split() for item in reports):
                if event.postmortem_at is None:
                    self.unread.append(Remark("draft-of-report", {"value": _beginning(body)}))
                else:
                    at = self._limited(event.postmortem_at)
                    reports.append(_Told(at, _NOTHING, body, ""))
        if not reports:
            return
        *earlier, last = reports
        told += earlier
        if earlier:
            self.guessed.append(Remark("several-reports", {"value": str(len(reports))}))
        self.report = last.at, last.text

    # ---- where it ends

    def _end(self) -> None:
        event, over = self.event, _OVER[self.kind]
        is_over = event.status in {"resolved", "completed", _POSTMORTEM}
        open_again = False
        ended: datetime | None = None
        for item in self.told:
            if item.status in {over, "cancelled"}:
                if ended is not None and not open_again:
                    self.repaired.append(Remark("status-after-end", {"value": item.status}))
                    item.status = ""
                    continue
                ended, open_again = item.at, False
            elif item.status and ended is not None:
                open_again = True
        if ended is not None and not open_again:
            if not is_over and event.status:
                self.guessed.append(Remark("update-against-status", {"value": event.status}))
            return
        if not is_over:
            return
        resolved_at = self._limited(event.resolved_at) if event.resolved_at else None
        if ended is not None:
            for item in self.told:
                if item.at >= ended and item.status not in {"", over}:
                    self.repaired.append(Remark("status-after-end", {"value": item.status}))
                    item.status = ""
            return
        self._add_end(resolved_at)

    def _add_end(self, resolved_at: datetime | None) -> None:
        last = self.told[-1].at
        at = max(resolved_at or last, self.told[0].at)
        for item in self.told:
            if item.at > at and item.status:
                self.repaired.append(Remark("status-after-end", {"value": item.status}))
                item.status = ""
        rule = "end-unknown" if resolved_at is None else "end-without-words"
        self.guessed.append(Remark(rule, {"value": written(at)}))
        end = _Told(at, _NOTHING, "", _OVER[self.kind], ended_unknown=resolved_at is None)
        place = next((number for number, item in enumerate(self.told) if item.at > at), len(self.told))
        self.told.insert(place, end)

    # ---- whom it concerns

    def _name_services(self, last: datetime) -> None:
        named: dict[str, None] = {}
        for item in self.told:
            self._take_states(item, named, last)
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
            unnamed = [id for id in everybody if all(id not in item.states for item in self.told)]
            first.states = {**first.states, **dict.fromkeys(unnamed, "operational")} if unnamed else first.states
            if first.status == _OVER[self.kind]:
                # Nothing but what held until then may stand beside an end.
                first.states = {id: state for id, state in first.states.items() if state != "operational"}
        else:
            self.listed = tuple(everybody)

    def _take_states(self, item: _Told, named: dict[str, None], last: datetime) -> None:
        is_first_and_last = item is self.told[0] and item.status == _OVER[self.kind]
        degraded: dict[str, Value] = {}
        for affected in item.update.affected:
            id = self._service(affected.code, affected.name, last)
            if id is None:
                continue
            named[id] = None
            old, new = affected.old, affected.new
            if new and new not in _STATES:
                self.unread.append(Remark("unknown-state", {"value": new, "name": affected.name}))
            if item.status in {_OVER[self.kind], "cancelled"}:
                if new in _STATES - {"operational", "under_maintenance"}:
                    degraded[id] = new
                elif is_first_and_last and old in _STATES - {"operational", "under_maintenance"}:
                    item.states[id] = old
            elif new in _STATES and new != (old or "operational"):
                if self.kind == MAINTENANCE and new in {"under_maintenance", "operational"}:
                    continue
                if self.kind == INCIDENT or item is not self.told[0] or item.status != "scheduled":
                    item.states[id] = new
        if degraded and not is_first_and_last:
            self.repaired.append(Remark("still-degraded", {"value": ", ".join(degraded)}))
            item.status, item.states = _WATCHED[self.kind], degraded
        elif degraded:
            item.states.update(degraded)

    def _service(self, code: str, name: str, last: datetime) -> str | None:
        services = self.context.services
        if is_no_service(name):
            remark = Remark("no-service", {"value": name})
            if remark not in self.guessed and not name.lower().startswith("no component"):
                self.guessed.append(remark)
            return None
        if services.is_group(code):
            return None
        id, is_listed = services.take(code, name, last)
        remark = Remark("unlisted-service", {"value": name, "id": id})
        if not is_listed and remark not in self.guessed:
            self.guessed.append(remark)
        return id

    # ---- what it is

    def _said(self, item: _Told, *, first: bool) -> Said:
        facts: dict[str, Value] = self._facts(item) if first else {}
        if item.states:
            facts["services"] = item.states
        elif first and self.listed:
            facts["services"] = self.listed
        return Said(item.at, item.text, item.status, item.ended_unknown, facts)

    def _facts(self, first: _Told) -> dict[str, Value]:
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
            address = plain_line(self.event.id).strip("/.")
            head["aliases"] = [f"/incidents/{address}/"] if address and "/" not in address else []
        return head


_NOTHING = Update("", "", "", None, None, None)


def _once(remarks: list[Remark]) -> tuple[Remark, ...]:
    kept: list[Remark] = []
    for remark in remarks:
        if remark not in kept:
            kept.append(remark)
    return tuple(kept)


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:59] + "…"

