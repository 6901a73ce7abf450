"""published-at-changed (warning): the time of a published update is another one, and nothing says so.

What:    ``at`` of a published update or report is not the moment that it was, and ``edited`` has no new entry.
Why:     ``at`` says when customers were told; moved, the timeline tells of a night that was not so.
Example: ``at: 2026-11-21 03:40`` became ``03:20``, before the time that was promised.
Write:   the time that stood there; where it was a slip, ``edited: {at: …, why: the time was mistyped}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.against.document import Against
from noroshi.check.document import WARNING, written
from noroshi.model.problem import Place, Problem

IDS = ("published-at-changed",)


def check(against: Against) -> Iterator[Problem]:
    """Findings of published-at-changed."""
    for incident in against.published:
        for update in incident.updates:
            before, after = update.base.before, update.base.after
            if before is None or after is None or before.at is None or update.has_new_edit:
                continue
            # A time that is missing or cannot be read is told by those who read it.
            if after.at is not None and after.at != before.at:
                yield incident.problem(
                    IDS[0],
                    WARNING,
                    Place(after.path, after.line("at")),
                    update,
                    value=written(after.at, against.zone),
                    before=f"at: {written(before.at, against.zone)}",
                    **incident.paste(against.written_now, update),
                )
