"""The same incident in several documents → one, as full as all of them together.

A summary, a list of those that are open and a page of history tell the same incident; copies may be years apart.
The one with the most updates counts, then the newest; an update that only another copy has is added to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from noroshi.source.importers.imported import Remark
from noroshi.source.importers.statuspage.documents import Document
from noroshi.source.importers.statuspage.times import shortened
from noroshi.source.importers.statuspage.values import Event, Update

_NEVER = datetime.min.replace(tzinfo=UTC)


def merged(documents: Iterable[Document]) -> list[tuple[str, Event]]:
    """(name of the document that tells it best, event), in the order in which they are met first."""
    copies: dict[tuple[str, ...], list[tuple[str, Event]]] = {}
    for document in documents:
        for event in document.events:
            copies.setdefault(_identity(event), []).append((document.name, event))
    return [_one(told) for told in copies.values()]


def _identity(event: Event) -> tuple[str, ...]:
    if event.id:
        return (event.id,)
    begun = event.created_at or event.started_at or event.scheduled_for
    return (event.name, begun.isoformat() if begun else "", *(update.body for update in event.updates))


def _one(copies: list[tuple[str, Event]]) -> tuple[str, Event]:
    ranked = sorted(copies, key=lambda copy: _fullness(copy[1]), reverse=True)
    name, best = ranked[0]
    updates = list(best.updates)
    known = {_update_identity(update): update for update in updates}
    older: dict[str, Remark] = {}
    for _, other in ranked[1:]:
        for update in other.updates:
            same = known.get(_update_identity(update))
            if same is None:
                updates.append(update)
                known[_update_identity(update)] = update
            elif same.body.split() != update.body.split() and update.body.strip():
                value = shortened(update.body)
                older[value] = Remark("older-words", {"value": value})
    others = [other for _, other in ranked[1:]]
    return name, replace(
        best,
        updates=tuple(updates),
        is_scheduled=any(event.is_scheduled for _, event in copies),
        components=best.components or next((other.components for other in others if other.components), ()),
        scheduled_for=best.scheduled_for or _first(other.scheduled_for for other in others),
        scheduled_until=best.scheduled_until or _first(other.scheduled_until for other in others),
        unread=(*best.unread, *older.values()),
    )


def _fullness(event: Event) -> tuple[int, datetime, int]:
    last = max((update.at for update in event.updates if update.at), default=_NEVER)
    words = sum(len(update.body) for update in event.updates)
    return len(event.updates), max(event.updated_at or _NEVER, last), words


def _update_identity(update: Update) -> tuple[str, ...]:
    if update.id:
        return (update.id,)
    return (update.status, update.at.isoformat()) if update.at else (update.status, update.body)


def _first(times: Iterable[datetime | None]) -> datetime | None:
    return next((at for at in times if at is not None), None)
