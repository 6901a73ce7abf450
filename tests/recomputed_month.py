"""The figures of a month from the files alone: whoever mistrusts a report can count again, with Python and PyYAML.

Nothing of noroshi is in it. It knows the keys that test_reports.py types, and no more of the format: every update is
dated to the minute, and every incident names its impact and its services with their states.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml

WEIGHTS = {"major_outage": 1.0, "partial_outage": 0.3, "degraded_performance": 0.0}
At = Callable[[str], datetime]


class Entry(NamedTuple):
    """A folder, with what follows from its updates."""

    name: str
    updates: Sequence[Any]
    report: Any
    stretches: Sequence[tuple[datetime, datetime | None]]
    """When customers felt it, from … to: None while it goes on, or where nobody knows."""
    ended: Any
    """None: it goes on; "unknown"."""


def recomputed(root: Path, month: str, now: str) -> dict[str, Any]:
    """``month``: ``2026-11``; ``now`` as somebody would type it."""
    site = tomllib.loads((root / "site_src/site.toml").read_text("utf-8"))
    zone = ZoneInfo(site["timezone"])

    def at(typed: str) -> datetime:
        day_or_minute = datetime.fromisoformat(typed) + timedelta(days=len(typed) == 10)  # a date ends with its day
        return day_or_minute.replace(tzinfo=zone).astimezone(UTC)

    start, following = at(f"{month}-01 00:00"), datetime.fromisoformat(f"{month}-28") + timedelta(days=4)
    until = min(at(f"{following:%Y-%m}-01 00:00"), at(now))
    every = [_read(folder, at) for folder in sorted((root / "incidents").iterdir())]
    known_since = min(min(at(it.updates[0]["at"]), *(begun for begun, _ in it.stretches)) for it in every)
    since = {it["id"]: at(f"{it['since']} 00:00") if "since" in it else known_since for it in site["services"]}
    counted = [it for it in every if "withdrawn" not in it.updates[0] and it.updates[-1].get("status") != "false_alarm"]
    incidents = [it for it in counted if it.updates[0].get("kind") != "maintenance"]
    told = [it for it in incidents if it.updates[0]["at"].startswith(month)]
    return {
        "availability": {name: _measured(name, incidents, at, max(start, since[name]), until) for name in since},
        "impacts": {key: [it.updates[0]["impact"] for it in told].count(key) for key in IMPACTS},
        "first_notice": _spread({it.name: _notice(it, at) for it in told}),
        "recovery": _spread({it.name: _recovery(it) for it in told}),
        "promises": {kind: _promises(counted, kind, key, month, at, until) for kind, key in KEYS.items()},
        "measures": sorted(found for it in counted for found in _measures(it, month, at, until)),
    }


IMPACTS = ("critical", "major", "minor", "none")
KEYS = {"next_update": "next_update", "eta": "eta", "report": "report_by"}


def _read(folder: Path, at: At) -> Entry:
    said = {file.stem: yaml.load(file.read_text("utf-8").split("---")[1], yaml.BaseLoader) for file in folder.iterdir()}
    report = said.pop("report", None)
    updates: list[Any] = sorted(said.values(), key=lambda update: str(update["at"]))
    found: list[Any] = []
    begun = ended = None
    status = "investigating"
    for update in updates:
        status = update.get("status", status)
        is_over = status in ("resolved", "false_alarm", "completed")
        if begun is None and (not is_over or not found):
            begun, ended = at(update.get("began_at", update["at"])), None
        if begun is not None and is_over:
            told = update.get("ended_at", update["at"])
            ended = told if told == "unknown" else at(told)
            found, begun = [*found, (begun, None if told == "unknown" else ended)], None
        if "periods" in update:
            found = [(at(it["from"]), at(it["to"])) for it in update["periods"]]
            ended = found[-1][1]
    return Entry(folder.name, updates, report, [*found, (begun, None)] if begun else found, ended)


def _measured(service: str, entries: list[Entry], at: At, start: datetime, until: datetime) -> tuple[float, float]:
    """(seconds of which something is known, weighted seconds of downtime): of overlapping states the worst counts."""
    states = []
    for it in entries:
        first = it.stretches[0][0]
        told = [(first if update is it.updates[0] else at(update["at"]), update) for update in it.updates]
        changes = [
            (when, update["services"][service]) for when, update in told if service in update.get("services", {})
        ]
        spans = [(begun, over or until) for begun, over in it.stretches if over or it.ended is None]
        states += [(begun, over, changes) for begun, over in spans if changes]
    moments = {start, until, *(when for begun, over, changes in states for when in (begun, over, *dict(changes)))}
    down = 0.0
    for left, right in pairwise(sorted(when for when in moments if start <= when <= until)):
        held = [
            [state for when, state in changes if when <= left]
            for begun, over, changes in states
            if begun <= left < over
        ]
        down += (
            max((WEIGHTS.get(states[-1], 0) for states in held if states), default=0) * (right - left).total_seconds()
        )
    return (until - start).total_seconds(), down


def _notice(it: Entry, at: At) -> timedelta | str:
    is_told = any(key in update for update in it.updates for key in ("began_at", "periods"))
    return at(it.updates[0]["at"]) - it.stretches[0][0] if is_told else "unknown_beginning"


def _recovery(it: Entry) -> timedelta | str:
    if it.ended is None:
        return "open"
    return "unknown_end" if it.ended == "unknown" else it.ended - it.stretches[0][0]


def _spread(waits: Mapping[str, timedelta | str]) -> dict[str, Any]:
    known = {name: wait.total_seconds() for name, wait in waits.items() if isinstance(wait, timedelta)}
    why = [wait for wait in waits.values() if isinstance(wait, str)]
    return {
        "counted": len(known),
        "median_seconds": median(known.values()) if known else None,
        "longest_seconds": max(known.values(), default=None),
        "longest": max(known, key=lambda name: known[name], default=None),
        "not_counted": {reason: why.count(reason) for reason in why},
    }


def _promises(entries: list[Entry], kind: str, key: str, month: str, at: At, until: datetime) -> dict[str, Any]:
    count = dict.fromkeys(("kept", "late", "overdue", "replaced", "open"), 0)
    late = []
    for it in entries:
        for number, update in enumerate(it.updates):
            if not update.get(key, "").startswith(month):
                continue
            said, after, due = at(update["at"]), it.updates[number + 1 :], at(update[key])
            came = {
                "next_update": [at(other["at"]) for other in after[:1]],
                "eta": [over for _, over in it.stretches if over and over > said],
                "report": [at(it.report["at"])] if it.report else [],
            }[kind]
            moved = [at(other["at"]) for other in after if key in other and key != "next_update"]
            answer = min(came + moved, default=None)
            if answer is None:
                count["overdue" if due < until else "open"] += 1
            elif answer <= due:
                count["replaced" if answer in moved else "kept"] += 1
            else:
                count["late"] += 1
                late.append(((answer - due).total_seconds(), it.name))
    lateness = [seconds for seconds, _ in late]
    return {
        **count,
        "median_late_seconds": median(lateness) if late else None,
        "latest_seconds": max(lateness, default=None),
        "latest": max(late)[1] if late else None,
    }


def _measures(it: Entry, month: str, at: At, until: datetime) -> list[tuple[str, str, str]]:
    found = []
    for name, first in it.report["measures"].items() if it.report else ():
        later = [(at(said["at"]), said["measures"][name]) for said in it.updates if name in said.get("measures", {})]
        done = [said["done_on"] for said in (first, *(said for _, said in later)) if "done_on" in said]
        due = [first.get("due"), *(said["due"] for said_at, said in later if "due" in said and said_at < until)]
        if done and done[0].startswith(month):
            found.append(("done", it.name, name))
        elif (not done or done[0] > month) and at(it.report["at"]) < until:
            found.append(("overdue" if at(due[-1]) <= until else "due", it.name, name))
    return found
