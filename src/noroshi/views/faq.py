"""What is known for certain of an incident → the questions that customers ask now, with their answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from noroshi.model.course import Course
from noroshi.model.incident import Question, WrongMessage
from noroshi.model.promises import Outcome, PromiseKind, eta_has_passed, promises
from noroshi.model.terms import FactKey, Kind, Known, Status
from noroshi.model.text import Day, Fact, Moment
from noroshi.views.context import Context
from noroshi.views.facts import label
from noroshi.views.pages import QuestionView
from noroshi.views.pieces import Run, Sentence
from noroshi.views.promised import next_update

_ENDS = tuple("。！？．.!?")
"""With these a writer's line is a sentence of its own; anything else stands behind its label."""
_ASKED_KINDS = (Kind.INCIDENT, Kind.SECURITY, Kind.CORRECTION)


def faq(context: Context, course: Course) -> tuple[QuestionView, ...]:
    """What customers ask, answered in full sentences from the facts; empty where nobody asks any more (``is_asked``).

    A fact that is being looked into is said to be so. Of a fact that nobody gave there is no question.
    The questions of report.md come last; of two that are worded alike, the first stands.
    """
    if not is_asked(context, course):
        return ()
    return with_own(
        context, course, _correction(context, course) if _is_correction(course) else certain(context, course)
    )


def with_own(context: Context, course: Course, computed: tuple[QuestionView, ...]) -> tuple[QuestionView, ...]:
    """``computed``, then the questions that the writer put into report.md."""
    asked = {item.question.text for item in computed}
    own: tuple[Question, ...] = ()
    if course.incident.report is not None and not course.is_withdrawn:
        own = course.incident.report.faq
    written = (QuestionView(context.text(item.question), (context.text(item.answer),)) for item in own)
    return (*computed, *(item for item in written if item.question.text not in asked))


def is_asked(context: Context, course: Course) -> bool:
    """Whether customers still write about it.

    An incident: while it is open, and for ``mail.outbox_days`` after it was told to be over. A correction is a
    notice and never open: while its newest update is younger than that, or a next update is still owed.
    Rehearsals, drafts, false alarms and what is withdrawn: never.
    """
    incident = course.incident
    if incident.kind not in _ASKED_KINDS or incident.drill or incident.draft or course.is_withdrawn:
        return False
    said = [step.update for step in course.steps if step.update.withdrawn is None]
    if not said:
        return False
    since = context.now - timedelta(days=context.site.mail.outbox_days)
    if _is_correction(course):
        return said[-1].at > since or any(
            item.kind is PromiseKind.NEXT_UPDATE and item.outcome is Outcome.OPEN
            for item in promises(course, context.now, context.site.zone)
        )
    if course.is_open:
        return True
    return course.standing.status is not Status.FALSE_ALARM and ended_told_at(course) > since


def ended_told_at(course: Course) -> datetime:
    """When customers were told that it was over: the update since which it has been."""
    over = course.latest
    for step in reversed(course.steps):
        if step.update.withdrawn is not None:
            continue
        if not step.standing.status.is_terminal:
            break
        over = step
    return over.update.at


def certain(context: Context, course: Course) -> tuple[QuestionView, ...]:
    """Of an incident: what, since when and until when, data, what to do, instead of it, why, when more."""
    found: list[QuestionView] = []
    facts = course.standing.facts
    state = "going_on" if course.is_open else "over"

    def ask(key: str, *sentences: Sentence) -> None:
        said = [sentence for sentence in sentences if sentence]
        if said:
            answer = said[0]
            for sentence in said[1:]:
                answer = context.running(answer, sentence)
            found.append(QuestionView(Run(context.say(f"faq.ask.{key}")), answer))

    services: Sentence = ()
    if course.services:
        names = context.language.join([context.service_name(item).text for item in course.services])
        services = context.sentence(f"faq.services.{state}", services=names)
    ask("services", services, *(_fact(context, course, key) for key in (FactKey.SCOPE, FactKey.UNAFFECTED)))
    ask(f"when.{state}", *_when(context, course))
    ask("data", *_data(context, course))
    for key in (FactKey.REQUEST, FactKey.WORKAROUND, FactKey.CAUSE):
        # What report.md found out is newer than what the updates said.
        fact = facts.get(key)
        if key is FactKey.CAUSE and course.incident.report is not None:
            fact = course.incident.report.cause or fact
        ask(key.value, _said(context, course, key.value, fact))
    ask("next", _next(context, course))
    return tuple(found)


def _correction(context: Context, course: Course) -> tuple[QuestionView, ...]:
    """Of a correction: which notice, what is right, who got it, whose data, what to do, why, when more."""
    found: list[QuestionView] = []
    correction = course.incident.correction
    wrong = correction.corrects if correction else None

    def ask(key: str, *sentences: Sentence) -> None:
        said = [sentence for sentence in sentences if sentence]
        if said:
            answer = said[0] if len(said) == 1 else context.running(said[0], said[1])
            found.append(QuestionView(Run(context.say(f"faq.ask.{key}")), answer))

    if isinstance(wrong, WrongMessage):
        subject = context.text(wrong.subject)
        sent: Day | None = wrong.sent_at
        if sent is None:
            ask("which", context.sentence("faq.which", subject=subject))
        else:
            ask("which", context.sentence("faq.which_sent", subject=subject, at=context.deadline(sent, year=True)))
    if correction is not None and correction.right is not None:
        ask("right", (context.text(correction.right),))
    to: Sentence = ()
    if isinstance(wrong, WrongMessage) and wrong.recipients is not None:
        to = context.sentence("faq.recipients", to=context.text(wrong.recipients))
    ask("recipients", to, _fact(context, course, FactKey.SCOPE))
    ask("personal", _fact(context, course, FactKey.DATA))
    ask("request", _fact(context, course, FactKey.REQUEST))
    ask("cause", _fact(context, course, FactKey.CAUSE))
    ask("next", _next(context, course))
    return tuple(found)


def _when(context: Context, course: Course) -> tuple[Sentence, ...]:
    began, ended, eta = course.began_at, course.ended_at, course.standing.eta
    since: Sentence = context.sentence("faq.since", start=context.told(began)) if began is not None else ()
    if not course.is_open:
        if began is not None and isinstance(ended, Moment) and ended.at > began.at:
            return (context.sentence("faq.over", when=context.between(began, ended)),)
        return ()
    if eta is None:
        return (since,)
    if isinstance(eta, Known):
        return (since, context.words("eta.none" if eta is Known.NONE else "faq.eta_unknown"))
    key = "faq.eta_passed" if eta_has_passed(eta, context.now, context.site.zone) else "faq.eta"
    return (since, context.sentence(key, eta=context.eta(eta)))


def _data(context: Context, course: Course) -> tuple[Sentence, ...]:
    found = [_fact(context, course, FactKey.DATA)]
    personal = course.standing.personal_data
    for key in ("items", "not_included", "subjects"):
        fact = getattr(personal, key) if personal is not None else None
        if fact is not None:
            value = context.fact("personal", fact)
            found.append(_labelled(context, course, key, value))
    return tuple(found)


def _next(context: Context, course: Course) -> Sentence:
    owed, is_late = next_update(context, course)
    if owed:
        return context.sentence("faq.late" if is_late else "faq.next", by=owed)
    due = course.standing.report_by
    if course.incident.report is not None or due is None or course.is_open:
        return ()
    if isinstance(due, Known):
        return context.words(f"faq.report.{due.value}")
    return context.sentence("faq.report.by", due=context.deadline(due))


def _fact(context: Context, course: Course, key: FactKey) -> Sentence:
    return _said(context, course, key.value, course.standing.facts.get(key))


def _said(context: Context, course: Course, key: str, fact: Fact | None) -> Sentence:
    """A fact as a sentence."""
    if fact is None:
        return ()
    value = context.fact(key, fact)
    return value if value[-1].text.endswith(_ENDS) else _labelled(context, course, key, value)


def _labelled(context: Context, course: Course, key: str, value: Sentence) -> Sentence:
    words = label(context, key, course.incident.kind)
    ends = value[-1].text.endswith(_ENDS)
    return context.sentence("faq.labelled_sentence" if ends else "faq.labelled", label=words, value=value)


def _is_correction(course: Course) -> bool:
    return course.incident.kind is Kind.CORRECTION
