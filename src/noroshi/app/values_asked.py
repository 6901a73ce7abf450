"""The command line and its answers → the values of a new file's front matter."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from noroshi.app.asking import Choice, Filling, Terminal, ask, chosen, listed
from noroshi.app.settings import Settings, UsageError
from noroshi.app.typed import Typist
from noroshi.app.which import Meant
from noroshi.model.frozen import frozen
from noroshi.model.terms import STATUSES, Impact, Kind, State, Status
from noroshi.source.load import Surrounded
from noroshi.source.names import shown
from noroshi.source.typed_times import Side, written
from noroshi.source.writing import Value

FACTS = (
    "scope", "unaffected", "data", "cause", "workaround", "request", "actions", "suspended", "report_by",
    "began_at", "detected_at",
)  # fmt: skip
OF_INCIDENT = ("corrects", "mistake", "right", "related", "emergency")
"""What ``--fact`` may say; the second only of a new incident."""
_NO_SERVICE = "none"
"""Typed for: no service, no promise."""


@frozen
class Asked:
    """What the command line says; empty where it does not."""

    title: str = ""
    incident: str = ""
    kind: str = ""
    status: str = ""
    impact: str = ""
    services: tuple[str, ...] = ()
    eta: str = ""
    next_update: str = ""
    window: str = ""
    window_start: str = ""
    window_end: str = ""
    ended_at: str = ""
    facts: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    """Paragraphs; with none an editor opens. One empty one means: no text."""
    also: tuple[str, ...] = ()
    """``en=TEXT``: the same text in another language."""
    also_title: tuple[str, ...] = ()
    at: str = ""
    id: str = ""


def one_line(text: str) -> str:
    """The text without line breaks, and spaces only where there are some."""
    return " ".join(text.split())


def split_service(service: str) -> tuple[str, str]:
    """(id, state or nothing) of ``id=state``."""
    name, _, state = service.partition("=")
    return name, state


def names_services(kind: Kind) -> bool:
    """Whether an entry of this kind is about services, as a rule."""
    return kind in (Kind.INCIDENT, Kind.MAINTENANCE)


def ask_title(settings: Settings, terminal: Terminal) -> str:
    """A title, asked for until there is one."""

    def read(typed: str) -> str:
        if not one_line(typed):
            raise UsageError(settings.words.say("writing.empty"))
        return typed

    return ask(settings, terminal, settings.words.say("writing.ask_title"), "", read)


def chosen_kind(settings: Settings, filling: Filling, typed: str, title: str) -> str:
    """The kind; it is only asked of who typed no title either: an incident is what most are."""
    choices = [Choice(kind.value, settings.words.say(_KINDS[kind])) for kind in Kind]
    if typed or title or not filling.terminal.is_there:
        return chosen(settings, typed or Kind.INCIDENT.value, choices, "--kind")
    print(listed(choices), file=sys.stderr)
    question = settings.words.say("writing.ask_kind")
    default = Kind.INCIDENT.value
    return ask(settings, filling.terminal, question, default, lambda said: chosen(settings, said, choices, "--kind"))


_KINDS: Mapping[Kind, str] = {
    Kind.INCIDENT: "writing.kind_incident",
    Kind.MAINTENANCE: "writing.kind_maintenance",
    Kind.SECURITY: "writing.kind_security",
    Kind.CORRECTION: "writing.kind_correction",
    Kind.CONTINUITY: "writing.kind_continuity",
    Kind.ANNOUNCEMENT: "writing.kind_announcement",
}


def choices_of_status(kind: Kind | None) -> list[Choice]:
    """Those of a kind; all of them where it is not known."""
    return [Choice(status.value) for status in (STATUSES[kind] if kind else Status)]


def next_status(settings: Settings, filling: Filling, meant: Meant, typed: str) -> Status | None:
    """The status of the next update; ``None``: a notice, which has none, or as it was, where nobody can be asked.

    Raises UsageError.
    """
    choices = choices_of_status(meant.kind)
    is_notice = meant.kind is not None and meant.kind.is_notice
    if not typed and (is_notice or not filling.terminal.is_there):
        return None

    def read(said: str) -> str:
        return chosen(settings, said, choices, "--status")

    def asking() -> str:
        named = [Choice(item.code, status_word(settings.words.lang, meant.kind, item.code)) for item in choices]
        print(listed(named), file=sys.stderr)
        question, default = settings.words.say("writing.ask_status"), meant.status.value if meant.status else ""
        return ask(
            settings, filling.terminal, question, default, lambda said: chosen(settings, said, named, "--status")
        )

    filling.given("--status", typed)
    return Status(read(typed or asking()))


def status_word(lang: str, kind: Kind | None, status: str) -> str:
    """A status in the words that customers read."""
    from noroshi.wording.catalogue import catalogue

    words = catalogue(lang)
    own = f"status.{kind.value}.{status}" if kind else ""
    return words.template(own if words.has(own) else f"status.{status}")


def impact_of(settings: Settings, filling: Filling, typed: str, *, is_needed: bool) -> str:
    """The code of an impact, or nothing. Raises UsageError."""
    choices = [Choice(impact.value, settings.words.say(_IMPACTS[impact])) for impact in Impact]

    def read(said: str) -> str:
        return chosen(settings, said, choices, "--impact")

    def asking() -> str:
        print(listed(choices), file=sys.stderr)
        return ask(settings, filling.terminal, settings.words.say("writing.ask_impact"), "", read)

    if not typed and not is_needed:
        return ""
    found = filling.need("--impact", "--impact", typed, Impact.MAJOR.value, asking)
    return read(found) if found else ""


_IMPACTS: Mapping[Impact, str] = {
    Impact.NONE: "writing.impact_none",
    Impact.MINOR: "writing.impact_minor",
    Impact.MAJOR: "writing.impact_major",
    Impact.CRITICAL: "writing.impact_critical",
}


def services_of(
    settings: Settings, filling: Filling, around: Surrounded, typed: tuple[str, ...], *, is_needed: bool
) -> tuple[str, ...]:
    """``id`` or ``id=state``."""
    site = around.site
    choices = [Choice(item.id, item.name.said(site.languages[0]).text) for item in site.services]
    states = [Choice(state.value) for state in State]

    def read_one(said: str) -> str:
        name, sign, state = said.partition("=")
        found = chosen(settings, name, choices, "--service")
        return f"{found}={chosen(settings, state, states, '--service')}" if sign else found

    def read(said: str) -> str:
        if said in ("", _NO_SERVICE):
            return _NO_SERVICE
        return ",".join(read_one(part) for part in said.replace("、", ",").replace(",", " ").split())

    def asking() -> str:
        print(listed(choices), file=sys.stderr)
        return ask(settings, filling.terminal, settings.words.say("writing.ask_services"), _NO_SERVICE, read)

    if typed:
        filling.given("--service", *typed)
        parts = [part.strip() for item in typed for part in item.replace("、", ",").split(",")]
        found = ",".join(part if part == _NO_SERVICE else read_one(part) for part in parts)
    elif is_needed and choices:
        found = filling.need("--service", "--service", "", choices[0].code, asking)
    else:
        return ()
    return tuple(dict.fromkeys(item for item in found.split(",") if item and item != _NO_SERVICE))


def impact_and_services(settings: Settings, impact: str, services: tuple[str, ...]) -> dict[str, Value]:
    """Both as front matter has them. Raises UsageError where a state cannot be known."""
    values: dict[str, Value] = {"impact": impact} if impact else {}
    pairs = [split_service(item) for item in services]
    if any(state for _, state in pairs):
        default = Impact(impact).state.value if impact else ""
        bare = next((name for name, state in pairs if not state and not default), None)
        if bare is not None:
            raise UsageError(settings.words.say("writing.state_missing", service=bare))
        values["services"] = {name: state or default for name, state in pairs}
    elif len(pairs) == 1:
        values["services"] = pairs[0][0]
    elif pairs:
        values["services"] = [name for name, _ in pairs]
    return values


def window_of(
    settings: Settings,
    filling: Filling,
    typist: Typist,
    asked: Asked,
    at: datetime,
    *,
    known: datetime | None,
    is_needed: bool,
    may_be_over: bool = True,
) -> dict[str, Value]:
    """``known``: when it begins, as was said before; an end alone counts from there.

    Raises UsageError, for an end that has passed too unless it ``may_be_over``.
    """
    start, sign, end = asked.window.partition("..")
    if asked.window and (not sign or asked.window_start or asked.window_end):
        raise UsageError(settings.words.say("writing.bad_window", value=asked.window))
    start, end = start or asked.window_start, end or asked.window_end
    if not start and not end and not is_needed:
        return {}
    say, terminal = settings.words.say, filling.terminal
    found: dict[str, Value] = {}
    base = known or at
    if start or is_needed:

        def read(said: str) -> str:
            return written(typist.time(said, at, Side.NEXT, "--window-start"), typist.zone)

        example = f'"{at.astimezone(typist.zone):%Y-%m-%d} 22:00"'
        asking = lambda: ask(settings, terminal, say("writing.ask_window_start"), "", read)  # noqa: E731
        if typed := filling.need("--window-start", "--window-start", start, example, asking):
            found["start"] = read(typed)
            base = typist.time(typed, at, Side.NEXT, "--window-start")
    if not end and is_needed and terminal.is_there:
        question = say("writing.ask_window_end")
        check = lambda said: said if typist.time(said, base, Side.NEXT, "--window-end") else ""  # noqa: E731
        end = ask(settings, terminal, question, "+2h", check)
    if end:
        filling.given("--window-end", end)
        until = typist.time(end, base, Side.NEXT, "--window-end")
        if until <= at and not may_be_over:
            # Of a long night "+45m" is meant from now, and would have been said as counted from the beginning.
            shown, begins, meant = typist.shown(until), typist.shown(base), typist.shown(at + timedelta(hours=1))
            raise UsageError(say("writing.end_passed", value=end, shown=shown, begins=begins, write=meant))
        found["end"] = written(until, typist.zone)
    return {"window": found} if found else {}


def coming(
    settings: Settings, filling: Filling, typist: Typist, asked: Asked, at: datetime, *, asks: bool
) -> dict[str, Value]:
    """``eta`` and ``next_update``."""
    found: dict[str, Value] = {}
    filling.given("--eta", asked.eta)
    filling.given("--next-update", asked.next_update)
    if asked.eta:
        found["eta"] = typist.eta(asked.eta, at)
    typed = asked.next_update
    if not typed and asks and filling.terminal.is_there:

        def read(said: str) -> str:
            if said != _NO_SERVICE:
                typist.time(said, at, Side.AFTER, "--next-update")
            return said

        typed = ask(settings, filling.terminal, settings.words.say("writing.ask_next_update"), "+30m", read)
    if typed and typed != _NO_SERVICE:
        found["next_update"] = written(typist.time(typed, at, Side.AFTER, "--next-update"), typist.zone)
    return found


def ended(typist: Typist, asked: Asked, status: Status | None, at: datetime) -> dict[str, Value]:
    """``ended_at``. Raises UsageError beside a status that ends nothing."""
    if not asked.ended_at:
        return {}
    if status is None or not status.is_terminal:
        raise UsageError(typist.settings.words.say("writing.not_ended"))
    return {"ended_at": typist.about(asked.ended_at, at, "--ended-at")}


def facts_of(
    settings: Settings, typist: Typist, asked: Asked, at: datetime, allowed: Sequence[str]
) -> dict[str, Value]:
    """What ``--fact`` says. Raises UsageError."""
    found: dict[str, Value] = {}
    for item in asked.facts:
        key, sign, text = shown(item).partition("=")
        if not sign:
            raise UsageError(settings.words.say("writing.bad_fact", value=item, allowed=", ".join(allowed)))
        name = chosen(settings, key, [Choice(one) for one in allowed], "--fact")
        found[name] = typist.about(text, at, name) if name in ("began_at", "detected_at") else one_line(text)
    return found


def need_message(filling: Filling, asked: Asked) -> None:
    """The text: without ``-m`` an editor opens, where somebody can use it; with all that nobody is asked for."""
    if not asked.messages and not filling.terminal.is_there:
        filling.missing.append("-m")
        filling.command += ["-m", '"…"']
    for part in asked.messages:
        # An empty one is an answer: no text.
        filling.command += ["-m", shlex.quote(part)]
    filling.given("--fact", *asked.facts)
    filling.given("--also-title", *asked.also_title)
    filling.given("--also", *asked.also)
    filling.given("--ended-at", asked.ended_at)
    filling.given("--at", asked.at)
    filling.given("--id", asked.id)
