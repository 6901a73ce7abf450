"""What was typed as TARGET → a store, opened."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from noroshi.app.problem_words import visible
from noroshi.app.settings import Settings, SurroundingsError, UsageError
from noroshi.model.frozen import frozen
from noroshi.output.stores import Store, StoreRefused, UnknownHost

_OBJECTS: Final = {"s3": ("s3", "s3fs"), "gs": ("gs", "gcsfs"), "abfs": ("azure", "adlfs")}
"""Scheme → (the extra of noroshi's, the package that has it)."""
_BUCKET: Final = re.compile(r"\$web|[A-Za-z0-9][A-Za-z0-9._-]*")
"""``$web`` is the container of which Azure makes a web site."""
_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


@frozen
class Target:
    """Where a site goes."""

    shown: str
    """As people are told it."""
    folder: Path | None = None
    """Of this machine, links followed."""
    address: SplitResult | None = None
    endpoint_url: str = ""


_SECRET: Final = re.compile(r"(?P<user>//[^/:@]*):.*@|\?.*", re.DOTALL)
_SERVER: Final = re.compile(r"(?:[^/@:]+@)?[A-Za-z0-9.-]{2,}:.*", re.DOTALL)
"""``user@host:/path``, as scp and rsync take it, and ``s3:/bucket``: hardly ever a folder's name."""


def target_of(settings: Settings, typed: str, endpoint_url: str) -> Target:
    """Nothing is asked of anybody yet. Raises UsageError."""
    say = settings.words.say
    found = _ADDRESS.match(typed)
    scheme = found[1].lower() if found else ""
    if endpoint_url and (scheme != "s3" or not re.fullmatch(r"https?://[^\s/@?#]+(/[^\s@?#]*)?", endpoint_url)):
        raise UsageError(say("publish.bad_endpoint", value=_told(endpoint_url)))
    if not typed.strip() or "\0" in typed or (not found and _SERVER.fullmatch(typed) and not Path(typed).is_dir()):
        raise UsageError(say("publish.bad_target", value=_told(typed)))
    if not found:
        return Target(visible(typed), folder=Path(os.path.realpath(typed)))
    address = _address(settings, typed)
    if scheme == "sftp":
        _need(settings, "sftp", "sftp", "asyncssh")
    elif scheme in _OBJECTS:
        if not _BUCKET.fullmatch(address.netloc):
            raise UsageError(say("publish.bad_target", value=_told(typed)))
        _need(settings, scheme, *_OBJECTS[scheme])
    else:
        raise UsageError(say("publish.bad_target", value=_told(typed)))
    return Target(visible(typed), address=address, endpoint_url=endpoint_url)


def _told(typed: str) -> str:
    """What was typed, without a password or key that may be in it."""
    return visible(_SECRET.sub(lambda found: f"{found['user']}:…@" if found["user"] else "?…", typed))


def _address(settings: Settings, typed: str) -> SplitResult:
    """Raises UsageError for what is no address, or says more than where."""
    say = settings.words.say
    try:
        address = urlsplit(typed)
        is_sound = bool(address.netloc) and (address.port is None or address.port > 0)
        password = address.password
    except ValueError:
        is_sound, password = False, None
    if not is_sound:
        raise UsageError(say("publish.bad_target", value=_told(typed)))
    if password is not None:
        # It would stand in the history of a shell, and in logs: not in ours too.
        raise UsageError(say("publish.no_password", host=visible(address.hostname or "")))
    parts = [part for part in unquote(address.path).split("/") if part]
    if {"?", "#"} & {*typed} or not all(part.isprintable() for part in parts) or {".", ".."} & {*parts}:
        raise UsageError(say("publish.bad_target", value=_told(typed)))
    return address


def _need(settings: Settings, scheme: str, extra: str, package: str) -> None:
    if find_spec(package) is None:
        raise UsageError(settings.words.say("publish.missing", scheme=scheme, extra=extra))


@contextmanager
def opened(settings: Settings, target: Target) -> Iterator[Store]:
    """The store, connected. Raises SurroundingsError where it cannot be reached."""
    try:
        store = _store(target)
    except UnknownHost as error:
        raise SurroundingsError(settings.words.say("publish.unknown_host", host=visible(error.host))) from error
    except StoreRefused as error:
        reason = visible(error.reason)
        raise SurroundingsError(
            settings.words.say("publish.unreachable", target=target.shown, reason=reason)
        ) from error
    try:
        yield store
    finally:
        store.close()


def _store(target: Target) -> Store:
    if target.folder is not None:
        from noroshi.output.store_folder import FolderStore

        return FolderStore(target.folder)
    address = target.address
    assert address is not None  # noqa: S101 - target_of makes the one or the other
    # As folders take it: of several slashes one counts.
    path = "/".join(part for part in unquote(address.path).split("/") if part)
    if address.scheme == "sftp":
        from noroshi.output.store_sftp import Server, SftpStore

        # /~/ is the home folder there, as other programs write it too.
        folder = path.removeprefix("~").lstrip("/") or "." if re.match(r"~(/|$)", path) else f"/{path}"
        return SftpStore(Server(address.hostname or "", address.port, unquote(address.username or ""), folder))
    from noroshi.output.store_objects import object_store

    return object_store(address.scheme, f"{address.netloc}/{path}".rstrip("/"), target.endpoint_url)
