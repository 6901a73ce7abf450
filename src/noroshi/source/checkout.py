"""A commit of a repository → its files in a repository of their own, as an honest machine would have checked them out.

The new repository borrows the objects of the one at hand and shares nothing else with it: no configuration, hooks,
filters, attributes or replaced objects of the user's or of the repository's count, and nothing is fetched. Links are
made as the commit has them; submodules and files of LFS are not followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from noroshi.model.frozen import frozen
from noroshi.source.git import git_says
from noroshi.source.revision import commit_named

_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_OBJECT_FORMATS = ("sha1", "sha256")
_OURS = (
    "core.autocrlf=false", "core.eol=lf", "core.hooksPath=/dev/null", "core.fsmonitor=false",
    f"core.attributesFile={os.devnull}", f"core.excludesFile={os.devnull}",
)  # fmt: skip


class NoCheckout(Exception):
    """It cannot be had. The argument: ``no_git``, ``no_repository``, ``bad_commit``, ``no_commit``, ``no_cut`` (of
    ``shallow_since``), ``too_shallow``, ``unreadable`` (objects are missing, as in a partial clone)."""


@frozen
class Checkout:
    """A commit's files."""

    top: Path
    """Of the new repository."""
    root: Path
    """The folder in it that the root asked for is in the repository at hand; perhaps the commit has none."""
    commit: str
    has_submodules: bool


def check_out(
    root: Path,
    commit: str,
    into: Path,
    *,
    shallow_since: str = "",
    whole_history: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Checkout:
    """The files of ``commit``, of the repository around ``root``, in the empty folder ``into``.

    ``shallow_since``: the history is cut off before this commit, as it was where the site was built.
    ``whole_history``: the repository at hand must not be cut off itself. Raises NoCheckout, OSError.
    """
    if not all(_HASH.fullmatch(it) for it in (commit, *([shallow_since] if shallow_since else ()))):
        raise NoCheckout("bad_commit")
    if git_says(into, environ, "version", ours_alone=True) is None:
        raise NoCheckout("no_git")
    around = _around(root, environ)
    if commit_named(root, commit, environ) is None:
        raise NoCheckout("no_commit")
    if shallow_since and commit_named(root, shallow_since, environ) is None:
        raise NoCheckout("no_cut")
    cut = _cut(around.common)
    if cut and whole_history:
        raise NoCheckout("too_shallow")
    _make(around, into, environ)
    if shallow_since or cut:
        # What gitrepository-layout(5) says of it: commits that are taken to have no parents.
        lines = {*cut, *([shallow_since] if shallow_since else ())}
        (into / ".git/shallow").write_text("".join(f"{it}\n" for it in sorted(lines)), encoding="ascii")
    if git_says(into, environ, "checkout", "--quiet", "--force", "--detach", commit, ours_alone=True) is None:
        raise NoCheckout("unreadable")
    return Checkout(into, into / around.prefix, commit, (into / ".gitmodules").is_file())


@frozen
class _Around:
    """The repository at hand."""

    common: Path
    """Its ``.git``, also where the root is a work tree beside others."""
    prefix: str
    """Where the root is in it; empty: it is the top."""
    object_format: str


def _around(root: Path, environ: Mapping[str, str] | None) -> _Around:
    """Raises NoCheckout."""
    said = git_says(
        root,
        environ,
        "rev-parse",
        "--path-format=absolute",
        "--git-common-dir",
        "--show-object-format",
        "--show-prefix",
    )
    if said is None:
        raise NoCheckout("no_repository")
    common, object_format, prefix = said.split("\n")[:3]
    if object_format not in _OBJECT_FORMATS or not Path(common).is_dir():
        raise NoCheckout("no_repository")
    return _Around(Path(common), prefix, object_format)


def _cut(common: Path) -> tuple[str, ...]:
    """The commits before which the repository at hand knows nothing."""
    try:
        lines = (common / "shallow").read_text(encoding="ascii", errors="replace").split()
    except FileNotFoundError:
        return ()
    return tuple(line for line in lines if _HASH.fullmatch(line))


def _make(around: _Around, into: Path, environ: Mapping[str, str] | None) -> None:
    """An empty repository that borrows objects. Raises NoCheckout, OSError."""
    init = ("init", "--quiet", "--template=", f"--object-format={around.object_format}", ".")
    if git_says(into, environ, *init, ours_alone=True) is None:
        raise NoCheckout("unreadable")
    for pair in _OURS:
        git_says(into, environ, "config", *pair.split("=", 1), ours_alone=True)
    info = into / ".git/objects/info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "alternates").write_text(f"{around.common / 'objects'}\n", encoding="utf-8", errors="surrogateescape")
