"""numbers-out-of-order (warning): file names are numbered in another order than their times.

What:    the leading numbers of one to three digits in the names of an incident's updates do not rise with
         ``at``. Two files with one number are no finding.
Why:     updates are ordered by ``at``, and numbers mean nothing; but a typing error in a date looks like this.
Example: ``02-identified.md`` at 2026-11-18 14:10 and ``03-resolved.md`` at 2026-11-08 15:00.
Write:   the right time in the file that is out of order, or another number in its name before publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from noroshi.check.document import WARNING, Document, in_update, written
from noroshi.model.problem import Problem
from noroshi.model.update import Update

IDS = ("numbers-out-of-order",)
_NUMBER = re.compile(r"(\d{1,3})(?!\d)")


def check(document: Document) -> Iterator[Problem]:
    """Findings of numbers-out-of-order."""
    for incident in document.incidents:
        numbered = [(int(match[1]), update) for update in incident.updates if (match := _NUMBER.match(update.id))]
        in_order = _longest_rising([number for number, _ in numbered])
        for index, (number, update) in enumerate(numbered):
            if index in in_order:
                continue
            yield in_update(
                IDS[0],
                WARNING,
                incident,
                update,
                "at",
                value=written(update.at, document.site.zone),
                name=f"{update.id}.md",
                **_neighbours(number, [numbered[other] for other in in_order], document),
            )


def _longest_rising(numbers: list[int]) -> list[int]:
    """Indexes of the longest run that never falls: what is outside of it is what was mistyped."""
    best: list[list[int]] = []
    for index, number in enumerate(numbers):
        before = [run for run in best if numbers[run[-1]] <= number]
        best.append([*max(before, key=len, default=[]), index])
    return max(best, key=len, default=[])


def _neighbours(number: int, sound: list[tuple[int, Update]], document: Document) -> dict[str, str]:
    """Between which files its number puts it."""
    below = [update for other, update in sound if other <= number]
    above = [update for other, update in sound if other > number]
    zone = document.site.zone
    return {
        "after": f"{below[-1].id}.md ({written(below[-1].at, zone)})" if below else "",
        "before": f"{above[0].id}.md ({written(above[0].at, zone)})" if above else "",
    }
