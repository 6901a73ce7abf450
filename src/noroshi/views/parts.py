"""What pages are made of: services with their days, updates as a timeline shows them, entries of lists, the report."""

from __future__ import annotations

from noroshi.model.frozen import frozen
from noroshi.views.pieces import Heading, Html, Row, Run, Sentence, Sign, Table
from noroshi.wording.difference import Stretch


@frozen
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


@frozen
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
    covers: str
    """How many days the figure covers: 「90日間の記録」."""


@frozen
class ServiceMark:
    """A service in a list."""

    id: str
    name: Run
    """With ``path`` to its page."""
    sign: Sign


@frozen
class ServiceRow:
    """A service on the start page."""

    mark: ServiceMark
    description: Run | None
    strip: Strip


@frozen
class ServiceGroup:
    """Services under a heading."""

    name: Run | None
    """``None``: services without a group."""
    services: tuple[ServiceRow, ...]


@frozen
class FactChange:
    """A fact that an edit changed, before and after: by the page's words where it has them, else as typed."""

    key: str
    """As it stands in the file: ``impact``, ``window.end``."""
    label: str
    """Empty: the page's language has no word for it, and the key stands for itself."""
    said: tuple[Stretch, ...]
    lang: str = ""
    """Language tag of ``said`` where it is not the page's; else empty."""


@frozen
class TextChange:
    """What an edit changed in one file."""

    lang: str
    """Language tag of its ``body`` where it is not the page's; else empty."""
    facts: tuple[FactChange, ...]
    body: tuple[Stretch, ...]
    """As typed, with its line breaks; empty: unchanged."""


@frozen
class EditNote:
    """One edit of a published text."""

    sentence: Sentence
    """When, and why."""
    changes: tuple[TextChange, ...] = ()
    """What it changed; empty where nobody knows, or it is not to be shown."""
    notes: tuple[Sentence, ...] = ()
    """What else is to be said: that the earlier text is not shown."""
    commit: Sentence = ()
    """Where it can be seen in the repository; empty where that is not public."""


@frozen
class EntryRecord:
    """What is told of publication and edits at the foot of a timeline."""

    known: tuple[Sentence, ...]
    """What is known of all of it, and what is not; at least one."""
    edits: tuple[EditNote, ...]
    """Of its title and of what stands with it, newest first."""
    edits_title: str
    """How often that was edited; empty: never."""


@frozen
class UpdateView:
    """One update in the timeline."""

    anchor: str
    path: str
    """Site path with fragment: its own address."""
    number: str
    """「第3報」, “Update 3”; empty: it is there no more."""
    day: Run
    """Date with weekday, as a time."""
    starts_day: bool
    """Whether, newest first, it is the first of its day: then ``day`` stands as a heading."""
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
    """Newest first."""
    withdrawn: Sentence
    """That and why it is withdrawn or removed; then nothing else of it is shown. Else empty."""
    is_latest: bool
    times: tuple[Sentence, ...] = ()
    """When it began and when this was published, where that is not when it was said."""
    edits_title: str = ""
    """How often it was edited; empty: never."""


@frozen
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
    """Shape of the worst state while it is open, the ring with the tick once it is over, ``notice`` where there
    was nothing; word of the status now."""
    impact: str
    """Word of the worst impact; empty where none."""
    when: Sentence
    """Began … ended, or the window, or when it was published; empty where the list says it already."""
    duration: str
    """「約3時間42分」, with the number of periods where there were several; empty where unknown, open, or none."""
    services: tuple[Run, ...]
    is_open: bool
    is_withdrawn: bool


@frozen
class ReportMoment:
    """One thing that happened, or that we said."""

    time: Run
    words: Sentence
    actions: Sentence
    """What we were doing, as this update told it; else empty."""


@frozen
class ReportDay:
    """What happened on one day."""

    day: Run
    moments: tuple[ReportMoment, ...]
    """Oldest first, at least one."""


@frozen
class ReportView:
    """The final report on the incident's page."""

    update: UpdateView
    title: str
    document: tuple[Row, ...]
    """Number, version, date, who answers for it, author."""
    body: Html | None
    overview: tuple[Row, ...]
    """When it began, was found, told and over; services and facts: for paper, where no other table stands."""
    days: tuple[ReportDay, ...]
    """What happened when, oldest first; reckoned from the updates."""
    causes: tuple[Row, ...]
    """Direct cause, why it was not prevented, why it took long."""
    measures_note: Sentence
    """As of when the measures' states are, where that is later than the report; else empty."""
    closing: tuple[Row, ...]
    """Credit, briefing, when more comes."""
    contact: tuple[Row, ...]
    """Where to ask: for paper."""
