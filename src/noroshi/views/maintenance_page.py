"""Archive → what is planned, what is going on, what was done."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile

from noroshi.model.clock import Phase
from noroshi.views.context import Context
from noroshi.views.entries import entry_row
from noroshi.views.frames import frame
from noroshi.views.home_page import maintenance_item
from noroshi.views.pages import MaintenanceView

PAST = timedelta(days=13 * 31)


def maintenance_view(context: Context) -> MaintenanceView:
    """``/maintenance/``"""
    planned = context.archive.maintenance
    current = (*planned[Phase.OVERDUE], *planned[Phase.WITHIN])
    coming = planned[Phase.BEFORE]
    since = context.now - PAST
    past = tuple(takewhile(lambda course: course.first_at > since, planned[Phase.OVER]))
    heading = context.say("maintenance.heading")
    lead = (
        context.say("maintenance.lead", n=len(coming) + len(current))
        if coming or current
        else context.say("maintenance.none")
    )
    return MaintenanceView(
        frame=frame(context, "/maintenance/", title=heading, description=lead, built=True),
        heading=heading,
        lead=lead,
        current=tuple(maintenance_item(context, course) for course in current),
        coming=tuple(maintenance_item(context, course) for course in coming),
        past=tuple(entry_row(context, course, year=True) for course in past),
    )
