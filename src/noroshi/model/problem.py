"""A finding about what somebody wrote: rule, place and arguments; its words are made at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from noroshi.model.frozen import frozen


class Severity(StrEnum):
    """What a problem does to a build."""

    ERROR = "error"
    """Would publish something wrong or lose a word: nothing is published without ``--keep-going``."""
    WARNING = "warning"
    """Has a safe default: told, and published."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: a file of the site, and the line in it."""

    path: str
    """POSIX path relative to the site's root, as typed in the repository."""
    line: int = 1
    """From 1; 1 where the whole file is meant."""


@frozen
class Problem:
    """One finding, to be collected and sorted, never raised."""

    place: Place
    rule: str
    """Rule id, kebab-case (``unknown-service``); the words in every language stand under it."""
    severity: Severity = Severity.ERROR
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """What the words are filled with: strings, numbers, or tuples of strings for lists.

    By habit: ``value`` (what was found), ``allowed`` (tuple of names), ``near`` (the one meant, or ``""``),
    ``paste`` (the line to write instead).
    """
    incident: str = ""
    """Id of the incident it belongs to; empty for the site's own files."""
    update: str = ""
    """Id of the update that must be left out under ``--keep-going``; empty: the whole incident."""

    @property
    def key(self) -> tuple[str, int, str, str]:
        """Sort key: path, line, rule, arguments."""
        return (self.place.path, self.place.line, self.rule, repr(sorted(self.arguments.items())))


def sorted_problems(problems: list[Problem]) -> tuple[Problem, ...]:
    """By place and rule, each said once."""
    seen: dict[tuple[str, int, str, str], Problem] = {}
    for problem in problems:
        seen.setdefault(problem.key, problem)
    return tuple(seen[key] for key in sorted(seen))
