"""What pictures are made of: places along an axis in percent, with the words that stand beside them."""

from __future__ import annotations

from noroshi.model.frozen import frozen
from noroshi.views.parts import StripRun
from noroshi.views.pieces import Sentence


@frozen
class Bar:
    """A stretch of a row. Places are percent of the picture's width from its left edge, right to left mirrored."""

    start: float
    length: float
    code: str
    """A ``Sign.code``, ``plan`` (an outline), or ``known`` (no state, only a stretch)."""
    level: int
    """Height: 0 (operational) … 4 (major outage)."""
    is_open: bool
    """Drawn as an outline: how far it really goes nobody has said."""


@frozen
class Lane:
    """A row of a picture."""

    name: str
    """Cut to what fits beside a phone's edges; empty: it needs none."""
    lang: str
    """Language tag where it is not the page's; else empty."""
    bars: tuple[Bar, ...]


@frozen
class Mark:
    """A moment, with its word on a line of its own so that no two collide."""

    place: float
    line: int
    """0 is the uppermost."""
    word: str
    anchor: str
    """start · end: on which side of it the moment stands; middle: over it, where neither side has room."""
    gap: int
    """Pixels to the right between the moment and its word."""


@frozen
class Tick:
    """A round time on the axis."""

    place: float
    anchor: str
    """start · middle · end"""
    label: str
    day: str
    """Below it, where a day begins; else empty."""


@frozen
class Told:
    """A line of the table that says the same."""

    time: Sentence
    words: Sentence


@frozen
class SaidAgain:
    """The same as a table, behind a line that opens it."""

    title: str
    time: str
    """Head of its first column."""
    event: str
    rows: tuple[Told, ...]


@frozen
class CoursePicture:
    """An incident's course: a row for each service, its states over time, marks for what counts."""

    title: str
    text: str
    """What it shows, from when to when."""
    lines: int
    """How many lines the words of the marks need."""
    edge: float
    """Where the names of rows begin: at the first moment; right to left, too."""
    gap: int
    """Pixels to the right between the first moment's line and the names: no line runs through their first letters."""
    plan: Bar | None
    """Of a maintenance: the window as it was planned when work began."""
    rows: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    table: SaidAgain
    """Oldest first."""


@frozen
class YearMonth:
    """A month of the year at a glance."""

    label: str
    path: str
    """Empty where nothing was told."""
    days: int
    """How many its width holds: those of the longest month."""
    runs: tuple[StripRun, ...]
    """Neighbouring quiet days are joined; days that are still to come are not there."""


@frozen
class YearPicture:
    """The last twelve months, newest first."""

    title: str
    text: str
    scale: tuple[Tick, ...]
    """A few days of the month, over their marks."""
    months: tuple[YearMonth, ...]
    table: SaidAgain
    """A month a line: each day with entries in words, or that there was nothing."""


@frozen
class TimesMonth:
    """How long it took, of the incidents of a month."""

    label: str
    label_at: float
    bar: Bar | None
    """From the shortest to the longest; ``None`` where no time is known."""
    median_at: float
    """Place of the median; 0 where there is no bar."""
    incidents: str
    """How many are counted: 「障害 3件」; empty for none."""
    median: str
    longest: str


@frozen
class TimesChart:
    """One of the two: to the first notice, to recovery."""

    key: str
    """first_notice · recovery"""
    title: str
    facts: tuple[str, ...]
    """Median, longest and number of all of them, in words."""
    months: tuple[TimesMonth, ...]
    """Newest first."""
    ticks: tuple[Tick, ...]


@frozen
class TimesPicture:
    """Time to the first notice and to recovery, by month."""

    title: str
    lead: str
    as_table: str
    median: str
    longest: str
    """Words of the tables."""
    charts: tuple[TimesChart, ...]
    none: str
    """That nothing is known; then there are no charts. Else empty."""
