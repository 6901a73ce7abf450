"""What holds after each update of an incident, as plain values: see ``course``, which reckons them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import TypeVar

from noroshi.model.frozen import frozen
from noroshi.model.terms import FactKey, Impact, Known, State, Status
from noroshi.model.text import Day, Fact
from noroshi.model.update import (
    Continuity,
    DataRecovery,
    Eta,
    PersonalData,
    Suspended,
    Update,
    WindowChange,
)


@frozen
class Window:
    """A maintenance window, or how long an announcement is shown."""

    start: datetime | None
    end: datetime | None
    """``None``: the end is not known."""


@frozen
class Standing:
    """What holds after an update, until something replaces it."""

    status: Status
    impact: Impact
    """As told now; ``none`` after the end."""
    states: Mapping[str, State] = field(default_factory=dict)
    """Every service named so far → its state from here on; empty for notices."""
    facts: Mapping[FactKey, Fact] = field(default_factory=dict)
    eta: Eta | None = None
    window: Window | None = None
    suspended: Suspended | None = None
    personal_data: PersonalData | None = None
    data_recovery: DataRecovery | None = None
    continuity: Continuity | None = None
    report_by: Day | Known | None = None


@frozen
class Step:
    """One update in its place in the course."""

    update: Update
    number: int
    """第n報: counts every published update from 1; a withdrawn one keeps its number."""
    standing: Standing
    before: Standing | None
    """What held until then; ``None`` for the first that counts."""
    named: tuple[str, ...] = ()
    """Every service named until then, in order of first mention."""
    worst_impact: Impact = Impact.NONE
    """The worst that had been told until then."""
    reopens: bool = False


def moved(window: Window | None, change: WindowChange | None) -> Window | None:
    """The window after an update has said something of it."""
    if change is None:
        return window
    start = window.start if window else None
    end = window.end if window else None
    return Window(change.start or start, change.end or end)


_Told = TypeVar("_Told", PersonalData, DataRecovery)


def merged(before: _Told | None, now: _Told | None) -> _Told | None:
    """The newest word on each key holds."""
    if now is None or before is None:
        return now or before
    said = {name: value for name, value in vars(now).items() if value not in (None, ())}
    return replace(before, **said)
