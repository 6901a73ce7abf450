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
            nothing="no_statusfy_source",
        )


def _import_options(importers: Commands) -> list[click.Parameter]:
    """What every importer takes besides its SOURCE."""
    return [importers.path("--into", "DIR"), importers.path("--report", "FILE")]
