"""What changed → text for a terminal, Markdown for a summary, JSON for programs.

What people wrote stands in the Markdown as code: there GitHub makes no links, mentions and references of it, and no
HTML is HTML. Lists are short: a summary is read on a telephone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from noroshi.app.changed import Changed, IncidentChange, LetterChange, MessageChange, UpdateChange, Wrote
from noroshi.app.cli_words import CliWords
from noroshi.app.problem_words import visible

_MOST = 12
"""Of one kind; of the rest only the number is said."""
_LONGEST = 400
"""Signs of one text."""

_Item = TypeVar("_Item")


def said_as(form: str, words: CliWords, found: Changed, url: str) -> str:
    """The whole, with a line break at its end. ``form``: ``text``, ``markdown`` or ``json``."""
    if form == "json":
        return json.dumps(_plain(found), ensure_ascii=False, indent=2) + "\n"
    said = _Markdown(words, url) if form == "markdown" else _Text(words, url)
    return re.sub("\n{3,}", "\n\n", "\n".join(said.lines(found))).rstrip("\n") + "\n"


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


class _Text:
    """For a terminal."""

    bullet = "  "

    def __init__(self, words: CliWords, url: str) -> None:
        self.say = words.say
        self.url = url.rstrip("/")

    def lines(self, found: Changed) -> Iterator[str]:
        """Line by line."""
        say = self.say
        yield self.heading(say("changes.heading"), 2)
        yield ""
        yield self.sentence("changes.against", commit=found.against)
        if found.why_not:
            yield self.sentence("changes.nothing_to_compare", reason=found.why_not)
        if found.errors:
            yield self.sentence("changes.problems", errors=found.errors, warnings=found.warnings)
        elif found.warnings:
            yield self.sentence("changes.only_warnings", warnings=found.warnings)
        if not found.published:
            yield self.sentence("changes.not_published")
            return
        others = [(wrote, number) for wrote, number in found.others if number]
        if not (found.incidents or others or found.letters or found.letters_gone or found.messages):
            yield self.sentence("changes.none")
            return
        yield from self.section("changes.pages", found.incidents, self.incident)
        if others:
            counts = ", ".join(f"{self.wrote(wrote)} {number:,}" for wrote, number in others)
            yield ""
            yield self.paragraph(say("changes.other_pages", counts=counts))
        yield from self.section("changes.letters", found.letters, self.letter)
        if found.letters_gone:
            yield ""
            yield self.sentence("changes.letters_gone", n=found.letters_gone)
        yield from self.section("changes.messages", found.messages, self.message)

    def section(self, key: str, items: Sequence[_Item], said: Callable[[_Item], Iterator[str]]) -> Iterator[str]:
        """A heading, some of the items, and how many more there are."""
        if not items:
            return
        yield ""
        yield self.heading(self.say(key), 3)
        yield ""
        for item in items[:_MOST]:
            yield from said(item)
        if len(items) > _MOST:
            yield self.bullet + self.say("changes.more", n=len(items) - _MOST)

    def incident(self, item: IncidentChange) -> Iterator[str]:
        """A page, what it says now, and the updates that made it so."""
        yield f"{self.bullet}{self.wrote(item.wrote)}: {self.page(item)}"
        for text in (item.title, item.summary):
            if text:
                yield f"  {self.bullet}{self.typed(text)}"
        updates = item.updates[:_MOST]
        for update in updates:
            yield f"  {self.bullet}{self.update(update)}"
        if len(item.updates) > len(updates):
            yield f"  {self.bullet}{self.say('changes.more', n=len(item.updates) - len(updates))}"

    def update(self, item: UpdateChange) -> str:
        """One line."""
        said = ", ".join(filter(None, (item.status, item.at)))
        return f"{self.wrote(item.wrote)}: {self.typed(item.id)}{f' ({said})' if said else ''}"

    def letter(self, item: LetterChange) -> Iterator[str]:
        """Its subject, and what it lacks."""
        to = f"{item.lang}, {item.audience}"
        ready = self.say("changes.not_ready") if item.missing else self.say("changes.ready")
        yield f"{self.bullet}{self.wrote(item.wrote)}: {self.typed(item.subject)} ({to}) — {ready}"
        for note in item.missing[:_MOST]:
            yield f"  {self.bullet}{self.typed(note)}"

    def message(self, item: MessageChange) -> Iterator[str]:
        """The whole text: it is short."""
        kind = self.say("changes.sms") if item.kind == "sms" else self.say("changes.social")
        yield f"{self.bullet}{self.wrote(item.wrote)}: {kind} ({item.lang}) {self.typed(item.folder)}"
        yield f"  {self.bullet}{self.typed(item.text)}"

    def wrote(self, wrote: Wrote) -> str:
        """In one word."""
        keys = {
            Wrote.ADDED: "changes.added",
            Wrote.CHANGED: "changes.changed",
            Wrote.REMOVED: "changes.removed",
        }
        return self.say(keys[wrote])

    def page(self, item: IncidentChange) -> str:
        """Its address, or the path of it."""
        path = f"/incidents/{item.id}/"
        return self.typed(self.url + path)

    def sentence(self, key: str, **values: object) -> str:
        """A line of its own."""
        return self.paragraph(self.say(key, **{name: self.kept(value) for name, value in values.items()}))

    def paragraph(self, text: str) -> str:
        """Of one line."""
        return text

    def kept(self, value: object) -> object:
        """A value in a sentence: text as it was typed, a number as it is."""
        return visible(value) if isinstance(value, str) else value

    def heading(self, text: str, level: int) -> str:
        """Of everything (2) or of a part of it (3)."""
        return text

    def typed(self, text: str) -> str:
        """What somebody wrote, in one line."""
        return visible(shortened(" ".join(text.split())))


class _Markdown(_Text):
    """For the summary of a workflow, or a comment."""

    bullet = "- "

    def heading(self, text: str, level: int) -> str:
        return f"{'#' * level} {text}"

    def paragraph(self, text: str) -> str:
        return f"{text}\n"

    def kept(self, value: object) -> object:
        return self.typed(value) if isinstance(value, str) else value

    def typed(self, text: str) -> str:
        return code(super().typed(text))

    def page(self, item: IncidentChange) -> str:
        path = f"/incidents/{item.id}/"
        if not self.url or item.wrote is Wrote.REMOVED:
            return self.typed(path)
        # Both were refused before if they held anything else than signs of an address.
        return f"[{self.typed(path)}](<{self.url}{path}>)"


def shortened(text: str) -> str:
    """Its beginning, where it is long."""
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"


def code(text: str) -> str:
    """A code span that holds exactly ``text`` (CommonMark 6.1), which is one line."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    # A span that begins or ends with a backtick or a blank needs a blank more there.
    return f"{fence} {text} {fence}" if re.search("^[` ]|[` ]$", text) else f"{fence}{text}{fence}"
