"""Course → the incident's page."""

from __future__ import annotations

from noroshi.model.clock import Phase, phase
from noroshi.model.course import Course
from noroshi.model.measures import measures
from noroshi.model.terms import Impact, Kind, Known, Status
from noroshi.model.text import Body, Moment, Text
from noroshi.views.answers import answers
from noroshi.views.context import Context
from noroshi.views.course_picture import course_picture
from noroshi.views.entries import entry_row, touched_services, when
from noroshi.views.facts import contact_rows, incident_facts, standing_tables
from noroshi.views.faq import certain, with_own
from noroshi.views.follow import incident_links
from noroshi.views.frames import frame
from noroshi.views.jsonld import incident_ld
from noroshi.views.outcomes import with_overdue
from noroshi.views.pages import IncidentView
from noroshi.views.pieces import Sentence
from noroshi.views.public_record import entry_record
from noroshi.views.report_part import measure_row, report_view
from noroshi.views.social_picture import incident_picture
from noroshi.views.timeline import timeline


def incident_view(context: Context, course: Course) -> IncidentView:
    """``/incidents/<id>/`` in one language."""
    incident = course.incident
    rest = f"/incidents/{incident.id}/"
    heading = context.heading(incident.title)
    summary = summary_sentence(context, course)
    related = [context.archive.by_id[other] for other in context.archive.related.get(incident.id, ())]
    report = None if incident.report is None or course.is_withdrawn else report_view(context, course, incident.report)
    shown = timeline(context, course)
    with_states = _shows_states(context, course)
    is_going_on = course.is_open and course.incident.kind in (Kind.INCIDENT, Kind.SECURITY)
    known = answers(context, course) if is_going_on else ()
    questions = with_own(context, course, certain(context, course) if is_going_on else ())
    if course.is_withdrawn:
        shown = ()
    return IncidentView(
        frame=frame(
            context,
            rest,
            title=heading.text,
            description="".join(run.text for run in summary),
            kind="article",
            published=course.first_at,
            modified=course.changed_at,
            json_ld=incident_ld(context, course, summary, questions),
            json_path=context.path(rest + "index.json"),
            markdown_path=context.path(rest + "index.md"),
            drill=incident.drill,
            no_index=incident.drill,
            with_feeds=course.is_open and not incident.drill,
            with_script=True,
            picture=incident_picture(context, course),
        ),
        entry=entry_row(context, course, year=True),
        headline=heading,
        marks=_marks(context, course),
        summary=summary,
        withdrawn=context.sentence("withdrawn.incident", why=context.text(incident.withdrawn))
        if incident.withdrawn
        else (),
        translation_note=context.say("note.untranslated") if has_foreign(context, course) else "",
        left_out=left_out_notes(context, course),
        facts=()
        if course.is_withdrawn
        else with_overdue(
            context,
            course,
            incident_facts(context, course, services=not with_states, said=frozenset(item.key for item in known)),
        ),
        tables=() if course.is_withdrawn else standing_tables(context, course),
        services=touched_services(context, course) if with_states else (),
        services_title=context.say("title.services_now" if course.is_open else "title.services_worst"),
        timeline=shown,
        report=report,
        is_document=report is not None and not course.is_open,
        measures=tuple(measure_row(context, item) for item in measures(course, context.now, context.site.zone)),
        questions=questions,
        related=tuple(entry_row(context, item, year=True) for item in related),
        contact=contact_rows(context, incident.contact) if incident.contact else (),
        answers=known,
        follow=incident_links(context, course),
        picture=course_picture(context, course),
        record=entry_record(context, course),
    )


def left_out_notes(context: Context, course: Course) -> tuple[str, ...]:
    """One sentence for each update that had to be left out of this build."""
    return tuple(context.say("note.left_out", update=update) for update in course.incident.left_out)


def summary_sentence(context: Context, course: Course, *, year: bool = True) -> Sentence:
    """Where it stands, in one sentence with its times; without ``year`` where the page says it already."""
    if not year or course.incident.kind is Kind.MAINTENANCE:
        return _summary(context, course, year=year)
    return context.of_course(_summary, course)


def _summary(context: Context, course: Course, *, year: bool = True) -> Sentence:
    kind, status = course.incident.kind, course.standing.status
    if course.is_withdrawn or kind.is_notice:
        return context.sentence(f"summary.{kind.value}", at=context.moment(course.first_at, year=year))
    if kind is Kind.MAINTENANCE:
        # By the clock: the start page says so too, whether or not anybody told that it began.
        begun = status is Status.SCHEDULED and phase(course, context.now) in (Phase.WITHIN, Phase.OVERDUE)
        said = Status.IN_PROGRESS if begun else status
        return context.sentence(f"summary.{said.value}", when=when(context, course, year=year))
    own = f"summary.{kind.value}.{status.value}"
    key = own if context.language.words.has(own) else f"summary.{status.value}"
    began, ended = course.began_at or Moment(course.first_at), course.ended_at
    if not status.is_terminal:
        return context.sentence(key, start=context.told(began, year=year))
    if not isinstance(ended, Moment) or course.began_at is None:
        return context.sentence(f"{key}.unknown", start=context.told(began, year=year))
    if ended.at <= began.at:
        return context.sentence(f"{key}.at", at=context.told(ended, year=year))
    span = context.between(began, ended, year=year)
    if len(course.segments) > 1 and status is Status.RESOLVED:
        return context.sentence(f"{key}.periods", len(course.segments), when=span)
    return context.sentence(key, when=span)


def _shows_states(context: Context, course: Course) -> bool:
    """Notices have no states; a maintenance has one only while its window lasts."""
    kind = course.incident.kind
    if course.is_withdrawn or kind.is_notice:
        return False
    return kind is not Kind.MAINTENANCE or phase(course, context.now) in (Phase.WITHIN, Phase.OVERDUE)


def _marks(context: Context, course: Course) -> tuple[str, ...]:
    incident = course.incident
    found = []
    if incident.drill:
        found.append(context.say("mark.drill"))
    if incident.emergency:
        found.append(context.say("mark.emergency"))
    if not incident.kind.is_notice:
        found.append(context.say(f"kind.{incident.kind.value}"))
    if course.worst_impact is not Impact.NONE:
        found.append(context.say("mark.impact", impact=context.say(f"impact.{course.worst_impact.value}")))
    return tuple(found)


def has_foreign(context: Context, course: Course) -> bool:
    """Whether a part of the page must be shown in another language than the page's."""
    return context.of_course(_has_foreign, course)


def _has_foreign(context: Context, course: Course) -> bool:
    incident = course.incident
    texts: list[Text | Known | None] = [incident.title]
    bodies: list[Body] = []
    for step in course.steps:
        if step.update.withdrawn is not None:
            texts.append(step.update.withdrawn)
            continue
        bodies.append(step.update.body)
        texts += [*step.update.facts.values(), step.update.actions]
    if incident.report:
        bodies.append(incident.report.body)
        texts += [incident.report.cause, incident.report.why_not_prevented, incident.report.why_so_long]
        texts += [measure.what for measure in incident.report.measures]
    if any(isinstance(text, Text) and text.said(context.tag).lang != context.tag for text in texts):
        return True
    return any(body.said(context.tag)[1] != context.tag and not body.original.is_empty for body in bodies)
