"""What was published then, what stands there now → what a change does to it: `noroshi check --against`.

Here alone two states of the site are compared; the rules of the room above see one. A finding is an error only where an
address, an id of feeds or a record would go without a word; what was corrected and says so (`edited`) costs nothing.
The words of these rules: app/problems/against.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from noroshi.check.against import (
    back_dated,
    edited,
    edits_rewritten,
    picture_changed,
    removed,
    renamed,
    time_changed,
    translation_removed,
    unpublished,
)
from noroshi.check.against.document import Against, Rule
from noroshi.model.problem import Problem, sorted_problems

__all__ = ["RULES", "RULE_IDS", "Against", "Rule", "check_against"]

_MODULES = (
    removed,
    renamed,
    unpublished,
    edited,
    edits_rewritten,
    translation_removed,
    picture_changed,
    time_changed,
    back_dated,
)
RULES: tuple[Rule, ...] = tuple(module.check for module in _MODULES)
RULE_IDS: tuple[str, ...] = tuple(rule_id for module in _MODULES for rule_id in module.IDS)
"""The ids of all problems that they yield."""


def check_against(against: Against) -> tuple[Problem, ...]:
    """What the rules find, by file and line; one entry of ``edited`` is enough for an update, and is shown once."""
    return tuple(_pasted_once(sorted_problems([problem for rule in RULES for problem in rule(against)])))


def _pasted_once(problems: tuple[Problem, ...]) -> Iterator[Problem]:
    told: dict[object, Problem] = {}
    # Best beside the file that it is for, and where most is said of it.
    best = sorted(problems, key=lambda it: (it.place.path != it.arguments.get("file"), it.rule not in edited.IDS))
    for problem in best:
        if "indent" in problem.arguments:
            told.setdefault(problem.arguments["file"], problem)
    for problem in problems:
        if "indent" not in problem.arguments or told[problem.arguments["file"]] is problem:
            yield problem
        else:
            without = {"file": "", "paste": (), "indent": "", "there": problem.arguments["file"]}
            yield replace(problem, arguments={**problem.arguments, **without})
