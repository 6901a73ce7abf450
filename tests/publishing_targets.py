"""Built sites to be published, and servers on this machine that take them and note what they are asked."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import asyncssh
import boto3
from moto.server import ThreadedMotoServer
from small_site import Ran, noroshi

from noroshi.model.artefact import Artefact
from noroshi.output.publish import write

MOMENTS = {"old": datetime(2026, 11, 21, 3, 12, tzinfo=UTC), "new": datetime(2026, 11, 21, 3, 22, tzinfo=UTC)}
HEADERS = """\
/*
  Cache-Control: public, max-age=30, must-revalidate
  X-Content-Type-Options: nosniff

/atom.xml
  Content-Type: application/atom+xml; charset=utf-8

/about/*
  Cache-Control: public, max-age=600
"""
ASSETS = {"old": "assets/page.0a1b2c3d.js", "new": "assets/page.9f8e7d6c.js"}


def edition(name: str, into: Path, pages: int = 3, **more: str) -> Path:
    """A site: pages that say their edition, one that does not, one that only this edition has; and ``more``."""
    start = f"<p>{name}</p>\n" * 40
    files: dict[str, str | bytes] = {
        "_headers": HEADERS,
        "404.html": "<p>nothing here</p>",
        "about/index.html": "<p>about</p>",
        ASSETS[name]: f"// {name}",
        "atom.xml": f"<feed>{name}</feed>",
        "en/incidents/index.html": f"<p>list {name}</p>",
        "en/index.html": f"<p>start {name}</p>",
        "index.html": start,
        "index.html.gz": gzip.compress(start.encode(), mtime=0),
        "logo.svg": "<svg/>",
        f"only-{name}/index.html": name,
        **{f"incidents/i{n}/index.html": f"<p>{name} {n}</p>" for n in range(pages)},
        **more,
    }
    artefacts = [Artefact(path, it.encode() if isinstance(it, str) else it) for path, it in files.items()]
    write(artefacts, into, version="1.2.3", commit=None, built_at=MOMENTS[name])
    return into


def publish(site: Path, target: object, *options: str) -> Ran:
    """The command, in this process."""
    return noroshi(None, "publish", str(target), "--site", str(site), *options, now="")


class Objects:
    """A bucket of a real S3 endpoint on loopback, and the log of what its server was asked."""

    def __init__(self, url: str, log: list[str]) -> None:
        self.url = url
        self.log = log
        """``PUT status/index.html``, in the order in which the server had done them."""
        self.hooks: list[Callable[[str], None]] = []
        """Called with each line, before the server answers."""
        self._client = boto3.client("s3", endpoint_url=url, region_name="us-east-1")

    def empty(self) -> None:
        """A new bucket."""
        self.hooks.clear()
        with contextlib.suppress(self._client.exceptions.NoSuchBucket):
            if keys := self.keys:
                self._client.delete_objects(Bucket="pages", Delete={"Objects": [{"Key": key} for key in keys]})
        self._client.create_bucket(Bucket="pages")
        self.log.clear()

    @property
    def keys(self) -> list[str]:
        return [it["Key"] for it in self._client.list_objects_v2(Bucket="pages").get("Contents", [])]

    def get(self, key: str) -> dict[str, Any]:
        found = self._client.get_object(Bucket="pages", Key=key)
        return {**found, "Body": found["Body"].read()}

    def put(self, key: str, content: bytes) -> None:
        self._client.put_object(Bucket="pages", Key=key, Body=content)

    def asked(self, *methods: str) -> list[str]:
        """Lines of the log, without the notes that a publisher leaves for others."""
        return [line for line in self.log if line.startswith(methods) and ".noroshi-publish.json" not in line]


class _Log(logging.Handler):
    def __init__(self, seen: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self._seen = seen

    def createLock(self) -> None:
        """None: what a hook asks of the server is logged too."""
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        # Some answers are logged in colour.
        said = re.sub(r"\x1b\[\d+m", "", record.getMessage())
        if found := re.search(r'"([A-Z]+) /pages/([^ ?]*)\S* HTTP', said):
            self._seen(f"{found[1]} {unquote(found[2])}")


@contextlib.contextmanager
def objects() -> Iterator[Objects]:
    """moto's server; who may use it stands in the environment, as for Amazon's own."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    log: list[str] = []
    made = Objects(f"http://{host}:{port}", log)

    def seen(line: str) -> None:
        log.append(line)
        for hook in made.hooks:
            hook(line)

    logger, handler = logging.getLogger("werkzeug"), _Log(seen)
    was = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield made
    finally:
        logger.removeHandler(handler)
        logger.setLevel(was)
        server.stop()


class SftpHost:
    """An SFTP server on loopback that shows a folder, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log: list[str] = []
        """``put index.html``, ``remove …``."""
        self.refuses = ""
        """A path that it lets nobody write."""
        self.hooks: dict[str, Callable[[], None]] = {}
        """Path → what happens once, before it is written."""
        self.renames_like_sftp = False
        """Without the extension by which a rename replaces."""
        self.key = asyncssh.generate_private_key("ssh-ed25519")
        self.client_key = asyncssh.generate_private_key("ssh-ed25519")
        self.port = 0

    def let_in(self, home: Path, *, known: asyncssh.SSHKey | None) -> None:
        """A home folder whose owner has a key here; ``known``: what they know of this host."""
        folder = home / ".ssh"
        folder.mkdir(parents=True)
        self.client_key.write_private_key(folder / "id_ed25519")
        if known is not None:
            line = f"[127.0.0.1]:{self.port} {known.export_public_key().decode()}"
            (folder / "known_hosts").write_text(line)

    @property
    def url(self) -> str:
        return f"sftp://www@127.0.0.1:{self.port}"

    @contextlib.contextmanager
    def running(self) -> Iterator[SftpHost]:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        keys = asyncssh.import_authorized_keys(self.client_key.export_public_key().decode())
        host = self

        class Files(asyncssh.SFTPServer):
            def __init__(self, channel: Any) -> None:
                super().__init__(channel, chroot=bytes(host.folder))

            def realpath(self, path: bytes) -> Any:
                # As OpenSSH does: all but the last folder must be there.
                if not Path(os.fsdecode(self.map_path(path))).parent.is_dir():
                    raise asyncssh.SFTPNoSuchFile("no such folder")
                return super().realpath(path)

            def posix_rename(self, old: bytes, new: bytes) -> Any:
                if host.renames_like_sftp:
                    raise asyncssh.SFTPOpUnsupported("no posix-rename here")
                return self._noted(new, lambda: super(Files, self).posix_rename(old, new))

            def rename(self, old: bytes, new: bytes) -> Any:
                return self._noted(new, lambda: super(Files, self).rename(old, new))

            def remove(self, path: bytes) -> Any:
                if b".noroshi" not in path:
                    host.log.append(f"remove {path.decode().lstrip('/')}")
                return super().remove(path)

            def _noted(self, new: bytes, do: Callable[[], Any]) -> Any:
                path = new.decode().lstrip("/")
                if host.refuses and path.endswith(host.refuses):
                    raise asyncssh.SFTPPermissionDenied("not for you")
                if ".noroshi" not in path:
                    host.hooks.pop(path, lambda: None)()
                    host.log.append(f"put {path}")
                return do()

        async def listen() -> asyncssh.SSHAcceptor:
            return await asyncssh.listen(
                "127.0.0.1", 0, server_host_keys=[host.key], authorized_client_keys=keys, sftp_factory=Files
            )

        acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
        self.port = acceptor.get_port()
        try:
            yield self
        finally:

            async def stop() -> None:
                acceptor.close()
                await acceptor.wait_closed()

            asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
