"""The blocks of an incident, with what its front matter says → its updates, oldest first.

A block's NAME is its status where it is one; any other word leaves the status as it is and stays, in bold, before
the text. The general words were said at ``date``, together with a block of the same moment that does not end it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from noroshi.model.frozen import frozen
from noroshi.source.importers.block import Block
from noroshi.source.importers.imported import Remark
from noroshi.source.importers.moments import Moment, written

INCIDENT, MAINTENANCE = "incident", "maintenance"
_TERMINAL = {INCIDENT: "resolved", MAINTENANCE: "completed"}
_STATUSES = {
    INCIDENT: {
        "investigating": "investigating",
        "identified": "identified",
        "monitoring": "monitoring",
        "恢复中": "monitoring",
        "resolved": "resolved",
        "completed": "resolved",
        "已解决": "resolved",
    },
    MAINTENANCE: {
        "planned": "scheduled",
        "scheduled": "scheduled",
        "in progress": "in_progress",
        "verifying": "verifying",
        "resolved": "completed",
        "completed": "completed",
        "已解决": "completed",
        "cancelled": "cancelled",
    },
}
_NO_STATUSES = {
    *("ongoing", "notified", "workaround", "update", "updated", "troubleshooting", "paused", "planned"),
    *("investigating", "identified", "monitoring", "恢复中"),
}
"""Usual words that say nothing about the status, or nothing in a maintenance."""
_ENDS = {"resolved", "completed", "cancelled"}


@frozen
class Facts:
    """What the front matter says."""

    kind: str
    date: datetime
    resolved: bool
    now: datetime
    """Nothing was said later."""
    start: datetime | None = None
    """Of a maintenance."""
    end: datetime | None = None
    modified: datetime | None = None


@dataclass
class Update:
    """What was said at one moment."""

    at: datetime
    blocks: list[Block] = field(default_factory=list)
    general: bool = False
    """The general words belong to it."""
    status: str = ""
    ended_unknown: bool = False
    labels: list[str] = field(default_factory=list)
    """For each block what stands in bold before its text; empty: its word is the status."""

    @property
    def ends(self) -> bool:
        return self.status in _ENDS


@dataclass
class Timeline:
    """The updates of one incident by ``at``; at least one."""

    updates: list[Update] = field(default_factory=list)
    guessed: list[Remark] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)


def oldest_first(blocks: Sequence[Block]) -> list[Block]:
    """The blocks in the order in which they were said, by their times; where those are equal, by their words."""
    times = [at for block in blocks if (at := told_at(block))]
    votes = sum((above > below) - (above < below) for above, below in pairwise(times))
    ranks = [_RANKS[name] for block in blocks if (name := _name(block)) in _RANKS]
    votes = votes or sum((above > below) - (above < below) for above, below in pairwise(ranks))
    return list(reversed(blocks)) if votes > 0 else list(blocks)


_RANKS = {
    "planned": 0,
    "scheduled": 0,
    "notified": 0,
    "investigating": 1,
    "identified": 2,
    "monitoring": 3,
    "恢复中": 3,
    "resolved": 4,
    "completed": 4,
    "已解决": 4,
}


def told_at(block: Block) -> datetime | None:
    """The time that a block tells."""
    return block.stamp.at if isinstance(block.stamp, Moment) else None


def placed(blocks: Sequence[Block], date: datetime, now: datetime, guessed: list[Remark]) -> list[Update]:
    """Every block at its time, by time; one without a time has that of the words before it."""
    before = date
    updates: list[Update] = []
    for block in oldest_first(blocks):
        at = told_at(block)
        if at is None:
            at = min(before, now)
            guessed.append(Remark("shared-time", {"value": block.meaning, "at": written(at)}, block.line))
        elif at > now:
            guessed.append(Remark("time-to-come", {"value": written(at)}, block.line))
            at = now
        before = at
        updates.append(Update(at, [block]))
    return sorted(updates, key=lambda update: update.at)


def timeline(blocks: Sequence[Block], facts: Facts, *, has_words: bool) -> Timeline:
    """The updates of one incident. ``has_words``: there are general words, or a description."""
    found = Timeline()
    updates = placed(blocks, facts.date, facts.now, found.guessed)
    for update in updates:
        update.status = _told_status(update, facts, found)
    _end(updates, facts, found)
    first_at = min(facts.date, facts.now)
    there = next((update for update in updates if update.at == first_at), None)
    if there is not None and not there.ends:
        there.general = True
    elif has_words or there is None:
        if not has_words and updates:
            found.guessed.append(Remark("first-without-words", {"value": written(first_at)}))
        updates.append(Update(first_at, general=True))
    # Stable, and the general words come first: they say what it is about.
    updates.sort(key=lambda update: (update.at, not update.general))
    if updates[0].at < first_at:
        found.guessed.append(Remark("before-date", {"value": written(updates[0].at), "at": written(first_at)}))
    if facts.kind == MAINTENANCE:
        _begin(updates, facts)
    for update in updates:
        update.labels = [label_of(block, update.status) for block in update.blocks]
    found.updates = updates
    return found


def _name(block: Block) -> str:
    """NAME in lower case; where T is no time it stands behind it."""
    return block.meaning.partition("|")[0].strip().casefold()


def _told_status(update: Update, facts: Facts, found: Timeline) -> str:
    block = update.blocks[0]
    name = _name(block)
    status = _STATUSES[facts.kind].get(name, "")
    if not status and name not in _NO_STATUSES:
        found.guessed.append(Remark("unknown-label", {"value": block.meaning}, block.line))
    if status == "scheduled" and facts.start is not None and update.at >= facts.start:
        return ""
    return status


def _end(updates: list[Update], facts: Facts, found: Timeline) -> None:
    """Where it is over one update says so: its own word, else the last one, else one without words."""
    terminal = _TERMINAL[facts.kind]
    last = next((number for number in reversed(range(len(updates))) if updates[number].ends), None)
    if not facts.resolved:
        open_again = last is None or any(update.status for update in updates[last + 1 :])
        if not open_again:
            found.guessed.append(Remark("label-against-flag"))
        return
    if last is not None:
        for update in updates[last + 1 :]:
            if update.status:
                found.repaired.append(
                    Remark("status-after-end", {"value": update.blocks[0].meaning}, update.blocks[0].line)
                )
                update.status = ""
        return
    begun = [update for update in updates if facts.start is None or update.at >= facts.start]
    if begun:
        begun[-1].status = terminal
        block = begun[-1].blocks[0]
        found.guessed.append(Remark("last-ends", {"value": block.meaning, "at": written(begun[-1].at)}, block.line))
    elif facts.end is not None and facts.end <= facts.now:
        updates.append(Update(facts.end, status=terminal))
        found.guessed.append(Remark("ends-with-window", {"value": written(facts.end)}))
    else:
        known = [facts.date, *(at for at in (facts.modified, facts.start) if at), *(update.at for update in updates)]
        at = max(at for at in [min(facts.date, facts.now), *known] if at <= facts.now)
        updates.append(Update(at, status=terminal, ended_unknown=True))
        found.guessed.append(Remark("end-unknown", {"value": written(at)}))


def _begin(updates: list[Update], facts: Facts) -> None:
    """The first update within the window says that the work has begun, unless one has said so or ends it."""
    for update in updates:
        if update.status in {"in_progress", *_ENDS}:
            return
        if facts.start is not None and update.at >= facts.start:
            update.status = update.status or "in_progress"
            return


def label_of(block: Block, status: str) -> str:
    """NAME, where the status does not say the same; else nothing."""
    return "" if block.meaning.casefold().replace(" ", "_") == status else block.meaning


_BEGINS_MARKUP = re.compile(r"\s*(?:[-+*>#|`~<=:\[]|\d+[.)])|\s{4}|\t")
_SIGNS = re.compile(r"[\\`*\[\]]|<|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|^[-+#>~]|^\d+(?=[.)]\s)")
_ENTITIES = {"<": "&lt;", "&": "&amp;", "~": "&#126;"}


def as_markdown(text: str) -> str:
    """A line that was no Markdown as Markdown that shows the same."""
    return _SIGNS.sub(lambda found: _shown(found[0]), " ".join(text.split()))


def _shown(sign: str) -> str:
    return _ENTITIES.get(sign) or (f"{sign}\\" if sign.isdigit() else f"\\{sign}")


def labelled(text: str, label: str) -> str:
    """The text with a word of the source before it, in bold."""
    if not label:
        return text
    bold = f"**{as_markdown(label)}**"
    if not text.strip():
        return bold
    return f"{bold}\n\n{text}" if _BEGINS_MARKUP.match(text) else f"{bold} – {text}"
