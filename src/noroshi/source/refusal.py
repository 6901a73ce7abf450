"""A value that its key cannot take → the rule, and what to write instead."""

from __future__ import annotations

from typing import Any


class Refusal(ValueError):
    """A value that its key cannot take: the rule and its arguments. Never leaves this room."""

    def __init__(self, rule: str, /, **arguments: Any) -> None:
        super().__init__(rule)
        self.rule = rule
        self.arguments = arguments
        """``write``: a tuple of values to write instead, each to be shown as the line ``key: value``."""
