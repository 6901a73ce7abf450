"""`python -m benchmarks.history COMMITS DIR`: what a long history adds to a first and to an unchanged build.

DIR becomes a site whose files were published one by one and every third of them edited once, in so many commits on
``main``; ``short`` has the same files by one commit. Both are built in turn, each time in a new process.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.content import write_content
from benchmarks.measure import run

_BEGIN = 1_750_000_000
_EVERY_SECONDS = 600


def write_repository(commits: int, into: Path) -> tuple[int, int]:
    """(incidents, text files) of a site in ``into``, all of it committed, by so many commits.

    Branch ``main`` has them; branch ``short`` has the same files by one.
    """
    incidents, texts = 0, list[Path]()
    while len(texts) * 4 // 3 < commits:
        incidents += max((commits - len(texts) * 4 // 3) // 5, 1)
        write_content(incidents, into, "same")
        texts = sorted((into / "incidents").rglob("*.md"))
    (into / ".gitignore").write_text(".noroshi*\n_site/\n_outbox/\n.log\n", encoding="ascii")
    around = [path for path in sorted(into.rglob("*")) if path.is_file() and path not in set(texts)]
    git = ("git", "-C", str(into))
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    stream = [
        *_stream("main", into, _steps(around, texts, commits)),
        *_stream("short", into, [_as_is([*around, *texts])]),
    ]
    subprocess.run([*git, "fast-import", "--quiet", "--force"], input=b"".join(stream), check=True)
    subprocess.run([*git, "reset", "-q", "--mixed"], check=True)
    subprocess.run([*git, "gc", "-q"], check=True)
    if subprocess.run([*git, "status", "--porcelain"], check=True, capture_output=True).stdout:
        raise AssertionError("what was committed is not what was written")
    return incidents, len(texts)


_Step = dict[Path, bytes]
"""What one commit writes."""


def _as_is(paths: Iterable[Path]) -> _Step:
    return {path: path.read_bytes() for path in paths}


def _steps(around: Sequence[Path], texts: Sequence[Path], commits: int) -> list[_Step]:
    """One file a commit, every third of them changed by the next; the last publishes whatever is left."""
    found = [_as_is(around)]
    for number, path in enumerate(texts):
        if len(found) >= commits - 2:
            return [*found, _as_is(texts[number:])]
        if number % 3:
            found.append(_as_is([path]))
        else:
            found += [{path: path.read_bytes() + b"\nWe are sorry.\n"}, _as_is([path])]
    return found


def _stream(branch: str, into: Path, steps: Iterable[_Step]) -> Iterator[bytes]:
    """For ``git fast-import``."""
    for number, step in enumerate(steps):
        at = _BEGIN + number * _EVERY_SECONDS
        yield f"commit refs/heads/{branch}\ncommitter A <a@example.com> {at} +0900\ndata 6\nupdate\n".encode()
        for path, content in step.items():
            name = os.fsencode(path.relative_to(into))
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (name, len(content), content)


def measured(into: Path, rounds: int) -> Iterator[tuple[str, float]]:
    """(what, median seconds) of builds of either branch, in turn."""
    found: dict[str, list[float]] = {}
    command = [sys.executable, "-m", "noroshi", "build", "--quiet"]
    for _ in range(rounds):
        for branch in ("main", "short"):
            # The files are the same.
            subprocess.run(["git", "-C", str(into), "symbolic-ref", "HEAD", f"refs/heads/{branch}"], check=True)
            for made in (".noroshi", "_site", "_outbox", ".noroshi-_site"):
                shutil.rmtree(into / made, ignore_errors=True)
            for which in ("first", "next"):
                took = run(command, into, {**os.environ, "SOURCE_DATE_EPOCH": str(_BEGIN + 150_000_000)}).seconds
                found.setdefault(f"{which} build of {branch}", []).append(took)
    for what, seconds in found.items():
        yield what, statistics.median(seconds)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("commits", type=int, metavar="COMMITS")
    parser.add_argument("into", type=Path, metavar="DIR")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    incidents, texts = write_repository(asked.commits, asked.into)
    print(f"{asked.commits:,} commits, {incidents:,} incidents, {texts:,} text files in {asked.into}")
    for what, seconds in measured(asked.into, asked.rounds):
        print(f"{what}: {seconds:.2f} s")


if __name__ == "__main__":
    main()
