"""``new``, ``update``, ``report``: what is said to customers, one file at a time; ``status``: what they see now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from noroshi.app.commands.parts import Commands
from noroshi.app.settings import DONE, Settings


def add(commands: Commands) -> None:
    """Add them."""
    _new(commands)
    _update(commands)
    _report(commands)
    _status(commands)
    _completion(commands)


def _new(commands: Commands) -> None:
    options = [
        click.Argument(["title"], required=False, default="", metavar="[TITLE]"),
        _offering(commands, "--kind", "kind", "K", "kinds"),
        _offering(commands, "--impact", "impact", "I", "impacts"),
        _services(commands),
        _offering(commands, "--status", "status_new", "S", "statuses"),
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
        _incident(commands),
        _offering(commands, "--status", "status_said", "S", "statuses"),
        _offering(commands, "--impact", "impact", "I", "impacts"),
        _services(commands),
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
    @commands.command("report", "report", _incident(commands), *_text(commands), commands.text("--at", "T", "at_said"))
    def report(settings: Settings, **values: Any) -> int:
        from noroshi.app.asking import terminal
        from noroshi.app.values_asked import Asked
        from noroshi.app.writing import report

        return report(settings, Asked(**values), commands.program.own()[0], terminal(commands.environ))


def _status(commands: Commands) -> None:
    @commands.command("status", "status", commands.flag("--json", "as_json", "json_status"))
    def status(settings: Settings, as_json: bool) -> int:
        from noroshi.app.status import status

        return status(settings, commands.program.own()[0], commands.environ, as_json=as_json)


def _completion(commands: Commands) -> None:
    shell = click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"]), metavar="SHELL")

    @commands.command("completion", "completion", shell)
    def completion(settings: Settings, shell: str) -> int:
        from noroshi.app.completing import script

        print(script(shell))
        return DONE


def _incident(commands: Commands) -> click.Argument:
    offered = _offered(commands, "ids")
    return click.Argument(["incident"], required=False, default="", metavar="[ID]", shell_complete=offered)


def _offering(commands: Commands, option: str, key: str, metavar: str, offering: str) -> click.Option:
    """An option whose values a shell may offer."""
    found = _offered(commands, offering)
    return click.Option([option], metavar=metavar, default="", help=commands.say(f"option.{key}"), shell_complete=found)


def _services(commands: Commands) -> click.Option:
    return click.Option(
        ["--service", "services"],
        multiple=True,
        metavar="ID[=STATE]",
        help=commands.say("option.service_said"),
        shell_complete=_offered(commands, "services"),
    )


def _offered(commands: Commands, name: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """What a shell asks; nothing is loaded before it does."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[Any]:
        from noroshi.app import completing

        offering = {
            "ids": completing.ids,
            "services": completing.services,
            "statuses": completing.statuses,
            "kinds": completing.kinds,
            "impacts": completing.impacts,
        }[name]
        return completing.offered(commands.program.root, offering, context, incomplete)

    return complete


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


def _many(commands: Commands, option: str, name: str, metavar: str) -> click.Option:
    return click.Option([option, name], multiple=True, metavar=metavar, help=commands.say(f"option.{name}"))
