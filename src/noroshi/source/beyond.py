"""A published commit → what the repository at hand knows, and a site of that commit cannot show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from noroshi.model.frozen import frozen
from noroshi.source.git import git_says
from noroshi.source.revision import NoFiles, committed_at

_TIPS = {"origin/HEAD": "refs/remotes/origin/HEAD", "HEAD": "HEAD"}
"""As people call them → as git does; the newest commits that are known here."""


@frozen
class Beyond:
    """What is known here beyond a site."""

    earlier: int = 0
    """Commits that were left out where the site was built: they came before the place where its history was cut off."""
    cut_at: datetime | None = None
    """When the commit at that place came (UTC)."""
    newer: int = 0
    """Commits of the site's folder that follow the published one."""
    tip: str = ""
    """What has them: ``HEAD`` or ``origin/HEAD``."""


NOTHING_BEYOND = Beyond()


def left_out(
    root: Path, commit: str | None, known: Path | None, since: str = "", environ: Mapping[str, str] | None = None
) -> Beyond:
    """What a site of ``commit`` (``None``: of none that is named) was built without knowing. Never raises.

    ``known``: a repository with as much history as the build had; ``None``: it had none. ``since``: where it begins.
    """
    there = _count(known, environ, commit) if known is not None and commit else 0
    return Beyond(max(0, _count(root, environ, commit or "HEAD") - there), _moment(root, since, environ))


def newer_than(root: Path, commit: str, environ: Mapping[str, str] | None = None) -> tuple[int, str]:
    """(commits of the folder ``root`` that follow ``commit``; what has most of them). Never raises."""
    found = [(0, "")]
    for tip, name in _TIPS.items():
        if git_says(root, environ, "merge-base", "--is-ancestor", commit, name) is not None:
            found.append((_count(root, environ, f"{commit}..{name}", "--", "."), tip))
    return max(found, key=lambda it: it[0])


def _count(root: Path, environ: Mapping[str, str] | None, *arguments: str) -> int:
    said = (git_says(root, environ, "rev-list", "--count", *arguments) or "").strip()
    return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else 0


def _moment(root: Path, commit: str, environ: Mapping[str, str] | None) -> datetime | None:
    if not commit:
        return None
    try:
        return committed_at(root, commit, environ)
    except NoFiles:
        return None
