"""Options, a person at a terminal, or neither → what a new site says of itself, by the rules of site.toml."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from noroshi.app.problem_words import ProblemWords
from noroshi.app.settings import Settings, UsageError
from noroshi.model.frozen import frozen
from noroshi.source.new_site import NewSite, Text, is_japanese, is_zone, refusals

Ask = Callable[[str, str], str]
"""(question, default, empty: none) → what was typed."""
Fill = Callable[[str], NewSite]
"""What was typed → the site with it."""
PLACEHOLDER_URL = "https://status.example.com"
BETWEEN = " / "
"""Between the texts of one answer, where it has one for each language."""
_NAMES = ("languages", "name", "url", "timezone", "service")
_LOCALTIME = Path("/etc/localtime")
_NAME: Mapping[str, str] = {"ja": "稼働状況", "en": "Status"}
_SERVICES: Sequence[tuple[str, Mapping[str, str]]] = (
    ("website", {"ja": "ウェブサイト", "en": "Website"}),
    ("api", {"ja": "API", "en": "API"}),
)


@frozen
class Answers:
    """What was given by options; empty: nothing."""

    name: str = ""
    url: str = ""
    languages: str = ""
    """Tags with commas."""
    timezone: str = ""
    service: tuple[str, ...] = ()
    """``id=Name`` each."""
    machine_zone: str = "UTC"
    """The default of ``timezone``."""

    def typed(self) -> tuple[str, ...]:
        """The options that were given."""
        return tuple(f"--{name}" for name in _NAMES if getattr(self, name))


def machine_zone(environ: Mapping[str, str], lang: str) -> str:
    """The zone of this machine; where it has none, or that of servers, the one most readers of ``lang`` live in."""
    found = environ.get("TZ", "").removeprefix(":")
    if not found:
        try:
            found = _LOCALTIME.readlink().as_posix().partition("zoneinfo/")[2]
        except OSError:
            found = ""
    servers = ("", "UTC", "Etc/UTC")
    return found if found not in servers and is_zone(found) else "Asia/Tokyo" if lang == "ja" else "UTC"


def answered(settings: Settings, answers: Answers, ask: Ask | None, *, is_ready: bool) -> NewSite:
    """A site without refusals. ``is_ready``: what was not given takes its default.

    Raises UsageError for a given answer that the rules refuse, and where there is nobody to ask.
    """
    say = settings.words.say
    asks = _Interview(settings, None if is_ready else ask)
    missing = [f"--{name}" for name in _NAMES if not getattr(answers, name)]
    if missing and ask is None and not is_ready:
        raise UsageError(say("starting.nobody_to_ask", options=", ".join(missing)))
    usual = ("ja", "en") if settings.words.lang == "ja" else ("en",)
    site = _in_languages(NewSite("", PLACEHOLDER_URL, usual, answers.machine_zone, ()), usual)
    fill: Fill = partial(_with_languages, site)
    site = asks.one("--languages", answers.languages, say("starting.ask_languages"), ",".join(usual), fill)
    site = asks.one("--name", answers.name, say("starting.ask_name"), _joined(site.name), partial(_with_name, site))
    site = asks.one("--url", answers.url, say("starting.ask_url"), site.url, partial(_with_url, site))
    fill = partial(_with_zone, site)
    site = asks.one("--timezone", answers.timezone, say("starting.ask_timezone"), site.timezone, fill)
    return asks.services(answers.service, site)


@frozen
class _Interview:
    settings: Settings
    ask: Ask | None
    """``None``: what was not given takes its default."""

    def one(self, option: str, given: str, question: str, default: str, fill: Fill) -> NewSite:
        """The site with what was given, typed, or else the default. Raises UsageError."""
        if given or self.ask is None:
            site = fill(given or default)
            if refused := self.refused(site):
                raise UsageError(f"{option}: {refused}")
            return site
        while True:
            site = fill(self.ask(question, default).strip())
            refused = self.refused(site)
            if not refused:
                return site
            print(refused, file=sys.stderr)

    def services(self, given: Sequence[str], usual: NewSite) -> NewSite:
        """One after the other. Nothing typed at first: the usual ones; nothing typed later: that is all."""
        say = self.settings.words.say
        none = replace(usual, services=())
        if given:
            site = none
            for typed in given:
                site = self.one("--service", typed, "", "", partial(_with_service, site))
            return site
        if self.ask is None:
            return usual
        default = ", ".join(f"{known}={_joined(name)}" for known, name in usual.services)
        first = self.one(
            "--service",
            "",
            say("starting.ask_service"),
            default,
            lambda typed: usual if typed == default else _with_service(none, typed),
        )
        return first if first is usual else self.further_services(first)

    def further_services(self, site: NewSite) -> NewSite:
        question = self.settings.words.say("starting.ask_further_service")
        while True:
            more = self.one("--service", "", question, "", partial(_with_service_or_not, site))
            if more is site:
                return site
            site = more

    def refused(self, site: NewSite) -> str:
        """Why the rules of site.toml refuse it, in their words; empty: they do not."""
        words = ProblemWords(self.settings.words.lang)
        lines: list[str] = []
        for problem in refusals(site):
            headline, hints = words.said(problem)
            lines += [headline, *(f"    {hint}" for hint in hints)]
        ids = [known for known, _ in site.services]
        # The rule for this names lines, and there are none yet.
        lines += [
            self.settings.words.say("starting.service_twice", value=known)
            for known in sorted({known for known in ids if ids.count(known) > 1})
        ]
        return "\n".join(lines)


def _in_languages(site: NewSite, languages: tuple[str, ...]) -> NewSite:
    """With the languages, and with a name and services in them."""
    services = tuple((known, _in_all(name, languages)) for known, name in _SERVICES)
    return replace(site, languages=languages, name=_in_all(_NAME, languages), services=services)


def _in_all(texts: Mapping[str, str], languages: tuple[str, ...]) -> Text:
    found = {tag: texts["ja" if is_japanese(tag) else "en"] for tag in languages}
    return found if len(set(found.values())) > 1 else next(iter(found.values()), texts["en"])


def _with_languages(site: NewSite, typed: str) -> NewSite:
    return _in_languages(site, tuple(tag.strip() for tag in typed.split(",") if tag.strip()))


def _with_url(site: NewSite, typed: str) -> NewSite:
    return replace(site, url=typed)


def _with_zone(site: NewSite, typed: str) -> NewSite:
    return replace(site, timezone=typed)


def _with_name(site: NewSite, typed: str) -> NewSite:
    return replace(site, name=_text(typed, site.languages))


def _with_service(site: NewSite, typed: str) -> NewSite:
    known, _, name = typed.partition("=")
    text = _text(name.strip() or known.strip(), site.languages)
    return replace(site, services=(*site.services, (known.strip(), text)))


def _with_service_or_not(site: NewSite, typed: str) -> NewSite:
    return _with_service(site, typed) if typed else site


def _text(typed: str, languages: tuple[str, ...]) -> Text:
    """``typed``, or its parts by language where it has one for each."""
    parts = tuple(part.strip() for part in typed.split(BETWEEN))
    if len(languages) > 1 and len(parts) == len(languages):
        return dict(zip(languages, parts, strict=True))
    return typed.strip()


def _joined(text: Text) -> str:
    return text if isinstance(text, str) else BETWEEN.join(text.values())
