"""A command line that is being typed → what may come next, for bash, zsh and fish.

The scripts and their protocol are click's; what may stand for an id, a service, a status is read from the site, as
cheaply as can be: names of folders, site.toml as plain TOML. Whatever fails, nothing is completed and nothing is said.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class, split_arg_string

VARIABLE = "_NOROSHI_COMPLETE"
SHELLS = ("bash", "zsh", "fish")
_LOOKED_AT = 30
"""Of the newest incidents: whether they may be open."""
_KIND = re.compile(r"^kind[ \t]*:[ \t]*(\w+)", re.MULTILINE)

Offering = Callable[[Path, click.Context, str], Iterable[str]]
"""(the site's root, the command line so far, the word that is being typed) → what it may become."""


def script(shell: str) -> str:
    """What a shell has to read once."""
    made = _completer(shell, click.Command("noroshi"))
    return made.source_template % made.source_vars()


def completions(group: click.Command, environ: Mapping[str, str]) -> str:
    """What a shell's script asked for; empty where nothing can be said. Never raises."""
    try:
        shell, _, asked = environ.get(VARIABLE, "").partition("_")
        if asked == "source" and shell in SHELLS:
            return script(shell)
        return _completed(group, environ, shell) if asked == "complete" and shell in SHELLS else ""
    except Exception:
        # In the middle of a command line any word of ours would be in the way.
        return ""


def _completer(shell: str, group: click.Command) -> ShellComplete:
    found = get_completion_class(shell)
    if found is None:
        raise KeyError(shell)
    return found(group, {}, "noroshi", VARIABLE)


def _completed(group: click.Command, environ: Mapping[str, str], shell: str) -> str:
    words, incomplete, typed = _words(environ, shell)
    made = _completer(shell, group)
    found = made.get_completions(list(words), incomplete)
    return "\n".join(made.format_completion(_whole(item, incomplete, typed)) for item in found)


def _words(environ: Mapping[str, str], shell: str) -> tuple[list[str], str, str]:
    """(complete words behind the program's name, the word that is being typed, the part of it that the shell shows).

    bash takes ``=`` for a word of its own, so ``--service api=maj`` comes as five of them.
    """
    words = split_arg_string(environ["COMP_WORDS"])
    if shell == "fish":
        incomplete = (split_arg_string(environ["COMP_CWORD"]) or [""])[0]
        before = words[1:-1] if incomplete and words[-1] == incomplete else words[1:]
        return before, incomplete, incomplete
    position = int(environ["COMP_CWORD"])
    shown = [*words[1 : position + 1], *([""] if position >= len(words) else [])]
    joined: list[str] = []
    is_open = False
    for word in shown:
        if joined and (word == "=" or is_open):
            joined[-1] += word
        else:
            joined.append(word)
        is_open = word == "="
    typed = "" if shown[-1] == "=" else shown[-1]
    return joined[:-1], joined[-1], typed


def _whole(item: CompletionItem[Any], incomplete: str, typed: str) -> CompletionItem[Any]:
    """The item as the shell puts it in the place of what it shows as one word."""
    value = str(item.value)
    if incomplete == typed and typed.startswith("-") and "=" in typed and not value.startswith("-"):
        value = f"{typed.partition('=')[0]}={value}"
    elif incomplete != typed:
        value = value.removeprefix(incomplete.removesuffix(typed))
    return CompletionItem(value, item.type, item.help)


# ---- what may stand where


def offered(default: Path | None, offering: Offering, context: click.Context, incomplete: str) -> list[str]:
    """What an offering says in the site that the command line names, else ``default``; nothing where it fails."""
    try:
        return list(offering(_root(context, default), context, incomplete))
    except (OSError, ValueError, TypeError, AttributeError):
        return []


def _root(context: click.Context, default: Path | None) -> Path:
    at: click.Context | None = context
    while at is not None:
        if at.params.get("root"):
            return Path(at.params["root"])
        at = at.parent
    return default or Path()


def ids(root: Path, context: click.Context, incomplete: str) -> Iterable[str]:
    """Ids of incidents: what may be open first, then the newest; a part in the middle where only one has it."""
    from noroshi.source.glance import may_be_open
    from noroshi.source.new_files import homes

    found = homes(root)
    newest = sorted((name for name in found if name.startswith(incomplete)), reverse=True)
    if not newest:
        held = [name for name in found if incomplete in name]
        return held if len(held) == 1 else []
    looked, rest = newest[:_LOOKED_AT], newest[_LOOKED_AT:]
    is_open = {name: may_be_open(root, found[name]) for name in looked}
    return [*sorted(looked, key=lambda name: not is_open[name]), *rest]


def services(root: Path, context: click.Context, incomplete: str) -> Iterable[str]:
    """Ids of services; behind ``=`` their states."""
    from noroshi.model.terms import State

    name, sign, state = incomplete.partition("=")
    if sign:
        return [f"{name}={item.value}" for item in State if item.value.startswith(state)]
    table = tomllib.loads((root / "site_src" / "site.toml").read_text(encoding="utf-8-sig"))
    return [item["id"] for item in table.get("services", []) if item["id"].startswith(incomplete)]


def statuses(root: Path, context: click.Context, incomplete: str) -> Iterator[str]:
    """Those of the incident's kind; of every kind where that is not known."""
    from noroshi.model.terms import STATUSES, Kind, Status

    kind = _kind(root, context)
    known = STATUSES[Kind(kind)] if kind in tuple(Kind) else tuple(Status)
    return (item.value for item in known if item.value.startswith(incomplete))


def _kind(root: Path, context: click.Context) -> str:
    from noroshi.app.which import matching
    from noroshi.model.terms import Kind
    from noroshi.source.files import read_text
    from noroshi.source.new_files import homes

    if "incident" not in context.params:
        return str(context.params.get("kind") or Kind.INCIDENT.value)
    # Before an option whose value is still to come click has not got as far as naming its arguments.
    typed = context.params["incident"] or next(iter(context.args), "")
    if not typed:
        return ""
    found = homes(root)
    names = matching(str(typed), found)
    text, _ = read_text(root, f"{found[names[0]]}/incident.md") if len(names) == 1 else (None, ())
    if text is None:
        return ""
    said = _KIND.search(text)
    return said[1] if said else Kind.INCIDENT.value


def kinds(root: Path, context: click.Context, incomplete: str) -> Iterator[str]:
    """Kinds of incidents."""
    from noroshi.model.terms import Kind

    return (item.value for item in Kind if item.value.startswith(incomplete))


def impacts(root: Path, context: click.Context, incomplete: str) -> Iterator[str]:
    """How bad it is."""
    from noroshi.model.terms import Impact

    return (item.value for item in Impact if item.value.startswith(incomplete))
