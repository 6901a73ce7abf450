"""A publication → which letters belong into its outbox: of which incidents, since when, in which languages.

Nothing here writes any: a build that finds all of them kept imports no more than this.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from noroshi.model.course import Course
from noroshi.model.letters import Letter
from noroshi.render.letter_folders import ENDING, letter_folders, text_for
from noroshi.views.context import Context


def spoken(root: Path, contexts: Iterable[Context]) -> tuple[tuple[Context, ...], tuple[Context, ...]]:
    """(the languages that have texts of letters, those that have none), in the site's order; without rehearsals."""
    folders = letter_folders(root)
    followed = [context.followed for context in contexts]
    tags = {item.tag for item in followed if text_for(folders, item.tag, f"opened{ENDING}")}
    silent = tuple(item for item in followed if item.tag not in tags)
    return tuple(item for item in followed if item.tag in tags), silent


def fresh(context: Context) -> tuple[Course, ...]:
    """Incidents whose letters belong into the outbox: open ones, and what was said in the last ``outbox_days``."""
    since = _since(context)
    return tuple(item for item in context.archive.courses if item.is_open or item.last_at >= since)


def is_fresh(context: Context, course: Course, letter: Letter) -> bool:
    """Whether the outbox holds it: its incident is open, or it was said in the last ``outbox_days``."""
    return course.is_open or letter.at >= _since(context)


def _since(context: Context) -> datetime:
    return context.now - timedelta(days=context.site.mail.outbox_days)
