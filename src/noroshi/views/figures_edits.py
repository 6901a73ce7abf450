"""What git knows of the entries of a month or a year → what was edited and removed after it was published, counted.

It stands beside the figures and changes none: an impact that was lowered without a word would change them unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from noroshi.model.course import Course
from noroshi.model.figures import Reported
from noroshi.model.frozen import frozen
from noroshi.model.periods import Period
from noroshi.model.provenance import Gone, Known
from noroshi.model.revisions import reasons
from noroshi.model.update import Edit
from noroshi.views.context import Context
from noroshi.views.edits import told_of
from noroshi.views.figures_of import key_of, name_of
from noroshi.views.public_record import removed_from
from noroshi.views.removed_entries import gone_entries


@frozen
class Edited:
    """Of one entry, or of all: updates and reports that were said in the period."""

    incident: str
    """Its id; empty: of all."""
    edited: int
    unexplained: int
    """Of these: without a reason for at least one edit."""
    removed: int


@frozen
class Record:
    """What became of what was published in a period."""

    entries: tuple[Edited, ...]
    """Of those of which there is something to tell, newest first."""
    gone: tuple[Gone, ...]
    """Entries that were published in the period and are no more, by id."""

    @property
    def total(self) -> Edited:
        """Of all entries that are there."""
        counts = [(it.edited, it.unexplained, it.removed) for it in self.entries]
        return Edited("", *map(sum, zip(*counts, strict=True))) if counts else Edited("", 0, 0, 0)


def record(context: Context, it: Reported) -> Record | None:
    """For readers of one language, whose translation counts with the text; ``None``: nobody knows.

    ``context`` has no rehearsals. An edit counts where the update was said, whenever it was edited.
    """
    if context.history.known not in (Known.COMPLETE, Known.SHALLOW):
        return None
    period = it.period(context.site.zone)

    def counted(name: str) -> Edited:
        kept: Sequence[int] = context.kept(
            f"edited {name_of(key_of(it))}", name, lambda: _edited(context, context.archive.by_id[name], period)
        )
        return Edited(name, *kept)

    found = (counted(name) for name in it.entries)
    gone = tuple(it for it in gone_entries(context) if period.holds(it.published.commit.committed_at))
    return Record(tuple(item for item in found if item.edited or item.removed), gone)


def _edited(context: Context, course: Course, period: Period) -> tuple[int, int, int]:
    """(edited, of these without a reason, removed)"""
    if course.is_withdrawn:
        return 0, 0, 0
    edits = [_edits(context, course, *said) for said in _said(course) if period.holds(said[1])]
    first, last = min(course.said_at), max(course.said_at)
    # What is known of one that was removed is when it was published: that was while the entry lasted, or counts so.
    removed = sum(period.holds(min(max(it.at, first), last)) for it in removed_from(context, course))
    return sum(bool(it) for it in edits), sum(not all(it) for it in edits), removed


def _said(course: Course) -> Iterator[tuple[str, datetime, tuple[Edit, ...]]]:
    """(update, when it was said, what its file says of edits); what incident.md says for all, with the first."""
    report = course.incident.report
    for update in course.incident.updates:
        yield update.id, update.at, update.edited
    if report is not None:
        yield report.id, report.at, report.edited
    if "incident" not in course.told_ids:
        yield "incident", min(course.said_at), ()


def _edits(context: Context, course: Course, update: str, at: datetime, given: tuple[Edit, ...]) -> list[bool]:
    """Of each edit whether there is a reason."""
    known = told_of(context, course, update)
    found = reasons(known, given) if known is not None else ()
    by_file_alone = [edit for edit in given if not any(edit is reason for reason in found)]
    return [edit is not None and edit.why is not None for edit in (*found, *by_file_alone)]
