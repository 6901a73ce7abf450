"""A publication → feeds in every language; none without ``feeds.authority``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from noroshi.app.units import Publication
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.moments import Month
from noroshi.model.site import Service
from noroshi.render.feeds import feed_files, feed_writer
from noroshi.views.feeds import Feeds, SiteFeed, feeds_of


def of_site(publication: Publication) -> Iterator[Artefact]:
    """What was said last, and the incidents that changed last."""
    return _feeds(publication, lambda feeds: (*feeds.of_site(), *feeds.of_left_out()))


def of_incident(publication: Publication, course: Course) -> Iterator[Artefact]:
    """All that was said of it; rehearsals have no feed."""
    if not course.drill:
        yield from _feeds(publication, lambda feeds: (feeds.of_incident(course),))


def of_service(service: Service, publication: Publication) -> Iterator[Artefact]:
    """What was said of it."""
    return _feeds(publication, lambda feeds: feeds.of_service(service))


def of_archive(month: Month, publication: Publication) -> Iterator[Artefact]:
    """All that was said in the month."""
    return _feeds(publication, lambda feeds: (feeds.of_archive(month),))


def _feeds(publication: Publication, found: Callable[[Feeds], Iterable[SiteFeed]]) -> Iterator[Artefact]:
    for context in publication.contexts:
        if feeds := context.once(feeds_of):
            yield from feed_files(found(feeds), context.once(feed_writer))
