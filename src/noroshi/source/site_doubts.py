"""site.toml's errors → what of the site is in doubt, so that nobody blames the incidents for it.

A service whose entry was refused is not "unknown" where an incident names it: one mistake is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from noroshi.model.problem import Problem, Severity
from noroshi.model.site import Site

SITE_KEYS = ("services", "audiences", "languages", "timezone")
"""Keys of site.toml by which incidents are judged."""
_SAID_BY = {
    "audiences": frozenset(("letters-for-nobody",)),
    "languages": frozenset(("page-language", "page-language-twice", "site-text-language")),
    "timezone": frozenset(("future-time", "eta-past", "next-update-overdue", "report-overdue", "open-and-silent")),
}
"""Findings elsewhere that would only follow from the stand-in of a key in doubt."""


def doubts(site: Site, problems: Iterable[Problem], path: str) -> frozenset[str]:
    """Those of ``SITE_KEYS`` that errors in the file ``path`` leave in doubt."""
    errors = [problem for problem in problems if problem.place.path == path and problem.severity is Severity.ERROR]
    found = {key for problem in errors for key in _keys(problem) if key in SITE_KEYS}
    if errors and not site.services:
        found |= {"services", "audiences"}  # whatever they were to be called: ``[[service]]``, ``[[components]]``
    return frozenset(found)


def beyond_doubt(problems: Iterable[Problem], doubtful: frozenset[str], path: str) -> list[Problem]:
    """``problems`` without those that only follow from ``doubtful`` keys of ``path``."""
    followers = {rule for key in doubtful for rule in _SAID_BY.get(key, ())}
    return [problem for problem in problems if problem.place.path == path or problem.rule not in followers]


def _keys(problem: Problem) -> Iterator[str]:
    """The top-level keys that the problem is about."""
    table = problem.arguments.get("table")
    for dotted in (problem.arguments.get("key"), table):
        if dotted:
            yield str(dotted).partition(".")[0]
    if table == "" or problem.rule == "site-key-of-top":
        yield str(problem.arguments.get("value"))
        yield str(problem.arguments.get("near"))
