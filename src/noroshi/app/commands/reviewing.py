"""``changes``, ``due``: what a change will do, and whether time alone has done something."""

from __future__ import annotations

from typing import Any

import click

from noroshi.app.commands.parts import Commands
from noroshi.app.settings import Settings, site_url

FORMS = ("text", "markdown", "json")


def add(commands: Commands) -> None:
    """Add them."""
    _changes(commands)
    _due(commands)


def _changes(commands: Commands) -> None:
    say = commands.say
    options = [
        commands.text("--against", "REV"),
        click.Option(["--format", "form"], type=click.Choice(FORMS), default="text", help=say("option.changes_format")),
        commands.text("--site-url", "URL", "site_url"),
    ]

    @commands.command("changes", "changes", *options)
    def changes(settings: Settings, **values: Any) -> int:
        from noroshi.app.changes import ChangesAsked, changes

        url = site_url(values["site_url"], settings.words) if values["site_url"] else ""
        return changes(settings, ChangesAsked(values["against"], values["form"], url), *commands.program.own())


def _due(commands: Commands) -> None:
    @commands.command("due", "due", commands.path("--published", "FILE"))
    def due(settings: Settings, **values: Any) -> int:
        from noroshi.app.due import due

        return due(settings, values["published"])
