"""Archive → what a feed tells of prevention measures: an entry each time one is promised, moved or done.

What an update says of one measure is one entry, under the update's own moment; how the measure stands today is no
matter of it. Nothing here may look at ``now``.
"""

from __future__ import annotations

from itertools import islice

from noroshi.model.course import Course
from noroshi.model.incident import Report
from noroshi.model.measure_words import MeasureWord, measure_words
from noroshi.model.text import Day, Text
from noroshi.views.context import Context
from noroshi.views.edits import edit_notes
from noroshi.views.facts import row
from noroshi.views.feed import Category, FeedEntry, Passage
from noroshi.views.measured_courses import courses_told
from noroshi.views.pieces import Row, Run, Sentence
from noroshi.views.report_part import moved_sentence


def measure_entries(context: Context, authority: str) -> tuple[FeedEntry, ...]:
    """The newest, as many as a feed holds; ``context``: without rehearsals."""
    told = [
        ((word.at, course.id, position), course, word)
        for course in courses_told(context)
        for position, word in enumerate(measure_words(course.incident))
    ]
    told.sort(key=lambda it: it[0], reverse=True)
    return tuple(
        _entry(context, authority, course, word) for _, course, word in islice(told, context.site.feeds.entries)
    )


def _entry(context: Context, authority: str, course: Course, word: MeasureWord) -> FeedEntry:
    incident, what = course.incident, word.measure.what.said(context.tag)
    local = context.language.dates.local
    page = context.path(f"/incidents/{incident.id}/")
    return FeedEntry(
        # No update's id has a slash, so none of their entries has this id.
        id=f"tag:{authority}:{incident.id}/measure-{word.measure.id}/{word.by.id}:{context.tag}",
        title=context.say("feed.entry", status=_word(context, word), title=what.text),
        title_lang="" if what.lang == context.tag else what.lang,
        url=context.url(f"{page}#update-{word.by.id}"),
        published=local(word.at),
        updated=local(word.by.changed_at),
        content=(_passage(context, course, word),),
        categories=(Category(f"tag:{authority}:/measure", word.state, context.say(f"measure.{word.state}")),),
        services=course.ever_named,
    )


def _word(context: Context, word: MeasureWord) -> str:
    """What is new."""
    if word.withdrawn is not None:
        return context.say("word.withdrawn")
    if isinstance(word.by, Report) and word.state != "done":
        return context.say("measures.promised")
    if word.former_due is not None and not (word.is_turn and word.state == "done"):
        return context.say("measures.moved")
    return context.say(f"measure.{word.state}")


def _passage(context: Context, course: Course, word: MeasureWord) -> Passage:
    notes = tuple(note.sentence for note in edit_notes(context, word.by.edited))
    if word.withdrawn is not None:
        return Passage((), (), None, (), (), (_withdrawn(context, word.withdrawn), *notes))
    moved: tuple[Sentence, ...] = ()
    if word.former_due is not None and word.due is not None:
        moved = (moved_sentence(context, word.former_due, word.due, word.reason),)
    rows = [_labelled(context, row(context, "measure", _dated(context, word))), _incident(context, course)]
    if word.reason is not None and not moved:
        rows.append(_labelled(context, row(context, "why", (context.text(word.reason),))))
    if word.measure.owner:
        owner = Text(word.measure.what.lang, word.measure.owner)
        rows.append(Row("owner", context.say("page.owner"), (context.text(owner),)))
    return Passage((), moved, None, tuple(rows), (), notes)


def _withdrawn(context: Context, why: Text) -> Sentence:
    return context.sentence("withdrawn.update", why=context.text(why))


def _dated(context: Context, word: MeasureWord) -> Sentence:
    """What it is, with the day that counts."""
    what: Sentence = (context.text(word.measure.what),)
    is_done = word.state == "done"
    day: Day | None = word.done_on if is_done else word.due
    if day is None:
        return what
    said = context.deadline(day, year=True)
    change = context.sentence("measure.done_on", on=said) if is_done else context.sentence("measure.due", due=said)
    return context.sentence("measure.change", what=what, change=change)


def _incident(context: Context, course: Course) -> Row:
    title = context.text(course.incident.title)
    address = context.url(context.path(f"/incidents/{course.id}/"))
    found = Row("incident", context.say("page.measure_incident"), (Run(title.text, title.lang, path=address),))
    return _labelled(context, found)


def _labelled(context: Context, it: Row) -> Row:
    return Row(it.key, context.say("feed.label", label=it.label), it.value)
