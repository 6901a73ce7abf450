"""``publish``: what brings a built site to where readers find it."""

from __future__ import annotations

from typing import Any

import click

from noroshi.app.commands.parts import Commands
from noroshi.app.settings import Settings


def add(commands: Commands) -> None:
    """Add it."""
    options = [
        click.Argument(["target"]),
        commands.path("--site", "DIR", "site_built"),
        commands.flag("--dry-run", "dry_run"),
        commands.flag("--keep", "keep"),
        commands.flag("--adopt", "adopt"),
        commands.text("--endpoint-url", "URL", "endpoint_url"),
        commands.flag("--json", "as_json", "json"),
    ]

    @commands.command("publish", "publish", *options)
    def publish(settings: Settings, **values: Any) -> int:
        from noroshi.app.publishing import PublishAsked, publish

        site = (values.pop("site") or settings.root / "_site").absolute()
        return publish(settings, PublishAsked(site=site, **values))
