"""What git knows of an incident's whole folder → what its page tells of it: what was removed, what nobody can know.

Nothing here changes with a commit that does not touch the folder: pages of closed incidents stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.provenance import Act, Commit, Known, Provenance
from noroshi.model.revisions import absences, removed_updates, uncommitted
from noroshi.model.revisions import told as told_by_git
from noroshi.views.context import Context
from noroshi.views.edits import absence, apart, commit_link, edits, imported, named, provenance, told_of
from noroshi.views.parts import EditNote, EntryRecord, UpdateView
from noroshi.views.pieces import Sentence, Sign

_SUBJECT = 200
"""Characters of a commit's first line that are shown."""


@frozen
class Removed:
    """An update that was published and is no more: its tombstone."""

    id: str
    at: datetime
    """When it was published; where nobody knows, the first moment of which git knows that it was there."""
    sentence: Sentence
    reason: tuple[Sentence, ...]
    """What the commit says that removed it; empty where the repository is not public."""


def removed_from(context: Context, course: Course) -> tuple[Removed, ...]:
    """Updates that were removed from an incident that is there."""
    known = provenance(context, course)
    if known is None:
        return ()
    here = frozenset((*course.told_ids, *course.incident.left_out))
    found = ((update, told_by_git(known, update, context.tag)) for update in removed_updates(known, here))
    return tuple(
        Removed(
            update,
            it.first.committed_at,
            _removed(context, update, it.published, it.removed),
            reason(context, it.removed) if it.removed.hash not in it.unnamed else (),
        )
        for update, it in found
        if it is not None and it.removed is not None
    )


def _removed(context: Context, update: str, published: Commit | None, removed: Commit) -> Sentence:
    if published is None:
        return absence(context, f"{update}.md", removed, None)
    first, last = (context.moment(it.committed_at, year=True) for it in (published, removed))
    return context.sentence("removed.update", published=first, removed=last)


def reason(context: Context, commit: Commit) -> tuple[Sentence, ...]:
    """What a commit says that removed something; empty where the repository is not public."""
    link = commit_link(context, commit)
    if not link:
        return ()
    subject = commit.subject if len(commit.subject) <= _SUBJECT else commit.subject[: _SUBJECT - 1] + "…"
    return (context.sentence("commit.says", commit=link, subject=subject),) if subject else (link,)


def removed_view(context: Context, course: Course, it: Removed, *, starts_day: bool, year: bool) -> UpdateView:
    """Its line in the timeline; its address stays."""
    anchor = f"update-{it.id}"
    return UpdateView(
        anchor=anchor,
        path=context.path(f"/incidents/{course.incident.id}/#{anchor}"),
        number="",
        day=context.day(it.at, year=year),
        starts_day=starts_day,
        time=context.clock(it.at),
        told_at=context.moment(it.at, year=year),
        sign=Sign("notice", context.say("word.removed")),
        status_changed=False,
        changes=(),
        body=None,
        rows=(),
        tables=(),
        promise=(),
        promise_is_late=False,
        edits=(),
        withdrawn=it.sentence,
        is_latest=False,
        times=it.reason,
    )


def entry_record(context: Context, course: Course) -> EntryRecord | None:
    """For the foot of its timeline; ``None``: of a demonstration, and where no timeline is shown."""
    if context.history.known is Known.FICTION or course.is_withdrawn:
        return None
    edited = _entry_edits(context, course)
    title = context.say("edited.entry", n=len(edited)) if edited else ""
    return EntryRecord(tuple(_known(context, course)) or (context.words("record.unknown"),), edited, title)


def _entry_edits(context: Context, course: Course) -> tuple[EditNote, ...]:
    """Edits of incident.md, where that is no update itself."""
    known = told_of(context, course, "incident")
    if known is None or "incident" in course.told_ids:
        return ()
    return edits(context, known, (), lang=course.incident.title.lang, kind=course.incident.kind)


def _known(context: Context, course: Course) -> Iterator[Sentence]:
    folder = provenance(context, course)
    if folder is not None:
        yield from _came_late(context, course)
        yield from _of_pictures(context, folder)
        yield from _edited(context, course, uncommitted(folder))


def _came_late(context: Context, course: Course) -> Iterator[Sentence]:
    commit = imported(context, course)
    if commit is not None:
        length = apart(context, commit.committed_at - max(course.said_at))
        yield context.sentence("record.imported", at=context.day(commit.committed_at, year=True), length=length)


def _of_pictures(context: Context, folder: Provenance) -> Iterator[Sentence]:
    """Those that were removed or replaced after they were published."""
    for file in folder.files:
        if file.name.endswith(".md"):
            continue
        for gap in absences(file.name, file.revisions):
            yield absence(context, gap.name, gap.removed, gap.restored)
        for step in file.revisions:
            if step.act is Act.EDITED:
                at = context.moment(step.commit.committed_at, year=True)
                yield context.sentence("file.replaced", name=named(context, file.name), at=at)


def _edited(context: Context, course: Course, waiting: int) -> Iterator[Sentence]:
    """How many updates were removed and edited, as far as that can be known."""
    told = [told_of(context, course, update) for update in course.told_ids]
    report = course.incident.report
    entries = [*(update.edited for update in course.incident.updates), *([report.edited] if report else [])]
    found = sum(bool(edited or (it and it.edits)) for it, edited in zip(told, entries, strict=True))
    is_complete = all(it is not None and it.published is not None for it in told)
    removed = len(removed_from(context, course))
    if removed:
        yield context.sentence("record.removed", removed)
    if found:
        is_all = is_complete and not waiting and imported(context, course) is None
        yield context.sentence("record.edited" if is_all else "record.edited_at_least", found)
    elif not removed and is_complete and not waiting and imported(context, course) is None:
        yield context.sentence("record.untouched", len(told))
    if any(it is not None and it.published is None for it in told):
        yield context.words("record.shallow")
    if waiting:
        yield context.sentence("record.uncommitted", waiting)
