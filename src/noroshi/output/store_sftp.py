"""A site's files → a folder of another machine, over SFTP, each written under another name and renamed.

asyncssh and not sshfs or fsspec's own: those take any host key unless told otherwise, and copy by a shell.
"""

from __future__ import annotations

import asyncio
import posixpath
import stat
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from itertools import count
from typing import Any, Final, TypeVar
from uuid import uuid4

import asyncssh

from noroshi.model.frozen import frozen
from noroshi.output.names import RESERVED
from noroshi.output.stores import MOST_READ, TEMPORARY, Said, StoreRefused, UnknownHost
from noroshi.output.tree import FILE_MODE, FOLDER_MODE

Result = TypeVar("Result")

_WORKERS: Final = 8
_SECONDS_TO_CONNECT, _SECONDS_TO_LOG_IN, _SECONDS_OF_A_CALL = 15, 30, 300
_SECONDS_OF_SILENCE: Final = 15


@frozen
class Server:
    """Where it is; empty: as ``~/.ssh/config`` says, else as everywhere."""

    host: str
    port: int | None
    user: str
    folder: str
    """Absolute, or relative to where the server puts us."""


class SftpStore:
    """A :class:`~noroshi.output.stores.Store`. Who the server is, ``known_hosts`` says; a link is never followed."""

    workers = _WORKERS

    def __init__(self, server: Server) -> None:
        """Connect, by keys, the agent and settings of ``~/.ssh``. Raises StoreRefused, UnknownHost."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._mine = f"{TEMPORARY}{uuid4().hex}-"
        self._numbers: Callable[[], int] = count().__next__
        self._folders: dict[str, asyncio.Future[None]] = {}
        self._connection: asyncssh.SSHClientConnection | None = None
        self._thread.start()
        try:
            self._do("", self._connect(server))
        except BaseException:
            self.close()
            raise

    def read(self, path: str) -> bytes | None:
        return self._do(path, self._read(path))

    def has(self, path: str) -> bool:
        return self._do(path, self._has(path))

    def is_empty(self) -> bool:
        return self._do("", self._is_empty())

    def put(self, path: str, content: bytes, said: Said) -> None:
        self._do(path, self._put(path, content))

    def remove(self, path: str) -> None:
        self._do(path, self._remove(path))

    def sweep(self) -> None:
        self._do("", self._sweep())

    def close(self) -> None:
        if self._connection is not None:
            connection = self._connection
            with suppress(StoreRefused):
                self._do("", _closed(connection))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, path: str, work: Coroutine[Any, Any, Result]) -> Result:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(_SECONDS_OF_A_CALL)
        except TimeoutError as error:
            future.cancel()
            raise StoreRefused(path, "no answer") from error
        except (OSError, ValueError, asyncssh.Error) as error:
            # ValueError: a key with a passphrase, or a line of ~/.ssh/config or known_hosts that cannot be read.
            raise StoreRefused(path, str(error) or type(error).__name__) from error

    async def _connect(self, server: Server) -> None:
        options: dict[str, Any] = {"port": server.port, "username": server.user}
        try:
            self._connection = await asyncssh.connect(
                server.host,
                **{name: value for name, value in options.items() if value},
                connect_timeout=_SECONDS_TO_CONNECT,
                login_timeout=_SECONDS_TO_LOG_IN,
                keepalive_interval=_SECONDS_OF_SILENCE,
            )
        except asyncssh.HostKeyNotVerifiable as error:
            is_usual = server.port in (None, 22)
            raise UnknownHost(server.host if is_usual else f"[{server.host}]:{server.port}") from error
        self._sftp = await self._connection.start_sftp_client()
        # What is above the target may be links, as its owner likes; from there on none is followed.
        self._root = await self._resolved(server.folder)

    async def _resolved(self, folder: str) -> str:
        try:
            found = await self._sftp.realpath(folder)
            return found.decode() if isinstance(found, bytes) else found
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            # OpenSSH resolves what is there, and one folder more: the rest will be made.
            above, name = posixpath.split(folder)
            if not name or folder == ".":
                raise
            return posixpath.join(await self._resolved(above or "."), name)

    async def _mode(self, place: str) -> int | None:
        """None: there is nothing."""
        try:
            attributes = await self._sftp.lstat(place)
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            return None
        return attributes.permissions

    async def _inside(self, path: str) -> str:
        """Its place. Raises StoreRefused where a folder on the way is a link."""
        folder = posixpath.dirname(path)
        if folder:
            above = await self._inside(folder)
            mode = await self._mode(above)
            if mode is not None and stat.S_ISLNK(mode):
                raise StoreRefused(path, f"{folder} is a link")
        return posixpath.join(self._root, path)

    async def _read(self, path: str) -> bytes | None:
        place = await self._inside(path)
        mode = await self._mode(place)
        if mode is None:
            return None
        if not stat.S_ISREG(mode):
            raise StoreRefused(path, "not a file")
        async with self._sftp.open(place, "rb") as file:
            content = await file.read(MOST_READ + 1)
        if len(content) > MOST_READ:
            raise StoreRefused(path, f"more than {MOST_READ} bytes")
        return content if isinstance(content, bytes) else content.encode()

    async def _has(self, path: str) -> bool:
        return await self._mode(await self._inside(path)) is not None

    async def _names(self) -> list[str]:
        try:
            found = [str(name) for name in await self._sftp.listdir(self._root)]
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            return []
        return [name for name in found if name not in (".", "..")]

    async def _is_empty(self) -> bool:
        return all(name.startswith(RESERVED) for name in await self._names())

    async def _make_folder(self, folder: str) -> None:
        """Once for each: many files are on their way into it at the same time."""
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = asyncio.ensure_future(self._made_folder(folder))
        try:
            await asyncio.shield(known)
        except BaseException:
            self._folders.pop(folder, None)
            raise

    async def _made_folder(self, folder: str) -> None:
        if folder:
            await self._make_folder(posixpath.dirname(folder))
        place = posixpath.join(self._root, folder) if folder else self._root
        mode = await self._mode(place)
        if mode is None:
            if folder:
                await self._sftp.mkdir(place, asyncssh.SFTPAttrs(permissions=FOLDER_MODE))
            else:
                await self._sftp.makedirs(place, asyncssh.SFTPAttrs(permissions=FOLDER_MODE), exist_ok=True)
        elif stat.S_ISLNK(mode):
            raise StoreRefused(folder, "it is a link")
        elif not stat.S_ISDIR(mode):
            raise StoreRefused(folder, "it is no folder")

    async def _put(self, path: str, content: bytes) -> None:
        await self._make_folder(posixpath.dirname(path))
        target = posixpath.join(self._root, path)
        temporary = posixpath.join(self._root, f"{self._mine}{self._numbers()}")
        try:
            async with self._sftp.open(temporary, "xb", asyncssh.SFTPAttrs(permissions=FILE_MODE)) as file:
                await file.write(content)
            try:
                await self._sftp.posix_rename(temporary, target)
            except asyncssh.SFTPOpUnsupported:
                # The plain rename of SFTP replaces nothing: for a moment there is none.
                with suppress(asyncssh.SFTPNoSuchFile):
                    await self._sftp.remove(target)
                await self._sftp.rename(temporary, target)
        except BaseException:
            with suppress(OSError, asyncssh.Error):
                await self._sftp.remove(temporary)
            raise

    async def _remove(self, path: str) -> None:
        place = await self._inside(path)
        try:
            await self._sftp.remove(place)
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            pass
        except asyncssh.SFTPError:
            # Where a folder stands by now, somebody else has made it.
            mode = await self._mode(place)
            if mode is None or not stat.S_ISDIR(mode):
                raise
        folder = posixpath.dirname(path)
        while folder:
            try:
                await self._sftp.rmdir(posixpath.join(self._root, folder))
            except asyncssh.SFTPError:
                # Others' files are in it.
                break
            self._folders.pop(folder, None)
            folder = posixpath.dirname(folder)

    async def _sweep(self) -> None:
        for name in await self._names():
            if name.startswith(TEMPORARY):
                with suppress(asyncssh.SFTPNoSuchFile):
                    await self._sftp.remove(posixpath.join(self._root, name))


async def _closed(connection: asyncssh.SSHClientConnection) -> None:
    connection.close()
    await connection.wait_closed()
