"""The JSON Schemas of what people write, by name."""

from __future__ import annotations

from typing import Any

from noroshi.source.schema import json_schema as front_matter_schema
from noroshi.source.site_schema import json_schema_site

NAMES = ("incident", "update", "report", "site")


def json_schema(name: str) -> dict[str, Any]:
    """The schema (2020-12) of ``incident``, ``update``, ``report`` or ``site``. Raises KeyError for any other."""
    if name not in NAMES:
        raise KeyError(name)
    return json_schema_site() if name == "site" else front_matter_schema(name)
