"""What the report of a month or a year says, and the page that lists them: views."""

from __future__ import annotations

from noroshi.model.frozen import frozen
from noroshi.views.frame import Frame
from noroshi.views.pieces import Row, Run, Sentence
from noroshi.views.promise_sums import PromiseSumsView


@frozen
class ServiceLine:
    """How available a service was."""

    name: Run
    percent: str
    down: str
    """Counted downtime in words."""
    known: str
    """Over how much time it is counted."""
    entries: int


@frozen
class WaitLine:
    """How long customers waited for something."""

    title: str
    rows: tuple[Row, ...]
    """Median, and the longest with its incident, linked; empty where it is known of no incident."""
    counted: tuple[str, ...]
    """Of how many it is known; then why others are not counted, and how many."""


@frozen
class EditedLine:
    """An entry of which something was edited or removed after it was published."""

    incident: Run
    said: str
    """How many of its updates."""


@frozen
class EditsView:
    """What became of what was published."""

    title: str
    total: str
    lines: tuple[EditedLine, ...]
    gone: tuple[Sentence, ...]
    """A sentence for each entry that is no more."""
    limit: str
    """That more is not known here; else empty."""


@frozen
class MeasureLine:
    """A prevention measure."""

    what: Run
    incident: Run
    when: Sentence
    """By when it is due, or when it was done."""


@frozen
class MeasureGroup:
    """Measures of which the same is to be said."""

    key: str
    """overdue · due · done"""
    title: str
    number: int
    lines: tuple[MeasureLine, ...]


@frozen
class FiguresView:
    """``/reports/2026/11/``, ``/reports/2026/``"""

    frame: Frame
    heading: str
    lead: Sentence
    """From when to when."""
    unfinished: Sentence
    """That it is not over, and up to when figures go; else empty."""
    left_out: str
    """That entries had to be left out of this build, so that they are in no figure; else empty."""
    months: tuple[Run, ...]
    """Of a year: its months."""
    services_title: str
    services: tuple[ServiceLine, ...]
    method: str
    not_counted: str
    """How many stretches of unknown length are not in the figures; empty where none."""
    impacts: tuple[Row, ...]
    """The worst first."""
    waits_title: str
    waits: tuple[WaitLine, ...]
    promises: PromiseSumsView
    measures_title: str
    measures: tuple[MeasureGroup, ...]
    recomputed: tuple[Sentence, ...]
    """What was said or edited afterwards and is counted, oldest first."""
    edits: EditsView | None
    """``None`` where nobody knows."""
    marks: FigureMarks
    csv: Run
    json: Run
    newer: Run | None
    older: Run | None
    index: Run


@frozen
class FigureMarks:
    """Of each part whether it was recomputed: the word that says so, else empty."""

    availability: str
    incidents: str
    times: str
    promises: str
    measures: str


@frozen
class FiguresYear:
    """The reports of a year."""

    label: Run
    months: tuple[Run, ...]
    """Newest first."""


@frozen
class FiguresIndexView:
    """``/reports/``"""

    frame: Frame
    heading: str
    lead: str
    years: tuple[FiguresYear, ...]
    """Newest first."""
