"""A publication → the pictures with which chats and social networks show its pages."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.app.units import Publication
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.render.social_picture import social_png
from noroshi.render.typefaces import Typefaces
from noroshi.views.context import Context
from noroshi.views.home_page import overall
from noroshi.views.social_picture import SocialPicture, incident_picture, overall_picture, site_picture


def of_incident(publication: Publication, course: Course) -> Iterator[Artefact]:
    """The entry's own in every language, while it is open or young."""
    for context in publication.contexts:
        yield from _drawn(context, incident_picture(context, course))


def of_the_moment(publication: Publication) -> Iterator[Artefact]:
    """How things are, in every language."""
    for context in publication.contexts:
        yield from _drawn(context, overall_picture(context, *overall(context)))


def of_the_site(publication: Publication) -> Iterator[Artefact]:
    """What all other pages show, in every language."""
    for context in publication.contexts:
        yield from _drawn(context, site_picture(context))


def _drawn(context: Context, picture: SocialPicture | None) -> Iterator[Artefact]:
    typefaces = context.lettering
    if picture is not None and isinstance(typefaces, Typefaces):
        yield social_png(picture, typefaces)
