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
    _upptime(importers)
    _statuspage(importers)
    _statusfy(importers)
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
