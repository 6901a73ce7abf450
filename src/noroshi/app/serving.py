"""``noroshi serve``: build, serve what was built, and go on as the writer writes."""

from __future__ import annotations

import sysconfig
import threading
import webbrowser
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from noroshi.app.build import BuildOptions
from noroshi.app.console import tell
from noroshi.app.live.board import Board
from noroshi.app.live.local import Local
from noroshi.app.live.loop import Loop
from noroshi.app.live.previews import Previews
from noroshi.app.live.rebuild import Rebuilt
from noroshi.app.live.watcher import Watcher
from noroshi.app.outputs import AnyOutput
from noroshi.app.resident import ResidentBuild
from noroshi.app.server import Server, is_loopback, server
from noroshi.app.settings import DONE, Settings, SurroundingsError
from noroshi.check import Rule
from noroshi.model.frozen import frozen
from noroshi.render.theme import own_places
from noroshi.source.load import handbook_folder, site_address

_STOP_SECONDS = 0.1


@frozen
class ServeAsked:
    """What ``noroshi serve`` was asked for."""

    host: str = "127.0.0.1"
    port: int = 8000
    poll: bool = False
    """Look for changes now and then: network drives tell of none."""
    browse: bool = False
    """Open a browser."""


def build_and_serve(
    settings: Settings,
    options: BuildOptions,
    asked: ServeAsked,
    rules: Sequence[Rule],
    outputs: Sequence[AnyOutput],
    browse: Callable[[str], object] = webbrowser.open,
) -> int:
    """Serve until interrupted; the exit status. A site with problems is served as it was built last."""
    say = settings.words.say
    board = Board()
    rebuild = ResidentBuild(settings, options, rules, outputs, _clock)
    with _listening(settings, options, asked) as listening:
        served = listening.served

        def follow_address(_: Rebuilt) -> None:
            served.base_path = _base_path(settings, options)

        loop = Loop(settings, rebuild, board, clock=_clock, after=follow_address)
        # Before the first build: what is written while it reads is not lost.
        handbook = handbook_folder(settings.root)
        also = (*editable_themes(), *((handbook,) if handbook else ()))
        watcher = Watcher(settings.root, also, loop.add, polls=asked.poll)
        try:
            first = loop.first()
            previews = Previews(settings, options, rebuild.look, _clock)
            listening.local = Local(settings.words, served, board, previews, loop.made)
            serving = threading.Thread(target=listening.serve_forever, args=(_STOP_SECONDS,), daemon=True)
            serving.start()
            try:
                _tell(settings, options, asked, listening, is_polling=watcher.polls and not asked.poll)
                if not first.is_published:
                    tell(settings, say("serving_waits"))
                if asked.browse:
                    browse(_url(asked, listening))
                loop.run(watcher.refresh)
            except KeyboardInterrupt:
                # That is how it ends, and no failure.
                tell(settings, say("stopped"))
            finally:
                board.close()
                listening.shutdown()
        finally:
            watcher.stop()
            rebuild.close()
    return DONE


def _listening(settings: Settings, options: BuildOptions, asked: ServeAsked) -> Server:
    """Before anything is built: a port that is taken is told at once."""
    try:
        return server(options.site, asked.host, asked.port, _base_path(settings, options))
    except OSError as error:
        reason = error.strerror or str(error)
        other = asked.port + 1 if asked.port < 65535 else 8000
        where = {"host": asked.host, "port": asked.port}
        raise SurroundingsError(settings.words.say("port_taken", **where, reason=reason, other=other)) from error


def _tell(settings: Settings, options: BuildOptions, asked: ServeAsked, listening: Server, *, is_polling: bool) -> None:
    say = settings.words.say
    if not is_loopback(asked.host):
        tell(settings, say("not_loopback", host=asked.host))
    if is_polling:
        tell(settings, say("no_watches_left"))
    tell(settings, say("serving", site=options.site, url=_url(asked, listening)))


def _url(asked: ServeAsked, listening: Server) -> str:
    name = f"[{asked.host}]" if ":" in asked.host else asked.host
    return f"http://{name}:{listening.server_address[1]}{listening.served.base_path}/"


def _base_path(settings: Settings, options: BuildOptions) -> str:
    return urlsplit(options.url or site_address(settings.root)).path.rstrip("/")


def editable_themes() -> tuple[Path, ...]:
    """Folders of the themes that come with noroshi, where somebody may be working on them: not where pip put them."""
    installed = Path(sysconfig.get_path("purelib"))
    return tuple(place for place in own_places() if place.is_dir() and not place.is_relative_to(installed))


def _clock() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
