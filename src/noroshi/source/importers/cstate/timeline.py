"""Blocks of a body, with the dates of the front matter → the updates of an incident, oldest first.

A cState page shows its newest words at the top or at the bottom, as its author liked; ``told`` finds out which.
Then every block gets its time: its own stamp, else by its label (initial → ``date``, final → ``resolvedWhen``), else
the time of the block told before it. There is always an update at ``date`` unless one is earlier, and where the
incident is resolved one that says so; either may be without words, because the source had none at that moment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

from noroshi.model.frozen import frozen
from noroshi.source.importers.block import Block
from noroshi.source.importers.cstate.labels import FINAL, INITIAL, UPDATE, told_status
from noroshi.source.importers.imported import Remark
from noroshi.source.importers.moments import Clock, Moment, written
from noroshi.source.importers.told import Said

INCIDENT, MAINTENANCE, ANNOUNCEMENT = "incident", "maintenance", "announcement"


@dataclass
class Timeline:
    """What was said and when."""

    said: tuple[Said, ...] = ()
    """By ``at``; equal times in the order in which they were told. At least one."""
    ended_at: datetime | None = None
    """The terminal update's ``at``; None while open, and for announcements."""
    guessed: list[Remark] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)


@frozen
class Dates:
    """What the front matter says."""

    date: datetime
    resolved: bool
    resolved_at: datetime | None
    """Only if it is not before ``date``."""
    now: datetime
    """Nothing was said later; a maintenance to come has its ``date`` later."""

    @property
    def first_at(self) -> datetime:
        """When the initial words were said."""
        return min(self.date, self.now)


def timeline(blocks: Sequence[Block], dates: Dates, kind: str) -> Timeline:
    """The updates of one incident."""
    found = Timeline()
    order = told(blocks, found)
    if kind != ANNOUNCEMENT:
        order = _with_final(order, dates)
    placed = _placed(order, dates, found)
    if not placed or min(item.at for item in placed) > dates.first_at:
        if placed:
            found.guessed.append(Remark("first-without-words", {"value": written(dates.first_at)}))
        placed.insert(0, _Placed(dates.first_at, Block("", INITIAL)))
    if kind != ANNOUNCEMENT and dates.resolved:
        _terminate(placed, dates, found)
    # Stable: equal times stay as they were told.
    placed.sort(key=lambda item: item.at)
    _give_statuses(placed, dates, kind, found)
    found.said = tuple(Said(item.at, item.block.text, item.status, item.ended_unknown) for item in placed)
    return found


@dataclass
class _Placed:
    """A block at its time."""

    at: datetime
    block: Block
    terminal: bool = False
    status: str = ""
    ended_unknown: bool = False


def told(blocks: Sequence[Block], found: Timeline) -> list[Block]:
    """The blocks oldest first. What stands unlabelled above the newest words goes to the initial ones."""
    if len(blocks) < 2:
        return list(blocks)
    votes = _votes(blocks)
    newest_first = votes >= 0
    if votes == 0:
        found.guessed.append(Remark("newest-first"))
    if not newest_first:
        return list(blocks)
    order = list(reversed(blocks))
    lead = order[-1]
    if not lead.meaning and lead.stamp is None:
        order.pop()
        found.guessed.append(Remark("unlabelled-words", {"value": _beginning(lead.text)}, lead.line))
        first = next((number for number, block in enumerate(order) if block.meaning == INITIAL), None)
        if first is None:
            order.insert(0, replace(lead, meaning=INITIAL))
        else:
            order[first] = replace(order[first], text=f"{lead.text}\n\n{order[first].text}")
    return order


def _votes(blocks: Sequence[Block]) -> int:
    """Positive: the newest stands first; negative: the oldest does; 0: nothing shows it."""
    votes = 0
    stamps = [block.stamp.at for block in blocks if isinstance(block.stamp, Moment)]
    for above, below in pairwise(stamps):
        votes += 3 * ((above > below) - (above < below))
    clocks = [block.stamp.time for block in blocks if isinstance(block.stamp, Clock)]
    for above_clock, below_clock in pairwise(clocks):
        votes += (above_clock > below_clock) - (above_clock < below_clock)
    ranks = [_RANKS.get(block.meaning or told_status(block.text, ""), -1) for block in blocks]
    known = [rank for rank in ranks if rank >= 0]
    for above_rank, below_rank in pairwise(known):
        votes += 2 * ((above_rank > below_rank) - (above_rank < below_rank))
    numbers = [int(number[1]) for block in blocks if (number := _NUMBERED.match(block.text))]
    for above_number, below_number in pairwise(numbers):
        votes += (above_number > below_number) - (above_number < below_number)
    lead, *others = blocks
    if not votes and not lead.meaning and lead.stamp is None and all(block.meaning or block.stamp for block in others):
        # Words without a label, then "[edit]" or a time: the words were there first.
        votes = -1
    return votes


_NUMBERED = re.compile(r"\W*updated?\s+#?(\d{1,2})\b(?!:|\s+(?:of\s+)?[a-z]{3})", re.IGNORECASE)
_RANKS = {INITIAL: 0, "investigating": 0, "identified": 1, UPDATE: 2, "monitoring": 3, "resolved": 4, FINAL: 4}


def _with_final(order: list[Block], dates: Dates) -> list[Block]:
    """The newest words, where they say that it is over and carry no time, are the final ones."""
    if not order or not dates.resolved or len(order) < 2 or any(block.meaning == FINAL for block in order):
        return order
    last = order[-1]
    if last.stamp is None and told_status(last.text, last.meaning) == "resolved":
        return [*order[:-1], replace(last, meaning=FINAL)]
    return order


def _placed(order: list[Block], dates: Dates, found: Timeline) -> list[_Placed]:
    placed: list[_Placed] = []
    before = last = dates.first_at
    for block, after in zip(order, _known_after(order, dates), strict=True):
        at = before
        if isinstance(block.stamp, Moment):
            at = block.stamp.at
            if at > dates.now:
                found.guessed.append(Remark("time-to-come", {"value": written(at)}, block.line))
        elif isinstance(block.stamp, Clock):
            at = _on_its_day(block.stamp, before, after)
            found.guessed.append(Remark("day-of-time", {"value": written(at)}, block.line))
        elif block.meaning == INITIAL:
            at = dates.first_at
        elif block.meaning == FINAL and dates.resolved:
            at = dates.resolved_at or last
        elif placed:
            found.guessed.append(
                Remark("shared-time", {"value": _beginning(block.text), "at": written(at)}, block.line)
            )
        before = min(at, dates.now)
        last = max(last, before)
        placed.append(_Placed(before, block))
    return placed


def _known_after(order: list[Block], dates: Dates) -> list[datetime | None]:
    """For every block the next told time after it."""
    known: list[datetime | None] = []
    after: datetime | None = None
    for block in reversed(order):
        known.append(after)
        if isinstance(block.stamp, Moment):
            after = block.stamp.at
        elif block.meaning == FINAL and dates.resolved_at:
            after = dates.resolved_at
    return known[::-1]


def _on_its_day(clock: Clock, before: datetime, after: datetime | None) -> datetime:
    """The time of day on the day that keeps the order; where none does, the time before it."""
    day = before.astimezone(clock.zone).date()
    at = datetime.combine(day, clock.time, clock.zone)
    if at < before:
        at += timedelta(days=1)
    return before if after is not None and at > after >= before else at


def _terminate(placed: list[_Placed], dates: Dates, found: Timeline) -> None:
    """Mark the update that ends it, or add one without words."""
    end = dates.resolved_at
    finals = [item for item in placed if item.block.meaning == FINAL]
    at = end or max([dates.first_at, *(item.at for item in placed)])
    terminal = finals[-1] if finals and finals[-1].at == at else None
    if terminal is None:
        fitting = [item for item in placed[1:] if item.at == at and item.block.stamp and _may_end(item.block)]
        terminal = fitting[-1] if fitting else None
    if terminal is None:
        terminal = _Placed(at, Block("", FINAL))
        placed.append(terminal)
    terminal.terminal = True
    told_end = terminal.block.stamp is not None and (
        terminal.block.meaning == FINAL or told_status(terminal.block.text, terminal.block.meaning) == "resolved"
    )
    if end is None and not told_end:
        terminal.ended_unknown = True
        found.guessed.append(Remark("end-unknown", {"value": written(at)}))
    found.ended_at = at


def _may_end(block: Block) -> bool:
    status = told_status(block.text, block.meaning)
    return block.meaning not in {INITIAL, "investigating"} and status in {"", "resolved"}


def _give_statuses(placed: list[_Placed], dates: Dates, kind: str, found: Timeline) -> None:
    if kind == ANNOUNCEMENT:
        return
    terminal = "completed" if kind == MAINTENANCE else "resolved"
    begun = False
    for number, item in enumerate(placed):
        status = told_status(item.block.text, item.block.meaning)
        if item.terminal or (status == "resolved" and number and item.at >= dates.date):
            item.status = terminal
        elif kind == MAINTENANCE:
            if item.at < dates.date:
                item.status = "" if number else "scheduled"
            elif not begun:
                item.status = "in_progress"
        elif status in {"monitoring", "identified"}:
            item.status = status
        begun = begun or item.at >= dates.date
    if not dates.resolved:
        if any(item.status == terminal for item in placed):
            found.guessed.append(Remark("label-against-flag"))
        return
    end = next(number for number, item in enumerate(placed) if item.terminal)
    for item in _contradicting(placed[end + 1 :], terminal):
        found.repaired.append(Remark("status-after-end", {"value": item.status}, item.block.line))
        item.status = ""
    for item in placed:
        if item.status == terminal and not item.terminal:
            found.guessed.append(Remark("early-end", {"value": _beginning(item.block.text), "at": written(item.at)}))


def _contradicting(after: list[_Placed], terminal: str) -> list[_Placed]:
    """Statuses after the end that would leave a resolved incident open, or end it again unopened."""
    wrong: list[_Placed] = []
    reopened: list[_Placed] = []
    for item in after:
        if item.status == terminal and not reopened:
            wrong.append(item)
        elif item.status == terminal:
            reopened = []
        elif item.status:
            reopened.append(item)
    return wrong + reopened


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:59] + "…"
