"""The updates of an incident, as a page tells them → what was said, oldest first, with its statuses and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from noroshi.source.importers.imported import Remark
from noroshi.source.importers.moments import written
from noroshi.source.importers.statuspage.bodies import body_of, escaped
from noroshi.source.importers.statuspage.values import Event, Update
from noroshi.source.writing import Value

INCIDENT, MAINTENANCE = "incident", "maintenance"
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
OVER = {INCIDENT: "resolved", MAINTENANCE: "completed"}
WATCHED = {INCIDENT: "monitoring", MAINTENANCE: "verifying"}
DEGRADED = frozenset({"degraded_performance", "partial_outage", "major_outage"})
_POSTMORTEM = "postmortem"
LONGEST_BODY = 150_000
"""Signs: with all that is put before them a file of ours can still hold the body."""
_NOTHING = Update("", "", "", None, None, None)


@dataclass
class Told:
    """An update on its way."""

    at: datetime
    update: Update
    text: str
    status: str
    states: dict[str, Value] = field(default_factory=dict)
    ended_unknown: bool = False
    is_degraded: bool = False
    """It says that all is over, and of a component that it is not."""


def begun_at(event: Event) -> datetime | None:
    """The first moment that it tells of itself."""
    said = [update.at for update in event.updates if update.at]
    known = [at for at in (event.created_at, event.started_at, event.scheduled_for) if at]
    return min(said) if said else (known[0] if known else event.resolved_at or event.updated_at)


class Timeline:
    """What was said, by ``at``; at least one update."""

    def __init__(self, event: Event, kind: str, zone: tzinfo, now: datetime) -> None:
        self.event = event
        self.kind = kind
        self.zone = zone
        self.now = now
        self.guessed: list[Remark] = []
        self.repaired: list[Remark] = []
        self.unread: list[Remark] = []
        self.report: tuple[datetime, str] | None = None
        """When it was published, and its text."""
        self.told = self._told()
        self._end()

    def _told(self) -> list[Told]:
        ordered = self._ordered()
        told: list[Told] = []
        reports: list[Told] = []
        before = self._limited(begun_at(self.event) or self.now)
        for update in ordered:
            at = self._limited(update.at) if update.at else before
            text = self._text(update)
            if update.at is None:
                value = {"value": _beginning(text), "at": written(at)}
                self.guessed.append(Remark("shared-time", value))
            before = at
            item = Told(at, update, text, _STATUSES[self.kind].get(update.status, ""))
            if update.status == _POSTMORTEM:
                reports.append(item)
            else:
                told.append(self._with_word(item))
        self._take_reports(reports, told)
        if not told:
            at = self._limited(begun_at(self.event) or self.now)
            rule = "first-without-words" if self.report or reports else "no-updates"
            self.guessed.append(Remark(rule, {"value": written(at)}))
            told.append(Told(at, _NOTHING, "", _STATUSES[self.kind].get(self.event.status, "")))
            if told[0].status == OVER[self.kind]:
                told[0].status = ""
        told.sort(key=lambda item: item.at)
        for item in told[1:]:
            self._watch(item)
        return told

    def _watch(self, item: Told) -> None:
        """What is resolved with a component that is not well goes on being watched."""
        names = [affected.name for affected in item.update.affected if affected.new in DEGRADED]
        if names and item.status == OVER[self.kind]:
            self.repaired.append(Remark("still-degraded", {"value": ", ".join(names)}))
            item.status, item.is_degraded = WATCHED[self.kind], True

    def _ordered(self) -> list[Update]:
        """Oldest first. The API tells the newest first; updates of one moment keep that order."""
        updates = list(self.event.updates)
        known = [update.at for update in updates if update.at]
        if not (known and known[0] < known[-1]):
            updates.reverse()
        begun = begun_at(self.event) or self.now
        filled: list[tuple[datetime, datetime, Update]] = []
        before = begun
        for update in updates:
            before = update.at or before
            filled.append((before, update.created_at or before, update))
        filled.sort(key=lambda item: item[:2])
        return [update for _, _, update in filled]

    def _limited(self, at: datetime) -> datetime:
        """To the second, in the page's zone; nothing was said after now."""
        at = at.astimezone(self.zone).replace(microsecond=0)
        if at <= self.now:
            return at
        self.guessed.append(Remark("time-to-come", {"value": written(at)}))
        known = (self.event.updated_at, self.event.created_at)
        limit = next((item for item in known if item and item <= self.now), self.now)
        return limit.astimezone(self.zone).replace(microsecond=0)

    def _text(self, update: Update) -> str:
        is_markdown = update.status == _POSTMORTEM or self.event.speaks_markdown
        body = body_of(self._bounded(update.body), is_markdown=is_markdown)
        self.repaired += body.repaired
        return body.text

    def _bounded(self, typed: str) -> str:
        """What a file of ours can hold of it."""
        if len(typed) > LONGEST_BODY:
            self.unread.append(Remark("too-large", {"value": str(len(typed)), "most": str(LONGEST_BODY)}))
        return typed[:LONGEST_BODY]

    def _with_word(self, item: Told) -> Told:
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

    def _take_reports(self, reports: list[Told], told: list[Told]) -> None:
        """The last postmortem is the report; earlier ones stay updates."""
        event = self.event
        if event.postmortem.strip():
            body = body_of(self._bounded(event.postmortem), is_markdown=True).text
            if all(body.split() != item.text.split() for item in reports):
                if event.postmortem_at is None:
                    self.unread.append(Remark("draft-of-report", {"value": _beginning(body)}))
                else:
                    at = self._limited(event.postmortem_at)
                    reports.append(Told(at, _NOTHING, body, ""))
        reports[:] = [item for item in reports if item.text]
        if not reports:
            return
        *earlier, last = reports
        told += earlier
        if earlier:
            self.guessed.append(Remark("several-reports", {"value": str(len(reports))}))
        self.report = last.at, last.text

    # ---- where it ends

    def _end(self) -> None:
        event, over = self.event, OVER[self.kind]
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
        last = next((item for item in reversed(self.told) if item.status), None)
        if not is_over or (last is not None and last.is_degraded):
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
        end = Told(at, _NOTHING, "", OVER[self.kind], ended_unknown=resolved_at is None)
        place = next((number for number, item in enumerate(self.told) if item.at > at), len(self.told))
        self.told.insert(place, end)


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:59] + "…"
