"""A publication → jobs: its units, each with a digest of all that it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b

import msgpack

from noroshi.app.units import Output, Publication, Unit
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.source.packing import packed

_GROUP = 64
"""Incidents in one task, at most."""
_MONTHLY = ("month", "archive", "report")
"""Kinds of units of which a month has one: their names go on with ``/<year>/<month>``."""


@frozen(slots=True)
class Job:
    """What is made by one task."""

    name: str
    key: bytes
    """Digest of what it depends on."""
    makers: tuple[Callable[[Publication], Iterable[Artefact]], ...]
    incident: str = ""


class Jobs:
    """The jobs of one build."""

    def __init__(
        self,
        publication: Publication,
        outputs: Sequence[Output],
        fingerprints: Mapping[str, bytes],
        changed: frozenset[str],
    ) -> None:
        """As on ``Rendering``."""
        self._publication = publication
        self._outputs = outputs
        self._of_folders = fingerprints
        self.makers_of_incident = tuple(output.of_incident for output in outputs if output.of_incident)
        """What makes the files of an incident, one after the other."""
        folders = {**fingerprints, **{name: self._print_of(name) for name in changed if self._has(name)}}
        known = publication.contexts[0].history.digests
        own = {name: digest_of((it, known[name])) if name in known else it for name, it in folders.items()}
        # Wherever a correction is told, the title of what it corrects is said.
        corrections = [
            (course.id, course.corrects.partition("/")[0]) for course in publication.courses if course.corrects
        ]
        said = {name: digest_of((own[name], own[other])) for name, other in corrections if self._has(other)}
        self.prints = {**own, **said}
        """Incident id → digest of what its files say."""

    def all(self, courses: Iterable[Course]) -> Iterator[Job]:
        """What takes longest first, so that no worker has much to do when the others are ready."""
        yield from self.of_parts
        if self.makers_of_incident:
            yield from map(self.of_incident, courses)

    def of_incident(self, course: Course) -> Job:
        """The files of one incident."""
        return Job(f"incident/{course.id}", self._incident_key(course), (), course.id)

    @cached_property
    def of_parts(self) -> tuple[Job, ...]:
        """Everything else; units of several outputs with one name are one."""
        parts: dict[str, list[Unit]] = {}
        for output in self._outputs:
            for unit in output.units(self._publication) if output.units else ():
                parts.setdefault(unit.name, []).append(unit)
        return tuple(Job(name, self._key(units), tuple(unit.make for unit in units)) for name, units in parts.items())

    def groups(self, jobs: Sequence[Job]) -> list[tuple[Job, ...]]:
        """Jobs that read the same incidents stand together: a month and those that it lists."""
        zone, by_id = self._publication.site.zone, self._publication.contexts[0].archive.by_id
        alone: list[tuple[Job, ...]] = []
        months: dict[str, list[Job]] = {}
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

    def _incident_key(self, course: Course) -> bytes:
        own = self.prints[course.id]
        archive = self._publication.contexts[0].archive
        related = archive.related.get(course.id, ())
        if not related and not course.aliases:
            return own
        former = [context.former_paths.get(f"/incidents/{course.id}/", ()) for context in self._publication.contexts]
        return digest_of((own, [self.prints[name] for name in related], repr(former)))

    def _key(self, units: Sequence[Unit]) -> bytes:
        return digest_of([(unit.name, self._read_by(unit), repr(unit.also)) for unit in units])

    def _read_by(self, unit: Unit) -> bytes:
        if unit.reads is self._publication.everything:
            return self._everything
        return b"".join([self.prints[name] for name in unit.reads])

    @cached_property
    def _everything(self) -> bytes:
        return digest_of(b"".join([self.prints[name] for name in self._publication.everything]))

    def _has(self, name: str) -> bool:
        return name in self._publication.contexts[0].archive.by_id

    def _print_of(self, name: str) -> bytes:
        # With its folder, since pictures are published too.
        incident = self._publication.contexts[0].archive.by_id[name].incident
        return digest_of((self._of_folders.get(name, b""), packed(incident)))


def digest_of(said: object) -> bytes:
    """16 bytes, of anything that MessagePack can write."""
    return blake2b(msgpack.packb(said), digest_size=16).digest()
