"""Archive → ``/embed/``: the state now, small enough for an ``<iframe>`` in another site's page."""

from __future__ import annotations

from noroshi.model.clock import Phase
from noroshi.model.course import Course
from noroshi.views.context import Context
from noroshi.views.frames import frame
from noroshi.views.home_page import overall
from noroshi.views.pages import EmbedItem, EmbedView
from noroshi.views.signs import entry_sign


def embed_view(context: Context) -> EmbedView:
    """The start page's sign and sentence, and what is going on. ``context`` has no rehearsals."""
    archive = context.archive
    sign, headline = overall(context)
    going_on = (*archive.open_incidents, *archive.maintenance[Phase.OVERDUE], *archive.maintenance[Phase.WITHIN])
    return EmbedView(
        frame=frame(
            context,
            "/embed/",
            title=context.plain(context.site.name),
            description=context.say("overall.also", sentence=headline),
            no_index=True,
        ),
        sign=sign,
        headline=context.own_heading(headline),
        items=tuple(_item(context, course) for course in going_on),
        as_of=context.sentence("overall.as_of", at=context.moment(context.now)),
    )


def _item(context: Context, course: Course) -> EmbedItem:
    path = context.path(f"/incidents/{course.incident.id}/")
    return EmbedItem(path, context.heading(course.incident.title), entry_sign(context, course))
