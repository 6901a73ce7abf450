"""Words a writer could have typed → model objects, for tests of what needs no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from noroshi.model.incident import Correction, Incident, Measure, Report
from noroshi.model.problem import Place
from noroshi.model.prose import Prose
from noroshi.model.site import Feeds, Service, Site
from noroshi.model.terms import FactKey, Impact, Kind, Known, State, Status
from noroshi.model.text import Body, Day, Fact, Moment, Text
from noroshi.model.update import (
    Edit,
    MeasureChange,
    Period,
    Range,
    ServiceChange,
    Suspended,
    Update,
    WindowChange,
)

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")


def t(typed: str, zone: ZoneInfo = TOKYO) -> datetime:
    """``2026-11-18 13:58`` in the zone, as the model holds it: in UTC."""
    moment = datetime.fromisoformat(typed)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def day(typed: str) -> Day:
    """A bare date, or a moment."""
    return date.fromisoformat(typed) if len(typed) == 10 else t(typed)


def text(words: str) -> Text:
    """A Japanese line."""
    return Text("ja", words)


def told(typed: str) -> Moment:
    """``~2026-11-18 13:42`` is about then."""
    return Moment(t(typed.removeprefix("~")), about=typed.startswith("~"))


def prose(words: str) -> Prose:
    """A body."""
    return Prose(words, f"<p>{words}</p>" if words else "", words)


def update(
    at: str,
    *,
    id: str = "",
    body: str = "お知らせします。",
    status: str | None = None,
    impact: str | None = None,
    services: Mapping[str, str | tuple[str, str] | None] | None = None,
    window: tuple[str | None, str | None] | None = None,
    periods: tuple[tuple[str, str], ...] = (),
    facts: Mapping[str, str | None] | None = None,
    eta: str | tuple[str, str] | None = None,
    eta_taken_back: bool = False,
    began_at: str | None = None,
    detected_at: str | None = None,
    ended_at: str | None = None,
    next_update: str | None = None,
    report_by: str | None = None,
    suspended: str | None = None,
    measures: Mapping[str, MeasureChange] | None = None,
    edited: tuple[str, ...] = (),
    withdrawn: str | None = None,
    **rest: Any,
) -> Update:
    """One file; times in Tokyo. A service is ``None``, a state, or (state, since)."""
    return Update(
        id=id,
        at=t(at),
        body=Body("ja", prose(body)),
        place=Place("", 1),
        status=Status(status) if status else None,
        impact=Impact(impact) if impact else None,
        services=tuple(_service(name, state) for name, state in (services or {}).items()),
        began_at=told(began_at) if began_at else None,
        detected_at=told(detected_at) if detected_at else None,
        ended_at=_known(ended_at) or (told(ended_at) if ended_at else None),
        periods=tuple(Period(t(start), t(end)) for start, end in periods),
        window=WindowChange(*(t(edge) if edge else None for edge in window)) if window else None,
        facts={FactKey(key): _fact(words) for key, words in (facts or {}).items()},
        eta=_eta(eta),
        eta_taken_back=eta_taken_back,
        next_update=t(next_update) if next_update else None,
        report_by=_known(report_by) or (day(report_by) if report_by else None),
        suspended=Suspended(text(suspended)) if suspended else None,
        measures=measures or {},
        edited=tuple(Edit(t(moment)) for moment in edited),
        withdrawn=text(withdrawn) if withdrawn else None,
        **rest,
    )


def incident(id: str, *updates: Update, kind: str = "incident", withdrawn: str | None = None, **rest: Any) -> Incident:
    """One folder. An update without an id gets ``incident``, ``02``, ``03`` …"""
    named = []
    for number, item in enumerate(updates, start=1):
        name = item.id or ("incident" if number == 1 else f"{number:02}")
        named.append(replace(item, id=name, place=Place(f"incidents/{id}/{name}.md", 1)))
    report = rest.pop("report", None)
    if report is not None:
        report = replace(report, place=Place(f"incidents/{id}/report.md", 1))
    return Incident(
        id=id,
        title=rest.pop("title", text("決済APIの障害")),
        kind=Kind(kind),
        lang="ja",
        updates=tuple(sorted(named, key=lambda item: (item.at, item.id != "incident", item.id))),
        place=Place(f"incidents/{id}/incident.md", 1),
        report=report,
        withdrawn=text(withdrawn) if withdrawn else None,
        **rest,
    )


def report(at: str, *measures: Measure, edited: tuple[str, ...] = (), cause: str | None = "設定の誤り") -> Report:
    """report.md."""
    return Report(
        at=t(at),
        body=Body("ja", prose("経緯です。")),
        place=Place("", 1),
        cause=_fact(cause),
        edited=tuple(Edit(t(moment)) for moment in edited),
        measures=measures,
    )


def measure(id: str, due: str | None = None, state: str = "planned", done_on: str | None = None) -> Measure:
    """A measure of a report."""
    return Measure(id, text("再発防止策"), day(due) if due else None, state, day(done_on) if done_on else None)


def change(
    state: str | None = None, *, due: str | None = None, done_on: str | None = None, reason: str | None = None
) -> MeasureChange:
    """What an update says of a measure."""
    return MeasureChange(
        state, day(done_on) if done_on else None, day(due) if due else None, text(reason) if reason else None
    )


def correction(mistake: str | None, right: str | None, corrects: str | None) -> Correction:
    """What a correction corrects."""
    return Correction(text(mistake) if mistake else None, text(right) if right else None, corrects)


def service(id: str, *, since: str | None = None, until: str | None = None) -> Service:
    """A service of site.toml."""
    return Service(id, text(id), since=day(since) if since else None, until=day(until) if until else None)


def site(*services: Service, zone: ZoneInfo = TOKYO, **rest: Any) -> Site:
    """A site of Japanese and English."""
    return Site(
        name=text("霧笛クラウド"),
        url=rest.pop("url", "https://status.example.com"),
        languages=("ja", "en"),
        timezone=str(zone),
        zone=zone,
        services=services or (service("payment-api"), service("web"), service("search")),
        feeds=rest.pop("feeds", Feeds("status.example.com,2026")),
        **rest,
    )


def _service(name: str, state: str | tuple[str, str] | None) -> ServiceChange:
    if isinstance(state, tuple):
        return ServiceChange(name, State(state[0]), t(state[1]))
    return ServiceChange(name, State(state) if state else None)


def _known(typed: str | None) -> Known | None:
    return Known(typed) if typed in ("none", "unknown") else None


def _fact(words: str | None) -> Fact | None:
    return None if words is None else _known(words) or text(words)


def _eta(typed: str | tuple[str, str] | None) -> Moment | Range | Known | None:
    if isinstance(typed, tuple):
        return Range(t(typed[0]), t(typed[1]))
    return None if typed is None else _known(typed) or told(typed)
