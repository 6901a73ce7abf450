"""The commits of ``history/`` → for each service what its monitor saw and when, oldest first.

Upptime writes a commit whenever a service changes: ``🟥 Shop is down (502 in 385 ms) [skip ci] [upptime]``. The file
that the commit touches names the service; the sign, which a configuration may replace, says what happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from noroshi.model.frozen import frozen
from noroshi.source.git import git_says

UP, DOWN, DEGRADED = "up", "down", "degraded"
SIGNS: Mapping[str, str] = {UP: "🟩", DOWN: "🟥", DEGRADED: "🟨"}
MOST_COMMITS = 1_000_000
LONGEST_SUBJECT = 1_000
_FOR_MACHINES = re.compile(r"\s*\[(?:skip ci|ci skip|upptime)\]", re.IGNORECASE)
_NAMED = re.compile(r"(?:\S+\s+)?(?P<name>.+?) is (?:up|down|degraded)\b")


@frozen
class Sighting:
    """What one commit says of one service."""

    at: datetime
    """The author's date, UTC."""
    status: str
    """``up``, ``down`` or ``degraded``."""
    text: str
    """The commit's subject, without ``[skip ci] [upptime]``."""
    commit: str
    """Beginning of its hash."""


@dataclass
class Sightings:
    """A whole history."""

    by_slug: dict[str, list[Sighting]] = field(default_factory=dict)
    """Oldest first."""
    unclear: dict[str, int] = field(default_factory=dict)
    """Slug → how many of its commits say neither up nor down."""
    is_shallow: bool = False
    """The clone holds only the newest commits."""


@frozen
class Wording:
    """How a configuration has its commits written."""

    signs: Mapping[str, str]
    """``up``, ``down``, ``degraded`` → the sign in its commits; empty: the usual one."""
    template: str = ""
    """``commitMessages.statusChange``; empty: the usual one."""


def sightings(
    source: Path, folder: str, wording: Wording, environ: Mapping[str, str] | None = None
) -> Sightings | None:
    """What git knows of ``folder`` (relative to ``source``; ``.`` is itself). None: no git, or no commit of it."""
    said = git_says(
        source, environ,
        "log", "--no-show-signature", "--no-notes", "--no-color", "--no-mailmap", "--no-renames", "--no-ext-diff",
        "--encoding=UTF-8", "--name-only", "--relative", f"--max-count={MOST_COMMITS}",
        "--format=%x00%H%x00%at%x00%s%x00", "HEAD", "--", folder,
    )  # fmt: skip
    if not said:
        return None
    parts = said.split("\0")[1:]
    status = _StatusOf(wording)
    found = Sightings()
    # Newest first: the reverse keeps commits of one second in their order.
    for commit, seconds, subject, names in reversed(
        list(zip(*(parts[number::4] for number in range(4)), strict=False))
    ):
        if not re.fullmatch(r"[0-9]{1,11}", seconds):
            continue
        slugs = _slugs(names.split("\n"), folder)
        seen = status(subject[:LONGEST_SUBJECT])
        for slug in slugs:
            if seen is None:
                found.unclear[slug] = found.unclear.get(slug, 0) + 1
                continue
            text = _FOR_MACHINES.sub("", subject[:LONGEST_SUBJECT]).strip()
            at = datetime.fromtimestamp(int(seconds), UTC)
            found.by_slug.setdefault(slug, []).append(Sighting(at, seen, text, commit[:7]))
    for sighted in found.by_slug.values():
        sighted.sort(key=lambda sighting: sighting.at)
    shallow = git_says(source, environ, "rev-parse", "--is-shallow-repository")
    found.is_shallow = (shallow or "").strip() == "true"
    return found


def name_in(sighted: Iterable[Sighting]) -> str:
    """The name that the newest commit gives the service; empty where none does."""
    names = [found["name"] for sighting in sighted if (found := _NAMED.match(sighting.text))]
    return names[-1] if names else ""


def _slugs(names: Iterable[str], folder: str) -> list[str]:
    """``history/shop.yml`` → ``shop``; whatever else a commit touches is no service."""
    paths = [PurePosixPath(name) for name in names if name]
    return [path.stem for path in paths if path.suffix in {".yml", ".yaml"} and path.parent.as_posix() == folder]


class _StatusOf:
    """Subject → status, by the sign; where a template prints none, by the word that it prints."""

    def __init__(self, wording: Wording) -> None:
        self._signs = [(sign, status) for status, sign in wording.signs.items() if sign]
        self._signs += [(sign, status) for status, sign in SIGNS.items()]
        before, placed, after = wording.template.partition("$STATUS")
        self._word: re.Pattern[str] | None = None
        if placed:
            # Only the words next to it: what fills the other gaps may be anything.
            left, right = re.split(r"\$[A-Z_]+", before)[-1], re.split(r"\$[A-Z_]+", after)[0]
            self._word = re.compile(rf"{re.escape(left)}\b(up|down|degraded)\b{re.escape(right)}")

    def __call__(self, subject: str) -> str | None:
        for sign, status in self._signs:
            if subject.startswith(sign):
                return status
        for sign, status in self._signs:
            if sign in subject:
                return status
        found = self._word.search(subject) if self._word else None
        return found[1] if found else None
