"""What a digest holds → its entries, measures and figures, in the words of one language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

from noroshi.model.clock import Phase, phase
from noroshi.model.course import Course
from noroshi.model.digest import MeasureOfCourse, Withdrawal, steps_within
from noroshi.model.frozen import frozen
from noroshi.model.incident import WrongMessage
from noroshi.model.promises import Outcome, Promise, PromiseKind, owed
from noroshi.model.terms import FactKey, Kind, Known
from noroshi.model.text import Fact, Moment
from noroshi.views.context import Context
from noroshi.views.digest_days import Days
from noroshi.views.entries import lasted
from noroshi.views.letter_teller import Teller


class Asked(TypedDict):
    """What an entry asks of its reader."""

    request: str
    workaround: str
    asks: bool


@frozen
class EntryView:
    """An entry of a list. What is empty is not said."""

    title: str
    url: str
    time: str = ""
    """From when to when, with how long."""
    scope: str = ""
    unaffected: str = ""
    cause: str = ""
    request: str = ""
    """What the reader must do, or that there is nothing."""
    workaround: str = ""
    """What helps meanwhile."""
    asks: bool = False
    """Whether the reader must or can do anything."""
    is_security: bool = False
    eta: str = ""
    next_update: str = ""
    """By when we write again, or that this is late."""
    report: str = ""
    """By when the report comes, or when it was published."""
    news: str = ""
    """How many updates the period had, and the newest."""
    state: str = ""
    """Of a maintenance that is going on."""
    taken_back: str = ""
    """When a false alarm was said to be one."""
    reason: str = ""
    sent_at: str = ""
    """Of a correction: when the wrong notice went out, and so on."""
    recipients: str = ""
    mistake: str = ""
    right: str = ""


@frozen
class MeasureItem:
    """A prevention measure."""

    what: str
    of: str
    """The incident that it follows from, with its day."""
    done_on: str = ""
    due: str = ""
    """Where it was moved, with the date first promised."""
    reason: str = ""
    """Why it was moved."""


@frozen
class MeasureGroups:
    """Measures by what is to be said of them."""

    done: tuple[MeasureItem, ...]
    late: tuple[MeasureItem, ...]
    due: tuple[MeasureItem, ...]
    moved: tuple[MeasureItem, ...]


@dataclass
class Parts:
    """Makes the parts of one digest in one language."""

    days: Days
    untranslated: list[tuple[str, str]] = field(default_factory=list)
    """(incident, key) of texts that exist in another language only."""

    @property
    def context(self) -> Context:
        """The site in the digest's language."""
        return self.days.context

    def lasting(self, course: Course) -> str:
        """When customers were affected."""
        say, began, ended = self.context.say, course.began_at, course.ended_at
        if began is None:
            return self.days.at(Moment(course.first_at))
        if course.is_open:
            return say("digest.span_since", start=self.days.at(began))
        if ended is Known.UNKNOWN:
            return say("digest.span_unknown", start=self.days.at(began))
        if not isinstance(ended, Moment) or ended.at <= began.at:
            return self.days.at(began)
        span = self.days.span(began, ended)
        if not course.duration:
            return span
        return say("digest.with_length", span=span, length=lasted(self.context, course, course.duration))

    def window(self, course: Course) -> str:
        """When a maintenance is."""
        window = course.standing.window
        if window is None or window.start is None:
            return self.context.say("window.unknown")
        start = Moment(window.start)
        if window.end is None:
            return self.context.say("digest.span_from", start=self.days.at(start))
        span = self.days.span(start, Moment(window.end))
        return self.context.say("digest.with_length", span=span, length=self.context.length(window.end - window.start))

    # Entries.

    def open_entry(self, course: Course) -> EntryView:
        """An incident that is going on."""
        teller = self._teller()
        return self._entry(
            teller,
            course,
            time=self.lasting(course),
            scope=self._fact(teller, course, FactKey.SCOPE),
            cause=self._fact(teller, course, FactKey.CAUSE),
            eta=self._eta(course),
            next_update=self._next_update(course),
            **self._asked(teller, course),
        )

    def closed_entry(self, course: Course) -> EntryView:
        """An incident that is over."""
        teller = self._teller()
        return self._entry(
            teller,
            course,
            time=self.lasting(course),
            scope=self._fact(teller, course, FactKey.SCOPE),
            cause=self._fact(teller, course, FactKey.CAUSE),
            report=self._report(course),
            **self._asked(teller, course),
        )

    def followed_entry(self, course: Course) -> EntryView:
        """An earlier incident or notice of which there is news."""
        return self._entry(self._teller(), course, news=self._news(course), report=self._report(course))

    def alarm_entry(self, course: Course) -> EntryView:
        """A false alarm: when it was told, and when it was taken back."""
        first, last = Moment(course.first_at), Moment(course.latest.update.at)
        taken_back = self.context.say("digest.taken_back", at=self.days.at(last)) if last != first else ""
        return self._entry(self._teller(), course, time=self.days.at(first), taken_back=taken_back)

    def reported_entry(self, course: Course) -> EntryView:
        """A published report; its address is that of the report."""
        teller, report = self._teller(), course.incident.report
        url = self._url(course) + "#report"
        on = self.days.day(report.at) if report else ""
        return EntryView(teller.text("title", course.incident.title), url, time=on)

    def notice_entry(self, course: Course) -> EntryView:
        """An announcement, or a change of the continuity plan."""
        news = steps_within(course, self.days.period)
        return self._entry(self._teller(), course, time=self.days.at(Moment(news[-1].update.at)))

    def correction_entry(self, course: Course) -> EntryView:
        """What was wrong, and what is right."""
        teller, correction = self._teller(), course.incident.correction
        entry = self._entry(teller, course)
        if correction is None:
            return entry
        wrong, sent_at, recipients = correction.corrects, "", ""
        if isinstance(wrong, WrongMessage):
            sent_at = self.days.due(wrong.sent_at) if wrong.sent_at is not None else ""
            recipients = teller.text("corrects.to", wrong.recipients)
            if wrong.count is not None:
                count = self.context.say("count.recipients", n=wrong.count)
                recipients = self.context.say("digest.with_length", span=recipients, length=count)
        return EntryView(
            entry.title,
            entry.url,
            news=self._news(course),
            sent_at=sent_at,
            recipients=recipients,
            mistake=teller.text("mistake", correction.mistake),
            right=teller.text("right", correction.right),
            **self._asked(teller, course),
        )

    def maintenance_entry(self, course: Course) -> EntryView:
        """A maintenance to come, or going on."""
        teller = self._teller()
        states = {Phase.WITHIN: "digest.working", Phase.OVERDUE: "digest.overdue"}
        key = states.get(phase(course, self.context.now))
        return self._entry(
            teller,
            course,
            time=self.window(course),
            scope=self._fact(teller, course, FactKey.SCOPE),
            unaffected=self._fact(teller, course, FactKey.UNAFFECTED),
            **self._asked(teller, course),
            state=self.context.say(key) if key else "",
        )

    def past_maintenance_entry(self, course: Course) -> EntryView:
        """A maintenance that was done or called off: when it was to be."""
        return self._entry(self._teller(), course, time=self.window(course))

    def withdrawn_entry(self, item: Withdrawal) -> EntryView:
        """A notice that was taken back, with the reason."""
        course, say = item.course, self.context.say
        teller = self._teller()
        title = teller.text("title", course.incident.title)
        if item.step is None:
            reason, url = course.incident.withdrawn, self._url(course)
        else:
            update = item.step.update
            at = self.days.at(Moment(update.at))
            title = say("digest.withdrawn_update", title=title, n=item.step.number, at=at)
            reason, url = update.withdrawn, f"{self._url(course)}#{update.anchor}"
        entry = EntryView(title, url, time=self.days.at(Moment(item.at)), reason=teller.text("withdrawn", reason))
        self._note(course, teller)
        return entry

    # Measures.

    def measure(self, item: MeasureOfCourse) -> MeasureItem:
        """A measure, with both dates where it was moved and the newest reason for that."""
        course, state = item.course, item.state
        teller, key = self._teller(), f"measures.{state.measure.id}"
        since = course.began_at.at if course.began_at else course.first_at
        of = self.context.say(
            "digest.measure_of", title=teller.text("title", course.incident.title), day=self.days.day(since)
        )
        due, reason = self.days.due(state.due) if state.due else "", ""
        # Moved and moved back, it is due when it was.
        if state.moved and state.state != "done" and state.moved[0][0] != state.due:
            due = self.context.say("digest.moved", old=self.days.due(state.moved[0][0]), new=due)
            reason = teller.text(f"{key}.reason", state.moved[-1][2])
        found = MeasureItem(
            what=teller.text(f"{key}.what", state.measure.what),
            of=of,
            done_on=self.days.due(state.done_on) if state.done_on else "",
            due=due,
            reason=reason,
        )
        self._note(course, teller)
        return found

    # Smaller ones.

    def _teller(self) -> Teller:
        return Teller(self.context, (), self.context.now)

    def _entry(self, teller: Teller, course: Course, *, asks: bool = False, **said: str) -> EntryView:
        title = teller.text("title", course.incident.title)
        self._note(course, teller)
        return EntryView(
            title,
            self._url(course),
            asks=asks,
            is_security=course.incident.kind is Kind.SECURITY,
            **said,
        )

    def _note(self, course: Course, teller: Teller) -> None:
        for key in teller.untranslated:
            if (found := (course.incident.id, key)) not in self.untranslated:
                self.untranslated.append(found)

    def _url(self, course: Course) -> str:
        return self.context.url(self.context.path(f"/incidents/{course.incident.id}/"))

    def _fact(self, teller: Teller, course: Course, key: FactKey) -> str:
        fact: Fact | None = course.standing.facts.get(key)
        return teller.fact(key.value, fact).text if fact is not None else ""

    def _asked(self, teller: Teller, course: Course) -> Asked:
        """What the reader must do and what helps meanwhile. That nothing helps is told where something is broken."""
        request = course.standing.facts.get(FactKey.REQUEST)
        workaround = course.standing.facts.get(FactKey.WORKAROUND)
        asked, helps = _is_told(request), _is_told(workaround)
        found = Asked(request="", workaround="", asks=asked or helps)
        if asked:
            found["request"] = teller.fact("request", request).text
        elif request is Known.NONE and not helps:
            found["request"] = self.context.say("digest.nothing")
        if workaround is not None and (helps or course.is_open):
            found["workaround"] = teller.fact("workaround", workaround).text
        return found

    def _eta(self, course: Course) -> str:
        eta = course.standing.eta
        if eta is None or isinstance(eta, Known):
            return self.context.say(f"eta_short.{eta.value}") if eta else ""
        if isinstance(eta, Moment):
            said = self.days.at(Moment(eta.at, about=True))
        else:
            said = self.days.span(Moment(eta.start), Moment(eta.end, about=True))
        return self.context.say("digest.eta_late", eta=said) if self._is_overdue(course, PromiseKind.ETA) else said

    def _owed(self, course: Course, kind: PromiseKind) -> Promise | None:
        """What was promised last and has not come yet."""
        found = [item for item in owed(course, self.context.now, self.context.site.zone) if item.kind is kind]
        return found[-1] if found else None

    def _is_overdue(self, course: Course, kind: PromiseKind) -> bool:
        promise = self._owed(course, kind)
        return promise is not None and promise.outcome is Outcome.OVERDUE

    def _next_update(self, course: Course) -> str:
        promise = self._owed(course, PromiseKind.NEXT_UPDATE)
        if promise is None:
            return ""
        key = "digest.next_update_late" if promise.outcome is Outcome.OVERDUE else "digest.next_update"
        return self.context.say(key, due=self.days.due(promise.due))

    def _report(self, course: Course) -> str:
        report, due = course.incident.report, course.standing.report_by
        if report is not None:
            return self.context.say("digest.report_published", on=self.days.day(report.at))
        if due is None or isinstance(due, Known):
            return ""
        key = "digest.report_late" if self._is_overdue(course, PromiseKind.REPORT) else "digest.report_due"
        return self.context.say(key, due=self.days.due(due))

    def _news(self, course: Course) -> str:
        news = [step for step in steps_within(course, self.days.period) if step is not course.steps[0]]
        if not news:
            return ""
        return self.context.say("digest.news", n=len(news), at=self.days.at(Moment(news[-1].update.at)))


def _is_told(fact: Fact | None) -> bool:
    return fact is not None and not isinstance(fact, Known)


def has_security(courses: tuple[Course, ...]) -> bool:
    """Whether a list holds something that is no mere fault."""
    return any(course.incident.kind is Kind.SECURITY for course in courses)
