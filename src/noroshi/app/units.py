"""Outputs → units: the smallest sets of files that are made together, and what each of them depends on.

A unit is made again when something that it says has changed, and not otherwise. What it says is known before it is
made: the incidents that it reads, by the digests of their folders; a few values beside them; and the moments that
it was compared with (``model.watch``). All of this is about the content; what holds for every unit alike, the
settings, the theme, the program, is in the digest of the whole record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.site import Site
from noroshi.render.links import LinksMode
from noroshi.render.theme import Theme
from noroshi.views.context import Context


@frozen
class Publication:
    """Everything an output may look at."""

    root: Path
    """The site's root folder, resolved."""
    site: Site
    contexts: tuple[Context, ...]
    """One for each language, in the site's order."""
    theme: Theme
    links: LinksMode
    static: tuple[tuple[str, Path], ...]
    """(site path without leading slash, file) of ``site_src/static/``."""
    precompress: tuple[str, ...] = ()
    """Encodings of which every text has a copy beside it: ``gz``, ``br``."""

    @property
    def courses(self) -> tuple[Course, ...]:
        """Everything that is published, newest first."""
        return self.contexts[0].archive.courses

    @cached_property
    def everything(self) -> tuple[str, ...]:
        """Ids of all of them: what a unit reads that says something of each."""
        return tuple(course.id for course in self.courses)


@frozen(slots=True)
class Unit:
    """Files that are made together."""

    name: str
    """Unlike that of any other unit; the units of several outputs with one name are made together."""
    reads: tuple[str, ...]
    """Ids of the incidents that it says something of."""
    also: tuple[object, ...]
    """What else it depends on: texts, numbers, tuples of such."""
    make: Callable[[Publication], Iterable[Artefact]]


@frozen
class Output:
    """One kind of output. Called with a publication, it gives all of its files, as an output of a site's own does."""

    of_incident: Callable[[Publication, Course], Iterable[Artefact]] | None = None
    """The files of one incident in all languages. They say nothing of any other but those that it is related to."""
    units: Callable[[Publication], Iterable[Unit]] | None = None
    """Everything else."""
    at_end: Callable[[Publication, Iterable[str]], Iterable[Artefact]] | None = None
    """Made last, of what all pages say for it: see ``Artefact.listed``."""

    def __call__(self, publication: Publication) -> Iterator[Artefact]:
        listed: list[str] = []
        for artefact in self._all(publication):
            if artefact.listed:
                listed.append(artefact.listed)
            yield artefact
        if self.at_end:
            yield from self.at_end(publication, listed)

    def _all(self, publication: Publication) -> Iterator[Artefact]:
        if self.of_incident:
            for course in publication.courses:
                yield from self.of_incident(publication, course)
        if self.units:
            for unit in self.units(publication):
                yield from unit.make(publication)


AnyOutput = Callable[[Publication], Iterable[Artefact]]
"""An output of a site's own is a function; noroshi's own are :class:`Output`, which can be called as well."""
