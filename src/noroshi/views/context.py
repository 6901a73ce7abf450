"""What every view maker needs: the site, its archive, one language; small makers of sentences and times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TypeVar, cast

from noroshi.model.addresses import alias_places, one_place
from noroshi.model.archive import Archive
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.pieces_kept import PiecesKept
from noroshi.model.provenance import NO_HISTORY, History
from noroshi.model.site import Service, Site
from noroshi.model.terms import Known
from noroshi.model.text import Body, Day, Fact, Moment, Text
from noroshi.model.update import Eta, Range
from noroshi.model.watch import plain_micros
from noroshi.views.lettering import Lettering
from noroshi.views.pieces import Heading, Html, Run, Sentence
from noroshi.wording.language import Language, phrases

_Made = TypeVar("_Made")
_REMEMBERED = 2048
"""Times whose runs are kept. A page says the same few again and again, and pages come incident by incident: more
would only take room."""


@frozen
class Context:
    """One site in one language."""

    site: Site
    archive: Archive
    language: Language
    left_out: tuple[str, ...] = ()
    """Ids of incidents that could not be published at all (``--keep-going``), in order."""
    in_doubt: bool = False
    """Whether one of them may be open: then nothing may say that all is well."""
    pieces: PiecesKept = field(default_factory=PiecesKept, compare=False, repr=False)
    """What was made of entries before; at first nothing is kept."""
    lettering: Lettering | None = field(default=None, compare=False, repr=False)
    """The fonts of pictures for others; ``None``: there are no such pictures."""
    history: History = field(default=NO_HISTORY, compare=False, repr=False)
    """What git knows of the incidents."""

    @property
    def tag(self) -> str:
        """The language of these views."""
        return self.language.tag

    @property
    def now(self) -> datetime:
        """The moment of the build. Only views that change anyway may look at it."""
        return self.archive.now

    @cached_property
    def followed(self) -> Context:
        """The same without rehearsals: for feeds, the API, calendars, badges and the widget."""
        archive = self.archive.without_drills
        return self if archive is self.archive else replace(self, archive=archive)

    @cached_property
    def prefix(self) -> str:
        """What every path of this language begins with: ``""`` for the first language, else ``/en``."""
        return prefix(self.site, self.tag)

    @cached_property
    def redirects(self) -> tuple[tuple[str, str], ...]:
        """(former path, path now) without the language's prefix: ``/incidents/`` and every alias.

        An alias is a former id (``2026-11-18-payment``), a path (``/issues/payment/``) or a URL of which the
        path counts. An address that a page of today has is never taken.
        """
        found: dict[str, tuple[str, str]] = {"/incidents/": ("/incidents/", "/history/")}
        moved = [course for course in reversed(self.archive.courses) if course.aliases]
        # Of most sites nothing has moved, and nobody asks what is taken.
        ids = (course.id for course in self.archive.courses if moved)
        taken = {_home(name) for name in (*ids, *self.left_out)}
        for course in moved:
            for alias in course.aliases:
                for tag, rest in alias_places(alias, self.site.url, self.site.languages):
                    if tag == self.tag and rest not in taken:
                        found.setdefault(one_place(rest), (rest, _home(course.id)))
        return tuple(sorted(found.values()))

    @cached_property
    def former_paths(self) -> dict[str, tuple[str, ...]]:
        """Path of an incident's page → its former paths, without the language's prefix; the shortest first."""
        found: dict[str, list[str]] = {}
        for old, new in sorted(self.redirects, key=lambda moved: (len(moved[0]), moved[0])):
            found.setdefault(new, []).append(old)
        return {new: tuple(paths) for new, paths in found.items()}

    @cached_property
    def services(self) -> dict[str, Service]:
        """Service id → service."""
        return {service.id: service for service in self.site.services}

    def path(self, rest: str) -> str:
        """Site path of a page in this language; ``rest`` begins with ``/``."""
        return self.prefix + rest

    def url(self, path: str) -> str:
        """Absolute URL of a site path."""
        return self.site.url + path

    def once(self, make: Callable[[Context], _Made]) -> _Made:
        """``make(context)``, made when it is first asked for: what is the same on every page of a language.

        It must not look at ``now`` or at one incident: then it would depend on which page asked first.
        """
        if make not in self._once:
            self._once[make] = make(self)
        return cast(_Made, self._once[make])

    @cached_property
    def _once(self) -> dict[Callable[[Context], object], object]:
        return {}

    @cached_property
    def say(self) -> Callable[..., str]:
        """Fixed words, filled with plain values: ``Language.say``."""
        return self.language.say

    def sentence(self, key: str, n: float | None = None, **values: Run | Sentence | str) -> Sentence:
        """Fixed words whose gaps are filled with runs."""
        if n is not None:
            return _filled(_with_gaps(self.language, key, n), values)
        if (pieces := self._sentences.get(key)) is None:
            pieces = self._sentences[key] = _with_gaps(self.language, key, None)
        return _filled(pieces, values)

    @cached_property
    def _sentences(self) -> dict[str, tuple[Run | str, ...]]:
        return {}

    def words(self, key: str, **values: object) -> Sentence:
        """Fixed words as a sentence of one run."""
        if values:
            return (Run(self.say(key, **values)),)
        if (said := self._fixed_words.get(key)) is None:
            said = self._fixed_words[key] = (Run(self.say(key)),)
        return said

    @cached_property
    def _fixed_words(self) -> dict[str, Sentence]:
        return {}

    def running(self, first: Sentence, second: Sentence) -> Sentence:
        """Two sentences one after the other."""
        return self.sentence("sentence.pair", first=first, second=second)

    def listed(self, items: list[Sentence], separator: str = "list.comma") -> Sentence:
        """A list in running text; ``list.semicolon`` where the items themselves have commas."""
        if not items:
            return ()
        found = list(items[0])
        for item in items[1:]:
            found += [Run(self.say(separator)), *item]
        return tuple(found)

    def text(self, text: Text) -> Run:
        """A writer's line, with its language where it is not the page's."""
        said = text.said(self.tag)
        return Run(said.text, "" if said.lang == self.tag else said.lang)

    def plain(self, text: Text | None) -> str:
        """A writer's line as text; empty for none."""
        return text.said(self.tag).text if text else ""

    def heading(self, text: Text) -> Heading:
        """A title with its phrases."""
        said = text.said(self.tag)
        return Heading(said.text, phrases(said.text, said.lang), "" if said.lang == self.tag else said.lang)

    def own_heading(self, words: str) -> Heading:
        """A title of ours with its phrases."""
        return Heading(words, phrases(words, self.tag))

    def body(self, body: Body) -> Html | None:
        """A body's HTML; ``None`` where there is nothing to say."""
        prose, lang = body.said(self.tag)
        return None if prose.is_empty else Html(prose.html, "" if lang == self.tag else lang)

    def body_elsewhere(self, body: Body, page: str) -> Html | None:
        """The same for where it is not shown on its own page (site path ``page``): every address absolute."""
        prose, lang = body.said(self.tag)
        if prose.is_empty:
            return None
        html = prose.html_at(self.site.url + "/", page=self.url(page))
        return Html(html, "" if lang == self.tag else lang)

    def kept(self, name: str, incident: str, make: Callable[[], _Made]) -> _Made:
        """``make()``, a plain value that says something of one entry in this language, or what it gave before.

        It may look at ``now``; of other entries, and of the page on which it stands, it must not depend.
        """
        archive = self.archive
        now = plain_micros(archive.now)
        return cast(_Made, self.pieces.value(f"{self.tag} {name}", incident, now, archive.watch, make))

    # Times.

    def of_course(self, make: Callable[[Context, Course], _Made], course: Course) -> _Made:
        """``make(context, course)``, remembered until another course is asked for.

        An incident's page, data, Markdown and feed are made one after the other, and say much alike. It must not
        look at ``now``: of what is remembered nobody would note that it depends on that.
        """
        last, made = self._last_course
        if last is not course:
            made = {}
            self.__dict__["_last_course"] = (course, made)
        if make not in made:
            made[make] = make(self, course)
        return cast(_Made, made[make])

    @cached_property
    def _last_course(self) -> tuple[Course | None, dict[Callable[[Context, Course], object], object]]:
        return None, {}

    def day(self, at: date, *, year: bool = False) -> Run:
        """A date with weekday, as a time."""
        return self._days(self.language.dates.local(at).date() if isinstance(at, datetime) else at, year)

    @cached_property
    def _days(self) -> Callable[[date, bool], Run]:
        dates = self.language.dates
        return lru_cache(_REMEMBERED)(
            lambda day, year: Run(dates.day_year(day) if year else dates.day(day), "", day.isoformat())
        )

    def clock(self, at: datetime, *, about: bool = False, zone: bool = False) -> Run:
        """Hours and minutes, as a time."""
        return self._clocks(at, at.fold, about, zone)

    # ``fold`` is part of the key: 1:30 before and 1:30 after the clocks are set back are equal, and no longer the
    # same moment.

    @cached_property
    def _clocks(self) -> Callable[[datetime, int, bool, bool], Run]:
        dates = self.language.dates

        def clock(at: datetime, _: int, about: bool, zone: bool) -> Run:
            local = dates.local(at)
            words = self._clock_words(local.hour, local.minute, about, dates.zone_short(local) if zone else "")
            return Run(words, "", dates.iso(at))

        return lru_cache(_REMEMBERED)(clock)

    @cached_property
    def _clock_words(self) -> Callable[[int, int, bool, str], str]:
        def words(hour: int, minute: int, about: bool, zone: str) -> str:
            said = self.language.dates.clock(hour, minute)
            if about:
                said = self.say("time.about", time=said)
            return self.say("time.zoned", time=said, zone=zone) if zone else said

        return lru_cache(3 * 24 * 60)(words)

    def moment(self, at: datetime, *, about: bool = False, year: bool = False, zone: bool = True) -> Run:
        """Date with weekday and time, as a time."""
        return self._moments(at, at.fold, about, year, zone)

    @cached_property
    def _moments(self) -> Callable[[datetime, int, bool, bool, bool], Run]:
        dates = self.language.dates

        def moment(at: datetime, _: int, about: bool, year: bool, zone: bool) -> Run:
            local = dates.local(at)
            day = dates.day_year(local.date()) if year else dates.day(local.date())
            clock = self._clock_words(local.hour, local.minute, about, dates.zone_short(local) if zone else "")
            return Run(self.say("time.moment", day=day, time=clock), "", dates.iso(at))

        return lru_cache(_REMEMBERED)(moment)

    def told(self, moment: Moment, *, year: bool = False, zone: bool = True) -> Run:
        """A time as customers are told it (頃 where it is not exact)."""
        return self.moment(moment.at, about=moment.about, year=year, zone=zone)

    def deadline(self, day: Day, *, year: bool = False) -> Run:
        """A day, or a time where one was given."""
        if isinstance(day, datetime):
            return self.moment(day, year=year)
        return self.day(day, year=year)

    def between(self, start: Moment, end: Moment, *, year: bool = False) -> Sentence:
        """From … to …; within one day the date stands once."""
        return self._spans(start, start.at.fold, end, end.at.fold, year)

    @cached_property
    def _spans(self) -> Callable[[Moment, int, Moment, int, bool], Sentence]:
        return lru_cache(_REMEMBERED)(lambda start, _, end, __, year: self._between(start, end, year))

    def _between(self, start: Moment, end: Moment, year: bool) -> Sentence:
        dates = self.language.dates
        began, ended = dates.local(start.at), dates.local(end.at)
        same = began.date() == ended.date()
        # Across a change of clocks 02:30 may be before 02:30.
        first = self.told(start, year=year, zone=dates.offset(began) != dates.offset(ended))
        last = (
            self.clock(end.at, about=end.about, zone=True)
            if same
            else self.told(end, year=year and began.year != ended.year)
        )
        return self.sentence("range.same_day" if same else "range.days", start=first, end=last)

    def since(self, start: Moment, *, year: bool = False) -> Sentence:
        """From … on, still lasting."""
        return self.sentence("range.open", start=self.told(start, year=year))

    def length(self, duration: timedelta, *, about: bool = False) -> str:
        """A duration in words."""
        words = self.language.dates.duration(duration)
        return self.say("time.about_length", length=words) if about else words

    def eta(self, eta: Eta, *, short: bool = False) -> Sentence:
        """An expectation in words: a time is always about then. ``short``: not as a sentence."""
        if isinstance(eta, Known):
            return self.words(f"eta_short.{eta.value}" if short else f"eta.{eta.value}")
        if isinstance(eta, Range):
            return self.sentence("eta.between", span=self.between(Moment(eta.start), Moment(eta.end, about=True)))
        return self.sentence("eta.at", at=self.moment(eta.at, about=True))

    def fact(self, key: str, fact: Fact) -> Sentence:
        """A fact in the reader's language; ``none`` and ``unknown`` are said as what they mean for this key."""
        if isinstance(fact, Known):
            return self.words(f"fact.{key}.{fact.value}")
        return (self.text(fact),)

    def service_name(self, service_id: str, *, link: bool = False) -> Run:
        """A service's name; of one that site.toml does not know, its id."""
        plain, linked = self._service_names.get(service_id) or (Run(service_id), Run(service_id))
        return linked if link else plain

    @cached_property
    def _service_names(self) -> dict[str, tuple[Run, Run]]:
        """Service id → its name, its name as a link to its page."""
        found: dict[str, tuple[Run, Run]] = {}
        for service in self.site.services:
            run = self.text(service.name)
            found[service.id] = run, replace(run, path=self.path(f"/services/{service.id}/"))
        return found


def _with_gaps(language: Language, key: str, n: float | None) -> tuple[Run | str, ...]:
    """A sentence as runs that are always the same, and the names of its gaps."""
    found: list[Run | str] = []
    for literal, name in language.parts(key, n):
        if literal:
            found.append(Run(literal))
        if name == "n" and n is not None:
            found.append(Run(f"{n:g}"))
        elif name:
            found.append(name)
    return tuple(found)


def _filled(pieces: tuple[Run | str, ...], values: Mapping[str, Run | Sentence | str]) -> Sentence:
    runs: list[Run] = []
    for piece in pieces:
        value = values[piece] if type(piece) is str else piece
        if isinstance(value, Run):
            runs.append(value)
        elif isinstance(value, str):
            runs.append(Run(value))
        else:
            runs += value
    return tuple(runs)


def _home(incident_id: str) -> str:
    return f"/incidents/{incident_id}/"


def prefix(site: Site, lang: str) -> str:
    """Where a language's pages lie: the first language at the root, others under their tag in lower case."""
    return "" if lang == site.languages[0] else "/" + lang.lower()
