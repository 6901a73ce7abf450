"""A letter's view → its short forms: an SMS, a social post, what a chat shows, what a program gets.

The catalogues hold, for each kind of letter, complete messages from the fullest to the shortest (``short.form.*``).
The first that can be filled and fits is taken. What never gives way is the time of the next notice and the link;
a message that is too long even so is not ready, and nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from string import Formatter
from urllib.parse import urlsplit

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.letters import LetterKind
from noroshi.model.standing import Step
from noroshi.model.terms import FactKey, Kind, Known, State, Status
from noroshi.model.text import Moment
from noroshi.views import data_values as value
from noroshi.views.context import Context
from noroshi.views.data_values import Json
from noroshi.views.letter import LetterView
from noroshi.views.letter_said import Said, When
from noroshi.views.short_values import Values, brand, is_about, step_of, values, worst_state
from noroshi.views.signs import status_word
from noroshi.wording.sms import Length, one_line, plain_gsm, post_length, sms_length

VERSION = 1
"""Of the webhook's document: it grows, and does not change meaning without a new number."""

LONGEST = 600
"""Characters of one fact in a chat: a card is no page, and LINE and Teams take 30 KB at most."""

_FORMS = Formatter()
_NEVER_SILENT = frozenset({Kind.INCIDENT.value, Kind.SECURITY.value})


@frozen
class ChatFact:
    """A labelled fact of a chat message."""

    label: str
    value: str
    is_written: bool
    """Whether a writer typed it: shown as it is, never as mark-up."""


@frozen
class ShortView:
    """One update in one language, in short."""

    lang: str
    incident: str
    update: str
    letter: str

    sms: str
    """One line."""
    social: str

    heading: str
    state: str
    """Where it stands, in a word or two."""
    as_of: str
    brand: str
    lead: str
    """What the writer said first; empty where there is no text."""
    facts: tuple[ChatFact, ...]
    label_end: str
    """What stands between a label and its value on one line."""
    link: str
    link_label: str
    text: str
    """All of it as plain text, for notifications and for who cannot show a card."""
    webhook: Json
    """``schemas/chat-webhook.schema.json`` says its shape."""

    not_ready: tuple[str, ...]
    """What is missing, as of the letter; ``short.sms``, ``short.social`` where the form is too long."""


def short_view(context: Context, view: LetterView) -> ShortView:
    """The short forms of a letter: the same for all its audiences."""
    course = context.archive.by_id[view.incident]
    step = step_of(course, view.update)
    form = _form(context, view, step)
    start = start_link(context)
    sms, sms_size = _chosen(context, form, values(context, view, short_link(context, view), start), view, sms_length)
    if not sms_size.fits:
        # A former address may be longer than the start page, which leads on too.
        other, other_size = _chosen(context, form, values(context, view, start, start), view, sms_length)
        sms, sms_size = (other, other_size) if other_size.fits else (sms, sms_size)
    social, social_size = _chosen(context, form, values(context, view, view.page, view.page), view, post_length)
    not_ready = list(view.not_ready)
    not_ready += ["short.sms"] if not sms_size.fits else []
    not_ready += ["short.social"] if not social_size.fits else []
    mark = view.not_ready_mark if not_ready else ""
    return ShortView(
        lang=view.lang,
        incident=view.incident,
        update=view.update,
        letter=view.name,
        sms=(mark if view.not_ready or not sms_size.fits else "") + sms,
        social=(mark if view.not_ready or not social_size.fits else "") + social,
        heading=(mark if view.not_ready else "") + one_line(view.marks + view.title),
        state=_state(context, course, step, view),
        as_of=context.say("short.as_of", at=view.at.text_year),
        brand=brand(context, view),
        lead=_shortened(view.body.first),
        facts=tuple(_facts(context, course, step, view)),
        label_end=context.say("short.label_end"),
        link=view.page,
        link_label=context.say("short.open_page"),
        text=(mark if view.not_ready else "") + social,
        webhook=_webhook(context, course, step, view, social),
        not_ready=tuple(not_ready),
    )


def short_link(context: Context, view: LetterView) -> str:
    """The shortest alias of the incident that begins with ``/``, else the start page in the language.

    Always on the site's own domain: people are told not to open anything else.
    """
    course = context.archive.by_id[view.incident]
    if any(alias.startswith("/") for alias in course.incident.aliases):
        former = context.former_paths.get(f"/incidents/{view.incident}/", ())
        shortest = next((path for path in former if not path.startswith("/incidents/")), None)
        if shortest is not None:
            return context.url(context.path(shortest.rstrip("/")))
    return start_link(context)


def start_link(context: Context) -> str:
    """The start page in the language."""
    start = context.url(context.path("/"))
    # A host alone needs no slash (RFC 3986 §6.2.3).
    return start if urlsplit(start).path.strip("/") else start.rstrip("/")


# Which messages, and which of them.


def _form(context: Context, view: LetterView, step: Step) -> str:
    """Under which name the catalogue has the messages of a letter."""
    name = LetterKind(view.name)
    names_emergency = context.say("mark.emergency").casefold() in view.title.casefold()
    if name is LetterKind.PROGRESS:
        return _progress(view, step)
    if name is LetterKind.RECOVERING:
        return "recovering" if worst_state(step.standing) is None else "recovering_limited"
    if name is LetterKind.RESTORED:
        return "restored_after" if view.is_after_the_fact else "restored"
    if name is LetterKind.SECURITY_PROGRESS:
        return "security_progress" if view.is_open else _measures(view) if step.update.measures else "security_over"
    if name is LetterKind.SUSPENDED:
        return "suspended" if worst_state(step.standing) in (State.MAJOR_OUTAGE, None) else "suspended_partly"
    if name is LetterKind.SECURITY_MEASURES:
        return "report"
    if name is LetterKind.MEASURES:
        return _measures(view)
    if name is LetterKind.MAINTENANCE_SCHEDULED and view.is_emergency and not names_emergency:
        return "maintenance_emergency"
    if name is LetterKind.ANNOUNCEMENT and view.kind == Kind.MAINTENANCE:
        return "announcement_maintenance"
    return name.value


def _progress(view: LetterView, step: Step) -> str:
    """A further report by the one thing in it that is new, the weightiest first."""
    before, now = step.before, step.standing
    if not view.is_open or before is None:
        return "correction_news" if view.correction else "progress_over"
    if view.eta_change is not None:
        if now.eta is Known.UNKNOWN or now.eta is Known.NONE:
            return "progress_open_end"
        return "progress_eta" if view.eta_change.was_unknown else "progress_moved"
    if worst_state(now) is not worst_state(before) and worst_state(now) is not None:
        return "progress_state"
    if now.status is Status.IDENTIFIED and before.status is not Status.IDENTIFIED:
        return "progress_cause"
    return "progress_news" if view.changes else "progress_same"


def _measures(view: LetterView) -> str:
    return "measures_all" if len(view.measures_done) == len(view.measures) else "measures"


def _chosen(
    context: Context, form: str, gaps: Values, view: LetterView, measured: Callable[[str], Length]
) -> tuple[str, Length]:
    """The first message that fits; where none does, the shortest of them."""
    forms = context.language.words.template(f"short.form.{form}").split("\n")
    strict = view.kind in _NEVER_SILENT or view.name == LetterKind.MAINTENANCE_EXTENDED
    kept = [("next", "eta", "report_by"), ("next",)] if strict else [("next",), ()]
    shortest: tuple[str, Length] | None = None
    for promised in kept:
        must = {key for key in promised if gaps.get(key)}
        for template in forms:
            text = _filled(template, gaps, must)
            if text is None:
                continue
            length = measured(text)
            if length.fits:
                return text, length
            if shortest is None or length.units - length.limit < shortest[1].units - shortest[1].limit:
                shortest = text, length
    if shortest is not None:
        return shortest
    # Without a fact but the promise: the link says the rest, and the letter is not ready for other reasons.
    text = f"{gaps['title']} {gaps['next']} {gaps['link']}"
    return text, measured(text)


def _filled(template: str, gaps: Values, must: set[str]) -> str | None:
    """A message with every gap filled; ``None`` where a fact is not there, or one of ``must`` would not be said."""
    names = {name.partition(".")[0] for _, name, _, _ in _FORMS.parse(template) if name}
    if not must <= names or any(not gaps.get(name) for name in names):
        return None
    return plain_gsm(one_line(template.format(**gaps)))


# What a chat shows.


def _state(context: Context, course: Course, step: Step, view: LetterView) -> str:
    own = {
        LetterKind.REPORT: "report",
        LetterKind.SECURITY_MEASURES: "report",
        LetterKind.MEASURES: "measures",
        LetterKind.REOPENED: "reopened",
        LetterKind.SUSPENDED: "suspended",
        LetterKind.MAINTENANCE_EXTENDED: "extended",
        LetterKind.MAINTENANCE_POSTPONED: "postponed",
    }.get(LetterKind(view.name))
    if own is not None:
        return context.say(f"short.state.{own}")
    return status_word(context, course.incident.kind, step.standing.status)


def _facts(context: Context, course: Course, step: Step, view: LetterView) -> Iterator[ChatFact]:
    kind, standing = course.incident.kind, step.standing

    def label(key: str) -> str:
        own = f"label.{kind.value}.{key}"
        return context.say(own if context.language.words.has(own) else f"label.{key}")

    def ours(key: str, text: str) -> Iterator[ChatFact]:
        if text:
            yield ChatFact(label(key), one_line(text), is_written=False)

    def written(key: str, said: Said) -> Iterator[ChatFact]:
        if said.text:
            yield ChatFact(label(key), _shortened(said.text), is_written=True)

    yield from ours("services", _services(context, step, view))
    if standing.window and standing.window.start and standing.window.end:
        span = context.between(Moment(standing.window.start), Moment(standing.window.end))
        yield from ours("window", "".join(run.text for run in span))
    if kind.value in _NEVER_SILENT and view.began:
        yield from ours("began_at", view.began.text)
    if not view.is_open and view.ended:
        yield from ours("ended_at", view.ended.text)
        yield from ours("duration", view.duration)
    if view.is_open:
        yield from ours("eta", view.eta.text)
    yield from ours("next_update", view.next_update.text)
    if step.update.report_by is not None:
        yield from ours("report_by", view.report_by.text)
    if view.correction:
        yield from written("mistake", view.correction.mistake)
        yield from written("right", view.correction.right)
    yield from written("suspended", view.suspended_reason)
    for key in FactKey:
        if key is not FactKey.WORKAROUND or view.is_open or kind.is_notice:
            yield from written(key.value, getattr(view, key.value))
    if view.personal_data:
        yield from written("items", view.personal_data.items)
        yield from written("not_included", view.personal_data.not_included)
        yield from written("secondary_damage", view.personal_data.secondary_damage)


def _services(context: Context, step: Step, view: LetterView) -> str:
    """The services, each with its state while something is going on."""
    if not view.is_open:
        return view.services
    states = step.standing.states
    found = [
        context.say(
            "short.service_state", service=context.service_name(service).text, state=context.say(f"state.{state.value}")
        )
        for service, state in states.items()
    ]
    return context.say("list.comma").join(found) or view.services


def _shortened(text: str) -> str:
    """A writer's text for a chat, with … where it goes on: the page has all of it."""
    text = "\n".join(line for line in map(one_line, text.split("\n")) if line)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


# What a program gets.


def _webhook(context: Context, course: Course, step: Step, view: LetterView, text: str) -> Json:
    standing = step.standing
    start = standing.window.start if standing.window else None
    again = f"@{value.at(context, start)}" if view.name == LetterKind.MAINTENANCE_REMINDER else ""
    # A window to come is said by "window" alone: nothing has begun, and no service is in that state.
    to_come = standing.status is Status.SCHEDULED
    states = {} if to_come else standing.states
    return {
        "version": VERSION,
        "id": f"{view.incident}/{view.update}/{view.name}{again}:{view.lang}",
        "incident": view.incident,
        "update": view.update,
        "letter": view.name,
        "language": view.lang,
        "kind": view.kind,
        "status": view.status,
        "impact": standing.impact.value,
        "title": one_line(view.title),
        "number": view.number or None,
        "at": value.at(context, view.at.at),
        "services": [
            {
                "id": service,
                "name": one_line(context.service_name(service).text),
                "state": states[service].value if service in states else None,
            }
            for service in step.named
        ],
        "began_at": None if to_come else _moment(context, view.began),
        "ended_at": Known.UNKNOWN.value if view.end_is_unknown else _moment(context, view.ended),
        "window": value.window(context, standing.window),
        "eta": value.eta(context, standing.eta) if view.is_open else None,
        "next_update": value.at(context, step.update.next_update) if view.next_update.is_known else None,
        "url": view.page,
        "text": text,
    }


def _moment(context: Context, moment: When | None) -> Json | None:
    if moment is None or moment.at is None:
        return None
    return {"at": value.at(context, moment.at), "about": is_about(context, moment)}
