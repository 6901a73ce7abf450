"""report.md's values with their translations → the model's report."""

from __future__ import annotations

from collections.abc import Mapping

from noroshi.model.incident import Briefing, Document, Measure, Question, Report
from noroshi.model.problem import Place
from noroshi.model.text import Body
from noroshi.source.said import Said
from noroshi.source.updates import edits_of


def report_of(said: Said, *, body: Body, place: Place, lines: Mapping[str, int]) -> Report:
    """The report that the file tells. ``said``: values of ``schema.ReportFile``."""
    keys = said.base
    document, briefing = keys.document, said.inner("briefing")
    return Report(
        at=keys.at,
        body=body,
        place=place,
        lines=lines,
        cause=said.fact("cause"),
        cause_state=keys.cause_state,
        why_not_prevented=said.text("why_not_prevented"),
        why_so_long=said.text("why_so_long"),
        document=Document(document.number, document.version, document.author) if document else None,
        credit=said.fact("credit"),
        briefing=Briefing(briefing.base.at, briefing.text("where"), briefing.base.reply_by) if briefing else None,
        next_report=keys.next_report,
        edited=edits_of(said),
        faq=tuple(Question(entry.required("question"), entry.required("answer")) for entry in said.items("faq")),
        measures=tuple(_measure(key, entry) for key, entry in said.entries("measures")),
    )


def _measure(id: str, said: Said) -> Measure:
    entry = said.base
    return Measure(
        id=id,
        what=said.required("what"),
        due=entry.due,
        state=entry.state or ("done" if entry.done_on else "planned"),
        done_on=entry.done_on,
        owner=entry.owner,
    )
