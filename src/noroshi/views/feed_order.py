"""Archive → which incidents the feeds of a site tell of, and in which order.

Apart from ``feeds``, since every build asks for it, to know which of them say something else than before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nlargest
from typing import NamedTuple

from noroshi.model.course import Course
from noroshi.model.moments import Month
from noroshi.views.context import Context


class Told(NamedTuple):
    """That something was said. They sort as what is said in the same minute was said: by incident, then in order."""

    at: int
    """Microseconds since 1970."""
    address: str
    """Of the incident's page, from its id on."""
    position: int
    """In ``Course.told``."""
    course: Course


class FeedOrder:
    """What was said when, by the outline of every course."""

    def __init__(self, context: Context) -> None:
        """``context``: without rehearsals."""
        self._context = context

    @property
    def most(self) -> int:
        """Entries that a feed holds."""
        return self._context.site.feeds.entries

    @cached_property
    def newest(self) -> list[Told]:
        """As many as the feed holds and one more, where there are so many; newest first."""
        most = self.most + 1
        # Whatever else was said before the last word of these was said before that many others.
        last = _largest(most, self._context.archive.courses, lambda course: course.last_us, "/")
        return nlargest(most, self.told(last))

    @property
    def last_archived(self) -> Month | None:
        """The last of ``archive_months``."""
        if len(self.newest) <= self.most:
            return None
        return self._context.archive.months(self._context.site.zone).of(self.newest[self.most].at)

    @cached_property
    def archive_months(self) -> tuple[Month, ...]:
        """Months with a document, oldest first: as soon as one of its entries no longer stands in the feed."""
        if (newest := self.last_archived) is None:
            return ()
        return tuple(sorted(month for month in self.said_in if month <= newest))

    @property
    def said_in(self) -> Mapping[Month, tuple[Course, ...]]:
        """Month → the incidents of which something was said in it, newest first."""
        return self._context.archive.said_in_months(self._context.site.zone)

    def said_last(self) -> tuple[str, ...]:
        """Ids of the incidents that the site's feed reads whole; it also depends on ``last_archived``."""
        courses = (
            *(told.course for told in self.newest[: self.most]),
            *self.last_changed(self._context.archive.courses),
        )
        return tuple(dict.fromkeys(course.id for course in courses))

    def last_changed(self, courses: Iterable[Course]) -> list[Course]:
        """Those first of which something was said or edited last; as many as a feed holds."""
        # As their entries' ids sort, in which something follows the incident's.
        return _largest(self.most, tuple(courses), lambda course: course.changed_us, ":")

    def told(self, courses: Iterable[Course]) -> Iterator[Told]:
        """All that was said of them."""
        for course in courses:
            # A report is the last of ``said_us``: of what was said in the same minute it comes last.
            for position, at in enumerate(sorted(course.said_us)):
                yield Told(at, f"{course.id}/", position, course)


def _largest(most: int, courses: Sequence[Course], number: Callable[[Course], int], ending: str) -> list[Course]:
    """Those with the largest numbers; of equal ones, by id and what follows it, the last first."""
    numbers = [number(course) for course in courses]
    if len(numbers) > most:
        # Few of a long history come into question, and numbers alone are compared fast.
        least = nlargest(most, numbers)[-1]
        courses = [course for course, it in zip(courses, numbers, strict=True) if it >= least]
    return nlargest(most, courses, key=lambda course: (number(course), f"{course.id}{ending}"))
