"""site.toml as values: what the site is called, what it watches, how it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from noroshi.model.frozen import frozen
from noroshi.model.terms import State
from noroshi.model.text import Body, Day, Text


@frozen
class Contact:
    """Where a customer asks."""

    name: Text | None = None
    responsible: Text | None = None
    phone: Text | None = None
    email: str | None = None
    url: str | None = None
    hours: Text | None = None
    until: Day | None = None


@frozen
class Organisation:
    """Who speaks."""

    company: Text | None = None
    department: Text | None = None
    signatory: Text | None = None


@frozen
class Group:
    """A heading under which services stand."""

    id: str
    name: Text


@frozen
class Service:
    """Something that customers use."""

    id: str
    name: Text
    group: str | None = None
    description: Text | None = None
    link: str | None = None
    depends_on: tuple[str, ...] = ()
    since: Day | None = None
    until: Day | None = None
    """It no longer exists after this; its history stays."""


@frozen
class Theme:
    """How the pages look."""

    name: str = "default"
    brand: str | None = None
    """``#rrggbb``"""
    logo: str | None = None
    """Path below ``site_src/static/``."""
    logo_dark: str | None = None
    corner: str | None = None
    density: str | None = None
    script: bool = True
    """Whether pages may run the theme's own script."""
    stale_hours: int = 26
    """Hours after which a reader is told that a page may be old: a day and the delay of a nightly build; 0: never."""


@frozen
class Pictures:
    """Pictures by which others show the site."""

    social: bool = False
    """Whether there are any for chats and social networks."""
    fonts: tuple[str, ...] = ()
    """What they are lettered with: paths below ``site_src/``; none: what the machine has."""


@frozen
class Audience:
    """Whom letters address."""

    id: str
    salutation: Text | None = None
    letters: tuple[str, ...] = ()


@frozen
class Mail:
    """What later goes into mail headers."""

    sender: str | None = None
    reply_to: str | None = None
    list_id: str | None = None
    unsubscribe: str | None = None
    subscribe: str | None = None
    reminder_hours: int = 24
    outbox_days: int = 14


@frozen
class Feeds:
    """How feeds are named."""

    authority: str | None = None
    entries: int = 50
    hub: str | None = None
    typed: bool = False
    """Whether anything was typed as ``authority``, be it refused."""
    line: int = 0
    """Of the table in site.toml; 0 where there is none."""

    @property
    def domain(self) -> str:
        """The domain of ``authority``; empty without one."""
        return (self.authority or "").partition(",")[0].rpartition("@")[2]

    @property
    def since(self) -> datetime | None:
        """The date of ``authority`` (RFC 4151 §2.1: missing parts are 01), midnight UTC."""
        if self.authority is None:
            return None
        year, month, day = (*self.authority.rpartition(",")[2].split("-"), "1", "1")[:3]
        return datetime(int(year), int(month), int(day), tzinfo=UTC)


@frozen
class Admin:
    """``/admin/``: a form of another project, for people without git."""

    repository: str
    """``owner/name``, or ``group/subgroup/name``."""
    script: str
    """``https`` address of the form's program."""
    integrity: str
    """``sha384-…``: the digest that it must have (W3C Subresource Integrity)."""
    branch: str = "main"
    backend: str = "github"
    """github · gitlab"""
    login: str | None = None
    """Address of the service by which people log in; ``None``: the form's own way."""


DEFAULT_WEIGHTS: Mapping[State, float] = {
    State.OPERATIONAL: 0.0,
    State.UNDER_MAINTENANCE: 0.0,
    State.DEGRADED_PERFORMANCE: 0.0,
    State.PARTIAL_OUTAGE: 0.3,
    State.MAJOR_OUTAGE: 1.0,
}
"""How much a second in each state counts as downtime."""


@frozen
class Page:
    """A further page of the site: ``site_src/pages/NAME.md``."""

    id: str
    title: Text
    body: Body
    nav: bool = False
    order: int = 0
    handbook: str = ""
    """Id of the first page of the handbook that it belongs to; empty: it stands alone."""
    before: str = ""
    """Id of the page that is read before it; empty: none."""
    after: str = ""
    contents: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Of a handbook's page, by language: (fragment, words) of its headings."""


@frozen
class Handbook:
    """Which folder of Markdown becomes pages too."""

    folder: str = ""
    """Path from the root; empty: none."""
    lang: str = ""
    """Of its files that stand in no language's folder; empty: the site's first."""
    link: str = ""
    """What links to the repository's other files begin with; empty: these are no links."""
    nav: bool = True


@frozen
class Term:
    """A glossary entry."""

    term: str
    meaning: Text


@frozen
class Site:
    """Everything that does not belong to one incident."""

    name: Text
    url: str
    """Absolute, no trailing slash; its path is the base path of every link."""
    languages: tuple[str, ...]
    """BCP 47, in the order shown; the first is the site's first language, at ``/``."""
    timezone: str
    zone: ZoneInfo
    demonstration: datetime | None = None
    theme: Theme = Theme()
    pictures: Pictures = Pictures()
    organisation: Organisation = Organisation()
    contact: Contact = Contact()
    security_contact: str | None = None
    """Who takes reports of vulnerabilities: an ``https``, ``mailto`` or ``tel`` address, in ASCII."""
    lead: Text | None = None
    speaker: Text | None = None
    audiences: tuple[Audience, ...] = ()
    groups: tuple[Group, ...] = ()
    services: tuple[Service, ...] = ()
    mail: Mail = Mail()
    feeds: Feeds = Feeds()
    commit_url: str | None = None
    weights: Mapping[State, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    show_sums: bool = True
    search: bool = False
    """Whether its entries can be searched: ``/search/``."""
    handbook: Handbook = Handbook()
    admin: Admin | None = None
    """``None``: there is none."""
    pages: tuple[Page, ...] = ()
    """By ``order``, then id; after them those of the handbook, as they are read."""
    glossary: tuple[Term, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    """Language tag → the site's own catalogue of its words, as it was written."""

    @property
    def domain(self) -> str:
        """In whose name feeds, calendars and the API speak: kept when the site moves, once it is written down."""
        return self.feeds.domain or urlsplit(self.url).hostname or ""

    @property
    def has_feeds(self) -> bool:
        """Whether there are any: without an authority no id could be made."""
        return self.feeds.authority is not None

    def service(self, service_id: str) -> Service:
        """The service of that id. Raises KeyError."""
        for service in self.services:
            if service.id == service_id:
                return service
        raise KeyError(service_id)
