"""picture-changed (warning): a picture of a published incident was replaced or taken away, and nothing says so.

What:    a png, jpg, gif or webp of a published incident is another one or gone, and no file of the incident has a new
         entry in ``edited``.
Why:     a graph is a statement like any other.
Example: graph.png shows 3% where it showed 30%.
Write:   the new picture under a new name, in a new update; or an entry in ``edited`` of the file that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.against.document import Against
from noroshi.check.against.removed import restoring
from noroshi.check.document import WARNING
from noroshi.model.problem import Place, Problem

IDS = ("picture-changed",)


def check(against: Against) -> Iterator[Problem]:
    """Findings of picture-changed."""
    for incident in against.published:
        if not incident.since.now or any(update.has_new_edit for update in incident.updates):
            continue
        for file in incident.pictures:
            if file.was and not file.is_same:
                place, paste = Place(file.now or file.was), (restoring(against, file.was),)
                yield incident.problem(IDS[0], WARNING, place, value=file.name, paste=paste)
