"""Small sites for the tests of ``noroshi.output``; as a program, writes one and can be killed at it."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from noroshi.model.artefact import Artefact
from noroshi.output.exchange import Exchange, exchange_trees
from noroshi.output.publish import BuildReport, write

FACTS: dict[str, Any] = {
    "version": "1.2.3",
    "commit": "4f2a9c1",
    "built_at": datetime(2026, 11, 21, 3, 12, tzinfo=UTC),
}


def site(edition: str, pages: int = 3) -> tuple[Artefact, ...]:
    """Pages that say their edition, pages that are the same in each, and a page that only this one has."""
    numbers = range(pages)
    return (
        *(Artefact(f"incidents/i{n}/index.html", f"<p>{edition} {n}</p>\n".encode() * 40) for n in numbers),
        *(Artefact(f"services/s{n}/index.html", f"<p>service {n}</p>\n".encode() * 40) for n in numbers),
        Artefact(f"only-{edition}/index.html", edition.encode()),
    )


def publish(edition: str, into: Path, pages: int = 3, exchange: Exchange = exchange_trees) -> BuildReport:
    """Publish one edition."""
    return write(site(edition, pages), into, exchange=exchange, **FACTS)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file in ``folder``, by its POSIX path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def edition_of(into: Path, *editions: str, pages: int = 3) -> str:
    """Which of ``editions`` stands there, wholly; anything else fails the test.

    Read without noroshi's own reader: files and manifest must agree for anyone.
    """
    found = files_of(into)
    manifest = json.loads(found.pop("build.json"))
    digests = {
        path: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)} for path, content in found.items()
    }
    assert manifest["files"] == digests
    for edition in editions:
        if found == {artefact.path: artefact.content for artefact in site(edition, pages)}:
            return edition
    raise AssertionError(f"neither of {editions}: {sorted(found)}")


def nothing_is_left_beside(into: Path) -> None:
    """Beside the site stands at most the idle tree, level with it."""
    idle = into.with_name(f".noroshi-{into.name}")
    assert {entry.name for entry in into.parent.iterdir()} <= {into.name, idle.name}
    if idle.exists():
        assert files_of(idle) == files_of(into)


if __name__ == "__main__":
    print("ready", flush=True)
    started = time.perf_counter()
    publish(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    print(time.perf_counter() - started, flush=True)
