"""Arguments → commands. Exit status: 0 done, 1 problems, 2 misuse, 3 surroundings, 4 kept going."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

import noroshi
from noroshi.app.cli_words import CliWords, language_of
from noroshi.app.garbage import leave_all_at_exit
from noroshi.app.settings import (
    DONE,
    MISUSE,
    SURROUNDINGS,
    Settings,
    SurroundingsError,
    UsageError,
    explicit_now,
    need_site,
    site_url,
)
from noroshi.app.spoken import SpokenCommand, SpokenGroup, spoken, usage_sentence
from noroshi.model.frozen import frozen

if TYPE_CHECKING:
    from noroshi.app.outputs import AnyOutput
    from noroshi.check import Rule

SCHEMAS = ("incident", "update", "report", "site")
PERIODS = ("daily", "weekly", "monthly")
_WITH_VALUE = ("--root", "--now", "--lang")
_FLAGS = ("--quiet", "--verbose")


@frozen
class Program:
    """What a site's build.py may change: the root, the rules, the outputs."""

    root: Path | None = None
    rules: Sequence[Rule] | None = None
    outputs: Sequence[AnyOutput] | None = None
    default: str = ""
    """The command that no command means; empty: the help."""


def run() -> None:
    """The installed command ``noroshi``."""
    leave_all_at_exit()
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
            status = _commands(program, words, environ).main(arguments, prog_name="noroshi", standalone_mode=False)
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
            print(words.say("interrupted"), file=sys.stderr)
            # click makes its own exception of an interrupt, and keeps the cause.
            terminated = isinstance(stopped.__cause__ or stopped, _Terminated)
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


def _commands(program: Program, words: CliWords, environ: Mapping[str, str]) -> click.Group:
    say = words.say

    def group_of(name: str, key: str, params: list[click.Parameter]) -> click.Group:
        # The line breaks of examples are kept by a mark that click reads (\b on a line of its own).
        group = SpokenGroup(name, params=params, help=say(f"help.{key}"), no_args_is_help=True)
        group.context_settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        spoken(group, words)
        return group

    group = group_of("noroshi", "noroshi", _common(say))
    click.version_option(noroshi.__version__, prog_name="noroshi", help=say("option.version"))(group)

    def command(parent: click.Group, name: str, key: str, *params: click.Parameter) -> Callable[..., Any]:
        def register(work: Callable[..., int]) -> Callable[..., int]:
            def callback(**values: Any) -> int:
                from noroshi.render.kept_code import code_folder, keep_in

                keep_in(code_folder(environ))
                return work(_settings(program, words, environ, values), **values)

            options = [*params, *_common(say)]
            parent.add_command(
                spoken(SpokenCommand(name, params=options, callback=callback, help=say(f"help.{key}")), words)
            )
            return work

        return register

    @command(group, "build", "build", *_build_options(say), _flag("--json", "as_json", say("option.json")))
    def _build(settings: Settings, **values: Any) -> int:
        from noroshi.app.build import build

        return build(settings, _options(settings, values), *_own(program))

    paths = click.Argument(["paths"], nargs=-1, metavar="[PATH]...")
    formats = click.Option(
        ["--format", "form"], type=click.Choice(["text", "json", "github"]), default="text", help=say("option.format")
    )

    @command(group, "check", "check", paths, formats, _flag("--strict", "strict", say("option.strict")))
    def _check(settings: Settings, **values: Any) -> int:
        from noroshi.app.checking import check_site

        return check_site(settings, values["paths"], values["form"], values["strict"], _own(program)[0])

    host = click.Option(["--host"], default="127.0.0.1", help=say("option.host"))
    port = click.Option(["--port"], type=click.IntRange(0, 65535), default=8000, help=say("option.port"))

    polls = _flag("--poll", "poll", say("option.poll"))
    browses = _flag("--open", "browse", say("option.browse"))

    @command(group, "serve", "serve", host, port, polls, browses, *_build_options(say))
    def _serve(settings: Settings, **values: Any) -> int:
        from noroshi.app.serving import ServeAsked, build_and_serve

        asked = ServeAsked(values["host"], values["port"], values["poll"], values["browse"])
        return build_and_serve(settings, _options(settings, values), asked, *_own(program))

    target = click.Argument(["target"], required=False, default="", metavar="[ID[/UPDATE]]")
    language = click.Option(["--language"], metavar="TAG", default="", help=say("option.language"))
    audience = click.Option(["--audience"], metavar="ID", default="", help=say("option.audience"))
    opened = _flag("--open", "preview", say("option.open"))
    kept = click.Option(["--outbox"], type=click.Path(path_type=Path), metavar="DIR", help=say("option.outbox_letters"))
    as_json = _flag("--json", "as_json", say("option.json_letters"))

    @command(group, "letters", "letters", target, language, audience, opened, kept, as_json)
    def _letters(settings: Settings, **values: Any) -> int:
        from noroshi.app.lettering import LettersAsked, letters

        outbox = values.pop("outbox")
        asked = LettersAsked(**values, outbox=outbox.absolute() if outbox else None)
        return letters(settings, asked, _own(program)[0])

    stretch = click.Argument(["kind"], type=click.Choice(PERIODS), required=False, metavar="[PERIOD]")
    digest_options = [
        click.Option(["--on"], metavar="DATE", default="", help=say("option.on")),
        click.Option(["--since"], metavar="A", default="", help=say("option.since")),
        click.Option(["--until"], metavar="B", default="", help=say("option.until")),
        click.Option(["--service"], metavar="ID", default="", help=say("option.service")),
    ]

    @command(group, "digest", "digest", stretch, *digest_options, language, kept)
    def _digest(settings: Settings, **values: Any) -> int:
        from noroshi.app.digesting import DigestAsked, digest_command

        outbox = values.pop("outbox")
        kind = values.pop("kind") or ""
        asked = DigestAsked(kind, **values, outbox=outbox.absolute() if outbox else None)
        return digest_command(settings, asked, _own(program)[0])

    importers = group_of("import", "import", _common(say))
    group.add_command(importers)
    source = click.Argument(["source"], type=click.Path(path_type=Path))
    into = click.Option(["--into"], type=click.Path(path_type=Path), metavar="DIR", help=say("option.into"))
    config = click.Option(["--config"], type=click.Path(path_type=Path), metavar="FILE", help=say("option.config"))
    report = click.Option(["--report"], type=click.Path(path_type=Path), metavar="FILE", help=say("option.report"))

    @command(importers, "cstate", "import_cstate", source, into, config, report)
    def _cstate(settings: Settings, **values: Any) -> int:
        from noroshi.app.importing import run_cstate

        target = values["into"] or settings.root
        return run_cstate(settings, values["source"], target, values["config"], values["report"])

    which = click.Argument(["name"], type=click.Choice(SCHEMAS))

    @command(group, "schema", "schema", which)
    def _schema(settings: Settings, **values: Any) -> int:
        from noroshi.source.schemas import json_schema

        print(json.dumps(json_schema(values["name"]), ensure_ascii=False, indent=2))
        return DONE

    return group


def _common(say: Callable[..., str]) -> list[click.Parameter]:
    return [
        click.Option(["--root"], type=click.Path(path_type=Path), metavar="DIR", help=say("option.root")),
        click.Option(["--now"], metavar="T", help=say("option.now")),
        click.Option(["--lang"], type=click.Choice(["ja", "en"]), help=say("option.lang")),
        _flag("--quiet", "quiet", say("option.quiet")),
        _flag("--verbose", "verbose", say("option.verbose")),
    ]


def _build_options(say: Callable[..., str]) -> list[click.Parameter]:
    return [
        click.Option(["--site"], type=click.Path(path_type=Path), metavar="DIR", help=say("option.site")),
        click.Option(["--outbox"], type=click.Path(path_type=Path), metavar="DIR", help=say("option.outbox")),
        click.Option(["--url"], metavar="URL", help=say("option.url")),
        _flag("--keep-going", "keep_going", say("option.keep_going")),
        click.Option(["--links"], type=click.Choice(["site", "files"]), default="site", help=say("option.links")),
        _flag("--drills", "drills", say("option.drills")),
        click.Option(["--workers"], type=click.IntRange(1, 256), metavar="N", help=say("option.workers")),
        _flag("--full", "full", say("option.full")),
        click.Option(["--precompress"], multiple=True, type=click.Choice(["gz", "br"]), help=say("option.precompress")),
    ]


def _flag(option: str, name: str, help: str) -> click.Option:
    return click.Option([option, name], is_flag=True, help=help)


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
    )


def _options(settings: Settings, values: dict[str, Any]) -> Any:
    from noroshi.app.build import BuildOptions
    from noroshi.render.links import LinksMode

    need_site(settings)
    return BuildOptions(
        site=(values["site"] or settings.root / "_site").absolute(),
        outbox=(values["outbox"] or settings.root / "_outbox").absolute(),
        url=site_url(values["url"], settings.words) if values["url"] else None,
        keep_going=values["keep_going"],
        links=LinksMode(values["links"]),
        as_json=values.get("as_json", False),
        drills=values["drills"],
        workers=values["workers"] or 0,
        full=values["full"],
        precompress=tuple(sorted(set(values.get("precompress", ())))),
    )


def _own(program: Program) -> tuple[Sequence[Any], Sequence[Any]]:
    """(rules, outputs) of this program: the site's own, else the usual ones."""
    from noroshi.app.outputs import OUTPUTS
    from noroshi.check import RULES

    rules = RULES if program.rules is None else program.rules
    outputs = OUTPUTS if program.outputs is None else program.outputs
    return rules, outputs
