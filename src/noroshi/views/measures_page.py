"""Prevention measures of the whole site → ``/measures/``, and a page for each year in which some were done."""

from __future__ import annotations

from noroshi.model.frozen import frozen
from noroshi.views.context import Context
from noroshi.views.follow import measure_links
from noroshi.views.frame import Frame
from noroshi.views.frames import frame
from noroshi.views.measured import Account, Measured, account, account_of_year
from noroshi.views.measured_courses import MEASURES, day_of, years
from noroshi.views.pages import MeasureRow
from noroshi.views.pieces import Run, Sentence, plain
from noroshi.views.report_part import measure_row


@frozen
class SiteMeasure:
    """A measure among those of other incidents."""

    row: MeasureRow
    when: Sentence
    """When it is due, or was done; empty where nobody has said."""
    how_soon: str
    """「あと5日」, 「3日超過」; empty where it is done or has no date."""
    beside: Sentence
    """Its state; of what is done, when it was due, so that everybody sees whether it was in time."""
    incident: Run
    """Leads to the report that promised it."""


@frozen
class MeasureGroup:
    """What is overdue, what comes, what was done."""

    id: str
    """overdue · soon · later · done"""
    title: str
    date_title: str
    """Of the column of dates."""
    measures: tuple[SiteMeasure, ...]
    """At least one."""


@frozen
class MeasuresView:
    """``/measures/``, ``/measures/2026/``"""

    frame: Frame
    heading: str
    lead: Sentence
    """As of when, and how many; of a year empty."""
    groups: tuple[MeasureGroup, ...]
    years: tuple[Run, ...]
    """Newest first; the year of the page itself is no link."""
    years_title: str
    index: Run | None
    """Of a year: the page of what is open."""
    follow: tuple[Run, ...]
    """Feeds, calendar, JSON."""


def measures_view(context: Context) -> MeasuresView:
    """``/measures/``"""
    context = context.followed
    found = account(context)
    lead = context.sentence(
        "measures.lead",
        day=context.day(context.now.astimezone(context.site.zone).date(), year=True),
        late=str(len(found.overdue)),
        soon=str(len(found.soon)),
        later=str(len(found.later)),
    )
    return _view(context, MEASURES, context.say("measures.heading"), lead, found, None)


def measures_of_year_view(context: Context, year: int) -> MeasuresView:
    """``/measures/2026/``. Looks at no clock."""
    context = context.followed
    heading = context.say("measures.year", year=year)
    return _view(context, year_path(year), heading, (), account_of_year(context, year), year)


def year_path(year: int) -> str:
    """Without the language's prefix."""
    return f"{MEASURES}{year:04}/"


def _view(context: Context, rest: str, heading: str, lead: Sentence, found: Account, year: int | None) -> MeasuresView:
    return MeasuresView(
        frame=frame(
            context,
            rest,
            title=heading,
            description=plain(lead) or heading,
            json_path=context.path(f"{rest}index.json"),
            with_feeds=year is None,
        ),
        heading=heading,
        lead=lead,
        groups=tuple(group for group in _groups(context, found, year) if group.measures),
        years=tuple(
            Run(
                context.say("history.year", year=other),
                path="" if other == year else context.path(year_path(other)),
            )
            for other in years(context)
        ),
        years_title=context.say("measures.by_year"),
        index=None if year is None else Run(context.say("page.all_measures"), path=context.path(MEASURES)),
        follow=measure_links(context, rest),
    )


def _groups(context: Context, found: Account, year: int | None) -> tuple[MeasureGroup, ...]:
    due, done = context.say("page.measure_due"), context.say("page.measure_done")

    def group(id: str, title: str, date_title: str, items: tuple[Measured, ...]) -> MeasureGroup:
        return MeasureGroup(id, context.say(title), date_title, tuple(_measure(context, item) for item in items))

    return (
        group("overdue", "measure.overdue", due, found.overdue),
        group("soon", "measures.soon", due, found.soon),
        group("later", "measures.later", due, found.later),
        group("done", "measures.recent" if year is None else "measure.done", done, found.done),
    )


def _measure(context: Context, item: Measured) -> SiteMeasure:
    incident, state = item.course.incident, item.state
    title = context.text(incident.title)
    anchor = f"/incidents/{incident.id}/#update-{incident.report.id}" if incident.report else ""
    due: Sentence = (context.deadline(state.due, year=True),) if state.due is not None else ()
    when, beside = due, context.words(f"measure.{state.state}")
    if state.closed is not None:
        # Of what nobody has dated, the day on which we said that it was done.
        when = (context.day(day_of(state.closed, context.site.zone), year=True),)
        beside = context.sentence("measure.due", due=due) if due else ()
    return SiteMeasure(
        row=measure_row(context, state),
        when=when,
        beside=beside,
        how_soon=_how_soon(context, item),
        incident=Run(title.text, title.lang, path=context.path(anchor)),
    )


def _how_soon(context: Context, item: Measured) -> str:
    state, zone = item.state, context.site.zone
    if state.state == "done" or state.due is None:
        return ""
    days = (day_of(state.due, zone) - context.now.astimezone(zone).date()).days
    if days > 0:
        return context.say("measures.in_days", n=days)
    if state.is_overdue:
        return context.say("measures.late", n=-days) if days else ""
    return context.say("measures.today")
