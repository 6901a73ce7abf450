"""published-removed (error): a published update, or a whole incident, is there no more.

What:    the file of a published update or report, or the folder of a published incident, is gone; or incident.md was
         the first update and has no ``at`` any more.
Why:     its entry in feeds and what customers were told would vanish, with nothing said of why.
Example: ``git rm incidents/2026-11-21-payment-api/02-identified.md``, since it was wrong.
Write:   ``git restore --source=REV -- PATH``, and in the file ``withdrawn: another incident's text``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.against.document import Against, FilePair
from noroshi.check.document import ERROR
from noroshi.model.problem import Place, Problem
from noroshi.source.since import IncidentSince

IDS = ("published-removed", "incident-removed")


def check(against: Against) -> Iterator[Problem]:
    """Findings of published-removed and incident-removed."""
    for incident in against.published:
        was = incident.since.was
        if not incident.since.now:
            if not against.new_home(incident):
                place, command = Place(f"{was}/incident.md"), restoring(against, was)
                yield incident.problem(IDS[1], ERROR, place, value=incident.id, paste=(command,))
            continue
        first = incident.incident.base
        if first.before and first.after and first.before.at and not first.after.document.values.get("at"):
            place, command = Place(first.after.path), restoring(against, f"{was}/incident.md")
            value = f"{first.name}: at"
            yield incident.problem(IDS[0], ERROR, place, incident.incident, value=value, paste=(command,))
        for update in incident.updates:
            if update.base.is_gone and not incident.renamed(update.base):
                files = (update.base, *(file for file in update.translations if file.is_gone))
                paste, place = restored(against, incident.since, files), Place(f"{was}/{update.base.name}")
                yield incident.problem(IDS[0], ERROR, place, update, value=update.base.name, paste=paste)


def restoring(against: Against, path: str) -> str:
    """The command that brings a file or a folder back as it was."""
    return f"git restore --source={against.commit} -- {path}"


def restored(against: Against, incident: IncidentSince, files: tuple[FilePair, ...]) -> tuple[str, ...]:
    """The commands that bring these files back to where their incident stands now. Names are safe in a shell: a file
    whose name is not is none of a site's."""
    paths = [file.since.was for file in files if file.since is not None]
    lines = [restoring(against, path) for path in paths]
    if incident.now != incident.was:
        lines += [f"mv {path} {incident.now}/" for path in paths]
    return tuple(lines)
