"""What a build was asked for, and what it knew of git → what ``build.json`` says of how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noroshi.app.settings import Settings
from noroshi.model.provenance import Known
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
        # With a moment that was asked for, later updates are left out; with the clock's they are mistakes.
        "now": settings.now is not None,
        "precompress": options.precompress,
        "url": options.url or "",
    }
    history = content.history
    since = history.since.hash if history.since and history.known is Known.SHALLOW else ""
    return Made({name: value for name, value in asked.items() if value}, history.known.value, since)
