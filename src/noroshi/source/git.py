"""A folder → what git knows of it: the commit it shows, and whether it was changed since.

The folder may be anybody's checkout, so git is asked so that it runs nothing of the repository's own (no
hooks, no file system monitor, no pager) and writes nothing (no locks, no refreshed index).
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_SECONDS = 60
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_QUIETLY = (
    "--no-pager", "--no-optional-locks",
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false",
    "-c", "safe.bareRepository=explicit", "-c", "core.quotePath=false",
)  # fmt: skip


@dataclass(frozen=True)
class GitFacts:
    """What git says of a site's root."""

    commit: str | None
    """Full hash, 40 or 64 hexadecimal digits; ``None``: no git, no repository, no commit yet, or a root that
    the commit does not contain."""
    dirty: bool
    """Whether files under the root differ from the commit, new ones that git does not ignore among them."""


NOTHING = GitFacts(None, False)


def git_facts(root: Path, environ: Mapping[str, str] | None = None) -> GitFacts:
    """The facts of ``root``, which may be the top of a repository or a folder in it. Never raises.

    ``environ`` is the environment that git gets, by default this process's. Its ``GIT_*`` are left out:
    inside a hook they name another repository.
    """
    commit = git_says(root, environ, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if commit is None or not _HASH.fullmatch(commit.strip()):
        return NOTHING
    if not git_says(root, environ, "ls-tree", "--name-only", "HEAD"):
        # Somebody else's repository lies around a site that was never committed.
        return NOTHING
    status = ("status", "--porcelain", "-z", "--untracked-files=normal", "--ignore-submodules=all")
    changed = git_says(root, environ, *status, "--", ".")
    # Where git cannot say, it is safer to call the content changed than to promise that it is the commit's.
    return GitFacts(commit.strip(), changed is None or changed != "")


def git_says(root: Path, environ: Mapping[str, str] | None, *arguments: str) -> str | None:
    """git's answer; ``None``: there is no git, or it refuses (no repository, another owner's folder)."""
    around = os.environ if environ is None else environ
    clean = {name: value for name, value in around.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program and fixed arguments
            ["git", *_QUIETLY, *arguments],  # noqa: S607 - where git is, PATH knows
            cwd=root,
            env={**clean, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
