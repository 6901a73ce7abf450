"""`python -m benchmarks.run`: every contender, row and size in turn → a table, and all raw values as JSON.

    python -m benchmarks.run --sizes 100,1000 --json results.json
    python -m benchmarks.run --sizes 10000 --rows cold --contenders noroshi-same,eleventy --rounds 3

Content and output lie on tmpfs where there is one. Eleventy and Pelican are installed once, in the versions that
benchmarks/eleventy/package-lock.json and benchmarks/pelican/requirements.txt pin.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.contenders import CONTENDERS, Field, fields
from benchmarks.machine import facts
from benchmarks.measure import Failed, is_in_memory
from benchmarks.rounds import ROUNDS, Row, cold, edit, memory, unchanged
from benchmarks.serving import NotWatching, serve
from benchmarks.table import text_table
from benchmarks.tools import Tools, install

ROWS: dict[str, Callable[[list[Field], int], Iterator[Row]]] = {
    "cold": cold,
    "unchanged": unchanged,
    "edit": edit,
    "memory": lambda found, rounds: memory(found),
    "serve": serve,
}


def main() -> None:
    """The command line."""
    names = tuple(contender.name for contender in CONTENDERS)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=_sizes, default=(100, 1000), metavar="N,N", help="default: 100,1000")
    parser.add_argument("--rows", type=_of(tuple(ROWS)), default=tuple(ROWS), metavar="ROW,ROW", help=", ".join(ROWS))
    parser.add_argument("--contenders", type=_of(names), default=names, metavar="NAME,NAME", help=", ".join(names))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"runs of each; default: {ROUNDS}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="all raw values; what FILE has of other runs stays")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where to build; default: tmpfs if there is one")
    parser.add_argument("--tools", type=Path, default=_cache(), metavar="DIR", help="where the others are installed")
    asked = parser.parse_args()
    # Whoever ends it ends what it started, and its folder in memory goes.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    others = [name for name in asked.contenders if not name.startswith("noroshi")]
    tools = install(asked.tools) if others else None
    above = asked.work or _memory()
    where = "tmpfs" if is_in_memory(above) else "a disk, which adds its own time to every figure"
    print(f"building on {where}: {above}", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=above, prefix="noroshi-benchmark-") as work:
        about = {"machine": facts(Path(work)), "versions": dict(tools.versions) if tools else {}}
        rows: list[dict[str, Any]] = []
        try:
            rows.extend(asdict(row) for row in _measured(asked, Path(work), tools))
        except (Failed, OSError, KeyboardInterrupt) as reason:
            # What was measured until then is kept.
            print(f"stopped: {reason}", file=sys.stderr)
    found = {**about, "contenders": {item.name: item.writes for item in CONTENDERS}, "runs": rows}
    if asked.json:
        found = _kept(asked.json, found)
        asked.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(text_table(found))


def _measured(asked: argparse.Namespace, work: Path, tools: Tools | None) -> Iterator[Row]:
    for number in asked.sizes:
        found = fields(asked.contenders, number, work, tools)
        for name in asked.rows:
            # Under `serve` there are no turns: one that is not right must not take the others' figures.
            # Under Pelican's watcher the files were not those of its cold build: docs/performance.md.
            groups = [[one] for one in found if one.contender.form != "pelican"] if name == "serve" else [found]
            for group in groups:
                yield from _told(name, group, asked.rounds)
        for one in found:
            shutil.rmtree(one.folder)


def _told(name: str, group: list[Field], rounds: int) -> Iterator[Row]:
    try:
        for row in ROWS[name](group, rounds):
            print(f"{row.number:>7,}  {row.row:<10}  {row.contender:<14} {row.run.seconds:8.3f} s", file=sys.stderr)
            yield row
    except NotWatching as reason:
        print(f"{group[0].contender.name} under serve was not measured: {reason}", file=sys.stderr)


def _kept(file: Path, found: dict[str, Any]) -> dict[str, Any]:
    """Runs of ``file`` that were not made again stay: sizes may be measured one after the other."""
    if not file.exists():
        return found
    before = json.loads(file.read_text(encoding="utf-8"))
    again = {(run["row"], run["number"], run["contender"]) for run in found["runs"]}
    kept = [run for run in before["runs"] if (run["row"], run["number"], run["contender"]) not in again]
    return {**found, "versions": {**before["versions"], **found["versions"]}, "runs": [*kept, *found["runs"]]}


def _sizes(typed: str) -> tuple[int, ...]:
    return tuple(int(size) for size in typed.split(","))


def _of(known: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    def chosen(typed: str) -> tuple[str, ...]:
        wanted = typed.split(",")
        if unknown := set(wanted) - set(known):
            raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: there are {', '.join(known)}")
        return tuple(name for name in known if name in wanted)

    return chosen


def _memory() -> Path:
    """A folder in memory, else the usual one for temporary files."""
    usual = Path(tempfile.gettempdir())
    shared = Path("/dev/shm")
    return next((folder for folder in (usual, shared) if folder.is_dir() and is_in_memory(folder)), usual)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "noroshi-benchmarks"


if __name__ == "__main__":
    main()
