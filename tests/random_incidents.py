"""Incidents that nobody would plan: any status after any other, any fact said, taken back, unknown or absent."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
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
flags = st.booleans()
thirds = st.integers(0, 2)
fourths = st.integers(0, 3)
fifths = st.integers(0, 4)
fact_keys = st.sets(st.sampled_from(list(FactKey)))
services = st.sets(st.sampled_from(["parcel-api", "labels", "tracking"]))
measures = st.sets(st.sampled_from(["first", "second"]))
damages = st.builds(
    SecondaryDamage, st.sampled_from(["checking", "none_found", "possible", "found"]), st.one_of(st.none(), texts)
)
extents = st.builds(Extent, texts, texts)
risks = st.lists(st.builds(Risk, texts, st.one_of(st.none(), texts)), max_size=2)


# A strategy is made once: making one costs more than drawing from it.
@cache
def one_of(values: Hashable) -> st.SearchStrategy[Any]:
    """One of the values of a tuple or an enumeration."""
    return st.sampled_from(list(values))  # type: ignore[call-overload]


@cache
def _or_nothing(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


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
        return draw(_or_nothing(strategy))

    def perhaps(value: Any) -> Any:
        return value if draw(flags) else None

    at = FIRST + timedelta(minutes=draw(st.integers(0, 500_000)))
    updates = []
    for number in range(draw(st.integers(1, 5))):
        seen.add(at)
        updates.append(_update(draw, kind, number, at, moment, some, perhaps))
        at += timedelta(minutes=draw(st.integers(1, 3000)))
    report = None
    if draw(flags):
        seen.add(at)
        report = _report(draw, at, moment, some, perhaps)
    correction = None
    if kind is Kind.CORRECTION:
        wrong = WrongMessage(draw(texts), perhaps(moment(at)), some(texts), some(texts), some(st.integers(1, 9999)))
        correction = Correction(some(texts), some(texts), wrong)
    contact = Contact(name=draw(texts), phone=some(texts), until=moment(at)) if draw(flags) else None
    incident = Incident(
        id="x",
        title=draw(titles),
        kind=kind,
        lang="ja",
        updates=tuple(updates),
        place=PLACE,
        report=report,
        correction=correction,
        emergency=draw(flags),
        contact=contact,
    )
    return Drawn(incident, frozenset(seen))


def _update(draw: Any, kind: Kind, number: int, at: datetime, moment: Any, some: Any, perhaps: Any) -> Update:
    said: dict[str, Any] = {
        "status": some(one_of(STATUSES[kind])),
        "impact": some(one_of(Impact)),
        "services": tuple(ServiceChange(name, some(one_of(State)), perhaps(moment(at))) for name in draw(services)),
        "facts": {key: some(facts) for key in draw(fact_keys)},
        "actions": some(texts),
        "next_update": perhaps(moment(at)),
        "report_by": perhaps((moment(at), moment(at).date(), Known.NONE, Known.UNKNOWN)[draw(fourths)]),
    }
    if draw(flags):
        start = moment(at)
        end = start + timedelta(minutes=90)
        told = Moment(moment(at), about=draw(flags))
        said["eta"] = (told, Range(start, end), Known.NONE, Known.UNKNOWN)[draw(fourths)]
        said["window"] = WindowChange(perhaps(start), perhaps(end))
        said["began_at"] = perhaps(told)
        said["detected_at"] = perhaps(told)
        said["ended_at"] = (None, Moment(end), Known.UNKNOWN)[draw(thirds)]
        if draw(flags):
            said["periods"] = (Period(start, end), Period(end + timedelta(hours=1), end + timedelta(hours=2)))
    if draw(fifths) == 0:
        said["suspended"] = Suspended(draw(texts), perhaps(moment(at)))
    if draw(fifths) == 0:
        said["personal_data"] = PersonalData(
            items=some(facts),
            not_included=some(facts),
            subjects=some(facts),
            role=some(one_of(("own", "entrusted"))),
            secondary_damage=some(damages),
            other=some(texts),
        )
    if draw(fifths) == 0:
        said["data_recovery"] = DataRecovery(
            duration=some(extents),
            basis=some(texts),
            risks=tuple(draw(risks)),
            valid_until=perhaps(moment(at)),
            outcome=some(one_of(("pending", "succeeded", "partial", "failed"))),
            lost=some(texts),
        )
    if kind is Kind.CONTINUITY and draw(flags):
        said["continuity"] = Continuity(
            draw(one_of(("adopted", "reviewed", "exercised"))), some(texts), reply_by=perhaps(moment(at))
        )
    if draw(fourths) == 0:
        said["measures"] = {"first": MeasureChange(due=perhaps(moment(at).date()), reason=some(texts))}
    return Update(id=f"u{number}", at=at, body=draw(bodies), place=PLACE, **said)


def _report(draw: Any, at: datetime, moment: Any, some: Any, perhaps: Any) -> Report:
    return Report(
        at=at,
        body=draw(bodies),
        place=PLACE,
        cause=some(facts),
        why_not_prevented=some(texts),
        document=perhaps(Document("A-1", "1", "灯台 守（Mamoru Todai）")),
        credit=perhaps(Known.NONE),
        next_report=perhaps(moment(at)),
        measures=tuple(
            Measure(name, draw(texts), perhaps(moment(at).date()), draw(one_of(("planned", "done"))))
            for name in draw(measures)
        ),
    )
