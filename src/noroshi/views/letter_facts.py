"""The model's tables → the parts of a letter: changes, window, measures, personal data, correction, recovery."""

from __future__ import annotations

from datetime import datetime, timedelta

from noroshi.model.availability import has_passed
from noroshi.model.incident import Correction, WrongMessage
from noroshi.model.letters import Letter, LetterKind
from noroshi.model.measures import MeasureState, measures
from noroshi.model.standing import Step, Window
from noroshi.model.terms import FactKey, Kind, Known, State
from noroshi.model.text import Moment
from noroshi.model.update import Continuity, DataRecovery, Extent, PersonalData, Range
from noroshi.views.context import Context
from noroshi.views.letter import Change, WindowView
from noroshi.views.letter_parts import (
    ContinuityView,
    CorrectionView,
    MeasureView,
    PersonalDataView,
    RecoveryView,
    RiskView,
)
from noroshi.views.letter_said import ABSENT, Said
from noroshi.views.letter_teller import Teller
from noroshi.views.letter_times import deadline, when

_SHORT = 24
"""Longer texts stand on lines of their own."""
_OF_PERSONS = ("items", "not_included", "subjects")
_CHANGING = (FactKey.SCOPE, FactKey.UNAFFECTED, FactKey.DATA, FactKey.CAUSE, FactKey.WORKAROUND, FactKey.REQUEST)


def changes(teller: Teller, letter: Letter) -> tuple[Change, ...]:
    """What was told before and is different now, in the order in which letters say it; first words are no change."""
    before, now = letter.step.before, letter.step.standing
    if before is None:
        return ()
    context = teller.context
    found: list[Change] = []

    def add(key: str, old: str, new: str, *, was_unknown: bool) -> None:
        short = max(len(old), len(new)) <= (_SHORT if context.tag.startswith("ja") else 2 * _SHORT)
        if was_unknown:
            old = context.say(f"letter.was.{'scope' if key in _OF_PERSONS else key}")
        found.append(Change(key, context.say(f"label.{key}"), old, new, short and not was_unknown, was_unknown))

    if before.eta is not None and now.eta is not None and before.eta != now.eta:
        today = context.language.dates.local(letter.at).date()
        old_eta, new_eta = (teller.expected(eta, on=today) for eta in (before.eta, now.eta))
        add("eta", old_eta, new_eta, was_unknown=before.eta is Known.UNKNOWN)
    if not before.status.is_terminal and not now.status.is_terminal:
        for service, state in now.states.items():
            old = before.states.get(service, State.OPERATIONAL)
            if old is not state:
                label = context.service_name(service).text
                words = (context.say(f"letter.state.{old.value}"), context.say(f"letter.state.{state.value}"))
                found.append(Change("state", label, *words, is_short=True, was_unknown=False))
    if before.impact is not now.impact and not before.status.is_terminal and not now.status.is_terminal:
        impacts = [context.say(f"impact.{impact.value}") for impact in (before.impact, now.impact)]
        if letter.course.incident.kind in (Kind.INCIDENT, Kind.SECURITY):
            add("impact", *impacts, was_unknown=False)
    for name in taken_back(letter):
        old_words = teller.fact(name, before.facts[FactKey(name)]).text
        add(name, old_words, context.say("letter.taken_back"), was_unknown=False)
    for step in _withdrawn_since(letter):
        number = context.say("letter.notice", n=step.number, at=when(context, step.update.at).text)
        published, gone = context.say("letter.was_published"), context.say("letter.was_withdrawn")
        found.append(Change("withdrawn", number, published, gone, is_short=True, was_unknown=False))
    for key in _CHANGING:
        old_fact, new_fact = before.facts.get(key), now.facts.get(key)
        # What is said for the first time is no change: it stands under its own heading.
        if old_fact is None or new_fact is None or old_fact == new_fact:
            continue
        old_words, new_words = (teller.fact(key.value, fact).text for fact in (old_fact, new_fact))
        add(key.value, old_words, new_words, was_unknown=old_fact is Known.UNKNOWN)
    if before.personal_data is not None and now.personal_data is not None:
        for name in _OF_PERSONS:
            old_fact, new_fact = getattr(before.personal_data, name), getattr(now.personal_data, name)
            if old_fact is not None and new_fact is not None and old_fact != new_fact:
                said = (teller.fact(f"personal_data.{name}", fact, words="personal") for fact in (old_fact, new_fact))
                add(name, *(words.text for words in said), was_unknown=old_fact is Known.UNKNOWN)
    return tuple(found)


def affected(letter: Letter) -> tuple[str, ...]:
    """The services that a letter is about: while an incident is open, those that do not work normally.

    What recovers is told to everybody who was told that it failed.
    """
    states = letter.step.standing.states
    every = letter.course.services or letter.step.named
    recovers = letter.kind is LetterKind.RECOVERING
    if letter.course.is_open and not recovers and letter.course.incident.kind in (Kind.INCIDENT, Kind.SECURITY):
        failing = tuple(name for name in every if states.get(name, State.OPERATIONAL) is not State.OPERATIONAL)
        return failing or every
    return every


def _withdrawn_since(letter: Letter) -> list[Step]:
    """Updates that were withdrawn, between the one before and this one."""
    found: list[Step] = []
    for step in letter.course.steps:
        if step.update.id == letter.step.update.id:
            return found
        found = [*found, step] if step.update.withdrawn is not None else []
    return []


def taken_back(letter: Letter) -> tuple[str, ...]:
    """Keys of facts that held before and hold no more, though nothing has ended."""
    before, now = letter.step.before, letter.step.standing
    if before is None or now.status.is_terminal:
        return ()
    return tuple(key.value for key in _CHANGING if key in before.facts and key not in now.facts)


def nothing_changed(letter: Letter) -> bool:
    """Whether the update leaves every fact, state and expectation as it was told before."""
    before, now = letter.step.before, letter.step.standing
    if _withdrawn_since(letter):
        return False
    return before is not None and (before.status, before.impact, before.states, before.facts, before.eta) == (
        now.status,
        now.impact,
        now.states,
        now.facts,
        now.eta,
    )


def eta_is_later(letter: Letter) -> bool:
    """Whether people wait longer than they were told."""
    before, now = letter.step.before, letter.step.standing
    if before is None or before.eta is None or now.eta is None or before.eta == now.eta:
        return False
    if isinstance(before.eta, Known):
        return False
    if isinstance(now.eta, Known):
        return True
    return _end(now.eta) > _end(before.eta)


def _end(eta: Moment | Range) -> datetime:
    return eta.end if isinstance(eta, Range) else eta.at


def window_view(context: Context, window: Window | None) -> WindowView:
    """When it is; empty where nobody said so."""
    if window is None:
        return WindowView(None, None, "", False)
    start = when(context, window.start) if window.start else None
    end = when(context, window.end) if window.end else None
    length = context.length(window.end - window.start) if window.start and window.end else ""
    crosses = bool(start and end and start.day_year != end.day_year)
    hours = context.site.mail.reminder_hours
    reminder = when(context, window.start - timedelta(hours=hours)) if window.start and hours > 0 else None
    return WindowView(start, end, length, crosses, reminder)


def measure_views(teller: Teller, letter: Letter) -> tuple[MeasureView, ...]:
    """Every measure of the report as it stood at the letter's time, in the report's order."""
    context = teller.context
    found = []
    for number, state in enumerate(measures(letter.course, letter.at, context.site.zone), start=1):
        change = letter.step.update.measures.get(state.measure.id) if letter.number is not None else None
        moved = change is not None and change.due is not None and bool(state.moved)
        found.append(_measure(teller, number, state, letter, is_news=change is not None, is_moved=moved))
    return tuple(found)


def _measure(
    teller: Teller, number: int, state: MeasureState, letter: Letter, *, is_news: bool, is_moved: bool
) -> MeasureView:
    key = f"measures.{state.measure.id}"
    change = letter.step.update.measures.get(state.measure.id)
    overdue = state.is_overdue
    if is_moved and state.moved:
        overdue = overdue or has_passed(state.moved[-1][0], letter.at, teller.context.site.zone)
    return MeasureView(
        number=number,
        what=teller.text(f"{key}.what", state.measure.what),
        state=teller.context.say(f"measure.{state.state}"),
        is_done=state.state == "done",
        done_on=teller.day(state.done_on),
        due=teller.day(state.due),
        old_due=teller.day(state.moved[-1][0]) if is_moved and state.moved else "",
        reason=teller.text(f"{key}.reason", change.reason) if change and is_news else "",
        owner=state.measure.owner or "",
        is_overdue=overdue and state.state != "done",
        is_news=is_news,
    )


def personal_data_view(teller: Teller, data: PersonalData, at: datetime) -> PersonalDataView:
    """Outline and scope are the letter's own; this is the rest of what persons must be told."""
    context = teller.context
    damage = data.secondary_damage
    if damage is None:
        said = teller.absent("personal_data.secondary_damage")
    elif damage.text is not None:
        said = teller.said("personal_data.secondary_damage.text", damage.text)
    else:
        said = Said(context.say(f"letter.damage.{damage.state}", at=when(context, at).text), "known")
    told_to = []
    for entry in data.reported_to:
        name = teller.text("personal_data.reported_to.to", entry.to)
        told_to.append(context.say("letter.told_on", who=name, on=teller.day(entry.on)) if entry.on else name)
    return PersonalDataView(
        items=teller.fact("personal_data.items", data.items, words="personal"),
        not_included=teller.fact("personal_data.not_included", data.not_included, words="personal"),
        subjects=teller.fact("personal_data.subjects", data.subjects, words="personal"),
        secondary_damage=said,
        damage_state=damage.state if damage else "",
        reported_to=tuple(told_to),
        other=teller.text("personal_data.other", data.other),
        is_entrusted=data.role == "entrusted",
    )


def correction_view(teller: Teller, correction: Correction) -> CorrectionView:
    """What was wrong and what is right; of a notice of this site its title and address."""
    context = teller.context
    wrong = correction.corrects
    subject, sender, recipients, count, link = "", "", "", "", ""
    sent = None
    if isinstance(wrong, WrongMessage):
        subject = teller.text("corrects.subject", wrong.subject)
        sent = deadline(context, wrong.sent_at) if wrong.sent_at is not None else None
        # An address is the same in every language.
        sender = wrong.sender.said(context.tag).text if wrong.sender is not None else ""
        recipients = teller.text("corrects.to", wrong.recipients)
        count = f"{wrong.count:,}" if wrong.count is not None else ""
    elif wrong is not None and (course := context.archive.by_id.get(wrong.split("/")[0])) is not None:
        update_id = wrong.partition("/")[2]
        step = next((item for item in course.steps if item.update.id == update_id), course.steps[0])
        subject = teller.text("corrects", course.incident.title)
        sent = when(context, step.update.at)
        path = f"/incidents/{course.incident.id}/" + (f"#{step.update.anchor}" if update_id else "")
        link = context.url(context.path(path))
    return CorrectionView(
        subject=subject,
        sent_at=sent,
        sender=sender,
        recipients=recipients,
        count=count,
        mistake=teller.said("mistake", correction.mistake),
        right=teller.said("right", correction.right),
        link=link,
    )


def recovery_view(teller: Teller, recovery: DataRecovery) -> RecoveryView:
    """The estimate, or the result."""

    def key(name: str) -> str:
        return f"data_recovery.{name}"

    def extent(name: str, value: Extent | None) -> Said:
        if value is None:
            return teller.absent(key(name))
        low, high = teller.text(key(name), value.low), teller.text(key(name), value.high)
        return Said(teller.context.say("letter.extent", low=low, high=high), "known")

    outcome = recovery.outcome
    return RecoveryView(
        duration=extent("duration", recovery.duration),
        cost=extent("cost", recovery.cost),
        work=extent("work", recovery.work),
        basis=teller.said(key("basis"), recovery.basis),
        assumptions=teller.said(key("assumptions"), recovery.assumptions),
        risks=tuple(
            RiskView(
                teller.text(key("risks.what"), risk.what),
                teller.text(key("risks.likelihood"), risk.likelihood),
                teller.text(key("risks.effect"), risk.effect),
            )
            for risk in recovery.risks
        ),
        extra=teller.said(key("extra"), recovery.extra),
        valid_until=teller.due(key("valid_until"), recovery.valid_until),
        outcome=Said(teller.context.say(f"outcome.{outcome}"), "known") if outcome else teller.absent(key("outcome")),
        outcome_code=outcome or "",
        stage=teller.said(key("stage"), recovery.stage),
        lost=teller.said(key("lost"), recovery.lost),
        next=teller.said(key("next"), recovery.next),
    )


def continuity_view(teller: Teller, change: Continuity) -> ContinuityView:
    """What changed in our continuity plan."""

    def text(name: str) -> Said:
        return teller.said(f"continuity.{name}", getattr(change, name))

    def day(name: str) -> Said:
        return teller.due(f"continuity.{name}", getattr(change, name))

    return ContinuityView(
        event=change.event,
        changes=text("changes"),
        why=text("why"),
        effective=day("effective"),
        effect=text("effect"),
        risks=text("risks"),
        next_review=day("next_review"),
        reply_by=day("reply_by"),
    )


def periods(context: Context, letter: Letter) -> tuple[str, ...]:
    """Each time in which customers were affected, where there was more than one."""
    segments = [segment for segment in letter.course.segments if segment.end is not None]
    if len(letter.course.segments) < 2:
        return ()
    spans = [context.between(Moment(item.start), Moment(item.end)) for item in segments if item.end is not None]
    return tuple("".join(run.text for run in span) for span in spans)


def suspension(teller: Teller, letter: Letter) -> tuple[Said, Said]:
    """(why we stopped the service, until when), while that lies ahead or is what the letter is about."""
    suspended = letter.step.standing.suspended
    if suspended is None:
        return ABSENT, ABSENT
    is_over = suspended.until is not None and has_passed(suspended.until, letter.at, teller.context.site.zone)
    if is_over and letter.step.update.suspended is None:
        return ABSENT, ABSENT
    reason = teller.said("suspended.reason", suspended.reason)
    until = teller.due("suspended.until", suspended.until)
    return reason, until
