"""Provenance of an incident's folder → what readers of a language are told of each update: published, edited, removed.

An update is one file and its translations. A reader of a language is told of the file and of that language's
translation; what one commit did to both is one edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from noroshi.model.frozen import frozen
from noroshi.model.provenance import Act, AsWritten, Commit, Provenance, Revision
from noroshi.model.update import Edit

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_TOO_MANY = 5000
"""Pairs of edits and reasons above which they are matched by their order alone."""


@frozen
class FileEdit:
    """What an edit did to one file."""

    name: str
    lang: str
    """Of its name: empty for a file in its incident's own language."""
    before: AsWritten | None
    after: AsWritten | None
    """``None``: there was no text, or none that may be shown."""
    is_withheld: bool
    """What stood there before or after must not be shown."""


@frozen
class TextEdit:
    """A commit that changed what a published update says."""

    commit: Commit
    files: tuple[FileEdit, ...]
    """At least one: the file itself, then its translation."""
    reasons: tuple[int, ...] = ()
    """Places, in the file's ``edited`` as it is now, of the entries that came with it."""

    @property
    def is_withheld(self) -> bool:
        """Whether its commit shows what must not be shown."""
        return any(file.is_withheld for file in self.files)


@frozen
class Renaming:
    """Its file got another name."""

    commit: Commit
    old: str
    new: str


@frozen
class Told:
    """What git tells of one update."""

    first: Commit
    """The first in which it was public, as far as that is known."""
    published: Commit | None
    """``None``: it was there already at the first commit that is known."""
    edits: tuple[TextEdit, ...]
    """Oldest first."""
    renamed: tuple[Renaming, ...]
    """Oldest first."""
    removed: Commit | None
    entries: int = 0
    """How many entries its ``edited`` has, as far as ``TextEdit.reasons`` names them."""
    absences: tuple[Absence, ...] = ()
    """When it, or its translation, was not there for a while; oldest first."""
    unnamed: frozenset[str] = frozenset()
    """Hashes of commits that show what must not be shown, of any file of the incident."""


@frozen
class Absence:
    """A file that was published was removed."""

    name: str
    removed: Commit
    restored: Commit | None
    """``None``: it is there no more."""


def told(provenance: Provenance, update: str, lang: str) -> Told | None:
    """Of an update for a reader of ``lang``; ``None``: git knows nothing of its file."""
    own, other = f"{update}.md", f"{update}.{lang}.md"
    steps, translation = _revisions(provenance, own), _revisions(provenance, other)
    if not steps:
        return None
    by_commit: dict[str, list[tuple[Commit, FileEdit]]] = {}
    for name, of_lang, revisions in ((own, "", steps), (other, lang, translation)):
        for commit, edit in _edits(name, of_lang, revisions):
            by_commit.setdefault(commit.hash, []).append((commit, edit))
    came = dict(_reasons(steps))
    found = [
        TextEdit(commit, tuple(edit for _, edit in each), came.get(commit.hash, ()))
        for each in by_commit.values()
        for commit in (each[0][0],)
    ]
    return Told(
        first=steps[0].commit,
        published=steps[0].commit if steps[0].act is Act.PUBLISHED else None,
        edits=tuple(sorted(found, key=lambda edit: edit.commit.committed_at)),
        renamed=tuple(_renamed(steps)),
        removed=steps[-1].commit if steps[-1].act is Act.REMOVED else None,
        entries=len(steps[-1].reasons),
        absences=(*(gap for gap in absences(own, steps) if gap.restored), *absences(other, translation)),
        unnamed=frozenset(_unnamed(provenance)),
    )


def _unnamed(provenance: Provenance) -> Iterator[str]:
    """Of commits after which a text stood there that is withheld, and of those that took it away."""
    for file in provenance.files:
        was_withheld = False
        for step in file.revisions:
            if step.is_withheld or was_withheld:
                yield step.commit.hash
            was_withheld = step.is_withheld


def absences(name: str, revisions: tuple[Revision, ...]) -> Iterator[Absence]:
    """When a file was not there, oldest first."""
    for place, step in enumerate(revisions):
        if step.act is Act.REMOVED:
            yield Absence(name, step.commit, revisions[place + 1].commit if place + 1 < len(revisions) else None)


def _reasons(revisions: tuple[Revision, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """(commit, places among the entries of now of those that it brought)."""
    now = revisions[-1].reasons
    if list(now) != sorted(now):
        return  # whose place is whose, only their times tell
    for before, after in pairwise(revisions):
        yield (
            after.commit.hash,
            tuple(place for place, at in enumerate(now) if at in after.reasons and at not in before.reasons),
        )


def _revisions(provenance: Provenance, name: str) -> tuple[Revision, ...]:
    """Of the file that has the name now, else of the one that had it last; in capitals or small letters."""
    found = [file for file in provenance.files if file.name.lower() == name.lower()]
    found.sort(key=lambda file: (not file.is_removed, file.first.commit.committed_at))
    return found[-1].revisions if found else ()


def _edits(name: str, lang: str, revisions: tuple[Revision, ...]) -> Iterator[tuple[Commit, FileEdit]]:
    last: Revision | None = None
    for step in revisions:
        if step.says is None and not step.is_withheld:
            continue  # removed, or what nobody could publish: the next is compared with what was to be read before
        if last is not None:
            is_withheld = last.is_withheld or step.is_withheld
            before, after = (None, None) if is_withheld else (last.says, step.says)
            if step.act is not Act.MOVED if is_withheld else not _says_the_same(last.says, step.says):
                yield step.commit, FileEdit(name, lang, before, after, is_withheld)
        last = step


def _says_the_same(before: AsWritten | None, after: AsWritten | None) -> bool:
    if before is None or after is None:
        return before is after
    return _facts(before) == _facts(after) and _words(before.body) == _words(after.body)


def _facts(said: AsWritten) -> dict[str, str]:
    """Without former addresses: another one is no edit."""
    return {key: value for key, value in said.facts if key.partition(".")[0] != "aliases"}


_SPACE = re.compile(r"(?<=[\u2e80-\U0003ffff])\s+|\s+(?=[\u2e80-\U0003ffff])")
"""Beside a Japanese or Chinese sign a space, or the end of a line, says nothing."""


def _words(body: str) -> str:
    return " ".join(_SPACE.sub("", body).split())


def _renamed(revisions: tuple[Revision, ...]) -> Iterator[Renaming]:
    for before, after in pairwise(revisions):
        old, new = (revision.path.rpartition("/")[2] for revision in (before, after))
        if after.act is Act.MOVED and old != new:
            yield Renaming(after.commit, old, new)


def removed_updates(provenance: Provenance, known: frozenset[str]) -> tuple[str, ...]:
    """Ids of updates that were published and are no more. ``known``: those that are there."""
    removed = (file.name for file in provenance.files if file.is_removed and file.name.endswith(".md"))
    stems = (name.removesuffix(".md") for name in removed)
    return tuple(stem for stem in stems if is_id(stem) and stem != "incident" and stem not in known)


def is_id(name: str) -> bool:
    """Whether an incident or an update could be published under a name: git knows of files that never were."""
    return _ID.fullmatch(name) is not None


def reasons(known: Told, given: tuple[Edit, ...]) -> tuple[Edit | None, ...]:
    """For each edit the entry of ``edited`` that came with it; ``None``: none did, and none that came later is left.

    ``given``: by time. Of the entries that came by themselves, later or without git, each goes to the edit nearest in
    time that has none.
    """
    edits = known.edits
    # Of an incident's first update there may be entries in two files.
    came = [edit.reasons if len(given) == known.entries else () for edit in edits]
    found = {place: numbers[-1] for place, numbers in enumerate(came) if numbers}
    taken = {number for numbers in came for number in numbers}
    left = [place for place in range(len(edits)) if place not in found]
    others = [number for number in range(len(given)) if number not in taken]
    nearest = _nearest([edits[place] for place in left], [given[number] for number in others])
    for place, entry in zip(left, nearest, strict=True):
        if entry is not None:
            found[place] = others[entry]
    return tuple(given[found[place]] if place in found else None for place in range(len(edits)))


def _nearest(edits: Sequence[TextEdit], given: Sequence[Edit]) -> tuple[int | None, ...]:
    """For each edit the place of the entry whose time is nearest, each entry once."""
    if len(edits) * len(given) > _TOO_MANY:
        count = min(len(edits), len(given))
        return (*(None for _ in edits[count:]), *range(len(given) - count, len(given)))
    pairs = sorted(
        (_apart(edit.commit.committed_at, entry.at), place, number)
        for place, edit in enumerate(edits)
        for number, entry in enumerate(given)
    )
    found: dict[int, int] = {}
    for _, place, number in pairs:
        if place not in found and number not in found.values():
            found[place] = number
    return tuple(found.get(place) for place in range(len(edits)))


def _apart(one: datetime, other: datetime) -> float:
    return abs((one - other).total_seconds())


def uncommitted(provenance: Provenance) -> int:
    """How many files are in no commit as they are."""
    return len(provenance.uncommitted) + sum(file.is_uncommitted for file in provenance.files)
