"""An update's values with their translations → the model's update."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from noroshi.model.problem import Place
from noroshi.model.terms import FactKey, Known, Status
from noroshi.model.text import Body, Moment
from noroshi.model.update import (
    Continuity,
    DataRecovery,
    Edit,
    Eta,
    Extent,
    MeasureChange,
    Notification,
    Period,
    PersonalData,
    Range,
    Risk,
    SecondaryDamage,
    ServiceChange,
    Suspended,
    Update,
    WindowChange,
)
from noroshi.source.placeholders import is_placeholder
from noroshi.source.said import Said
from noroshi.source.times import Relative

_FACTS = tuple((key, key.value) for key in FactKey)


def update_of(
    said: Said,
    *,
    id: str,
    at: datetime,
    body: Body,
    place: Place,
    lines: Mapping[str, int],
    named_status: Status | None,
    window_start: datetime | None,
) -> Update:
    """The update that one file tells.

    ``said``: values of ``schema.UpdateKeys``. ``named_status``: what the file's name says.
    ``window_start``: the start of the window as known before this update, from which ``window.end: +2h``
    counts where this update does not move the start.
    """
    keys = said.base
    given = keys.model_fields_set
    eta = _eta(keys.eta, at)
    return Update(
        id=id,
        at=at,
        body=body,
        place=place,
        lines=lines,
        status=keys.status or named_status,
        impact=keys.impact,
        services=tuple(
            ServiceChange(service, entry.state if entry else None, entry.since if entry else None)
            for service, entry in keys.services.items()
        ),
        began_at=keys.began_at,
        detected_at=keys.detected_at,
        ended_at=keys.ended_at,
        window=_window(keys.window, window_start),
        facts={key: said.fact(name) for key, name in _FACTS if name in given},
        eta=eta,
        eta_taken_back="eta" in given and eta is None,
        actions=said.text("actions"),
        next_update=_after(keys.next_update, at),
        report_by=keys.report_by,
        **{name: make(said) for name, make in _SELDOM_SAID.items() if name in given},
    )


def edits_of(said: Said) -> tuple[Edit, ...]:
    """``edited``, oldest first. A reason that is only the words that stood for one is none."""
    edits = [
        Edit(entry.base.at, None if is_placeholder(entry.base.why or "") else entry.text("why"), entry.base.redacted)
        for entry in said.items("edited")
    ]
    return tuple(sorted(edits, key=lambda edit: edit.at))


def _after(value: datetime | Relative | None, start: datetime) -> datetime | None:
    return start + value.after if isinstance(value, Relative) else value


def _eta(value: Any, at: datetime) -> Eta | None:
    if value is None or isinstance(value, Known):
        return value
    if isinstance(value, datetime | Relative):
        expected = _after(value, at)
        return Moment(expected) if expected else None
    start, end = _after(value.start, at), _after(value.end, at)
    return Range(start, end) if start and end else None


def _window(entry: Any, start: datetime | None) -> WindowChange | None:
    if entry is None:
        return None
    begins = entry.start or start
    end = entry.end
    if isinstance(end, Relative):
        end = begins + end.after if begins else None
    return WindowChange(entry.start, end)


def _suspended(said: Said | None) -> Suspended | None:
    return None if said is None else Suspended(said.required("reason"), said.base.until)


def _personal_data(said: Said | None) -> PersonalData | None:
    if said is None:
        return None
    damage = said.inner("secondary_damage")
    return PersonalData(
        items=said.fact("items"),
        not_included=said.fact("not_included"),
        subjects=said.fact("subjects"),
        known_at=said.base.known_at,
        role=said.base.role,
        secondary_damage=SecondaryDamage(damage.base.state, damage.text("text")) if damage else None,
        reported_to=tuple(Notification(entry.required("to"), entry.base.on) for entry in said.items("reported_to")),
        other=said.text("other"),
    )


def _data_recovery(said: Said | None) -> DataRecovery | None:
    if said is None:
        return None
    return DataRecovery(
        duration=_extent(said.inner("duration")),
        cost=_extent(said.inner("cost")),
        work=_extent(said.inner("work")),
        basis=said.text("basis"),
        assumptions=said.text("assumptions"),
        risks=tuple(
            Risk(entry.required("what"), entry.text("likelihood"), entry.text("effect"))
            for entry in said.items("risks")
        ),
        extra=said.text("extra"),
        valid_until=said.base.valid_until,
        outcome=said.base.outcome,
        stage=said.text("stage"),
        lost=said.text("lost"),
        next=said.text("next"),
    )


def _extent(said: Said | None) -> Extent | None:
    return None if said is None else Extent(said.required("low"), said.required("high"))


def _continuity(said: Said | None) -> Continuity | None:
    if said is None:
        return None
    return Continuity(
        event=said.base.event,
        changes=said.text("changes"),
        why=said.text("why"),
        effective=said.base.effective,
        effect=said.text("effect"),
        risks=said.text("risks"),
        next_review=said.base.next_review,
        reply_by=said.base.reply_by,
    )


def _measure_change(said: Said) -> MeasureChange:
    entry = said.base
    if entry is None:
        return MeasureChange()
    return MeasureChange(entry.state, entry.done_on, entry.due, said.text("reason"))


_SELDOM_SAID: Mapping[str, Callable[[Said], Any]] = {
    "periods": lambda said: tuple(Period(entry.start, entry.end) for entry in said.base.periods),
    "suspended": lambda said: _suspended(said.inner("suspended")),
    "personal_data": lambda said: _personal_data(said.inner("personal_data")),
    "data_recovery": lambda said: _data_recovery(said.inner("data_recovery")),
    "continuity": lambda said: _continuity(said.inner("continuity")),
    "measures": lambda said: {key: _measure_change(entry) for key, entry in said.entries("measures")},
    "edited": edits_of,
}
"""Attributes that are only made where their key, of the same name, is said; else the model's defaults stand."""
