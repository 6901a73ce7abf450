"""A letter's facts → the words in which it says them; what is absent or in another language is noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from noroshi.model.prose import Prose
from noroshi.model.terms import Known
from noroshi.model.text import Day, Fact, Moment, Text
from noroshi.model.update import Eta, Range
from noroshi.views.context import Context
from noroshi.views.letter_said import ABSENT, Said
from noroshi.views.letter_times import deadline, told, when


@dataclass
class Teller:
    """Says one letter's facts in one language."""

    context: Context
    missing: tuple[str, ...]
    """Keys that the letter needs and nobody typed."""
    at: datetime
    """When the letter is said: dates of another year name theirs."""
    passed: tuple[str, ...] = ()
    """Keys whose time was over when the letter was said."""
    untranslated: list[str] = field(default_factory=list)
    """Keys of texts that exist in another language only, in the order in which they were needed."""

    def text(self, key: str, text: Text | None) -> str:
        """A writer's line; empty for none."""
        if text is None:
            return ""
        said = text.said(self.context.tag)
        if said.lang != self.context.tag:
            self._note(key)
        return said.text

    def prose(self, prose: Prose, lang: str) -> str:
        """A body as plain text."""
        if lang != self.context.tag and not prose.is_empty:
            self._note("body")
        return prose.plain

    def said(self, key: str, text: Text | None) -> Said:
        """A writer's line as a fact."""
        return Said(self.text(key, text), "known") if text is not None else self.absent(key)

    def fact(self, key: str, fact: Fact | None, *, words: str = "") -> Said:
        """A fact that may be ``none`` or ``unknown``; ``words``: of which fact these two are said."""
        if fact is None:
            return self.absent(key)
        if isinstance(fact, Known):
            return Said(self.context.say(f"fact.{words or key}.{fact.value}"), fact.value)
        return Said(self.text(key, fact), "known")

    def eta(self, eta: Eta | None) -> Said:
        """An expectation: a time or a span is always about then."""
        if eta is None:
            return self.absent("eta")
        if isinstance(eta, Known):
            return Said(self.context.say(f"eta.{eta.value}"), eta.value)
        if "eta" in self.passed:
            return self.over("eta", self.expected(eta))
        return Said(self.expected(eta), "known")

    def expected(self, eta: Eta, *, on: date | None = None) -> str:
        """An expectation in a few words: 「11月18日（水）17:30頃」, on the day ``on`` itself 「17:30頃」."""
        context = self.context
        if isinstance(eta, Known):
            return context.say(f"eta_short.{eta.value}")
        if isinstance(eta, Range):
            start, end = when(context, eta.start), when(context, eta.end)
            if start.day_year != end.day_year:
                return context.say("letter.between", start=start.text, end=end.text)
            begins = context.clock(eta.start).text
            if on is not None and end.at is not None and end.at.date() == on:
                return context.say("letter.between_clocks", start=begins, end=end.clock)
            return context.say("letter.between_day", day=end.day, start=begins, end=end.clock, end_text=end.text)
        expected = told(context, Moment(eta.at, about=True))
        return expected.clock if on is not None and context.language.dates.local(eta.at).date() == on else expected.text

    def due(self, key: str, due: Day | Known | None) -> Said:
        """A day or time that was promised."""
        if due is None:
            return self.absent(key)
        if isinstance(due, Known):
            return Said("", due.value)
        if key in self.passed:
            return self.over(key, self.day(due))
        return Said(self.day(due), "known")

    def over(self, key: str, time: str) -> Said:
        """A time that was to come and is past: a mark."""
        return Said(self.context.say("letter.passed", what=self.name(key), time=time), "missing")

    def day(self, day: Day | None) -> str:
        """A day in words; empty for none."""
        if day is None:
            return ""
        dates = self.context.language.dates
        year = dates.local(day).year if isinstance(day, datetime) else day.year
        words = deadline(self.context, day)
        return words.text if year == dates.local(self.at).year else words.text_year

    def moment(self, moment: Moment) -> str:
        """A time as customers are told it."""
        return told(self.context, moment).text

    def clock(self, moment: Moment) -> str:
        """Its hours and minutes alone."""
        return when(self.context, moment.at, about=moment.about).clock

    def absent(self, key: str) -> Said:
        """What is not said: a mark where the letter needs it."""
        if key not in self.missing:
            return ABSENT
        return Said(self.context.say("letter.missing", what=self.name(key)), "missing")

    def name(self, key: str) -> str:
        """What a key is called, with the key."""
        last = key.rpartition(".")[2]
        # A measure is named by its id, which is the writer's own.
        general = f"measures.{last}" if key.startswith("measures.") else key
        own, label = f"letter.key.{general}", f"label.{last}"
        for candidate in (own, label):
            if self.context.language.words.has(candidate):
                return self.context.say("letter.key", label=self.context.say(candidate), name=key)
        return key

    def _note(self, key: str) -> None:
        if key not in self.untranslated:
            self.untranslated.append(key)
