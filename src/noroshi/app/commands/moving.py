"""``import`` and ``export``: what brings a site here, and away."""

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
    _noroshi(importers)
    _export(commands)


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


def _noroshi(importers: Commands) -> None:
    @importers.command("noroshi", "import_noroshi", _source(), *_import_options(importers))
    def noroshi(settings: Settings, **values: Any) -> int:
        from noroshi.app.restoring import import_export

        return import_export(settings, values["source"], into=values["into"] or settings.root, report=values["report"])


def _export(commands: Commands) -> None:
    file = click.Argument(["file"], required=False, metavar="[FILE]", type=click.Path(path_type=Path))

    @commands.command("export", "export", file)
    def export(settings: Settings, **values: Any) -> int:
        from noroshi.app.exporting import export_site

        return export_site(settings, values["file"])


def _import_options(importers: Commands) -> list[click.Parameter]:
    """What every importer takes besides its SOURCE."""
    return [importers.path("--into", "DIR"), importers.path("--report", "FILE")]
