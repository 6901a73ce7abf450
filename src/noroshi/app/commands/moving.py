"""``import``: what brings a site here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from noroshi.app.commands.parts import Commands
from noroshi.app.settings import Settings


def add(commands: Commands) -> None:
    """Add them."""
    importers = commands.within("import", "import")
    _cstate(importers)
    _upptime(importers)
    _statuspage(importers)
    _statusfy(importers)


def _source() -> click.Argument:
    return click.Argument(["source"], type=click.Path(path_type=Path))


def _cstate(importers: Commands) -> None:
    config = importers.path("--config", "FILE")

    @importers.command("cstate", "import_cstate", _source(), config, *_import_options(importers))
    def cstate(settings: Settings, **values: Any) -> int:
        from noroshi.app.importing import run_import
        from noroshi.source.importers.cstate import import_cstate

        source, config_file = values["source"], values["config"]
        return run_import(
            settings,
            source,
            lambda now: import_cstate(source, config_file, now=now),
            into=values["into"] or settings.root,
            report=values["report"],
        )


def _upptime(importers: Commands) -> None:
    files = [importers.path("--issues", "FILE"), importers.path("--config", "FILE")]

    @importers.command("upptime", "import_upptime", _source(), *files, *_import_options(importers))
    def upptime(settings: Settings, **values: Any) -> int:
        from noroshi.app.importing import run_import
        from noroshi.source.importers.upptime import import_upptime

        source, config_file, issues_file = values["source"], values["config"], values["issues"]
        return run_import(
            settings,
            source,
            lambda now: import_upptime(source, config_file, issues_file, now=now),
            into=values["into"] or settings.root,
            report=values["report"],
            no_source="no_source_upptime",
        )


def _statuspage(importers: Commands) -> None:
    # A text: a path would lose one of the two slashes of an address.
    source, language = click.Argument(["source"]), importers.text("--language", "TAG", "text_language")

    @importers.command("statuspage", "import_statuspage", source, language, *_import_options(importers))
    def statuspage(settings: Settings, **values: Any) -> int:
        from noroshi.app.importing import run_import
        from noroshi.app.importing_statuspage import read_statuspage

        return run_import(
            settings,
            values["source"],
            lambda now: read_statuspage(settings, values["source"], now, language=values["language"]),
            into=values["into"] or settings.root,
            report=values["report"],
        )


def _statusfy(importers: Commands) -> None:
    config = importers.path("--config", "FILE")

    @importers.command("statusfy", "import_statusfy", _source(), config, *_import_options(importers))
    def statusfy(settings: Settings, **values: Any) -> int:
        from noroshi.app.importing import run_import
        from noroshi.source.importers.statusfy import import_statusfy

        source, config_file = values["source"], values["config"]
        return run_import(
            settings,
            source,
            lambda now: import_statusfy(source, config_file, now=now),
            into=values["into"] or settings.root,
            report=values["report"],
            no_source="no_statusfy_source",
        )


def _import_options(importers: Commands) -> list[click.Parameter]:
    """What every importer takes besides its SOURCE."""
    return [importers.path("--into", "DIR"), importers.path("--report", "FILE")]
