"""A part of an id, or nothing → the incident that is meant, with what must be known to say more of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime

from noroshi.app.asking import Choice, Terminal, ask, chosen, listed
from noroshi.app.problem_words import visible
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
    begins_at: datetime | None = None
    """Of its window, where it has one."""


Wanted = Callable[[Course], bool]
"""Whether a command is likely to be about it."""
_LOOKED_AT = 50
"""Of several that may be meant: the newest by name."""
_OFFERED = 9


def which(settings: Settings, around: Surrounded, typed: str, terminal: Terminal, wanted: Wanted) -> Meant:
    """The incident whose id is, begins with, or holds ``typed``; of several the one that is wanted.

    Raises UsageError with those that may be meant. Without anything typed those that are wanted are offered, on a
    terminal.
    """
    found = homes(settings.root)
    if not found:
        raise UsageError(settings.words.say("writing.no_incidents"))
    name = _named(settings, around, typed, found, wanted) if typed else _asked(settings, terminal, wanted)
    known = _course(around, found[name])
    if known is None:
        return Meant(name, found[name])
    title = known.incident.title.said(around.site.languages[0]).text
    begins_at = known.window.start if known.window else None
    return Meant(name, found[name], known.kind, known.standing.status, title, begins_at)


def _course(around: Surrounded, folder: str) -> Course | None:
    incident = around.incident_at(folder)
    return course(incident) if incident is not None else None


def matching(typed: str, ids: Mapping[str, str]) -> tuple[str, ...]:
    """Ids that ``typed`` may mean, nearest reading first: the id itself, those that begin so, those that hold it."""
    said = plain(typed).lower().rstrip("/").removesuffix("/incident.md").rpartition("/")[2]
    if typed in ids or said in ids:
        return (typed if typed in ids else said,)
    begin = tuple(name for name in ids if said and name.startswith(said))
    return begin or tuple(name for name in ids if said and said in name)


def _named(settings: Settings, around: Surrounded, typed: str, found: Mapping[str, str], wanted: Wanted) -> str:
    say, names = settings.words.say, matching(typed, found)
    if len(names) == 1:
        return names[0]
    if not names:
        near = nearest(typed, found)
        hint = say("near", near=near) if near else ""
        if not near and (open_ones := ", ".join(item.id for item in _likely(settings, wanted))):
            hint = say("writing.likely", names=open_ones)
        raise UsageError(say("writing.no_such_incident", value=typed) + hint)
    newest = sorted(names, reverse=True)
    known = {name: _course(around, found[name]) for name in newest[:_LOOKED_AT]}
    likely = [name for name, item in known.items() if item is not None and wanted(item)]
    if len(likely) == 1:
        return likely[0]
    offered = likely or newest
    allowed = ", ".join(offered[:_OFFERED]) + (" …" if len(offered) > _OFFERED else "")
    raise UsageError(say("writing.several", option="ID", value=typed, allowed=allowed))


def _likely(settings: Settings, wanted: Wanted) -> list[Course]:
    """Those that a command is likely to be about, the newest first."""
    found = (item for item in load(settings.root).courses if not item.draft and wanted(item))
    return sorted(found, key=lambda item: item.first_at, reverse=True)[:_OFFERED]


def _asked(settings: Settings, terminal: Terminal, wanted: Wanted) -> str:
    say = settings.words.say
    courses = _likely(settings, wanted)
    if not courses:
        raise UsageError(say("writing.none_open"))
    names = ", ".join(item.id for item in courses)
    if not terminal.is_there:
        raise UsageError(say("writing.which", names=names))
    choices = [Choice(item.id, visible(item.incident.title.original)) for item in courses]
    print(listed(choices), file=sys.stderr)

    def read(said: str) -> str:
        return chosen(settings, said, choices, "ID")

    return ask(settings, terminal, say("writing.ask_incident"), choices[0].code if len(choices) == 1 else "", read)
