"""A folder → what git knows of it: the commit it shows, and whether it was changed since.

The folder may be anybody's checkout, so git is asked so that it runs nothing of the repository's own (no
hooks, no file system monitor, no pager) and writes nothing (no locks, no refreshed index). What is left are the filters
that its own configuration names (Git LFS is one): without them git could not tell whether a file was changed.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from noroshi.model.frozen import frozen

TIMEOUT_SECONDS = 60
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_QUIETLY = (
    "--no-pager", "--no-optional-locks", "--no-replace-objects",
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false",
    "-c", "safe.bareRepository=explicit", "-c", "core.quotePath=false",
)  # fmt: skip
_OURS_ALONE = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1"}


@frozen
class GitFacts:
    """What git says of a site's root."""

    commit: str | None
    """Full hash, 40 or 64 hexadecimal digits; ``None``: no git, no repository, no commit yet, or a root that
    the commit does not contain."""
    dirty: bool
    """Whether files under the root differ from the commit, new ones that git does not ignore among them."""
    is_shallow: bool = False
    """Whether its history is cut off."""
    changed: tuple[str, ...] = ()
    """Paths from the root of what differs; of a folder that is new as a whole, with a slash at its end."""
    prefix: str = ""
    """Where the root is in its repository, with a slash at the end; empty: it is the top."""


NOTHING = GitFacts(None, False)


class AskedGit:
    """git, asked what it knows of a folder; it looks while somebody else works."""

    def __init__(self, root: Path, environ: Mapping[str, str] | None = None) -> None:
        about = ("--is-shallow-repository", "--show-prefix", "HEAD^{commit}")
        self._commit = talking(root, environ, "rev-parse", *about)
        self._tracked = talking(root, environ, "ls-tree", "--name-only", "HEAD")
        status = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=normal", "--ignore-submodules=all")
        self._changed = talking(root, environ, *status, "--", ".")

    def facts(self) -> GitFacts:
        """What git said; waits for it. Never raises."""
        about, tracked, changed = _said(self._commit), _said(self._tracked), _said(self._changed)
        shallow, prefix, commit = (*(about or "").split("\n"), "", "", "")[:3]
        if not _HASH.fullmatch(commit):
            return NOTHING
        if not tracked:
            # Somebody else's repository lies around a site that was never committed.
            return NOTHING
        # Where git cannot say, it is safer to call the content changed than to promise that it is the commit's.
        paths = tuple(_from_root(changed or "", prefix))
        return GitFacts(commit, changed is None or changed != "", shallow == "true", paths, prefix)


def _from_root(changed: str, prefix: str) -> Iterator[str]:
    """From ``XY path`` with paths from the top of the repository, of which ``prefix`` leads to the root."""
    for entry in changed.split("\0"):
        path = entry[3:]
        if path.startswith(prefix) and path != prefix:
            yield path[len(prefix) :]


def git_facts(root: Path, environ: Mapping[str, str] | None = None) -> GitFacts:
    """The facts of ``root``, which may be the top of a repository or a folder in it. Never raises.

    ``environ`` is the environment that git gets, by default this process's. Its ``GIT_*`` are left out:
    inside a hook they name another repository.
    """
    return AskedGit(root, environ).facts()


def git_says(root: Path, environ: Mapping[str, str] | None, *arguments: str, ours_alone: bool = False) -> str | None:
    """git's answer; ``None``: there is no git, or it refuses (no repository, another owner's folder)."""
    return _said(talking(root, environ, *arguments, ours_alone=ours_alone))


def talking(
    root: Path,
    environ: Mapping[str, str] | None,
    *arguments: str,
    stdin: int = subprocess.DEVNULL,
    ours_alone: bool = False,
) -> subprocess.Popen[bytes] | None:
    """git at work in ``root``, its answer on a pipe; ``None``: there is no git. The caller ends it.

    ``ours_alone``: it reads no configuration but the repository's own and what is said here; for one that we made, or
    are about to make.
    """
    around = os.environ if environ is None else environ
    clean = {name: value for name, value in around.items() if not name.startswith("GIT_")}
    try:
        if not ours_alone and not _lies_in_a_repository(root):
            # It would say so itself, after a process has begun and ended: three for a build.
            return None
        return subprocess.Popen(  # noqa: S603 - a fixed program and fixed arguments
            ["git", *_QUIETLY, *arguments],  # noqa: S607 - where git is, PATH knows
            cwd=root,
            env={
                **clean,
                "LC_ALL": "C",
                "GIT_OPTIONAL_LOCKS": "0",
                "GIT_TERMINAL_PROMPT": "0",
                "GIT_NO_LAZY_FETCH": "1",
                # Who writes another history into .git does not write it for readers.
                "GIT_GRAFT_FILE": os.devnull,
                **(_OURS_ALONE if ours_alone else {}),
            },
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, ValueError):
        return None


def _lies_in_a_repository(root: Path) -> bool:
    """Whether git has anything to look at. All that its variables could say is left out above, and a bare one too."""
    here = Path(os.path.realpath(root))
    return any(os.path.lexists(folder / ".git") for folder in (here, *here.parents))


def _said(process: subprocess.Popen[bytes] | None) -> str | None:
    if process is None:
        return None
    with process:
        try:
            answer, _ = process.communicate(timeout=TIMEOUT_SECONDS)
        except (OSError, ValueError, subprocess.SubprocessError):
            process.kill()
            return None
    return answer.decode("utf-8", "replace") if process.returncode == 0 else None
