"""A site's files → objects of a bucket (S3 and what speaks like it, Google Cloud Storage, Azure), through fsspec."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from noroshi.output.names import RESERVED
from noroshi.output.stores import MOST_READ, Said, StoreRefused

_WORKERS: Final = 8
_SECONDS_TO_CONNECT, _SECONDS_TO_ANSWER = 10, 30


def object_store(scheme: str, prefix: str, endpoint_url: str = "") -> ObjectStore:
    """The store of ``scheme`` (``s3``, ``gs``, ``abfs``) at ``prefix``, bucket first: ``status/pages``.

    Who we are is asked of the surroundings, as that service's own tools do. ``endpoint_url``: of a service that
    speaks like S3. Nothing is sent yet. Raises ImportError where the library for the scheme is not installed,
    StoreRefused.
    """
    from fsspec import filesystem

    # Listings are never kept: another publisher may be at the same.
    options: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
    if scheme == "s3":
        config = {
            "connect_timeout": _SECONDS_TO_CONNECT,
            "read_timeout": _SECONDS_TO_ANSWER,
            # Checksums that no header asked for are refused by services that speak an older S3.
            "request_checksum_calculation": "when_required",
        }
        options |= {"endpoint_url": endpoint_url or None, "config_kwargs": config}
    with _told(""):
        return ObjectStore(filesystem(scheme, **options), prefix, _TOLD[scheme])


class ObjectStore:
    """A :class:`~noroshi.output.stores.Store`. An object is there whole or not at all; there are no folders."""

    workers = _WORKERS

    def __init__(self, files: Any, prefix: str, told: Callable[[Said], dict[str, Any]]) -> None:
        """``files``: a file system of fsspec; ``told``: what its ``pipe_file`` wants to be told of a file."""
        self._files = files
        self._prefix = prefix
        self._options = told

    def read(self, path: str) -> bytes | None:
        with _told(path):
            try:
                # With both ends this is one request, and never more than is wanted.
                content = bytes(self._files.cat_file(self._key(path), start=0, end=MOST_READ + 1))
            except FileNotFoundError:
                return None
            except Exception:
                # Of an empty object no range can be had: RFC 9110 §15.5.17.
                if self._files.info(self._key(path))["size"] == 0:
                    return b""
                raise
        if len(content) > MOST_READ:
            raise StoreRefused(path, f"more than {MOST_READ} bytes")
        return content

    def has(self, path: str) -> bool:
        with _told(path):
            try:
                return bool(self._files.info(self._key(path))["type"] == "file")
            except FileNotFoundError:
                return False

    def is_empty(self) -> bool:
        with _told(""):
            try:
                names = self._files.ls(self._prefix, detail=False)
            except FileNotFoundError:
                return True
            return all(str(name).rstrip("/").rpartition("/")[2].startswith(RESERVED) for name in names)

    def put(self, path: str, content: bytes, said: Said) -> None:
        with _told(path):
            self._files.pipe_file(self._key(path), content, **self._options(said))

    def remove(self, path: str) -> None:
        with _told(path), suppress(FileNotFoundError):
            # Not ``rm``: that takes a star in a name for many.
            self._files.rm_file(self._key(path))

    def sweep(self) -> None:
        pass

    def close(self) -> None:
        pass

    def _key(self, path: str) -> str:
        return f"{self._prefix}/{path}"


def _of_s3(said: Said) -> dict[str, Any]:
    found = {"ContentType": said.content_type, "CacheControl": said.cache_control, "ContentEncoding": said.encoding}
    return {name: value for name, value in found.items() if value}


def _of_google(said: Said) -> dict[str, Any]:
    fixed = {"cache_control": said.cache_control, "content_encoding": said.encoding}
    return {
        "content_type": said.content_type,
        "fixed_key_metadata": {name: value for name, value in fixed.items() if value},
    }


def _of_azure(said: Said) -> dict[str, Any]:
    found = {
        "content_type": said.content_type,
        "cache_control": said.cache_control,
        "content_encoding": said.encoding,
    }
    return {"content_settings": {name: value for name, value in found.items() if value}}


_TOLD: Final = {"s3": _of_s3, "gs": _of_google, "abfs": _of_azure}


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Whatever the libraries of three services raise is a refusal; each has classes of its own, of no common kind."""
    try:
        yield
    except (StoreRefused, ImportError):
        raise
    except Exception as error:
        raise StoreRefused(path, " ".join(str(error).split()) or type(error).__name__) from error
