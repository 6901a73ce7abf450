"""What git and ``edited`` know of an update → when it was published, and each edit with its reason and what it changed.

Times from git never replace those of the update: they stand beside them, where they differ by more than a few minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.provenance import AsWritten, Commit, Known, Provenance
from noroshi.model.revisions import FileEdit, TextEdit, Told, reasons, told
from noroshi.model.terms import Kind
from noroshi.model.text import Moment
from noroshi.model.update import Edit
from noroshi.views.context import Context
from noroshi.views.fact_changes import fact_changes
from noroshi.views.parts import EditNote, TextChange
from noroshi.views.pieces import Run, Sentence
from noroshi.wording.difference import difference

SOON = timedelta(minutes=5)
"""Times that are not further apart are the same to a reader."""
_WITH_TEXT = 20
"""Edits of an update that show what they changed, the newest; of earlier ones there is the commit."""
_LONG = timedelta(days=30)
"""Above this nobody counts hours."""


@frozen
class UpdateRecord:
    """How an update came to say what it says."""

    times: tuple[Sentence, ...] = ()
    """Began, published, renamed: where there is something to tell."""
    title: str = ""
    """How often it was edited; empty: never."""
    edits: tuple[EditNote, ...] = ()
    """Newest first."""


def provenance(context: Context, course: Course) -> Provenance | None:
    """What git knows of the incident; ``None``: nothing, or of a demonstration, whose moments are made up."""
    return context.of_course(_provenance, course)


def _provenance(context: Context, course: Course) -> Provenance | None:
    history = context.history
    return None if history.known is Known.FICTION else history.of(course.incident.id)


def told_of(context: Context, course: Course, update: str) -> Told | None:
    """What git tells of one update, or of a file that is none (``incident``); ``None``: nothing."""
    return context.of_course(_told, course).get(update)


def _told(context: Context, course: Course) -> dict[str, Told]:
    known = provenance(context, course)
    if known is None:
        return {}
    found = ((update, told(known, update, context.tag)) for update in (*course.told_ids, "incident"))
    return {update: it for update, it in found if it is not None}


def imported(context: Context, course: Course) -> Commit | None:
    """The one commit in which all of it came into the record, more than a day after its last word; else ``None``."""
    return context.of_course(_imported, course)


def _imported(context: Context, course: Course) -> Commit | None:
    first = [it.published if (it := told_of(context, course, update)) else None for update in course.told_ids]
    commit = first[0]
    if commit is None or any(other is None or other.hash != commit.hash for other in first):
        return None
    return commit if commit.committed_at - max(course.said_at) > timedelta(days=1) else None


def update_record(
    context: Context,
    course: Course,
    update: str,
    at: datetime,
    edited: tuple[Edit, ...],
    *,
    lang: str,
    is_first: bool = False,
    with_text: bool = True,
) -> UpdateRecord:
    """Of an update said at ``at`` in ``lang``; ``with_text``: what an edit changed may be shown."""
    known = told_of(context, course, update)
    times = [*_began(context, course, at)] if is_first and with_text else []
    if known is None:
        notes = edit_notes(context, edited)[::-1]
    else:
        times += _times(context, known, at, is_imported=imported(context, course) is not None)
        notes = edits(context, known, edited, lang=lang, kind=course.incident.kind, with_text=with_text)
    title = context.say("edited.times", n=len(notes)) if notes else ""
    return UpdateRecord(tuple(times), title, notes)


def edit_notes(context: Context, edits: tuple[Edit, ...]) -> tuple[EditNote, ...]:
    """When a published text was edited, and why, as its files say it; oldest first."""
    return tuple(
        EditNote(
            context.sentence("edited.why", at=context.moment(edit.at, year=True), why=context.text(edit.why))
            if edit.why
            else context.sentence("edited", at=context.moment(edit.at, year=True))
        )
        for edit in edits
    )


# Times.


def _began(context: Context, course: Course, at: datetime) -> Iterator[Sentence]:
    """When it happened, beside its first word; a maintenance or a notice is no happening."""
    began = course.began_at
    if began is None or course.incident.kind not in (Kind.INCIDENT, Kind.SECURITY) or at - began.at <= SOON:
        return
    yield context.sentence("began.before", at=_near(context, began, at), length=apart(context, at - began.at))


def _times(context: Context, known: Told, at: datetime, *, is_imported: bool) -> Iterator[Sentence]:
    commit = known.published
    if commit is not None and not is_imported and abs(commit.committed_at - at) > SOON:
        key = "published.late" if commit.committed_at > at else "published.early"
        length = apart(context, abs(commit.committed_at - at))
        yield context.sentence(key, at=_near(context, Moment(commit.committed_at), at), length=length)
        # Written in time and published late: a merge or a push that had to wait.
        if abs(commit.author_at - at) <= SOON < commit.committed_at - commit.author_at:
            written = _near(context, Moment(commit.author_at), at)
            yield context.sentence("published.written", at=written)
    for step in known.renamed:
        moment = context.moment(step.commit.committed_at, year=True)
        yield context.sentence("file.renamed", old=named(context, step.old), new=named(context, step.new), at=moment)
    for gap in known.absences:
        yield absence(context, gap.name, gap.removed, gap.restored)


def absence(context: Context, name: str, removed: Commit, restored: Commit | None) -> Sentence:
    """That a file was removed, and perhaps published again."""
    at, file = context.moment(removed.committed_at, year=True), named(context, name)
    if restored is None:
        return context.sentence("file.removed", name=file, at=at)
    return context.sentence("file.restored", name=file, removed=at, at=context.moment(restored.committed_at, year=True))


def named(context: Context, name: str) -> Run:
    """A file or an entry by its name, which is read from left to right everywhere."""
    return Run(name, "en" if context.language.direction == "rtl" else "")


def _near(context: Context, moment: Moment, at: datetime) -> Run:
    """A time beside another: of the same day its clock is enough."""
    one, other = (context.language.dates.local(it).date() for it in (moment.at, at))
    if one == other:
        return context.clock(moment.at, about=moment.about)
    return context.told(moment, year=one.year != other.year)


def apart(context: Context, length: timedelta) -> str:
    """How far two moments are apart, in words."""
    return context.length(timedelta(days=length.days) if length > _LONG else length)


# Edits.


def edits(
    context: Context,
    known: Told,
    edited: tuple[Edit, ...],
    *,
    lang: str,
    kind: Kind | None = None,
    with_text: bool = True,
) -> tuple[EditNote, ...]:
    """Every edit that git knows of, with its reason where a file gives one; and those that only a file tells of."""
    given = reasons(known, edited)
    unknown = [entry for entry in edited if not any(entry is reason for reason in given)]
    found = [(entry.at, note) for entry, note in zip(unknown, edit_notes(context, tuple(unknown)), strict=True)]
    newest = len(known.edits) - _WITH_TEXT
    for place, (edit, reason) in enumerate(zip(known.edits, given, strict=True)):
        shows = with_text and place >= newest
        note = _note(context, edit, reason, lang, kind, with_text=shows)
        found.append(
            (edit.commit.committed_at, replace(note, commit=()) if edit.commit.hash in known.unnamed else note)
        )
    return tuple(note for _, note in sorted(found, key=lambda it: it[0], reverse=True))


def _note(
    context: Context, edit: TextEdit, reason: Edit | None, lang: str, kind: Kind | None, *, with_text: bool
) -> EditNote:
    at = context.moment(edit.commit.committed_at, year=True)
    why = context.text(reason.why) if reason and reason.why else Run(context.say("edited.no_reason"))
    said = context.sentence("edited.why", at=at, why=why)
    if edit.is_withheld:
        # The commit itself would show it.
        return EditNote(said, notes=(context.words("edited.withheld"),))
    changes = (_change(context, file, file.lang or lang, kind) for file in edit.files) if with_text else ()
    return EditNote(said, tuple(it for it in changes if it.facts or it.body), commit=commit_link(context, edit.commit))


def commit_link(context: Context, commit: Commit) -> Sentence:
    """Where the commit can be seen; empty where nobody said where that is."""
    url = context.site.commit_url
    if url is None:
        return ()
    link = Run(context.say("commit", hash=commit.hash[:7]), path=url.replace("{commit}", commit.hash))
    return context.sentence("commit.signed", commit=link) if commit.signature else (link,)


def _change(context: Context, file: FileEdit, lang: str, kind: Kind | None) -> TextChange:
    before, after = (it or AsWritten((), "") for it in (file.before, file.after))
    return TextChange(
        lang="" if lang == context.tag else lang,
        facts=tuple(fact_changes(context, before, after, lang, kind)),
        body=difference(before.body, after.body, lang),
    )
