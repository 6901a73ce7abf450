"""A page in a browser → what axe-core finds against WCAG 2.2 AA and good practice."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Any) -> str:
    """What is wrong with the page as it is shown now; empty: nothing."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": _TAGS}})
    return str(found.generate_report()) if found.violations_count else ""
