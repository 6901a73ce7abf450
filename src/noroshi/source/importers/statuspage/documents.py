"""Bytes of a JSON document → what it tells, recognised by its shape, whatever its name.

Known are every document of the public API (``summary.json`` and the others), one incident alone, and the bare
lists of the management API: of incidents, of components, of groups.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from noroshi.model.frozen import frozen
from noroshi.source.importers.imported import Remark
from noroshi.source.importers.statuspage.times import shortened
from noroshi.source.importers.statuspage.values import (
    Component,
    Event,
    Table,
    components,
    event,
    table,
    tables,
    text,
)
from noroshi.source.zones import zone, zone_names

LARGEST_DOCUMENT = 20_000_000
"""Bytes: the longest answer that was seen, fifty incidents with long reports, has one."""


@frozen
class Raw:
    """A document as it came."""

    name: str
    content: bytes = b""
    refusal: Remark | None = None
    """Why it was not read at all."""


@dataclass
class Document:
    """What one document tells."""

    name: str
    page: Table = field(default_factory=dict)
    components: tuple[Component, ...] = ()
    events: tuple[Event, ...] = ()
    incidents: int = 0
    """How many stand in its list of incidents."""
    maintenances: int = 0
    is_known: bool = False
    guessed: list[Remark] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)


def documents(raws: list[Raw]) -> list[Document]:
    """What they tell, in their order; a page told by one of them gives all of them its time zone."""
    parsed = [(raw, *_parsed(raw)) for raw in raws]
    pages = [page for _, value, _ in parsed if (page := _page(value))]
    here: tzinfo = UTC
    for page in pages:
        if (name := text(page, "time_zone")) in zone_names():
            here = zone(name)
    return [_document(raw, value, refusal, here) for raw, value, refusal in parsed]


def _parsed(raw: Raw) -> tuple[object, Remark | None]:
    if raw.refusal is not None:
        return None, raw.refusal
    if len(raw.content) > LARGEST_DOCUMENT:
        return None, Remark("too-large", {"value": str(len(raw.content)), "most": str(LARGEST_DOCUMENT)})
    try:
        value = json.loads(raw.content.decode("utf-8-sig"))
        # Half of a pair of signs is no text: it could not be written anywhere.
        value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except UnicodeDecodeError:
        return None, Remark("not-json", {"value": "UTF-8"})
    except (ValueError, RecursionError) as cause:
        return None, Remark("not-json", {"value": shortened(cause)})
    return value, None


def _page(value: object) -> Table:
    found = table(value)
    if page := table(found.get("page")):
        return page
    # The management API tells a page alone.
    return found if text(found, "name") and text(found, "time_zone") else {}


def _document(raw: Raw, value: object, refusal: Remark | None, here: tzinfo) -> Document:
    made = Document(raw.name)
    if refusal is not None:
        made.unread.append(refusal)
        return made
    found: list[Event] = []
    for item, is_scheduled in _events(value, made):
        found.append(event(item, here, is_scheduled=is_scheduled))
    made.events = tuple(found)
    made.components = _components(value)
    made.page = _page(value)
    made.is_known = bool(made.events or made.components or made.page) or _is_empty_answer(value)
    if not made.is_known:
        made.unread.append(Remark("not-a-status-document"))
    if (name := text(made.page, "time_zone")) and name not in zone_names():
        made.unread.append(Remark("unknown-zone", {"value": shortened(name)}))
    return made


def _events(value: object, made: Document) -> Iterator[tuple[Table, bool]]:
    if isinstance(value, list):
        for item in tables(value):
            if _is_event(item):
                made.incidents += 1
                yield item, False
        return
    found = table(value)
    incidents, maintenances = tables(found.get("incidents")), tables(found.get("scheduled_maintenances"))
    made.incidents, made.maintenances = len(incidents), len(maintenances)
    yield from ((item, False) for item in incidents)
    yield from ((item, True) for item in maintenances)
    if alone := table(found.get("incident")):
        yield alone, False
    elif _is_event(found):
        yield found, False


def _is_event(found: Table) -> bool:
    return isinstance(found.get("incident_updates"), list) or ("name" in found and "impact" in found)


def _components(value: object) -> tuple[Component, ...]:
    if isinstance(value, list):
        return components([item for item in tables(value) if not _is_event(item) and _is_component(item)])
    found = table(value)
    return () if _is_event(found) else components(found.get("components"))


def _is_component(found: Table) -> bool:
    return "name" in found and bool({"status", "group_id", "components"} & set(found))


def _is_empty_answer(value: object) -> bool:
    """A list of incidents, maintenances or components in which nothing stands yet."""
    found = table(value)
    return any(isinstance(found.get(key), list) for key in ("incidents", "scheduled_maintenances", "components"))
