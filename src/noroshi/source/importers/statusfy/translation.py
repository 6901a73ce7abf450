"""An incident's updates in its first language, and its file in another one → the same words beside each update.

Blocks belong together by their time, then by their order. What only a translation says becomes an update of its own,
without words in the first language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from noroshi.source.importers.block import Block
from noroshi.source.importers.imported import Remark
from noroshi.source.importers.statusfy.page import Page
from noroshi.source.importers.statusfy.timeline import Update, placed

_FACTS = ("date", "severity", "affectedsystems", "resolved", "scheduled", "duration")


def blocks_beside(updates: Sequence[Update], other: Page, date: datetime, now: datetime) -> list[tuple[Update, Block]]:
    """(update of the first language, block of the other file) by time.

    A block that belongs to none comes with an update of its own, which has no blocks.
    """
    theirs = placed(other.cut.blocks, date, now, other.guessed)
    waiting: defaultdict[datetime, list[Update]] = defaultdict(list)
    for update in updates:
        waiting[update.at] += [update] * len(update.blocks)
    pairs: list[tuple[Update, Block]] = []
    for told in theirs:
        block = told.blocks[0]
        if waiting[told.at]:
            pairs.append((waiting[told.at].pop(0), block))
        else:
            other.guessed.append(Remark("translation-alone", {"value": block.meaning}, block.line))
            pairs.append((Update(told.at), block))
    return pairs


def report_facts(base: Page, other: Page) -> None:
    """Facts have one home: what the other file says differently goes to its report."""
    for key in _FACTS:
        theirs, ours = other.typed.text(key), base.typed.text(key)
        if theirs and theirs != ours:
            other.leave("translation-fact", key, f"{key}: {theirs}")
