"""Runs → medians, ratios and tables: as text, and as Markdown for docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

ROWS = {
    "cold": "cold",
    "unchanged": "unchanged, new process",
    "edit": "one edit, new process",
    "serve-edit": "one edit under `serve`",
    "serve-add": "one update added under `serve`",
}
"""Rows that are times, in the order of tables."""
AGAINST = ("eleventy", "pelican")


@dataclass(frozen=True)
class Cell:
    """All runs of one row, size and contender."""

    row: str
    number: int
    contender: str
    runs: tuple[dict[str, Any], ...]

    def median(self, name: str) -> float:
        """Of ``seconds``, ``cpu_seconds``, …"""
        return float(median(run["run"][name] for run in self.runs))

    @property
    def spread(self) -> str:
        """The fastest and the slowest run."""
        times = [run["run"]["seconds"] for run in self.runs]
        return f"{shown(min(times))} to {shown(max(times))}"


def cells(found: dict[str, Any]) -> dict[tuple[str, int, str], Cell]:
    """(row, number, contender) → its runs, in the order of tables."""
    grouped: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    for run in found["runs"]:
        grouped.setdefault((run["row"], run["number"], run["contender"]), []).append(run)
    rows, contenders = [*ROWS, "memory"], list(found["contenders"])
    order = sorted(grouped, key=lambda key: (rows.index(key[0]), key[1], contenders.index(key[2])))
    return {key: Cell(*key, tuple(grouped[key])) for key in order}


def text_table(found: dict[str, Any]) -> str:
    """For a terminal: the machine, times with ratios, then memory and output."""
    facts = [f"{name}: {value}" for name, value in {**found["machine"], **found["versions"]}.items()]
    return "\n\n".join(["; ".join(facts), _aligned(_times(found)), _aligned(_sizes(found))])


def markdown(found: dict[str, Any]) -> str:
    """For the docs: the machine, both tables."""
    machine, versions = found["machine"], found["versions"]
    where = "content and output on tmpfs" if machine["in_memory"] else "content and output on a disk"
    about = (
        f"Measured on {machine['measured_on']}: {machine['processor']}, {machine['cores']} cores, {machine['memory']} "
        f"of memory, {machine['system']}, {machine['python']}; {where}; load before it began "
        f"{machine['load_before']}. noroshi {machine['noroshi']} ({machine['commit']}), "
    )
    about += ", ".join(f"{name} {version}" for name, version in versions.items()) + "."
    return "\n\n".join([about, _piped(_times(found)), _piped(_sizes(found))])


def _times(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    yield "row", "incidents", "contender", "median", "fastest to slowest", "runs", "CPU", *(f"× {n}" for n in AGAINST)
    known = cells(found)
    for (row, number, contender), cell in known.items():
        if row == "memory":
            continue
        ratios = (_ratio(cell, known.get((row, number, other))) for other in AGAINST)
        cpu = "" if row.startswith("serve") else shown(cell.median("cpu_seconds"))
        seconds = shown(cell.median("seconds"))
        yield ROWS[row], f"{number:,}", contender, seconds, cell.spread, str(len(cell.runs)), cpu, *ratios


def _sizes(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    yield "incidents", "contender", "files", "bytes", "cold, per file", "all processes", "largest process"
    known = cells(found)
    for (row, number, contender), cell in known.items():
        if row != "cold":
            continue
        files, size = cell.runs[-1]["files"], cell.runs[-1]["bytes"]
        watched = known.get(("memory", number, contender))
        tree = _megabytes(watched.median("tree_bytes")) if watched else ""
        largest = _megabytes(cell.median("largest_process_bytes"))
        per_file = f"{cell.median('seconds') / files * 1000:.2f} ms"
        yield f"{number:,}", contender, f"{files:,}", _megabytes(size), per_file, tree, largest


def _ratio(cell: Cell, other: Cell | None) -> str:
    if other is None or cell.contender == other.contender:
        return ""
    return f"{cell.median('seconds') / other.median('seconds'):.2f}"


def shown(seconds: float) -> str:
    """Milliseconds below one second."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.1f} MB"


def _aligned(rows: Iterable[tuple[str, ...]]) -> str:
    every = list(rows)
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in every)


def _piped(rows: Iterable[tuple[str, ...]]) -> str:
    head, *rest = rows
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rest))
