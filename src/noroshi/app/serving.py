"""``noroshi serve``: build, then serve what was built."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from noroshi.app.build import BuildOptions, build
from noroshi.app.console import tell
from noroshi.app.outputs import Output
from noroshi.app.server import is_loopback, server
from noroshi.app.settings import DONE, KEPT_GOING, Settings, SurroundingsError
from noroshi.check import Rule
from noroshi.output.manifest import read_manifest
from noroshi.source.load import site_address


def build_and_serve(
    settings: Settings,
    options: BuildOptions,
    host: str,
    port: int,
    rules: Sequence[Rule],
    outputs: Sequence[Output],
) -> int:
    """Serve until interrupted; the exit status. A site with problems is served as it was built last."""
    words = settings.words
    status = build(settings, options, rules, outputs)
    if status not in (DONE, KEPT_GOING) and read_manifest(options.site) is None:
        return status
    base_path = urlsplit(options.url or site_address(settings.root)).path.rstrip("/")
    try:
        listening = server(options.site, host, port, base_path)
    except OSError as error:
        reason = error.strerror or str(error)
        other = port + 1 if port < 65535 else 8000
        raise SurroundingsError(words.say("port_taken", host=host, port=port, reason=reason, other=other)) from error
    name = f"[{host}]" if ":" in host else host
    url = f"http://{name}:{listening.server_address[1]}{base_path}/"
    try:
        if not is_loopback(host):
            tell(settings, words.say("not_loopback", host=host))
        tell(settings, words.say("serving", site=options.site, url=url))
        listening.serve_forever()
    except KeyboardInterrupt:
        # That is how it ends, and no failure.
        tell(settings, words.say("stopped"))
    finally:
        listening.server_close()
    return DONE
