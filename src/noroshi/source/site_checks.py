"""site.toml's values → what is wrong between them: names said twice, unknown, or in a circle.

Works on the values as they were read, so that one refused value hides nothing about its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from noroshi.model.problem import Place, Problem
from noroshi.source.nearest import nearest
from noroshi.source.toml_places import KeyPath, TomlDocument


def checked(document: TomlDocument, path: str) -> Iterator[Problem]:
    """Every problem between the values of ``document``, in no order."""

    def problem(rule: str, place: KeyPath, **arguments: Any) -> Problem:
        return Problem(Place(path, document.line(place)), rule, arguments=arguments)

    for table in ("services", "groups", "audiences"):
        first: dict[str, int] = {}
        for index, entry_id in ids_of(document.values, table):
            line = document.line((table, index, "id"))
            if first.setdefault(entry_id, line) != line:
                yield problem("site-id-twice", (table, index, "id"), value=entry_id, table=table, first=first[entry_id])
    services = tuple(dict.fromkeys(entry_id for _, entry_id in ids_of(document.values, "services")))
    groups = tuple(dict.fromkeys(entry_id for _, entry_id in ids_of(document.values, "groups")))
    needs: dict[str, list[tuple[str, KeyPath]]] = {}
    for index, service in _tables(document.values, "services"):
        group = service.get("group")
        if isinstance(group, str) and group not in groups:
            place: KeyPath = ("services", index, "group")
            yield problem("site-unknown-group", place, value=group, allowed=groups, near=nearest(group, groups))
        for at, needed in enumerate(_texts(service.get("depends_on"))):
            place = ("services", index, "depends_on", at)
            if needed not in services:
                others = tuple(name for name in services if name != service.get("id"))
                near = nearest(needed, others)
                yield problem("site-unknown-service", place, value=needed, allowed=others, near=near)
            elif isinstance(service.get("id"), str):
                needs.setdefault(service["id"], []).append((needed, place))
    for circle in _circles(needs):
        names = tuple(name for name, _ in circle)
        yield problem("site-circle", circle[0][1], value=" → ".join((*names, names[0])))
    languages = document.values.get("languages")
    seen: set[str] = set()
    for index, tag in enumerate(_texts(languages)):
        if tag.lower() in seen:
            yield problem("site-language-twice", ("languages", index), value=tag)
        seen.add(tag.lower())


def _tables(values: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    found = values.get(name)
    for index, table in enumerate(found if isinstance(found, list) else ()):
        if isinstance(table, dict):
            yield index, table


def ids_of(values: Mapping[str, Any], name: str) -> Iterator[tuple[int, str]]:
    """(position, id) of every entry of a list of tables that has an id, whatever else is there."""
    for index, table in _tables(values, name):
        if isinstance(table.get("id"), str):
            yield index, table["id"]


def _texts(value: object) -> list[str]:
    """The items of a list of texts. Of any other list the positions would not hold, and it is refused anyway."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return []
    return value


def _circles(needs: Mapping[str, list[tuple[str, KeyPath]]]) -> Iterator[tuple[tuple[str, KeyPath], ...]]:
    """Every circle that a walk along ``needs`` closes: (service, the place of what it needs next), once each."""
    done: set[str] = set()
    for start in needs:
        # An explicit stack: a chain of dependencies may be longer than Python's.
        trail: list[tuple[str, KeyPath]] = []
        on_trail: dict[str, int] = {}
        stack: list[tuple[str, Iterator[tuple[str, KeyPath]]]] = []
        if start not in done:
            stack.append((start, iter(needs[start])))
            on_trail[start] = 0
        while stack:
            service, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                stack.pop()
                done.add(service)
                on_trail.pop(service)
                continue
            needed, place = step
            del trail[len(stack) - 1 :]
            trail.append((service, place))
            if needed in on_trail:
                yield tuple(trail[on_trail[needed] :])
            elif needed not in done:
                on_trail[needed] = len(stack)
                stack.append((needed, iter(needs.get(needed, ()))))
