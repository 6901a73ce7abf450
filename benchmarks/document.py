"""`python -m benchmarks.document [FILE]`: the kept runs → the tables in docs/performance.md, and its picture."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.forms import HERE
from benchmarks.plot import plot
from benchmarks.table import markdown

RESULTS = HERE / "results.json"
PAGE = HERE.parent / "docs" / "performance.md"
PICTURE = HERE.parent / "docs" / "images" / "performance.svg"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
"""Between them stands what this program writes."""


def with_tables(page: str, tables: str) -> str:
    """The page with these tables instead of those that it has. Raises ValueError where it has no place for them."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"there is no {BEGIN} … {END}")
    return f"{head}{BEGIN}\n\n{tables}\n\n{END}{tail}"


def main() -> None:
    """The command line."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS
    found = json.loads(file.read_text(encoding="utf-8"))
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), markdown(found)), encoding="utf-8")
    PICTURE.write_text(plot(found), encoding="utf-8")


if __name__ == "__main__":
    main()
