"""Classes of values: what is said once, compared by what it says, and never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, TypeVar, dataclass_transform, overload

Class = TypeVar("Class")


@overload
def frozen(cls: type[Class], /) -> type[Class]: ...
@overload
def frozen(*, slots: bool = False) -> Callable[[type[Class]], type[Class]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: Any = None, /, *, slots: bool = False) -> Any:
    """``@dataclass(frozen=True)``, to whoever reads it, to mypy, to ``fields`` and ``replace``.

    That nobody changes one is checked where types are, not once more whenever one is made: a page is made of dozens,
    a build of hundreds of thousands. And what compares two is no source text compiled for each of hundreds of
    classes at every start. ``slots``: no dictionary for each, where there are very many.
    """

    def made(wanted: type) -> type:
        own = vars(wanted)
        found: type[Any] = dataclass(eq=False, repr=False, slots=slots)(wanted)
        compared = [item.name for item in fields(found) if item.compare]
        said: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda _: ()

        def equal(self: Any, other: Any) -> Any:
            return said(self) == said(other) if other.__class__ is self.__class__ else NotImplemented

        def hashed(self: Any) -> int:
            return hash(said(self))

        for name, method in (("__eq__", equal), ("__hash__", hashed), ("__repr__", _shown)):
            if name not in own:
                setattr(found, name, method)
        return found

    return made if cls is None else made(cls)


@recursive_repr()
def _shown(self: Any) -> str:
    said = ", ".join(f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
    return f"{self.__class__.__qualname__}({said})"
