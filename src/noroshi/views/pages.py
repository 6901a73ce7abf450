"""One view a page: complete values in one language; whoever renders them needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from noroshi.views.frame import Frame
from noroshi.views.pieces import Heading, Html, Row, Run, Sentence, Sign, Table


@dataclass(frozen=True)
class StripRun:
    """Neighbouring days of an availability strip that look the same."""

    start: int
    """Index of the first day, 0 = oldest."""
    length: int
    code: str
    """A ``Sign.code``; ``unknown``: a time without data."""
    level: int
    """Height of the bar: 0 (no data) … 4 (major outage)."""
    text: str
    """The day or days in words: 「11月18日（水）：一部停止（2件）」."""
    path: str
    """Where to read on (an incident, or a month); empty for quiet days."""


@dataclass(frozen=True)
class Strip:
    """Ninety days of a service."""

    days: int
    runs: tuple[StripRun, ...]
    """Quiet days are joined; a day with something to tell stands alone. Together they cover ``days``."""
    sentence: str
    """The same for print and screen readers."""
    first: Run
    last: Run
    percent: str
    """「99.95%」; empty where nothing is known."""


@dataclass(frozen=True)
class ServiceMark:
    """A service in a list."""

    id: str
    name: Run
    """With ``path`` to its page."""
    sign: Sign


@dataclass(frozen=True)
class ServiceRow:
    """A service on the start page."""

    mark: ServiceMark
    description: Run | None
    strip: Strip


@dataclass(frozen=True)
class ServiceGroup:
    """Services under a heading."""

    name: Run | None
    """``None``: services without a group."""
    services: tuple[ServiceRow, ...]


@dataclass(frozen=True)
class EditNote:
    """One edit of a published text."""

    sentence: Sentence
    """When, and why."""


@dataclass(frozen=True)
class UpdateView:
    """One update in the timeline."""

    anchor: str
    path: str
    """Site path with fragment: its own address."""
    number: str
    """「第3報」, “Update 3”."""
    day: Run
    """Date with weekday, as a time."""
    starts_day: bool
    """Whether, newest first, it is the first of its day: then ``day`` is shown."""
    time: Run
    """Hours and minutes, as a time."""
    told_at: Run
    """Date with weekday and time, as a time."""
    sign: Sign
    """Shape of the worst state after it; the word is the status."""
    status_changed: bool
    changes: tuple[Sentence, ...]
    """Facts that moved, one small sentence each."""
    body: Html | None
    """``None``: an empty body; ``changes`` and the status speak."""
    rows: tuple[Row, ...]
    """What this update says of one-line facts: actions, scope, cause …"""
    tables: tuple[Table, ...]
    """Personal data, data recovery, continuity."""
    promise: Sentence
    """When we speak next, and whether that was kept; empty where nothing was promised."""
    promise_is_late: bool
    edits: tuple[EditNote, ...]
    withdrawn: Sentence
    """That and why it is withdrawn; then nothing else of it is shown. Else empty."""
    is_latest: bool
    is_report: bool = False


@dataclass(frozen=True)
class EntryRow:
    """An incident in a list."""

    id: str
    path: str
    kind: str
    """A ``Kind`` code: filters go by it."""
    kind_word: str
    """Empty where the sign says it."""
    title: Heading
    sign: Sign
    """Shape of the worst state (``notice`` where none), word of the status now."""
    impact: str
    """Word of the worst impact; empty where none."""
    when: Sentence
    """Began … ended, or the window, or when it was published."""
    duration: str
    """「約3時間42分」; empty where unknown, open, or none."""
    services: tuple[Run, ...]
    is_open: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class OpenIncident:
    """An open incident on the start page: is it mine, until when, what can I do, when do I hear more."""

    entry: EntryRow
    summary: Sentence
    """Since when, how bad."""
    answers: tuple[Row, ...]
    """scope, eta, next_update, workaround, request – in this order, those that are known."""
    next_is_late: bool
    latest: UpdateView
    marks: tuple[ServiceMark, ...]


@dataclass(frozen=True)
class MaintenanceItem:
    """A maintenance that is coming, going on or overdue."""

    entry: EntryRow
    phase: str
    """before · within · overdue · over"""
    phase_word: str
    window: Sentence
    answers: tuple[Row, ...]
    """scope, unaffected, request."""


@dataclass(frozen=True)
class RecentDay:
    """One of the last fourteen days."""

    day: Run
    entries: tuple[EntryRow, ...]
    """Empty: nothing happened (``quiet`` says so)."""
    quiet: str


@dataclass(frozen=True)
class HomeView:
    """``/``"""

    frame: Frame
    sign: Sign
    headline: Heading
    """The overall state as a sentence with a subject."""
    lead: Sentence
    """As of when, and what else is to be known in one line."""
    incidents: tuple[OpenIncident, ...]
    maintenance: tuple[MaintenanceItem, ...]
    """Going on or overdue, then what comes in the next 30 days."""
    notices: tuple[EntryRow, ...]
    groups: tuple[ServiceGroup, ...]
    method: str
    """How availability is counted, one paragraph."""
    recent: tuple[RecentDay, ...]
    """Newest first; neighbouring quiet days are joined into one."""
    history_path: str
    left_out: str
    """That some entries had to be left out of this build; else empty."""


@dataclass(frozen=True)
class MeasureRow:
    """A prevention measure."""

    what: Run
    state: str
    """Word of the state."""
    state_code: str
    """planned · in_progress · done · overdue"""
    due: Sentence
    notes: tuple[Sentence, ...]
    """Moved dates with their reasons."""
    owner: Run | None
    """Not translated: in the report's own language."""


@dataclass(frozen=True)
class QuestionView:
    """A question with its answer."""

    question: Run
    answer: Run


@dataclass(frozen=True)
class ReportView:
    """The final report on the incident's page."""

    update: UpdateView
    title: str
    document: tuple[Row, ...]
    """Number, version, author, date."""
    causes: tuple[Row, ...]
    """Direct cause, why it was not prevented, why it took long."""
    body: Html | None
    briefing: tuple[Row, ...]


@dataclass(frozen=True)
class IncidentView:
    """``/incidents/<id>/``"""

    frame: Frame
    entry: EntryRow
    headline: Heading
    marks: tuple[str, ...]
    """Words that stand before the title: 緊急, 訓練 …"""
    summary: Sentence
    """State now in one sentence with its times."""
    withdrawn: Sentence
    """That and why the whole incident is withdrawn; else empty."""
    translation_note: str
    """That parts are shown in another language; else empty."""
    left_out: tuple[str, ...]
    """One sentence for each update that had to be left out of this build."""
    facts: tuple[Row, ...]
    """The table of facts as known now, in the order of letters."""
    tables: tuple[Table, ...]
    """Correction (誤／正), personal data, data recovery, continuity: as known now."""
    services: tuple[ServiceMark, ...]
    """Every service it touched, with its state now in this incident (while open), else the worst."""
    services_title: str
    timeline: tuple[UpdateView, ...]
    """Newest first."""
    report: ReportView | None
    measures: tuple[MeasureRow, ...]
    questions: tuple[QuestionView, ...]
    related: tuple[EntryRow, ...]
    contact: tuple[Row, ...]
    """The incident's own desk; empty: the site's (foot of the page)."""
    answers: tuple[Row, ...]
    """While it is open, the same as ``OpenIncident.answers``; else empty. ``facts`` says them again."""
    next_is_late: bool


@dataclass(frozen=True)
class MonthLink:
    """A month in the index."""

    path: str
    label: str
    counts: str
    """「障害 3件、メンテナンス 1件」"""


@dataclass(frozen=True)
class YearIndex:
    """The months of a year, newest first."""

    label: str
    months: tuple[MonthLink, ...]


@dataclass(frozen=True)
class KindFilter:
    """A choice of the list's filter, worked by CSS alone."""

    kind: str
    """``all`` or a ``Kind`` code."""
    label: str
    count: int


@dataclass(frozen=True)
class HistoryView:
    """``/history/``"""

    frame: Frame
    heading: str
    lead: str
    newest: tuple[EntryRow, ...]
    """Entries of the newest months, at most 30."""
    newest_title: str
    filters: tuple[KindFilter, ...]
    years: tuple[YearIndex, ...]


@dataclass(frozen=True)
class MonthView:
    """``/history/2026/11/``"""

    frame: Frame
    heading: str
    lead: str
    filters: tuple[KindFilter, ...]
    entries: tuple[EntryRow, ...]
    """Newest first."""
    newer: MonthLink | None
    older: MonthLink | None
    index_path: str


@dataclass(frozen=True)
class MonthFigure:
    """Availability of one month."""

    label: str
    path: str
    """The month's history; empty where nothing happened on the site."""
    percent: str
    down: str
    """Counted downtime in words; empty where none."""
    incidents: int


@dataclass(frozen=True)
class ServiceView:
    """``/services/<id>/``"""

    frame: Frame
    mark: ServiceMark
    heading: Heading
    description: Run | None
    link: str
    sentence: Sentence
    """What holds now."""
    ended: str
    """That the service no longer exists, since when; else empty."""
    open_entries: tuple[EntryRow, ...]
    depends_on: tuple[ServiceMark, ...]
    needed_by: tuple[ServiceMark, ...]
    strip: Strip
    months: tuple[MonthFigure, ...]
    """Newest first, at most 13."""
    method: str
    not_counted: str
    """How many stretches of unknown length are not in the figures; empty where none."""
    entries: tuple[EntryRow, ...]
    """Newest first, at most 50."""
    history_path: str


@dataclass(frozen=True)
class MaintenanceView:
    """``/maintenance/``"""

    frame: Frame
    heading: str
    lead: str
    current: tuple[MaintenanceItem, ...]
    coming: tuple[MaintenanceItem, ...]
    past: tuple[EntryRow, ...]
    """Of the last 13 months, newest first."""


@dataclass(frozen=True)
class StateMeaning:
    """A line of the legend."""

    sign: Sign
    meaning: str
    weight: str
    """How it counts: 「30%」."""


@dataclass(frozen=True)
class TextView:
    """``/about/`` and the site's own pages."""

    frame: Frame
    heading: Heading
    body: Html | None
    translation_note: str
    legend: tuple[StateMeaning, ...]
    """Only on ``/about/``: what the states mean and how they count."""
    method: str
    """Only on ``/about/``: how availability is counted; else empty."""


@dataclass(frozen=True)
class NotFoundView:
    """``/404.html``: in every language of the site at once, since nobody knows the reader's."""

    frame: Frame
    messages: tuple[NotFoundMessage, ...]


@dataclass(frozen=True)
class NotFoundMessage:
    """What the page says in one language."""

    lang: str
    heading: str
    text: str
    links: tuple[Run, ...]


@dataclass(frozen=True)
class RedirectView:
    """A former address."""

    frame: Frame
    target_path: str
    target_url: str
    sentence: str
