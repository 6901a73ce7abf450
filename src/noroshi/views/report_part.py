"""Report → its part of the incident's page, which prints as a document of its own."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.model.course import Course
from noroshi.model.incident import Document, Report
from noroshi.model.measures import MeasureState
from noroshi.model.terms import Impact, Kind
from noroshi.model.text import Day, Text
from noroshi.views.context import Context
from noroshi.views.edits import update_record
from noroshi.views.entries import touched_services
from noroshi.views.facts import contact_rows, incident_facts, report_causes, row
from noroshi.views.pages import MeasureRow
from noroshi.views.parts import ReportDay, ReportMoment, ReportView, UpdateView
from noroshi.views.pieces import Row, Run, Sentence, Sign
from noroshi.views.report_timeline import TimelineRow, first_told, kind_key, report_timeline

_CAUSES = ("direct_cause", "why_not_prevented", "why_so_long")
_SAID_ELSEWHERE = frozenset({"cause", "eta", "workaround", "next_update", "report_by", "suspended", "services"})
"""Facts of the page that a report says in its own words, or that are over when it is written."""


def report_view(context: Context, course: Course, report: Report) -> ReportView:
    """The final report."""
    kind = course.incident.kind
    told = report_causes(context, report)
    return ReportView(
        update=_report_update(context, course, report),
        title=context.say(kind_key(context, kind, "title")),
        document=tuple(_document(context, report)),
        overview=_overview(context, course),
        days=_days(context, report_timeline(context, course)),
        causes=tuple(item for item in told if item.key in _CAUSES),
        body=context.body(report.body),
        measures_note=_measures_note(context, course, report),
        closing=(
            *(item for item in told if item.key == "credit"),
            *_briefing(context, report),
            *(item for item in told if item.key == "next_report"),
        ),
        contact=contact_rows(context, course.incident.contact or context.site.contact),
    )


def _document(context: Context, report: Report) -> Iterator[Row]:
    """Number, version, date, who answers for it."""
    # Names of people and departments are not translated: they are in the report's own language.
    filed, lang = report.document or Document(), report.body.lang
    if filed.number:
        yield row(context, "document_number", (context.text(Text(lang, filed.number)),))
    if filed.version:
        version: Sentence = (context.text(Text(lang, filed.version)),)
        if filed.version[0].isdigit():
            version = context.words("report.version", version=filed.version)
        yield row(context, "document_version", version)
    yield row(context, "published_at", (context.moment(report.at, year=True),))
    organisation = context.site.organisation
    issuers: list[Sentence] = [
        (context.text(name),) for name in (organisation.company, organisation.department) if name is not None
    ]
    if issuers:
        yield Row("issuer", context.say("report.issuer"), context.listed(issuers, "report.of"))
    if organisation.signatory is not None:
        yield Row("signatory", context.say("report.signatory"), (context.text(organisation.signatory),))
    if filed.author:
        yield row(context, "document_author", (context.text(Text(lang, filed.author)),))


def _overview(context: Context, course: Course) -> tuple[Row, ...]:
    """What the page's table of facts says, with when it was first told, and with its services."""
    found = list(incident_facts(context, course, services=False, said=_SAID_ELSEWHERE))
    keys = [item.key for item in found]
    if not course.incident.kind.is_notice and (told := _first_told(context, course)):
        before = [index for index, key in enumerate(keys) if key in ("window", "began_at", "detected_at")]
        found.insert(max(before, default=-1) + 1, told)
    times = ("window", "began_at", "detected_at", "first_told", "ended_at", "periods", "duration", "published_at")
    after = max((index for index, item in enumerate(found) if item.key in times), default=-1) + 1
    found[after:after] = _touched(context, course)
    return tuple(found)


def _touched(context: Context, course: Course) -> Iterator[Row]:
    """Its services, with their worst states where there were any, and its impact."""
    kind = course.incident.kind
    if course.services:
        if kind in (Kind.INCIDENT, Kind.SECURITY) and course.worst_impact is not Impact.NONE:
            marks = touched_services(context, course)
            listed = [context.sentence("report.service", service=mark.name, state=mark.sign.word) for mark in marks]
            words = context.say("report.services_worst")
        else:
            listed = [(context.service_name(service, link=True),) for service in course.services]
            words = context.say("label.services")
        yield Row("services", words, context.listed(listed))
    if course.worst_impact is not Impact.NONE:
        yield Row("impact", context.say("report.impact"), context.words(f"impact.{course.worst_impact.value}"))


def _first_told(context: Context, course: Course) -> Row | None:
    at = first_told(course)
    if at is None:
        return None
    value: Sentence = (context.moment(at, year=True),)
    found = course.detected_at
    if found is not None and found.at < at:
        length = context.length(at - found.at, about=found.about)
        value = context.sentence("report.first_told_after", at=value, length=length)
    return Row("first_told", context.say(kind_key(context, course.incident.kind, "first_told")), value)


def _days(context: Context, rows: tuple[TimelineRow, ...]) -> tuple[ReportDay, ...]:
    days: dict[str, list[ReportMoment]] = {}
    heads: dict[str, Run] = {}
    for item in rows:
        day = context.day(item.at, year=True)
        heads.setdefault(day.datetime, day)
        time = context.clock(item.at, about=item.about)
        days.setdefault(day.datetime, []).append(ReportMoment(time, item.words, item.actions))
    return tuple(ReportDay(heads[key], tuple(moments)) for key, moments in days.items())


def _measures_note(context: Context, course: Course, report: Report) -> Sentence:
    """As of when their states are, where updates have told more since the report."""
    told = [
        step.update.at
        for step in course.steps
        if step.update.measures and step.update.withdrawn is None and step.update.at > report.at
    ]
    return context.sentence("report.measures_as_of", at=context.moment(max(told), year=True)) if told else ()


def _briefing(context: Context, report: Report) -> Iterator[Row]:
    if report.briefing is None:
        return
    if report.briefing.at:
        yield row(context, "briefing_at", (context.deadline(report.briefing.at, year=True),))
    if report.briefing.where:
        yield row(context, "briefing_where", (context.text(report.briefing.where),))
    if report.briefing.reply_by:
        yield row(context, "reply_by", (context.deadline(report.briefing.reply_by, year=True),))


def _report_update(context: Context, course: Course, report: Report) -> UpdateView:
    record = update_record(context, course, report.id, report.at, report.edited, lang=report.body.lang)
    return UpdateView(
        anchor=f"update-{report.id}",
        path=context.path(f"/incidents/{course.incident.id}/#update-{report.id}"),
        number=context.say("update.report"),
        day=context.day(report.at, year=True),
        starts_day=True,
        time=context.clock(report.at),
        told_at=context.moment(report.at, year=True),
        sign=Sign("notice", context.say("update.report")),
        status_changed=False,
        changes=(),
        body=None,
        rows=(),
        tables=(),
        promise=(),
        promise_is_late=False,
        edits=record.edits,
        withdrawn=(),
        is_latest=False,
        times=record.times,
        edits_title=record.title,
    )


def measure_row(context: Context, item: MeasureState) -> MeasureRow:
    """A prevention measure as it stands."""
    code = "overdue" if item.is_overdue else item.state
    due: Sentence = ()
    if item.state == "done" and item.done_on:
        due = context.sentence("measure.done_on", on=context.deadline(item.done_on, year=True))
    elif item.due:
        due = context.sentence("measure.due", due=context.deadline(item.due, year=True))
    return MeasureRow(
        what=context.text(item.measure.what),
        state=context.say(f"measure.{code}"),
        state_code=code,
        due=due,
        notes=tuple(moved_sentence(context, *moved) for moved in item.moved),
        owner=context.text(Text(item.measure.what.lang, item.measure.owner)) if item.measure.owner else None,
    )


def moved_sentence(context: Context, old: Day, new: Day, reason: Text | None) -> Sentence:
    """That a due date was moved, and why: the old one stays to be seen."""
    before, after = context.deadline(old, year=True), context.deadline(new, year=True)
    if reason is None:
        return context.sentence("measure.moved", old=before, new=after)
    return context.sentence("measure.moved_why", old=before, new=after, why=context.text(reason))
