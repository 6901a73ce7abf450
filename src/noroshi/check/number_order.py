"""numbers-out-of-order (warning): file names are numbered in another order than their times.

What:    the leading numbers of one to three digits in the names of an incident's updates do not rise with
         ``at``, or an update is earlier than incident.md, which is the first. Two files with one number are no
         finding.
Why:     updates are ordered by ``at``, and numbers mean nothing; but a typing error in a date looks like this.
Example: ``02-identified.md`` at 2026-11-18 14:10 and ``03-resolved.md`` at 2026-11-08 15:00.
Write:   the right time in the file that is out of order, or another number in its name before publication.
         Where the year of the first update, or month and day exchanged, puts it in order, that line is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from noroshi.check.document import WARNING, Document, in_update, written
from noroshi.model.incident import Incident
from noroshi.model.problem import Problem
from noroshi.model.update import Update

IDS = ("numbers-out-of-order",)
_NEAR = timedelta(days=31)
_NUMBER = re.compile(r"(\d{1,3})(?!\d)")


def check(document: Document) -> Iterator[Problem]:
    """Findings of numbers-out-of-order."""
    for incident in document.incidents:
        # incident.md is the first update, whatever the others are called.
        first = next((update for update in incident.updates if update.id == "incident"), None)
        early = [update for update in incident.updates if first is not None and update.at < first.at]
        for update in early:
            yield _finding(document, incident, update, [first] if first else [], [], first)
        numbered = [
            (int(match[1]), update)
            for update in incident.updates
            if (match := _NUMBER.match(update.id)) and update not in early
        ]
        in_order = _longest_rising([number for number, _ in numbered])
        sound = [numbered[other] for other in in_order]
        for index, (number, update) in enumerate(numbered):
            if index not in in_order:
                below = [item for other, item in sound if other <= number]
                above = [item for other, item in sound if other > number]
                yield _finding(document, incident, update, below[-1:], above[:1], first)


def _finding(
    document: Document,
    incident: Incident,
    update: Update,
    below: list[Update],
    above: list[Update],
    first: Update | None,
) -> Problem:
    """``below`` and ``above``: between which files it belongs; empty where there is none. ``first``: incident.md."""

    def named(updates: list[Update]) -> str:
        return "".join(f"{item.id}.md ({written(item.at, document.site.zone)})" for item in updates)

    value = written(update.at, document.site.zone)
    found = {"value": value, "name": f"{update.id}.md", "after": named(below), "before": named(above)}
    meant = _meant(document, update, [*below, *([first] if first else [])], above)
    found["paste"] = f"at: {_typed(meant, document)}" if meant is not None else ""
    return in_update(IDS[0], WARNING, incident, update, "at", **found)


def _meant(document: Document, update: Update, below: list[Update], above: list[Update]) -> datetime | None:
    """The time that was probably meant: in the year of its neighbours, or with month and day exchanged."""
    local = update.at.astimezone(document.site.zone)
    years = [item.at.astimezone(document.site.zone).year for item in (*below, *above)]
    days = [(year, local.month, local.day) for year in years]
    days += [(year, local.day, local.month) for year in (local.year, *years)]
    for year, month, day in days:
        try:
            meant = local.replace(year=year, month=month, day=day).astimezone(UTC)
        except ValueError:  # 29 February of another year, a thirteenth month
            continue
        is_in_order = all(item.at <= meant for item in below) and all(meant <= item.at for item in above)
        # An exchange that only happens to be in order, months from every other update, was not meant.
        is_in_order = is_in_order and any(abs(meant - item.at) <= _NEAR for item in (*below, *above))
        if meant != update.at and is_in_order and meant <= document.now:
            return meant
    return None


def _typed(moment: datetime, document: Document) -> str:
    """Without an offset, as people type it, where the site's zone says the same."""
    local = moment.astimezone(document.site.zone)
    is_clear = local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset()
    shown = local.replace(tzinfo=None) if is_clear else local
    return shown.isoformat(" ", "seconds" if local.second else "minutes")


def _longest_rising(numbers: list[int]) -> list[int]:
    """Indexes of the longest run that never falls: what is outside of it is what was mistyped."""
    best: list[list[int]] = []
    for index, number in enumerate(numbers):
        before = [run for run in best if numbers[run[-1]] <= number]
        best.append([*max(before, key=len, default=[]), index])
    return max(best, key=len, default=[])
