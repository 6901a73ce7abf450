"""``changes``, ``due``, ``verify``: what a change will do, what time alone has done, and what nobody should have."""

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
    _verify(commands)


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


def _verify(commands: Commands) -> None:
    options = [
        click.Argument(["source"], metavar="SOURCE"),
        commands.path("--allowed-signers", "FILE", "allowed_signers"),
        commands.flag("--require-signature", "require_signature"),
        commands.flag("--no-rebuild", "no_rebuild"),
        commands.flag("--any-version", "any_version"),
        commands.flag("--json", "as_json", "json"),
    ]

    @commands.command("verify", "verify", *options)
    def verify(settings: Settings, **values: Any) -> int:
        from noroshi.app.verifying import VerifyAsked, verify

        return verify(settings, VerifyAsked(**values), commands.program)
