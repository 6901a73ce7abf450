"""A letter's view → what stands in the gaps of its short forms: each fact in few words, empty where there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.incident import WrongMessage
from noroshi.model.standing import Standing, Step, Window
from noroshi.model.terms import FactKey, Known, State
from noroshi.model.text import Day, Moment
from noroshi.model.update import Eta, Range
from noroshi.views.context import Context
from noroshi.views.letter import LetterView
from noroshi.views.letter_said import Said, When
from noroshi.views.letter_times import short, when
from noroshi.views.signs import status_word
from noroshi.wording.sms import brief_dates, one_line

_FIRST_SENTENCE = re.compile(r"[^。！？]*?(?:[。！？]|[.!?](?=\s+[^\sa-z]|$))")
_LEGAL_FORMS = re.compile(
    r"^(?:株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益)(?:社団|財団)法人)\s*"
    r"|\s*(?:株式会社|有限会社|合同会社)$"
    r"|,? (?:Inc|Ltd|LLC|LLP|Co|Corp|Corporation|Company|Limited|PLC|GmbH|AG|SE|K\.?K)\.?(?:, ?Ltd\.?)?$",
    re.IGNORECASE,
)


@frozen
class Brief:
    """A fact in few words, and in still fewer. It is true where there is something to say."""

    text: str = ""
    bare: str = ""
    """A moment without weekday and zone; a window as in a table (「〜」); of a writer's text the first sentence."""
    plain: str = ""
    """A moment without 頃, “about” too; a window without weekdays and zone too; a first sentence with short dates."""
    short: str = ""
    """A moment without weekday, with its zone."""
    near: str = ""
    """As ``bare``; where the day is a matter of course, without its month (「21日10:00頃」)."""
    after: str = ""
    """Of the next notice, as ``near``; on the day of the expectation, said before it, its clock alone."""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


Values = dict[str, Brief]

_NEAR_DAYS = 14
"""So far ahead a day of the month is told without the month."""


def _always(text: str) -> Brief:
    """What has no shorter form."""
    return Brief(text, text, text, text, text, text)


def step_of(course: Course, update: str) -> Step:
    """The update that a letter says; of a report, the last one before it."""
    named = [step for step in course.steps if step.update.id == update]
    if named:
        return named[0]
    report = course.incident.report
    told = [step for step in course.steps if report is None or step.update.at <= report.at]
    return told[-1] if told else course.steps[0]


def worst_state(standing: Standing) -> State | None:
    """The worst that a service is in; ``None`` where none is named or all are as they should be."""
    states = [state for state in standing.states.values() if state is not State.OPERATIONAL]
    return max(states, key=lambda state: state.rank) if states else None


def brand(context: Context, view: LetterView) -> str:
    """Who speaks: the company without its legal form, else the site."""
    name = _LEGAL_FORMS.sub("", one_line(view.company)).strip(" ,")
    return name or one_line(context.plain(context.site.name))


def is_about(context: Context, moment: When) -> bool:
    """Whether the letter tells the time with 頃, “about”."""
    return moment.at is not None and moment.clock != when(context, moment.at).clock


def values(context: Context, view: LetterView, link: str, home: str) -> Values:
    """Every gap by its name.

    ``link``: the URL with which the form ends; ``home``: a shorter one, for forms that leave no room for it.
    """
    return _Maker(context, view).values() | {"link": Brief(link), "home": Brief(home)}


class _Maker:
    def __init__(self, context: Context, view: LetterView) -> None:
        self.context = context
        self.view = view
        self.course = context.archive.by_id[view.incident]
        self.step = step_of(self.course, view.update)
        self.today = (view.at.at or view.sent_at).date()

    def values(self) -> Values:
        view, standing = self.view, self.step.standing
        words = self._names() | self._states() | self._texts()
        found = {key: _always(text) for key, text in words.items()}
        eta_before = self.step.before.eta if self.step.before else None
        suspended = standing.suspended.until if standing.suspended else None
        continuity = standing.continuity
        window, old_window = view.window, view.old_window
        began = self.course.began_at
        return found | {
            "said": self._first_sentence(Said(view.body.first, "known")),
            "right": self._first_sentence(view.correction.right) if view.correction else Brief(),
            "day": self._incident_day(began.at if began else self.course.first_at),
            "began": self._told(view.began),
            "ended": self._told(view.ended),
            "since": self._told(view.since),
            "next": self._next() if view.next_update.is_known else Brief(),
            "eta": self._eta(standing.eta) if view.is_open else Brief(),
            "old_eta": self._eta(eta_before) if view.eta_change else Brief(),
            "until": self._day(suspended),
            "report_by": self._day(self.step.update.report_by),
            "start": self._time(window.start.at) if window and window.start else Brief(),
            "end": self._time(window.end.at) if window and window.end else Brief(),
            "window": self._window(standing.window),
            "old_end": self._time(old_window.end.at) if old_window and old_window.end else Brief(),
            "first": self._told(view.notices[0].at) if view.notices else Brief(),
            "sent": self._sent(),
            "effective": self._day(continuity.effective) if continuity else Brief(),
            "reply_by": self._day(continuity.reply_by) if continuity else Brief(),
        }

    # Names and states.

    def _names(self) -> dict[str, str]:
        context, view = self.context, self.view
        title = one_line(view.title)
        names = [one_line(name) for name in view.service_names]
        service = self._joined(names) or title
        named = any(name.casefold() in title.casefold() for name in names)
        subject = (
            title if named or not names else context.say("short.subject", service=self._joined(names), title=title)
        )
        outage = context.say("short.outage", service=service) if names else title
        return {
            "brand": brand(context, view),
            "title": title,
            "subject": outage if self._is_outdated(title) else subject,
            "service": service,
            "lead": context.say("short.lead", first=names[0]) if len(names) > 1 else service,
            "services": context.language.join(names),
            "outage": outage,
            "number": str(view.number) if view.number else "",
        }

    def _is_outdated(self, title: str) -> bool:
        """Whether a title with a number speaks of an extent that is another by now."""
        first, now = (step.standing.facts.get(FactKey.SCOPE) for step in (self.course.steps[0], self.step))
        return first != now and any(sign.isdecimal() for sign in title)

    def _joined(self, names: list[str]) -> str:
        """Two names beside each other; of more the first, and how many there are."""
        if len(names) < 3:
            return self.context.say("short.joint").join(names)
        return self.context.say("short.more", first=names[0], n=len(names) - 1)

    def _states(self) -> dict[str, str]:
        context, standing = self.context, self.step.standing
        status = status_word(context, self.course.incident.kind, standing.status)
        worst = worst_state(standing)
        if worst is None:
            return {"status": status}
        ids = [service for service, state in standing.states.items() if state is worst]
        names = [one_line(context.service_name(service).text) for service in ids]
        before = self.step.before.states.get(ids[0]) if self.step.before else None
        moved = before is not None and before is not worst
        return {
            "status": status,
            "affected": self._joined(names),
            "state": context.say(f"short.now.{worst.value}"),
            "old_state": context.say(f"short.now.{before.value}") if before is not None and moved else "",
        }

    # What the writer said.

    def _texts(self) -> dict[str, str]:
        view = self.view
        correction, recovery = view.correction, view.recovery
        personal = view.personal_data
        found = {
            "scope": self._sentence(view.scope),
            "workaround": self._sentence(view.workaround) if view.workaround.is_known else "",
            "request": self._sentence(view.request) if view.request.is_known else "",
            "data": self._sentence(view.data),
            "cause": self._sentence(view.report.cause if view.report else view.cause),
            "reason": self._sentence(view.suspended_reason),
            "damage": self._sentence(personal.secondary_damage) if personal else "",
            "wrong": one_line(correction.subject) if correction else "",
            "outcome": self._sentence(recovery.outcome) if recovery else "",
            "length": one_line(str(recovery.duration)) if recovery and recovery.duration.is_known else "",
            "event": self.context.say(f"event.{view.continuity.event}") if view.continuity else "",
            "changes": self._sentence(view.continuity.changes) if view.continuity else "",
        }
        if view.measures:
            found |= {"done": str(len(view.measures_done)), "all": str(len(view.measures))}
            found["all_measures"] = self.context.say("short.all_measures", n=len(view.measures))
        return found

    def _first_sentence(self, said: Said) -> Brief:
        """All of a text; its first sentence; the same with short dates."""
        whole = self._sentence(said)
        first = _FIRST_SENTENCE.match(whole)
        sentence = first[0] if first else whole
        return replace(_always(sentence), text=whole, plain=brief_dates(sentence, self.context.language.words.locale))

    def _sentence(self, said: Said) -> str:
        """With the stop that a noun alone lacks; what is missing is not said here."""
        text = one_line(said.text)
        if not text or said.state == "missing":
            return ""
        return text if text[-1] in ".。!！?？" else text + self.context.say("short.stop")

    # Times.

    def _told(self, moment: When | None) -> Brief:
        """A time as the letter tells it, with its 頃."""
        if moment is None or moment.at is None:
            return Brief()
        return self._time(moment.at, about=is_about(self.context, moment))

    def _time(self, at: datetime | None, *, about: bool = False) -> Brief:
        """A moment: of the letter's own day its clock alone."""
        if at is None:
            return Brief()
        context = self.context
        local = context.language.dates.local(at)
        clocks = (
            context.clock(local, about=about, zone=True).text,
            context.clock(local, about=about).text,
            context.clock(local).text,
        )
        if local.date() == self.today:
            return Brief(*clocks, short=clocks[0], near=clocks[1], after=clocks[1])
        bare = self._date(local, "short.day_bare")
        near = context.say("short.moment_bare", day=bare, clock=clocks[1])
        if self.today < local.date() <= self.today + timedelta(days=_NEAR_DAYS):
            near = context.say("short.moment_near", day=self._date(local, "short.day_near"), clock=clocks[1])
        return Brief(
            context.say("short.moment", day=self._date(local), clock=clocks[0]),
            context.say("short.moment_bare", day=bare, clock=clocks[1]),
            context.say("short.moment_bare", day=bare, clock=clocks[2]),
            short=context.say("short.moment_bare", day=bare, clock=clocks[0]),
            near=near,
            after=near,
        )

    def _next(self) -> Brief:
        """By when the next notice comes; of the day of the expectation its clock alone may be said."""
        at, eta = self.step.update.next_update, self.step.standing.eta
        told = self._time(at)
        expected = eta.at if isinstance(eta, Moment) else eta.end if isinstance(eta, Range) else None
        dates = self.context.language.dates
        if at is None or expected is None or dates.local(at).date() != dates.local(expected).date():
            return told
        return replace(told, after=self.context.clock(dates.local(at)).text)

    def _incident_day(self, at: datetime) -> Brief:
        """The day by which people know an incident."""
        return _always(short(self.context, self.context.language.dates.local(at)))

    def _date(self, day: date, form: str = "short.day") -> str:
        names = self.context.language.words.locale
        return self.context.say(
            form,
            month=day.month,
            day=day.day,
            month_name=names.months["format"]["abbreviated"][day.month],
            weekday=names.days["format"]["abbreviated"][day.weekday()],
        )

    def _day(self, day: Day | Known | None) -> Brief:
        """A deadline: a day, or a moment where one was given."""
        if day is None or isinstance(day, Known):
            return Brief()
        if isinstance(day, datetime):
            return self._time(day)
        bare = self._date(day, "short.day_bare")
        return Brief(self._date(day), bare, bare, bare, bare, bare)

    def _eta(self, eta: Eta | None) -> Brief:
        """An expectation is always about then."""
        if isinstance(eta, Moment):
            return self._time(eta.at, about=True)
        if isinstance(eta, Range):
            full, bare = (self._stretch("short.span", eta.start, eta.end, bare=bare) for bare in (False, True))
            return Brief(full, bare, bare, full, bare, bare)
        return Brief()

    def _window(self, window: Window | None) -> Brief:
        if window is None or window.start is None or window.end is None:
            return Brief()
        return Brief(
            self._stretch("short.window", window.start, window.end),
            self._stretch("short.window_bare", window.start, window.end),
            self._stretch("short.window_bare", window.start, window.end, bare=True),
        )

    def _stretch(self, key: str, start: datetime, end: datetime, *, bare: bool = False) -> str:
        """From … to …; within one day the date stands once, and not at all on the letter's own day."""
        context = self.context
        first, last = (context.language.dates.local(at) for at in (start, end))
        if first.date() != last.date():
            one, other = self._time(first), self._time(last)
            return context.say(key, start=one.plain if bare else one.text, end=other.plain if bare else other.text)
        clocks = context.say(key, start=context.clock(first).text, end=context.clock(last, zone=not bare).text)
        if first.date() == self.today:
            return clocks
        day = self._date(first, "short.day_bare" if bare else "short.day")
        return context.say("short.moment_bare" if bare else "short.moment", day=day, clock=clocks)

    def _sent(self) -> Brief:
        """When the wrong message went out: the day, which is what people look for in their inbox."""
        correction = self.course.incident.correction
        wrong = correction.corrects if correction else None
        if isinstance(wrong, WrongMessage):
            sent = wrong.sent_at
            day = self.context.language.dates.local(sent).date() if isinstance(sent, datetime) else sent
            return self._day(day)
        shown = self.view.correction.sent_at if self.view.correction else None
        return self._day(shown.at.date()) if shown and shown.at else Brief()
