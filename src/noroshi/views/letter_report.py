"""report.md → what a letter says of it."""

from __future__ import annotations

from dataclasses import replace

from noroshi.model.incident import Report
from noroshi.model.letters import Letter
from noroshi.model.terms import Known
from noroshi.views.context import Context
from noroshi.views.letter import Body
from noroshi.views.letter_body import person
from noroshi.views.letter_parts import ReportView, TimelineLine
from noroshi.views.letter_said import Said
from noroshi.views.letter_tables import has_timeline
from noroshi.views.letter_teller import Teller
from noroshi.views.letter_times import when
from noroshi.views.report_timeline import report_timeline


def letter_report(teller: Teller, letter: Letter, body: Body) -> ReportView | None:
    """The report that a letter says, or of which a later one speaks; its timeline only where the body has none."""
    context, course = teller.context, letter.course
    report = letter.said if isinstance(letter.said, Report) else course.incident.report
    if report is None:
        return None
    if report is not letter.said:
        # A later letter prints nothing of it that would need a translation.
        teller = replace(teller, untranslated=[])
    document, briefing = report.document, report.briefing

    def typed(name: str, value: str | None) -> Said:
        return Said(person(value, context.tag), "known") if value else teller.absent(f"document.{name}")

    credit = Said("", "none") if report.credit is Known.NONE else teller.fact("credit", report.credit)
    return ReportView(
        number=typed("number", document.number if document else None),
        version=typed("version", document.version if document else None),
        author=typed("author", document.author if document else None),
        date=when(context, report.at).day_year,
        cause=teller.fact("cause", report.cause),
        is_confirmed=report.cause_state != "investigating",
        why_not_prevented=teller.said("why_not_prevented", report.why_not_prevented),
        why_so_long=teller.said("why_so_long", report.why_so_long),
        credit=credit,
        next_report=teller.due("next_report", report.next_report),
        briefing_at=teller.day(briefing.at) if briefing else "",
        briefing_where=teller.text("briefing.where", briefing.where) if briefing else "",
        briefing_reply_by=teller.day(briefing.reply_by) if briefing else "",
        timeline=() if body.timeline else _timeline(context, letter),
        url=context.url(context.path(f"/incidents/{course.incident.id}/#report")),
    )


def apart(body: Body) -> Body:
    """A report's body with its own timeline, where it has one, taken out of the other paragraphs."""
    others: list[str] = []
    told: list[str] = []
    for part in body.rest.split("\n\n"):
        (told if has_timeline(part) else others).append(part)
    return replace(body, rest="\n\n".join(others), timeline="\n\n".join(told))


def _timeline(context: Context, letter: Letter) -> tuple[TimelineLine, ...]:
    found, shown = [], ""
    for row in report_timeline(context, letter.course, until=letter.at):
        moment = when(context, row.at)
        time = context.clock(row.at, about=row.about).text
        day = "" if moment.day == shown else moment.day
        found.append(TimelineLine(day, time, "".join(run.text for run in row.words)))
        shown = moment.day
    return tuple(found)
