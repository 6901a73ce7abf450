"""Maintenance → calendars: what each event says, in one language.

Nothing of an event depends on ``now``, so an hour later it has the same bytes. What was once in a subscriber's
calendar is never taken out while it is recent: called off or withdrawn, it stays and says so. An entry is the
same in the whole site's calendar and in those of its services.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.standing import Window
from noroshi.model.terms import FactKey, Status
from noroshi.model.text import Moment, Text
from noroshi.model.update import Update, WindowChange
from noroshi.views.context import Context
from noroshi.views.entries import window_sentence
from noroshi.views.facts import label
from noroshi.views.months import first_day
from noroshi.views.pieces import Run, Sentence, plain
from noroshi.views.signs import status_word

NAMES_SHOWN = 2
"""So many services are named beside a title; of more, the first and how many others."""
FACTS = (FactKey.SCOPE, FactKey.UNAFFECTED, FactKey.DATA, FactKey.WORKAROUND, FactKey.REQUEST)


@frozen
class EventView:
    """One maintenance, or one day by which something is due. Texts are plain, and may hold whatever a writer typed."""

    uid: str
    """The same in every language and every calendar of the site."""
    sequence: int
    """0 at first; rises whenever its times or its being called off change (RFC 5545 §3.8.7.4)."""
    is_cancelled: bool
    created: datetime
    modified: datetime
    """When something was last said or edited."""
    start: datetime | date
    """A date: the whole day."""
    end: datetime | None
    """``None``: not known, or the day's."""
    summary: str
    summary_lang: str
    """Language tag of the title where it is not the calendar's; else empty."""
    description: str
    """Lines end with ``\\n``."""
    categories: tuple[str, ...]
    """Names of the services."""
    url: str


@frozen
class CalendarView:
    """One calendar in one language."""

    path: str
    """Site path: ``/en/calendar.ics``."""
    source: str
    """Absolute URL of the calendar itself."""
    url: str
    """Absolute URL of the page that says the same."""
    name: str
    about: str
    zone: ZoneInfo
    """The site's; events are in UTC."""
    events: tuple[EventView, ...]
    """By start, then by UID. Empty only where there never was one."""


@frozen
class _Dated:
    """A maintenance with the times under which it stands in calendars."""

    course: Course
    start: datetime
    end: datetime | None
    retraction: Text | None = None
    """Why there is no such window any more: the update that named it is withdrawn."""

    @property
    def services(self) -> tuple[str, ...]:
        """Those that it concerns; of a window that is taken back, those that it concerned."""
        return self.course.services if self.retraction is None else self.course.ever_named

    @property
    def is_off(self) -> bool:
        return (
            self.course.is_withdrawn or self.retraction is not None or self.course.standing.status is Status.CANCELLED
        )


def calendar_views(context: Context) -> Iterator[CalendarView]:
    """``/calendar.ics``, then one for every service that ever had maintenance with a known start."""
    context = context.followed
    dated = _dated(context)
    site = context.plain(context.site.name)
    page = context.url(context.path("/maintenance/"))
    yield _calendar(
        context,
        "/calendar.ics",
        page,
        context.say("calendar.name", site=site),
        context.say("calendar.about", url=page),
        dated,
    )
    for service in context.site.services:
        if not any(service.id in item.course.ever_named for item in dated):
            continue
        name = context.plain(service.name)
        page = context.url(context.path(f"/services/{service.id}/"))
        yield _calendar(
            context,
            f"/services/{service.id}/calendar.ics",
            page,
            context.say("calendar.name_service", service=name, site=site),
            context.say("calendar.about_service", service=name, url=page),
            [item for item in dated if service.id in item.services],
        )


def has_calendar(context: Context, service_id: str) -> bool:
    """Whether there is a ``/services/<id>/calendar.ics``: pages offer it only then."""
    return service_id in context.services and any(
        service_id in course.ever_named and _in_calendar(course) is not None
        for course in _maintenance(context.followed)
    )


def _calendar(context: Context, rest: str, page: str, name: str, about: str, dated: list[_Dated]) -> CalendarView:
    path = context.path(rest)
    since = first_day(context)
    # A calendar that had something is never empty again: some programs take an empty one for a broken one.
    shown = [item for item in dated if item.start >= since] or dated[-1:]
    return CalendarView(
        path=path,
        source=context.url(path),
        url=page,
        name=name,
        about=about,
        zone=context.site.zone,
        events=tuple(_event(context, item) for item in shown),
    )


def _maintenance(context: Context) -> Iterator[Course]:
    return (course for courses in context.archive.maintenance.values() for course in courses)


def _dated(context: Context) -> list[_Dated]:
    """All maintenance whose start is known, by start, then by id."""
    found = (_in_calendar(course) for course in _maintenance(context))
    return sorted((item for item in found if item is not None), key=lambda item: (item.start, item.course.id))


def _in_calendar(course: Course) -> _Dated | None:
    """Its window; else, if an update once named one and is withdrawn, that one: subscribers may hold it."""
    window = course.window
    if window is not None and window.start is not None:
        return _Dated(course, window.start, window.end)
    for step in reversed(course.steps):
        change = step.update.window
        if step.update.withdrawn is not None and change is not None and change.start is not None:
            return _Dated(course, change.start, change.end, step.update.withdrawn)
    return None


def _event(context: Context, item: _Dated) -> EventView:
    course = item.course
    incident = course.incident
    updates = incident.updates
    url = context.url(context.path(f"/incidents/{incident.id}/"))
    return EventView(
        uid=f"{incident.id}@{context.site.domain}",
        sequence=sequence(course),
        is_cancelled=item.is_off,
        created=updates[0].at,
        modified=max(update.changed_at for update in updates),
        start=item.start,
        # A window that is not after its start is refused by the check, but --keep-going publishes the rest.
        end=item.end if item.end is not None and item.end > item.start else None,
        summary=_summary(context, item),
        summary_lang=context.text(incident.title).lang,
        description="\n".join([*_description(context, item), "", url]),
        categories=tuple(context.service_name(service).text for service in item.services),
        url=url,
    )


# Sequence.

_EDIT = 4
"""More than ``_facts_named`` may be."""


def sequence(course: Course) -> int:
    """What its files said of window and status after the first, and how often they were edited or withdrawn.

    Not how often the window differs from the step before: an update that is merged in later, with an earlier
    ``at``, could leave that number as it was or make it fall. This one never falls, whatever is added, edited
    or withdrawn: an edit weighs more than all that it can take out of its file.
    """
    updates = course.incident.updates
    said = sum(_facts_named(update) for update in updates[1:])
    edited = sum(len(update.edited) for update in updates)
    withdrawn = sum(update.withdrawn is not None for update in updates) + course.is_withdrawn
    return said + _EDIT * edited + withdrawn


def _facts_named(update: Update) -> int:
    """Of start, end and status, how many the file says."""
    window = update.window or WindowChange()
    return sum(value is not None for value in (window.start, window.end, update.status))


# Words.


def _summary(context: Context, item: _Dated) -> str:
    """The title; what it concerns where the title does not say so; first of all that it was called off.

    Google Calendar shows a cancelled event of a subscribed calendar like any other, and a phone's month view
    shows the first few characters only.
    """
    course = item.course
    title = context.plain(course.incident.title)
    names = [context.service_name(service).text for service in item.services]
    if not names:
        title = context.say("calendar.with", title=title, names=context.plain(context.site.name))
    elif not any(name.casefold() in title.casefold() for name in names):
        said = (
            context.say("list.comma").join(names)
            if len(names) <= NAMES_SHOWN
            else context.say("calendar.and_more", first=names[0], n=len(names) - 1)
        )
        title = context.say("calendar.with", title=title, names=said)
    if course.is_withdrawn or item.retraction is not None:
        return context.say("calendar.withdrawn", title=title)
    return context.say("calendar.cancelled", title=title) if item.is_off else title


def _description(context: Context, item: _Dated) -> Iterator[str]:
    """Its lines, without the address at the end."""
    course = item.course
    incident, standing, latest = course.incident, course.standing, course.latest.update
    if incident.withdrawn is not None:
        yield plain(context.sentence("withdrawn.incident", why=context.text(incident.withdrawn)))
        return
    if item.retraction is not None:
        yield plain(context.sentence("withdrawn.update", why=context.text(item.retraction)))
        return

    def row(label: str, value: Sentence) -> str:
        return context.say("calendar.row", label=label, value=plain(value))

    yield row(label(context, "window", incident.kind), _when(context, item))
    status = status_word(context, incident.kind, standing.status)
    yield row(context.say("calendar.status"), (Run(status),))
    if course.services:
        services: list[Sentence] = [(context.service_name(service),) for service in course.services]
        yield row(label(context, "services", incident.kind), context.listed(services))
    # What would have been unavailable is no news once it does not take place.
    for key in () if item.is_off else FACTS:
        if key in standing.facts:
            yield row(label(context, key.value, incident.kind), context.fact(key.value, standing.facts[key]))
    text = latest.body.said(context.tag)[0].plain
    if text:
        yield ""
        yield plain(context.sentence("calendar.latest", at=context.moment(latest.at, year=True)))
        yield text


def _when(context: Context, item: _Dated) -> Sentence:
    """The window in words; of one without an end, once it is over, what is known of it."""
    course = item.course
    if item.end is not None or not course.standing.status.is_terminal:
        return window_sentence(context, Window(item.start, item.end), year=True)
    ended = course.ended_at
    if isinstance(ended, Moment) and ended.at > item.start:
        return context.between(Moment(item.start), ended, year=True)
    return (context.moment(item.start, year=True),)
