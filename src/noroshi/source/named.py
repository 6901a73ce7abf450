"""A service or audience as typed → the id of site.toml that it is, or the one that was meant."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from noroshi.source.nearest import nearest
from noroshi.source.refusal import Refusal
from noroshi.source.values import QUOTED, Surroundings, shown, word


def service_id(value: Any, around: Surroundings) -> str:
    """The id of a service of site.toml."""
    found = shown(value).strip()
    if found in around.service_ids or "services" in around.doubts:
        return found
    if quoted := QUOTED.fullmatch(found):
        found = quoted[1]
    several = [name for name in re.split(r"\s*[,、，・]\s*|\s+", found) if name]
    ids = [name if name in around.service_ids else _service_like(name, around) for name in several]
    if len(several) > 1 and not _service_named(found, around) and set(several) & {*around.service_ids}:
        unknown = tuple(name for name, its in zip(several, ids, strict=True) if not its)
        write = tuple(f"[{', '.join(dict.fromkeys(ids))}]" for _ in range(not unknown))
        allowed = around.service_ids if unknown else ()
        raise Refusal("one-text-for-list", value=found, write=write, unknown=unknown, allowed=allowed)
    raise Refusal("unknown-service", value=shown(value), allowed=around.service_ids, near=_service_like(found, around))


def _service_like(name: str, around: Surroundings) -> str:
    """The id of the service that ``name`` was meant to be, or ``""``: its name on the pages counts too."""
    named = _service_named(name, around) or nearest(name, around.service_ids)
    return named or around.service_names.get(nearest(name, around.service_names), "")


def _service_named(name: str, around: Surroundings) -> str:
    """The id of the service that has ``name`` on the pages, or ``""``."""
    plain = {_compact(shown_name): its for shown_name, its in around.service_names.items()}
    return plain.get(_compact(name), "")


def _compact(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def audience_id(value: Any, around: Surroundings) -> str:
    """The id of an audience of site.toml."""
    found = word(value, "unknown-audience") or ""
    if found in around.audience_ids or "audiences" in around.doubts:
        return found
    several = re.split(r"\s*[,、，]\s*|\s+", found.strip())
    if len(several) > 1 and all(name in around.audience_ids for name in several):
        raise Refusal("one-text-for-list", value=found, write=(f"[{', '.join(several)}]",))
    raise Refusal(
        "unknown-audience", value=found, allowed=around.audience_ids, near=nearest(found, around.audience_ids)
    )
