"""Course → what ``/incidents/<id>/index.md`` says: the page's facts and its timeline, as Markdown.

Newest update first, as on the page: whoever reads only the beginning has read what holds now. The text of a
closed incident depends on nothing that a later moment changes, so a promise or a measure is told by its date.
"""

from __future__ import annotations

from dataclasses import replace

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.incident import Report
from noroshi.model.measures import MeasureState, measures
from noroshi.model.promises import Outcome, Promise, PromiseKind, promises
from noroshi.model.standing import Step
from noroshi.model.terms import Impact, Kind
from noroshi.views.context import Context
from noroshi.views.edits import update_record
from noroshi.views.entries import touched_services
from noroshi.views.facts import contact_rows, incident_facts, said_tables, standing_tables
from noroshi.views.incident_page import has_foreign, left_out_notes, summary_sentence
from noroshi.views.outcomes import published_late, with_outcomes, with_overdue
from noroshi.views.pieces import Html, Row, Run, Sentence, Table
from noroshi.views.promised import promise_sentence
from noroshi.views.report_part import measure_row, report_view
from noroshi.views.signs import entry_sign, status_word
from noroshi.views.timeline import changes, said_rows


@frozen
class Part:
    """A heading with what stands below it, in this order."""

    level: int
    """1 for the title … 4."""
    title: Sentence
    lead: tuple[Sentence, ...] = ()
    """Paragraphs."""
    body: Html | None = None
    """Its links are absolute."""
    rows: tuple[Row, ...] = ()
    """A list; a row without a label is its value alone."""
    notes: tuple[Sentence, ...] = ()
    """Paragraphs at the end."""


@frozen
class MarkdownView:
    """One document."""

    path: str
    """Its site path."""
    site_url: str
    """Of the site's root, without its last slash: site paths in the parts are counted from it."""
    parts: tuple[Part, ...]
    """The title's first."""


def incident_markdown(context: Context, course: Course) -> MarkdownView:
    """``/incidents/<id>/index.md`` in one language."""
    path = context.path(f"/incidents/{course.incident.id}/")
    parts = [_title(context, course, context.url(path))]
    if not course.is_withdrawn:
        parts += [_table(table, 2) for table in standing_tables(context, course)]
        parts += _services(context, course)
        parts += _timeline(context, course)
        if course.incident.report is not None:
            parts += _report(context, course, course.incident.report)
        parts += _related(context, course)
        parts += _contact(context, course)
    return MarkdownView(path + "index.md", context.site.url, tuple(parts))


def _title(context: Context, course: Course, page_url: str) -> Part:
    incident = course.incident
    said: list[Sentence] = [summary_sentence(context, course)]
    if incident.withdrawn is not None:
        said.append(context.sentence("withdrawn.incident", why=context.text(incident.withdrawn)))
    if incident.drill:
        said.append(context.words("page_note.drill"))
    if context.site.demonstration is not None:
        said.append(context.words("page_note.demonstration"))
    if not course.is_withdrawn and has_foreign(context, course):
        said.append(context.words("note.untranslated"))
    said += [(Run(note),) for note in left_out_notes(context, course)]
    rows = [_row(context, "page", (Run(page_url, path=page_url),))]
    rows.append(_row(context, "kind", context.words(f"kind.{incident.kind.value}")))
    if not incident.kind.is_notice or course.is_withdrawn:
        rows.append(_row(context, "status", (Run(entry_sign(context, course).word),)))
    if course.worst_impact is not Impact.NONE and not course.is_withdrawn:
        rows.append(_row(context, "impact", context.words(f"impact.{course.worst_impact.value}")))
    facts = () if course.is_withdrawn else incident_facts(context, course, services=True, said=frozenset())
    if course.is_open:
        facts = with_overdue(context, course, facts)
    return Part(1, (context.text(incident.title),), tuple(said), rows=(*rows, *facts))


def _row(context: Context, key: str, value: Sentence) -> Row:
    return Row(key, context.say(f"markdown.{key}"), value)


def _table(table: Table, level: int) -> Part:
    return Part(level, (Run(table.title),), rows=table.rows)


def _services(context: Context, course: Course) -> list[Part]:
    """Their states; a maintenance has one only while its window lasts, so it is told by its window alone."""
    if course.incident.kind not in (Kind.INCIDENT, Kind.SECURITY) or not course.services:
        return []
    title = context.words("title.services_now" if course.is_open else "title.services_worst")
    rows = [Row(mark.id, mark.name.text, (Run(mark.sign.word),)) for mark in touched_services(context, course)]
    return [Part(2, title, rows=tuple(rows))]


def _timeline(context: Context, course: Course) -> list[Part]:
    made = _promises(context, course)
    parts = [Part(2, context.words("page.timeline"))]
    for step in reversed(course.steps):
        parts += _update(context, course, step, tuple(item for item in made if item.made_in == step.update.id))
    return parts


def _promises(context: Context, course: Course) -> tuple[Promise, ...]:
    """Of an entry that is closed, whether one is late is for the reader's clock to say."""
    made = promises(course, context.now, context.site.zone)
    if course.is_open:
        return made
    return tuple(replace(item, outcome=Outcome.OPEN) if item.outcome is Outcome.OVERDUE else item for item in made)


def _update(context: Context, course: Course, step: Step, made: tuple[Promise, ...]) -> list[Part]:
    update, kind = step.update, course.incident.kind
    gone = update.withdrawn is not None
    title = context.sentence(
        "markdown.update",
        number=context.say("update.number", n=step.number),
        at=context.moment(update.at, year=True),
        status=context.say("word.withdrawn") if gone else status_word(context, kind, step.standing.status),
    )
    record = update_record(context, course, update.id, update.at, update.edited, lang=update.body.lang, with_text=False)
    notes = (*record.times, *(note.sentence for note in reversed(record.edits)))
    if update.withdrawn is not None:
        why = context.sentence("withdrawn.update", why=context.text(update.withdrawn))
        return [Part(3, title, (why,), notes=notes)]
    promised = tuple(
        promise_sentence(context, item, published_late(context, course, item))
        for item in made
        if item.kind is PromiseKind.NEXT_UPDATE
    )
    said = Part(
        3,
        title,
        changes(context, course, step),
        body=context.body_elsewhere(update.body, context.path(f"/incidents/{course.incident.id}/")),
        rows=with_outcomes(context, course, update, said_rows(context, course, step), made),
        notes=(*promised, *notes),
    )
    return [said, *(_table(table, 4) for table in said_tables(context, update))]


def _report(context: Context, course: Course, report: Report) -> list[Part]:
    view = report_view(context, course, report)
    parts = [
        Part(
            2,
            (Run(view.title),),
            body=context.body_elsewhere(report.body, context.path(f"/incidents/{course.incident.id}/")),
            rows=(*view.document, *view.causes, *view.closing),
            notes=(*view.update.times, *(note.sentence for note in reversed(view.update.edits))),
        )
    ]
    planned = measures(course, context.now, context.site.zone)
    if planned:
        rows = tuple(_measure(context, course, item) for item in planned)
        parts.append(Part(2, context.words("page.measures"), rows=rows))
    if report.faq:
        parts.append(Part(2, context.words("page.questions")))
        parts += [Part(3, (context.text(item.question),), ((context.text(item.answer),),)) for item in report.faq]
    return parts


def _measure(context: Context, course: Course, item: MeasureState) -> Row:
    shown = measure_row(context, item if course.is_open else replace(item, is_overdue=False))
    said: list[Sentence] = [(Run(shown.state),), shown.due, *shown.notes]
    if shown.owner is not None:
        said.append((*context.words("page.owner"), shown.owner))
    return Row("measure", shown.what.text, context.listed([part for part in said if part], "list.semicolon"))


def _related(context: Context, course: Course) -> list[Part]:
    related = context.archive.related.get(course.incident.id, ())
    rows = tuple(_link(context, context.archive.by_id[other]) for other in related)
    return [Part(2, context.words("page.related"), rows=rows)] if rows else []


def _link(context: Context, course: Course) -> Row:
    title = context.text(course.incident.title)
    return Row("related", "", (replace(title, path=context.path(f"/incidents/{course.incident.id}/index.md")),))


def _contact(context: Context, course: Course) -> list[Part]:
    rows = contact_rows(context, course.incident.contact or context.site.contact)
    return [Part(2, context.words("page.contact"), rows=rows)] if rows else []
