"""Course → its entries in feeds: one an update, and one for the whole incident.

Nothing here may look at ``now``: the feeds of an unchanged site are the same bytes an hour later.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from noroshi.model.course import Course
from noroshi.model.incident import Report
from noroshi.model.standing import Step
from noroshi.model.terms import Impact, Kind, Status
from noroshi.model.text import Text
from noroshi.model.update import Update
from noroshi.views.context import Context
from noroshi.views.edits import edit_notes
from noroshi.views.facts import correction_table, incident_facts, report_causes, row, said_tables, standing_tables
from noroshi.views.feed import Category, FeedEntry, Passage
from noroshi.views.pieces import Row, Sentence, Table
from noroshi.views.promised import by
from noroshi.views.signs import status_word
from noroshi.views.timeline import changes, said_rows

COURSES_KEPT: Final = 2000
"""Of how many incidents the entries are remembered: those of one stand in feeds that are made one after the other."""


class _Made(NamedTuple):
    passages: tuple[Passage, ...]
    """One for each of ``Course.told``, in its order, without a heading; none of a withdrawn incident."""
    entries: tuple[FeedEntry, ...]
    """One for each of them, newest first."""


class Entries:
    """Makes each entry once: it stands in the site's feed, in those of its services, and in the incident's own."""

    def __init__(self, context: Context, authority: str, kept: int = COURSES_KEPT) -> None:
        self._context = context
        self._authority = authority
        self._kept = kept
        self._made: dict[str, _Made] = {}
        self._known_categories: dict[tuple[str, str, str], Category] = {}
        self._known_terms: dict[tuple[Kind, Impact, Status | None], tuple[Category, ...]] = {}

    def of_updates(self, course: Course) -> tuple[FeedEntry, ...]:
        """One entry for each update and the report, newest first."""
        return self._of(course).entries

    def _of(self, course: Course) -> _Made:
        found = self._made.get(course.id)
        if found is None:
            while len(self._made) >= self._kept:
                del self._made[next(iter(self._made))]
            found = self._made[course.id] = self._make(course)
        return found

    def _make(self, course: Course) -> _Made:
        told = course.told
        if course.is_withdrawn:
            passages: tuple[Passage, ...] = ()
            shown = (self._tombstone(course),) * len(told)
        else:
            passages = tuple(
                self._report_passage(course, item) if isinstance(item, Report) else self._passage(course, item)
                for item in told
            )
            shown = tuple(map(partial(self._with_correction, course), told, passages))
        entries = [
            self._of_report(course, item, passage) if isinstance(item, Report) else self._of_step(course, item, passage)
            for item, passage in zip(told, shown, strict=True)
        ]
        return _Made(passages, tuple(reversed(entries)))

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
            for told, passage in zip(reversed(course.told), reversed(self._of(course).passages), strict=True):
                rows = tuple(item for item in passage.rows if (item.key, item.value) not in above)
                passages.append(replace(passage, heading=self._heading(course, told), rows=rows))
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
        )

    def _of_step(self, course: Course, step: Step, passage: Passage) -> FeedEntry:
        context, update = self._context, step.update
        gone = course.is_withdrawn or update.withdrawn is not None
        word = context.say("word.withdrawn") if gone else self._step_word(course, step)
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
        )

    def _of_report(self, course: Course, report: Report, passage: Passage) -> FeedEntry:
        context = self._context
        gone, held = course.is_withdrawn, course.held_at(report.at)
        return FeedEntry(
            id=self._id(f"{course.incident.id}/{report.id}"),
            title=self._title(course, context.say("word.withdrawn" if gone else "update.report")),
            title_lang=self._title_lang(course.incident.title),
            url=context.url(f"{self._path(course)}#update-{report.id}"),
            published=self._local(report.at),
            updated=self._local(self._changed_at(course, report)),
            content=(passage,),
            categories=self._categories(course, held, Impact.NONE if gone else held.worst_impact, gone=gone),
            services=_ever_named_until(course, report.at),
        )

    def _heading(self, course: Course, told: Step | Report) -> Sentence:
        """Of its passage among others."""
        context = self._context
        if isinstance(told, Report):
            at, what = told.at, context.say("update.report")
        else:
            at = told.update.at
            what = (
                status_word(context, course.incident.kind, told.standing.status)
                if told.update.withdrawn is None
                else context.say("word.withdrawn")
            )
        return context.sentence("feed.passage", at=context.moment(at, year=True), what=what)

    def _with_correction(self, course: Course, told: Step | Report, passage: Passage) -> Passage:
        """The first update of a correction says what was wrong; of the whole incident that stands above."""
        correction = course.incident.correction
        if correction is None or told is not course.steps[0] or course.steps[0].update.withdrawn is not None:
            return passage
        tables = _tables(self._context, (correction_table(self._context, correction),))
        return replace(passage, tables=(*tables, *passage.tables))

    def _passage(self, course: Course, step: Step) -> Passage:
        context, update = self._context, step.update
        notes = tuple(note.sentence for note in edit_notes(context, update.edited))
        if update.withdrawn is not None:
            why = context.sentence("withdrawn.update", why=context.text(update.withdrawn))
            return Passage((), (), None, (), (), (why, *notes))
        rows = said_rows(context, course, step)
        if update.next_update is not None:
            rows += (row(context, "next_update", by(context, update.next_update)),)
        return Passage(
            heading=(),
            changes=changes(context, course, step),
            body=context.body_elsewhere(update.body, self._path(course)),
            rows=_labelled(context, rows),
            tables=_tables(context, said_tables(context, update)),
            notes=notes,
        )

    def _report_passage(self, course: Course, report: Report) -> Passage:
        context = self._context
        rows: list[Row] = list(report_causes(context, report))
        for measure in report.measures:
            # As the report said it: how a measure stands today is told by the updates after it.
            what: Sentence = (context.text(measure.what),)
            if measure.due is not None:
                due = context.sentence("measure.due", due=context.deadline(measure.due, year=True))
                what = context.sentence("measure.change", what=what, change=due)
            rows.append(row(context, "measure", what))
        return Passage(
            heading=(),
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
        kind, status = course.incident.kind, None if gone else step.standing.status
        if (found := self._known_terms.get((kind, impact, status))) is None:
            found = self._known_terms[kind, impact, status] = self._terms(kind, impact, status)
        name = self._context.service_name
        return (*found, *[self._category("service", service, name(service).text) for service in step.named])

    def _terms(self, kind: Kind, impact: Impact, status: Status | None) -> tuple[Category, ...]:
        context = self._context
        named = "" if status is None else status_word(context, kind, status)
        return (
            self._category("kind", kind.value, context.say(f"kind.{kind.value}")),
            self._category(
                "impact", impact.value, context.say("mark.impact", impact=context.say(f"impact.{impact.value}"))
            ),
            *(() if status is None else (self._category("status", status.value, named),)),
        )

    def _category(self, scheme: str, term: str, label: str) -> Category:
        key = (scheme, term, label)
        if key not in self._known_categories:
            # A slash first: no incident's id begins with one, so this can never be the id of an entry.
            self._known_categories[key] = Category(f"tag:{self._authority}:/{scheme}", term, label)
        return self._known_categories[key]

    def _changed_at(self, course: Course, said: Update | Report) -> datetime:
        """When its entry last changed: withdrawing the incident changes every one."""
        return course.changed_at if course.is_withdrawn else said.changed_at

    def _id(self, name: str) -> str:
        return f"tag:{self._authority}:{name}:{self._context.tag}"

    def _path(self, course: Course) -> str:
        return self._context.path(f"/incidents/{course.incident.id}/")

    def _local(self, at: datetime) -> datetime:
        return self._context.language.dates.local(at)


def _labelled(context: Context, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """No style sheet sets them apart in a feed reader: the language's own sign does."""
    return tuple(Row(item.key, context.say("feed.label", label=item.label), item.value) for item in rows)


def _tables(context: Context, tables: tuple[Table, ...]) -> tuple[Table, ...]:
    return tuple(replace(table, rows=_labelled(context, table.rows)) for table in tables)


def _ever_named_until(course: Course, moment: datetime) -> tuple[str, ...]:
    """Services named until then, by withdrawn updates too: who saw an entry gets its tombstone."""
    named = (change.service for update in course.incident.updates if update.at <= moment for change in update.services)
    return tuple(dict.fromkeys(named))
