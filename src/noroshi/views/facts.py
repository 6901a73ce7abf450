"""What is known → labelled rows, in the order in which letters and pages say it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from noroshi.model.course import Course
from noroshi.model.incident import Correction, Report, WrongMessage
from noroshi.model.site import Contact
from noroshi.model.standing import Standing
from noroshi.model.terms import FactKey, Kind, Known
from noroshi.model.text import Day, Fact, Moment, Text
from noroshi.model.update import Continuity, DataRecovery, Extent, PersonalData, Update
from noroshi.views.context import Context
from noroshi.views.entries import lasted, names, window_sentence
from noroshi.views.pieces import Row, Run, Sentence, Table
from noroshi.views.promised import next_update

ORDER = (
    FactKey.SCOPE,
    FactKey.UNAFFECTED,
    FactKey.DATA,
    FactKey.CAUSE,
    FactKey.WORKAROUND,
    FactKey.REQUEST,
)


def label(context: Context, key: str, kind: Kind | None = None) -> str:
    """A fact's label; a maintenance has its own for some."""
    return context.once(_labels)(key, kind)


def _labels(context: Context) -> Callable[[str, Kind | None], str]:
    @cache
    def found(key: str, kind: Kind | None) -> str:
        own = f"label.{kind.value}.{key}" if kind else ""
        return context.say(own if context.language.words.has(own) else f"label.{key}")

    return found


def row(context: Context, key: str, value: Sentence, kind: Kind | None = None) -> Row:
    """One labelled fact."""
    return Row(key, label(context, key, kind), value)


def incident_facts(context: Context, course: Course, *, services: bool, said: frozenset[str]) -> tuple[Row, ...]:
    """The table of facts as known now; ``services``: with the services by name.

    ``said``: keys of facts that stand above it already.
    """
    standing, kind = course.standing, course.incident.kind
    found: list[Row] = []

    def add(key: str, value: Sentence | None) -> None:
        if value and key not in said:
            found.append(row(context, key, value, kind))

    if kind is Kind.MAINTENANCE and standing.window:
        add("window", _window_with_length(context, course))
    elif standing.window and kind.is_notice:
        add("window", window_sentence(context, standing.window, year=True))
    _add_times(context, course, add)
    if services:
        add("services", names(context, course.services))
    for key in ORDER:
        if key in standing.facts:
            add(key.value, context.fact(key.value, standing.facts[key]))
        if key is FactKey.CAUSE and standing.eta is not None:
            add("eta", context.eta(standing.eta))
    if standing.suspended is not None:
        add("suspended", _suspended(context, course))
    if course.is_open:
        add("next_update", next_update(context, course)[0])
    if standing.report_by is not None and course.incident.report is None:
        add("report_by", report_by(context, standing.report_by))
    return tuple(found)


def report_by(context: Context, due: Day | Known) -> Sentence:
    """When the report comes, or that none will."""
    if due is Known.NONE:
        return context.words("report_by.none")
    if due is Known.UNKNOWN:
        return context.words("report_by.unknown")
    return context.sentence("report_by.by", due=context.deadline(due, year=True))


def _add_times(context: Context, course: Course, add: Callable[[str, Sentence], None]) -> None:
    kind, ended = course.incident.kind, course.ended_at
    if kind.is_notice:
        add("published_at", (context.moment(course.first_at, year=True),))
        return
    if kind is Kind.MAINTENANCE:
        if isinstance(ended, Moment) and course.segments:
            add("ended_at", (context.told(ended, year=True),))
        return
    if course.began_at is not None:
        add("began_at", (context.told(course.began_at, year=True),))
    if course.detected_at is not None:
        add("detected_at", (context.told(course.detected_at, year=True),))
    if isinstance(ended, Moment):
        add("ended_at", (context.told(ended, year=True),))
    elif ended is Known.UNKNOWN:
        add("ended_at", context.words("ended_at.unknown"))
    if len(course.segments) > 1:
        periods = [
            context.between(Moment(segment.start), Moment(segment.end), year=False)
            for segment in course.segments
            if segment.end is not None
        ]
        add("periods", context.listed(periods, "list.semicolon"))
    if course.duration is not None and course.duration and not course.is_open:
        add("duration", (Run(lasted(context, course, course.duration)),))


def _window_with_length(context: Context, course: Course) -> Sentence:
    window = course.standing.window
    if window is None:
        return ()
    said = window_sentence(context, window, year=True)
    if window.start and window.end:
        return context.sentence("window.with_length", window=said, length=context.length(window.end - window.start))
    return said


def _suspended(context: Context, course: Course) -> Sentence:
    suspended = course.standing.suspended
    if suspended is None:
        return ()
    reason = context.text(suspended.reason)
    if suspended.until is None:
        return (reason,)
    return context.sentence("suspended.until", reason=reason, until=context.deadline(suspended.until))


def correction_table(context: Context, correction: Correction) -> Table:
    """誤／正, and which notice was wrong."""
    found: list[Row] = []
    wrong = correction.corrects
    if isinstance(wrong, WrongMessage):
        found.append(row(context, "subject", (context.text(wrong.subject),)))
        if wrong.sent_at:
            found.append(row(context, "sent_at", (context.deadline(wrong.sent_at, year=True),)))
        if wrong.sender:
            found.append(row(context, "from", (context.text(wrong.sender),)))
        if wrong.recipients:
            found.append(row(context, "to", (context.text(wrong.recipients),)))
        if wrong.count is not None:
            found.append(row(context, "count", (Run(context.say("count.recipients", n=wrong.count)),)))
    elif wrong:
        found.append(row(context, "corrects", (_corrected(context, wrong),)))
    if correction.mistake:
        found.append(row(context, "mistake", (context.text(correction.mistake),)))
    if correction.right:
        found.append(row(context, "right", (context.text(correction.right),)))
    return Table("correction", context.say("table.correction"), tuple(found))


def _corrected(context: Context, reference: str) -> Run:
    incident_id, _, update = reference.partition("/")
    course = context.archive.by_id.get(incident_id)
    words = context.plain(course.incident.title) if course else reference
    fragment = f"#update-{update}" if update else ""
    return Run(words, path=context.path(f"/incidents/{incident_id}/{fragment}") if course else "")


def personal_data_table(context: Context, data: PersonalData) -> Table:
    """What is or may be concerned."""
    found: list[Row] = []

    def add(key: str, fact: Fact | Text | None) -> None:
        if fact is not None:
            found.append(row(context, key, context.fact("personal", fact)))

    add("items", data.items)
    add("not_included", data.not_included)
    add("subjects", data.subjects)
    if data.known_at:
        found.append(row(context, "known_at", (context.deadline(data.known_at, year=True),)))
    if damage := data.secondary_damage:
        words: Sentence = context.words(f"damage.{damage.state}")
        if damage.text:
            words = context.sentence("damage.with_text", state=words, text=context.text(damage.text))
        found.append(row(context, "secondary_damage", words))
    if data.reported_to:
        told = [
            context.sentence("reported.on", to=context.text(item.to), on=context.deadline(item.on))
            if item.on
            else (context.text(item.to),)
            for item in data.reported_to
        ]
        found.append(row(context, "reported_to", context.listed(told)))
    add("other", data.other)
    return Table("personal_data", context.say("table.personal_data"), tuple(found))


def recovery_table(context: Context, recovery: DataRecovery) -> Table:
    """The estimate of a data recovery, or its result."""
    found: list[Row] = []

    def add(key: str, value: Text | Extent | None) -> None:
        if isinstance(value, Extent):
            low, high = context.text(value.low), context.text(value.high)
            found.append(row(context, key, context.sentence("extent", low=low, high=high)))
        elif value is not None:
            found.append(row(context, key, (context.text(value),)))

    if recovery.outcome:
        found.append(row(context, "outcome", context.words(f"outcome.{recovery.outcome}")))
    add("stage", recovery.stage)
    add("lost", recovery.lost)
    add("next", recovery.next)
    add("recovery_duration", recovery.duration)
    add("cost", recovery.cost)
    add("work", recovery.work)
    add("basis", recovery.basis)
    add("assumptions", recovery.assumptions)
    for risk in recovery.risks:
        said = context.sentence("risk.what", what=context.text(risk.what))
        if risk.likelihood:
            said += context.sentence("risk.likelihood", likelihood=context.text(risk.likelihood))
        if risk.effect:
            said += context.sentence("risk.effect", effect=context.text(risk.effect))
        found.append(row(context, "risk", said))
    add("extra", recovery.extra)
    if recovery.valid_until:
        found.append(row(context, "valid_until", (context.deadline(recovery.valid_until, year=True),)))
    return Table("data_recovery", context.say("table.data_recovery"), tuple(found))


def continuity_table(context: Context, change: Continuity) -> Table:
    """What changed in our continuity plan."""
    found = [row(context, "event", context.words(f"event.{change.event}"))]
    for key, value in (
        ("changes", change.changes),
        ("why", change.why),
        ("effect", change.effect),
        ("risks", change.risks),
    ):
        if value is not None:
            found.append(row(context, key, (context.text(value),)))
    for key, day in (
        ("effective", change.effective),
        ("next_review", change.next_review),
        ("reply_by", change.reply_by),
    ):
        if day is not None:
            found.append(row(context, key, (context.deadline(day, year=True),)))
    return Table("continuity", context.say("table.continuity"), tuple(found))


def standing_tables(context: Context, course: Course) -> tuple[Table, ...]:
    """Correction, personal data, data recovery, continuity: as known now."""
    correction = course.incident.correction
    found = said_tables(context, course.standing)
    return (correction_table(context, correction), *found) if correction else found


def said_tables(context: Context, said: Standing | Update) -> tuple[Table, ...]:
    """Personal data, data recovery and continuity, as they are known or as one update says them."""
    found: list[Table] = []
    if said.personal_data:
        found.append(personal_data_table(context, said.personal_data))
    if said.data_recovery:
        found.append(recovery_table(context, said.data_recovery))
    if said.continuity:
        found.append(continuity_table(context, said.continuity))
    return tuple(found)


def report_causes(context: Context, report: Report) -> tuple[Row, ...]:
    """Direct cause, why it was not prevented, why it took long, whom we thank, when more comes."""
    causes: list[Row] = []
    if report.cause is not None:
        said = context.fact("cause", report.cause)
        if report.cause_state == "investigating":
            said = context.sentence("cause.investigating", cause=said)
        causes.append(row(context, "direct_cause", said))
    for key, text in (("why_not_prevented", report.why_not_prevented), ("why_so_long", report.why_so_long)):
        if text is not None:
            causes.append(row(context, key, (context.text(text),)))
    if report.credit is not None:
        credit = context.words("credit.none") if isinstance(report.credit, Known) else (context.text(report.credit),)
        causes.append(row(context, "credit", credit))
    if report.next_report is not None:
        causes.append(row(context, "next_report", (context.deadline(report.next_report, year=True),)))
    return tuple(causes)


def contact_rows(context: Context, contact: Contact) -> tuple[Row, ...]:
    """Where to ask."""
    found: list[Row] = []
    if contact.name:
        found.append(row(context, "contact_name", (context.text(contact.name),)))
    if contact.responsible:
        found.append(row(context, "responsible", (context.text(contact.responsible),)))
    if contact.phone:
        said = contact.phone.said(context.tag).text
        digits = "".join(sign for sign in said if sign.isdigit() or sign == "+")
        found.append(row(context, "phone", (Run(said, path=f"tel:{digits}" if digits else ""),)))
    if contact.email:
        found.append(row(context, "email", (Run(contact.email, path=f"mailto:{contact.email}"),)))
    if contact.url:
        found.append(row(context, "url", (Run(contact.url, path=contact.url),)))
    if contact.hours:
        found.append(row(context, "hours", (context.text(contact.hours),)))
    if contact.until:
        found.append(row(context, "until", (context.deadline(contact.until, year=True),)))
    return tuple(found)
