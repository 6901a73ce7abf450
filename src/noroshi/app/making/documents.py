"""A publication → what programs read of it: JSON documents and their schemas, Markdown, the API of Statuspage."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.app.units import Publication
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.figures import Reported
from noroshi.model.moments import Month
from noroshi.render import documents, texts
from noroshi.render.csv_document import csv_document
from noroshi.render.markdown import markdown_file
from noroshi.render.site_files import data
from noroshi.views.figures_data import figures_data
from noroshi.views.figures_of import CSV, rest_of
from noroshi.views.figures_rows import COLUMNS, figures_rows
from noroshi.views.incident_data import incident_data
from noroshi.views.incident_markdown import incident_markdown
from noroshi.views.llms import llms_view
from noroshi.views.month_data import month_data
from noroshi.views.months import month_path, told_months
from noroshi.views.statuspage import statuspage_documents


def of_incident(publication: Publication, course: Course) -> Iterator[Artefact]:
    """``/incidents/<id>/index.json`` in every language."""
    for context in publication.contexts:
        yield data(context.path(f"/incidents/{course.id}/index.json"), incident_data(context, course))


def of_month(month: Month, publication: Publication) -> Iterator[Artefact]:
    """``/history/<yyyy>/<mm>/index.json`` in every language."""
    for context in publication.contexts:
        by_month = told_months(context.followed)
        if month in by_month:  # else it has rehearsals alone
            yield data(month_path(context, month) + "index.json", month_data(context, month, by_month))


def of_report(it: Reported, publication: Publication) -> Iterator[Artefact]:
    """``index.json`` and ``report.csv`` beside the report of a month or a year, in every language."""
    for context in publication.contexts:
        path = context.path(rest_of(it))
        yield data(path + "index.json", figures_data(context, it))
        yield Artefact((path + CSV).removeprefix("/"), csv_document(COLUMNS, figures_rows(context, it)))


def schemas(publication: Publication) -> Iterator[Artefact]:
    """The schemas of these documents, once for all languages."""
    yield from documents.schemas(publication.site.url)


def incident_texts(publication: Publication, course: Course) -> Iterator[Artefact]:
    """``/incidents/<id>/index.md`` in every language."""
    for context in publication.contexts:
        yield markdown_file(incident_markdown(context, course))


def llms(publication: Publication) -> Iterator[Artefact]:
    """``/llms.txt`` in every language."""
    for context in publication.contexts:
        yield texts.llms_txt(llms_view(context))


def security(publication: Publication) -> Iterator[Artefact]:
    """``/.well-known/security.txt``, where site.toml says who takes reports and the site has none of its own."""
    if texts.SECURITY_TXT in dict(publication.static):
        return
    found = texts.security_txt(publication.site, publication.contexts[0].now)
    if found is not None:
        yield found


def statuspage_api(publication: Publication) -> Iterator[Artefact]:
    """``/api/v2/*.json`` in every language, as clients of Statuspage ask for them."""
    for context in publication.contexts:
        for name, document in statuspage_documents(context):
            artefact = data(context.path(f"/api/v2/{name}"), document)
            yield artefact
            if name == "incidents.json":
                # DiscordStatusPy asks for a capital I.
                twin = artefact.path.removesuffix(name) + name.capitalize()
                yield Artefact(twin, artefact.content, twin_of=artefact.path)
