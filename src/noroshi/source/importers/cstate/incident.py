"""One cState issue file → one incident folder: its facts, its updates, its file names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from noroshi.model.frozen import frozen
from noroshi.source.importers.cstate.blocks import blocks
from noroshi.source.importers.cstate.timeline import (
    ANNOUNCEMENT,
    INCIDENT,
    MAINTENANCE,
    Dates,
    Timeline,
    timeline,
)
from noroshi.source.importers.foreign_yaml import flat
from noroshi.source.importers.imported import ImportedFile, Remark, plain_line
from noroshi.source.importers.issue import Issue, issue
from noroshi.source.importers.known_site import KnownSite
from noroshi.source.importers.moments import Moment, moment, written
from noroshi.source.importers.services import Services
from noroshi.source.importers.told import files_of
from noroshi.source.writing import Value

_SEVERITIES = {
    "notice": ("minor", "degraded_performance"),
    "disrupted": ("major", "partial_outage"),
    "down": ("critical", "major_outage"),
}
_UNKNOWN_SEVERITY = "notice"
_PLANNED = re.compile(r"\b(?:maintenances?|planned|upgrades?|migrations?|scheduled)\b", re.IGNORECASE)
_DAY_OF_NAME = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_READ = {
    "title",
    "date",
    "resolved",
    "resolvedwhen",
    "severity",
    "affected",
    "section",
    "informational",
    "draft",
    "slug",
    "url",
}


@frozen
class Context:
    """What one file needs to know of the others."""

    file: str
    id: str
    stem: str
    address: str
    """Below ``/issues/``, without ending."""
    config: KnownSite
    services: Services
    now: datetime


def incident(content: bytes, context: Context) -> tuple[ImportedFile, datetime]:
    """The incident of one file, and when it began. Never raises for what stands in the file."""
    typed = issue(content)
    reading = _Reading(typed, context)
    return reading.file(), reading.dates.date


class _Reading:
    """Front matter first, then the body, then both as files."""

    def __init__(self, typed: Issue, context: Context) -> None:
        self.typed = typed
        self.context = context
        self.zone = context.config.zone
        self.guessed: list[Remark] = []
        self.repaired = list(typed.repaired)
        self.unread = list(typed.unread)
        self.naive = False
        cut = blocks(typed.body, self.zone, typed.body_line)
        self.repaired += cut.repaired
        self.unread += cut.unread
        self.title = self._title()
        self.kind = self._kind()
        self.dates = self._dates([block.stamp.at for block in cut.blocks if isinstance(block.stamp, Moment)])
        self.naive = self.naive or any(
            isinstance(block.stamp, Moment) and block.stamp.assumed == "naive-time" for block in cut.blocks
        )
        for block in cut.blocks:
            if isinstance(block.stamp, Moment):
                self._note_assumption(block.stamp, block.stamp.at.strftime("%Y-%m-%d %H:%M:%S"), block.line)
        self.timeline: Timeline = timeline(cut.blocks, self.dates, self.kind)

    def file(self) -> ImportedFile:
        """The folder and its row of the report."""
        first, *others = self.timeline.said
        files = files_of(self._head(), [replace(first, facts=self._facts()), *others], self.zone)
        for key, value in self.typed.values.items():
            if key not in _READ:
                self._leave("custom-key", key, f"{key}: {flat(value)}")
        if self.naive:
            self.guessed.insert(0, Remark("naive-time", {"value": self.zone_name}))
        return ImportedFile(
            self.context.file,
            self.context.id,
            files,
            tuple(self.guessed + self.timeline.guessed),
            tuple(self.repaired + self.timeline.repaired),
            tuple(sorted(self.unread, key=lambda remark: remark.line)),
            sum(not said.text.strip() for said in self.timeline.said),
        )

    @property
    def zone_name(self) -> str:
        return self.context.config.timezone

    def _leave(self, rule: str, key: str, value: str) -> None:
        self.unread.append(Remark(rule, {"value": value}, self.typed.line(key)))

    def _title(self) -> str:
        typed = self.typed.text("title")
        title = plain_line(typed)
        if title != typed:
            self._leave("title-cleaned", "title", typed)
        if not title:
            title = plain_line(self.context.stem) or self.context.id
            self.guessed.append(Remark("no-title", {"value": title}))
        return title

    def _kind(self) -> str:
        informational = self.typed.text("informational").lower()
        if informational[:1] in {"t", "y", "1"}:
            return ANNOUNCEMENT
        for where in (self.title, re.sub(r"[\W_]+", " ", self.context.stem)):
            if found := _PLANNED.search(where):
                self.guessed.append(Remark("maintenance", {"value": found[0]}))
                return MAINTENANCE
        return INCIDENT

    def _moment(self, key: str) -> datetime | None:
        typed = self.typed.text(key)
        if not typed:
            return None
        found = moment(typed, self.zone)
        if found is None:
            self._leave("unreadable-time", key, f"{key}: {typed}")
            return None
        self._note_assumption(found, typed, self.typed.line(key))
        return found.at

    def _note_assumption(self, found: Moment, typed: str, line: int) -> None:
        self.naive = self.naive or found.assumed == "naive-time"
        if found.assumed and found.assumed != "naive-time":
            self.guessed.append(Remark(found.assumed, {"value": typed, "at": written(found.at)}, line))
        if found.repaired:
            self.repaired.append(Remark("fraction", {"value": typed}, line))

    def _dates(self, stamps: list[datetime]) -> Dates:
        date, resolved_at = self._moment("date"), self._moment("resolvedwhen")
        if date is None:
            date = self._date_from_elsewhere(stamps, resolved_at)
            self.guessed.append(Remark("no-date", {"value": written(date)}))
        elif resolved_at is not None and stamps:
            self._note_contradiction(date, resolved_at, stamps)
        now = self.context.now
        if date > now:
            self.guessed.append(Remark("time-to-come", {"value": written(date)}, self.typed.line("date")))
            # A maintenance to come keeps its date as the start of its window.
            date = date if self.kind == MAINTENANCE else now
        typed_end = f"resolvedWhen: {self.typed.text('resolvedwhen')}"
        if resolved_at is not None and resolved_at < date:
            self._leave("ends-before-start", "resolvedwhen", typed_end)
            resolved_at = None
        to_come = date > now
        if resolved_at is not None and resolved_at > now:
            self._leave("end-to-come", "resolvedwhen", typed_end)
            resolved_at, to_come = None, True
        # What is still to come cannot be over.
        resolved = self._resolved(resolved_at is not None) and not to_come
        if resolved_at is not None and (not resolved or self.kind == ANNOUNCEMENT):
            self._leave("end-of-open", "resolvedwhen", typed_end)
            resolved_at = None
        return Dates(date, resolved, resolved_at, now)

    def _note_contradiction(self, date: datetime, resolved_at: datetime, stamps: list[datetime]) -> None:
        """``date`` and the end lie before every time in the text, and the file's name is on the text's side."""
        at = min(stamps)
        found = _DAY_OF_NAME.match(self.context.stem)
        named = moment(found[0], self.zone) if found else None
        on_named_day = (
            named is not None and at.astimezone(self.zone).date() == named.at.date() > date.astimezone(self.zone).date()
        )
        if on_named_day and max(date, resolved_at) < at:
            value = ", ".join(f"{key}: {self.typed.text(key.lower())}" for key in ("date", "resolvedWhen"))
            arguments = {"value": value, "at": written(at)}
            self.guessed.append(Remark("date-contradicted", arguments, self.typed.line("date")))

    def _date_from_elsewhere(self, stamps: list[datetime], resolved_at: datetime | None) -> datetime:
        if stamps:
            return min(stamps)
        if found := _DAY_OF_NAME.match(self.context.stem):
            named = moment(found[0], self.zone)
            if named is not None:
                return named.at
        return resolved_at or datetime(1971, 1, 1, tzinfo=UTC)

    def _resolved(self, has_end: bool) -> bool:
        """``true``, ``yes``, ``noo``: by the first letter. Missing: as the end says."""
        if self.kind == ANNOUNCEMENT:
            return False
        typed = self.typed.text("resolved").lower()
        if typed in {"true", "false", "yes", "no"}:
            return typed in {"true", "yes"}
        if typed[:1] in {"t", "y"} or typed[:1] in {"f", "n"}:
            self.repaired.append(Remark("resolved-flag", {"value": typed}, self.typed.line("resolved")))
            return typed[:1] in {"t", "y"}
        if typed:
            self._leave("custom-key", "resolved", f"resolved: {typed}")
        if has_end:
            self.guessed.append(Remark("resolved-by-end"))
        return has_end

    def _severity(self) -> tuple[str, str]:
        typed = self.typed.text("severity")
        wanted = typed.lower()
        if wanted in _SEVERITIES:
            return _SEVERITIES[wanted]
        near = [name for name in _SEVERITIES if one_edit_away(wanted, name)]
        if near:
            self.repaired.append(
                Remark("severity-spelling", {"value": typed, "read": near[0]}, self.typed.line("severity"))
            )
            return _SEVERITIES[near[0]]
        self.guessed.append(Remark("severity", {"value": typed}, self.typed.line("severity")))
        return _SEVERITIES[_UNKNOWN_SEVERITY]

    def _affected(self) -> list[str]:
        typed = self.typed.values.get("affected", "")
        if isinstance(typed, str):
            names = [part.strip() for part in re.split(r"[,\n]", typed)]
            if typed.strip():
                self.repaired.append(Remark("affected-text", {"value": flat(typed)}, self.typed.line("affected")))
        elif isinstance(typed, list):
            names = [flat(item) for item in typed]
        else:
            names = [flat(name) for name in typed]
        last = max(said.at for said in self.timeline.said)
        ids: dict[str, None] = {}
        for name in map(plain_line, names):
            if not name:
                continue
            found, listed = self.context.services.take(name, last)
            ids[found] = None
            if not listed:
                self.guessed.append(
                    Remark("unknown-service", {"value": name, "id": found}, self.typed.line("affected"))
                )
        return list(ids)

    def _facts(self) -> dict[str, Value]:
        """The keys of the first update, besides ``at`` and ``status``."""
        facts: dict[str, Value] = {}
        services = self._affected()
        if self.kind == ANNOUNCEMENT:
            if severity := self.typed.text("severity"):
                self._leave("custom-key", "severity", f"severity: {severity}")
            facts["services"] = services
            return facts
        impact, state = self._severity()
        facts["impact"] = impact
        if self.kind == MAINTENANCE:
            facts["services"] = services
            facts["window"] = self._window()
            return facts
        facts["services"] = dict.fromkeys(services, state)
        if min(said.at for said in self.timeline.said) < self.dates.date:
            facts["began_at"] = written(self.dates.date)
            self.guessed.append(Remark("began-at", {"value": written(self.dates.date)}))
        return facts

    def _window(self) -> dict[str, Value]:
        window: dict[str, Value] = {"start": written(self.dates.date)}
        end = self.timeline.ended_at
        if end is not None and end > self.dates.date:
            window["end"] = written(end)
        else:
            self.guessed.append(Remark("window-without-end"))
        return window

    def _head(self) -> dict[str, Value]:
        head: dict[str, Value] = {"title": self.title}
        if self.kind != INCIDENT:
            head["kind"] = self.kind
        head["lang"] = self.context.config.language
        head["aliases"] = self._aliases()
        if self.typed.text("draft").lower()[:1] in {"t", "y"}:
            head["draft"] = True
        return head

    def _aliases(self) -> list[str]:
        """The former permalink, as Hugo makes it."""
        address = f"/issues/{self.context.address}/"
        if slug := self.typed.text("slug"):
            address = f"/issues/{'/'.join([*self.context.address.split('/')[:-1], slug])}/"
        if url := self.typed.text("url"):
            address = url
        path = _hugo_path(address)
        return [path] if path.strip("/") else []


def _hugo_path(typed: str) -> str:
    """Lower-case, spaces to ``-``, most other signs left out; no part of dots alone, which our reader refuses."""
    kept = re.sub(r"[^\w./+~@-]", "", re.sub(r"\s+", "-", typed.strip().lower()))
    parts = [part for part in kept.split("/") if part.strip(".")]
    return f"/{'/'.join(parts)}" + ("/" if kept.endswith("/") and parts else "")


def one_edit_away(typed: str, name: str) -> bool:
    """One letter added, left out, changed, or two neighbours swapped."""
    if abs(len(typed) - len(name)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(name)) and typed[start] == name[start]:
        start += 1
    a, b = typed[start:], name[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
