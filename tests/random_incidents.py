"""Incidents that nobody would plan: any status after any other, any fact said, taken back, unknown or absent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from noroshi.model.incident import Correction, Document, Incident, Measure, Report, WrongMessage
from noroshi.model.problem import Place
from noroshi.model.prose import EMPTY, Prose
from noroshi.model.site import Contact
from noroshi.model.terms import STATUSES, FactKey, Impact, Kind, Known, State
from noroshi.model.text import Body, Moment, Text
from noroshi.model.update import (
    Continuity,
    DataRecovery,
    Extent,
    MeasureChange,
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

PLACE = Place("incidents/x/incident.md", 1)
FIRST = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
_LINES = (
    ("荷物の登録の3割が失敗します。", "About 3 in 10 parcel registrations fail."),
    ("送り状の発行、再印刷", "Printing labels, first or again"),
    ("担当者が記録を調べております。", "Our engineers are going through the records."),
    ("同じ番号で、もう一度お試しください。", "Please try again with the same number."),
)

texts = st.sampled_from(_LINES).map(lambda pair: Text("ja", pair[0], (("en", pair[1]),)))
titles = st.sampled_from([Text("ja", "荷物を登録できない障害", (("en", "Parcels cannot be registered"),))])
bodies = st.one_of(
    st.just(Body("ja", EMPTY)),
    st.sampled_from(_LINES).map(
        lambda pair: Body("ja", Prose(pair[0], f"<p>{pair[0]}</p>", pair[0]), (("en", Prose("", "<p></p>", pair[1])),))
    ),
)
facts = st.one_of(texts, st.sampled_from(list(Known)))
offsets = st.integers(-3 * 24 * 60, 5 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@dataclass(frozen=True)
class Drawn:
    """A random incident with every moment in it."""

    incident: Incident
    moments: frozenset[datetime]


def incidents(kind: Kind) -> st.SearchStrategy[Drawn]:
    """Random incidents of one kind."""
    return st.builds(lambda data: data, st.composite(_drawn)(kind))


def _drawn(draw: Any, kind: Kind) -> Drawn:
    seen: set[datetime] = set()

    def moment(base: datetime) -> datetime:
        found = base + draw(offsets)
        seen.add(found)
        return found

    def some(strategy: st.SearchStrategy[Any]) -> Any:
        return draw(st.one_of(st.none(), strategy))

    at = FIRST + timedelta(minutes=draw(st.integers(0, 500_000)))
    updates = []
    for number in range(draw(st.integers(1, 5))):
        seen.add(at)
        updates.append(_update(draw, kind, number, at, moment, some))
        at += timedelta(minutes=draw(st.integers(1, 3000)))
    report = None
    if draw(st.booleans()):
        seen.add(at)
        report = _report(draw, at, moment, some)
    correction = None
    if kind is Kind.CORRECTION:
        wrong = WrongMessage(
            draw(texts), some(st.just(moment(at))), some(texts), some(texts), some(st.integers(1, 9999))
        )
        correction = Correction(some(texts), some(texts), wrong)
    contact = Contact(name=draw(texts), phone=some(texts), until=moment(at)) if draw(st.booleans()) else None
    incident = Incident(
        id="x",
        title=draw(titles),
        kind=kind,
        lang="ja",
        updates=tuple(updates),
        place=PLACE,
        report=report,
        correction=correction,
        emergency=draw(st.booleans()),
        contact=contact,
    )
    return Drawn(incident, frozenset(seen))


def _update(draw: Any, kind: Kind, number: int, at: datetime, moment: Any, some: Any) -> Update:
    said: dict[str, Any] = {
        "status": some(st.sampled_from(STATUSES[kind])),
        "impact": some(st.sampled_from(list(Impact))),
        "services": tuple(
            ServiceChange(name, some(st.sampled_from(list(State))), some(st.just(moment(at))))
            for name in draw(st.sets(st.sampled_from(["parcel-api", "labels", "tracking"])))
        ),
        "facts": {key: some(facts) for key in draw(st.sets(st.sampled_from(list(FactKey))))},
        "actions": some(texts),
        "next_update": some(st.just(moment(at))),
        "report_by": some(st.sampled_from([moment(at), moment(at).date(), Known.NONE, Known.UNKNOWN])),
    }
    if draw(st.booleans()):
        start = moment(at)
        end = start + timedelta(minutes=90)
        told = Moment(moment(at), about=draw(st.booleans()))
        said["eta"] = draw(st.sampled_from([told, Range(start, end), Known.NONE, Known.UNKNOWN]))
        said["window"] = WindowChange(some(st.just(start)), some(st.just(end)))
        said["began_at"] = some(st.just(told))
        said["detected_at"] = some(st.just(told))
        said["ended_at"] = draw(st.sampled_from([None, Moment(end), Known.UNKNOWN]))
        if draw(st.booleans()):
            said["periods"] = (Period(start, end), Period(end + timedelta(hours=1), end + timedelta(hours=2)))
    if draw(st.integers(0, 4)) == 0:
        said["suspended"] = Suspended(draw(texts), some(st.just(moment(at))))
    if draw(st.integers(0, 4)) == 0:
        damage = st.sampled_from(["checking", "none_found", "possible", "found"])
        said["personal_data"] = PersonalData(
            items=some(facts),
            not_included=some(facts),
            subjects=some(facts),
            role=some(st.sampled_from(["own", "entrusted"])),
            secondary_damage=some(st.builds(SecondaryDamage, damage, st.one_of(st.none(), texts))),
            other=some(texts),
        )
    if draw(st.integers(0, 4)) == 0:
        said["data_recovery"] = DataRecovery(
            duration=some(st.builds(Extent, texts, texts)),
            basis=some(texts),
            risks=tuple(draw(st.lists(st.builds(Risk, texts, st.one_of(st.none(), texts)), max_size=2))),
            valid_until=some(st.just(moment(at))),
            outcome=some(st.sampled_from(["pending", "succeeded", "partial", "failed"])),
            lost=some(texts),
        )
    if kind is Kind.CONTINUITY and draw(st.booleans()):
        said["continuity"] = Continuity(
            draw(st.sampled_from(["adopted", "reviewed", "exercised"])), some(texts), reply_by=some(st.just(moment(at)))
        )
    if draw(st.integers(0, 3)) == 0:
        said["measures"] = {"first": MeasureChange(due=some(st.just(moment(at).date())), reason=some(texts))}
    return Update(id=f"u{number}", at=at, body=draw(bodies), place=PLACE, **said)


def _report(draw: Any, at: datetime, moment: Any, some: Any) -> Report:
    return Report(
        at=at,
        body=draw(bodies),
        place=PLACE,
        cause=some(facts),
        why_not_prevented=some(texts),
        document=some(st.just(Document("A-1", "1", "灯台 守（Mamoru Todai）"))),
        credit=some(st.sampled_from([Known.NONE])),
        next_report=some(st.just(moment(at))),
        measures=tuple(
            Measure(name, draw(texts), some(st.just(moment(at).date())), draw(st.sampled_from(["planned", "done"])))
            for name in draw(st.sets(st.sampled_from(["first", "second"])))
        ),
    )
