"""Letter → what stands in its subject: brackets of state and number, and what it is about."""

from __future__ import annotations

from noroshi.model.letters import Letter, LetterKind, is_important
from noroshi.model.update import Range
from noroshi.views.context import Context
from noroshi.views.letter_times import short

_STATE = {
    LetterKind.RECOVERING: "recovering",
    LetterKind.REOPENED: "reopened",
    LetterKind.RESTORED: "restored",
    LetterKind.SUSPENDED: "suspended",
}
"""Letters whose state stands in a bracket of its own, in the place of 【重要】."""

_WHAT = {"ja": 14, "en": 26}
"""How long the name of the thing may be, in characters: it must stand within the first 20 of a Japanese subject."""


def marks(context: Context, letter: Letter) -> str:
    """「【重要】【第1報】」, at most two brackets; empty in languages that write none."""
    if context.say("letter.with_marks") != "yes":
        return ""
    found = []
    if letter.kind in _STATE and not (letter.kind is LetterKind.SUSPENDED and is_important(letter)):
        found.append(context.say(f"letter.mark.{_STATE[letter.kind]}"))
    elif is_important(letter):
        found.append(context.say("letter.mark.important"))
    if letter.number is not None:
        found.append(context.say("letter.mark.number", n=letter.number))
    return "".join(found)


def brief(context: Context, names: tuple[str, ...], title: str) -> str:
    """The services in a few characters: both of two, the first of many with their number; without any the title."""
    limit = _WHAT.get(context.tag.split("-")[0], _WHAT["en"])
    if not names:
        return cut(title, 2 * limit)
    together = context.say("letter.what_joint").join(names)
    if len(together) <= limit or len(names) == 1:
        return cut(together, 2 * limit)
    if len(names) == 2 and len(together) <= 3 * limit // 2:
        return together
    return context.say("letter.what_more", first=cut(names[0], limit), n=len(names) - 1)


def expected(context: Context, letter: Letter) -> str:
    """The expectation in a subject: 「15:30頃」, on another day 「11/21 10:00頃」; empty without a time."""
    eta = letter.step.standing.eta
    at = getattr(eta, "end", None) or getattr(eta, "at", None)
    if at is None:
        return ""
    clock = context.clock(at, about=True, zone=True).text
    if isinstance(eta, Range):
        clock = context.say(
            "letter.eta_span", start=context.clock(eta.start).text, end=context.clock(at, zone=True).text
        )
    dates = context.language.dates
    if dates.local(at).date() == dates.local(letter.at).date():
        return clock
    return context.say("letter.eta_on", day=short(context, dates.local(at)), clock=clock)


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, with … where something is cut off."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
