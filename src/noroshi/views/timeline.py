"""Course → its updates as the timeline shows them, with what each changed."""

from __future__ import annotations

from datetime import date, datetime

from noroshi.model.course import Course
from noroshi.model.promises import Outcome, Promise, PromiseKind, promises
from noroshi.model.standing import Standing, Step, Window
from noroshi.model.terms import Kind, Known, State
from noroshi.model.text import Moment
from noroshi.model.update import Update
from noroshi.views.context import Context
from noroshi.views.edits import UpdateRecord, update_record
from noroshi.views.entries import window_sentence
from noroshi.views.facts import (
    ORDER,
    label,
    report_by,
    row,
    said_tables,
)
from noroshi.views.outcomes import changed_later, published_late, with_outcomes
from noroshi.views.parts import UpdateView
from noroshi.views.pieces import Row, Run, Sentence, Sign
from noroshi.views.promised import promise_sentence
from noroshi.views.public_record import Removed, removed_from, removed_view
from noroshi.views.signs import step_sign


def timeline(context: Context, course: Course) -> tuple[UpdateView, ...]:
    """Every update, newest first, and what was removed, at its place; the report stands apart."""
    made = promises(course, context.now, context.site.zone)
    latest = course.latest
    views: list[UpdateView] = []
    shown: date | None = None
    told: list[tuple[datetime, Step | Removed]] = [(step.update.at, step) for step in course.steps]
    if removed := removed_from(context, course):
        # Of the same time what was removed stands before what is there.
        told = sorted([*((it.at, it) for it in removed), *told], key=lambda it: it[0])
    days = [context.language.dates.local(at).date() for at, _ in told]
    with_years = len({day.year for day in days}) > 1
    for (_, item), day in zip(reversed(told), reversed(days), strict=True):
        starts_day = day != shown
        shown = day
        if isinstance(item, Removed):
            views.append(removed_view(context, course, item, starts_day=starts_day, year=with_years))
            continue
        update = item.update
        record = update_record(
            context,
            course,
            update.id,
            update.at,
            update.edited,
            lang=update.body.lang,
            is_first=item.number == 1,
            with_text=update.withdrawn is None,
        )
        views.append(
            update_view(
                context,
                course,
                item,
                made=tuple(promise for promise in made if promise.made_in == update.id),
                starts_day=starts_day,
                year=with_years,
                is_latest=item is latest,
                record=record,
            )
        )
    return tuple(views)


def latest_view(context: Context, course: Course) -> UpdateView:
    """The newest update alone, as the start page shows it."""
    return update_view(context, course, course.latest, made=(), starts_day=True, year=False, is_latest=True)


def update_view(
    context: Context,
    course: Course,
    step: Step,
    *,
    made: tuple[Promise, ...],
    starts_day: bool,
    year: bool,
    is_latest: bool,
    record: UpdateRecord | None = None,
) -> UpdateView:
    """One update; ``made``: its promises, where what became of them is told.

    Without ``record`` nothing is said of when it was published and edited.
    """
    update = step.update
    promise = next((item for item in made if item.kind is PromiseKind.NEXT_UPDATE), None)
    gone = update.withdrawn is not None
    return UpdateView(
        anchor=update.anchor,
        path=context.path(f"/incidents/{course.incident.id}/#{update.anchor}"),
        number=context.say("update.number", n=step.number),
        day=context.day(update.at, year=year),
        starts_day=starts_day,
        time=context.clock(update.at),
        told_at=context.moment(update.at, year=year),
        sign=Sign("notice", context.say("word.withdrawn")) if gone else step_sign(context, course, step),
        status_changed=not gone and (step.before is None or step.before.status is not step.standing.status),
        changes=() if gone else changes(context, course, step),
        body=None if gone else context.body(update.body),
        rows=() if gone else with_outcomes(context, course, update, said_rows(context, course, step), made),
        tables=() if gone else said_tables(context, update),
        promise=()
        if gone or promise is None
        else changed_later(
            context, course, promise, promise_sentence(context, promise, published_late(context, course, promise))
        ),
        promise_is_late=promise is not None and promise.outcome in (Outcome.LATE, Outcome.OVERDUE),
        edits=record.edits if record else (),
        withdrawn=context.sentence("withdrawn.update", why=context.text(update.withdrawn))
        if update.withdrawn is not None
        else (),
        is_latest=is_latest,
        times=record.times if record else (),
        edits_title=record.title if record else "",
    )


def changes(context: Context, course: Course, step: Step) -> tuple[Sentence, ...]:
    """What moved against what held before, one small sentence each."""
    return context.of_course(_all_changes, course)[step.number]


def _all_changes(context: Context, course: Course) -> dict[int, tuple[Sentence, ...]]:
    return {step.number: _changes(context, course, step) for step in course.steps}


def _changes(context: Context, course: Course, step: Step) -> tuple[Sentence, ...]:
    before, after = step.before, step.standing
    if before is None:
        return ()
    found: list[Sentence] = []
    if step.reopens:
        found.append(context.words("change.reopened"))
    if not after.status.is_terminal and not before.status.is_terminal:
        found += _impact_change(context, course, before, after)
        found += _state_changes(context, before, after)
    found += _eta_change(context, course, before, step)
    found += _report_change(context, before, step)
    found += _times_changes(context, course, step)
    found += _window_change(context, before.window, after.window)
    for key in ORDER:
        if step.update.facts.get(key, Known.NONE) is None and key in before.facts:
            found.append(context.words("change.taken_back", fact=row(context, key.value, ()).label))
    return tuple(found)


def _impact_change(context: Context, course: Course, before: Standing, after: Standing) -> list[Sentence]:
    if course.incident.kind not in (Kind.INCIDENT, Kind.SECURITY) or before.impact is after.impact:
        return []
    key = "change.impact_raised" if after.impact.rank > before.impact.rank else "change.impact_lowered"
    return [
        context.words(
            key,
            old=context.say(f"impact.{before.impact.value}"),
            new=context.say(f"impact.{after.impact.value}"),
        )
    ]


def _state_changes(context: Context, before: Standing, after: Standing) -> list[Sentence]:
    found: list[Sentence] = []
    for service, state in after.states.items():
        old = before.states.get(service, State.OPERATIONAL)
        if old is not state:
            found.append(
                context.sentence(
                    "change.state",
                    service=context.service_name(service),
                    old=context.say(f"state.{old.value}"),
                    new=context.say(f"state.{state.value}"),
                )
            )
    return found


def _eta_change(context: Context, course: Course, before: Standing, step: Step) -> list[Sentence]:
    if before.eta is None or before.eta == step.standing.eta:
        return []
    name = label(context, "eta", course.kind)
    if step.standing.eta is None:
        return [context.words("change.taken_back", fact=name)] if step.update.eta_taken_back else []
    old, new = context.eta(before.eta, short=True), context.eta(step.standing.eta, short=True)
    return [_moved(context, name, old, new)]


def _report_change(context: Context, before: Standing, step: Step) -> list[Sentence]:
    old, new = before.report_by, step.update.report_by
    if old is None or new is None or old == new:
        return []
    return [_moved(context, label(context, "report_by"), report_by(context, old), report_by(context, new))]


def _times_changes(context: Context, course: Course, step: Step) -> list[Sentence]:
    """When it began, was found and ended, where this update says it otherwise than one before; of an outage that
    came back the times are its own."""
    earlier: list[Update] = []
    for other in course.steps[: step.number]:
        earlier = [] if other.reopens else earlier
        if other.update.withdrawn is None and other is not step:
            earlier.append(other.update)
    found: list[Sentence] = []
    for name in ("began_at", "detected_at", "ended_at"):
        new = getattr(step.update, name)
        old = next((said for item in reversed(earlier) if (said := getattr(item, name)) is not None), None)
        if isinstance(new, Moment) and isinstance(old, Moment) and new != old:
            words = label(context, name, course.kind)
            found.append(_moved(context, words, (context.told(old),), (context.told(new),)))
    return found


def _moved(context: Context, name: str, old: Sentence, new: Sentence) -> Sentence:
    return context.sentence("change.moved", fact=name, old=old, new=new)


def _window_change(context: Context, before: Window | None, after: Window | None) -> list[Sentence]:
    if before is None or after is None or before == after:
        return []
    if before.start is not None and after.start is not None and before.start != after.start:
        key = "change.window_postponed" if after.start > before.start else "change.window_moved"
    elif before.end is not None and after.end is not None and after.end > before.end:
        key = "change.window_extended"
    else:
        key = "change.window_moved"
    old, new = window_sentence(context, before), window_sentence(context, after)
    return [context.sentence(key, old=old, new=new)]


def said_rows(context: Context, course: Course, step: Step) -> tuple[Row, ...]:
    """What this update says of one-line facts, where it differs from what held."""
    return context.of_course(_all_rows, course)[step.number]


def _all_rows(context: Context, course: Course) -> dict[int, tuple[Row, ...]]:
    return {step.number: _said_rows(context, course, step) for step in course.steps}


def _said_rows(context: Context, course: Course, step: Step) -> tuple[Row, ...]:
    update, before, kind = step.update, step.before, course.incident.kind
    found: list[Row] = []

    def add(key: str, value: Sentence) -> None:
        found.append(row(context, key, value, kind))

    for key in ORDER:
        fact = update.facts.get(key)
        if fact is not None and (before is None or before.facts.get(key) != fact):
            add(key.value, context.fact(key.value, fact))
    if update.eta is not None and (before is None or before.eta is None):
        add("eta", context.eta(update.eta))
    if update.suspended is not None:
        add("suspended", (context.text(update.suspended.reason),))
    if update.actions is not None:
        add("actions", (context.text(update.actions),))
    if update.window is not None and (before is None or before.window is None) and step.standing.window:
        add("window", window_sentence(context, step.standing.window))
    if update.report_by is not None and (before is None or before.report_by in (None, update.report_by)):
        add("report_by", report_by(context, update.report_by))
    found += _measure_rows(context, course, update)
    return tuple(found)


def _measure_rows(context: Context, course: Course, update: Update) -> list[Row]:
    report = course.incident.report
    known = {measure.id: measure for measure in report.measures} if report else {}
    found: list[Row] = []
    for measure_id, change in update.measures.items():
        measure = known.get(measure_id)
        what: Sentence = (context.text(measure.what) if measure else Run(measure_id),)
        said: list[Sentence] = []
        if change.state and not change.done_on:
            said.append(context.words(f"measure.{change.state}"))
        if change.done_on:
            said.append(context.sentence("measure.done_on", on=context.deadline(change.done_on)))
        if change.due:
            said.append(context.sentence("measure.due", due=context.deadline(change.due)))
        value = context.sentence("measure.change", what=what, change=context.listed(said)) if said else what
        if change.reason:
            value = context.sentence("measure.reason", change=value, reason=context.text(change.reason))
        found.append(row(context, "measure", value))
    return found
