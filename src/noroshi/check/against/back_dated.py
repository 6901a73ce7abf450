"""published-back-dated (warning): a new update of a published incident says that it was told long ago.

What:    ``at`` of an update or report that was not there before lies before the newest one that was, or more than an
         hour before the commit that is compared with. An incident that is new as a whole may be told after the fact.
Why:     the timeline would show a word between others that nobody could read then.
Example: resolved at 04:25, and in the morning a file is added that says at 03:20 what was to be done.
Write:   ``at`` as the moment when it is published; times in the text say when things happened.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.against.document import PATIENCE, Against, FilePair, IncidentPair
from noroshi.check.document import WARNING, written
from noroshi.model.problem import Place, Problem

IDS = ("published-back-dated",)


def check(against: Against) -> Iterator[Problem]:
    """Findings of published-back-dated."""
    for incident in against.published:
        told = [update.base.before.at for update in incident.updates if update.base.before is not None]
        newest = max((at for at in told if at is not None), default=None)
        for update in incident.updates:
            after = update.base.after
            if after is None or after.at is None or _was_there(incident, update.base):
                continue
            is_before = newest is not None and after.at < newest
            is_old = not against.is_fiction and after.at < against.since.at - PATIENCE
            if is_before or is_old:
                yield incident.problem(
                    IDS[0],
                    WARNING,
                    Place(after.path, after.line("at")),
                    update,
                    value=written(after.at, against.zone),
                    newest=written(newest, against.zone) if newest is not None and is_before else "",
                    known=written(against.since.at, against.zone) if is_old else "",
                    paste=f"at: {against.written_now}",
                )


def _was_there(incident: IncidentPair, file: FilePair) -> bool:
    """Sound or not, under this name or another: it is no new one."""
    path = file.since.now if file.since is not None else ""
    return not path or file.name in incident.since.texts or any(it.renamed == path for it in incident.since.files)
