"""One update: what one file says, and only that; what holds after it is in ``course``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from noroshi.model.frozen import frozen
from noroshi.model.problem import Place
from noroshi.model.terms import FactKey, Impact, Known, State, Status
from noroshi.model.text import Body, Day, Fact, Moment, Text


@frozen
class ServiceChange:
    """A service named by an update."""

    service: str
    state: State | None = None
    """``None``: named without a state (a list, or one id); the course takes it from the impact."""
    since: datetime | None = None
    """When it changed, if that was before ``at``."""


@frozen
class Range:
    """A time span as an expectation: between these two."""

    start: datetime
    end: datetime


Eta = Moment | Range | Known


@frozen
class Period:
    """A stretch of time in which customers were affected."""

    start: datetime
    end: datetime


@frozen
class WindowChange:
    """What an update says of a window; ``None``: not named, so it stays."""

    start: datetime | None = None
    end: datetime | None = None


@frozen
class Suspended:
    """We stopped the service ourselves."""

    reason: Text
    until: Day | None = None


@frozen
class SecondaryDamage:
    """Whether the data was misused."""

    state: str
    """checking · none_found · possible · found"""
    text: Text | None = None


@frozen
class Notification:
    """An authority that was told."""

    to: Text
    on: Day | None = None


@frozen
class PersonalData:
    """Personal data that is or may be concerned."""

    items: Fact | None = None
    not_included: Fact | None = None
    subjects: Fact | None = None
    known_at: Day | None = None
    role: str | None = None
    """own · entrusted"""
    secondary_damage: SecondaryDamage | None = None
    reported_to: tuple[Notification, ...] = ()
    other: Text | None = None


@frozen
class Extent:
    """An estimate from … to …, in words (「3日」, “5 days”)."""

    low: Text
    high: Text


@frozen
class Risk:
    """What may go wrong with a recovery."""

    what: Text
    likelihood: Text | None = None
    effect: Text | None = None


@frozen
class DataRecovery:
    """The estimate of a data recovery, or its result."""

    duration: Extent | None = None
    cost: Extent | None = None
    work: Extent | None = None
    basis: Text | None = None
    assumptions: Text | None = None
    risks: tuple[Risk, ...] = ()
    extra: Text | None = None
    valid_until: Day | None = None
    outcome: str | None = None
    """pending · succeeded · partial · failed"""
    stage: Text | None = None
    lost: Text | None = None
    next: Text | None = None


@frozen
class Continuity:
    """A change of our continuity plan."""

    event: str
    """adopted · reviewed · exercised"""
    changes: Text | None = None
    why: Text | None = None
    effective: Day | None = None
    effect: Text | None = None
    risks: Text | None = None
    next_review: Day | None = None
    reply_by: Day | None = None


@frozen
class MeasureChange:
    """What changed of a prevention measure since the report."""

    state: str | None = None
    """planned · in_progress · done"""
    done_on: Day | None = None
    due: Day | None = None
    reason: Text | None = None


@frozen
class Edit:
    """One edit of a published file."""

    at: datetime
    why: Text | None = None
    redacted: bool = False
    """What stood there before must not be shown in the history of the text either."""


@frozen
class Update:
    """One file. ``None`` and empty mean: not said here."""

    id: str
    """File name without ``.md``: ``incident``, ``02-identified``."""
    at: datetime
    """Aware; every moment of the model is in UTC, so that differences are elapsed time."""
    body: Body
    place: Place
    status: Status | None = None
    """From the key, else from the file's name."""
    impact: Impact | None = None
    services: tuple[ServiceChange, ...] = ()
    began_at: Moment | None = None
    detected_at: Moment | None = None
    ended_at: Moment | Known | None = None
    """``Known.UNKNOWN``: the end, and so the duration, is not known."""
    periods: tuple[Period, ...] = ()
    window: WindowChange | None = None
    facts: Mapping[FactKey, Fact | None] = field(default_factory=dict)
    """Only what this update says; ``None``: the fact is taken back."""
    eta: Eta | None = None
    eta_taken_back: bool = False
    actions: Text | None = None
    next_update: datetime | None = None
    report_by: Day | Known | None = None
    """``Known.NONE``: there will be no report."""
    suspended: Suspended | None = None
    personal_data: PersonalData | None = None
    data_recovery: DataRecovery | None = None
    continuity: Continuity | None = None
    measures: Mapping[str, MeasureChange] = field(default_factory=dict)
    edited: tuple[Edit, ...] = ()
    """Oldest first."""
    withdrawn: Text | None = None
    """Why this update is withdrawn; its facts no longer count."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Key, dotted where it is within another (``window.end``) → its line in the file of ``place``."""
    elsewhere: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """The same for keys of the first update that stand in an incident.md without ``at``."""

    def where(self, key: str) -> Place:
        """Where ``key`` stands, or the key around it, or the file."""
        while key:
            if key in self.elsewhere:
                return self.elsewhere[key]
            if key in self.lines:
                return Place(self.place.path, self.lines[key])
            key = key.rpartition(".")[0]
        return self.place

    @property
    def changed_at(self) -> datetime:
        """When it was said or last edited."""
        return max([self.at, *(edit.at for edit in self.edited)])

    @property
    def anchor(self) -> str:
        """Fragment of its address; bodies' ids begin with it and ``--``."""
        return f"update-{self.id}"
