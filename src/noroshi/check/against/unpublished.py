"""published-hidden (error): a published incident became a draft or a drill.

What:    ``draft: true`` or ``drill: true`` in the incident.md of an incident that was published.
Why:     its page, its entries in feeds and its place in the history would vanish without a word.
Example: ``draft: true``, since the text has to be looked at again.
Write:   ``withdrawn: why`` where it was wrong to publish it: its address stays, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.check.against.document import Against
from noroshi.check.document import ERROR
from noroshi.model.problem import Place, Problem

IDS = ("published-hidden",)


def check(against: Against) -> Iterator[Problem]:
    """Findings of published-hidden."""
    for incident in against.published:
        after = incident.incident.base.after
        for key in ("draft", "drill"):
            if after is not None and after.is_set(key):
                yield incident.problem(IDS[0], ERROR, Place(after.path, after.line(key)), value=f"{key}: true")
