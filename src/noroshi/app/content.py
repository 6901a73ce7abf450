"""A site's root → everything in it, checked: what may be published, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from datetime import datetime
from functools import cached_property
from hashlib import blake2b

from noroshi.app.console import stage
from noroshi.app.leave_out import Kept, leave_out
from noroshi.app.settings import Settings
from noroshi.app.theming import theme_of
from noroshi.app.word_problems import word_problems
from noroshi.check import OF_ONE, RULES, Document, Rule
from noroshi.model.archive import Archive, archive_of, courses_as_of
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.problem import Problem, Severity, sorted_problems
from noroshi.model.site import Site
from noroshi.model.watch import FOREVER, Watch, plain_micros, watched
from noroshi.render.theme import Theme
from noroshi.source.glance import is_hidden, may_be_open
from noroshi.source.history import Histories, no_histories
from noroshi.source.load import Content, Surrounded, load
from noroshi.source.shelf import Shelf, packed_problems, problems_of
from noroshi.source.shelved import Incidents, Judge, Judgement, Reading
from noroshi.source.signatures import Signatures
from noroshi.source.site import SITE_TOML
from noroshi.source.site_doubts import beyond_doubt
from noroshi.views.context import Context
from noroshi.views.lettering import Lettering
from noroshi.wording.language import Language

_FOREVER = (1 << 63) - 1


@frozen
class Checked:
    """Content with everything that was found in it."""

    content: Content
    kept: Kept
    """What may be published: without updates that have errors."""
    problems: tuple[Problem, ...]
    later: int
    """Updates after ``now`` that were left out."""
    theme: Theme | None = None
    """``None``: there is none of that name, which is among the problems."""
    changed: frozenset[str] = frozenset()
    """Ids of incidents that are not published as they were read: without later or broken updates."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Only what stops a build."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def is_publishable(self) -> bool:
        """Whether a part of it can be published: what site.toml says holds for every page."""
        readable = self.content.site is not None and self.theme is not None
        return readable and all(problem.place.path != SITE_TOML for problem in self.errors)


@frozen
class Reader:
    """How the incidents are read: where earlier readings are kept, and who reads."""

    shelf: Callable[[Surrounded], Shelf] = lambda _: Shelf(None, b"")
    reading: Callable[[Incidents], Reading] = lambda incidents: incidents.read_here
    at_ns: int = 0
    """Nanoseconds since 1970; 0: what the file system says is never relied on."""
    seen: Callable[[], Signatures] | None = None
    """What it says at that moment, where somebody has begun to ask it."""
    histories: Histories = no_histories
    """What git knows of the incidents, for who tells it."""


def checked(settings: Settings, rules: Sequence[Rule] = RULES, reader: Reader | None = None) -> Checked:
    """Load and check everything; all problems of all files."""
    reader = reader or Reader()
    shelves: list[Shelf] = []

    def shelf(around: Surrounded) -> Shelf:
        shelves.append(reader.shelf(around))
        return shelves[0]

    def judge(around: Surrounded) -> Judge:
        return _Judging(settings, around.site, rules).judge

    with stage(settings, "stage_load"):
        content = load(
            settings.root,
            shelf=shelf,
            judge=judge,
            reading=reader.reading,
            at_ns=reader.at_ns,
            seen=reader.seen,
            histories=reader.histories,
        )
    if content.site is None:
        return Checked(content, Kept(), sorted_problems(list(content.problems)), 0)
    return checked_content(settings, content, content.site, shelves[0], rules)


def checked_content(
    settings: Settings, content: Content, site: Site, shelf: Shelf, rules: Sequence[Rule] = RULES
) -> Checked:
    """The same of content that was loaded."""
    judging = _Judging(settings, site, rules)
    courses, later = content.courses, 0
    if judging.explicit:
        courses, later = courses_as_of(courses, judging.now)
    found = _Found(judging, content, shelf)
    with stage(settings, "stage_check"):
        theme, theme_problems = theme_of(settings.root, site)
        problems = sorted_problems([*content.problems, *word_problems(site), *theme_problems, *found(courses)])
        kept = leave_out(
            courses,
            problems,
            found,
            unseen=lambda problem: is_hidden(settings.root, _folder(problem)),
            may_be_open=lambda problem: may_be_open(settings.root, _folder(problem)),
        )
    if kept.courses is content.courses:
        return Checked(content, kept, problems, later, theme)
    as_read = {id(course) for course in content.courses}
    changed = frozenset(course.id for course in kept.courses if id(course) not in as_read)
    return Checked(content, kept, problems, later, theme, changed)


class _Judging:
    """The rules, and the moment from which they look."""

    def __init__(self, settings: Settings, site: Site, rules: Sequence[Rule]) -> None:
        self.site = site
        self.now, self.explicit = settings.moment(site.demonstration, site.zone)
        self.now_us = plain_micros(self.now)
        self.of_one = [rule for rule in rules if rule in OF_ONE]
        self.of_all = [rule for rule in rules if rule not in OF_ONE]
        names = [self.explicit, *(rule.__module__ for rule in self.of_one)]
        self.key = blake2b(repr(names).encode(), digest_size=8).digest()

    def judge(self, course: Course) -> Judgement | None:
        """What the rules find in one incident; ``None``: it is not published as it was read."""
        if self.explicit and course.last_at > self.now:
            return None
        return self.judged(course)

    def judged(self, course: Course, known: frozenset[str] = frozenset()) -> Judgement | None:
        """The same of any course; ``known`` as in :meth:`problems`; ``None``: it cannot be kept."""
        watch = Watch()
        problems = self.problems(course, watched(self.now, watch), known)
        # What all of the moment was needed for holds at that moment, and no longer.
        until = _FOREVER if watch.until is FOREVER else max(plain_micros(watch.until), self.now_us + 1)
        try:
            return self.key, packed_problems(problems), self.now_us, until
        except TypeError:
            return None

    def problems(self, course: Course, now: datetime, known: frozenset[str]) -> tuple[Problem, ...]:
        """What the rules of one incident find in it. ``known``: ids of updates and report that are not in it now."""
        told = known.union(course.told_ids, course.incident.left_out)
        elsewhere = frozenset(f"{course.id}/{name}" for name in told)
        document = Document(self.site, {course.id: course}, now, self.explicit, elsewhere)
        return tuple(problem for rule in self.of_one for problem in rule(document))


class _Found:
    """Courses → what all rules find in them; what was found in one incident is not looked for again."""

    def __init__(self, judging: _Judging, content: Content, shelf: Shelf) -> None:
        self._judging = judging
        self._content = content
        self._shelf = shelf
        self._of_course: dict[int, tuple[Course, tuple[Problem, ...]]] = {}
        self._as_read = {id(course) for course in content.courses}

    def __call__(self, courses: tuple[Course, ...]) -> tuple[Problem, ...]:
        judging, content = self._judging, self._content
        found: list[Problem] = []
        kept, as_read, key, now = content.kept, self._as_read, judging.key, judging.now_us
        for course in courses:
            known = kept.get(course.id)
            said = known.checked if known is not None and id(course) in as_read else None
            if said is None or said[0] != key or not said[2] <= now < said[3]:
                found += self._one(course)
            elif said[1]:
                # By the same rules, and nothing that they asked of the clock has changed.
                found += problems_of(said[1])
        if judging.of_all:
            document = Document(
                judging.site,
                {course.id: course for course in courses},
                judging.now,
                judging.explicit,
                _Elsewhere(content),
            )
            found += [problem for rule in judging.of_all for problem in rule(document)]
        return tuple(beyond_doubt(sorted_problems(found), content.doubts, SITE_TOML))

    def _one(self, course: Course) -> tuple[Problem, ...]:
        known = self._of_course.get(id(course))
        if known is not None:
            return known[1]
        kept = self._content.kept.get(course.id) if id(course) in self._as_read else None
        written = frozenset(self._written[course.id].told_ids)
        judgement = self._judging.judged(course, written)
        if judgement is None:
            found = self._judging.problems(course, self._judging.now, written)
        else:
            found = problems_of(judgement[1])
            if kept is not None:
                self._shelf.judge(kept, judgement)
        self._of_course[id(course)] = (course, found)
        return found

    @cached_property
    def _written(self) -> dict[str, Course]:
        return {course.id: course for course in self._content.courses}


class _Elsewhere(Set[str]):
    """``incident`` and ``incident/update`` of all that somebody wrote, later and broken ones too.

    Made when a rule asks: most sites have no reference that leads nowhere.
    """

    def __init__(self, content: Content) -> None:
        self._content = content

    @cached_property
    def _names(self) -> frozenset[str]:
        content = self._content
        known = {course.id for course in content.courses}
        known |= {f"{course.id}/{told}" for course in content.courses for told in course.told_ids}
        known |= {problem.incident for problem in content.problems if problem.incident}
        updates = {f"{problem.incident}/{problem.update}" for problem in content.problems if problem.update}
        return frozenset(known | updates)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def contexts_of(
    site: Site,
    result: Checked,
    now: datetime,
    *,
    drills: bool,
    archive: Archive | None = None,
    lettering: Lettering | None = None,
) -> tuple[Context, ...]:
    """The site as it is published at ``now``, once for each of its languages.

    ``archive``: where that is known; ``lettering``: where pictures are made.
    """
    found = archive_of(result.kept.courses, now, drills=drills) if archive is None else archive
    left_out, in_doubt = result.kept.incidents_left_out, result.kept.in_doubt
    return tuple(
        Context(
            site,
            found,
            Language(tag, site.zone, site.words.get(tag, "")),
            left_out,
            in_doubt=in_doubt,
            lettering=lettering,
            history=result.content.history,
        )
        for tag in site.languages
    )


def _folder(problem: Problem) -> str:
    """The folder of a problem's incident; empty where its path has none."""
    above, found, _ = f"{problem.place.path}/".partition(f"/{problem.incident}/")
    return f"{above}/{problem.incident}" if found else ""
