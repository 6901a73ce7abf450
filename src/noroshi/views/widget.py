"""Catalogue → what ``widget.js`` may have to say; what there is to say it learns from the API."""

from __future__ import annotations

from noroshi.model.frozen import frozen
from noroshi.model.terms import State
from noroshi.views.context import Context
from noroshi.views.pieces import Sign
from noroshi.views.signs import state_sign


@frozen
class WidgetView:
    """``/widget.js`` in one language."""

    path: str
    lang: str
    direction: str
    """ltr · rtl"""
    signs: tuple[Sign, ...]
    """From best to worst, one for every ``State``. The place of *operational*, which is never shown, has the sign
    of an incident that is open while every service is well."""
    label: str
    """Name of the notice's region."""
    close: str
    new_window: str
    """What else is heard of the link."""
    incidents: str
    """Behind the title of the worst of several open incidents: how many others, ``{n}``."""


def widget_view(context: Context) -> WidgetView:
    """The words of the context's language."""
    worse = (state_sign(context, state) for state in State if state is not State.OPERATIONAL)
    return WidgetView(
        path=context.path("/widget.js"),
        lang=context.tag,
        direction=context.language.direction,
        signs=(Sign("notice", context.say("word.watched")), *worse),
        label=context.say("widget.label"),
        close=context.say("widget.close"),
        new_window=context.say("widget.new_window"),
        incidents=context.say("widget.incidents", n="{n}"),
    )
