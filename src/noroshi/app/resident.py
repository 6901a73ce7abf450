"""Changes → the site, by a program that stays: it knows what it has built, and looks at nothing else again.

After the first build most of what ``serve`` is told is that files of an incident have changed. Then only this folder
is read, and only what says something of it is made and exchanged. Whatever else happens (a folder that comes or goes,
settings, themes, content with errors, another program that built the site meanwhile), the whole is looked at again
as a build looks at it, which costs more and is never wrong.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from noroshi.app.build import (
    BuildOptions,
    Built,
    Refused,
    assembled,
    commit_of,
    letters_of,
    new_site,
    place,
    prints_of,
    put_letters,
    told_failures,
)
from noroshi.app.content import Checked, checked, checked_content, contexts_of
from noroshi.app.garbage import keep_what_is_there, unsearched
from noroshi.app.kept_work import KeptWork, kept_work
from noroshi.app.live.rebuild import Rebuilt
from noroshi.app.made import made_of
from noroshi.app.outputs import AnyOutput
from noroshi.app.rendering import Rendered, Rendering
from noroshi.app.settings import DONE, Settings
from noroshi.check import Rule
from noroshi.model.archive import Archive
from noroshi.model.archive_again import archive_again
from noroshi.output.publish import Resident
from noroshi.source.alias_files import aliases_on_files
from noroshi.source.history import with_uncommitted


@dataclass
class _Standing:
    """The site as it stands, and all that it was made of."""

    built: Built
    work: KeptWork
    options: BuildOptions


class ResidentBuild:
    """A ``Rebuild`` (see ``live.rebuild``); its :meth:`look` is the ``Look``."""

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
        self._standing: _Standing | None = None
        self._published = Resident()
        self._kept = ExitStack()

    def __call__(self, changed: frozenset[str] | None) -> Rebuilt:
        """A ``Rebuild``."""
        with unsearched():
            return self._rebuilt(changed)

    def _rebuilt(self, changed: frozenset[str] | None) -> Rebuilt:
        began = time.monotonic()
        settings = replace(self._settings, clock=self._clock())
        if changed is not None and self._standing is not None:
            # As long as it is under way nobody knows what stands.
            standing, self._standing = self._standing, None
            rebuilt = self._again(replace(settings, quiet=True, verbose=False), standing, changed, began)
            if rebuilt is not None:
                return rebuilt
            self._standing = standing
        return self._whole(settings, began)

    def look(self) -> Checked:
        """A ``Look``."""
        if self._latest is None:
            settings = replace(self._settings, clock=self._clock(), verbose=False)
            self._latest = checked(settings, self._rules)
        return self._latest

    def close(self) -> None:
        """Leave what was found out to the next build."""
        if self._standing is not None:
            built, work = self._standing.built, self._standing.work
            record = built.rendered.record(built.digest, self._published.files)
            work.keep(self._standing.options.site, record, work.batches({}, b""))
            self._standing = None
        self._kept.close()

    def _whole(self, settings: Settings, began: float) -> Rebuilt:
        """As ``noroshi build``; what it tells is told by the first alone."""
        self.close()
        told = contextlib.nullcontext() if self._is_first else contextlib.redirect_stderr(io.StringIO())
        # Workers are forked, which is for programs of one thread.
        options = self._options if self._is_first else replace(self._options, workers=1)
        self._is_first = False
        # Forgotten first: a build that fails must not leave previews of what is no more.
        self._latest = None
        with told:
            placed = place(settings, options)
            work = self._kept.enter_context(kept_work(settings.root, believe=not options.full))
            built = assembled(settings, placed, work, self._rules, self._outputs, resident=self._published)
            self._latest = built.result
            status = built.tell(settings, options, time.monotonic() - began)
        if isinstance(built, Refused):
            return Rebuilt(status, problems=built.result.problems, seconds=time.monotonic() - began)
        keep_what_is_there()
        if status == DONE:
            self._standing = _Standing(replace(built, letters=None), work, options)
        written, gone = tuple(sorted(built.rendered.written)), tuple(sorted(built.gone))
        return Rebuilt(status, written, gone, built.result.problems, time.monotonic() - began)

    def _again(self, settings: Settings, standing: _Standing, changed: frozenset[str], began: float) -> Rebuilt | None:
        """What is about these incidents, or, where there is none, what time has changed; ``None``: it needs more."""
        built, options = standing.built, standing.options
        folders = self._folders(standing, changed)
        result = self._checked(settings, standing, folders, changed) if folders is not None else None
        if result is None or result.theme is None or result.errors:
            return None
        content = result.content
        site = built.publication.site
        now, _ = settings.moment(site.demonstration, site.zone)
        before = built.publication.contexts[0].archive
        touched = {path.rpartition("/")[2] for path in folders or ()} | result.changed | built.result.changed
        known = _known(before, result, touched, now)
        lettering = built.publication.contexts[0].lettering
        contexts = contexts_of(site, result, now, drills=options.drills, archive=known, lettering=lettering)
        archive = contexts[0].archive
        # Every page says that there is one, or leads to the other.
        if archive.has_drills != before.has_drills or archive.has_measures != before.has_measures:
            return None
        publication = replace(built.publication, contexts=contexts)
        rendering = Rendering(publication, self._outputs, content.fingerprints, result.changed, standing.work.let_go)
        if not rendering.is_known:
            return None
        had_aliases = any(before.by_id[name].aliases for name in touched if name in before.by_id)
        with new_site(settings, options, resident=self._published) as new:
            if not new.remembers:
                return None
            with told_failures(settings, options):
                rendered = rendering.run_again(
                    built.rendered,
                    touched,
                    new.writer(),
                    new.took,
                    related=before.related,
                    had_aliases=had_aliases,
                    looks_at_clock=not changed,
                )
            gone = _gone(built.rendered, rendered)
            new.keep_others(but=gone)
            made = made_of(settings, options, content)
            new.finish(commit=commit_of(content), built_at=now, made=made, durable=False)
        self._latest = result
        built = replace(built, result=result, publication=publication, rendered=rendered, gone=gone)
        self._standing = standing = _Standing(built, standing.work, options)
        return Rebuilt(
            DONE,
            tuple(sorted(rendered.written)),
            tuple(sorted(gone)),
            result.problems,
            time.monotonic() - began,
            rest=lambda: self._rest(settings, standing, rendering),
        )

    def _folders(self, standing: _Standing, changed: frozenset[str]) -> frozenset[str] | None:
        """The incident folders that ``changed`` lie in; ``None``: some of it lies elsewhere."""
        known = standing.work.shelves[-1].kept
        found = set()
        for path in changed:
            parts = path.split("/")
            folder = next((it for it in ("/".join(parts[:2]), "/".join(parts[:3])) if it in known), None)
            if folder is None:
                return None
            found.add(folder)
        return frozenset(found)

    def _checked(
        self, settings: Settings, standing: _Standing, folders: Set[str], changed: frozenset[str]
    ) -> Checked | None:
        """The content with these folders read again."""
        before = standing.built.result.content
        if before.site is None:
            return None
        seen = standing.built.incidents.seen_again(folders, time.time_ns())
        if seen is None:
            return None
        taken = tuple(aliases_on_files(before.site, seen.courses, (path for path, _ in before.static)))
        content = replace(
            before,
            courses=seen.courses,
            problems=(*before.around, *seen.problems, *taken),
            # Whatever was committed before, this is something else now.
            git=replace(before.git, dirty=before.git.dirty or bool(folders)),
            history=with_uncommitted(before.history, settings.root, changed),
            fingerprints=seen.fingerprints,
            kept=seen.kept,
            read=seen.read,
        )
        return checked_content(settings, content, before.site, standing.work.shelves[-1], self._rules)

    def _rest(self, settings: Settings, standing: _Standing, rendering: Rendering) -> None:
        """Outputs of a site's own, the sitemap, and the letters."""
        if self._standing is not standing:
            return
        with unsearched():
            self._make_rest(settings, standing, rendering)

    def _make_rest(self, settings: Settings, standing: _Standing, rendering: Rendering) -> None:
        built, options = standing.built, standing.options
        with new_site(settings, options, resident=self._published) as new:
            if not new.remembers:
                self._standing = None
                return
            with told_failures(settings, options):
                rendered = rendering.end_again(built.rendered, new.writer(), new.took)
            new.keep_others(but=built.rendered.others - rendered.others)
            new.finish(
                commit=commit_of(built.result.content),
                built_at=built.publication.contexts[0].now,
                made=made_of(settings, options, built.result.content),
                durable=False,
            )
        standing.built = replace(built, rendered=rendered)
        site = built.publication.site
        batches = standing.work.batches(prints_of(built.result), built.result.content.settings + site.url.encode())
        with letters_of(settings, options, built.publication, batches, 1) as letters_ready:
            letters, _ = letters_ready()
        if letters is not None and options.outbox is not None:
            put_letters(settings, options, options.outbox, letters)
        with contextlib.suppress(OSError):
            batches.save()


def _known(before: Archive, result: Checked, touched: Set[str], now: datetime) -> Archive | None:
    """The archive of now, where little has changed; ``None``: it is to be made of all courses."""
    changed = {course.id: course for course in result.kept.courses if course.id in touched}
    if len(changed) < len(touched):
        return None
    return archive_again(before, changed, now)


def _gone(before: Rendered, now: Rendered) -> frozenset[str]:
    """Files of units that are no more, or that make others now."""
    gone: set[str] = set()
    for name, made in before.units.items():
        still = now.units.get(name)
        if still is not made:
            gone.update(made.files.keys() - (still.files.keys() if still is not None else ()))
    return frozenset(gone)
