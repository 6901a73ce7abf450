"""Changed paths → the site as it should be now: the one place where ``serve`` meets the build."""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from noroshi.app.build import BuildOptions, build
from noroshi.app.content import Checked, checked
from noroshi.app.outputs import AnyOutput
from noroshi.app.settings import DONE, KEPT_GOING, Settings
from noroshi.check import Rule
from noroshi.model.problem import Problem
from noroshi.output.manifest import FileDigest, read_manifest


@dataclass(frozen=True)
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


class WholeBuild:
    """``Rebuild`` by ``noroshi build`` in this process: everything, every time."""

    def __init__(
        self,
        settings: Settings,
        options: BuildOptions,
        rules: Sequence[Rule],
        outputs: Sequence[AnyOutput],
        clock: Callable[[], datetime],
    ) -> None:
        self._settings, self._options = settings, options
        self._rules, self._outputs = rules, outputs
        self._clock = clock
        self._is_first = True
        self._latest: Checked | None = None

    def __call__(self, changed: frozenset[str] | None) -> Rebuilt:
        """A ``Rebuild``."""
        began = time.monotonic()
        settings = replace(self._settings, clock=self._clock())
        told = contextlib.nullcontext() if self._is_first else contextlib.redirect_stderr(io.StringIO())
        self._is_first = False
        # Forgotten first: a build that fails must not leave previews of what is no more.
        self._latest = None
        before = self._digests()
        with told:
            status = build(settings, self._options, self._rules, self._outputs)
        after = self._digests()
        self._latest = checked(replace(settings, verbose=False), self._rules)
        return Rebuilt(
            status,
            tuple(sorted(path for path, digest in after.items() if before.get(path) != digest)),
            tuple(sorted(before.keys() - after.keys())),
            self._latest.problems,
            time.monotonic() - began,
        )

    def look(self) -> Checked:
        """A ``Look``."""
        if self._latest is None:
            settings = replace(self._settings, clock=self._clock(), verbose=False)
            self._latest = checked(settings, self._rules)
        return self._latest

    def _digests(self) -> dict[str, FileDigest]:
        manifest = read_manifest(self._options.site)
        return {} if manifest is None else dict(manifest.files)
