"""Whatever a part of the program may find wrong, it can say in both languages."""

from __future__ import annotations

from pathlib import Path

from small_site import CHECKOUT
from test_problem_words import rules_raised

from noroshi.app.problem_words import built_in_words
from noroshi.check import RULE_IDS

SOURCE = CHECKOUT / "src" / "noroshi"
NO_RULES = frozenset({"utf-8"})


def raised_in(*rooms: str) -> dict[str, Path]:
    return {rule: path for room in rooms for path in (SOURCE / room).rglob("*.py") for rule in rules_raised(path)}


def test_every_rule_of_reading_checking_and_themes_has_words() -> None:
    missing = {
        rule: path
        for rule, path in raised_in("source", "check", "app", "render").items()
        if rule not in built_in_words()
    }
    assert {rule: path.name for rule, path in missing.items() if rule not in NO_RULES} == {}
    assert set(RULE_IDS) <= set(built_in_words())
