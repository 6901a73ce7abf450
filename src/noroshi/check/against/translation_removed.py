"""translation-removed (warning): a translation of a published file is gone, and nothing says so.

What:    NAME.LANG.md is there no more, NAME.md is, and ``edited`` of NAME.md has no new entry.
Why:     who read it in that language finds another one, and is not told why.
Example: 02-identified.en.md was wrong and was taken away until somebody writes it anew.
Write:   the file as it was, corrected; or an entry in ``edited`` of NAME.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.against.document import Against
from noroshi.check.against.removed import restored
from noroshi.check.document import WARNING
from noroshi.model.problem import Place, Problem

IDS = ("translation-removed",)


def check(against: Against) -> Iterator[Problem]:
    """Findings of translation-removed."""
    for incident in against.published:
        for update in incident.updates:
            if update.base.after is None or update.has_new_edit:
                continue
            for file in update.translations:
                if file.is_gone and file.since is not None:
                    yield incident.problem(
                        IDS[0],
                        WARNING,
                        Place(file.since.was),
                        update,
                        value=file.name,
                        restore=restored(against, incident.since, (file,)),
                        **incident.paste(against.written_now, update),
                    )
