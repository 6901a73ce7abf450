"""This machine → the facts without which a figure says nothing."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import noroshi
from benchmarks.measure import is_in_memory


def facts(work: Path) -> dict[str, str | int | bool | float]:
    """What is printed and kept beside the figures; ``work``: where everything is written."""
    return {
        "measured_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": _after(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "memory": _after(Path("/proc/meminfo"), "MemTotal"),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "noroshi": noroshi.__version__,
        "commit": _commit(),
        "in_memory": is_in_memory(work),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _after(file: Path, name: str) -> str:
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")


def _commit() -> str:
    """Empty outside of a checkout; with a ``+`` where files differ from it."""
    here = Path(__file__).parent
    told = subprocess.run(["git", "describe", "--always", "--dirty=+"], cwd=here, capture_output=True, text=True)
    return told.stdout.strip()
