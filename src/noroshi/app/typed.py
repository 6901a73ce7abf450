"""Times as somebody types them → moments, and values as they are written; what was guessed is said."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from noroshi.app.console import tell
from noroshi.app.problem_words import ProblemWords
from noroshi.app.settings import Settings, UsageError
from noroshi.model.frozen import frozen
from noroshi.model.site import Site
from noroshi.model.terms import Known
from noroshi.source.typed_times import Side, TimeRefused, plain, typed_time, written

_EARLY = timedelta(minutes=10)
"""As far as the content format lets a time lie ahead, for clocks that differ."""


@frozen
class Typist:
    """Reads what is typed, beside one moment in one zone."""

    settings: Settings
    zone: ZoneInfo
    now: datetime

    @classmethod
    def of(cls, settings: Settings, site: Site) -> Typist:
        """For a site, now."""
        now, _ = settings.moment(site.demonstration, site.zone)
        return cls(settings, site.zone, now.replace(microsecond=0))

    def time(self, typed: str, base: datetime, side: Side, option: str) -> datetime:
        """The moment. Raises UsageError."""
        key = option.removeprefix("--").replace("-", "_")
        try:
            found = typed_time(typed, base, self.zone, side, key)
        except TimeRefused as refused:
            raise UsageError(f"{option}: {self._why(refused)}") from None
        if found.days:
            tell(self.settings, self.settings.words.say("writing.day_guessed", typed=typed, at=self.shown(found.at)))
        return found.at

    def _why(self, refused: TimeRefused) -> str:
        headline, hints = ProblemWords(self.settings.words.lang).said(refused.problem)
        return "\n    ".join([headline, *hints])

    def shown(self, at: datetime) -> str:
        """A moment on the site's clock, for who works there."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def at(self, typed: str) -> datetime:
        """When it is said: now, unless that is typed. Raises UsageError for what is to come."""
        found = self.time(typed, self.now, Side.BEFORE, "--at") if typed else self.now
        if found - self.now > _EARLY:
            say = self.settings.words.say
            raise UsageError(say("writing.at_to_come", value=self.shown(found), now=self.shown(self.now)))
        return found

    def eta(self, typed: str, at: datetime) -> str | dict[str, str]:
        """``none``, ``unknown``, a time, or two of them with ``..`` between."""
        said = plain(typed)
        if said.lower() in tuple(Known):
            return said.lower()
        start, sign, end = said.partition("..")
        first = self.time(start, at, Side.AFTER, "--eta")
        if not sign:
            return written(first, self.zone)
        last = self.time(end, first, Side.NEXT, "--eta")
        return {"from": written(first, self.zone), "to": written(last, self.zone)}

    def about(self, typed: str, at: datetime, option: str) -> str:
        """A time that has been, ``~`` before it where it is not exact; ``unknown`` for an end."""
        said = plain(typed)
        if said.lower() == Known.UNKNOWN and option == "--ended-at":
            return Known.UNKNOWN.value
        mark = "~" if said.startswith("~") else ""
        return mark + written(self.time(said.removeprefix("~"), at, Side.BEFORE, option), self.zone)
