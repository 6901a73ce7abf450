"""Letter → what it says to one audience in one language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from noroshi.model.availability import has_passed
from noroshi.model.incident import Correction, Report
from noroshi.model.letter_needs import missing, passed
from noroshi.model.letters import Letter, LetterKind, addressees, is_important
from noroshi.model.site import Audience, Contact
from noroshi.model.terms import FactKey, Impact, Kind, Known, State
from noroshi.model.text import Moment, Text
from noroshi.views import letter_facts
from noroshi.views.context import Context
from noroshi.views.letter import LetterView, NoticeView
from noroshi.views.letter_body import apologises, asks_for_understanding, letter_body
from noroshi.views.letter_desk import contact_view, sender_name, zone_words
from noroshi.views.letter_judged import judged
from noroshi.views.letter_lead import needs_lead, owes_apology
from noroshi.views.letter_report import apart, letter_report
from noroshi.views.letter_said import ABSENT, Said, When
from noroshi.views.letter_subject import brief, expected, marks
from noroshi.views.letter_teller import Teller
from noroshi.views.letter_times import told, when

_CALM = frozenset({LetterKind.REPORT, LetterKind.MEASURES, LetterKind.CONTINUITY, LetterKind.ANNOUNCEMENT})
_ALT = re.compile(r"!\[([^\]]*)\]")
_THREAD = 8
"""How many earlier letters ``References`` names: the first, and the last ones (RFC 5322 §3.6.4 lets one trim)."""


def everybody(context: Context, letter: Letter) -> tuple[Audience, ...]:
    """Who gets the letter: the audiences of its incident that want its kind, in the order of site.toml."""
    return addressees(letter, context.site.audiences)


def every(letter: Letter) -> bool:
    """Whether a letter is wanted: all are."""
    return True


def letter_views(
    context: Context, incident_id: str, *, reminder_hours: int, wanted: Callable[[Letter], bool] = every
) -> Iterator[LetterView]:
    """The letters of one incident that are wanted, to every audience in this language, oldest first.

    Those that are not wanted cost next to nothing: of them only the Message-ID is made, for the thread.
    """
    threads: dict[str, list[str]] = {}
    notices: dict[int, NoticeView] = {}
    for letter in context.archive.letters(incident_id, reminder_hours=reminder_hours):
        for audience in everybody(context, letter):
            thread = threads.setdefault(audience.id, [])
            if wanted(letter):
                yield letter_view(context, letter, audience, thread, notices)
            thread.append(message_id(context, letter, audience))


def unaddressed_views(
    context: Context, incident_id: str, *, reminder_hours: int, wanted: Callable[[Letter], bool] = every
) -> Iterator[LetterView]:
    """Every wanted letter of one incident that no audience gets, said to nobody: its short forms need none."""
    for letter in context.archive.letters(incident_id, reminder_hours=reminder_hours):
        if wanted(letter) and not everybody(context, letter):
            yield letter_view(context, letter, Audience(""))


def letter_view(
    context: Context,
    letter: Letter,
    audience: Audience,
    before: Sequence[str] = (),
    notices: dict[int, NoticeView] | None = None,
) -> LetterView:
    """One letter; ``before``: Message-IDs of those of its incident that the audience got already, oldest first.

    ``notices``: number → notice of those that other letters of the incident name too; each is made once.
    """
    contact = letter.course.incident.contact or context.site.contact
    needed = missing(letter, contact)
    return _Maker(
        context,
        letter,
        audience,
        Teller(context, needed, letter.at, passed(letter, contact, context.site.zone)),
        contact,
        {} if notices is None else notices,
    ).view(before)


def message_id(context: Context, letter: Letter, audience: Audience) -> str:
    """Without ``<>``: the same for every rebuild, another for every incident, update, letter, language, audience.

    Digested, since ids may be long and a header line may not (RFC 5322 §2.1.1).
    """
    start = letter.step.standing.window.start if letter.step.standing.window else None
    parts = [letter.course.incident.id, letter.update_id, letter.kind.value, context.tag, audience.id]
    if letter.kind is LetterKind.MAINTENANCE_REMINDER and start is not None:
        parts.append(start.isoformat())
    digest = hashlib.sha256("/".join(parts).encode()).hexdigest()[:24]
    return f"{digest}.{context.tag.lower()}@{mail_domain(context)}"


def mail_domain(context: Context) -> str:
    """In whose name messages are numbered, in ASCII."""
    try:
        return context.site.domain.encode("idna").decode() or "localhost"
    except UnicodeError:
        return "localhost"


@dataclass
class _Maker:
    context: Context
    letter: Letter
    audience: Audience
    teller: Teller
    contact: Contact
    told: dict[int, NoticeView]

    def view(self, before: Sequence[str]) -> LetterView:
        context, letter, teller = self.context, self.letter, self.teller
        course, step, standing = letter.course, letter.step, letter.step.standing
        incident = course.incident
        kind = letter.kind
        told_in = letter.said.body if isinstance(letter.said, Report) else letter.said.update.body
        prose, lang = told_in.said(context.tag)
        alts = {alt: context.say("letter.picture", alt=alt) for alt in _ALT.findall(prose.markdown) if alt}
        body = letter_body(teller.prose(prose, lang), prose.html, lang, alts)
        if isinstance(letter.said, Report):
            body = apart(body)
        services = letter_facts.affected(letter)
        names = tuple(teller.context.service_name(service).text for service in services)
        title = teller.text("title", incident.title)
        notices = self._notices()
        tells_measures = isinstance(letter.said, Report) or bool(step.update.measures) or kind.goes_to_everyone
        every = letter_facts.measure_views(teller if tells_measures else replace(teller, untranslated=[]), letter)
        changed = letter_facts.changes(teller, letter)
        eta_change = next((item for item in changed if item.key == "eta"), None)
        reason, until = letter_facts.suspension(teller, letter)
        ended = course.ended_at
        stop = "" if kind.goes_to_everyone else (context.site.mail.unsubscribe or "")
        old_window = step.before.window if step.before and step.before.window != standing.window else None
        view = LetterView(
            name=kind.value,
            lang=context.tag,
            incident=incident.id,
            update=letter.update_id,
            audience=self.audience.id,
            kind=incident.kind.value,
            status=standing.status.value,
            title=title,
            marks=marks(context, letter),
            what=brief(context, names, title),
            number=letter.number or 0,
            salutation=self._salutation(),
            has_greeting=self._greets(),
            company=context.plain(context.site.organisation.company),
            department=context.plain(context.site.organisation.department),
            sender=sender_name(context),
            signatory=self._signatory(),
            contact=contact_view(
                teller,
                self.contact,
                is_named=incident.contact is not None,
                is_person_named=incident.contact is not None or kind.goes_to_everyone,
            ),
            is_named_desk=incident.contact is not None,
            unsubscribe="" if stop.startswith("mailto:") else stop,
            unsubscribe_mail=stop.removeprefix("mailto:").partition("?")[0] if stop.startswith("mailto:") else "",
            unsubscribe_header=stop,
            goes_to_everyone=kind.goes_to_everyone,
            is_telephone_first=incident.kind.value == "correction" and standing.personal_data is not None,
            at=when(context, letter.at),
            zone=zone_words(context, letter.at),
            page=context.url(context.path(f"/incidents/{incident.id}/")),
            start_page=context.url(context.path("/")),
            services=context.say("letter.two", first=names[0], second=names[1])
            if len(names) == 2
            else context.language.join(list(names)),
            service_names=names,
            impact=context.say(f"impact.{standing.impact.value}"),
            is_open=course.is_open,
            is_usable=all(state is State.OPERATIONAL for state in standing.states.values()),
            is_emergency=incident.emergency,
            is_first=step.before is None,
            is_after_the_fact=kind is LetterKind.RESTORED and step.before is None,
            is_late=letter.is_late_cancellation,
            is_new_status=step.before is None or step.before.status is not standing.status,
            suspends=not isinstance(letter.said, Report) and step.update.suspended is not None,
            body=body,
            needs_lead=needs_lead(context, letter, body, eta_moved=eta_change is not None),
            needs_apology=owes_apology(teller, letter) and not apologises(body.text, lang),
            needs_inconvenience=not asks_for_understanding(body.text, lang),
            notices=notices,
            previous=notices[-1] if notices else None,
            began=told(context, course.began_at) if course.began_at and self._knows_beginning() else None,
            detected=told(context, course.detected_at) if course.detected_at else None,
            ended=told(context, ended) if isinstance(ended, Moment) else None,
            end_is_unknown=ended is Known.UNKNOWN,
            periods=letter_facts.periods(context, letter),
            duration=self._duration(),
            span=self._span(),
            since=self._since(),
            scope=self._fact(FactKey.SCOPE),
            unaffected=self._fact(FactKey.UNAFFECTED),
            data=self._fact(FactKey.DATA),
            cause=self._fact(FactKey.CAUSE),
            workaround=self._fact(FactKey.WORKAROUND),
            request=self._fact(FactKey.REQUEST),
            eta=self._eta(),
            actions=teller.said("actions", step.update.actions),
            next_update=teller.due("next_update", step.update.next_update),
            report_by=self._report_by(),
            suspended_reason=reason,
            suspended_until=until,
            changes=changed,
            changed_keys=tuple(dict.fromkeys([*(item.key for item in changed), *letter_facts.taken_back(letter)])),
            said_keys=tuple(key.value for key in step.update.facts),
            nothing_changed=letter_facts.nothing_changed(letter),
            eta_change=eta_change,
            eta_brief=expected(context, letter),
            window=letter_facts.window_view(context, standing.window),
            old_window=letter_facts.window_view(context, old_window) if old_window else None,
            measures=every,
            measures_missing=teller.absent("measures"),
            measures_done=tuple(item for item in every if item.is_done),
            measures_open=tuple(item for item in every if not item.is_done),
            personal_data=letter_facts.personal_data_view(teller, standing.personal_data, letter.at)
            if standing.personal_data
            else None,
            # One that says nothing of what was wrong is written all the same, and is not ready.
            correction=letter_facts.correction_view(teller, incident.correction or Correction())
            if incident.correction or incident.kind is Kind.CORRECTION
            else None,
            recovery=letter_facts.recovery_view(teller, standing.data_recovery) if standing.data_recovery else None,
            continuity=letter_facts.continuity_view(teller, standing.continuity) if standing.continuity else None,
            report=letter_report(teller, letter, body),
            band=self._band(),
            tone=self._tone(),
            page_label=context.say("letter.page_label"),
            site_name=context.plain(context.site.name),
            brand=context.site.theme.brand or "",
            direction=context.language.direction,
            mail_from=context.site.mail.sender or "",
            reply_to=context.site.mail.reply_to or "",
            list_id="" if kind.goes_to_everyone else (context.site.mail.list_id or ""),
            sent_at=context.language.dates.local(letter.at),
            message_id=message_id(context, letter, self.audience),
            in_reply_to=before[-1] if before else "",
            references=tuple(before if len(before) <= _THREAD else (before[0], *before[1 - _THREAD :])),
            is_important=is_important(letter),
            not_ready=(),
            not_ready_notes=(),
            not_ready_heading=context.say("letter.not_ready"),
            not_ready_mark=context.say("letter.not_ready_subject"),
            terms=(),
        )
        return judged(teller, letter, view)

    # Who.

    def _greets(self) -> bool:
        """The first word of a calm matter begins with a greeting, as does a report; news in between does not."""
        letter = self.letter
        worst = max(letter.step.standing.impact.rank, letter.step.worst_impact.rank)
        if worst >= Impact.CRITICAL.rank or letter.kind.family == "security":
            return False
        return letter.kind in _CALM or letter.step.before is None

    def _salutation(self) -> str:
        """宛名; empty in languages that begin with the news."""
        if self.context.say("letter.with_salutation") != "yes":
            return ""
        return self.teller.text("salutation", self.audience.salutation) or self.context.say("letter.salutation")

    def _signatory(self) -> str:
        """Who signs a report: of personal data, who is responsible for the desk."""
        letter = self.letter
        if not isinstance(letter.said, Report):
            return ""
        own = letter.course.incident.contact
        if letter.kind is LetterKind.SECURITY_MEASURES and own is not None and own.responsible is not None:
            return self.teller.text("contact.responsible", own.responsible)
        return self.teller.text("organisation.signatory", self.context.site.organisation.signatory)

    def _band(self) -> str:
        """The state in a word: of a report that it is one, of a notice what it is."""
        context, letter = self.context, self.letter
        kind, status = letter.course.incident.kind, letter.step.standing.status
        if isinstance(letter.said, Report):
            return context.say("letter.band.report")
        if kind.is_notice:
            return context.say(f"kind.{kind.value}")
        own = f"status.{kind.value}.{status.value}"
        return context.say(own if context.language.words.has(own) else f"status.{status.value}")

    def _tone(self) -> str:
        kind, status = self.letter.course.incident.kind, self.letter.step.standing.status
        if isinstance(self.letter.said, Report) or kind.is_notice:
            return "notice"
        if status.is_terminal:
            return "over"
        return "planned" if kind is Kind.MAINTENANCE else "open"

    # What is said before, and what the body says itself.

    def _notices(self) -> tuple[NoticeView, ...]:
        own = None if isinstance(self.letter.said, Report) else self.letter.step.number
        steps = self.letter.course.steps
        earlier = [item for item in steps if item.update.withdrawn is None and item.number != own]
        for item in earlier:
            if item.number not in self.told:
                self.told[item.number] = NoticeView(item.number, when(self.context, item.update.at))
        return tuple([self.told[item.number] for item in earlier])

    # Times.

    def _duration(self) -> str:
        course = self.letter.course
        if course.is_open or not course.duration or isinstance(course.ended_at, Known):
            return ""
        about = any(moment is not None and moment.about for moment in (course.began_at, _moment(course.ended_at)))
        return self.context.length(course.duration, about=about)

    def _knows_beginning(self) -> bool:
        """Of personal data the time of the first notice never stands for the time when it happened."""
        told_by = (item.began_at for item in self.letter.course.incident.updates)
        return self.letter.kind.family != "security" or any(told_by)

    def _span(self) -> str:
        began, ended = self.letter.course.began_at, self.letter.course.ended_at
        if self.letter.kind.family == "security" and ended is None:
            # What happened to the data may be over long before the work on it is.
            told_ends = [item.ended_at for item in self.letter.course.incident.updates if item.ended_at is not None]
            ended = told_ends[-1] if told_ends else None
        if began is None or not isinstance(ended, Moment) or ended.at < began.at or not self._knows_beginning():
            return ""
        return "".join(run.text for run in self.context.between(began, ended))

    def _since(self) -> When | None:
        """When the services came to the state in which they now are: told, else the letter's own time."""
        letter = self.letter
        said = [item for item in letter.step.update.services if item.since is not None]
        works = [item.since for item in said if item.state is State.OPERATIONAL and item.since is not None]
        fails = [item.since for item in said if item.state is not State.OPERATIONAL and item.since is not None]
        if letter.kind is LetterKind.REOPENED:
            segments = letter.course.segments
            return when(self.context, min(fails) if fails else segments[-1].start if segments else letter.at)
        if letter.kind is LetterKind.RECOVERING:
            better = works or fails
            return when(self.context, max(better)) if better else None
        return when(self.context, min(fails or works)) if said else None

    def _fact(self, key: FactKey) -> Said:
        step, report = self.letter.step, self.letter.course.incident.report
        # A false alarm takes back what was told: only its own words hold.
        told = step.update.facts if self.letter.kind is LetterKind.FALSE_ALARM else step.standing.facts
        fact = told.get(key)
        is_found = report is not None and report.cause_state != "investigating" and isinstance(report.cause, Text)
        is_over = self.letter.kind is LetterKind.RESTORED
        if key is FactKey.CAUSE and is_over and report is not None and is_found and not isinstance(fact, Text):
            fact = report.cause
        if key is FactKey.UNAFFECTED and fact is Known.NONE and told.get(FactKey.SCOPE) is Known.NONE:
            return ABSENT  # nobody is affected: that nothing is unaffected would only confuse
        return self.teller.fact(key.value, fact)

    def _eta(self) -> Said:
        """The expectation; of one that failed again only a new one, and none beside a service that works again."""
        step = self.letter.step
        if self.letter.kind is LetterKind.REOPENED:
            return self.teller.eta(step.update.eta)
        works = all(state is State.OPERATIONAL for state in step.standing.states.values())
        if self.letter.kind is LetterKind.RECOVERING and works and step.update.eta is None:
            return ABSENT
        return self.teller.eta(step.standing.eta)

    def _report_by(self) -> Said:
        """When the report comes; nothing where it is there, unless this update promises another."""
        step = self.letter.step
        if self.letter.course.incident.report is not None and step.update.report_by is None:
            return ABSENT
        due = step.standing.report_by
        is_over = isinstance(due, date) and has_passed(due, self.letter.at, self.context.site.zone)
        if is_over and "report_by" not in self.teller.passed:
            return ABSENT
        return self.teller.due("report_by", due)


def _moment(ended: Moment | Known | None) -> Moment | None:
    return ended if isinstance(ended, Moment) else None
