"""What a build was asked for, and what it knew of git → what ``build.json`` says of how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noroshi.app.settings import Settings
from noroshi.model.provenance import Known
from noroshi.model.watch import plain_micros
from noroshi.output.manifest import Made, Option
from noroshi.render.links import LinksMode
from noroshi.source.load import Content

if TYPE_CHECKING:
    from noroshi.app.build import BuildOptions


def made_of(settings: Settings, options: BuildOptions, content: Content) -> Made:
    """What ``build.json`` says of how it was made."""
    asked: dict[str, Option] = {
        "drills": options.drills,
        "keep-going": options.keep_going,
        "links": options.links.value if options.links is not LinksMode.SITE else "",
        "clock": _is_ahead(settings, content),
        "precompress": options.precompress,
        "url": options.url or "",
    }
    history = content.history
    since = history.since.hash if history.since and history.known is Known.SHALLOW else ""
    return Made({name: value for name, value in asked.items() if value}, history.known.value, since)


def _is_ahead(settings: Settings, content: Content) -> bool:
    """Whether there are updates of a moment after the clock's: some are published, since clocks differ, others are
    mistakes. With a moment that was asked for, all of them are left out, and without them both ways are the same.
    """
    site = content.site
    now, is_asked = settings.moment(site.demonstration, site.zone) if site else settings.moment()
    until = plain_micros(now)
    return not is_asked and any(course.last_us > until for course in content.courses)
