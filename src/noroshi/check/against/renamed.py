"""published-renamed, incident-renamed (error; with an alias a warning): a published file or folder has another name.

What:    the name of a published update's file, or of an incident's folder, is not what it was. A year's folder around
         an incident is no part of its id: it may come and go.
Why:     addresses, anchors, ids in feeds and Message-IDs are made of the names: links break, and every feed reader
         shows the entry again. ``aliases`` in incident.md keeps an incident's address; an update's has no such thing.
Example: ``02-identified.md`` became ``02-monitoring.md``, since it was not only identified.
Write:   the name that it had; what the update says is said in its front matter (``status: monitoring``).
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.against.document import Against, IncidentPair
from noroshi.check.document import ERROR, WARNING
from noroshi.model.addresses import alias_address
from noroshi.model.problem import Place, Problem
from noroshi.source.since import IncidentSince
from noroshi.source.writing import front_matter

IDS = ("published-renamed", "incident-renamed")


def check(against: Against) -> Iterator[Problem]:
    """Findings of published-renamed and incident-renamed."""
    for incident in against.published:
        if incident.since.now:
            yield from _updates(incident)
        elif home := against.new_home(incident):
            yield _incident(against, incident, home)


def _updates(incident: IncidentPair) -> Iterator[Problem]:
    for update in incident.updates:
        if not update.base.is_gone or not (found := incident.renamed(update.base)):
            continue
        files = (update.base, *(file for file in update.translations if file.is_gone))
        moves = [(path, file.name) for file in files if (path := incident.renamed(file))]
        paste = tuple(f"mv {path} {incident.since.now}/{name}" for path, name in moves)
        yield incident.problem(IDS[0], ERROR, Place(found), update, value=update.base.name, paste=paste)


def _incident(against: Against, incident: IncidentPair, home: str) -> Problem:
    folder = home.rpartition("/")[0]
    above, _, new = folder.rpartition("/")
    aliases = _aliases(against, against.begun[new])
    wanted = alias_address(incident.id, against.site_url)
    has_alias = any(alias_address(it, against.site_url) == wanted for it in aliases)
    return incident.problem(
        IDS[1],
        WARNING if has_alias else ERROR,
        Place(home),
        value=incident.id,
        paste=(f"mv {folder} {above}/{incident.id}",),
        file="" if has_alias else home,
        alias=() if has_alias else _alias_typed((*aliases, incident.id)),
    )


def _alias_typed(aliases: tuple[str, ...]) -> tuple[str, ...]:
    value: str | tuple[str, ...] = aliases if len(aliases) > 1 else aliases[0]
    return tuple(front_matter({"aliases": value}).splitlines())


def _aliases(against: Against, found: IncidentSince) -> tuple[str, ...]:
    """As what the incident has become names them."""
    file = next((file for file in found.files if file.name == "incident.md"), None)
    text = against.text_of(file.after, file.now) if file else None
    typed = text.document.values.get("aliases") if text else None
    return tuple(it for it in (typed if isinstance(typed, list) else [typed]) if isinstance(it, str) and it)
