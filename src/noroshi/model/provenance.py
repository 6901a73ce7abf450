"""What git knows of an incident's files: when each was published, edited, moved and removed, and what it said then.

A revision is one step of the published line: the commits of the main branch, one after the other. What was written on
a branch of its own and then merged was published by the merge, as the merge left it; drafts were not published at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from noroshi.model.frozen import frozen


class Known(StrEnum):
    """How much of the history there is."""

    COMPLETE = "complete"
    SHALLOW = "shallow"
    """It is cut off: what was before the first commit that is there, nobody can say here."""
    NONE = "none"
    """No git, no repository, or content that was never committed."""
    FICTION = "fiction"
    """A demonstration: its moments are made up, those of git are not."""


class Act(StrEnum):
    """What a commit did to a file."""

    PUBLISHED = "published"
    FOUND = "found"
    """It was there already at the first commit that is known."""
    EDITED = "edited"
    MOVED = "moved"
    """Another name or folder, and perhaps another text."""
    REMOVED = "removed"
    RESTORED = "restored"
    """Published again after it was removed."""


@frozen
class Commit:
    """One step of the published line."""

    hash: str
    """40 or 64 hexadecimal digits."""
    author_at: datetime
    """When it was written; UTC, to the second, as its author's machine had it."""
    committed_at: datetime
    """When it came to stand where it stands: after a rebase later than ``author_at``, of a merge its own moment."""
    subject: str = ""
    """The first line of its message, as typed: untrusted."""
    signature: str = ""
    """``gpg``, ``ssh`` or ``x509``: it carries a signature of that kind, which nobody has checked here; empty: none."""


@frozen
class AsWritten:
    """What a file said, as somebody typed it."""

    facts: tuple[tuple[str, str], ...]
    """(key, value) of its front matter, in its order; keys within others are dotted, items of lists numbered from 1
    (``services.api``, ``faq.2.question``). Without ``edited``."""
    body: str
    """Markdown, line breaks as ``\\n``, none at either end."""


@frozen
class Revision:
    """A file after one commit."""

    commit: Commit
    act: Act
    path: str
    """Where it stood then: POSIX, from the site's root; of ``REMOVED`` where it had stood."""
    blob: str = ""
    """git's name of its content; empty for ``REMOVED``."""
    says: AsWritten | None = None
    """Only of text files that say different things in different revisions, and not of ``REMOVED``."""
    reasons: tuple[str, ...] = ()
    """The ``at`` of each of its ``edited``, as typed, in its order; like ``says`` only of files that changed."""
    is_withheld: bool = False
    """A later edit says that what stood here must not be shown any more (``edited: {redacted: true}``)."""


@frozen
class FileHistory:
    """One file."""

    name: str
    """Now, or at last: ``02-identified.md``, ``02-identified.en.md``, ``graph.png``."""
    revisions: tuple[Revision, ...]
    """Oldest first, at least one."""
    is_uncommitted: bool = False
    """The file at hand is not what the last commit says."""

    @property
    def first(self) -> Revision:
        """Its publication, as far as that is known."""
        return self.revisions[0]

    @property
    def is_removed(self) -> bool:
        """Whether it is there no more."""
        return self.revisions[-1].act is Act.REMOVED


@frozen
class Provenance:
    """One incident's folder."""

    files: tuple[FileHistory, ...] = ()
    """By name; those that were removed too. A file of which git knows nothing is not among them."""
    uncommitted: tuple[str, ...] = ()
    """Names of files that are there and in no commit."""

    def file(self, name: str) -> FileHistory | None:
        """The history of one file; ``None``: git knows nothing of it."""
        return next((item for item in self.files if item.name == name), None)


@frozen
class Gone:
    """An incident that was published and whose folder is no more."""

    id: str
    published: Revision
    """Of its first file."""
    removed: Revision
    """Of its last."""


def _nothing(_: str) -> Provenance | None:
    return None


@frozen
class History:
    """What git knows of all incidents."""

    known: Known
    of: Callable[[str], Provenance | None] = field(default=_nothing, compare=False, repr=False)
    """Incident id → what is known of its folder; ``None``: nothing."""
    digests: Mapping[str, bytes] = field(default_factory=dict)
    """Incident id → digest of what ``of`` gives; of nothing, none."""
    since: Commit | None = None
    """``SHALLOW``: the first commit that is there."""
    gone: tuple[Gone, ...] = ()
    """By id."""


NO_HISTORY = History(Known.NONE)
