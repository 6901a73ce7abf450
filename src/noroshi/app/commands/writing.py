"""``new``, ``update``, ``report``: what is said to customers, one file at a time; ``status``: what they see now."""

from __future__ import annotations

from typing import Any

import click

from noroshi.app.commands.parts import Commands
from noroshi.app.settings import Settings


def add(commands: Commands) -> None:
    """Add them."""
    _new(commands)
    _update(commands)
    _report(commands)


def _new(commands: Commands) -> None:
    options = [
        click.Argument(["title"], required=False, default="", metavar="[TITLE]"),
        commands.text("--kind", "K"),
        commands.text("--impact", "I"),
        _many(commands, "--service", "services", "ID[=STATE]", "service_said"),
        commands.text("--status", "S", "status_new"),
        *_times(commands),
        commands.text("--window", "A..B", "window"),
        commands.text("--window-start", "T", "window_start"),
        commands.text("--window-end", "T", "window_end"),
        *_text(commands),
        _many(commands, "--also-title", "also_title", "LANG=TEXT"),
        commands.text("--id", "ID"),
    ]

    @commands.command("new", "new", *options)
    def new(settings: Settings, **values: Any) -> int:
        from noroshi.app.asking import terminal
        from noroshi.app.values_asked import Asked
        from noroshi.app.writing import new

        return new(settings, Asked(**values), commands.program.own()[0], terminal(commands.environ))


def _update(commands: Commands) -> None:
    options = [
        _incident(),
        commands.text("--status", "S", "status_said"),
        commands.text("--impact", "I"),
        _many(commands, "--service", "services", "ID[=STATE]", "service_said"),
        *_times(commands),
        commands.text("--window", "A..B", "window"),
        commands.text("--window-start", "T", "window_start"),
        commands.text("--window-end", "T", "window_end"),
        *_text(commands),
    ]

    @commands.command("update", "update", *options)
    def update(settings: Settings, **values: Any) -> int:
        from noroshi.app.asking import terminal
        from noroshi.app.values_asked import Asked
        from noroshi.app.writing import update

        return update(settings, Asked(**values), commands.program.own()[0], terminal(commands.environ))


def _report(commands: Commands) -> None:
    @commands.command("report", "report", _incident(), *_text(commands), commands.text("--at", "T", "at_said"))
    def report(settings: Settings, **values: Any) -> int:
        from noroshi.app.asking import terminal
        from noroshi.app.values_asked import Asked
        from noroshi.app.writing import report

        return report(settings, Asked(**values), commands.program.own()[0], terminal(commands.environ))


def _incident() -> click.Argument:
    return click.Argument(["incident"], required=False, default="", metavar="[ID]")


def _times(commands: Commands) -> list[click.Parameter]:
    return [
        commands.text("--eta", "T"),
        _text_option(commands, "--next-update", "next_update", "T"),
        _text_option(commands, "--ended-at", "ended_at", "T"),
        commands.text("--at", "T", "at_said"),
    ]


def _text(commands: Commands) -> list[click.Parameter]:
    message = click.Option(
        ["-m", "--message", "messages"], multiple=True, metavar="TEXT", help=commands.say("option.message")
    )
    return [message, _many(commands, "--fact", "facts", "KEY=TEXT"), _many(commands, "--also", "also", "LANG=TEXT")]


def _text_option(commands: Commands, option: str, name: str, metavar: str) -> click.Option:
    return click.Option([option, name], metavar=metavar, default="", help=commands.say(f"option.{name}"))


def _many(commands: Commands, option: str, name: str, metavar: str, key: str = "") -> click.Option:
    return click.Option([option, name], multiple=True, metavar=metavar, help=commands.say(f"option.{key or name}"))
