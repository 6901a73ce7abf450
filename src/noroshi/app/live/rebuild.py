"""Changed paths → the site as it should be now: what ``serve`` asks of the build."""

from __future__ import annotations

from collections.abc import Callable

from noroshi.app.content import Checked
from noroshi.app.settings import DONE, KEPT_GOING
from noroshi.model.frozen import frozen
from noroshi.model.problem import Problem


@frozen
class Rebuilt:
    """What one rebuild came to."""

    status: int
    """As the exit status of ``noroshi build``."""
    changed: tuple[str, ...] = ()
    """Site paths of files that are new or have other bytes, sorted: ``incidents/x/index.html``."""
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Sorted by place; warnings too."""
    seconds: float = 0.0
    rest: Callable[[], None] = lambda: None
    """What nobody waits for: called once, when everybody has been told. Raises as ``Rebuild`` does."""

    @property
    def is_published(self) -> bool:
        """Whether the site now is what the content says, without what has errors."""
        return self.status in (DONE, KEPT_GOING)


Rebuild = Callable[[frozenset[str] | None], Rebuilt]
"""Bring the site up to date.

Takes the POSIX paths, relative to the site's root, of files and folders that may differ since the last rebuild that
published; a folder means everything below it. ``None``: nobody knows, so everything is looked at. Empty: only the
moment has moved on. The first call tells what ``noroshi build`` tells; later ones say nothing. Raises what a build
raises: UsageError and SurroundingsError with words for people; anything else is a fault of ours or of a site's own
rule. Called in one thread only.
"""

Look = Callable[[], Checked]
"""The content as the latest rebuild read it, for previews. Called in the same thread."""
