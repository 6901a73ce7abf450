"""A git revision (tag, branch, commit) → the moment at which its commit was written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from noroshi.source.git import git_says

_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class NoMoment(StrEnum):
    """Why a revision has none."""

    NO_REPOSITORY = "no_repository"
    UNKNOWN = "unknown"
    """There is no such revision, or it is no commit."""


def revision_moment(root: Path, revision: str, environ: Mapping[str, str] | None = None) -> datetime | NoMoment:
    """The author date (UTC, to the second) of what ``revision`` names in the repository around ``root``.

    The author date, since a rebase or a merge by somebody else moves only the committer's. Never raises; what
    begins with ``-`` is no revision, so it can never become an option.
    """
    if git_says(root, environ, "rev-parse", "--git-dir") is None:
        return NoMoment.NO_REPOSITORY
    if revision.startswith("-") or not revision.strip() or "\0" in revision:
        return NoMoment.UNKNOWN
    commit = git_says(root, environ, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None or not _HASH.fullmatch(commit.strip()):
        return NoMoment.UNKNOWN
    # rev-list and not log: it never asks gpg for a signature, whatever the repository's configuration says.
    said = git_says(root, environ, "rev-list", "--max-count=1", "--format=%at", commit.strip())
    seconds = said.split("\n")[1].strip() if said and "\n" in said else ""
    if not re.fullmatch(r"[0-9]{1,11}", seconds):
        return NoMoment.UNKNOWN
    return datetime.fromtimestamp(int(seconds), UTC)
