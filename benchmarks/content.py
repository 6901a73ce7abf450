"""`python -m benchmarks.content N DIR --form same|full|eleventy|pelican`: N incidents → the files of a site."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from benchmarks.forms import FORMS
from benchmarks.incidents import incidents

MARK = ".noroshi-benchmark"
"""Stands in every folder that was made here: no other is ever emptied."""


def write_content(number: int, into: Path, form: str) -> int:
    """Write ``number`` incidents in one of FORMS; how many files.

    Raises ValueError where ``into`` holds anything that was not made here.
    """
    if into.exists() and any(into.iterdir()):
        if not (into / MARK).exists():
            raise ValueError(f"{into} is neither empty nor made by this program")
        shutil.rmtree(into)
    into.mkdir(parents=True, exist_ok=True)
    (into / MARK).write_text(f"{number} {form}\n", encoding="utf-8")
    files = 0
    made: set[str] = set()
    for path, text in FORMS[form](incidents(number)):
        folder = os.path.dirname(path)  # noqa: PTH120 - for each of 800,000 files
        if folder not in made:
            (into / folder).mkdir(parents=True, exist_ok=True)
            made.add(folder)
        with open(f"{into}/{path}", "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123
            file.write(text)
        files += 1
    return files


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.content", description=__doc__)
    parser.add_argument("number", type=int, metavar="N")
    parser.add_argument("into", type=Path, metavar="DIR")
    parser.add_argument("--form", choices=tuple(FORMS), default="same")
    asked = parser.parse_args()
    try:
        files = write_content(asked.number, asked.into, asked.form)
    except ValueError as error:
        sys.exit(str(error))
    print(f"{asked.number:,} incidents, {files:,} files in {asked.into}")


if __name__ == "__main__":
    main()
