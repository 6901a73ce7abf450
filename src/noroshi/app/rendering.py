"""A publication and what the build before made → what is made now: only what has changed.

Where there is much to do, several processes do it; the result does not depend on how many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

import msgpack

from noroshi.app.record import Made, Record
from noroshi.app.units import AnyOutput, Output, Publication, Unit
from noroshi.app.workers import can_fork, shared_out
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.outline import forget
from noroshi.model.watch import FOREVER, plain_micros, unwatched
from noroshi.output.unharmed import Look, Looking, Stamped, unharmed
from noroshi.source.packing import packed
from noroshi.source.shelved import Incidents, ReadFolder, Reading, Wanted
from noroshi.views.context import Context

WORTH_WORKERS = 150
"""Units below which another process would cost more than it does."""
_GROUP = 64
"""Incidents in one task, at most."""
_HELD = 2000
"""Incidents of which all that was loaded may stay in memory."""
_MONTHLY = ("month", "archive")
"""Kinds of units of which a month has one: their names go on with ``/<year>/<month>``."""
_FOREVER = (1 << 63) - 1

_Result = tuple[int, list[tuple[Any, ...]], tuple[str, ...]]
"""(until when it holds, files as a path and the fields of a ``Stamped``, what its pages say for the sitemap)"""


class Writer(Protocol):
    """Where artefacts go, in this process or in a worker."""

    def put(self, artefact: Artefact) -> Stamped:
        """Write it."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What is made by one task."""

    name: str
    key: bytes
    """Empty: it is made by every build."""
    makers: tuple[Callable[[Publication], Iterable[Artefact]], ...]
    incident: str = ""
    reads: tuple[str, ...] = ()


@dataclass
class Rendered:
    """What a build made, and what it left as it was."""

    units: dict[str, Made] = field(default_factory=dict)
    kept: dict[str, Stamped] = field(default_factory=dict)
    """Files of units that need not be made."""
    made: int = 0
    """How many units were made."""
    pages: int = 0
    """How many pages were rendered."""
    others: set[str] = field(default_factory=set)
    """Files of no unit."""

    @property
    def paths(self) -> Set[str]:
        """Of every file of the site."""
        return {path for made in self.units.values() for path in made.files} | self.others

    def units_as(self, files: Mapping[str, Stamped]) -> dict[str, Made]:
        """The units, with their files as they stand now that they are published; what every build makes is left out."""
        for made in self.units.values():
            made.files = {path: files[path] for path in made.files if path in files}
        return {name: made for name, made in self.units.items() if made.key}


class Rendering:
    """One build's units."""

    def __init__(
        self,
        publication: Publication,
        outputs: Sequence[AnyOutput],
        fingerprints: Mapping[str, bytes],
        changed: frozenset[str],
    ) -> None:
        """``fingerprints``: incident id → digest of its folder; ``changed``: ids of those published otherwise."""
        self._publication = publication
        self._own = [output for output in outputs if isinstance(output, Output)]
        self._others = [output for output in outputs if not isinstance(output, Output)]
        self._of_incident = tuple(output.of_incident for output in self._own if output.of_incident)
        self._prints = {**fingerprints, **{name: self._print_of(name) for name in changed if self._has(name)}}

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
        now = self._now
        rendered = Rendered()
        jobs: list[_Job] = []
        for job in self._jobs():
            made = record.units.get(job.name) if job.key else None
            if made is not None and made.key == job.key and made.since <= now < made.until:
                files = {path: sound[path] for path in made.files if path in sound}
                if len(files) == len(made.files):
                    made.files = files
                    rendered.units[job.name] = made
                    rendered.kept.update(files)
                    on_pages(_pages(files))
                    continue
            jobs.append(job)
        count = workers if len(jobs) >= WORTH_WORKERS else 1
        out = writer()
        for group, found in shared_out(self._groups(jobs), lambda group: self._make_group(group, out), count, chunk=1):
            for job, (until, put_files, lines) in zip(group, found, strict=True):
                stamped = {path: Stamped(*rest) for path, *rest in put_files}
                took(stamped)
                rendered.made += 1
                rendered.pages += _pages(stamped)
                on_pages(_pages(stamped))
                rendered.units[job.name] = Made(job.key, now, until, stamped, lines)

        def put(artefact: Artefact) -> None:
            took({artefact.path: out.put(artefact)})
            rendered.others.add(artefact.path)

        for output in self._others:
            for artefact in output(self._publication):
                put(artefact)
        listed = [line for made in rendered.units.values() for line in made.listed]
        for own in self._own:
            if own.at_end:
                for artefact in own.at_end(self._publication, listed):
                    put(artefact)
        return rendered

    def _jobs(self) -> Iterator[_Job]:
        """What takes longest first, so that no worker has much to do when the others are ready."""
        for number, output in enumerate(self._own):
            if output.of_site:
                yield _Job(f"site/{number}", b"", (output.of_site,))
        parts: dict[str, list[Unit]] = {}
        for output in self._own:
            for unit in output.of_part(self._publication) if output.of_part else ():
                parts.setdefault(unit.name, []).append(unit)
        for name, units in parts.items():
            reads = tuple(dict.fromkeys(read for unit in units for read in unit.reads))
            yield _Job(name, self._key(units), tuple(unit.make for unit in units), reads=reads)
        if self._of_incident:
            for course in self._publication.courses:
                yield _Job(f"incident/{course.id}", self._incident_key(course), (), course.id)

    def _groups(self, jobs: Sequence[_Job]) -> list[tuple[_Job, ...]]:
        """Jobs that read the same incidents stand together: a month and those that it lists."""
        zone, by_id = self._publication.site.zone, self._publication.contexts[0].archive.by_id
        alone: list[tuple[_Job, ...]] = []
        months: dict[str, list[_Job]] = {}
        for job in jobs:
            kind, _, month = job.name.partition("/")
            if job.incident:
                at = by_id[job.incident].first_at.astimezone(zone)
                months.setdefault(f"{at.year}/{at.month}", []).append(job)
            elif kind in _MONTHLY:
                months.setdefault(month, []).append(job)
            else:
                alone.append((job,))
        for found in months.values():
            alone += [tuple(found[start : start + _GROUP]) for start in range(0, len(found), _GROUP)]
        return alone

    def _make_group(self, group: Sequence[_Job], out: Writer) -> list[_Result]:
        found = [self._make(job, out) for job in group]
        archive = self._publication.contexts[0].archive
        if len(archive.courses) > _HELD:
            # Tens of thousands of incidents are not held in memory at once.
            for job in group:
                for name in (*job.reads, job.incident, *archive.related.get(job.incident, ())):
                    if name:
                        forget(archive.by_id[name])
        return found

    def _make(self, job: _Job, out: Writer) -> _Result:
        """Its files, in plain values: they may have to cross to another process."""
        publication = self._publication
        files: list[tuple[Any, ...]] = []
        listed: list[str] = []
        watch = publication.contexts[0].archive.watch
        try:
            with watch.recording() as seen:
                for artefact in self._artefacts(job):
                    it = out.put(artefact)
                    files.append((artefact.path, it.digest, it.mtime_ns, it.twin_of, it.alone))
                    if artefact.listed:
                        listed.append(artefact.listed)
        except Exception as error:
            error.add_note(job.name)
            raise
        until = _FOREVER if seen.until is FOREVER else max(plain_micros(seen.until), self._now + 1)
        return until, files, tuple(listed)

    def _artefacts(self, job: _Job) -> Iterator[Artefact]:
        publication = self._publication
        if job.incident:
            course = publication.contexts[0].archive.by_id[job.incident]
            for make in self._of_incident:
                yield from make(publication, course)
        for maker in job.makers:
            yield from maker(publication)

    @property
    def contexts(self) -> tuple[Context, ...]:
        """Of the publication."""
        return self._publication.contexts

    @property
    def _now(self) -> int:
        return plain_micros(unwatched(self._publication.contexts[0].now))

    def _incident_key(self, course: Course) -> bytes:
        own = self._prints[course.id]
        archive = self._publication.contexts[0].archive
        related = archive.related.get(course.id, ())
        if not related and not course.aliases:
            return own
        former = [context.former_paths.get(f"/incidents/{course.id}/", ()) for context in self._publication.contexts]
        return _digest((own, [self._prints[name] for name in related], repr(former)))

    def _key(self, units: Sequence[Unit]) -> bytes:
        said = [(unit.name, [self._prints[name] for name in unit.reads], repr(unit.also)) for unit in units]
        return _digest(said)

    def _has(self, name: str) -> bool:
        return name in self._publication.contexts[0].archive.by_id

    def _print_of(self, name: str) -> bytes:
        return _digest(packed(self._publication.contexts[0].archive.by_id[name].incident))


def reading(incidents: Incidents, workers: int) -> Reading:
    """Reads folders, by several processes where there are many."""

    def read(wanted: Sequence[Wanted]) -> Iterator[ReadFolder]:
        if len(wanted) < WORTH_WORKERS:
            yield from incidents.read_here(wanted)
            return

        def one(task: Wanted) -> ReadFolder:
            # Only what is packed goes on: this may be another process, and there are many.
            return replace(next(iter(incidents.read_here((task,)))), course=None)

        for _, found in shared_out(wanted, one, workers):
            yield found

    return read


def look_at(site: Path, files: Mapping[str, Stamped], *, full: bool) -> Callable[[], Look]:
    """Begin to look which files are still what the record says; the answer is what it gives when called."""
    if len(files) < WORTH_WORKERS * 10 or not can_fork():
        return lambda: unharmed(site, files, hash_all=full)
    return Looking(site, files, hash_all=full).result


def _pages(files: Iterable[str]) -> int:
    return sum(path.endswith(".html") for path in files)


def _digest(said: object) -> bytes:
    return blake2b(msgpack.packb(said), digest_size=16).digest()
