"""noroshi: Markdown incident updates in git become a bilingual, static status site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from noroshi.app.cli import main
    from noroshi.app.outputs import OUTPUTS
    from noroshi.check import RULES

__all__ = ["OUTPUTS", "RULES", "__version__", "main"]


def __getattr__(name: str) -> Any:
    """Loaded when asked for: importing noroshi alone costs nothing."""
    if name == "main":
        from noroshi.app.cli import main

        return main
    if name == "RULES":
        from noroshi.check import RULES

        return RULES
    if name == "OUTPUTS":
        from noroshi.app.outputs import OUTPUTS

        return OUTPUTS
    raise AttributeError(f"module 'noroshi' has no attribute {name!r}")
