"""Document → problems, by rules that each stand in a file of their own with their manual page.

Here is what can be judged only by an incident's course, by the moment, or by several incidents together; what
one file alone shows (an empty body, a name against its status) ``source`` tells while it reads. How to write
a rule of your own: see ``document``. The words of these rules: app/problems/check.toml.
"""

from __future__ import annotations

from collections.abc import Iterable

from noroshi.check import (
    alias_clash,
    began_after_first,
    completed_before_start,
    correction_complete,
    ended_before_began,
    ended_while_open,
    feeds_authority,
    future_time,
    letters_for_nobody,
    link_nowhere,
    maintenance_window,
    measure_known,
    missing_impact,
    next_update_order,
    number_order,
    open_and_silent,
    promise_past,
    references,
    report_sound,
    service_gone,
    since_order,
    state_beside_end,
    unknown_duration,
    window_order,
    withdrawn_without_edit,
)
from noroshi.check.document import Document, Rule, document_of
from noroshi.model.problem import Problem, sorted_problems

__all__ = ["OF_ONE", "RULES", "RULE_IDS", "Document", "Rule", "check", "document_of"]

_MODULES = (
    future_time,
    ended_before_began,
    window_order,
    maintenance_window,
    completed_before_start,
    state_beside_end,
    references,
    link_nowhere,
    alias_clash,
    measure_known,
    began_after_first,
    ended_while_open,
    next_update_order,
    since_order,
    number_order,
    missing_impact,
    promise_past,
    open_and_silent,
    unknown_duration,
    correction_complete,
    report_sound,
    service_gone,
    feeds_authority,
    withdrawn_without_edit,
    letters_for_nobody,
)
RULES: tuple[Rule, ...] = tuple(module.check for module in _MODULES)
"""noroshi's own rules."""
_OF_ALL = frozenset((references.check, link_nowhere.check, alias_clash.check, feeds_authority.check))
OF_ONE: frozenset[Rule] = frozenset(RULES) - _OF_ALL
"""Rules whose findings in one incident depend on nothing of another: they need not be asked again of the others."""
RULE_IDS: tuple[str, ...] = tuple(rule_id for module in _MODULES for rule_id in module.IDS)
"""The ids of all problems that they yield."""


def check(document: Document, rules: Iterable[Rule] = RULES) -> tuple[Problem, ...]:
    """What the rules find, by file and line, each said once."""
    return sorted_problems([problem for rule in rules for problem in rule(document)])
