"""``import`` and ``export``: what brings a site here, and away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noroshi.app.commands.parts import Commands
from noroshi.app.settings import Settings

if TYPE_CHECKING:
    from noroshi.source.importers.imported import Imported

Read = Callable[[Settings, Mapping[str, Any], datetime], "Imported"]
"""(settings, options by name, ``now``) → what was read of ``options["source"]``."""


def add(commands: Commands) -> None:
    """Add them."""
    importers = commands.within("import", "import")
    source, config, issues = _source(), importers.path("--config", "FILE"), importers.path("--issues", "FILE")
    _importer(importers, "cstate", _cstate, [source, config])
    _importer(importers, "upptime", _upptime, [source, issues, config], "no_source_upptime")
    # A text: a path would lose one of the two slashes of an address.
    address = [click.Argument(["source"]), importers.text("--language", "TAG", "text_language")]
    _importer(importers, "statuspage", _statuspage, address)
    _importer(importers, "statusfy", _statusfy, [source, config], "no_source_statusfy")
    _noroshi(importers)
    _export(commands)


def _source() -> click.Argument:
    return click.Argument(["source"], type=click.Path(path_type=Path))


def _importer(
    importers: Commands, name: str, read: Read, params: list[click.Parameter], no_source: str = "no_source"
) -> None:
    """Register one; ``no_source`` is the key of the words for a SOURCE that holds nothing to import."""

    @importers.command(name, f"import_{name}", *params, *_import_options(importers))
    def run(settings: Settings, **values: Any) -> int:
        from noroshi.app.importing import run_import

        return run_import(
            settings,
            values["source"],
            lambda now: read(settings, values, now),
            into=values["into"] or settings.root,
            report=values["report"],
            no_source=no_source,
        )


def _cstate(_: Settings, values: Mapping[str, Any], now: datetime) -> Imported:
    from noroshi.source.importers.cstate import import_cstate

    return import_cstate(values["source"], values["config"], now=now)


def _upptime(_: Settings, values: Mapping[str, Any], now: datetime) -> Imported:
    from noroshi.source.importers.upptime import import_upptime

    return import_upptime(values["source"], values["config"], values["issues"], now=now)


def _statuspage(settings: Settings, values: Mapping[str, Any], now: datetime) -> Imported:
    from noroshi.app.importing_statuspage import read_statuspage

    return read_statuspage(settings, values["source"], now, language=values["language"])


def _statusfy(_: Settings, values: Mapping[str, Any], now: datetime) -> Imported:
    from noroshi.source.importers.statusfy import import_statusfy

    return import_statusfy(values["source"], values["config"], now=now)


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
