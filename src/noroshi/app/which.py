"""A part of an id, or nothing → the incident that is meant, with what must be known to say more of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from noroshi.app.asking import Choice, Terminal, ask, listed
from noroshi.app.settings import Settings, UsageError
from noroshi.model.course import Course, course
from noroshi.model.frozen import frozen
from noroshi.model.terms import Kind, Status
from noroshi.source.load import Surrounded, load
from noroshi.source.nearest import nearest
from noroshi.source.new_files import homes
from noroshi.source.typed_times import plain


@frozen
class Meant:
    """An incident that is there."""

    id: str
    folder: str
    """POSIX, relative to the site's root."""
    kind: Kind | None = None
    """``None``: its files cannot be read; then further ones can be written all the same."""
    status: Status | None = None
    title: str = ""


def which(settings: Settings, around: Surrounded, typed: str, terminal: Terminal) -> Meant:
    """The incident whose id is, begins with, or holds ``typed``. Raises UsageError with those that may be meant.

    Without anything typed the open ones are offered, on a terminal.
    """
    found = homes(settings.root)
    if not found:
        raise UsageError(settings.words.say("writing.no_incidents"))
    name = _named(settings, typed, found) if typed else _asked(settings, terminal)
    folder = found[name]
    incident = around.incident_at(folder)
    if incident is None:
        return Meant(name, folder)
    known = course(incident)
    title = incident.title.said(around.site.languages[0]).text
    return Meant(name, folder, incident.kind, known.standing.status, title)


def matching(typed: str, ids: Mapping[str, str]) -> tuple[str, ...]:
    """Ids that ``typed`` may mean, nearest reading first: the id itself, those that begin so, those that hold it."""
    said = plain(typed).lower().rstrip("/").removesuffix("/incident.md").rpartition("/")[2]
    if typed in ids or said in ids:
        return (typed if typed in ids else said,)
    begin = tuple(name for name in ids if said and name.startswith(said))
    return begin or tuple(name for name in ids if said and said in name)


def _named(settings: Settings, typed: str, found: Mapping[str, str]) -> str:
    names = matching(typed, found)
    if len(names) == 1:
        return names[0]
    say = settings.words.say
    if names:
        newest = sorted(names, reverse=True)
        allowed = ", ".join(newest[:8]) + (" …" if len(newest) > 8 else "")
        raise UsageError(say("writing.several", option="ID", value=typed, allowed=allowed))
    near = nearest(typed, found)
    hint = say("near", near=near) if near else ""
    raise UsageError(say("writing.no_such_incident", value=typed) + hint)


def _open(settings: Settings) -> tuple[Course, ...]:
    """Those that are not over, newest first."""
    courses = [item for item in load(settings.root).courses if item.is_open and not item.draft]
    return tuple(sorted(courses, key=lambda item: item.first_at, reverse=True))


def _asked(settings: Settings, terminal: Terminal) -> str:
    say, courses = settings.words.say, _open(settings)
    names = ", ".join(item.id for item in courses)
    if not terminal.is_there:
        raise UsageError(say("writing.which", names=names) if names else say("writing.none_open"))
    if not courses:
        raise UsageError(say("writing.none_open"))
    choices = [Choice(item.id, item.incident.title.original) for item in courses]
    print(listed(choices), file=sys.stderr)
    ids = {item.id: "" for item in courses}

    def read(said: str) -> str:
        number = plain(said)
        if number.isdigit() and 0 < int(number) <= len(choices):
            return choices[int(number) - 1].code
        return _named(settings, said, ids)

    return ask(settings, terminal, say("writing.ask_incident"), choices[0].code if len(choices) == 1 else "", read)
