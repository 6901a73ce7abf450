"""Page facts → the frame around it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from noroshi.model.frozen import frozen
from noroshi.views.context import Context, prefix
from noroshi.views.facts import contact_rows
from noroshi.views.follow import feed_links
from noroshi.views.frame import Alternate, FeedLink, Frame, Logo, NavLink
from noroshi.views.measured_courses import MEASURES
from noroshi.views.pieces import Row, Sentence
from noroshi.views.social_picture import SocialPicture, meta_of, site_picture
from noroshi.wording.language import language_name

ICON = "/icon.svg"
"""Of a site without a logo: its own ``static/icon.svg``, else the theme's."""
_TITLE = 70
"""Characters of a ``<title>``."""
SEARCH = "/search/"
"""Of a site that can be searched."""
_NAV = (
    ("home", "/"),
    ("history", "/history/"),
    ("search", SEARCH),
    ("maintenance", "/maintenance/"),
    ("subscribe", "/subscribe/"),
    ("about", "/about/"),
)


@frozen
class _Common:
    """What every page of a language says around itself: reckoned once, not on each of ten thousand pages."""

    site_name: str
    home_path: str
    base_path: str
    nav: tuple[NavLink, ...]
    """As it stands on a page that is not in it."""
    nav_paths: frozenset[str]
    words: Mapping[str, str]
    zone_note: str
    demonstration: str
    logo: Logo | None
    contact: tuple[Row, ...]
    company: str
    locales: tuple[tuple[str, str], ...]
    drills: str
    method_path: str
    reports_path: str
    measures_path: str
    feeds: tuple[FeedLink, ...]
    picture: SocialPicture | None


def _common(context: Context) -> _Common:
    site = context.site
    nav = _nav(context, "")
    others = [tag.replace("-", "_") for tag in site.languages if tag != context.tag]
    return _Common(
        site_name=context.plain(site.name),
        home_path=context.path("/"),
        base_path=urlsplit(site.url).path.rstrip("/"),
        nav=nav,
        nav_paths=frozenset(link.path for link in nav),
        words=context.language.group("page"),
        zone_note=_zone_note(context),
        demonstration=context.say("page_note.demonstration") if site.demonstration else "",
        logo=_logo(context),
        contact=contact_rows(context, site.contact),
        company=context.plain(site.organisation.company),
        locales=(
            ("og:site_name", context.plain(site.name)),
            ("og:locale", context.tag.replace("-", "_")),
            *(("og:locale:alternate", tag) for tag in others),
        ),
        drills=_drill_note(context, drill=False),
        method_path=context.path("/about/"),
        reports_path=context.path("/reports/") if context.archive.courses else "",
        measures_path=context.path(MEASURES) if context.archive.has_measures else "",
        feeds=feed_links(context),
        picture=site_picture(context),
    )


def frame(
    context: Context,
    rest: str,
    *,
    title: str,
    description: str,
    kind: str = "website",
    published: datetime | None = None,
    modified: datetime | None = None,
    json_ld: str = "",
    json_path: str = "",
    markdown_path: str = "",
    built: bool = False,
    drill: bool = False,
    no_index: bool = False,
    everywhere: bool = True,
    with_feeds: bool = False,
    with_script: bool = False,
    url: str = "",
    picture: SocialPicture | None = None,
) -> Frame:
    """The frame of the page at ``rest`` (``/history/``) in the context's language.

    ``built``: the page changes with time anyway, so it says when it was built. ``everywhere``: it exists in
    every language of the site. ``with_feeds``: it has feeds of its own, which stand before the site's.
    ``with_script``: it has times that people count from or wait for. ``url``: the canonical address where that is
    another page's. ``picture``: what others show it with, where that is not the site's.
    """
    site = context.site
    common = context.once(_common)
    path = context.path(rest)
    own_url = context.url(path)
    shortened = _shortened(description)
    picture = picture or common.picture
    return Frame(
        lang=context.tag,
        direction=context.language.direction,
        site_name=common.site_name,
        home_path=common.home_path,
        title=_page_title(context, title, common.site_name),
        description=shortened,
        path=path,
        url=url or own_url,
        base_path=common.base_path,
        alternates=_alternates(context, rest) if everywhere else (),
        default_url=site.url + rest if everywhere else "",
        nav=_nav(context, path) if path in common.nav_paths else common.nav,
        words=common.words,
        zone_note=common.zone_note,
        demonstration=common.demonstration,
        built=_built(context) if built else (),
        logo=common.logo,
        icon_path="/" + site.theme.logo if site.theme.logo else ICON,
        brand=site.theme.brand or "",
        contact=common.contact,
        company=common.company,
        social=(
            *_social(context, title, shortened, own_url, kind, published, modified),
            *(meta_of(context, picture) if picture else ()),
        ),
        card="summary_large_image" if picture else "summary",
        json_ld=json_ld,
        no_index=no_index,
        drill=_drill_note(context, drill=True) if drill else common.drills,
        json_path=json_path,
        markdown_path=markdown_path,
        method_path=common.method_path,
        reports_path=common.reports_path,
        measures_path=common.measures_path,
        modified=context.language.dates.iso(modified) if modified else "",
        with_script=(with_script or built) and site.theme.script,
        # The moment of a demonstration is made up: it does not grow old.
        built_at=context.language.dates.iso(context.now) if built and not site.demonstration else "",
        stale_hours=site.theme.stale_hours,
        feeds=feed_links(context, rest, title) if with_feeds else common.feeds,
    )


def _page_title(context: Context, title: str, site: str) -> str:
    """With the site's name behind it where both fit: no tab, bookmark or search result shows more."""
    full = title if title == site else context.say("title.page", title=title, site=site)
    if len(full) > _TITLE:
        full = title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"
    return full


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 160 else words[:159] + "…"


def _alternates(context: Context, rest: str) -> tuple[Alternate, ...]:
    site = context.site
    found = []
    for tag in site.languages:
        path = prefix(site, tag) + rest
        found.append(Alternate(tag, language_name(tag), path, context.url(path), tag == context.tag))
    return tuple(found) if len(found) > 1 else ()


def _nav(context: Context, path: str) -> tuple[NavLink, ...]:
    links = []
    for key, rest in _NAV:
        if rest == SEARCH and not context.site.search:
            continue
        target = context.path(rest)
        links.append(NavLink(context.say(f"nav.{key}"), target, target == path))
    for page in context.site.pages:
        if page.nav and page.id != "about":
            run = context.text(page.title)
            target = context.path(f"/{page.id}/")
            links.append(NavLink(run.text, target, target == path, run.lang))
    return tuple(links)


def _drill_note(context: Context, *, drill: bool) -> str:
    """A rehearsal's own page says what it is; beside rehearsals every page says that the site shows some."""
    if drill:
        return context.say("page_note.drill")
    return context.say("page_note.drills") if context.archive.has_drills else ""


def _zone_note(context: Context) -> str:
    """The zone by its name, with its offset; where the offset changes or has changed, the name alone.

    It must not depend on ``now``: closed incidents' pages carry it too.
    """
    dates, zone = context.language.dates, context.site.zone
    own = f"zone.{context.site.timezone}"
    name = context.say(own) if context.language.words.has(own) else context.site.timezone
    if not _has_one_offset(zone):
        return context.say("page_note.zone", zone=name)
    at = datetime(2026, 1, 1, tzinfo=zone)
    offset, usual = dates.offset(at), dates.zone_name(at)
    # “GMT+05:45” is CLDR's name of a zone it has no name for.
    if not context.language.words.has(own) and not any(sign.isdigit() for sign in usual):
        name = usual
    return (
        context.say("page_note.zone", zone=name)
        if name == offset
        else context.say("page_note.zone_offset", zone=name, offset=offset)
    )


@cache
def _has_one_offset(zone: ZoneInfo) -> bool:
    """Whether its clocks show one offset in all of 2010–2037 (zone data go no further): then it may stand for all."""
    moments = (datetime(year, month, 1, tzinfo=zone) for year in range(2010, 2038) for month in range(1, 13))
    return len({at.utcoffset() for at in moments}) == 1


def _built(context: Context) -> Sentence:
    return context.sentence("page_note.built", at=context.moment(context.now, year=True))


def _logo(context: Context) -> Logo | None:
    theme = context.site.theme
    if not theme.logo:
        return None
    return Logo("/" + theme.logo, "/" + (theme.logo_dark or theme.logo))


def _social(
    context: Context,
    title: str,
    description: str,
    url: str,
    kind: str,
    published: datetime | None,
    modified: datetime | None,
) -> tuple[tuple[str, str], ...]:
    found = [
        ("og:type", kind),
        ("og:title", title),
        ("og:description", description),
        ("og:url", url),
        *context.once(_common).locales,
    ]
    if published:
        found.append(("article:published_time", context.language.dates.iso(published)))
    if modified:
        found.append(("article:modified_time", context.language.dates.iso(modified)))
    return tuple(found)
