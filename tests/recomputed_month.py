"""The figures of a month from the files alone: whoever mistrusts a report can count again, with Python and PyYAML.

Nothing of noroshi is in it. It knows the keys that test_reports.py writes, and no more of the format.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import yaml

WEIGHTS = {"major_outage": 1.0, "partial_outage": 0.3, "degraded_performance": 0.0}
OVER = ("resolved", "false_alarm", "completed")
Said = dict[str, Any]


def recomputed(root: Path, month: str, now: str) -> dict[str, Any]:
    """``month``: ``2026-11``; ``now`` as it would be typed in the site's zone."""
    site = tomllib.loads((root / "site_src/site.toml").read_text("utf-8"))

    def at(text: str) -> datetime:
        moment = datetime.fromisoformat(text) + timedelta(days=len(text) == 10)  # a date ends with its day
        return moment.replace(tzinfo=ZoneInfo(site["timezone"])).astimezone(ZoneInfo("UTC"))

    start, end = (
        at(f"{month}-01 00:00"),
        at(f"{datetime.fromisoformat(month + '-28') + timedelta(days=4):%Y-%m}-01 00:00"),
    )
    until = min(end, at(now))
    spans, impacts, notices, recoveries, promises, measures, begins = [], [], {}, {}, [], [], []
    for folder in sorted((root / "incidents").iterdir()):
        files = {
            file.stem: yaml.load(file.read_text("utf-8").split("---")[1], yaml.BaseLoader) for file in folder.iterdir()
        }
        report = files.pop("report", None)
        updates = sorted(files.values(), key=lambda said: str(said["at"]))
        stretches, ended = _stretches(updates, at)
        begins.append(min(at(updates[0]["at"]), *(begin for begin, _ in stretches)))
        if "withdrawn" in updates[0] or updates[-1].get("status") == "false_alarm":
            continue
        if updates[0].get("kind") != "maintenance":
            states = [(said, *it) for said in updates for it in said.get("services", {}).items()]
            changes = [
                (stretches[0][0] if said is updates[0] else at(said["at"]), name, state) for said, name, state in states
            ]
            spans += [(begin, finish or until, changes) for begin, finish in stretches if finish or ended is None]
            if updates[0]["at"].startswith(month):
                began = stretches[0][0] if {"began_at", "periods"} & {*updates[0], *updates[-1]} else None
                impacts.append(updates[0]["impact"])
                notices[folder.name] = (at(updates[0]["at"]) - began) if began else "unknown_beginning"
                recoveries[folder.name] = {None: "open", "unknown": "unknown_end"}.get(ended) or ended - stretches[0][0]
        for number, said in enumerate(updates):
            for kind, key in (("next_update", "next_update"), ("eta", "eta"), ("report", "report_by")):
                if not said.get(key, "").startswith(month):
                    continue
                after = updates[number + 1 :]
                came = {
                    "next_update": at(after[0]["at"]) if after else None,
                    "eta": next((finish for _, finish in stretches if finish and finish > at(said["at"])), None),
                    "report": report and at(report["at"]),
                }[kind]
                moved = [at(other["at"]) for other in after if key in other and key != "next_update"]
                answer = min([came] * (came is not None) + moved, default=None)
                late = (answer or until) - at(said[key])
                outcome = "late" if late > timedelta() else "replaced" if answer in moved else "kept"
                promises.append(
                    (kind, outcome if answer else "overdue" if late > timedelta() else "open", late, folder.name)
                )
        for name, first in report["measures"].items() if report and at(report["at"]) < until else ():
            later = [(at(said["at"]), said["measures"][name]) for said in updates if name in said.get("measures", {})]
            done = [it["done_on"] for it in (first, *(it for _, it in later)) if "done_on" in it]
            due = [first["due"], *(it["due"] for said_at, it in later if "due" in it and said_at <= until)]
            if not done or done[0][:7] >= month:
                is_done = bool(done) and done[0][:7] == month
                measures.append(
                    ("done" if is_done else "overdue" if at(due[-1]) <= until else "due", folder.name, name)
                )
    return {
        "availability": {
            it["id"]: _measured(
                it["id"], spans, max(start, at(f"{it['since']} 00:00") if "since" in it else min(begins)), until
            )
            for it in site["services"]
        },
        "impacts": {impact: impacts.count(impact) for impact in ("critical", "major", "minor", "none")},
        "first_notice": _waits(notices),
        "recovery": _waits(recoveries),
        "promises": {
            kind: _kept([(outcome, late, name) for it, outcome, late, name in promises if it == kind])
            for kind in ("next_update", "eta", "report")
        },
        "measures": sorted(measures),
    }


def _stretches(updates: list[Said], at: Any) -> tuple[list[Any], Any]:
    """((from, to) of what customers felt; when it was over for good: None while open, "unknown")"""
    found: list[Any] = []
    begun = ended = None
    status = "investigating"
    for said in updates:
        status = said.get("status", status)
        if begun is None and (status not in OVER or not found):
            begun, ended = at(said.get("began_at", said["at"])), None
        if begun is not None and status in OVER:
            ended = "unknown" if said.get("ended_at") == "unknown" else at(said.get("ended_at", said["at"]))
            found, begun = [*found, (begun, None if ended == "unknown" else ended)], None
        if "periods" in said:
            found = [(at(it["from"]), at(it["to"])) for it in said["periods"]]
            ended = found[-1][1]
    return ([*found, (begun, None)] if begun else found), ended


def _measured(service: str, spans: list[Any], start: datetime, until: datetime) -> tuple[float, float]:
    """(seconds of which something is known, weighted seconds of downtime)"""
    moments = {start, until, *(at for span in spans for at in (*span[:2], *(change[0] for change in span[2])))}
    down = 0.0
    for left, right in pairwise(sorted(at for at in moments if start <= at <= until)):
        worst = 0.0
        for begin, finish, changes in spans:
            if begin <= left < finish:
                told = [state for since, name, state in changes if name == service and since <= left]
                worst = max(worst, WEIGHTS.get(told[-1], 0.0) if told else 0.0)
        down += worst * (right - left).total_seconds()
    return (until - start).total_seconds(), down


def _waits(waits: dict[str, Any]) -> dict[str, Any]:
    known = {name: wait.total_seconds() for name, wait in waits.items() if not isinstance(wait, str)}
    why = [wait for wait in waits.values() if isinstance(wait, str)]
    longest = max(known, key=lambda name: known[name], default=None)
    return {
        "counted": len(known),
        "median_seconds": median(known.values()) if known else None,
        "longest_seconds": max(known.values(), default=None),
        "longest": longest,
        "not_counted": {reason: why.count(reason) for reason in why},
    }


def _kept(promises: list[Any]) -> dict[str, Any]:
    late = [(by.total_seconds(), name) for outcome, by, name in promises if outcome == "late"]
    count = [outcome for outcome, _, _ in promises]
    return {
        **{outcome: count.count(outcome) for outcome in ("kept", "late", "overdue", "replaced", "open")},
        "median_late_seconds": median(by for by, _ in late) if late else None,
        "latest_seconds": max(late)[0] if late else None,
        "latest": max(late)[1] if late else None,
    }
