"""Archive → ``/llms.txt``: where a language model finds what it is asked for (llmstxt.org).

It is a map, not the state: a copy of it may be old. It is bounded, whatever the site has published: what is
open, the last fourteen days, thirteen months.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from noroshi.model.clock import Phase
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.views.context import Context
from noroshi.views.data_values import SCHEMAS, schema_path
from noroshi.views.home_page import RECENT_DAYS, is_current
from noroshi.views.incident_page import summary_sentence
from noroshi.views.measured_courses import MEASURES
from noroshi.views.months import month_label, month_path, told_months
from noroshi.views.pieces import plain
from noroshi.views.services_page import MONTHS
from noroshi.views.strips import today

MOST = 50
"""Entries of one list; on a day with more the feeds and the API have them all."""


@frozen
class Guide:
    """One link."""

    name: str
    url: str
    note: str = ""


@frozen
class GuideSection:
    """Links under a heading."""

    title: str
    links: tuple[Guide, ...]
    """At least one."""


@frozen
class LlmsView:
    """``/llms.txt`` in one language."""

    path: str
    title: str
    summary: str
    notes: tuple[str, ...]
    """Paragraphs."""
    sections: tuple[GuideSection, ...]


def llms_view(context: Context) -> LlmsView:
    """The guide; rehearsals are no part of it."""
    context = context.followed
    name = context.plain(context.site.name)
    company = context.plain(context.site.organisation.company)
    archive = context.archive
    current = (*archive.open_incidents, *archive.maintenance[Phase.OVERDUE], *archive.maintenance[Phase.WITHIN])
    after = context.now - timedelta(days=RECENT_DAYS)
    listed = {course.incident.id for course in (*current, *archive.maintenance[Phase.BEFORE])}
    recent = (
        course
        for course in archive.courses
        if course.last_at >= after and not course.is_withdrawn and course.incident.id not in listed
    )
    notes = [context.say("llms.documents")]
    if context.site.demonstration is not None:
        notes.append(context.say("page_note.demonstration"))
    sections = (
        GuideSection(context.say("llms.now"), (*_now(context), *_entries(context, current))),
        GuideSection(context.say("llms.coming"), _entries(context, archive.maintenance[Phase.BEFORE])),
        GuideSection(context.say("llms.recent", n=RECENT_DAYS), _entries(context, recent)),
        GuideSection(context.say("llms.services"), _services(context)),
        GuideSection(context.say("llms.follow"), _follow(context)),
        GuideSection(context.say("llms.schemas"), _schemas(context)),
        # The format's own word for what may be left out; it is the same in every language.
        GuideSection("Optional", _months(context)),
    )
    return LlmsView(
        path=context.path("/llms.txt"),
        title=name,
        summary=context.say("llms.summary_of", company=company) if company else context.say("llms.summary"),
        notes=tuple(notes),
        sections=tuple(section for section in sections if section.links),
    )


def _guide(context: Context, key: str, rest: str) -> Guide:
    return Guide(context.say(f"llms.{key}"), context.url(context.path(rest)), context.say(f"llms.{key}.note"))


def _now(context: Context) -> tuple[Guide, ...]:
    return (
        _guide(context, "summary_json", "/api/v2/summary.json"),
        _guide(context, "home", "/"),
    )


def _entries(context: Context, courses: Iterable[Course]) -> tuple[Guide, ...]:
    found = [
        Guide(
            context.plain(course.incident.title),
            context.url(context.path(f"/incidents/{course.incident.id}/index.md")),
            plain(summary_sentence(context, course)),
        )
        for course in courses
    ]
    return tuple(found[:MOST])


def _services(context: Context) -> tuple[Guide, ...]:
    day = today(context)
    return tuple(
        Guide(
            context.plain(service.name),
            context.url(context.path(f"/services/{service.id}/index.json")),
            context.plain(service.description),
        )
        for service in context.site.services
        if is_current(service, day, context.site.zone)
    )


def _follow(context: Context) -> tuple[Guide, ...]:
    feeds = (("feed_json", "/feed.json"), ("feed_atom", "/feed.atom"), ("incidents_atom", "/incidents.atom"))
    found = [_guide(context, *feed) for feed in feeds] if context.site.has_feeds else []
    found.append(_guide(context, "calendar", "/calendar.ics"))
    if context.archive.has_measures:
        found.append(_guide(context, "measures", f"{MEASURES}index.json"))
    found.append(_guide(context, "incidents_json", "/api/v2/incidents.json"))
    found.append(_guide(context, "maintenances_json", "/api/v2/scheduled-maintenances.json"))
    return tuple(found)


def _schemas(context: Context) -> tuple[Guide, ...]:
    return tuple(
        Guide(f"{name}.json", context.url(schema_path(name)), context.say(f"llms.schema.{name}")) for name in SCHEMAS
    )


def _months(context: Context) -> tuple[Guide, ...]:
    newest = list(told_months(context))[:MONTHS]
    found = [
        Guide(month_label(context, month), context.url(month_path(context, month) + "index.json")) for month in newest
    ]
    if found:
        reports = context.url(context.path("/reports/"))
        found.append(Guide(context.say("page.figures"), reports, context.say("figures.lead")))
    return tuple(found)
