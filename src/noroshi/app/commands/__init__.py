"""Every command of the program: one module for each group of them, which adds its own to a ``Commands``."""

from __future__ import annotations

from collections.abc import Mapping

import click

import noroshi
from noroshi.app.cli_words import CliWords
from noroshi.app.commands import letters, moving, publishing, reviewing, site, starting, writing
from noroshi.app.commands.parts import Commands, Program

_MODULES = (starting, writing, site, reviewing, letters, publishing, moving)
"""In the order in which ``--help`` shows what they add."""


def all_commands(program: Program, words: CliWords, environ: Mapping[str, str]) -> click.Group:
    """The whole command line, in the language of ``words``."""
    commands = Commands.first(program, words, environ)
    click.version_option(noroshi.__version__, prog_name="noroshi", help=words.say("option.version"))(commands.group)
    for module in _MODULES:
        module.add(commands)
    return commands.group
