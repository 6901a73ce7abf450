"""What every module of commands builds with: a group that it adds to, the common options, flags and paths.

Nothing here, nor in a module of commands outside its callbacks, imports what works: ``--help`` is there at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noroshi.app.cli_words import CliWords
from noroshi.app.settings import Settings, explicit_now
from noroshi.app.spoken import SpokenCommand, SpokenGroup, spoken
from noroshi.model.frozen import frozen

if TYPE_CHECKING:
    from noroshi.app.outputs import AnyOutput
    from noroshi.check import Rule

Work = Callable[..., int]
"""``(settings, **options)`` → exit status."""


@frozen
class Program:
    """What a site's build.py may change: the root, the rules, the outputs."""

    root: Path | None = None
    rules: Sequence[Rule] | None = None
    outputs: Sequence[AnyOutput] | None = None
    default: str = ""
    """The command that no command means; empty: the help."""

    def own(self) -> tuple[Sequence[Any], Sequence[Any]]:
        """(rules, outputs) of this program: the site's own, else the usual ones."""
        from noroshi.app.outputs import OUTPUTS
        from noroshi.check import RULES

        rules = RULES if self.rules is None else self.rules
        outputs = OUTPUTS if self.outputs is None else self.outputs
        return rules, outputs


@frozen
class Commands:
    """A group of commands that is being filled."""

    group: click.Group
    program: Program
    words: CliWords
    environ: Mapping[str, str]

    @classmethod
    def first(cls, program: Program, words: CliWords, environ: Mapping[str, str]) -> Commands:
        """The program's own group, empty."""
        return cls(_group("noroshi", "noroshi", words), program, words, environ)

    def within(self, name: str, key: str) -> Commands:
        """A further group in this one, empty; ``key`` names its help."""
        inner = _group(name, key, self.words)
        self.group.add_command(inner)
        return Commands(inner, self.program, self.words, self.environ)

    def say(self, key: str) -> str:
        """Words of the command line."""
        return self.words.say(key)

    def command(self, name: str, key: str, *params: click.Parameter) -> Callable[[Work], Work]:
        """Register a command whose help is ``help.<key>``; its function gets settings and the options by name."""

        def register(work: Work) -> Work:
            def callback(**values: Any) -> int:
                from noroshi.render.kept_code import code_folder, keep_in

                keep_in(code_folder(self.environ))
                return work(_settings(self.program, self.words, self.environ, values), **values)

            options = [*params, *_common(self.words)]
            made = SpokenCommand(name, params=options, callback=callback, help=self.words.say(f"help.{key}"))
            self.group.add_command(spoken(made, self.words))
            return work

        return register

    def flag(self, option: str, name: str, key: str = "") -> click.Option:
        """An option without a value, explained by ``option.<key>``, by default its own name."""
        return click.Option([option, name], is_flag=True, help=self.words.say(f"option.{key or name}"))

    def path(self, option: str, metavar: str, key: str = "") -> click.Option:
        """An option that names a file or folder, explained by ``option.<key>``, by default its own name."""
        found = self.words.say(f"option.{key or option.removeprefix('--')}")
        return click.Option([option], type=click.Path(path_type=Path), metavar=metavar, help=found)

    def text(self, option: str, metavar: str, key: str = "") -> click.Option:
        """An option with a text, empty where it is not given."""
        found = self.words.say(f"option.{key or option.removeprefix('--')}")
        return click.Option([option], metavar=metavar, default="", help=found)


def _group(name: str, key: str, words: CliWords) -> click.Group:
    # The line breaks of examples are kept by a mark that click reads (\b on a line of its own).
    group = SpokenGroup(name, params=_common(words), help=words.say(f"help.{key}"), no_args_is_help=True)
    group.context_settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    spoken(group, words)
    return group


def _common(words: CliWords) -> list[click.Parameter]:
    say = words.say
    return [
        click.Option(["--root"], type=click.Path(path_type=Path), metavar="DIR", help=say("option.root")),
        click.Option(["--now"], metavar="T", help=say("option.now")),
        click.Option(["--lang"], type=click.Choice(["ja", "en"]), help=say("option.lang")),
        click.Option(["--quiet", "quiet"], is_flag=True, help=say("option.quiet")),
        click.Option(["--verbose", "verbose"], is_flag=True, help=say("option.verbose")),
    ]


def _settings(program: Program, words: CliWords, environ: Mapping[str, str], values: dict[str, Any]) -> Settings:
    """The common options, taken out of ``values``; they may stand before the command's name too."""
    common = {name: values.pop(name) for name in ("root", "now", "lang", "quiet", "verbose")}
    context = click.get_current_context().parent
    while context is not None:
        common = {name: value or context.params.get(name) for name, value in common.items()}
        context = context.parent
    return Settings(
        root=Path(common["root"] or program.root or Path()).absolute(),
        words=words,
        now=explicit_now(common["now"], environ, words),
        # What is published says its moment to the second, everywhere.
        clock=datetime.now(UTC).replace(microsecond=0),
        quiet=bool(common["quiet"]),
        verbose=bool(common["verbose"]),
        typed=tuple(
            part for name in ("root", "now", "lang") if common[name] for part in (f"--{name}", str(common[name]))
        ),
    )
