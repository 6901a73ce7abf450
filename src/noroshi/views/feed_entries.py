"""Course → its entries in feeds: one an update, and one for the whole incident.

Nothing here may look at ``now``: the feeds of an unchanged site are the same bytes an hour later.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from noroshi.model.course import Course, Step
from noroshi.model.incident import Report
from noroshi.model.terms import Impact, Kind
from noroshi.model.text import Text
from noroshi.model.update import Update
from noroshi.views.context import Context
from noroshi.views.facts import correction_table, incident_facts, report_causes, row, said_tables, standing_tables
from noroshi.views.feed import Category, FeedEntry, Passage
from noroshi.views.pieces import Row, Sentence, Table
from noroshi.views.promised import by
from noroshi.views.signs import status_word
from noroshi.views.timeline import changes, edit_notes, said_rows


class Entries:
    """Makes each entry once: it stands in the site's feed, in those of its services, and in the incident's own."""

    def __init__(self, context: Context, authority: str) -> None:
        self._context = context
        self._authority = authority
        self._updates: dict[str, tuple[FeedEntry, ...]] = {}

    def of_updates(self, course: Course) -> tuple[FeedEntry, ...]:
        """One entry for each update and the report, newest first."""
        found = self._updates.get(course.incident.id)
        if found is None:
            entries = [
                self._of_report(course, told, position)
                if isinstance(told, Report)
                else self._of_step(course, told, position)
                for position, told in enumerate(course.told)
            ]
            found = self._updates[course.incident.id] = tuple(reversed(entries))
        return found

    def of_incident(self, course: Course) -> FeedEntry:
        """One entry for the incident as it stands now: its ``updated`` moves with every update."""
        context, incident = self._context, course.incident
        passages: list[Passage]
        if course.is_withdrawn:
            passages = [self._tombstone(course)]
        else:
            facts = incident_facts(context, course, services=True, said=frozenset({"next_update"}))
            promised = course.latest.update.next_update
            if course.is_open and promised is not None:
                facts += (row(context, "next_update", by(context, promised)),)
            passages = [
                Passage((), (), None, _labelled(context, facts), _tables(context, standing_tables(context, course)), ())
            ]
            # What holds now stands above, once.
            above = {(item.key, item.value) for item in facts}
            for told in reversed(course.told):
                passage = (
                    self._report_passage(course, told, with_heading=True)
                    if isinstance(told, Report)
                    else self._passage(course, told, with_heading=True)
                )
                rows = tuple(item for item in passage.rows if (item.key, item.value) not in above)
                passages.append(replace(passage, rows=rows))
        return FeedEntry(
            id=self._id(incident.id),
            title=self._title(course, self._word(course)),
            title_lang=self._title_lang(incident.title),
            url=context.url(self._path(course)),
            published=self._local(course.first_at),
            updated=self._local(course.changed_at),
            content=tuple(passages),
            categories=self._categories(course, course.steps[-1], course.worst_impact, gone=course.is_withdrawn),
            services=course.ever_named,
            position=0,
        )

    def _of_step(self, course: Course, step: Step, position: int) -> FeedEntry:
        context, update = self._context, step.update
        gone = course.is_withdrawn or update.withdrawn is not None
        word = context.say("word.withdrawn") if gone else self._step_word(course, step)
        passage = self._tombstone(course) if course.is_withdrawn else self._passage(course, step, with_heading=False)
        return FeedEntry(
            id=self._id(f"{course.incident.id}/{update.id}"),
            title=self._title(course, word),
            title_lang=self._title_lang(course.incident.title),
            url=context.url(f"{self._path(course)}#{update.anchor}"),
            published=self._local(update.at),
            updated=self._local(self._changed_at(course, update)),
            content=(passage,),
            categories=self._categories(course, step, Impact.NONE if gone else step.standing.impact, gone=gone),
            services=_ever_named_until(course, update.at),
            position=position,
        )

    def _of_report(self, course: Course, report: Report, position: int) -> FeedEntry:
        context = self._context
        gone, held = course.is_withdrawn, course.held_at(report.at)
        return FeedEntry(
            id=self._id(f"{course.incident.id}/{report.id}"),
            title=self._title(course, context.say("word.withdrawn" if gone else "update.report")),
            title_lang=self._title_lang(course.incident.title),
            url=context.url(f"{self._path(course)}#update-{report.id}"),
            published=self._local(report.at),
            updated=self._local(self._changed_at(course, report)),
            content=(self._tombstone(course) if gone else self._report_passage(course, report, with_heading=False),),
            categories=self._categories(course, held, Impact.NONE if gone else held.worst_impact, gone=gone),
            services=_ever_named_until(course, report.at),
            position=position,
        )

    def _passage(self, course: Course, step: Step, *, with_heading: bool) -> Passage:
        context, update = self._context, step.update
        heading: Sentence = ()
        gone = update.withdrawn is not None
        if with_heading:
            word = (
                context.say("word.withdrawn")
                if gone
                else status_word(context, course.incident.kind, step.standing.status)
            )
            heading = context.sentence("feed.passage", at=context.moment(update.at, year=True), what=word)
        notes = tuple(note.sentence for note in edit_notes(context, update.edited))
        if update.withdrawn is not None:
            why = context.sentence("withdrawn.update", why=context.text(update.withdrawn))
            return Passage(heading, (), None, (), (), (why, *notes))
        rows = said_rows(context, course, step)
        if update.next_update is not None:
            rows += (row(context, "next_update", by(context, update.next_update)),)
        tables = said_tables(context, update)
        if course.incident.correction is not None and step is course.steps[0] and not with_heading:
            tables = (correction_table(context, course.incident.correction), *tables)
        return Passage(
            heading=heading,
            changes=changes(context, course, step),
            body=context.body_elsewhere(update.body, self._path(course)),
            rows=_labelled(context, rows),
            tables=_tables(context, tables),
            notes=notes,
        )

    def _report_passage(self, course: Course, report: Report, *, with_heading: bool) -> Passage:
        context = self._context
        rows: list[Row] = list(report_causes(context, report))
        for measure in report.measures:
            # As the report said it: how a measure stands today is told by the updates after it.
            what: Sentence = (context.text(measure.what),)
            if measure.due is not None:
                due = context.sentence("measure.due", due=context.deadline(measure.due, year=True))
                what = context.sentence("measure.change", what=what, change=due)
            rows.append(row(context, "measure", what))
        at, what_it_is = context.moment(report.at, year=True), context.say("update.report")
        return Passage(
            heading=context.sentence("feed.passage", at=at, what=what_it_is) if with_heading else (),
            changes=(),
            body=context.body_elsewhere(report.body, self._path(course)),
            rows=_labelled(context, tuple(rows)),
            tables=(),
            notes=tuple(note.sentence for note in edit_notes(context, report.edited)),
        )

    def _tombstone(self, course: Course) -> Passage:
        why = course.incident.withdrawn
        said = self._context.sentence("withdrawn.incident", why=self._context.text(why)) if why else ()
        return Passage((), (), None, (), (), (said,))

    def _step_word(self, course: Course, step: Step) -> str:
        """Where it stood then, and which update it was: titles alone must tell entries apart.

        What is said after the end says so: "resolved" again would read like another incident.
        """
        context, kind, status = self._context, course.incident.kind, step.standing.status
        before = step.before.status if step.before else None
        if status is before and status.is_terminal:
            return context.say(f"feed.after.{status.value}")
        word = status_word(context, kind, status)
        numbered = kind in (Kind.INCIDENT, Kind.SECURITY) or (status is before and not kind.is_notice)
        return context.say("feed.numbered", n=step.number, status=word) if numbered else word

    def _word(self, course: Course) -> str:
        context = self._context
        if course.is_withdrawn:
            return context.say("word.withdrawn")
        return status_word(context, course.incident.kind, course.standing.status)

    def _title(self, course: Course, word: str) -> str:
        return self._context.say("feed.entry", status=word, title=self._context.plain(course.incident.title))

    def _title_lang(self, title: Text) -> str:
        said = title.said(self._context.tag)
        return "" if said.lang == self._context.tag else said.lang

    def _categories(self, course: Course, step: Step, impact: Impact, *, gone: bool) -> tuple[Category, ...]:
        context, kind, status = self._context, course.incident.kind, step.standing.status
        return (
            Category(self._scheme("kind"), kind.value, context.say(f"kind.{kind.value}")),
            Category(
                self._scheme("impact"),
                impact.value,
                context.say("mark.impact", impact=context.say(f"impact.{impact.value}")),
            ),
            *(() if gone else (Category(self._scheme("status"), status.value, status_word(context, kind, status)),)),
            *(Category(self._scheme("service"), service, context.service_name(service).text) for service in step.named),
        )

    def _changed_at(self, course: Course, said: Update | Report) -> datetime:
        """When its entry last changed: withdrawing the incident changes every one."""
        return course.changed_at if course.is_withdrawn else said.changed_at

    def _scheme(self, name: str) -> str:
        # A slash first: no incident's id begins with one, so this can never be the id of an entry.
        return f"tag:{self._authority}:/{name}"

    def _id(self, name: str) -> str:
        return f"tag:{self._authority}:{name}:{self._context.tag}"

    def _path(self, course: Course) -> str:
        return self._context.path(f"/incidents/{course.incident.id}/")

    def _local(self, at: datetime) -> datetime:
        return self._context.language.dates.local(at)


def _labelled(context: Context, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """No style sheet sets them apart in a feed reader: the language's own sign does."""
    return tuple(replace(item, label=context.say("feed.label", label=item.label)) for item in rows)


def _tables(context: Context, tables: tuple[Table, ...]) -> tuple[Table, ...]:
    return tuple(replace(table, rows=_labelled(context, table.rows)) for table in tables)


def order(entry: FeedEntry) -> tuple[datetime, str, int]:
    """Sort key, oldest first: by time; what one incident says in the same minute, as it was said."""
    return entry.published, entry.url.partition("#")[0], entry.position


def _ever_named_until(course: Course, moment: datetime) -> tuple[str, ...]:
    """Services named until then, by withdrawn updates too: who saw an entry gets its tombstone."""
    named = (change.service for update in course.incident.updates if update.at <= moment for change in update.services)
    return tuple(dict.fromkeys(named))
