"""A table in which nothing is wrong → its values by attribute, without pydantic; of any other: that it is not sound.

What is wrong, where, and what to write instead is for the pydantic schemas to say. They cost a tenth of a second
to import and are only asked where a shape refuses; tests hold every shape to its schema, key by key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Read = Callable[[Any, Any], Any]
"""(the value as typed, what is known of the site) → the value. Raises ValueError where it is not sound."""


class NotSound(ValueError):
    """Something is wrong; the schema will find it again and say what."""


class Key(NamedTuple):
    """One key of a table."""

    read: Read
    default: Any = None
    """Stands for a key that is absent, as it is."""
    attribute: str = ""
    """Where it is not the key's own name."""
    required: bool = False


class Values:
    """What a table says: every key of its shape as an attribute, defaults filled in."""

    model_fields_set: frozenset[str]
    """Attributes that were said; named as pydantic names it, because readers take objects of both."""

    def __init__(self, defaults: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        held = self.__dict__
        held.update(defaults)
        held.update(said)
        held["model_fields_set"] = frozenset(said)

    def __getattr__(self, name: str) -> Any:
        # Only where nothing is found; its being here tells the type checker that attributes are dynamic.
        raise AttributeError(name)


class Shape:
    """What a table may hold."""

    def __init__(self, **keys: Key | Read) -> None:
        """A bare reader is an optional key without a default. A key that is a word of Python ends in ``_``."""
        full = {name.removesuffix("_"): key if isinstance(key, Key) else Key(key) for name, key in keys.items()}
        self.keys: Mapping[str, Key] = full
        self._readers = {name: (key.attribute or name, key.read) for name, key in full.items()}
        self.defaults = {key.attribute or name: key.default for name, key in full.items() if not key.required}
        self._required = frozenset(name for name, key in full.items() if key.required)

    def read(self, typed: Any, around: Any) -> Values:
        """The values of the table ``typed``. Raises ValueError where anything in it is not sound."""
        if type(typed) is not dict or not self._required <= typed.keys():
            raise NotSound
        readers = self._readers
        said = {}
        for name, value in typed.items():
            if name not in readers:
                raise NotSound
            attribute, read = readers[name]
            said[attribute] = read(value, around)
        return Values(self.defaults, said)


def plain(read: Callable[[Any], Any]) -> Read:
    """A reader that needs to know nothing of the site."""
    return lambda value, _: read(value)


def or_none(read: Read) -> Read:
    """``read``, and nothing for nothing."""
    return lambda value, around: None if value is None else read(value, around)


def items(read: Read) -> Read:
    """Every item of a list."""

    def each(value: Any, around: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise NotSound
        return tuple([read(item, around) for item in value])

    return each


def entries(name: Read, read: Read) -> Read:
    """Every entry of a table whose keys are names: ``name`` reads these, ``read`` what stands under them."""

    def each(value: Any, around: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise NotSound
        return {name(key, around): read(entry, around) for key, entry in value.items()}

    return each
