"""A publication → ``/admin/``, where a site has one."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.app.units import Publication
from noroshi.model.artefact import Artefact
from noroshi.render.admin import admin_files
from noroshi.source.schemas import json_schema
from noroshi.views.admin import admin_view


def form(publication: Publication) -> Iterator[Artefact]:
    """The page and its configuration, in the site's first language."""
    if publication.site.admin is not None:
        schemas = {name: json_schema(name) for name in ("incident", "update", "report")}
        yield from admin_files(admin_view(publication.contexts[0], publication.site.admin, schemas))
