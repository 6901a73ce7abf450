"""The address of a status page → the documents of its public API, as bytes.

Of the documents only ``incidents.json`` has to be there; hosted tools that speak the same shape lack some of the
others.
"""

from __future__ import annotations

import json

from noroshi.source.asked import Bounds, FetchFailed, answer, parts_of
from noroshi.source.importers.imported import Remark
from noroshi.source.importers.statuspage.documents import LARGEST_DOCUMENT, Raw

DOCUMENTS = ("incidents.json", "scheduled-maintenances.json", "summary.json", "components.json")
"""Below ``/api/v2/``; the first one has to be there."""
_NOT_THERE = frozenset({403, 404, 405, 410})
_HEADERS = {"Accept": "application/json", "User-Agent": "noroshi-import"}


def fetched(source: str, bounds: Bounds | None = None) -> list[Raw]:
    """The documents of a page, named by their path below ``/api/v2/``. Raises FetchFailed.

    ``source`` is the page, its ``/api/v2/``, or one document, which is then all that is asked for.
    """
    limits = bounds or Bounds(bytes=LARGEST_DOCUMENT)
    base, alone = _base(source)
    raws: list[Raw] = []
    for name in [alone] if alone else DOCUMENTS:
        address = f"{base}/{name}"
        try:
            raws.append(Raw(name, _document(address, limits)))
        except FetchFailed as failed:
            status = failed.values.get("status", "")
            if name == (alone or DOCUMENTS[0]) or not status.isdigit() or int(status) not in _NOT_THERE:
                raise
            raws.append(Raw(name, refusal=Remark("not-there", {"value": address, "status": status})))
    return raws


def _base(source: str) -> tuple[str, str]:
    """(address of ``/api/v2`` or of the folder of the one document, name of that document or empty)."""
    parts = parts_of(source)
    path = parts.path.rstrip("/")
    root = f"{parts.scheme.lower()}://{parts.netloc}"
    if path.endswith(".json"):
        folder, _, name = path.rpartition("/")
        return f"{root}{folder}", name
    return f"{root}{path.removesuffix('/api/v2').removesuffix('/api')}/api/v2", ""


def _document(address: str, bounds: Bounds) -> bytes:
    found = answer(address, bounds, _HEADERS)
    try:
        # What was cut off on the way, too, is no JSON; its incidents must not be taken for all there are.
        json.loads(found.content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        is_page = found.content.lstrip()[:1] == b"<" or found.kind == "text/html"
        raise FetchFailed("html" if is_page else "not_json", address) from None
    return found.content
