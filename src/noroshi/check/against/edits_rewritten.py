"""edited-rewritten (warning): what was told of an earlier edit is not told any more.

What:    an entry of ``edited`` of a published file was removed, changed, or put into another order.
Why:     it is the record of corrections; a correction of the record is one more entry.
Example: two entries stood there, and the first, which named the mistake, was taken out.
Write:   the entries as they were, and the new one behind them.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.against.document import Against, Text, edits_typed
from noroshi.check.document import WARNING
from noroshi.model.problem import Place, Problem

IDS = ("edited-rewritten",)


def check(against: Against) -> Iterator[Problem]:
    """Findings of edited-rewritten."""
    for incident in against.published:
        for update in incident.updates:
            before, after = update.base.before, update.base.after
            if before is None or after is None or _holds(before, after):
                continue
            place = Place(after.path, after.line("edited"))
            yield incident.problem(IDS[0], WARNING, place, update, paste=edits_typed(before.edits))


def _holds(before: Text, after: Text) -> bool:
    """Whether all that was told is told, in its order; there may be more, and no mark may be taken away."""
    told = iter([(edit.key, edit.redacted) for edit in after.edits])
    return all(
        any(key == edit.key and (redacted or not edit.redacted) for key, redacted in told) for edit in before.edits
    )
