"""One issue → one incident folder: its facts, its comments as updates, its end.

An issue with the label ``maintenance`` is a maintenance, one with ``status`` an incident; Upptime shows no others. The
bot's texts stay word for word. Statuses come from the labels that Upptime's own guide uses at a comment's beginning
(``**Investigating:**``, ``**Identified:**``, ``**Monitoring:**``, ``**Resolved:**``), from nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from noroshi.model.frozen import frozen
from noroshi.source.importers.imported import ImportedFile, Remark, plain_line
from noroshi.source.importers.merge_marks import with_visible_marks
from noroshi.source.importers.moments import moment, written
from noroshi.source.importers.told import Said, files_of
from noroshi.source.importers.upptime.comments import without_comments
from noroshi.source.importers.upptime.issue import Issue
from noroshi.source.importers.upptime.site import Known
from noroshi.source.importers.upptime.slugs import Slugs, slug_of
from noroshi.source.writing import Value
from noroshi.source.zones import zone

STATUS, MAINTENANCE = "status", "maintenance"

_SIGNS = re.compile("[🛑⚠🟥🟨🟩]\ufe0f?\\s*")
_LABEL = re.compile(
    r"\s*(?:\*\*|__)\s*(investigating|identified|monitoring|resolved)\s*:?\s*(?:\*\*|__)", re.IGNORECASE
)
_BOT_DOWN = re.compile(r"\bwas \*\*down\*\*")
_BOT_SLOW = re.compile(r"\bexperienced \*\*degraded performance\*\*")
_BOT_TITLE = re.compile(r"(?P<name>.+?) (?:is down|has degraded performance)")
_TOGETHER = timedelta(seconds=60)
"""A comment and the closing that belongs to it: the bot writes one and does the other."""
_META = re.compile(r"\b(start|end|expectedDown|expectedDegraded)\s*:")


@frozen
class Context:
    """What one issue needs to know of the others."""

    file: str
    id: str
    config: Known
    slugs: Slugs
    now: datetime


@dataclass
class _Told:
    """A body or comment at its time."""

    at: datetime
    text: str
    label: str = ""
    status: str = ""
    ended_unknown: bool = False


def kind_of(issue: Issue) -> str:
    """``status``, ``maintenance``, or empty: no page of Upptime's shows it."""
    if issue.labels is not None:
        labels = {label.lower() for label in issue.labels}
        return MAINTENANCE if MAINTENANCE in labels else STATUS if STATUS in labels else ""
    if _BOT_DOWN.search(issue.text) or _BOT_SLOW.search(issue.text):
        return STATUS
    return MAINTENANCE if {"start", "end"} <= set(_metadata(issue.text)) else ""


def reported(issue: Issue, kind: str, context: Context) -> tuple[ImportedFile, datetime]:
    """The incident of one issue, and its first moment."""
    reading = _Reading(issue, kind, context)
    return reading.file(), reading.told[0].at


class _Reading:
    """Words first, then the end, then the facts."""

    def __init__(self, issue: Issue, kind: str, context: Context) -> None:
        self.issue = issue
        self.context = context
        self.is_maintenance = kind == MAINTENANCE
        self.guessed: list[Remark] = []
        self.repaired = list(issue.repaired)
        self.unread = list(issue.unread)
        self.meta = _metadata(issue.text) if self.is_maintenance else {}
        self.told = self._words()
        self.window = self._window() if self.is_maintenance else {}
        self.ended_at: datetime | None = None
        self._end()

    def file(self) -> ImportedFile:
        """The folder and its row of the report."""
        facts = self._facts()
        said = [Said(item.at, item.text, item.status, item.ended_unknown) for item in self.told]
        said[0] = Said(said[0].at, said[0].text, said[0].status, said[0].ended_unknown, facts)
        if self.ended_at is not None:
            end = next(number for number, item in enumerate(self.told) if item.status in _ENDS)
            more = {**said[end].facts, "ended_at": written(self.ended_at)}
            said[end] = Said(said[end].at, said[end].text, said[end].status, facts=more)
        head: dict[str, Value] = {"title": self._title()}
        if self.is_maintenance:
            head["kind"] = MAINTENANCE
        head["lang"] = self.context.config.language
        head["aliases"] = [f"/incident/{self.issue.number}/"]
        return ImportedFile(
            self.context.file,
            self.context.id,
            files_of(head, said, zone("UTC")),
            tuple(self.guessed),
            tuple(self.repaired),
            tuple(self.unread),
            sum(not item.text.strip() for item in said),
            part=f"#{self.issue.number}",
        )

    def _words(self) -> list[_Told]:
        """The body, then the comments, by time. At least one."""
        issue, now = self.issue, self.context.now
        times = [time for time in (issue.created, *(comment.at for comment in issue.comments), issue.closed) if time]
        created = issue.created or min(times, default=now)
        if issue.created is None:
            self.guessed.append(Remark("no-date", {"value": written(created)}))
        told = [_Told(created, self._shown(issue.text))]
        for comment in issue.comments:
            label = _LABEL.match(comment.text)
            told.append(_Told(comment.at, self._shown(comment.text), label[1].lower() if label else ""))
            if comment.is_outsider:
                self.guessed.append(Remark("outsider", {"value": comment.author, "at": written(comment.at)}))
        if issue.told_comments > len(issue.comments):
            missing = str(issue.told_comments - len(issue.comments))
            self.unread.append(Remark("comments-missing", {"value": missing}))
        for item in told:
            if item.at > now:
                self.guessed.append(Remark("time-to-come", {"value": written(item.at)}))
                item.at = now
        return sorted(told, key=lambda item: item.at)

    def _shown(self, text: str) -> str:
        """A text as GitHub shows it: without HTML comments, which are told, but for the window of a maintenance."""
        found = without_comments(text)
        for comment in found.comments:
            if comment and not (self.is_maintenance and _META.search(comment)):
                self.unread.append(Remark("html-comment", {"value": comment}))
        if found.is_open:
            self.repaired.append(Remark("comment-never-ends"))
        shown = with_visible_marks(found.text)
        if shown != found.text:
            self.repaired.append(Remark("merge-conflict"))
        return shown.strip("\n")

    def _title(self) -> str:
        """As Upptime's page shows it, without the bot's signs."""
        typed = " ".join(self.issue.title.split())
        title = plain_line(_SIGNS.sub("", typed, count=1) if _SIGNS.match(typed) else typed)
        if plain_line(typed) != typed:
            self.unread.append(Remark("title-cleaned", {"value": typed}))
        if not title:
            title = f"#{self.issue.number}"
            self.guessed.append(Remark("no-title", {"value": title}))
        return title

    # ---- its end

    def _end(self) -> None:
        """Statuses, and the one update that ends it."""
        issue, now = self.issue, self.context.now
        if issue.is_open:
            last = self.told[-1]
            if last.label == "resolved" and len(self.told) > 1:
                last.status = "resolved"
                self.guessed.append(Remark("resolved-but-open"))
        else:
            self._close(min(issue.closed, now) if issue.closed else None)
        self._give_statuses()

    def _close(self, closed: datetime | None) -> None:
        first = self.told[0].at
        if closed is not None and closed < first:
            self.unread.append(Remark("ends-before-start", {"value": f"closed_at: {written(closed)}"}))
            closed = None
        at = closed or max(item.at for item in self.told)
        until_then = [item for item in self.told[1:] if item.at <= at + _TOGETHER]
        resolving = [item for item in until_then if item.label == "resolved"]
        beside = [item for item in until_then if abs(item.at - at) <= _TOGETHER and item.label in {"", "resolved"}]
        if resolving and resolving[-1] is until_then[-1]:
            end = resolving[-1]
            if closed is not None and abs(end.at - closed) > _TOGETHER:
                self.ended_at = closed
        elif closed is not None and beside:
            end = beside[-1]
        else:
            end = _Told(at, "")
            self.told.insert(len([item for item in self.told if item.at <= at]), end)
        end.status = "resolved"
        if closed is None and end.label != "resolved":
            end.ended_unknown = True
            self.guessed.append(Remark("end-unknown", {"value": written(at)}))

    def _give_statuses(self) -> None:
        end = next((number for number, item in enumerate(self.told) if item.status), len(self.told))
        for number, item in enumerate(self.told):
            if number == end:
                item.status = self._terminal(item.at)
            elif number > end:
                if item.label:
                    self.repaired.append(Remark("status-after-end", {"value": item.label}))
            elif item.label == "resolved" and number:
                self.guessed.append(Remark("resolved-again", {"at": written(item.at)}))
            elif item.label and not self.is_maintenance and item.label != "resolved":
                item.status = item.label

    def _terminal(self, at: datetime) -> str:
        if not self.is_maintenance:
            return "resolved"
        start, end = self.window["start"], self.window.get("end")
        if at <= start:
            self.guessed.append(Remark("closed-before-start"))
            return "cancelled"
        if end is not None and end < at:
            # Upptime closes what is over the next time that it looks, hours later at some sites.
            self.ended_at = end
        return "completed"

    # ---- its facts

    def _window(self) -> dict[str, datetime]:
        start, end = self._meta_time("start"), self._meta_time("end")
        if start is None:
            start = self.told[0].at
            self.guessed.append(Remark("window-assumed", {"value": written(start)}))
            closed = self.issue.closed
            end = end or (closed if closed is not None and not self.issue.is_open else None)
        if end is not None and end <= start:
            self.unread.append(Remark("ends-before-start", {"value": f"end: {written(end)}"}))
            end = None
        if end is None:
            self.guessed.append(Remark("window-without-end"))
            return {"start": start}
        return {"start": start, "end": end}

    def _meta_time(self, key: str) -> datetime | None:
        typed = self.meta.get(key, "")
        found = moment(typed, UTC) if typed else None
        if typed and found is None:
            self.unread.append(Remark("unreadable-time", {"value": f"{key}: {typed}"}))
        return found.at if found else None

    def _facts(self) -> dict[str, Value]:
        slow = bool(_BOT_SLOW.search(self.issue.text))
        if self.is_maintenance:
            states = dict.fromkeys(self._services(), "under_maintenance")
            for key, state in (("expectedDegraded", "degraded_performance"), ("expectedDown", "under_maintenance")):
                for slug in filter(None, (part.strip() for part in self.meta.get(key, "").split(","))):
                    states[self._service(slug, slug)] = state
            return {"services": states, "window": {key: written(at) for key, at in self.window.items()}}
        impact, state = "minor", "degraded_performance"
        if _BOT_DOWN.search(self.issue.text) and not slow:
            impact, state = "critical", "major_outage"
        elif not slow:
            self.guessed.append(Remark("impact-unknown"))
        services = self._services()
        if not services:
            self.guessed.append(Remark("no-service-label"))
        return {"impact": impact, "services": dict.fromkeys(services, state)}

    def _services(self) -> list[str]:
        """Ids by the labels; where none of them is a service, by the name in the bot's title."""
        labels = [label for label in self.issue.labels or () if label.lower() not in {STATUS, MAINTENANCE}]
        known = [label for label in labels if label in self.context.slugs]
        others = [label for label in labels if label not in known and label not in self.context.config.tags]
        found = _BOT_TITLE.fullmatch(_SIGNS.sub("", self.issue.title).strip())
        if not known and found and not self.is_maintenance:
            name = plain_line(found["name"])
            slug = slug_of(name)
            if slug not in self.context.slugs and slug not in others and len(others) == 1:
                slug = others[0]
            others = [label for label in others if label != slug]
            if slug:
                services = [self._service(slug, name)]
                self._leave(others)
                return services
        self._leave(others)
        return [self._service(slug, slug) for slug in known]

    def _leave(self, labels: list[str]) -> None:
        if labels:
            self.unread.append(Remark("labels-left", {"value": ", ".join(map(plain_line, labels))}))

    def _service(self, slug: str, name: str) -> str:
        slugs = self.context.slugs
        last = max(item.at for item in self.told)
        service = slugs.take(slug, name, last)
        if not slugs.is_listed(slug):
            self.guessed.append(Remark("unknown-service", {"value": slug, "id": service.id}))
        return service.id


_ENDS = {"resolved", "completed", "cancelled"}


def _metadata(text: str) -> dict[str, str]:
    """Keys of the first HTML comment, as Upptime finds it: anywhere, also within a code fence."""
    comment = text.partition("<!--")[2].partition("-->")[0]
    parts = _META.split(comment[:5_000])
    return {key: " ".join(value.split()) for key, value in zip(parts[1::2], parts[2::2], strict=True)}
