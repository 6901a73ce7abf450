"""Archive → the start page: is something wrong, is it mine, until when, what can I do, when is more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from noroshi.model.clock import Phase, phase
from noroshi.model.course import Course
from noroshi.model.site import Service
from noroshi.model.terms import FactKey, Impact, Kind, State
from noroshi.views.answers import answers
from noroshi.views.context import Context
from noroshi.views.entries import entry_row, printed_row, service_mark, touched_services, window_sentence
from noroshi.views.facts import row
from noroshi.views.frames import frame
from noroshi.views.gone import gone_lately, gone_sentence, published_on
from noroshi.views.incident_page import left_out_notes, summary_sentence
from noroshi.views.jsonld import site_ld
from noroshi.views.pages import HomeView, MaintenanceItem, OpenIncident, RecentDay
from noroshi.views.parts import EntryRow, ServiceGroup, ServiceRow
from noroshi.views.pieces import Sentence, Sign, plain
from noroshi.views.removed_entries import gone_entries
from noroshi.views.signs import state_sign
from noroshi.views.social_picture import overall_picture
from noroshi.views.strips import method, strip, today
from noroshi.views.timeline import latest_view

RECENT_DAYS = 14
COMING_DAYS = 30


def home_view(context: Context) -> HomeView:
    """``/`` in one language."""
    archive = context.archive
    sign, headline = overall(context)
    coming = [
        item
        for item in archive.maintenance[Phase.BEFORE]
        if (window := item.standing.window) is None
        or window.start is None
        or window.start <= context.now + timedelta(days=COMING_DAYS)
    ]
    current = [*archive.maintenance[Phase.OVERDUE], *archive.maintenance[Phase.WITHIN]]
    lead = _lead(context, sign)
    return HomeView(
        frame=frame(
            context,
            "/",
            title=context.plain(context.site.name),
            description=context.language.running(context.say("overall.also", sentence=headline), plain(lead)),
            json_ld=site_ld(context),
            built=True,
            picture=overall_picture(context, sign, headline),
        ),
        sign=sign,
        headline=context.own_heading(headline),
        lead=lead,
        incidents=tuple(open_incident(context, item) for item in archive.open_incidents),
        maintenance=(
            *(maintenance_item(context, item) for item in current),
            *(replace(maintenance_item(context, item), answers=()) for item in coming),
        ),
        notices=tuple(entry_row(context, item) for item in archive.notices),
        groups=groups(context),
        method=method(context),
        recent=recent(context),
        history_path=context.path("/history/"),
        left_out=context.say("note.left_out_entries", n=len(context.left_out)) if context.left_out else "",
        removed=gone_lately(context),
    )


def overall(context: Context) -> tuple[Sign, str]:
    """The worst state now, and the sentence that says it with its subject."""
    states = context.archive.states
    worst = max(states.values(), key=lambda state: state.rank, default=State.OPERATIONAL)
    if worst.rank > State.UNDER_MAINTENANCE.rank:
        return state_sign(context, worst), _about(context, worst)
    if context.archive.open_incidents:
        # No service is worse off: what is open names none, or is only being watched. Said by its number, and
        # under the shape of its impact only where no service could show it.
        impact = max(
            (course.standing.impact for course in context.archive.open_incidents if not course.services),
            key=lambda impact: impact.rank,
            default=Impact.NONE,
        )
        words = context.say("overall.open", n=len(context.archive.open_incidents))
        if impact is Impact.NONE:
            return Sign("notice", context.say("word.watched")), words
        return state_sign(context, impact.state), words
    if context.in_doubt:
        return Sign("unknown", context.say("word.in_doubt")), context.say("overall.in_doubt")
    if worst is State.UNDER_MAINTENANCE:
        return state_sign(context, worst), _about(context, worst)
    return state_sign(context, State.OPERATIONAL), context.say("overall.operational")


def _about(context: Context, state: State) -> str:
    named = [service for service in context.site.services if context.archive.states.get(service.id) is state]
    if len(named) > 3:
        return context.say(f"overall.{state.value}.many", service=context.plain(named[0].name), n=len(named) - 1)
    words = context.language.join([context.plain(service.name) for service in named])
    return context.say(f"overall.{state.value}", services=words)


def _lead(context: Context, sign: Sign) -> Sentence:
    at = context.moment(context.now, year=True)
    others = [
        state
        for state in sorted(set(context.archive.states.values()), key=lambda state: -state.rank)
        if state.value != sign.code
    ]
    lead = context.sentence("overall.as_of", at=at)
    for state in others:
        lead = context.running(lead, context.words("overall.also", sentence=_about(context, state)))
    return lead


def open_incident(context: Context, course: Course) -> OpenIncident:
    """An open incident, by the reader's questions."""
    local = context.language.dates.local
    is_older = course.began_at is not None and local(course.began_at.at).year != local(context.now).year
    return OpenIncident(
        entry=entry_row(context, course),
        summary=summary_sentence(context, course, year=is_older),
        answers=answers(context, course),
        latest=latest_view(context, course),
        marks=touched_services(context, course),
        left_out=left_out_notes(context, course),
    )


def maintenance_item(context: Context, course: Course) -> MaintenanceItem:
    """A maintenance with what it stops and what it asks."""
    facts = course.standing.facts
    step = phase(course, context.now)
    window = course.standing.window
    return MaintenanceItem(
        entry=entry_row(context, course),
        phase=step.value,
        phase_word=context.say(f"phase.{step.value}"),
        window=window_sentence(context, window, year=True) if window else context.words("window.unknown"),
        answers=tuple(
            row(context, key.value, context.fact(key.value, facts[key]), Kind.MAINTENANCE)
            for key in (FactKey.SCOPE, FactKey.UNAFFECTED, FactKey.REQUEST)
            if key in facts
        ),
        begins_at=context.language.dates.iso(window.start) if step is Phase.BEFORE and window and window.start else "",
    )


def _under_its_day(context: Context, course: Course) -> EntryRow:
    """An entry below the day on which it was told: where that is all there is to say of its time, once is enough."""

    def make() -> EntryRow:
        row = entry_row(context, course)
        return replace(row, when=()) if row.when == (context.day(course.first_at),) else row

    return printed_row(context, course, "under its day", make)


def is_current(service: Service, day: date, zone: ZoneInfo) -> bool:
    """Whether the service exists on that day of the site's zone."""
    since = service.since
    if since is not None and (since.astimezone(zone).date() if isinstance(since, datetime) else since) > day:
        return False
    if service.until is None:
        return True
    until = service.until.astimezone(zone).date() if isinstance(service.until, datetime) else service.until
    return until >= day


def groups(context: Context) -> tuple[ServiceGroup, ...]:
    """Services that exist today, by group in the site's order; those without a group last."""
    day = today(context)
    shown = [service for service in context.site.services if is_current(service, day, context.site.zone)]
    found: list[ServiceGroup] = []
    for group in context.site.groups:
        members = [service for service in shown if service.group == group.id]
        if members:
            found.append(ServiceGroup(context.text(group.name), _rows(context, members)))
    known = {group.id for group in context.site.groups}
    rest = [service for service in shown if service.group not in known]
    if rest:
        found.append(ServiceGroup(None, _rows(context, rest)))
    return tuple(found)


def _rows(context: Context, services: list[Service]) -> tuple[ServiceRow, ...]:
    states = context.archive.states
    return tuple(
        ServiceRow(
            mark=service_mark(context, service.id, states.get(service.id, State.OPERATIONAL)),
            description=context.text(service.description) if service.description else None,
            strip=strip(context, service),
        )
        for service in services
    )


def recent(context: Context) -> tuple[RecentDay, ...]:
    """The last fourteen days by the day an entry was first told; neighbouring quiet days are one line."""
    last = today(context)
    by_day: dict[date, list[Course]] = {}
    for course in context.archive.courses:
        day = context.language.dates.local(course.first_at).date()
        # Newest first. Where clocks are set back at midnight a day may come once more: hence one day of grace.
        if (last - day).days > RECENT_DAYS:
            break
        by_day.setdefault(day, []).append(course)
    gone: dict[date, list[Sentence]] = {}
    for it in gone_entries(context):
        if 0 <= (last - (day := published_on(context, it))).days < RECENT_DAYS:
            gone.setdefault(day, []).append(gone_sentence(context, it))
    found: list[RecentDay] = []
    quiet: list[date] = []

    def flush() -> None:
        if quiet:
            newest, oldest = context.day(quiet[0]), context.day(quiet[-1])
            words = newest.text if len(quiet) == 1 else context.say("strip.days", first=oldest.text, last=newest.text)
            day = context.day(quiet[-1]) if len(quiet) == 1 else type(newest)(words)
            found.append(RecentDay(day, (), context.say("recent.quiet")))
            quiet.clear()

    for n in range(RECENT_DAYS):
        day = last - timedelta(days=n)
        courses = by_day.get(day, [])
        if not courses and day not in gone:
            quiet.append(day)
            continue
        flush()
        entries = tuple(_under_its_day(context, item) for item in courses)
        found.append(RecentDay(context.day(day), entries, "", tuple(gone.get(day, ()))))
    flush()
    return tuple(found)
