"""A publication → the JSON document of each service.

Apart from other documents: every build makes these, since they say how things are at its moment.
"""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.app.units import Publication
from noroshi.model.artefact import Artefact
from noroshi.model.site import Service
from noroshi.render.site_files import data
from noroshi.views.months import months
from noroshi.views.service_data import service_data


def of_service(service: Service, publication: Publication) -> Iterator[Artefact]:
    """``/services/<id>/index.json`` in every language."""
    for context in publication.contexts:
        with_page = frozenset(months(context.followed))
        path = context.path(f"/services/{service.id}/index.json")
        yield data(path, service_data(context, service, with_page))
