"""site_src/ → the site as values, with what is wrong with it.

Every finding of every file is told in one run. Where a value is refused the site goes on without it, or
with a stand-in, so that the incidents can be checked in the same run: a site that comes with errors is for
checking, never for publishing.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from noroshi.model.problem import Place, Problem, sorted_problems
from noroshi.model.site import (
    Admin,
    Audience,
    Contact,
    Feeds,
    Group,
    Handbook,
    Mail,
    Organisation,
    Pictures,
    Service,
    Site,
    Theme,
)
from noroshi.model.terms import State
from noroshi.model.text import Day, Text
from noroshi.source.files import is_inside, read_text
from noroshi.source.glossary import load_glossary
from noroshi.source.own_words import load_words
from noroshi.source.pages import load_pages
from noroshi.source.refusal import Refusal
from noroshi.source.site_checks import checked, ids_of
from noroshi.source.site_shape import sound_site
from noroshi.source.site_texts import text_of
from noroshi.source.static import STATIC
from noroshi.source.times import read_day, read_moment
from noroshi.source.toml_places import KeyPath, TomlDocument, TomlFault, read_toml
from noroshi.source.zones import zone

if typing.TYPE_CHECKING:
    from noroshi.source.site_schema import SiteFile

SITE_SRC = "site_src"
SITE_TOML = "site_src/site.toml"


def load_site(root: Path) -> tuple[Site | None, tuple[Problem, ...]]:
    """The site whose root is ``root``, and every problem of site.toml, the glossary and the pages, sorted.

    ``None`` only where site.toml is missing or is no TOML. Never raises for what a file is or holds.
    """
    if not (root / SITE_TOML).exists():
        return None, (Problem(Place(SITE_TOML), "site-missing", arguments={"value": SITE_TOML}),)
    text, problems = read_text(root, SITE_TOML)
    if text is None:
        return None, problems
    document = read_toml(text)
    if isinstance(document, TomlFault):
        return None, (*problems, document.problem(SITE_TOML))
    file, refused = _file(document)
    found = [*problems, *refused, *checked(document, SITE_TOML)]
    if file is None:
        return None, sorted_problems(found)
    site = _Maker(root, document, file, found).site()
    terms, glossary_problems = load_glossary(root, site.languages)
    words, word_problems = load_words(root, site.languages)
    site = replace(site, glossary=terms, words=words)
    pages, page_problems = load_pages(root, site)
    return replace(site, pages=pages), sorted_problems([*found, *glossary_problems, *word_problems, *page_problems])


def _file(document: TomlDocument) -> tuple[SiteFile | None, tuple[Problem, ...]]:
    """The file as the schema has it; None only where nothing could be made of it."""
    sound = sound_site(document.values)
    if sound is not None:
        return sound, ()
    # Loaded where something is wrong: pydantic takes a tenth of a second.
    from noroshi.source.site_validation import validated

    return validated(document, SITE_TOML)


@dataclass
class _Maker:
    """Makes one site of a file that the schema has accepted."""

    root: Path
    document: TomlDocument
    file: SiteFile
    problems: list[Problem]
    languages: tuple[str, ...] = ()
    zone: ZoneInfo = field(default_factory=lambda: zone("UTC"))

    def site(self) -> Site:
        file = self.file
        self.languages = tuple(dict.fromkeys(file.languages))
        self.zone = zone(file.timezone)
        mail, weights = file.mail, file.availability
        return Site(
            name=self.text(file.name) or Text(self.languages[0], "?"),
            url=file.url,
            languages=self.languages,
            timezone=file.timezone,
            zone=self.zone,
            demonstration=self.moment(file.demonstration, ("demonstration",)),
            theme=self.theme(),
            pictures=self.pictures(),
            organisation=Organisation(
                company=self.text(file.organisation.company),
                department=self.text(file.organisation.department),
                signatory=self.text(file.organisation.signatory),
            ),
            contact=Contact(
                name=self.text(file.contact.name),
                responsible=self.text(file.contact.responsible),
                phone=self.text(file.contact.phone),
                email=file.contact.email,
                url=file.contact.url,
                hours=self.text(file.contact.hours),
            ),
            security_contact=file.contact.security,
            lead=self.text(file.roles.lead),
            speaker=self.text(file.roles.speaker),
            audiences=self.audiences(),
            groups=self.groups(),
            services=self.services(),
            mail=Mail(
                sender=mail.sender,
                reply_to=mail.reply_to,
                list_id=mail.list_id,
                unsubscribe=mail.unsubscribe,
                subscribe=mail.subscribe,
                reminder_hours=mail.reminder_hours,
                outbox_days=mail.outbox_days,
            ),
            feeds=self.feeds(),
            commit_url=file.repository.commit_url,
            weights={
                State.OPERATIONAL: 0.0,
                State.UNDER_MAINTENANCE: weights.under_maintenance,
                State.DEGRADED_PERFORMANCE: weights.degraded_performance,
                State.PARTIAL_OUTAGE: weights.partial_outage,
                State.MAJOR_OUTAGE: weights.major_outage,
            },
            show_sums=file.promises.show_sums,
            search=file.search.enabled,
            handbook=self.handbook(),
            admin=self.admin(),
        )

    def admin(self) -> Admin | None:
        typed = self.file.admin
        if not typed.enabled:
            return None
        written = self.document.values.get("admin")
        for key in ("repository", "script", "integrity"):
            # What was refused is told already.
            if not getattr(typed, key) and not (isinstance(written, dict) and key in written):
                self.problem("site-admin-incomplete", ("admin", "enabled"), value=key)
        if not (typed.repository and typed.script and typed.integrity):
            return None
        return Admin(typed.repository, typed.script, typed.integrity, typed.branch, typed.backend, typed.login)

    def feeds(self) -> Feeds:
        table = self.document.values.get("feeds")
        typed = isinstance(table, dict) and "authority" in table
        line = self.document.line(("feeds",)) if table is not None else 0
        feeds = self.file.feeds
        return Feeds(feeds.authority, feeds.entries, feeds.hub, typed, line)

    def text(self, typed: Mapping[str, str] | None) -> Text | None:
        return text_of(typed, self.languages)

    def problem(self, rule: str, place: KeyPath, **arguments: Any) -> None:
        self.problems.append(Problem(Place(SITE_TOML, self.document.line(place)), rule, arguments=arguments))

    def moment(self, typed: str | None, place: KeyPath) -> datetime | None:
        try:
            return read_moment(typed, self.zone) if typed else None
        except Refusal as refusal:
            self.refused(refusal, place)
            return None

    def day(self, typed: str | None, place: KeyPath) -> Day | None:
        try:
            return read_day(typed, self.zone) if typed else None
        except Refusal as refusal:
            self.refused(refusal, place)
            return None

    def refused(self, refusal: Refusal, place: KeyPath) -> None:
        from noroshi.source.site_problems import toml_value

        key = str(place[-1])
        paste = tuple(f"{key} = {toml_value(value)}" for value in refusal.arguments.get("write", ()))
        self.problem(refusal.rule, place, **{**refusal.arguments, "key": key, "paste": paste})

    def theme(self) -> Theme:
        typed = self.file.theme
        for key in ("logo", "logo_dark"):
            logo = getattr(typed, key)
            path = f"{STATIC}/{logo}"
            if logo and not (is_inside(self.root, path) and (self.root / path).is_file()):
                self.problem("site-logo-missing", ("theme", key), value=logo, path=path)
        return Theme(
            name=typed.name,
            brand=typed.brand,
            logo=typed.logo,
            logo_dark=typed.logo_dark,
            corner=typed.corner,
            density=typed.density,
            script=typed.script,
            stale_hours=typed.stale_hours,
        )

    def pictures(self) -> Pictures:
        typed = self.file.pictures
        for font in typed.fonts:
            path = f"{SITE_SRC}/{font}"
            if not (is_inside(self.root, path) and (self.root / path).is_file()):
                self.problem("site-font-missing", ("pictures", "fonts"), value=font, path=path)
        return Pictures(typed.social, tuple(typed.fonts))

    def handbook(self) -> Handbook:
        typed = self.file.handbook
        if typed.lang and typed.lang not in self.languages:
            self.problem("page-language", ("handbook", "lang"), value=typed.lang, allowed=self.languages, near="")
        return Handbook(typed.folder or "", typed.lang or "", typed.link or "", typed.nav)

    def audiences(self) -> tuple[Audience, ...]:
        made: dict[str, Audience] = {}
        for typed in self.file.audiences:
            letters = tuple(dict.fromkeys(typed.letters))
            made.setdefault(typed.id, Audience(typed.id, self.text(typed.salutation), letters))
        return tuple(made.values()) or (Audience("customers"),)

    def groups(self) -> tuple[Group, ...]:
        made: dict[str, Group] = {}
        for typed in self.file.groups:
            made.setdefault(typed.id, Group(typed.id, self.text(typed.name) or Text("", typed.id)))
        return tuple(made.values())

    def services(self) -> tuple[Service, ...]:
        groups = {group.id for group in self.file.groups}
        services = {service.id for service in self.file.services}
        # Refused services are gone from the file, so its positions are found again by id.
        positions: dict[str, int] = {}
        for position, entry_id in ids_of(self.document.values, "services"):
            positions.setdefault(entry_id, position)
        made: dict[str, Service] = {}
        for service in self.file.services:
            if service.id in made:
                continue
            place: KeyPath = ("services", positions.get(service.id, 0))
            since = self.day(service.since, (*place, "since"))
            until = self.day(service.until, (*place, "until"))
            if since is not None and until is not None and self.end(until) < self.start(since):
                self.problem("site-until-before-since", (*place, "until"), value=service.until, since=service.since)
                until = None
            made[service.id] = Service(
                id=service.id,
                name=self.text(service.name) or Text(self.languages[0], service.id),
                group=service.group if service.group in groups else None,
                description=self.text(service.description),
                link=service.link,
                depends_on=tuple(dict.fromkeys(name for name in service.depends_on if name in services)),
                since=since,
                until=until,
            )
        return tuple(made.values())

    def start(self, day: Day) -> datetime:
        return day if isinstance(day, datetime) else datetime(day.year, day.month, day.day, tzinfo=self.zone)

    def end(self, day: date) -> datetime:
        """A date ends with that day in the site's zone."""
        return day if isinstance(day, datetime) else self.start(day + timedelta(days=1))
