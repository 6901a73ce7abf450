"""A publication and what the build before made → what is made now: only what has changed.

Where there is much to do, several processes do it; the result does not depend on how many.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from noroshi.app.garbage import search_what_is_new
from noroshi.app.jobs import Job, Jobs, digest_of
from noroshi.app.outputs import OUTPUTS
from noroshi.app.precompressed import with_copies
from noroshi.app.record import Made, Record
from noroshi.app.units import AnyOutput, Output, Publication
from noroshi.app.workers import can_fork, shared_out
from noroshi.model.artefact import Artefact
from noroshi.model.pieces_kept import Piece
from noroshi.model.watch import FOREVER, plain_micros, unwatched
from noroshi.output.unharmed import Look, Looking, Stamped, unharmed
from noroshi.source.shelved import Incidents, ReadFolder, Reading, Wanted
from noroshi.views.context import Context

WORTH_WORKERS = 150
"""Units below which another process would cost more than it does."""
_HELD = 500
"""Incidents of which all that was loaded may stay in memory."""
_SEARCHED = 250
"""Folders that are read before what they left behind is searched for circles."""
_FOREVER = (1 << 63) - 1

_Result = tuple[int, list[tuple[Any, ...]], tuple[str, ...], dict[str, Any]]
"""(until when it holds, files as a path and the fields of a ``Stamped``, what its pages say for the sitemap, the
pieces that it used first)"""


class Writer(Protocol):
    """Where artefacts go, in this process or in a worker."""

    def put(self, artefact: Artefact) -> Stamped:
        """Write it."""


@dataclass
class Rendered:
    """What a build made, and what it left as it was."""

    units: dict[str, Made] = field(default_factory=dict)
    kept: dict[str, Stamped] = field(default_factory=dict)
    """Files of units that need not be made."""
    pages: int = 0
    """How many pages were rendered."""
    pieces: dict[str, Piece] = field(default_factory=dict)
    """See ``Record.pieces``."""
    others: set[str] = field(default_factory=set)
    """Files of no unit."""
    fresh: list[str] = field(default_factory=list)
    """Names of the units that were made."""
    written: list[str] = field(default_factory=list)
    """Files with other bytes than before, of all that were made."""

    @property
    def paths(self) -> Set[str]:
        """Of every file of the site."""
        return {path for made in self.units.values() for path in made.files} | self.others

    def record(self, digest: bytes, published: Mapping[str, Stamped]) -> Record:
        """What the next build may rely on; ``published``: every file as it stands now."""
        for name in self.fresh:
            made = self.units[name]
            # Where the file system takes two names for one, one of them is not published.
            made.files = {path: it for path, it in made.files.items() if path in published}
        return Record(digest, self.units, self.pieces)

    def is_news(self, before: Record, digest: bytes) -> bool:
        """Whether the record would tell the next build more than ``before``, which is still there, tells it.

        What holds for a moment alone is made by every build, whatever is recorded of it.
        """
        return (
            before.digest != digest
            or before.units.keys() != self.units.keys()
            or any(self.units[name].until > self.units[name].since + 1 for name in self.fresh)
            or before.pieces != self.pieces
        )


class Rendering:
    """One build's units."""

    def __init__(
        self,
        publication: Publication,
        outputs: Sequence[AnyOutput],
        fingerprints: Mapping[str, bytes],
        changed: frozenset[str],
        let_go: Callable[[int], bool] = lambda _: False,
    ) -> None:
        """``fingerprints``: incident id → digest of its folder; ``changed``: ids of those published otherwise.

        ``let_go`` gives back the memory of incidents, where it is that of more than a number of them; whether it was.
        """
        self._let_go = let_go
        self._takes_long = False
        self._publication = publication
        self._others = [output for output in outputs if not isinstance(output, Output)]
        self._own = [output for output in outputs if isinstance(output, Output)]
        self.is_known = all(output in OUTPUTS for output in self._own)
        """Whether it is known when units say something else: not those of an ``Output`` that a site made for itself."""
        self._jobs = Jobs(publication, self._own, fingerprints, changed)

    def run(
        self,
        record: Record,
        sound: Mapping[str, Stamped],
        writer: Callable[[], Writer],
        took: Callable[[Mapping[str, Stamped]], None],
        *,
        workers: int = 1,
        on_pages: Callable[[int], None] = lambda _: None,
    ) -> Rendered:
        """Make what ``record`` has not, or of which a file is not among ``sound``, through ``writer()``.

        ``took`` is told of every file that was written. Raises what templates and outputs raise, with a note on the
        unit that was being made.
        """
        if not self.is_known:
            record = Record()
        now = self._now
        rendered = Rendered()
        self._believe(record.pieces)
        jobs: list[Job] = []
        for job in self._jobs.all(self._publication.courses):
            made = record.units.get(job.name)
            if made is not None and made.key == job.key and made.since <= now < made.until:
                files = {path: sound[path] for path in made.files if path in sound}
                if len(files) == len(made.files):
                    made.files = files
                    rendered.units[job.name] = made
                    rendered.kept.update(files)
                    on_pages(_pages(files))
                    continue
            jobs.append(job)
        out = writer()
        self._run(jobs, rendered, out, took, workers, on_pages)
        self._end(rendered, record.units, sound, out, took)
        rendered.pieces = rendered.pieces or dict(record.pieces)
        return rendered

    def run_again(
        self,
        before: Rendered,
        touched: Set[str],
        writer: Writer,
        took: Callable[[Mapping[str, Stamped]], None],
        *,
        related: Collection[str],
        had_aliases: bool,
        looks_at_clock: bool,
    ) -> Rendered:
        """Make what is about the incidents ``touched`` since ``before``; ``looks_at_clock``: and what is due.

        ``related``: ids of those that were related to another before; ``had_aliases``: whether one that was touched had
        a former address.

        Without that, what says when it was made may say an earlier moment. What all pages say (``at_end``) and a
        site's own outputs are left to :meth:`end_again`.
        """
        now = self._now
        archive = self._publication.contexts[0].archive
        rendered = Rendered(dict(before.units), others=before.others, pieces=dict(before.pieces))
        self._believe(before.pieces)
        # Whoever is or was related to anybody: what ends a relation is said on the other side too.
        concerned = {*touched, *archive.related, *related}
        if any(archive.by_id[name].aliases for name in touched if name in archive.by_id) or had_aliases:
            concerned.update(course.id for course in archive.courses if course.aliases)
        courses = [archive.by_id[name] for name in concerned if name in archive.by_id]
        jobs = []
        for job in self._jobs.all(courses):
            made = before.units.get(job.name)
            if made is None or made.key != job.key:
                jobs.append(job)
        known = {job.name for job in self._jobs.of_parts}
        for name in before.units.keys() - known:
            kind, _, incident = name.partition("/")
            if (kind == "incident" and incident not in archive.by_id) or kind not in ("incident", "end"):
                rendered.units.pop(name)
        if looks_at_clock:
            due = {name for name, made in rendered.units.items() if not made.since <= now < made.until}
            due -= {job.name for job in jobs}
            jobs += [job for job in self._jobs.of_parts if job.name in due]
            jobs += [
                self._jobs.of_incident(archive.by_id[name.removeprefix("incident/")])
                for name in due
                if name.startswith("incident/")
            ]
        self._run(jobs, rendered, writer, took, 1, lambda _: None)
        return rendered

    def end_again(self, before: Rendered, writer: Writer, took: Callable[[Mapping[str, Stamped]], None]) -> Rendered:
        """What :meth:`run_again` left."""
        rendered = Rendered(dict(before.units), pieces=dict(before.pieces))
        self._end(rendered, before.units, dict(_ends(before)), writer, took)
        return rendered

    def _believe(self, pieces: Mapping[str, Piece]) -> None:
        for context in self.contexts:
            context.pieces.believe(pieces, self._jobs.prints)

    def _run(
        self,
        jobs: Sequence[Job],
        rendered: Rendered,
        out: Writer,
        took: Callable[[Mapping[str, Stamped]], None],
        workers: int,
        on_pages: Callable[[int], None],
    ) -> None:
        now, groups = self._now, self._jobs.groups(jobs)
        self._takes_long = len(jobs) >= WORTH_WORKERS
        count = workers if self._takes_long else 1
        for group, found in shared_out(groups, lambda group: self._make_group(group, out), count, chunk=1):
            for job, (until, put_files, lines, pieces) in zip(group, found, strict=True):
                rendered.pieces.update(pieces)
                stamped = {path: Stamped(*rest) for path, *rest in put_files}
                took(stamped)
                rendered.fresh.append(job.name)
                rendered.pages += _pages(stamped)
                rendered.written += [path for path, it in stamped.items() if it.alone]
                on_pages(_pages(stamped))
                rendered.units[job.name] = Made(job.key, now, until, stamped, lines)

    def _end(
        self,
        rendered: Rendered,
        before: Mapping[str, Made],
        sound: Mapping[str, Stamped],
        out: Writer,
        took: Callable[[Mapping[str, Stamped]], None],
    ) -> None:
        """A site's own outputs, and what is made of what all pages say for it, unless they say the same as before."""
        taken = {path for made in rendered.units.values() for path in made.files} if self._others else set()
        for output in self._others:
            name = getattr(output, "__name__", repr(output))
            try:
                for artefact in self._with_copies(output(self._publication)):
                    if artefact.path in taken:
                        raise ValueError(f"two artefacts in one place: {artefact.path!r} and {artefact.path!r}")
                    stamped = out.put(artefact)
                    took({artefact.path: stamped})
                    rendered.others.add(artefact.path)
                    rendered.written += [artefact.path] if stamped.alone else []
            except Exception as error:
                error.add_note(name)
                raise
        for number, own in enumerate(self._own):
            if own.at_end is None:
                continue
            listed = sorted(line for made in rendered.units.values() for line in made.listed)
            name, key = f"end/{number}", digest_of("\n".join(listed))
            made = before.get(name)
            if made is None or made.key != key or not made.files.keys() <= sound.keys():
                last = self._with_copies(own.at_end(self._publication, listed))
                files = {artefact.path: out.put(artefact) for artefact in last}
                took(files)
                rendered.written += [path for path, it in files.items() if it.alone]
                made = Made(key, 0, _FOREVER, files)
                rendered.fresh.append(name)
            else:
                rendered.kept.update({path: sound[path] for path in made.files})
            rendered.units[name] = made

    def _make_group(self, group: Sequence[Job], out: Writer) -> list[_Result]:
        found = [self._make(job, out) for job in group]
        # Tens of thousands of incidents are not held in memory at once.
        if self._let_go(_HELD) and self._takes_long:
            search_what_is_new()
        return found

    def _make(self, job: Job, out: Writer) -> _Result:
        """Its files, in plain values: they may have to cross to another process."""
        publication = self._publication
        files: list[tuple[Any, ...]] = []
        listed: list[str] = []
        watch = publication.contexts[0].archive.watch
        had = [len(context.pieces.used) for context in self.contexts]
        try:
            with watch.recording() as seen:
                for artefact in self._with_copies(self._artefacts(job)):
                    it = out.put(artefact)
                    files.append((artefact.path, it.digest, it.mtime_ns, it.twin_of, it.alone))
                    if artefact.listed:
                        listed.append(artefact.listed)
        except Exception as error:
            error.add_note(job.name)
            raise
        until = _FOREVER if seen.until is FOREVER else max(plain_micros(seen.until), self._now + 1)
        pieces = {
            name: piece
            for context, known in zip(self.contexts, had, strict=True)
            for name, piece in islice(context.pieces.used.items(), known, None)
        }
        return until, files, tuple(listed), pieces

    def _artefacts(self, job: Job) -> Iterator[Artefact]:
        publication = self._publication
        if job.incident:
            course = publication.contexts[0].archive.by_id[job.incident]
            for make in self._jobs.makers_of_incident:
                yield from make(publication, course)
        for maker in job.makers:
            yield from maker(publication)

    def _with_copies(self, artefacts: Iterable[Artefact]) -> Iterable[Artefact]:
        encodings = self._publication.precompress
        if not encodings:
            return artefacts
        return with_copies(artefacts, encodings, frozenset(path for path, _ in self._publication.static))

    @property
    def contexts(self) -> tuple[Context, ...]:
        """Of the publication."""
        return self._publication.contexts

    @property
    def _now(self) -> int:
        return plain_micros(unwatched(self._publication.contexts[0].now))


def _ends(rendered: Rendered) -> Iterator[tuple[str, Stamped]]:
    for name, made in rendered.units.items():
        if name.startswith("end/"):
            yield from made.files.items()


def reading(incidents: Incidents, workers: int) -> Reading:
    """Reads folders, by several processes where there are many."""

    def read(wanted: Sequence[Wanted]) -> Iterator[ReadFolder]:
        if len(wanted) < WORTH_WORKERS:
            yield from incidents.read_here(wanted)
            return

        done = 0

        def one(task: Wanted) -> ReadFolder:
            nonlocal done
            done += 1
            if done % _SEARCHED == 0:
                search_what_is_new()
            # Only what is packed goes on: this may be another process, and there are many.
            return replace(next(iter(incidents.read_here((task,)))), course=None)

        for _, found in shared_out(wanted, one, workers):
            yield found

    return read


def look_at(site: Path, files: Mapping[str, Stamped], *, full: bool, workers: int) -> Callable[[], Look]:
    """Begin to look which files are still what the record says; the answer is what it gives when called, once."""
    if len(files) < WORTH_WORKERS * 10 or workers < 2 or not can_fork():
        return lambda: unharmed(site, files, hash_all=full)
    try:
        return Looking(site, files, hash_all=full).result
    except OSError:
        return lambda: unharmed(site, files, hash_all=full)


def _pages(files: Iterable[str]) -> int:
    return sum(path.endswith(".html") for path in files)
