"""``build``, ``check``, ``serve``, ``schema``: what works on the site as it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from noroshi.app.commands.parts import Commands
from noroshi.app.settings import DONE, Settings, need_site, site_url

if TYPE_CHECKING:
    from noroshi.app.build import BuildOptions

SCHEMAS = ("incident", "update", "report", "site", "export")


def add(commands: Commands) -> None:
    """Add them."""
    _build(commands)
    _check(commands)
    _serve(commands)
    _schema(commands)


def _build(commands: Commands) -> None:
    as_json = commands.flag("--json", "as_json", "json")

    @commands.command("build", "build", *build_options(commands), as_json)
    def build(settings: Settings, **values: Any) -> int:
        from noroshi.app.build import build

        return build(settings, asked_for(settings, values), *commands.program.own())


def _check(commands: Commands) -> None:
    paths = click.Argument(["paths"], nargs=-1, metavar="[PATH]...")
    forms = click.Choice(["text", "json", "github"])
    form = click.Option(["--format", "form"], type=forms, default="text", help=commands.say("option.format"))

    against = click.Option(["--against"], metavar="REV", help=commands.say("option.check_against"))

    @commands.command("check", "check", paths, against, form, commands.flag("--strict", "strict"))
    def check(settings: Settings, **values: Any) -> int:
        from noroshi.app.checking import CheckAsked, check_site

        rules, _ = commands.program.own()
        asked = CheckAsked(values["paths"], values["form"], values["strict"], values["against"])
        return check_site(settings, asked, rules)


def _serve(commands: Commands) -> None:
    say = commands.say
    options = [
        click.Option(["--host"], default="127.0.0.1", help=say("option.host")),
        click.Option(["--port"], type=click.IntRange(0, 65535), default=8000, help=say("option.port")),
        commands.flag("--poll", "poll"),
        commands.flag("--open", "browse"),
    ]

    @commands.command("serve", "serve", *options, *build_options(commands))
    def serve(settings: Settings, **values: Any) -> int:
        from noroshi.app.serving import ServeAsked, build_and_serve

        asked = ServeAsked(values["host"], values["port"], values["poll"], values["browse"])
        return build_and_serve(settings, asked_for(settings, values), asked, *commands.program.own())


def _schema(commands: Commands) -> None:
    which = click.Argument(["name"], type=click.Choice(SCHEMAS))

    @commands.command("schema", "schema", which)
    def schema(settings: Settings, **values: Any) -> int:
        if values["name"] == "export":
            from noroshi.render.export_document import export_schema

            schema = export_schema()
        else:
            from noroshi.source.schemas import json_schema

            schema = json_schema(values["name"])
        print(json.dumps(schema, ensure_ascii=False, indent=2))
        return DONE


def build_options(commands: Commands) -> list[click.Parameter]:
    """The options of whatever builds."""
    say = commands.say
    return [
        commands.path("--site", "DIR"),
        commands.path("--outbox", "DIR"),
        click.Option(["--url"], metavar="URL", help=say("option.url")),
        commands.flag("--keep-going", "keep_going"),
        click.Option(["--links"], type=click.Choice(["site", "files"]), default="site", help=say("option.links")),
        commands.flag("--drills", "drills"),
        click.Option(["--workers"], type=click.IntRange(1, 256), metavar="N", help=say("option.workers")),
        commands.flag("--full", "full"),
        click.Option(["--precompress"], multiple=True, type=click.Choice(["gz", "br"]), help=say("option.precompress")),
    ]


def asked_for(settings: Settings, values: dict[str, Any]) -> BuildOptions:
    """What those options say. Raises UsageError where there is no site."""
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
