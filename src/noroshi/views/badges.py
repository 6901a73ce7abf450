"""Archive → what a badge says: a name, and the state now in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.model.frozen import frozen
from noroshi.model.site import Service
from noroshi.model.terms import State
from noroshi.views.context import Context
from noroshi.views.home_page import is_current, overall
from noroshi.views.pieces import Sign
from noroshi.views.signs import state_sign
from noroshi.views.strips import today


@frozen
class BadgeView:
    """``/badge`` or ``/services/<id>/badge`` in one language."""

    path: str
    """Site path without an ending: ``/en/services/payment-api/badge``."""
    lang: str
    label: str
    """Left half: what it is about."""
    label_lang: str
    """Language of ``label`` where it is not ``lang``; else empty."""
    sign: Sign
    """Right half: shape, colour and word."""
    title: str
    """Both in one, for those who hear it."""
    is_trouble: bool
    """Whether customers are worse off than usual."""


def badge_views(context: Context) -> Iterator[BadgeView]:
    """The site's badge, then one for every service, those that no longer exist included: who shows it goes on asking.

    The state is that of the page: the start page's for the whole site, the service's own for a service.
    """
    sign, _ = overall(context)
    yield _badge(context, "/badge", context.say("badge.site"), "", sign)
    for service in context.site.services:
        name = context.text(service.name)
        yield _badge(context, f"/services/{service.id}/badge", name.text, name.lang, _sign(context, service))


def _sign(context: Context, service: Service) -> Sign:
    if not is_current(service, today(context), context.site.zone):
        return Sign("unknown", context.say("badge.ended"))
    return state_sign(context, context.archive.states.get(service.id, State.OPERATIONAL))


def _badge(context: Context, path: str, label: str, label_lang: str, sign: Sign) -> BadgeView:
    trouble = {state.value for state in State if state.rank > State.UNDER_MAINTENANCE.rank}
    if context.in_doubt and path == "/badge":
        trouble.add("unknown")
    return BadgeView(
        path=context.path(path),
        lang=context.tag,
        label=label,
        label_lang=label_lang,
        sign=sign,
        title=context.say("badge.title", label=label, state=sign.word),
        is_trouble=sign.code in trouble,
    )
