"""Values of the model ↔ bytes, for caches: MessagePack, in which nothing can be anything but data.

A dataclass is its fields in order under a number of its own, so whoever keeps such bytes keeps :data:`SHAPE` with
them, which changes with every class and field.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import partial
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

import msgpack

from noroshi.model import incident, problem, prose, site, terms, text, update


class UnpackError(ValueError):
    """Bytes that are not what :func:`packed` writes."""


def _classes() -> tuple[type, ...]:
    modules = (text, prose, problem, update, incident, site)
    found = {
        name: item
        for module in modules
        for name, item in sorted(vars(module).items())
        if is_dataclass(item) and isinstance(item, type) and item.__module__ == module.__name__
    }
    return tuple(found.values())


def _enums() -> tuple[type[StrEnum], ...]:
    found = {**vars(terms), **vars(problem)}
    kinds = [item for _, item in sorted(found.items()) if isinstance(item, type) and issubclass(item, StrEnum)]
    return tuple(kind for kind in kinds if kind is not StrEnum)


_CLASSES = _classes()
_ENUMS = _enums()
_TIME_UTC, _TIME, _DATE, _ENUM, _ZONE, _LENGTH = 0, 1, 2, 3, 4, 5
_FIRST = 10
_NAMES = "surrogatepass"
"""Names of files need not be UTF-8: Python writes such bytes as half a character each."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PACKERS: list[msgpack.Packer] = []
"""Those that are not at work: one for each depth of values in values. To make one costs more than to pack with it."""
_MICROSECOND = timedelta(microseconds=1)
_MEMBERS = [(member, bytes((number, place))) for number, kind in enumerate(_ENUMS) for place, member in enumerate(kind)]
_MEMBER_OF = {code: member for member, code in _MEMBERS}
_CODE_OF = {(type(member), str(member)): msgpack.ExtType(_ENUM, code) for member, code in _MEMBERS}

SHAPE = repr([(kind.__name__, [item.name for item in fields(kind)]) for kind in _CLASSES]) + repr(
    [(kind.__name__, list(kind)) for kind in _ENUMS]
)
"""What the bytes depend on; other shapes cannot be read."""


def packed(value: Any) -> bytes:
    """The bytes of a value of the model, or of tuples and mappings of such. Raises TypeError for anything else."""
    packer = _PACKERS.pop() if _PACKERS else _packer()
    found: bytes = packer.pack(value)
    _PACKERS.append(packer)
    return found


def _packer() -> msgpack.Packer:
    return msgpack.Packer(default=_packed, strict_types=True, unicode_errors=_NAMES)


def unpacked(data: bytes) -> Any:
    """The value that was :func:`packed`; sequences are tuples. Raises UnpackError."""
    try:
        return msgpack.unpackb(data, ext_hook=_unpacked, use_list=False, strict_map_key=False, unicode_errors=_NAMES)
    except Exception as error:
        # msgpack, struct and the classes themselves each have their own words for it.
        raise UnpackError(str(error)) from error


def _packed(value: Any) -> Any:
    kind = type(value)
    if kind is tuple:
        return list(value)
    writer = _WRITERS.get(kind)
    if writer is not None:
        number, asked = writer
        return msgpack.ExtType(number, packed(list(asked(value))))
    if isinstance(value, StrEnum):
        return _CODE_OF[(kind, str(value))]
    if isinstance(value, datetime):
        if value.tzinfo is UTC:
            return msgpack.ExtType(_TIME_UTC, struct.pack(">q", (value - _EPOCH) // _MICROSECOND))
        zone = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else ""
        return msgpack.ExtType(_TIME, f"{value.isoformat()} {value.fold} {zone}".encode())
    if isinstance(value, date):
        return msgpack.ExtType(_DATE, struct.pack(">I", value.toordinal()))
    if isinstance(value, timedelta):
        return msgpack.ExtType(_LENGTH, struct.pack(">q", value // _MICROSECOND))
    if isinstance(value, ZoneInfo):
        return msgpack.ExtType(_ZONE, (value.key or "").encode())
    if isinstance(value, Mapping):
        return dict(value)
    whole = next((item for item in _CLASSES if isinstance(value, item)), None)
    if whole is not None:  # a stored incident
        return _packed(whole(*_FIELDS[whole](value)))
    raise TypeError(f"cannot be kept: {kind.__name__}")


def _moment(data: bytes) -> datetime:
    return _EPOCH + timedelta(microseconds=struct.unpack(">q", data)[0])


def _other_moment(data: bytes) -> datetime:
    written, fold, zone = data.decode().split(" ")
    found = datetime.fromisoformat(written)
    return found.replace(tzinfo=ZoneInfo(zone), fold=int(fold)) if zone else found


def _made(kind: type, data: bytes) -> Any:
    return kind(*msgpack.unpackb(data, ext_hook=_unpacked, use_list=False, strict_map_key=False, unicode_errors=_NAMES))


def _unpacked(number: int, data: bytes) -> Any:
    return _READERS[number](data)


def _asked(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    names = [item.name for item in fields(kind)]
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda value: (only(value),)
    return attrgetter(*names)


_FIELDS = {kind: _asked(kind) for kind in _CLASSES}
_WRITERS = {kind: (_FIRST + number, _FIELDS[kind]) for number, kind in enumerate(_CLASSES)}
_READERS: dict[int, Callable[[bytes], Any]] = {
    _TIME_UTC: _moment,
    _TIME: _other_moment,
    _DATE: lambda data: date.fromordinal(struct.unpack(">I", data)[0]),
    _ENUM: _MEMBER_OF.__getitem__,
    _ZONE: lambda data: ZoneInfo(data.decode()),
    _LENGTH: lambda data: timedelta(microseconds=struct.unpack(">q", data)[0]),
    **{_FIRST + number: partial(_made, kind) for number, kind in enumerate(_CLASSES)},
}
