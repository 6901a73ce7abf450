"""``letters`` and ``digest``: what customers are told by mail."""

from __future__ import annotations

from typing import Any

import click

from noroshi.app.commands.parts import Commands
from noroshi.app.settings import Settings

PERIODS = ("daily", "weekly", "monthly")


def add(commands: Commands) -> None:
    """Add them."""
    _letters(commands)
    _digest(commands)


def _letters(commands: Commands) -> None:
    options = [
        click.Argument(["target"], required=False, default="", metavar="[ID[/UPDATE]]"),
        commands.text("--language", "TAG"),
        commands.text("--audience", "ID"),
        commands.flag("--open", "preview", "open"),
        commands.path("--outbox", "DIR", "outbox_letters"),
        commands.flag("--json", "as_json", "json_letters"),
    ]

    @commands.command("letters", "letters", *options)
    def letters(settings: Settings, **values: Any) -> int:
        from noroshi.app.lettering import LettersAsked, letters

        outbox = values.pop("outbox")
        asked = LettersAsked(**values, outbox=outbox.absolute() if outbox else None)
        return letters(settings, asked, commands.program.own()[0])


def _digest(commands: Commands) -> None:
    options = [
        click.Argument(["kind"], type=click.Choice(PERIODS), required=False, metavar="[PERIOD]"),
        commands.text("--on", "DATE"),
        commands.text("--since", "A"),
        commands.text("--until", "B"),
        commands.text("--service", "ID"),
        commands.text("--language", "TAG"),
        commands.path("--outbox", "DIR", "outbox_letters"),
    ]

    @commands.command("digest", "digest", *options)
    def digest(settings: Settings, **values: Any) -> int:
        from noroshi.app.digesting import DigestAsked, digest_command

        outbox = values.pop("outbox")
        kind = values.pop("kind") or ""
        asked = DigestAsked(kind, **values, outbox=outbox.absolute() if outbox else None)
        return digest_command(settings, asked, commands.program.own()[0])
