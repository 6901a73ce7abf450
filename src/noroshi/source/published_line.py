"""A repository → its published line: the commits of the main branch one after the other, and what each changed.

The line goes from a merge to its first parent, so that what was written on a branch counts as its merge left it. Who
merges the main branch into what he has not pushed yet (``git pull``), or into a branch that main is then moved to,
makes main the second parent: git's own words for such a merge tell, and the line goes there.

Two programs are asked, whatever the length: ``git rev-list`` for the commits, ``git diff-tree`` for the changes.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from noroshi.model.frozen import frozen
from noroshi.model.provenance import Commit
from noroshi.source.git import talking

MOST_SECONDS = 300
"""A history that takes longer is not read."""
_MAIN = r"(?:main|master|trunk)"
_MAIN_CAME_SECOND = re.compile(
    rf"Merge branch '{_MAIN}' of \S"
    rf"|Merge remote-tracking branch '[^/']+/{_MAIN}'"
    rf"|Merge branch '{_MAIN}' into (?!'?{_MAIN}'?$)"
)
_PERSON = re.compile(r".*> (-?[0-9]{1,15}) [+-][0-9]+")
_SIGNATURES = (("-----BEGIN SSH SIGNATURE-----", "ssh"), ("-----BEGIN SIGNED MESSAGE-----", "x509"))
_LONGEST_SUBJECT = 300
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 253402214399
"""The last second of 30 December 9999: in every zone it has a date."""
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Signs that steer a terminal, or turn the direction of what stands behind them."""


@frozen(slots=True)
class Change:
    """What a step did to one file."""

    kind: str
    """``A`` added, ``M`` modified, ``D`` deleted, ``R`` renamed (and perhaps modified)."""
    path: str
    """POSIX, from the site's root; of ``R`` the new one."""
    blob: str
    """git's name of what it holds now; empty for ``D``."""
    former: str = ""
    """``R``: the path before."""


@frozen
class Step:
    """One commit of the line that changed something."""

    commit: Commit
    changes: tuple[Change, ...]
    is_cut: bool = False
    """Where a shallow history begins: what was there before is not told from what it did."""


class NoLine(Exception):
    """The history cannot be read."""


@frozen
class _Node:
    commit: Commit
    parents: tuple[str, ...]
    """As far as they are there."""
    is_cut: bool


def published_line(
    root: Path, head: str, after: str, folder: str, environ: Mapping[str, str] | None = None
) -> Iterator[Step] | None:
    """The steps below ``folder`` (from the root) until ``head``, oldest first, which follow the commit ``after``.

    ``after`` empty: from the beginning. ``None``: ``after`` does not lie on the line of ``head``, so the history was
    written anew. Raises NoLine.
    """
    nodes = dict(_nodes(root, head, after, environ))
    line: list[tuple[_Node, str]] = []
    name = head
    while name != after:
        node = nodes.get(name)
        if node is None:
            if after:
                return None
            raise NoLine(name)
        before = _before(node)
        line.append((node, before))
        if not before:
            if after:
                return None
            break
        name = before
    line.reverse()
    return _steps(root, line, folder, environ)


def _before(node: _Node) -> str:
    if len(node.parents) == 2 and _MAIN_CAME_SECOND.match(node.commit.subject):
        return node.parents[1]
    return node.parents[0] if node.parents else ""


def _nodes(root: Path, head: str, after: str, environ: Mapping[str, str] | None) -> Iterator[tuple[str, _Node]]:
    without = (f"^{after}",) if after else ()
    said = _asked(root, environ, b"", "rev-list", "--topo-order", "--parents", "--header", head, *without)
    for record in said.split(b"\0"):
        if record:
            node = _node(record.decode("utf-8", "replace"))
            yield node.commit.hash, node


def _node(record: str) -> _Node:
    """From ``hash parents…``, the headers of the commit, an empty line and the message, indented."""
    head, _, message = record.partition("\n\n")
    first, *rows = head.split("\n")
    name, *parents = first.split()
    author_at = committed_at = _EPOCH
    signature, recorded = "", 0
    for row in rows:
        key, _, value = row.partition(" ")
        if key == "author":
            author_at = _moment(value)
        elif key == "committer":
            committed_at = _moment(value)
        elif key == "parent":
            recorded += 1
        elif key in ("gpgsig", "gpgsig-sha256"):
            signature = next((kind for mark, kind in _SIGNATURES if value.startswith(mark)), "gpg")
    subject = " ".join(_UNSEEN.sub("", message.strip("\n").split("\n")[0]).split())[:_LONGEST_SUBJECT]
    return _Node(Commit(name, author_at, committed_at, subject, signature), tuple(parents), recorded > len(parents))


def _moment(person: str) -> datetime:
    found = _PERSON.match(person)
    return datetime.fromtimestamp(min(max(int(found[1]), 0), _LATEST), UTC) if found else _EPOCH


def _steps(
    root: Path, line: Iterable[tuple[_Node, str]], folder: str, environ: Mapping[str, str] | None
) -> Iterator[Step]:
    by_hash = {node.commit.hash: node for node, _ in line}
    wanted = "".join(f"{node.commit.hash} {before}".rstrip() + "\n" for node, before in line).encode()
    if not wanted:
        return
    arguments = ("diff-tree", "--stdin", "--root", "-r", "-z", "--raw", "--no-ext-diff", "--relative")
    try:
        said = _asked(root, environ, wanted, *arguments, "-M", "-l1000", "--", folder)
    except NoLine:
        # Where contents are not there (a partial clone) they cannot be compared; the same content still can.
        said = _asked(root, environ, wanted, *arguments, "-M100%", "--", folder)
    tokens = iter(said.split(b"\0"))
    node: _Node | None = None
    found: list[Change] = []
    for token in tokens:
        if token.startswith(b":"):
            found += _changes(token.decode(), tokens)
        elif token:
            if node is not None and found:
                yield Step(node.commit, tuple(found), node.is_cut)
            node, found = by_hash[token.decode()], []
    if node is not None and found:
        yield Step(node.commit, tuple(found), node.is_cut)


def _changes(head: str, tokens: Iterator[bytes]) -> Iterator[Change]:
    """From ``:mode mode blob blob X`` and the paths behind it; what is no plain file is as if it were not there."""
    before, after, _, blob, kind = head[1:].split(" ")
    was_file, is_file = before.startswith("100"), after.startswith("100")
    former = path = _path(next(tokens))
    if kind[0] == "R":
        path = _path(next(tokens))
        if was_file and is_file:
            yield Change("R", path, blob, former)
            return
        if was_file:
            yield Change("D", former, "")
        was_file = False
    if is_file:
        yield Change("M" if was_file else "A", path, blob)
    elif was_file:
        yield Change("D", path, "")


def _path(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _asked(root: Path, environ: Mapping[str, str] | None, wanted: bytes, *arguments: str) -> bytes:
    process = talking(root, environ, *arguments, stdin=subprocess.PIPE)
    if process is None:
        raise NoLine("git")
    with process:
        try:
            said, _ = process.communicate(wanted, timeout=MOST_SECONDS)
        except (OSError, ValueError, subprocess.SubprocessError):
            process.kill()
            raise NoLine("git") from None
    if process.returncode != 0:
        raise NoLine("git")
    return said
