"""A command → how long it took, what it used, what it wrote."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_SECONDS = 0.1


class Failed(Exception):
    """A contender's build failed: nothing can be said about its speed. The argument is what it printed."""


@dataclass(frozen=True)
class Run:
    """One run of one command."""

    seconds: float
    """From before the process starts until it has ended."""
    cpu_seconds: float
    """User and system time of the process and of all that it waited for."""
    largest_process_bytes: int
    """ru_maxrss: the largest resident size of any one of these processes."""
    tree_bytes: int | None
    """The largest sum of proportional set sizes of all processes at one moment: memory that some share counts once.

    ``None``: not sampled, since sampling takes time of the processor that is being measured.
    """


def run(command: Sequence[str], cwd: Path, environ: Mapping[str, str], *, sample_memory: bool = False) -> Run:
    """Run it to its end. Raises Failed."""
    log = cwd / ".log"
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=environ, stdout=output, stderr=subprocess.STDOUT)
        sampler = _Sampler(process.pid) if sample_memory else None
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    tree = sampler.stop() if sampler else None
    if process.returncode != 0:
        raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{log.read_text(errors='replace')[-2000:]}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, tree)


def files_and_bytes(folder: Path) -> tuple[int, int]:
    """(files, bytes) below ``folder``, without what a tool keeps for itself in hidden files."""
    files = size = 0
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".noroshi")]
        for name in names:
            if name.startswith(".noroshi"):
                continue
            files += 1
            size += (Path(where) / name).stat().st_size
    return files, size


def is_in_memory(folder: Path) -> bool:
    """Whether ``folder`` lies on tmpfs, by the longest mount point above it (Linux; elsewhere ``False``)."""
    try:
        mounts = Path("/proc/mounts").read_text().splitlines()
    except OSError:
        return False
    real = f"{folder.resolve()}/"
    above = [line.split()[1:3] for line in mounts if real.startswith(line.split()[1].rstrip("/") + "/")]
    return bool(above) and max(above, key=lambda mount: len(mount[0]))[1] == "tmpfs"


class _Sampler:
    def __init__(self, root: int) -> None:
        self._root = root
        self._largest = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        self._ended.set()
        self._thread.join()
        return self._largest

    def _sample(self) -> None:
        while not self._ended.wait(_EVERY_SECONDS):
            self._largest = max(self._largest, sum(map(_proportional, _tree(self._root))))


def _tree(root: int) -> list[int]:
    """The process and everything below it."""
    found = [root]
    for pid in found:
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue  # it has ended meanwhile
    return found


def _proportional(pid: int) -> int:
    """What a process holds in memory, of what several hold together its share: forked workers share most of theirs."""
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0
