"""A publication → what the outbox holds: letters, short forms and reply kits of what is fresh or open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from noroshi.app.fresh import spoken
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.letters import Letter, LetterKind
from noroshi.render.kit import kit_files
from noroshi.render.letter_files import Finished, finished, letter_files
from noroshi.render.letters import LetterTemplates, letter_templates
from noroshi.render.short_forms import short_files
from noroshi.render.theme import Theme
from noroshi.views.context import Context
from noroshi.views.kit import kit_view
from noroshi.views.letter import LetterView
from noroshi.views.letter_desk import judging_words
from noroshi.views.letter_views import every, letter_views, unaddressed_views
from noroshi.views.short import short_view


@frozen
class Desk:
    """All that letters are made with."""

    contexts: tuple[Context, ...]
    """One for each language in which letters are written, in the site's order; without rehearsals."""
    theme: Theme
    templates: LetterTemplates
    unspoken: tuple[Context, ...] = ()
    """The other languages of the site: they have no texts of letters."""


@frozen
class Written:
    """One letter to one audience in one language, finished."""

    context: Context
    view: LetterView
    letter: Finished

    @property
    def folder(self) -> str:
        """``<incident>/<update>``."""
        return f"{self.view.incident}/{self.view.update}"

    @property
    def stem(self) -> str:
        """Path of its files in the outbox, without their endings."""
        return f"{self.folder}/{self.view.name}.{self.view.lang}.{self.view.audience}"


def desk(root: Path, contexts: Iterable[Context], theme: Theme) -> Desk:
    """For the languages that have letters."""
    with_letters, others = spoken(root, contexts)
    return Desk(with_letters, theme, letter_templates(root), others)


def said(course: Course, context: Context) -> tuple[Letter, ...]:
    """Every letter of one incident, before it is addressed to anyone."""
    return context.archive.letters(course.incident.id, reminder_hours=context.site.mail.reminder_hours)


def written(
    desk: Desk, course: Course, context: Context, wanted: Callable[[Letter], bool] = every
) -> Iterator[Written]:
    """The letters of one incident in one language that are wanted. Raises TemplateFailure."""
    hours = context.site.mail.reminder_hours
    says = judging_words(context)
    for view in letter_views(context, course.incident.id, reminder_hours=hours, wanted=wanted):
        yield Written(context, view, finished(desk.templates, view, says))


def unaddressed(course: Course, context: Context, wanted: Callable[[Letter], bool] = every) -> Iterator[LetterView]:
    """What one incident says that goes to no audience by mail: it has short forms all the same."""
    hours = context.site.mail.reminder_hours
    yield from unaddressed_views(context, course.incident.id, reminder_hours=hours, wanted=wanted)


def kits(desk: Desk, course: Course, context: Context) -> Iterator[Artefact]:
    """The reply kit of an incident, where people may ask about it now."""
    kit = kit_view(context, course)
    if kit is not None:
        yield from kit_files(desk.templates, kit)


def files(desk: Desk, letters: Sequence[Written]) -> Iterator[Artefact]:
    """The files of some letters, and the short forms of what they say."""
    for item in letters:
        yield from letter_files(desk.theme, item.letter, item.stem)
    yield from short_of(letters)


def short_of(letters: Iterable[Written]) -> Iterator[Artefact]:
    """One set of short forms for each update and language, and one for its reminder."""
    told: set[tuple[str, str, bool]] = set()
    for item in letters:
        reminds = item.view.name == LetterKind.MAINTENANCE_REMINDER
        key = (item.folder, item.view.lang, reminds)
        if key not in told:
            told.add(key)
            yield from short_forms(item.context, item.view)


def short_forms(context: Context, view: LetterView) -> Iterator[Artefact]:
    """The short forms of an update: the same for all audiences, and for none."""
    yield from short_files(short_view(context, view), f"{view.incident}/{view.update}")
