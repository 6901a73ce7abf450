"""Site → ``/subscribe/``: every way to follow it, for people who have never heard of a feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from noroshi.views.context import Context
from noroshi.views.follow import FORMATS, MEASURES_CALENDAR, MEASURES_FEED, service_links
from noroshi.views.frames import frame
from noroshi.views.home_page import is_current
from noroshi.views.measured_courses import MEASURES
from noroshi.views.pieces import Run
from noroshi.views.strips import today
from noroshi.views.subscribing import Address, FollowPart, FollowService, Snippet, SubscribeView


def subscribe_view(context: Context) -> SubscribeView:
    """``/subscribe/``"""
    parts = tuple(_parts(context))
    has_mail = any(part.id == "mail" for part in parts)
    heading = context.say("subscribe.heading")
    lead = context.say("subscribe.lead" if has_mail else "subscribe.lead_without_mail")
    services = tuple(
        FollowService(context.service_name(service.id, link=True), service_links(context, service.id))
        for service in context.site.services
        if is_current(service, today(context), context.site.zone)
    )
    return SubscribeView(
        frame=frame(context, "/subscribe/", title=heading, description=lead),
        heading=context.own_heading(heading),
        lead=lead,
        parts=parts,
        services=services,
        services_lead=context.say("subscribe.services" if context.site.has_feeds else "subscribe.badges"),
    )


def _parts(context: Context) -> Iterator[FollowPart]:
    if (mail := _mail(context)) is not None:
        yield mail
    if context.site.has_feeds:
        yield _reader(context)
        yield _chat(context)
    yield _calendar(context)
    if context.archive.has_measures:
        yield _measures(context)
    yield _own_site(context)
    yield _programs(context)


def _mail(context: Context) -> FollowPart | None:
    """By the list provider's form, or by writing to an address: what site.toml names."""
    mail, here = context.site.mail, context.url(context.path("/subscribe/")).rstrip("/")
    ways = [
        Run(context.say(f"subscribe.mail.{key}"), path=address)
        for key, address in (("start", mail.subscribe), ("stop", mail.unsubscribe))
        # A site that names this very page has no other.
        if address and address.rstrip("/") not in (here, context.site.url + "/subscribe")
    ]
    if not ways or not mail.subscribe:
        return None
    return _part(context, "mail", links=tuple(ways))


def _reader(context: Context) -> FollowPart:
    addresses = [_address(context, f"subscribe.feed.{ending}", f"/feed.{ending}") for ending, _ in FORMATS]
    addresses += [
        _address(context, f"subscribe.incidents.{ending}", f"/incidents.{ending}") for ending in ("atom", "rss")
    ]
    return _part(context, "reader", steps=("get", "add", "read"), is_sequence=True, addresses=tuple(addresses))


def _chat(context: Context) -> FollowPart:
    url = context.url(context.path("/feed.rss"))
    return _part(context, "chat", snippets=(Snippet(context.say("subscribe.chat.slack"), f"/feed subscribe {url}"),))


def _calendar(context: Context) -> FollowPart:
    address = _address(context, "subscribe.calendar.all", "/calendar.ics")
    # What Apple's calendars open to subscribe; a web address would be downloaded, once.
    webcal = Run(context.say("subscribe.calendar.webcal"), path=re.sub("^https?:", "webcal:", address.url))
    return _part(context, "calendar", steps=("google", "apple", "outlook"), addresses=(address,), links=(webcal,))


def _measures(context: Context) -> FollowPart:
    addresses = [_address(context, "subscribe.measures.calendar", MEASURES_CALENDAR)]
    if context.site.has_feeds:
        feeds = (_address(context, f"subscribe.feed.{ending}", f"{MEASURES_FEED}.{ending}") for ending, _ in FORMATS)
        addresses = [*feeds, *addresses]
    page = Run(context.say("page.all_measures"), path=context.path(MEASURES))
    return _part(context, "measures", addresses=tuple(addresses), links=(page,))


def _own_site(context: Context) -> FollowPart:
    name = context.plain(context.site.name)
    home, badge = context.url(context.path("/")), context.url(context.path("/badge.svg"))
    widget, embed = context.url(context.path("/widget.js")), context.url(context.path("/embed/"))
    alt = name.replace("[", "").replace("]", "")
    return _part(
        context,
        "own_site",
        snippets=(
            Snippet(context.say("subscribe.own_site.widget"), f'<script src="{escape(widget)}" defer></script>'),
            Snippet(
                context.say("subscribe.own_site.embed"),
                f'<iframe src="{escape(embed)}" title="{escape(name)}" width="100%" height="200"></iframe>',
                Run(context.say("subscribe.own_site.embed_example"), path=context.path("/embed/")),
            ),
            Snippet(
                context.say("subscribe.own_site.badge"),
                f"[![{alt}]({badge})]({home})",
                Run(context.say("subscribe.own_site.badge_example"), path=context.path("/badge.svg")),
            ),
        ),
    )


def _programs(context: Context) -> FollowPart:
    names = ("summary", "status", "components", "incidents", "scheduled-maintenances")
    addresses = [_address(context, f"subscribe.api.{name}", f"/api/v2/{name}.json") for name in names]
    return _part(context, "programs", addresses=tuple(addresses))


def _part(
    context: Context,
    key: str,
    *,
    steps: tuple[str, ...] = (),
    is_sequence: bool = False,
    addresses: tuple[Address, ...] = (),
    snippets: tuple[Snippet, ...] = (),
    links: tuple[Run, ...] = (),
) -> FollowPart:
    return FollowPart(
        id=key.replace("_", "-"),
        title=context.say(f"subscribe.{key}.title"),
        text=context.say(f"subscribe.{key}.text"),
        steps=tuple(context.say(f"subscribe.{key}.{step}") for step in steps),
        is_sequence=is_sequence,
        addresses=addresses,
        snippets=snippets,
        links=links,
    )


def _address(context: Context, key: str, rest: str) -> Address:
    path = context.path(rest)
    return Address(context.say(key), path, context.url(path))
