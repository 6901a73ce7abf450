"""One view a page: complete values in one language; whoever renders them needs nothing else."""

from __future__ import annotations

from noroshi.model.frozen import frozen
from noroshi.views.frame import Frame
from noroshi.views.parts import EntryRecord, EntryRow, ReportView, ServiceGroup, ServiceMark, Strip, UpdateView
from noroshi.views.pictures import CoursePicture, TimesPicture, YearPicture
from noroshi.views.pieces import Heading, Html, Row, Run, Sentence, Sign, Table


@frozen
class OpenIncident:
    """An open incident on the start page: is it mine, until when, what can I do, when do I hear more."""

    entry: EntryRow
    summary: Sentence
    """Since when, how bad."""
    answers: tuple[Row, ...]
    """scope, eta, next_update, workaround, request – in this order, those that are known."""
    latest: UpdateView
    marks: tuple[ServiceMark, ...]
    left_out: tuple[str, ...]
    """One sentence for each of its updates that had to be left out of this build: what is said may be old."""


@frozen
class MaintenanceItem:
    """A maintenance that is coming, going on or overdue."""

    entry: EntryRow
    phase: str
    """before · within · overdue · over"""
    phase_word: str
    window: Sentence
    answers: tuple[Row, ...]
    """scope, unaffected, request; empty for what is only coming on the start page: its own page says them."""
    begins_at: str = ""
    """When it was to begin (ISO 8601), where that is still to come; else empty."""


@frozen
class RecentDay:
    """One of the last fourteen days."""

    day: Run
    entries: tuple[EntryRow, ...]
    """Empty: nothing happened (``quiet`` says so)."""
    quiet: str
    gone: tuple[Sentence, ...] = ()
    """One for each entry that was published on this day and is no more."""


@frozen
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
    removed: Sentence = ()
    """That entries of the days of the strips were removed, with links to their months; else empty."""


@frozen
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


@frozen
class QuestionView:
    """A question with its answer."""

    question: Run
    answer: Sentence


@frozen
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
    """The table of facts as known now, in the order of letters; without those that ``answers`` says."""
    tables: tuple[Table, ...]
    """Correction (誤／正), personal data, data recovery, continuity: as known now."""
    services: tuple[ServiceMark, ...]
    """Every service it touched, with its state now in this incident (while open), else the worst."""
    services_title: str
    timeline: tuple[UpdateView, ...]
    """Newest first."""
    report: ReportView | None
    is_document: bool
    """There is a report and nothing is open any more: it prints as the report, with the updates behind it."""
    measures: tuple[MeasureRow, ...]
    questions: tuple[QuestionView, ...]
    """While it is open, what customers ask now, answered from the facts; then the report's own."""
    related: tuple[EntryRow, ...]
    contact: tuple[Row, ...]
    """The incident's own desk; empty: the site's (foot of the page)."""
    answers: tuple[Row, ...]
    """While it is open, the same as ``OpenIncident.answers``; else empty."""
    follow: tuple[Run, ...]
    """While it is open: how to hear of the next update; else empty."""
    picture: CoursePicture | None = None
    """Its course; ``None`` where there is nothing to see."""
    record: EntryRecord | None = None
    """``None``: of publication and edits there is nothing to tell (a demonstration)."""


@frozen
class MonthLink:
    """A month in the index."""

    path: str
    label: str
    counts: str
    """「障害 3件、メンテナンス 1件」"""
    report_path: str = ""
    """Where the report of that month is; empty where there is none, or where it is not asked for."""


@frozen
class YearIndex:
    """The months of a year, newest first."""

    label: str
    months: tuple[MonthLink, ...]


@frozen
class KindFilter:
    """A choice of the list's filter, worked by CSS alone."""

    kind: str
    """``all`` or a ``Kind`` code."""
    label: str
    count: int


@frozen
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
    year: YearPicture | None = None
    """The last twelve months at a glance; ``None`` where nothing was ever told."""
    times: TimesPicture | None = None
    """Time to first notice and to recovery; ``None`` likewise."""
    gone: tuple[Sentence, ...] = ()
    """Where there is no entry any more: one sentence for each that was removed."""


@frozen
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
    gone: tuple[Sentence, ...] = ()
    """One sentence for each entry that was published in this month and is no more."""


@frozen
class MonthFigure:
    """Availability of one month."""

    label: str
    path: str
    """The month's history; empty where nothing happened on the site."""
    percent: str
    down: str
    """Counted downtime in words; empty where none."""
    incidents: int


@frozen
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
    follow: tuple[Run, ...]
    """Its feeds, calendar and badge."""
    subscribe_path: str
    """Where they are explained."""
    removed: Sentence = ()
    """As on the start page."""


@frozen
class MaintenanceView:
    """``/maintenance/``"""

    frame: Frame
    heading: str
    lead: str
    current: tuple[MaintenanceItem, ...]
    coming: tuple[MaintenanceItem, ...]
    past: tuple[EntryRow, ...]
    """Of the last 13 months, newest first."""


@frozen
class StateMeaning:
    """A line of the legend."""

    sign: Sign
    meaning: str
    weight: str
    """How it counts: 「30%」."""


@frozen
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
    contents: tuple[Run, ...] = ()
    """In a handbook: the page's headings, each with its fragment as path."""
    book: Run | None = None
    """In a handbook: its first page, unless this is it."""
    before: Run | None = None
    """In a handbook: the page that is read before this one."""
    after: Run | None = None
    notes: tuple[Sentence, ...] = ()
    """What stands below ``translation_note``, with links."""


@frozen
class NotFoundView:
    """``/404.html``: in every language of the site at once, since nobody knows the reader's."""

    frame: Frame
    messages: tuple[NotFoundMessage, ...]


@frozen
class NotFoundMessage:
    """What the page says in one language."""

    lang: str
    heading: str
    text: str
    links: tuple[Run, ...]


@frozen
class RedirectView:
    """A former address."""

    frame: Frame
    target_path: str
    target_url: str
    sentence: str


@frozen
class EmbedItem:
    """An open incident or a maintenance going on, in one line."""

    path: str
    title: Heading
    sign: Sign


@frozen
class EmbedView:
    """``/embed/``: for an ``<iframe>``; its links lead out of it."""

    frame: Frame
    sign: Sign
    headline: Heading
    """The overall state as a sentence with a subject."""
    items: tuple[EmbedItem, ...]
    """Open incidents, the worst first, then maintenance overdue or going on."""
    as_of: Sentence
