"""A site's root → its letters, as tests read them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from noroshi.model.archive import archive, as_of
from noroshi.model.course import Course
from noroshi.render.letter_files import Finished, finished
from noroshi.render.letters import letter_templates
from noroshi.source.load import Content, load
from noroshi.views.context import Context
from noroshi.views.letter import LetterView
from noroshi.views.letter_desk import judging_words
from noroshi.views.letter_views import letter_views
from noroshi.wording.language import Language

HERE = Path(__file__).parent.parent


@cache
def demonstration() -> Content:
    """This repository's own site with its handbook, read once for all tests of a process."""
    return load(HERE)


def contexts(root: Path, now: datetime | None = None) -> tuple[Context, ...]:
    """The site at ``root`` at ``now``, in each of its languages."""
    content = demonstration() if root == HERE else load(root)
    assert content.site is not None, content.problems
    site = content.site
    now = now or site.demonstration
    assert now is not None
    found = archive(as_of(content.incidents, now)[0], now)
    return tuple(Context(site, found, Language(tag, site.zone)) for tag in site.languages)


def views(context: Context, incident: str) -> list[LetterView]:
    """Every letter of an incident to every audience, oldest first."""
    return list(letter_views(context, incident, reminder_hours=context.site.mail.reminder_hours))


def finish(context: Context, view: LetterView, root: Path = HERE) -> Finished:
    """The letter, written and judged."""
    return finished(letter_templates(root), view, judging_words(context))


def every_letter(context: Context) -> list[tuple[Course, LetterView]]:
    """All letters of all incidents."""
    return [(course, view) for course in context.archive.courses for view in views(context, course.incident.id)]
