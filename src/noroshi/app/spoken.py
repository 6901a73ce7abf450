"""click's own words (headings of help, wrong options) → Japanese or English, as the rest of the command line."""

from __future__ import annotations

from typing import Any

import click

from noroshi.app.cli_words import CliWords
from noroshi.app.folded_help import FoldingContext


class SpokenCommand(click.Command):
    """A command whose help speaks the language of ``words``."""

    words: CliWords
    context_class = FoldingContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, explained in words of ours."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.words.say("option.help")
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The first line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=self.words.say("usage") + " ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of options."""
        records = [record for parameter in self.get_params(ctx) if (record := parameter.get_help_record(ctx))]
        with formatter.section(self.words.say("options")):
            formatter.write_dl(records)


class SpokenGroup(SpokenCommand, click.Group):
    """The same for a command of commands."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with the first sentence of its help."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section(self.words.say("commands")):
            formatter.write_dl([(name, command.get_short_help_str(100)) for name, command in found if command])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Raises UsageError for a command that there is not."""
        if args and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(_unknown(self.words, "unknown_command", args[0], self.list_commands(ctx)), ctx)
        return super().resolve_command(ctx, args)


def spoken(command: SpokenCommand, words: CliWords) -> SpokenCommand:
    """The command, with its words."""
    command.words = words
    return command


def usage_sentence(error: click.ClickException, words: CliWords) -> str:
    """What was wrong with the arguments, with what to write instead."""
    if isinstance(error, click.NoSuchOption):
        known = [name for parameter in _parameters(error) for name in getattr(parameter, "opts", ())]
        return _unknown(words, "unknown_option", error.option_name, [name for name in known if name.startswith("-")])
    if isinstance(error, click.MissingParameter):
        return words.say("missing_argument", name=_name(error.param)) + _allowed(error.param, words)
    if isinstance(error, click.BadParameter):
        allowed = _allowed(error.param, words)
        return words.say("bad_value", name=_name(error.param)) + (allowed or f": {error.message}")
    if isinstance(error, click.BadOptionUsage):
        return words.say("needs_value", name=error.option_name)
    return error.format_message()


def _unknown(words: CliWords, key: str, value: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(value, known, n=1)
    return words.say(key, value=value, allowed=", ".join(known)) + (words.say("near", near=near[0]) if near else "")


def _parameters(error: click.UsageError) -> list[click.Parameter]:
    return error.ctx.command.get_params(error.ctx) if error.ctx else []


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return ""
    return parameter.opts[0] if parameter.param_type_name == "option" else (parameter.name or "").upper()


def _allowed(parameter: click.Parameter | None, words: CliWords) -> str:
    kind: Any = parameter.type if parameter is not None else None
    if isinstance(kind, click.Choice):
        return words.say("one_of", allowed=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange):
        return words.say("number_between", low=kind.min, high=kind.max)
    return ""
