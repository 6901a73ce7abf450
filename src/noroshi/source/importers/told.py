"""What was said and when → the files of an incident's folder, named as all tools of ours name them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime, tzinfo

from noroshi.model.frozen import frozen
from noroshi.source.importers.moments import written
from noroshi.source.writing import Value, document


@frozen
class Said:
    """One update."""

    at: datetime
    text: str = ""
    status: str = ""
    """In our words; empty: unchanged."""
    ended_unknown: bool = False
    facts: Mapping[str, Value] = field(default_factory=dict)
    """Further keys of its front matter."""


def files_of(head: Mapping[str, Value], said: Sequence[Said], zone: tzinfo) -> dict[str, str]:
    """File name → text. ``said`` is at least one update, by ``at``; names say the time in ``zone``.

    The first update stands in incident.md, unless another has the same ``at``: names decide then, and every
    time stamp sorts before ``incident``. Updates of one moment carry their number right after the time stamp.
    """
    stamps = [item.at.astimezone(UTC) for item in said]
    told = Counter(stamps)
    files: dict[str, str] = {}
    alone = told[stamps[0]] == 1
    if not alone:
        files["incident.md"] = document(head)
    counted: Counter[datetime] = Counter()
    for number, item in enumerate(said):
        values: dict[str, Value] = {"at": written(item.at)}
        if item.status:
            values["status"] = item.status
        values |= item.facts
        if item.ended_unknown:
            values["ended_at"] = "unknown"
        if number == 0 and alone:
            files["incident.md"] = document({**head, **values}, item.text)
            continue
        counted[stamps[number]] += 1
        same = told[stamps[number]]
        rank = f"-{counted[stamps[number]]:0{len(str(same))}d}" if same > 1 else ""
        local = item.at.astimezone(zone).strftime("%Y%m%d-%H%M%S")
        name = f"{local}{rank}-{(item.status or 'update').replace('_', '-')}"
        if f"{name}.md" in files:
            # The hour that a clock goes through twice.
            name += "-2"
        files[f"{name}.md"] = document(values, item.text)
    return files
