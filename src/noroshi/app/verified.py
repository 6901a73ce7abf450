"""What ``noroshi verify`` has found, as plain values."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from noroshi.model.frozen import frozen
from noroshi.model.provenance import Known
from noroshi.output.compared import Difference
from noroshi.output.manifest import NOT_SAID, Made, Manifest
from noroshi.source.beyond import NOTHING_BEYOND, Beyond
from noroshi.source.commit_signature import CommitSignature, Verdict


class Cause(StrEnum):
    """What may have caused a difference, other than somebody who wanted it."""

    CACHE = "cache"
    """A cache in between has an older copy."""
    CDN = "cdn"
    """The host writes scripts of its own into pages."""
    WHITE_SPACE = "white_space"
    """The host takes spaces and line breaks out of pages."""
    OWN_PROGRAM = "own_program"
    """The site has a build.py, and another program was run."""
    OTHER_PROGRAM = "other_program"
    """The build.py that was run is not that of the commit."""
    SUBMODULES = "submodules"
    LFS = "lfs"
    IGNORED = "ignored"
    """Files that git ignores were published."""
    DEPENDENCIES = "dependencies"
    """Another Python, or other versions of what noroshi needs."""


@frozen
class Verified:
    """All of it."""

    source: str
    said: Manifest
    was_asked_to_rebuild: bool
    why_not: str = ""
    """Why it could not be built again, in words; empty: it was, or nobody asked for that."""
    signature: CommitSignature | None = None
    """Of the commit; ``None``: there is no commit to ask."""
    needs_signature: bool = False
    differences: tuple[Difference, ...] = ()
    not_served: tuple[str, ...] = ()
    """Files that the host keeps to itself."""
    drawn: tuple[str, ...] = ()
    """Pictures that other fonts have drawn."""
    causes: tuple[Cause, ...] = ()
    again: Made = NOT_SAID
    """How it was built again: how much of git's history that knew."""
    beyond: Beyond = NOTHING_BEYOND
    """What the repository at hand knows more."""
    age: timedelta = timedelta()
    """How long ago it was built."""

    @property
    def was_rebuilt(self) -> bool:
        """Whether what ``build.json`` says could be compared with a build."""
        return self.was_asked_to_rebuild and not self.why_not

    @property
    def is_signed_well(self) -> bool:
        """Whether the commit carries a sound signature of somebody who is trusted here."""
        return self.signature is not None and self.signature.verdict is Verdict.GOOD

    @property
    def lacks_history(self) -> bool:
        """Whether it says itself that it was built without knowing all that was there before."""
        return self.said.made.history in (Known.SHALLOW, Known.NONE)

    @property
    def holds(self) -> bool:
        """Whether all is as it should be."""
        return not self.differences and not self.why_not and (self.is_signed_well or not self.needs_signature)
