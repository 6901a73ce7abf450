"""``init``: what begins a site."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from noroshi.app.commands.parts import Commands
from noroshi.app.settings import Settings, need_text


def add(commands: Commands) -> None:
    """Add it."""
    options = [
        click.Argument(["folder"], type=click.Path(path_type=Path), required=False, metavar="[DIR]"),
        commands.flag("--yes", "yes", "init_yes"),
        commands.text("--name", "TEXT", "init_name"),
        commands.text("--url", "URL", "init_url"),
        commands.text("--languages", "TAGS", "init_languages"),
        commands.text("--timezone", "ZONE", "init_timezone"),
        click.Option(["--service"], multiple=True, metavar="ID=NAME", help=commands.say("option.init_service")),
    ]

    @commands.command("init", "init", *options)
    def init(settings: Settings, **values: Any) -> int:
        from noroshi.app.starting import InitAsked, init
        from noroshi.app.starting_questions import Answers, machine_zone

        folder, yes = values.pop("folder") or Path(), values.pop("yes")
        need_text(settings, values.values())
        zone = machine_zone(commands.environ, settings.words.lang)
        ask = partial(_ask, settings) if sys.stdin.isatty() else None
        return init(settings, InitAsked(folder, Answers(**values, machine_zone=zone), yes), ask)


def _ask(settings: Settings, question: str, default: str) -> str:
    try:
        typed: str = click.prompt(question, default=default, show_default=bool(default), err=True)
    except click.Abort as stopped:
        print(file=sys.stderr)  # the cursor stands behind the question
        stopped.args = (settings.words.say("writing.stopped"),)
        raise
    return typed
