"""What one letter says to one audience in one language: plain values, complete, for its template to print."""

from __future__ import annotations

from datetime import datetime

from noroshi.model.frozen import frozen
from noroshi.views.letter_parts import (
    ContinuityView,
    CorrectionView,
    MeasureView,
    PersonalDataView,
    RecoveryView,
    ReportView,
)
from noroshi.views.letter_said import Said, When


@frozen
class Change:
    """A fact that is no longer what it was."""

    key: str
    label: str
    old: str
    new: str
    is_short: bool
    """Whether both fit on one line beside each other."""
    was_unknown: bool
    """Whether it was being looked into before: ``old`` says so in a word (「調査中」)."""


@frozen
class Body:
    """What the writer said, as lines of plain text."""

    first: str = ""
    """Its first paragraph; empty where there is no body."""
    rest: str = ""
    """The others, a blank line apart."""
    timeline: str = ""
    """Of a report: the paragraph that tells what happened when, which is not in ``rest``; else empty."""

    @property
    def text(self) -> str:
        """All of it."""
        return "\n\n".join(part for part in (self.first, self.rest, self.timeline) if part)

    def __bool__(self) -> bool:
        return bool(self.first)


@frozen
class ContactView:
    """Whom to ask. Every field may be empty."""

    desk: str
    """Who answers: the desk of the incident, else who signs."""
    company: str
    """The company, where ``desk`` does not name it."""
    responsible: str
    phone: str
    email: str
    url: str
    hours: str
    until: str
    replies_reach_it: bool
    """Whether an answer to the mail comes to the same desk."""


@frozen
class WindowView:
    """When a maintenance is, or how long a notice holds."""

    start: When | None
    end: When | None
    length: str
    """「5時間」; empty without both ends."""
    crosses_midnight: bool
    reminder: When | None = None
    """When a maintenance is announced again, if nothing changes before."""


@frozen
class NoticeView:
    """An earlier notice of the incident: which one, and when it was."""

    number: int
    at: When


@frozen
class LetterView:
    """Everything that a letter's template may print."""

    name: str
    """Of the letter and of its template: ``opened``."""
    lang: str
    incident: str
    update: str
    audience: str
    """Its id in site.toml."""
    kind: str
    """incident · maintenance · …"""
    status: str

    # The subject.
    title: str
    marks: str
    """Japanese: 「【重要】【第1報】」; else empty."""
    what: str
    """What it is about, short enough for a subject: the services, else the title."""
    number: int
    """第n報; 0 where it has none."""

    # Who speaks to whom.
    salutation: str
    """宛名; empty in languages that use none."""
    has_greeting: bool
    company: str
    department: str
    sender: str
    """Who signs: 「株式会社霧笛クラウド カスタマーサポート」, “Muteki Cloud Support”."""
    signatory: str
    contact: ContactView
    is_named_desk: bool
    """Whether the incident has a desk of its own."""
    unsubscribe: str
    """Where the messages can be stopped, as a URL; empty where everyone concerned gets the letter."""
    unsubscribe_mail: str
    """The same where it is a mail address."""
    unsubscribe_header: str
    """As it stands in site.toml, for List-Unsubscribe."""
    goes_to_everyone: bool
    is_telephone_first: bool

    # When and where.
    at: When
    zone: str
    """「日本時間」, “JST”."""
    page: str
    start_page: str
    services: str
    """In running text; empty where none is named."""
    service_names: tuple[str, ...]
    impact: str
    is_open: bool
    is_usable: bool
    """Whether every service that it names works normally again."""
    is_emergency: bool
    is_first: bool
    """Whether it is the first word about the incident."""
    is_after_the_fact: bool
    """Told only when it was over."""
    is_late: bool
    """A maintenance called off at short notice."""
    is_new_status: bool
    """Whether the status was another one before."""
    suspends: bool
    """Whether this very update stops a service."""

    # The writer's text.
    body: Body
    needs_lead: bool
    """Whether the body does not say the one thing that the letter must begin with."""
    needs_apology: bool
    """Whether an apology is due and the body has none."""
    needs_inconvenience: bool
    """Maintenance: whether the body does not ask for understanding itself."""
    notices: tuple[NoticeView, ...]
    """The published updates before this one, oldest first."""
    previous: NoticeView | None

    # Facts.
    began: When | None
    detected: When | None
    ended: When | None
    end_is_unknown: bool
    periods: tuple[str, ...]
    """Where customers were affected more than once: each of them."""
    duration: str
    span: str
    """From when to when, within one day with the date once; empty while it lasts or where an end is unknown."""
    since: When | None
    """Since when the state now holds: of a re-opening and of a recovery."""
    scope: Said
    unaffected: Said
    data: Said
    cause: Said
    workaround: Said
    request: Said
    eta: Said
    actions: Said
    next_update: Said
    report_by: Said
    suspended_reason: Said
    suspended_until: Said
    changes: tuple[Change, ...]
    changed_keys: tuple[str, ...]
    """Their keys, each once."""
    said_keys: tuple[str, ...]
    """Facts that this update names itself."""
    nothing_changed: bool
    """Whether this update says no fact, state or expectation that was not told before."""
    eta_change: Change | None
    """The expectation that moved; it is among ``changes`` too."""
    eta_brief: str
    """For a subject: 「15:30頃」, on another day 「11/21 10:00頃」; empty without a time."""
    window: WindowView
    old_window: WindowView | None
    measures: tuple[MeasureView, ...]
    measures_missing: Said
    """A mark, where a report has none."""
    measures_done: tuple[MeasureView, ...]
    measures_open: tuple[MeasureView, ...]
    personal_data: PersonalDataView | None
    correction: CorrectionView | None
    recovery: RecoveryView | None
    continuity: ContinuityView | None
    report: ReportView | None

    # The mail around it.
    band: str
    """A word for the state, above an HTML mail: 「調査中」."""
    tone: str
    """open · over · planned · notice"""
    page_label: str
    """What the button to the page says."""
    site_name: str
    brand: str
    direction: str
    mail_from: str
    """As site.toml has it; empty: no mail can be made."""
    reply_to: str
    list_id: str
    """Empty for letters that go to everyone concerned."""
    sent_at: datetime
    """On the site's clock."""
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    is_important: bool
    not_ready: tuple[str, ...]
    """Keys of what is missing; empty: it can be sent."""
    not_ready_notes: tuple[str, ...]
    """The same in words, one line each."""
    not_ready_heading: str
    not_ready_mark: str
    """What a subject begins with when it is not ready."""
    terms: tuple[tuple[str, str], ...]
    """(term, plain words) of glossary terms that it uses, in the order of the glossary."""
