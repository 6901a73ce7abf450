"""``@frozen`` makes what ``@dataclass(frozen=True)`` makes, but that nothing asks at run time who changes a field."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import pytest

from noroshi.model.frozen import frozen


@frozen
class Service:
    """A value as the model has many."""

    id: str
    names: tuple[str, ...] = ()
    seen: list[str] = field(default_factory=list, compare=False, repr=False)

    @cached_property
    def shout(self) -> str:
        return self.id.upper()


@dataclass(frozen=True)
class Usual:
    """The same, made by Python's own decorator."""

    id: str
    names: tuple[str, ...] = ()
    seen: list[str] = field(default_factory=list, compare=False, repr=False)


@frozen(slots=True)
class Row:
    """One of very many."""

    name: str
    under: Row | None = None


@frozen
class Nothing:
    """No field at all."""


@frozen
class Loud:
    """One that compares itself."""

    id: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Loud) and other.id.lower() == self.id.lower()

    def __hash__(self) -> int:
        return hash(self.id.lower())


def test_values_are_equal_when_they_say_the_same() -> None:
    assert Service("api", ("API",)) == Service("api", ("API",), ["a list that is not compared"])
    assert Service("api") != Service("web")
    assert Service("api") != Usual("api")  # type: ignore[comparison-overlap]
    assert Nothing() == Nothing()
    assert Row("a", Row("b")) == Row("a", Row("b"))
    assert len({Service("api"), Service("api"), Service("web"), Nothing(), Nothing()}) == 3


def test_what_was_remembered_of_one_is_no_part_of_what_it_says() -> None:
    asked = Service("api")
    assert asked.shout == "API"
    assert asked == Service("api")


def test_it_is_shown_as_a_dataclass_is() -> None:
    assert repr(Service("api", ("API",))) == repr(Usual("api", ("API",))).replace("Usual", "Service")
    assert repr(Row("a")) == "Row(name='a', under=None)"


def test_fields_copies_and_changed_copies_are_those_of_a_dataclass() -> None:
    one = Service("api", ("API",))
    assert [item.name for item in fields(one)] == ["id", "names", "seen"]
    assert replace(one, id="web") == Service("web", ("API",))
    assert copy.deepcopy(one) == one
    assert pickle.loads(pickle.dumps(Row("a", Row("b")))) == Row("a", Row("b"))
    with pytest.raises(TypeError, match="unexpected keyword argument 'name'"):
        Service(name="api")  # type: ignore[call-arg]


def test_a_class_that_compares_itself_is_left_to_it() -> None:
    assert Loud("API") == Loud("api")
    assert hash(Loud("API")) == hash(Loud("api"))


def test_only_mypy_refuses_who_changes_a_field() -> None:
    one = Service("api")
    # Were it not refused, ``make check`` would say that this comment is not needed.
    one.id = "web"  # type: ignore[misc]
    assert one == Service("web")
