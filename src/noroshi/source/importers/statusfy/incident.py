"""One Statusfy incident, a file in each of its languages → one incident folder."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from noroshi.model.frozen import frozen
from noroshi.source.importers.foreign_yaml import flat
from noroshi.source.importers.imported import ImportedFile, Remark, plain_line
from noroshi.source.importers.moments import moment, written
from noroshi.source.importers.services import Services
from noroshi.source.importers.statusfy.address import page_id
from noroshi.source.importers.statusfy.page import ZONE, Page
from noroshi.source.importers.statusfy.timeline import (
    INCIDENT,
    MAINTENANCE,
    Facts,
    Update,
    label_of,
    labelled,
    timeline,
    told_at,
)
from noroshi.source.importers.statusfy.translation import blocks_beside, report_facts
from noroshi.source.importers.told import Said, files_of
from noroshi.source.writing import Value
from noroshi.source.zones import zone

_SEVERITIES = {
    "degraded-performance": ("minor", "degraded_performance"),
    "partial-outage": ("major", "partial_outage"),
    "major-outage": ("critical", "major_outage"),
}
_UNKNOWN_SEVERITY = "degraded-performance"
_UNDER_MAINTENANCE = "under-maintenance"
_DAY_OF_NAME = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_LONGEST_WINDOW = timedelta(days=366)
_READ = {
    *("id", "title", "description", "date", "severity", "affectedsystems", "resolved", "scheduled", "duration"),
}


@frozen
class Context:
    """What one incident needs to know of the others."""

    id: str
    name: str
    """The file's name in its folder."""
    services: Services
    lists_systems: bool
    now: datetime
    taken: set[str]
    """Last parts of addresses below ``/incidents/`` that lead somewhere, in lower case; its own is added."""


def incident(pages: Sequence[Page], context: Context) -> tuple[list[ImportedFile], datetime]:
    """The rows of all its files, that of the incident first, and when it was first told."""
    reading = _Reading(pages, context)
    return reading.rows(), reading.facts.date


class _Reading:
    """Front matter first, then the blocks, then the translations beside them."""

    def __init__(self, pages: Sequence[Page], context: Context) -> None:
        self.base, *self.others = pages
        self.context = context
        self.facts = self._facts()
        has_words = any(one.lead.strip() for one in pages)
        self.timeline = timeline(self.base.cut.blocks, self.facts, has_words=has_words)
        self.base.guessed += self.timeline.guessed
        self.base.repaired += self.timeline.repaired
        self.updates = self.timeline.updates
        self.translated: list[tuple[Page, list[tuple[Update, str]]]] = []
        for other in self.others:
            report_facts(self.base, other)
            self.translated.append((other, self._translation(other)))
        self.updates.sort(key=lambda update: update.at)

    def rows(self) -> list[ImportedFile]:
        """The row of the incident with its files, then those of its translations."""
        said = [self._said(update) for update in self.updates]
        said[0] = replace(said[0], facts=self._first_facts())
        titles = {other.language: other.title for other in self.others}
        files = files_of(self._head(), said, zone(ZONE), titles)
        for page in (self.base, *self.others):
            for key, value in page.typed.values.items():
                if key == "modified":
                    page.unread.append(Remark("modified"))
                elif key not in _READ:
                    page.leave("custom-key", key, f"{key}: {flat(value)}")
        without_words = sum(not item.text.strip() for item in said)
        own = self.base.row(self.context.id, files, without_words)
        return [own, *(other.row(self.context.id) for other in self.others)]

    def _said(self, update: Update) -> Said:
        parts = [self.base.lead] if update.general else []
        parts += [labelled(block.text, label) for block, label in zip(update.blocks, update.labels, strict=True)]
        told: dict[str, list[str]] = {}
        for other, pairs in self.translated:
            texts = [other.lead] if update.general else []
            texts += [text for paired, text in pairs if paired is update]
            told[other.language] = texts
        translations = {language: whole for language, texts in told.items() if (whole := _joined(texts))}
        return Said(update.at, _joined(parts), update.status, update.ended_unknown, {}, translations)

    def _translation(self, other: Page) -> list[tuple[Update, str]]:
        """Each block's text with the word that the status of its update does not say."""
        answer: list[tuple[Update, str]] = []
        for update, block in blocks_beside(self.updates, other, self.facts.date, self.facts.now):
            if not any(update is ours for ours in self.updates):
                self.updates.append(update)
            answer.append((update, labelled(block.text, label_of(block, update.status))))
        return answer

    def _facts(self) -> Facts:
        base, now = self.base, self.context.now
        told = base.moment("date")
        date = told.at if told else self._date_from_elsewhere()
        if told is None:
            base.guessed.append(Remark("no-date", {"value": written(date)}))
        if date > now:
            base.guessed.append(Remark("time-to-come", {"value": written(date)}, base.typed.line("date")))
            date = now
        kind = MAINTENANCE if self._severity() == _UNDER_MAINTENANCE else INCIDENT
        flag = base.typed.text("resolved").lower()
        if flag and flag not in {"true", "false"}:
            base.repaired.append(Remark("resolved-flag", {"value": flag}, base.typed.line("resolved")))
        modified = moment(base.typed.text("modified"), zone(ZONE))
        facts = Facts(kind, date, flag[:1] in {"t", "y", "1"}, now, modified=modified.at if modified else None)
        return self._with_window(facts)

    def _with_window(self, facts: Facts) -> Facts:
        base = self.base
        if facts.kind != MAINTENANCE:
            for key in ("scheduled", "duration"):
                if typed := base.typed.text(key):
                    base.leave("custom-key", key, f"{key}: {typed}")
            return facts
        scheduled = base.moment("scheduled")
        if scheduled is None:
            base.guessed.append(Remark("window-from-date", {"value": written(facts.date)}))
        start = scheduled.at if scheduled else facts.date
        typed = base.typed.text("duration")
        minutes = _minutes(typed)
        if typed and minutes is None:
            base.leave("unreadable-duration", "duration", f"duration: {typed}")
        return replace(facts, start=start, end=start + minutes if minutes else None)

    def _date_from_elsewhere(self) -> datetime:
        stamps = [at for block in self.base.cut.blocks if (at := told_at(block))]
        if stamps:
            return min(stamps)
        if found := _DAY_OF_NAME.match(self.context.name):
            named = moment(found[0], zone(ZONE))
            if named is not None:
                return named.at
        return datetime(1971, 1, 1, tzinfo=UTC)

    def _severity(self) -> str:
        return re.sub(r"[\s_]+", "-", self.base.typed.text("severity").lower())

    def _first_facts(self) -> dict[str, Value]:
        """The keys of the first update, besides ``at`` and ``status``."""
        services = self._affected()
        facts: dict[str, Value] = {}
        if self.facts.kind == MAINTENANCE:
            facts["services"] = services
            facts["window"] = self._window()
            return facts
        severity = self._severity()
        if severity not in _SEVERITIES:
            typed = self.base.typed.text("severity")
            self.base.guessed.append(Remark("severity", {"value": typed}, self.base.typed.line("severity")))
        impact, state = _SEVERITIES.get(severity, _SEVERITIES[_UNKNOWN_SEVERITY])
        if services:
            facts["services"] = dict.fromkeys(services, state)
        else:
            facts["impact"] = impact
        return facts

    def _window(self) -> dict[str, Value]:
        start, end = self.facts.start or self.facts.date, self.facts.end
        if end is None:
            last = next((update.at for update in reversed(self.updates) if update.ends), None)
            end = last if last is not None and last > start else None
            if end is None:
                self.base.guessed.append(Remark("window-without-end"))
        return {"start": written(start), **({"end": written(end)} if end else {})}

    def _affected(self) -> list[str]:
        typed = self.base.typed.values.get("affectedsystems", "")
        if isinstance(typed, str):
            names = [part.strip() for part in re.split(r"[,\n]", typed)]
            if typed.strip():
                value = {"value": flat(typed)}
                self.base.repaired.append(Remark("affected-text", value, self.base.typed.line("affectedsystems")))
        else:
            names = [flat(item) for item in typed]
        last = max(update.at for update in self.updates)
        ids: dict[str, None] = {}
        for name in map(plain_line, names):
            if not name:
                continue
            found, listed = self.context.services.take(name, last)
            ids[found] = None
            if not listed and self.context.lists_systems:
                arguments = {"value": name, "id": found}
                self.base.guessed.append(Remark("unknown-service", arguments, self.base.typed.line("affectedsystems")))
        return list(ids)

    def _head(self) -> dict[str, Value]:
        head: dict[str, Value] = {"title": self.base.title}
        if self.facts.kind != INCIDENT:
            head["kind"] = self.facts.kind
        head["lang"] = self.base.language
        head["aliases"] = self._aliases()
        return head

    def _aliases(self) -> list[str]:
        """The former addresses; a locale has its own only where it is called otherwise than its language."""
        own = self.base.typed.text("id")
        name = own or page_id(self.context.name)
        if not re.fullmatch(r"[\w~-][\w.~-]{0,200}", name) or name.lower() in self.context.taken:
            if own:
                self.base.leave("address-lost", "id", f"id: {own}")
            return []
        self.context.taken.add(name.lower())
        strange = [page.locale for page in self.others if page.locale.lower() != page.language.lower()]
        return [f"/incidents/{name}/", *(f"/{locale}/incidents/{name}/" for locale in strange)]


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def _minutes(typed: str) -> timedelta | None:
    """As Statusfy: rounded up to whole minutes. None where it is no length of time."""
    if not re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", typed):
        return None
    found = timedelta(minutes=math.ceil(float(typed)))
    return found if timedelta() < found <= _LONGEST_WINDOW else None
