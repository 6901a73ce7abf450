"""Arguments → commands. Exit status: 0 done, 1 problems, 2 misuse, 3 surroundings, 4 kept going."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from noroshi.app.cli_words import CliWords, language_of
from noroshi.app.commands import all_commands
from noroshi.app.commands.parts import Program
from noroshi.app.garbage import leave_all_at_exit
from noroshi.app.settings import DONE, MISUSE, SURROUNDINGS, SurroundingsError, UsageError
from noroshi.app.spoken import usage_sentence

if TYPE_CHECKING:
    from noroshi.app.outputs import AnyOutput
    from noroshi.check import Rule

_WITH_VALUE = ("--root", "--now", "--lang")
_FLAGS = ("--quiet", "--verbose")
_COMPLETION = "_NOROSHI_COMPLETE"


def run() -> None:
    """The installed command ``noroshi``."""
    leave_all_at_exit()
    if _COMPLETION in os.environ:
        sys.exit(complete(os.environ))
    sys.exit(invoke(sys.argv[1:], os.environ))


def main(
    root: str | Path,
    *,
    rules: Sequence[Rule] | None = None,
    outputs: Sequence[AnyOutput] | None = None,
    argv: Sequence[str] | None = None,
) -> None:
    """A site's own program: any command on the site at ``root`` with its rules and outputs, by default ``build``.

    ``rules`` and ``outputs`` replace the usual ones: pass ``[*noroshi.RULES, mine]``. Ends the process with
    the command's exit status.
    """
    leave_all_at_exit()
    program = Program(Path(root), rules, outputs, default="build")
    sys.exit(invoke(sys.argv[1:] if argv is None else argv, os.environ, program))


def complete(environ: Mapping[str, str], program: Program | None = None) -> int:
    """Answer a shell's script for completion; the exit status. It says nothing else, whatever happens."""
    from noroshi.app.completing import completions

    words = CliWords(language_of(None, environ))
    if answer := completions(all_commands(program or Program(), words, environ), environ):
        sys.stdout.write(f"{answer}\n")
    return DONE


class _Terminated(KeyboardInterrupt):
    """SIGTERM: a cancelled job cleans up like an interrupted one."""


def invoke(arguments: Sequence[str], environ: Mapping[str, str], program: Program | None = None) -> int:
    """Run one command; its exit status. What it says goes to stderr, what it gives to stdout."""
    program = program or Program()
    arguments = _with_default(list(arguments), program.default)
    words = CliWords(language_of(_last(arguments, "--lang"), environ))
    with _terminating():
        try:
            _write_any_text()
            status = all_commands(program, words, environ).main(arguments, prog_name="noroshi", standalone_mode=False)
            sys.stdout.flush()
            return status if isinstance(status, int) else DONE
        except click.exceptions.Exit as leaving:
            return leaving.exit_code
        except click.ClickException as error:
            _say_usage(error, words)
            return MISUSE
        except UsageError as error:
            print(f"noroshi: {error}", file=sys.stderr)
            return MISUSE
        except SurroundingsError as error:
            print(f"noroshi: {error}", file=sys.stderr)
            return SURROUNDINGS
        except BrokenPipeError:
            # Whoever read us has read enough (`noroshi check | head`); the interpreter must not flush again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return SURROUNDINGS
        except OSError as error:
            reason, path = error.strerror or str(error), error.filename or ""
            print(f"noroshi: {words.say('surroundings', reason=reason, path=path)}", file=sys.stderr)
            return SURROUNDINGS
        except (click.Abort, KeyboardInterrupt) as stopped:
            # click makes its own exception of an interrupt, and keeps the cause.
            cause = stopped.__cause__ or stopped
            # A command that leaves more behind than a site as it was says what.
            print(str(cause) or words.say("interrupted"), file=sys.stderr)
            terminated = isinstance(cause, _Terminated)
            return 128 + (signal.SIGTERM if terminated else signal.SIGINT)


@contextmanager
def _terminating() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise _Terminated


def _write_any_text() -> None:
    """A terminal that cannot show Japanese gets escapes, not a traceback."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _say_usage(error: click.ClickException, words: CliWords) -> None:
    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        print(error.format_message(), file=sys.stderr)
        return
    print(f"noroshi: {usage_sentence(error, words)}", file=sys.stderr)
    if context is not None:
        print(words.say("more_help", command=context.command_path), file=sys.stderr)


def _with_default(arguments: list[str], default: str) -> list[str]:
    """The arguments with the command that is meant where none is named."""
    at = 0
    while at < len(arguments):
        if arguments[at] in _WITH_VALUE:
            at += 2
        elif arguments[at] in _FLAGS or arguments[at].startswith(tuple(f"{name}=" for name in _WITH_VALUE)):
            at += 1
        else:
            break
    named = at < len(arguments) and (
        not arguments[at].startswith("-") or arguments[at] in ("-h", "--help", "--version")
    )
    return arguments if named or not default else [*arguments[:at], default, *arguments[at:]]


def _last(arguments: list[str], name: str) -> str | None:
    """An option's value before click reads the arguments: help itself depends on it."""
    found = None
    for index, argument in enumerate(arguments):
        if argument == name and index + 1 < len(arguments):
            found = arguments[index + 1]
        elif argument.startswith(name + "="):
            found = argument.partition("=")[2]
    return found
