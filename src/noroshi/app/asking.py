"""A question → its answer: from the command line, else from whoever sits at the terminal, else an error that helps."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import click

from noroshi.app.settings import Settings, UsageError
from noroshi.model.frozen import frozen

Prompt = Callable[[str, str], str]
"""(question, what an empty answer means) → what was typed. Raises click.Abort."""


@frozen
class Terminal:
    """Whoever may be asked, and their surroundings."""

    is_there: bool
    prompt: Prompt
    environ: Mapping[str, str]


def terminal(environ: Mapping[str, str]) -> Terminal:
    """The one this process has; questions go to stderr, so that stdout may lead elsewhere."""
    return Terminal(sys.stdin.isatty() and sys.stderr.isatty(), _prompt, environ)


def _prompt(question: str, default: str) -> str:
    # Always with a default: without one click asks again for ever, and says so in words of its own.
    shown = bool(default)
    return str(click.prompt(question, default=default, show_default=shown, err=True, prompt_suffix=": "))


@frozen
class Choice:
    """One of several things, in a numbered list."""

    code: str
    name: str = ""
    """As people call it; empty: as the code."""


def ask(settings: Settings, terminal: Terminal, question: str, default: str, read: Callable[[str], str]) -> str:
    """What ``read`` makes of an answer; asked again while it raises UsageError. Raises click.Abort, which says so."""
    while True:
        try:
            return read(terminal.prompt(question, default).strip())
        except UsageError as error:
            print(error, file=sys.stderr)
        except click.Abort as stopped:
            print(file=sys.stderr)  # the cursor stands behind the question
            stopped.args = (settings.words.say("writing.stopped"),)
            raise


def listed(choices: Sequence[Choice]) -> str:
    """The numbered list of choices, one a line."""
    width = len(str(len(choices)))
    rows = (
        f"  {number:{width}}  {item.code}" + (f"  {item.name}" if item.name else "")
        for number, item in enumerate(choices, start=1)
    )
    return "\n".join(rows)


def chosen(settings: Settings, typed: str, choices: Sequence[Choice], option: str) -> str:
    """The code that ``typed`` means: itself, its name, its number in a list, or a part that only one has.

    Raises UsageError, with all that there are and the one that was probably meant.
    """
    from noroshi.source.nearest import nearest
    from noroshi.source.typed_times import plain

    said = plain(typed).lower()
    codes = [item.code for item in choices]
    bare = said.replace("-", "_")
    for item in choices:
        if said in (item.code, plain(item.name).lower()) or bare == item.code.replace("-", "_"):
            return item.code
    if said.isdecimal() and 0 < int(said) <= len(choices):
        return choices[int(said) - 1].code
    for fits in (str.startswith, str.__contains__):
        found = [code for code in codes if bare and fits(code.replace("-", "_"), bare)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                settings.words.say("writing.several", option=option, value=typed, allowed=", ".join(found))
            )
    near = nearest(typed, codes)
    hint = settings.words.say("near", near=near) if near else ""
    allowed = ", ".join(codes)
    raise UsageError(settings.words.say("writing.no_such", option=option, value=typed, allowed=allowed) + hint)


@dataclass
class Filling:
    """A command line that is being completed: what is missing is asked for, or named all at once."""

    settings: Settings
    terminal: Terminal
    command: list[str]
    """The whole command as it would have to be typed."""
    missing: list[str] = field(default_factory=list)

    def given(self, option: str, *typed: str) -> None:
        """Options that were typed."""
        for value in typed:
            if value:
                self.command += [option, shlex.quote(value)] if option else [shlex.quote(value)]

    def need(self, option: str, name: str, typed: str, example: str, asking: Callable[[], str]) -> str:
        """What was typed for an option (empty: an argument), else the answer to ``asking``, else nothing yet."""
        if typed:
            self.given(option, typed)
            return typed
        if self.terminal.is_there:
            return asking()
        self.missing.append(name)
        self.command += [option, example] if option else [example]
        return ""

    def complete(self) -> None:
        """Raise UsageError where something is missing and nobody can be asked."""
        if self.missing:
            common = [shlex.quote(part) for part in self.settings.typed]
            names, command = ", ".join(self.missing), " ".join([*self.command, *common])
            raise UsageError(self.settings.words.say("writing.missing", names=names, command=command))
