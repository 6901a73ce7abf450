"""A publication → what its search page runs and reads."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.app.units import Publication
from noroshi.model.artefact import Artefact
from noroshi.render.search_index import search_index
from noroshi.views.search_page import INDEX
from noroshi.views.search_records import search_records


def index(publication: Publication) -> Iterator[Artefact]:
    """``/search/index/``: every entry in every language."""
    records = (record for context in publication.contexts for record in search_records(context))
    return search_index(records, INDEX.removeprefix("/"))


def script(publication: Publication) -> Iterator[Artefact]:
    """The theme's script of the search page."""
    found = publication.theme.search_script
    if found is not None:
        yield found.artefact
