"""Archive → what is searched: one record an entry and language, with all that was said of it."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.incident import Report
from noroshi.model.text import Body, Text
from noroshi.views.context import Context
from noroshi.views.pieces import plain
from noroshi.views.timeline import said_rows


@frozen
class SearchRecord:
    """An entry as the search knows it. It depends on no moment."""

    path: str
    """Site path of its page."""
    lang: str
    """Of the page; a text that nobody has translated is in another."""
    title: str
    kind: str
    """「障害」"""
    day: str
    """When it was first told: 「2026年11月18日（水）」."""
    texts: tuple[str, ...]
    """What was said, oldest first, then the report. Lines and paragraphs."""


def search_records(context: Context) -> Iterator[SearchRecord]:
    """Everything in one language, newest first. Rehearsals are not to be found."""
    for course in context.archive.courses:
        if not course.drill:
            yield _record(context, course)


def _record(context: Context, course: Course) -> SearchRecord:
    return SearchRecord(
        path=context.path(f"/incidents/{course.id}/"),
        lang=context.tag,
        title=context.plain(course.incident.title),
        kind=context.say(f"kind.{course.kind.value}"),
        day=context.day(course.first_at, year=True).text,
        texts=tuple(text for text in _texts(context, course) if text),
    )


def _texts(context: Context, course: Course) -> Iterator[str]:
    if course.is_withdrawn:
        yield context.plain(course.incident.withdrawn)
        return
    for step in course.steps:
        if step.update.withdrawn is None:
            yield _said(context, step.update.body)
            for row in said_rows(context, course, step):
                yield plain(row.value)
    # By a service's name one looks for what it had, whether or not a text names it; and so by the kind.
    yield context.say("list.comma").join(context.service_name(service).text for service in course.services)
    yield context.say(f"kind.{course.kind.value}")
    if course.incident.report is not None:
        yield from _report(context, course.incident.report)


def _report(context: Context, report: Report) -> Iterator[str]:
    yield _said(context, report.body)
    told: tuple[Text | None, ...] = (report.why_not_prevented, report.why_so_long)
    yield from map(context.plain, told)
    for question in report.faq:
        yield context.plain(question.question)
        yield context.plain(question.answer)


def _said(context: Context, body: Body) -> str:
    prose, _ = body.said(context.tag)
    return prose.plain
