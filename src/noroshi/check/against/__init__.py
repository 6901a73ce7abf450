"""What was published then, what stands there now → what a change does to it: `noroshi check --against`.

Here alone two states of the site are compared; the rules of the room above see one. A finding is an error only where an
address, an id of feeds or a record would go without a word; what was corrected and says so (`edited`) costs nothing.
The words of these rules: app/problems/against.toml.
"""

from __future__ import annotations

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
    """What the rules find, by file and line."""
    return sorted_problems([problem for rule in RULES for problem in rule(against)])
