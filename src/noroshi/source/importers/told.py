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
    translations: Mapping[str, str] = field(default_factory=dict)
    """Language → the same in that language."""


def files_of(
    head: Mapping[str, Value], said: Sequence[Said], zone: tzinfo, titles: Mapping[str, str] | None = None
) -> dict[str, str]:
    """File name → text. ``said`` is at least one update, by ``at``; names say the time in ``zone``.

    The first update stands in incident.md, unless another has the same ``at``: names decide then, and every
    time stamp sorts before ``incident``. Updates of one moment carry their number right after the time stamp.
    ``titles`` are the incident's in further languages; what is said in those stands beside each file.
    """
    stamps = [item.at.astimezone(UTC) for item in said]
    told = Counter(stamps)
    files: dict[str, str] = {}
    names: list[str] = []
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
            names.append("incident")
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
        names.append(name)
    return files | _translations(dict(zip(names, said, strict=True)), titles or {})


def _translations(said: Mapping[str, Said], titles: Mapping[str, str]) -> dict[str, str]:
    """``NAME.LANG.md`` beside each file that is said in another language too: text only, never facts."""
    files = {f"incident.{lang}.md": document({"title": title}) for lang, title in titles.items()}
    for name, item in said.items():
        for lang, text in item.translations.items():
            beside = f"{name}.{lang}.md"
            # Without keys there is no front matter, unless the text would be taken for one.
            head = files.get(beside, document({}) if text.lstrip().startswith(("---", "+++")) else "")
            files[beside] = head + document({}, text).removeprefix(document({}))
    return files
